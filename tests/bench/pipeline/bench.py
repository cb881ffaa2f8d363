#!/usr/bin/env python3
"""How fast the main job is: decided records → signed, published protocols, by `balalyk nightly` with two slots.

    tests/bench/pipeline/bench.py [--documents 200,2000] [--slots 2] [--beside FOLDER] [--rounds 1] [--json FILE]
    tests/bench/pipeline/bench.py --documents 10000        a whole night: does memory grow, is the second half as fast

A fresh portal for each size; the key is RSA-2048. Every document goes take → fill → sign → publish with all checks and
fsyncs of the real thing. `--beside`: another source folder with its own build in build/release, as of the last release,
which runs the same sizes in turn with this one, on its own sample portal; ratios by the clock and by processor time are
printed. The floor is what nobody can be faster than: the export of one filled document, and the key alone.
TESTED_BUILD names the build folder (default build/release).
"""
import argparse
import json
import os
import pathlib
import re
import statistics
import subprocess
import sys
import tempfile
import threading
import time

HERE = pathlib.Path(__file__).resolve()
ROOT = HERE.parents[3]
PARTS = {"balalyk": "balalyk", "balalyk-pdf-hel": "helper", "soffice.bin": "soffice"}  # by the first letters of a program's name


class Consumption(threading.Thread):
    """Peak resident memory and processor time of the program and of all it starts, looked at ten times a second."""

    def __init__(self, pid):
        super().__init__(daemon=True)
        self.pid = pid
        self.memory = {}   # part -> megabytes of the largest process
        self.seconds = {}  # pid -> (part, processor seconds)
        self.done = threading.Event()

    def processor(self, part):
        return sum(seconds for of, seconds in self.seconds.values() if of == part)

    def tree(self):
        parents = {}
        for entry in os.listdir("/proc"):
            if entry.isdigit():
                try:
                    stat = pathlib.Path("/proc", entry, "stat").read_text()
                except OSError:
                    continue
                parents[int(entry)] = int(stat.rsplit(")", 1)[1].split()[1])
        found, grew = {self.pid}, True
        while grew:
            more = {pid for pid, parent in parents.items() if parent in found} - found
            found |= more
            grew = bool(more)
        return found

    def run(self):
        page, tick = os.sysconf("SC_PAGE_SIZE") / 1048576, os.sysconf("SC_CLK_TCK")
        while not self.done.wait(0.1):
            for pid in self.tree():
                try:
                    name = pathlib.Path(f"/proc/{pid}/comm").read_text().strip()
                    resident = int(pathlib.Path(f"/proc/{pid}/statm").read_text().split()[1]) * page
                    stat = pathlib.Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()
                except OSError:
                    continue
                part = PARTS.get(name, "others")
                self.seconds[pid] = (part, (int(stat[11]) + int(stat[12])) / tick)
                self.memory[part] = max(self.memory.get(part, 0), resident)


def stored(folder):
    """Bytes and files of a document store."""
    sizes = [path.stat().st_size for path in folder.rglob("*") if path.is_file()]
    return sum(sizes), len(sizes)


def measure(portal_class, count, slots, removes, folder):
    portal = portal_class(folder / "portal", seed=("--applications", str(count)), settings={"office.slots": str(slots)})
    portal.keep_only([f"generated-{n:06d}" for n in range(1, count + 1)])
    portal.authorise_everything()
    before = stored(portal.store)
    begun = time.time()
    process = portal.start("nightly")
    consumption = Consumption(process.pid)
    consumption.start()
    first = None
    while process.poll() is None:
        if first is None and events(portal, "published"):
            first = time.time() - begun
        time.sleep(0.02 if first is None else 0.2)
    took = time.time() - begun
    consumption.done.set()
    consumption.join()
    published = portal.states().get("published", 0)
    if process.returncode != 0 or published != count:
        raise SystemExit(f"nightly ended with {process.returncode}, {published} of {count} published:\n" +
                         (portal.folder / "background.log").read_text()[-3000:])
    pages = portal.sql("SELECT sum(pages) FROM balalyk_document")[0][0]
    pdfs = portal.sql("SELECT count(*) FROM balalyk_file WHERE media_type = 'application/pdf'")[0][0]
    report, halves_of_it = portal.report(), halves(portal)
    if removes:
        # The store as it is once the drafts' time is over; earlier releases keep them for ever.
        portal.settings["store.keepDrafts"] = "0s"
        portal.configure()
        if (sweep := portal.start("nightly")).wait():
            raise SystemExit(f"the night that removes drafts ended with {sweep.returncode}")
    after = stored(portal.store)
    return {"documents": count, "slots": slots, "seconds": took, "perSecond": count / took, "firstSeconds": first,
            "pdfs": pdfs, "pages": pages, "pdfsPerSecond": pdfs / took, "megabytes": consumption.memory,
            "processorMs": {part: 1000 * consumption.processor(part) / count for part in (*PARTS.values(), "others")},
            "kilobytesEach": (after[0] - before[0]) / count / 1000, "filesEach": (after[1] - before[1]) / count,
            "halves": halves_of_it, "report": report}


def events(portal, event):
    return portal.sql("SELECT count(*) FROM balalyk_audit WHERE event = ?", event)[0][0]


def halves(portal):
    """Documents a second in the first and in the second half of what was published: growth would show here."""
    times = [at for at, in portal.sql("SELECT at FROM balalyk_audit WHERE event = 'published' ORDER BY at")]
    middle = len(times) // 2
    return [middle / max(0.001, (times[middle] - times[0]) / 1000),
            (len(times) - middle - 1) / max(0.001, (times[-1] - times[middle]) / 1000)]


def stages(report):
    """Milliseconds per document of each stage, from the night's own report; those of fill hold the wait for a free slot."""
    return {name: figures["milliseconds"] / max(1, figures.get("done", sum(report["taken"].values())))
            for name, figures in report["stages"].items()}


def of(source, build, count, slots, folder):
    """One run with the program of a source folder, by that folder's own tools: a release knows its commands and samples."""
    result = pathlib.Path(tempfile.mkdtemp(dir=folder)) / "result.json"
    subprocess.run([sys.executable, HERE, "--documents", str(count), "--slots", str(slots), "--one", source, "--json", result],
                   env={**os.environ, "TESTED_BUILD": str(build)}, check=True)
    return json.loads(result.read_text())


def office_ms(r):
    return r["processorMs"]["soffice"] * r["documents"] / r["pdfs"]


def rest_ms(r):
    return sum(ms for part, ms in r["processorMs"].items() if part != "soffice")


def middle(results, figure):
    return statistics.median(figure(r) for r in results)


def show(name, results):
    r = results[0]
    parts = {part: middle(results, lambda one, part=part: one["processorMs"][part]) for part in r["processorMs"]}
    print(f"{name:10}{r['documents']:>8}{middle(results, lambda one: one['seconds']):>9.1f}{middle(results, lambda one: one['perSecond']):>8.1f}"
          f"{middle(results, lambda one: one['pdfsPerSecond']):>8.1f}{middle(results, lambda one: one['firstSeconds']):>8.2f}"
          f"{middle(results, lambda one: one['halves'][0]):>8.1f}{middle(results, lambda one: one['halves'][1]):>8.1f}"
          f"{middle(results, office_ms):>12.1f}{middle(results, rest_ms):>8.1f}"
          f"{middle(results, lambda one: one['kilobytesEach']):>8.0f}{middle(results, lambda one: one['filesEach']):>7.2f}")
    print("          at work: " + "   ".join(f"{stage} {ms:.1f}" for stage, ms in stages(r["report"]).items()) +
          " ms a document (fill: with the wait for a slot)")
    print("          processor: " + "   ".join(f"{part} {ms:.1f}" for part, ms in parts.items()) + " ms a document; MB: " +
          "   ".join(f"{part} {megabytes:.0f}" for part, megabytes in r["megabytes"].items()), flush=True)


def compare(own, other):
    print(f"          beside it: {middle(own, lambda r: r['perSecond']) / middle(other, lambda r: r['perSecond']):.2f} times as fast by the clock; "
          f"by processor time a document {middle(other, whole_ms) / middle(own, whole_ms):.2f} times, soffice a PDF "
          f"{middle(other, office_ms) / middle(own, office_ms):.2f}, all the rest {middle(other, rest_ms) / middle(own, rest_ms):.2f}; "
          f"store {middle(other, lambda r: r['kilobytesEach']) / middle(own, lambda r: r['kilobytesEach']):.2f} times as small", flush=True)


def whole_ms(r):
    return sum(r["processorMs"].values())


def floor(build):
    """The export of an open document and a signature of RSA-2048, in milliseconds of the processor."""
    lines = []
    speed = subprocess.run(["openssl", "speed", "-seconds", "1", "rsa2048"], capture_output=True, text=True, check=False).stdout
    if found := re.search(r"rsa 2048 bits\s+([\d.]+)s", speed):
        lines.append(f"a signature by openssl {1000 * float(found[1]):.2f} ms")
    bench = next(iter(build.glob("**/office_bench")), None)
    templates = build / "templates"
    if bench and (templates / "voucher-approval.ky.odt").exists():
        def summary(*options):
            done = subprocess.run([bench, templates, build / "filler" / "filler.component", "voucher-approval", "sample", "1", "40", *options],
                                  capture_output=True, text=True, check=False, timeout=300)
            return json.loads(done.stdout.splitlines()[-1]) if done.returncode == 0 else None
        one, many = summary(), summary("exports=11")
        if one and many:
            lines.append(f"an export of an open document {(many['officeProcessorMs'] - one['officeProcessorMs']) / 10:.1f} ms")
    print("floor, processor time: " + "; ".join(lines or ["not measured: office_bench is built with BALALYK_TESTS=ON"]), flush=True)


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--documents", default="200,2000")
    parser.add_argument("--slots", type=int, default=2)
    parser.add_argument("--beside", type=pathlib.Path, help="another source folder, built in its build/release")
    parser.add_argument("--rounds", type=int, default=1, help="of each size, this and the other in turn; medians are shown")
    parser.add_argument("--quick", action="store_true", help="200 documents")
    parser.add_argument("--one", type=pathlib.Path, help=argparse.SUPPRESS)
    parser.add_argument("--json")
    options = parser.parse_args()
    if options.one:
        sys.path.insert(0, str(options.one / "tests" / "e2e"))
        from portal import Portal  # pylint: disable=import-outside-toplevel
        removes = any("store.keepDrafts" in file.read_text("utf-8") for file in (options.one / "jobs").rglob("balalyk.conf"))
        pathlib.Path(options.json).write_text(json.dumps(measure(Portal, int(options.documents), options.slots, removes,
                                                              pathlib.Path(options.json).parent)))
        return
    build = pathlib.Path(os.environ.get("TESTED_BUILD", ROOT / "build" / "release")).resolve()
    sizes = [200] if options.quick else [int(count) for count in options.documents.split(",")]
    floor(build)
    print(f"{'':10}{'docs':>8}{'seconds':>9}{'docs/s':>8}{'PDFs/s':>8}{'first s':>8}{'half 1':>8}{'half 2':>8}{'office/PDF':>12}{'rest':>8}"
          f"{'KB':>8}{'files':>7}")
    results = {"this": [], "beside": []}
    # Kept until all is measured: for five minutes ext4 looks at each file that was deleted before it makes a new one.
    with tempfile.TemporaryDirectory(prefix="balalyk-bench-") as folder:
        run(sizes, build, options, folder, results)
    if options.json:
        pathlib.Path(options.json).write_text(json.dumps(results, indent=1))


def run(sizes, build, options, folder, results):
    for count in sizes:
        own, other = [], []
        for _ in range(options.rounds):
            own.append(of(ROOT, build, count, options.slots, folder))
            if options.beside:
                other.append(of(options.beside.resolve(), options.beside.resolve() / "build" / "release", count, options.slots, folder))
        show("this", own)
        if other:
            show("beside", other)
            compare(own, other)
        results["this"] += own
        results["beside"] += other


main()
