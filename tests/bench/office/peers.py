"""The peers: each makes PDFs of the same documents in its own way, in as many processes as it is given.

Each returns {"startMs", "seconds" and "processor" (seconds, both of the steady state), "files": {number: pdf}}; the last
`processes` numbers are made at the start.
"""
import concurrent.futures
import contextlib
import json
import os
import pathlib
import shutil
import socket
import subprocess
import sys
import tempfile
import threading
import time

import consumption
import install

PROGRAM = "/usr/lib/libreoffice/program"
PDF = 'pdf:writer_pdf_Export:{"SelectPdfVersion":{"type":"long","value":"2"},"UseTaggedPDF":{"type":"boolean","value":"true"}}'
LIMIT = 240  # seconds of each step of a peer: one that hangs is ended, and the others are measured
HERE = pathlib.Path(__file__).parent


class Bench:
    """What a peer is given: documents, where to work, the environment that tunes it."""

    def __init__(self, sheet, numbers, processes, tuning, scratch, peers):
        self.sheet, self.numbers, self.processes, self.peers = sheet, numbers, processes, peers
        self.folder = pathlib.Path(tempfile.mkdtemp(dir=scratch))
        self.environment = {"PATH": f"/usr/bin:/bin:{PROGRAM}", "HOME": str(self.folder), "LC_ALL": "C.UTF-8",
                            "SAL_USE_VCLPLUGIN": "svp", "TMPDIR": str(self.folder), **tuning}

    def pdfs(self):
        return {number: str(self.folder / f"{number}.pdf") for number in self.numbers}

    def filled(self):
        files = {}
        for number in self.numbers:
            files[number] = str(self.folder / f"{number}.fodt")
            self.sheet.filled(number, files[number])
        return [files[number] for number in self.numbers]

    def start(self, command, **more):
        return subprocess.Popen([str(part) for part in command], env={**self.environment, **more}, text=True,
                                stdout=subprocess.PIPE, stderr=open(self.folder / "log", "a"), cwd=self.folder, start_new_session=True)


def expect(process, word):
    line = process.stdout.readline().strip()
    while line and line != word:
        line = process.stdout.readline().strip()
    if line != word:
        raise RuntimeError(f"{process.args[0]} ended with {process.wait(10)} before «{word}»")


def profile(bench, name):
    """A profile that has been started once: a new one asks to be started again."""
    folder = bench.folder / name
    for _ in range(4):
        if subprocess.run([f"{PROGRAM}/soffice.bin", f"-env:UserInstallation=file://{folder}", "--headless",
                           "--terminate_after_init"], env=bench.environment, stdout=subprocess.DEVNULL,
                          stderr=subprocess.DEVNULL, timeout=60).returncode != 81:
            break
    return folder


def together(runs):
    with concurrent.futures.ThreadPoolExecutor(len(runs)) as pool:
        begin, before = time.monotonic(), consumption.processor_seconds()
        list(pool.map(lambda run: run(), runs))
        return time.monotonic() - begin, consumption.processor_seconds() - before


def batches(bench, files):
    """Start: one file for each process. Then all the rest, and what one file took is taken off."""
    profiles = [profile(bench, f"profile{i}") for i in range(bench.processes)]

    def convert(folder, part):
        subprocess.run([f"{PROGRAM}/soffice.bin", f"-env:UserInstallation=file://{folder}", "--headless", "--nologo",
                        "--norestore", "--convert-to", PDF, "--outdir", bench.folder, *part], env=bench.environment,
                       stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, check=True, timeout=LIMIT)
    first, rest = files[-bench.processes:], files[:-bench.processes]
    start = together([lambda i=i: convert(profiles[i], [first[i]]) for i in range(bench.processes)])
    whole = together([lambda i=i: convert(profiles[i], [first[i], *rest[i::bench.processes]]) for i in range(bench.processes)])
    return {"startMs": 1000 * start[0], "seconds": max(whole[0] - start[0], 0.001), "processor": whole[1] - start[1],
            "files": bench.pdfs()}


def convert_to(bench):
    return batches(bench, bench.filled())


def relatorio(bench):
    """Filled by relatorio, then converted in one call for each process; the filling is part of the steady state."""
    flat, values = bench.folder / "template.fodt", {}

    def mark(text):
        import xml.etree.ElementTree as tree
        part = tree.Element("{urn:oasis:names:tc:opendocument:xmlns:text:1.0}placeholder",
                            {"{urn:oasis:names:tc:opendocument:xmlns:text:1.0}placeholder-type": "text"})
        part.text = f"<{text}>"
        return part

    def rows(name, pattern):
        import copy
        loop = [copy.deepcopy(pattern) for _ in range(2)]
        for row, text in zip(loop, (f'for each="row in {name}"', "/for")):
            for cell in list(row)[1:]:
                row.remove(cell)
            paragraph = next(part for part in row.iter() if part.text and "{" in part.text)
            paragraph.text = None
            paragraph.append(mark(text))
        body = copy.deepcopy(pattern)
        for part in list(body.iter()):
            if part.text and "{" in part.text:
                column = part.text.strip("{}")
                part.text = None
                part.append(mark(f'row["{column}"]'))
        return [loop[0], body, loop[1]]

    bench.sheet.marked(flat, lambda key: mark(f'fields["{key}"]'), rows)
    subprocess.run([f"{PROGRAM}/soffice.bin", f"-env:UserInstallation=file://{profile(bench, 'made')}", "--headless", "--convert-to",
                    "odt", "--outdir", bench.folder, flat], env=bench.environment, check=True, timeout=60,
                   stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    files = [str(bench.folder / f"{number}.odt") for number in bench.numbers]
    for i in range(bench.processes):
        part = bench.numbers[i::bench.processes]
        values[i] = bench.folder / f"records{i}.json"
        values[i].write_text(json.dumps([{"number": number, "values": {
            "fields": bench.sheet.fields(number), **{name: bench.sheet.rows(name) for name in bench.sheet.contract["lists"]}}}
            for number in part]))
    program = install.python(bench.peers) / "bin" / "python"
    filling = together([lambda i=i: subprocess.run(
        [program, HERE / "fill_relatorio.py", bench.folder / "template.odt", values[i], bench.folder], env=bench.environment,
        check=True, timeout=LIMIT) for i in range(bench.processes)])
    result = batches(bench, files)
    result["seconds"] += filling[0]
    result["processor"] += filling[1]
    return result


def end(process):
    """With all that it started: carbone and unoserver leave their soffice behind."""
    try:
        os.killpg(process.pid, 9)
    except ProcessLookupError:
        pass
    process.wait()


@contextlib.contextmanager
def limited(processes):
    """Ends them after the limit: whoever waits for their lines then reads the end of file."""
    timer = threading.Timer(LIMIT, lambda: [end(process) for process in processes])
    timer.start()
    try:
        yield
    finally:
        timer.cancel()


def served(bench, commands):
    """Processes that say «ready» and «done»."""
    begin = time.monotonic()
    processes = [bench.start(command, **more) for command, more in commands]
    with limited(processes):
        return steady_state(bench, processes, begin)


def steady_state(bench, processes, begin):
    try:
        for process in processes:
            expect(process, "ready")
        steady, before = time.monotonic(), consumption.processor_seconds()
        for process in processes:
            expect(process, "done")
        return {"startMs": 1000 * (steady - begin), "seconds": time.monotonic() - steady,
                "processor": consumption.processor_seconds() - before, "files": bench.pdfs()}
    finally:
        for process in processes:
            end(process)


def parts(bench, files):
    return [[files[-1 - i], *files[:-bench.processes][i::bench.processes]] for i in range(bench.processes)]


def office_kit(bench):
    program = install.kit(bench.peers)
    return served(bench, [([program, profile(bench, f"profile{i}"), bench.folder, *part], {})
                          for i, part in enumerate(parts(bench, bench.filled()))])


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def unoserver(bench):
    uno = install.uno_environment(bench.peers)
    python = install.python(bench.peers) / "bin" / "python"
    ports = [free_port() for _ in range(bench.processes)]
    servers, work = [], parts(bench, bench.filled())
    profiles = [profile(bench, f"profile{i}") for i in range(bench.processes)]
    begin = time.monotonic()
    try:
        for i, port in enumerate(ports):
            servers.append(subprocess.Popen(
                [python, "-m", "unoserver.server", "--port", str(port), "--uno-port", str(free_port()), "--executable",
                 f"{PROGRAM}/soffice.bin", "--user-installation", str(profiles[i])], env={**bench.environment, **uno},
                stdout=subprocess.DEVNULL, stderr=open(bench.folder / "log", "a"), start_new_session=True))
        for port in ports:
            wait_for(port, servers)
        before = time.monotonic() - begin
        result = served(bench, [([python, HERE / "serve_uno.py", port, bench.folder, *work[i]], uno)
                                for i, port in enumerate(ports)])
        result["startMs"] += 1000 * before
        return result
    finally:
        for server in servers:
            end(server)


def wait_for(port, servers):
    deadline = time.monotonic() + 60
    while time.monotonic() < deadline and all(server.poll() is None for server in servers):
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                return
        time.sleep(0.05)
    raise RuntimeError("unoserver does not answer")


def carbone(bench):
    import copy
    flat = bench.folder / "template.fodt"

    def rows(name, pattern):
        def row(index):
            return bench.sheet.replaced(copy.deepcopy(pattern), lambda column: "{d.%s[%s].%s}" % (name, index, column))
        return [row("i"), row("i+1")]

    bench.sheet.marked(flat, lambda key: "{d.%s}" % key, rows)
    subprocess.run([f"{PROGRAM}/soffice.bin", f"-env:UserInstallation=file://{profile(bench, 'made')}", "--headless", "--convert-to",
                    "odt", "--outdir", bench.folder, flat], env=bench.environment, check=True, timeout=60,
                   stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    records = [{"number": number, "values": {**nested(bench.sheet.fields(number)),
                                             **{name: bench.sheet.rows(name) for name in bench.sheet.contract["lists"]}}}
               for number in bench.numbers]
    (bench.folder / "records.json").write_text(json.dumps(records))
    node = shutil.which("node")
    return served(bench, [([node, HERE / "render_carbone.cjs", install.node(bench.peers) / "node_modules",
                            bench.folder / "template.odt", bench.folder / "records.json", bench.folder, bench.processes],
                           install.uno_environment(bench.peers))])


def nested(values):
    """«child.pin» → {"child": {"pin": …}}: how carbone looks things up."""
    result = {}
    for key, value in values.items():
        place = result
        *folders, last = key.split(".")
        for folder in folders:
            place = place.setdefault(folder, {})
        place[last] = value
    return result


PEERS = {"soffice --convert-to": convert_to, "LibreOfficeKit": office_kit, "relatorio + soffice": relatorio,
         "unoserver": unoserver, "carbone": carbone}
