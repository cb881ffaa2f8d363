#!/usr/bin/env python3
"""How fast a template becomes PDF/A: this program's office beside its peers, on the same templates and values.

    tests/bench/office/bench.py [--quick] [--documents N] [--json FILE]
    tests/bench/office/bench.py --pages 2,5,10        long documents, beside soffice --convert-to alone
    tests/bench/office/bench.py --many 10000          one go of so many documents: memory of each slot, speed at the end
    tests/bench/office/bench.py --outage              a slot is killed again and again meanwhile: how long until it is back
    tests/bench/office/bench.py --interactive         drafts asked for by a person during a night of 10,000 documents

Two sheets: «plain», one page with six fields and a table of seven rows; «voucher-approval», two pages with a QR code. Every
peer runs twice: as it comes, and tuned as this program is (jemalloc preloaded, the templates' fonts only). Start-up is
measured apart and taken off. Every PDF is looked at: pages, every value in its text, PDF/A or not. The floor is what no
filling can be faster than: the same filled document exported again and again. TESTED_BUILD names the build folder.
"""
import argparse
import concurrent.futures
import glob
import json
import os
import pathlib
import shutil
import subprocess
import sys
import tempfile

import consumption
import interactive
import outage
import peers
import sheets

BUILD = pathlib.Path(os.environ.get("TESTED_BUILD", sheets.ROOT / "build" / "release"))
FILLER = BUILD / "filler" / "filler.component"
SOFFICE = "soffice"
SLOTS = 2
EXPORTS = 21
OUTAGE_DOCUMENTS, OUTAGE_SECONDS = 12_000, 60
TARGETS = {"perSecond": 100, "default": 4.0, "equal": 2.5, "floor": 75, "slotMegabytes": 700}
FORMAT = "{:40}{:>8}{:>6}{:>9}{:>7}{:>9}{:>10}{:>8}{:>7}{:>8}"


def program():
    found = next(iter(glob.glob(f"{BUILD}/**/office_bench", recursive=True)), None)
    if not found:
        sys.exit(f"office_bench is not in {BUILD}: build with BALALYK_TESTS=ON")
    return found


def command(templates, sheet, slots, documents, *options):
    return [program(), str(templates), str(FILLER), sheet.name, "sample", str(slots), str(documents), *options]


def office(*arguments):
    """The lines of JSON that office_bench prints; the last one is the summary."""
    output = subprocess.run(command(*arguments), capture_output=True, text=True, check=True).stdout
    return [json.loads(line) for line in output.splitlines()]


def check(sheet, files):
    """Every (pages, PDF/A) that occurs; an AssertionError when a value is missing."""
    with concurrent.futures.ThreadPoolExecutor(SLOTS) as pool:
        return set(pool.map(lambda entry: sheet.check(entry[1], entry[0]), files.items()))


def ours(templates, sheet, slots, documents, scratch):
    folder = tempfile.mkdtemp(dir=scratch)
    result = office(templates, sheet, slots, documents, f"pdfs={folder}")[-1]
    checked = check(sheet, {number: f"{folder}/{number}.pdf" for number in range(documents)})
    return {"pages": checked, "startMs": result["startMs"], "perSecond": result["perSecond"], "kilobytes": result["kilobytesEach"],
            "processorMs": result["officeProcessorMs"] + result["ownProcessorMs"], "megabytes": result["largestSlot"],
            "officeProcessorMs": result["officeProcessorMs"], "ownProcessorMs": result["ownProcessorMs"]}


def floor(templates, sheet, documents):
    """Milliseconds of an export alone, by the clock and of the processor: of many exports each, less one export each."""
    one = office(templates, sheet, 1, documents)[-1]
    many = office(templates, sheet, 1, documents, f"exports={EXPORTS}")[-1]
    return {"ms": (many["msEach"] - one["msEach"]) / (EXPORTS - 1), "whole": one["msEach"],
            "processorMs": (many["officeProcessorMs"] - one["officeProcessorMs"]) / (EXPORTS - 1),
            "wholeProcessorMs": one["officeProcessorMs"]}


def peer(name, sheet, documents, tuning, scratch):
    bench = peers.Bench(sheet, list(range(1000, 1000 + documents + SLOTS)), SLOTS, tuning, scratch, BUILD / "bench-peers")
    with consumption.Memory() as memory:
        result = peers.PEERS[name](bench)
    checked = check(sheet, result["files"])
    size = sum(os.path.getsize(file) for file in result["files"].values()) / len(result["files"]) / 1024
    shutil.rmtree(bench.folder)
    return {"pages": checked, "startMs": result["startMs"], "perSecond": documents / result["seconds"], "kilobytes": size,
            "processorMs": 1000 * result["processor"] / documents, "megabytes": memory.most}


def equal_tuning(scratch):
    fonts = pathlib.Path(scratch, "fonts")
    fonts.mkdir()
    listed = subprocess.run(["fc-list", "-f", "%{family}\t%{file}\n"], capture_output=True, text=True).stdout
    for line in listed.splitlines():
        family, file = line.split("\t")
        if family in ("PT Serif", "PT Sans"):
            shutil.copy(file, fonts)
    (fonts / "fonts.conf").write_text(
        f'<?xml version="1.0"?><fontconfig><dir>{fonts}</dir><cachedir>{fonts}/cache</cachedir></fontconfig>')
    jemalloc = next(iter(glob.glob("/usr/lib/*/libjemalloc.so.2")), None)
    return {"FONTCONFIG_FILE": str(fonts / "fonts.conf"), **({"LD_PRELOAD": jemalloc} if jemalloc else {})}


def show(way, result, base):
    (pages, archive), *others = result["pages"]
    ratio = f"{base['perSecond'] / result['perSecond']:.1f}" if base else ""
    by_processor = f"{result['processorMs'] / base['processorMs']:.1f}" if base else ""
    print(FORMAT.format(way, f"{result['perSecond']:.1f}", ratio, f"{result['processorMs']:.1f}", by_processor, f"{result['startMs']:.0f}",
                        f"{result['megabytes']:.0f}", f"{result['kilobytes']:.0f}", "?" if others else pages,
                        "2b" if archive else "no"), flush=True)


def compare(sheet, templates, options, tuned, scratch, names=tuple(peers.PEERS)):
    print(f"\n{sheet.name}, {sheet.pages} page(s), {SLOTS} processes unless said otherwise")
    print(FORMAT.format("", "docs/s", "ratio", "CPU ms", "ratio", "start ms", "MB each", "KB", "pages", "PDF/A"))
    own = {}
    for slots in (1, SLOTS):
        own[slots] = ours(templates, sheet, slots, options.documents, scratch)
        show(f"balalyk, {slots} slot(s), checked", own[slots], None)
    lowest = floor(templates, sheet, max(20, options.documents // 10))
    rivals = []
    for column, tuning in (("default", {}), ("equal", tuned)):
        for name in names:
            try:
                result = peer(name, sheet, options.peer_documents, tuning, scratch)
            except (RuntimeError, OSError, subprocess.SubprocessError, AssertionError) as error:
                print(f"{name}, {column} tuning: failed: {error}")
                continue
            show(f"{name}, {column} tuning", result, own[SLOTS])
            rivals.append({"name": name, "tuning": column, **result, "archive": next(iter(result["pages"]))[1]})
    judge(sheet, own, lowest, rivals)
    return {"sheet": sheet.name, "own": own, "floor": lowest, "peers": rivals}


def judge(sheet, own, lowest, rivals):
    rate = own[SLOTS]["perSecond"]

    def line(what, value, target, unit=""):
        print(f"  {'reached' if value >= target else 'MISSED '}  {what}: {value:.1f}{unit} (target {target}{unit})")

    if sheet.pages == 1:
        line("documents a second on 2 slots", rate, TARGETS["perSecond"])
    for column in ("default", "equal"):
        best = max((r for r in rivals if r["archive"] and r["tuning"] == column), key=lambda r: r["perSecond"], default=None)
        if best:
            line(f"times the fastest peer that makes PDF/A, {column} tuning ({best['name']})", rate / best["perSecond"], TARGETS[column])
            least = min((r for r in rivals if r["archive"] and r["tuning"] == column), key=lambda r: r["processorMs"])
            line(f"times less processor time than the best of them ({least['name']})", least["processorMs"] / own[SLOTS]["processorMs"],
                 TARGETS[column])
    print(f"  floor: an export alone takes {lowest['ms']:.1f} ms ({lowest['processorMs']:.1f} ms of processor), "
          f"a whole document {lowest['whole']:.1f} ms (in soffice {lowest['wholeProcessorMs']:.1f} ms of processor)")
    if lowest["whole"] > 0:
        line("of the floor's speed, 1 slot", 100 * lowest["ms"] / lowest["whole"], TARGETS["floor"], " %")


def many(sheet, templates, documents):
    lines = office(templates, sheet, SLOTS, documents, "every=10")
    print(f"\n{documents} documents ({sheet.name}) in one go, {SLOTS} slots")
    print(f"{'seconds':>8}{'documents':>11}{'balalyk MB':>12}{'largest slot MB':>17}")
    for entry in lines[:-1]:
        print(f"{entry['seconds']:8.0f}{entry['documents']:11}{entry['megabytes']:12.0f}{entry['largestSlot']:17.0f}")
    end = lines[-1]
    most = max(entry["largestSlot"] for entry in lines)
    print(f"{end['perSecond']:.1f} a second; the first tenth {end['firstTenth']:.1f}, the last {end['lastTenth']:.1f}; "
          f"{end['recycles']} processes replaced; largest slot {most:.0f} MB (target < {TARGETS['slotMegabytes']})")
    return end


def long(pages, options, tuned, scratch):
    """Documents of so many pages each, by the number of lines in the two fields that grow."""
    results = []
    for count in pages:
        sheets.repeat_for(count)
        sheet = sheets.Sheet("voucher-approval.ky", count)
        templates = pathlib.Path(scratch, f"templates-{count}")
        sheets.office_templates([sheet], templates, SOFFICE)
        results.append(compare(sheet, templates, options, tuned, scratch, ("soffice --convert-to",)))
    return results


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--documents", type=int, default=400, help="of this program, for each line")
    parser.add_argument("--peer-documents", type=int, default=100, help="of each peer")
    parser.add_argument("--quick", action="store_true", help="one page only, few documents")
    parser.add_argument("--pages", metavar="N,N", help="documents of about so many pages, beside soffice --convert-to")
    parser.add_argument("--many", type=int, metavar="N")
    parser.add_argument("--interactive", action="store_true")
    parser.add_argument("--outage", action="store_true")
    parser.add_argument("--night", type=int, default=10000, help="documents of the night of --interactive")
    parser.add_argument("--json")
    options = parser.parse_args()
    if options.quick:
        options.documents, options.peer_documents = 100, 40
    compared = [sheets.Sheet("plain.ky", 1), sheets.Sheet("voucher-approval.ky", 2)]
    with tempfile.TemporaryDirectory(prefix="office-bench-") as scratch:
        templates = pathlib.Path(scratch, "templates")
        if options.pages:
            results = long([int(count) for count in options.pages.split(",")], options, equal_tuning(scratch), scratch)
        elif options.interactive:
            results = interactive.measure(options.night, SLOTS)
        else:
            sheets.office_templates(compared, templates, SOFFICE)
            if options.outage:
                results = outage.measure(command(templates, compared[0], SLOTS, OUTAGE_DOCUMENTS), OUTAGE_SECONDS)
            elif options.many:
                results = many(compared[1], templates, options.many)
            else:
                tuned = equal_tuning(scratch)
                results = [compare(sheet, templates, options, tuned, scratch) for sheet in compared[: 1 if options.quick else 2]]
    if options.json:
        pathlib.Path(options.json).write_text(json.dumps(results, indent=1, default=list))


if __name__ == "__main__":
    main()
