#!/usr/bin/env python3
"""How fast the main job is: decided records → signed, published protocols, by `balalyk nightly` with two slots.

    tests/bench/pipeline/bench.py [--documents 200,2000] [--slots 2] [--json FILE]

A fresh portal for each size; the key is RSA-2048. Every document goes take → fill → sign → publish with all checks and
fsyncs of the real thing. Prints a table. TESTED_BUILD names the build folder (default build/release).
"""
import argparse
import json
import os
import pathlib
import shutil
import sys
import tempfile
import threading
import time

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[2] / "e2e"))
from portal import Portal  # noqa: E402


class Consumption(threading.Thread):
    """Peak resident memory and processor time of the program and of its soffice processes, looked at ten times a second."""

    def __init__(self, pid):
        super().__init__(daemon=True)
        self.pid, self.program, self.office = pid, 0, 0
        self.seconds = {}  # pid -> (of soffice, processor seconds)
        self.done = threading.Event()

    def processor(self, office):
        return sum(seconds for of_office, seconds in self.seconds.values() if of_office == office)

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
            office = 0
            for pid in self.tree():
                try:
                    name = pathlib.Path(f"/proc/{pid}/comm").read_text().strip()
                    resident = int(pathlib.Path(f"/proc/{pid}/statm").read_text().split()[1]) * page
                    stat = pathlib.Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()
                except OSError:
                    continue
                self.seconds[pid] = (pid != self.pid, (int(stat[11]) + int(stat[12])) / tick)
                if pid == self.pid:
                    self.program = max(self.program, resident)
                elif name.startswith("soffice"):
                    office = max(office, resident)
            self.office = max(self.office, office)


def measure(count, slots):
    folder = pathlib.Path(tempfile.mkdtemp(prefix="balalyk-bench-"))
    try:
        portal = Portal(folder / "portal", seed=("--applications", str(count)), settings={"office.slots": str(slots)})
        portal.keep_only([f"generated-{n:06d}" for n in range(1, count + 1)])
        portal.authorise_everything()
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
        return {"documents": count, "slots": slots, "seconds": took, "perSecond": count / took, "firstSeconds": first,
                "pdfs": pdfs, "pages": pages, "pdfsPerSecond": pdfs / took, "programMegabytes": consumption.program,
                "officeMegabytes": consumption.office, "programProcessorMs": 1000 * consumption.processor(False) / count,
                "officeProcessorMs": 1000 * consumption.processor(True) / count, "halves": halves(portal), "report": portal.report()}
    finally:
        shutil.rmtree(folder, ignore_errors=True)


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


def show(results):
    print(f"{'documents':>9} {'slots':>5} {'seconds':>8} {'docs/s':>7} {'PDFs/s':>7} {'first s':>8} {'1st half/s':>10} "
          f"{'2nd half/s':>10} {'balalyk MB':>10} {'soffice MB':>10}")
    for r in results:
        print(f"{r['documents']:>9} {r['slots']:>5} {r['seconds']:>8.1f} {r['perSecond']:>7.1f} {r['pdfsPerSecond']:>7.1f} "
              f"{r['firstSeconds']:>8.2f} {r['halves'][0]:>10.1f} {r['halves'][1]:>10.1f} {r['programMegabytes']:>10.0f} "
              f"{r['officeMegabytes']:>10.0f}")
    for r in results:
        office, program = r["officeProcessorMs"], r["programProcessorMs"]
        print(f"\n{r['documents']} documents, {r['pdfs']} PDFs, {r['pages']} pages; milliseconds per document:")
        print("  at work:        " + "   ".join(f"{name} {ms:.1f}" for name, ms in stages(r["report"]).items()) +
              "   (fill: with the wait for a slot)")
        print(f"  processor time: soffice {office:.1f}, all the rest {program:.1f} ({100 * program / (office + program):.1f} %)")


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--documents", default="200,2000")
    parser.add_argument("--slots", type=int, default=2)
    parser.add_argument("--json")
    options = parser.parse_args()
    results = [measure(int(count), options.slots) for count in options.documents.split(",")]
    show(results)
    if options.json:
        pathlib.Path(options.json).write_text(json.dumps(results, indent=1))


main()
