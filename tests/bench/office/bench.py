#!/usr/bin/env python3
"""How fast a template becomes PDF/A: this program's office beside `soffice --convert-to` on the same templates and values.

    tests/bench/office/bench.py [--documents 200] [--json FILE]

The peer gets files that are filled already, many in one call, as PDF/A-2b and tagged too: once as it comes, once with the
same allocator and the same fonts as ours. Start-up is measured apart (a call with one file) and taken off. Every PDF is
looked at: pages, the child's name in the text, PDF/A. TESTED_BUILD names the build folder (default build/release).
"""
import argparse
import concurrent.futures
import glob
import json
import os
import pathlib
import re
import shutil
import subprocess
import sys
import tempfile
import time
import xml.etree.ElementTree as tree

ROOT = pathlib.Path(__file__).resolve().parents[3]
BUILD = pathlib.Path(os.environ.get("TESTED_BUILD", ROOT / "build" / "release"))
SHEETS = ["meal-subsidy.ky", "voucher-approval.ky"]  # one page; two pages; both with a QR code
PDF = 'pdf:writer_pdf_Export:{"SelectPdfVersion":{"type":"long","value":"2"},"UseTaggedPDF":{"type":"boolean","value":"true"}}'
SOFFICE = "/usr/lib/libreoffice/program/soffice.bin"
NAMES = {
    "text": "urn:oasis:names:tc:opendocument:xmlns:text:1.0",
    "table": "urn:oasis:names:tc:opendocument:xmlns:table:1.0",
    "office": "urn:oasis:names:tc:opendocument:xmlns:office:1.0",
}


def name(prefixed):
    prefix, local = prefixed.split(":")
    return "{%s}%s" % (NAMES[prefix], local)


class Flat:
    """A flat template, filled as any template engine would before it hands the file to soffice."""

    def __init__(self, sheet):
        kind, self.language = sheet.split(".")
        self.file = ROOT / "templates" / f"{sheet}.fodt"
        self.contract = json.loads((ROOT / "templates" / "contract.json").read_text())["kinds"][kind]
        for prefix, uri in re.findall(r'xmlns:([\w.-]+)="([^"]+)"', self.file.read_text()):
            tree.register_namespace(prefix, uri)

    def sample(self, field):
        return "true" if field["type"] == "boolean" else field["sample"][self.language]

    def write(self, number, path):
        document = tree.parse(self.file)
        values = {key: self.sample(field) for key, field in self.contract["fields"].items()}
        for key in ("child.fullName", "protocol.number", "kindergarten.name"):
            if key in values:
                values[key] += f" {number}"
        for field in document.iter(name("text:user-field-decl")):
            field.set(name("office:string-value"), values.get(field.get(name("text:name")), ""))
        for field in document.iter(name("text:user-field-get")):
            field.text = values.get(field.get(name("text:name")), "")
        for section in document.iter(name("text:section")):
            if section.get(name("text:name"), "").startswith("unless "):
                section.set(name("text:display"), "none")
        for table in document.iter(name("table:table")):
            content = self.contract["lists"].get(table.get(name("table:name")))
            if content:
                self.repeat(table, content)
        document.write(path, encoding="utf-8", xml_declaration=True)

    def repeat(self, table, content):
        pattern = [row for row in table.findall(name("table:table-row")) if "{" in "".join(row.itertext())][0]
        place = list(table).index(pattern)
        table.remove(pattern)
        for _ in range(content["sampleRows"]):
            text = tree.tostring(pattern, encoding="unicode")
            for column, field in content["columns"].items():
                text = text.replace("{%s}" % column, self.sample(field))
            table.insert(place, tree.fromstring(text))


def check(pdf, number):
    text = subprocess.run(["pdftotext", pdf, "-"], capture_output=True, text=True, check=True).stdout
    assert re.search(rf"\b{number}\b", text), f"{pdf}: the number of the document is not in its text"
    assert b"<pdfaid:part>2<" in pathlib.Path(pdf).read_bytes(), f"{pdf}: not PDF/A-2"
    return int(re.search(r"Pages:\s+(\d+)", subprocess.run(["pdfinfo", pdf], capture_output=True, text=True).stdout)[1])


def convert(files, folder, tuned):
    profile = tempfile.mkdtemp(prefix="bench-profile-", dir=folder)
    environment = {"PATH": "/usr/bin:/bin", "HOME": profile, "LC_ALL": "C.UTF-8", "SAL_USE_VCLPLUGIN": "svp"}
    environment.update(tuned)
    command = [SOFFICE, f"-env:UserInstallation=file://{profile}", "--headless", "--nologo", "--nofirststartwizard",
               "--norestore", "--convert-to", PDF, "--outdir", folder, *files]
    for _ in range(4):  # a fresh profile asks to be started again
        if subprocess.run(command, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL).returncode != 81:
            break
    shutil.rmtree(profile)


def convert_rate(sheet, documents, processes, tuned, scratch):
    folder = tempfile.mkdtemp(dir=scratch)
    flat = Flat(sheet)
    files = []
    for number in range(1000, 1000 + documents + processes):
        files.append(f"{folder}/{number}.fodt")
        flat.write(number, files[-1])
    with concurrent.futures.ThreadPoolExecutor(processes) as pool:
        def run(parts):
            begin = time.monotonic()
            list(pool.map(lambda part: convert(part, folder, tuned), parts))
            return time.monotonic() - begin
        start = run([[file] for file in files[:processes]])
        whole = run([files[processes + i::processes] for i in range(processes)])
    pages = {check(file.replace(".fodt", ".pdf"), pathlib.Path(file).stem) for file in files}
    return {"pages": max(pages), "startMs": 1000 * start, "perSecond": documents / max(whole - start, 0.001)}


def our_rate(sheet, documents, slots, scratch):
    folder = tempfile.mkdtemp(dir=scratch)
    program = next(iter(glob.glob(f"{BUILD}/**/office_bench", recursive=True)), None)
    if not program:
        sys.exit(f"office_bench is not in {BUILD}")
    line = subprocess.run([program, f"{BUILD}/templates", f"{BUILD}/filler/filler.component", sheet, "sample",
                           str(slots), str(documents), "pdfs=" + folder], capture_output=True, text=True, check=True).stdout
    result = json.loads(line)
    for number in range(documents):
        check(f"{folder}/{number}.pdf", number)
    return result


def equal_tuning(scratch):
    fonts = pathlib.Path(scratch, "fonts")
    fonts.mkdir()
    for line in subprocess.run(["fc-list", "-f", "%{family}\t%{file}\n"], capture_output=True, text=True).stdout.splitlines():
        family, file = line.split("\t")
        if family in ("PT Serif", "PT Sans"):
            shutil.copy(file, fonts)
    (fonts / "fonts.conf").write_text(
        f'<?xml version="1.0"?><fontconfig><dir>{fonts}</dir><cachedir>{fonts}/cache</cachedir></fontconfig>')
    jemalloc = next(iter(glob.glob("/usr/lib/*/libjemalloc.so.2")), None)
    return {"FONTCONFIG_FILE": str(fonts / "fonts.conf"), **({"LD_PRELOAD": jemalloc} if jemalloc else {})}


def main():
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("--documents", type=int, default=200)
    options.add_argument("--json")
    options = options.parse_args()
    results = []
    with tempfile.TemporaryDirectory(prefix="office-bench-") as scratch:
        tuned = equal_tuning(scratch)
        print(f"{'template':22}{'way':42}{'pages':>6}{'start ms':>10}{'per second':>12}{'ratio':>7}", flush=True)
        for sheet in SHEETS:
            for slots in (1, 2):
                base = None
                for way, run in [
                    ("balalyk, checked", lambda: our_rate(sheet, options.documents, slots, scratch)),
                    ("soffice --convert-to", lambda: convert_rate(sheet, options.documents, slots, {}, scratch)),
                    ("soffice --convert-to, same allocator, fonts",
                     lambda: convert_rate(sheet, options.documents, slots, tuned, scratch)),
                ]:
                    result = run()
                    base = base or result["perSecond"]
                    print(f"{sheet:22}{way + f', {slots}':42}{result['pages']:6}{result['startMs']:10.0f}"
                          f"{result['perSecond']:12.1f}{base / result['perSecond']:7.1f}", flush=True)
                    results.append({"template": sheet, "way": way, "processes": slots, **result})
    if options.json:
        pathlib.Path(options.json).write_text(json.dumps(results, indent=1))


main()
