#!/usr/bin/env python3
"""The portal under load: 32 people at once over a country's register of applications, on PostgreSQL.

    bench.py [--quick] [--archive 1000000] [--rows list,form] [--seconds 10] [--batch 200]

The portal and its database have one core together, the clients (wrk) another one. Each client has its session and asks again as soon as it
has its answer, over a new connection each time as behind nginx. Times are what a client waits for; «core» is the processor time of portal and
database for one page. Beside it nginx serves a file of the same size from the same core.

--archive: measure once more with so many protocols in the archive, published long ago. --rows: only these pages. --batch: so many documents
are signed by one password, by `balalyk signer` over PostgreSQL; needs LibreOffice, which drafts them. tests/bench/README.md says how to read it."""
import argparse
import hashlib
import json
import os
import pathlib
import re
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import threading
import time
import urllib.parse
import urllib.request
import uuid

ROOT = pathlib.Path(__file__).resolve().parents[3]
BUILD = pathlib.Path(os.environ.get("TESTED_BUILD", ROOT / "build" / "release")).resolve()
CLIENTS, WARM, SECONDS = 32, 2, 10
LIMIT = 240                                    # seconds that anything may take
GOALS = {"list": 50, "form": 50, "inbox": 50, "check": 20}   # PORTAL.md; the others are shown beside
CORES = sorted(os.sched_getaffinity(0))
SERVER, CLIENT = CORES[0], CORES[-1]
AUTOGROUP = pathlib.Path("/proc/sys/kernel/sched_autogroup_enabled")

# Pages of one client are of its session. A form is sent with its session's token, and a new one for «once» each time.
WRK = r"""
local pages, cookies, bodies, from = {PAGES}, {COOKIES}, {BODIES}, {FROM}
local at = 0
request = function()
  at = at + 1
  local who = at % #cookies + 1
  local own = pages[(who - 1) % #pages + 1]
  local headers = {["Cookie"] = cookies[who], ["Connection"] = "close"}
  if from then headers["X-Real-IP"] = string.format("10.%d.%d.%d", math.floor(at / 65536) % 256, math.floor(at / 256) % 256, at % 256) end
  local page = own[math.floor(at / #cookies) % #own + 1]
  if #bodies == 0 then return wrk.format("GET", page, headers) end
  headers["Content-Type"] = "application/x-www-form-urlencoded"
  return wrk.format("POST", page, headers, bodies[who] .. string.format("&once={RUN}%011d", at))
end
done = function(summary, latency, requests)
  local e = summary.errors
  io.write(string.format("RESULT %d %d %d %d %d %f %f %f %f %f\n", summary.requests, e.status, e.connect, e.read, e.timeout, summary.duration / 1e6,
    latency:percentile(50) / 1000, latency:percentile(95) / 1000, latency:percentile(99) / 1000, latency.max / 1000))
end
"""
ERRORS = ("another status", "no connection", "cut off", "longer than 10 s")


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def on_core(core, *command):
    return ["taskset", "-c", str(core), *map(str, command)]


def processor_time(process):
    """Of a process and what it has started, in seconds."""
    seen, total = [process], 0.0
    for pid in seen:
        try:
            fields = pathlib.Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
            total += sum(int(fields[i]) for i in (11, 12, 13, 14)) / os.sysconf("SC_CLK_TCK")
            seen += [int(child) for file in pathlib.Path(f"/proc/{pid}/task").glob("*/children") for child in file.read_text().split()]
        except OSError:
            pass
    return total


def until(condition, what):
    end = time.monotonic() + 60
    while not condition():
        if time.monotonic() > end:
            raise SystemExit(f"{what} does not come up")
        time.sleep(0.1)


def listens(port):
    with socket.socket() as probe:
        return probe.connect_ex(("127.0.0.1", port)) == 0


class Postgres:
    """A separate one, with fsync, on the server's core."""

    def __init__(self, folder):
        self.folder = folder
        programs = sorted(pathlib.Path("/usr/lib/postgresql").glob("*/bin"))[-1]
        user = ["setpriv", "--reuid=postgres", "--regid=postgres", "--clear-groups"] if os.geteuid() == 0 else []
        if user:
            shutil.chown(folder, "postgres")
        subprocess.run([*user, programs / "initdb", "-D", folder / "data", "-U", "postgres", "-A", "trust", "-E", "UTF8", "--locale=C.UTF-8"],
                       check=True, capture_output=True, cwd="/", timeout=LIMIT)
        self.process = subprocess.Popen([*on_core(SERVER), *user, programs / "postgres", "-D", folder / "data", "-k", folder, "-c", "listen_addresses=",
                                         "-c", "shared_buffers=512MB"], stderr=subprocess.DEVNULL, cwd="/")
        self.programs = programs
        until(lambda: subprocess.run([programs / "pg_isready", "-q", "-h", folder], check=False).returncode == 0, "PostgreSQL")

    def database(self, name):
        subprocess.run([self.programs / "psql", "-q", "-h", self.folder, "-U", "postgres", "-c", f"CREATE DATABASE {name}"], check=True, timeout=LIMIT)
        return f"postgresql://postgres@{str(self.folder).replace('/', '%2F')}/{name}"

    def stop(self):
        self.process.send_signal(signal.SIGQUIT)
        self.process.wait(30)


def issue(folder, connection, count):
    """Published documents for the check page: their ids; and a container, a key ring's root beside it."""
    password = os.urandom(12).hex()

    def with_password(*command, text=""):
        read, write = os.pipe()
        os.write(write, password.encode() + b"\n")
        os.close(write)
        try:
            return subprocess.run(["bash", "-c", 'exec "$@" 3<&"$0"', str(read), *map(str, command)], input=text, capture_output=True, text=True,
                                  check=True, pass_fds=(read,), timeout=LIMIT).stdout
        finally:
            os.close(read)

    if not (folder / "keys").exists():
        with_password(ROOT / "samples" / "make-keyring", folder / "keys", "3", text="M1|Асанова Бермет|11203198500012|p256\n")
        (folder / "password").write_text(password)
    password = (folder / "password").read_text()
    return with_password(BUILD / "tests" / "bench" / "portal" / "portal_issue", connection, folder / "store", count, folder / "keys",
                         folder / "container").split()


def uploads(port, container, seconds):
    """Four people who give a file as soon as they have their answer, each from many addresses; and how long a page takes meanwhile."""
    body = (b"--b0undary\r\nContent-Disposition: form-data; name=\"file\"; filename=\"p.asice\"\r\n\r\n" + container.read_bytes() + b"\r\n--b0undary--\r\n")
    took, pages, errors, lock, end = [], [], [0], threading.Lock(), time.monotonic() + seconds

    def ask(address, data, into, path):
        begun = time.monotonic()
        request = urllib.request.Request(f"http://127.0.0.1:{port}{path}", data=data, headers={"X-Real-IP": address, **(
            {"Content-Type": "multipart/form-data; boundary=b0undary"} if data else {})})
        try:
            with urllib.request.urlopen(request, timeout=30) as answer:
                answer.read()
            with lock:
                into.append(1000 * (time.monotonic() - begun))
        except OSError:
            with lock:
                errors[0] += 1

    def give(person):
        at = 0
        while time.monotonic() < end:
            at += 1
            ask(f"10.{person}.{at // 256 % 256}.{at % 256}", body, took, "/check")

    def look():
        while time.monotonic() < end:
            ask("10.9.9.9", None, pages, "/privacy")
            time.sleep(0.05)

    people = [threading.Thread(target=give, args=(person,)) for person in range(4)] + [threading.Thread(target=look)]
    for person in people:
        person.start()
    for person in people:
        person.join()
    took.sort()
    pages.sort()
    return {"requests": len(took) / seconds, "errors": errors[0], "p50": took[len(took) // 2], "p95": took[len(took) * 95 // 100],
            "beside": pages[len(pages) * 95 // 100], "size": len(body)}


class Portal:
    def __init__(self, folder, connection):
        self.port = free_port()
        config = folder / "balalyk.conf"
        config.write_text(f"database.connection = {connection}\nportal.uploads = {folder}/uploads\nportal.listen = 127.0.0.1:{self.port}\n"
                          f"portal.address = http://127.0.0.1:{self.port}\nstore.location = {folder}/store\noffice.sandbox = whenPossible\n"
                          f"check.trustAnchors = {folder}/keys/anchors.pem\n")
        self.log = folder / "portal.log"
        with self.log.open("a") as log:
            self.process = subprocess.Popen(on_core(SERVER, BUILD / "bin" / "balalyk", "--config", config, "portal"), stderr=log)
        until(lambda: listens(self.port), "the portal")

    def get(self, page, cookie):
        request = urllib.request.Request(f"http://127.0.0.1:{self.port}{page}", headers={"Cookie": cookie})
        with urllib.request.urlopen(request, timeout=30) as answer:
            assert answer.status == 200 and "/sign-in" not in answer.url, (page, answer.status, answer.url)
            return answer.read()

    def stop(self):
        self.process.terminate()
        self.process.wait(30)


class Nginx:
    def __init__(self, folder, body):
        self.port = free_port()
        (folder / "www").mkdir(exist_ok=True)
        (folder / "www" / "page.html").write_bytes(body)
        temporary = " ".join(f"{kind}_temp_path {folder}/{kind};" for kind in ("client_body", "proxy", "fastcgi", "uwsgi", "scgi"))
        (folder / "nginx.conf").write_text(
            f"{'user root;' if os.geteuid() == 0 else ''} worker_processes 1; daemon off; pid {folder}/nginx.pid; error_log {folder}/error.log;\n"
            f"events {{ worker_connections 512; }}\nhttp {{ access_log off; sendfile on; {temporary}\n"
            f"server {{ listen 127.0.0.1:{self.port}; root {folder}/www; }} }}\n")
        self.process = subprocess.Popen(on_core(SERVER, "nginx", "-p", folder, "-c", folder / "nginx.conf"), stderr=subprocess.DEVNULL)
        until(lambda: listens(self.port), "nginx")

    def stop(self):
        self.process.terminate()
        self.process.wait(30)


def lua(values):
    return "{" + ",".join(lua(value) if isinstance(value, list) else json.dumps(value) for value in values) + "}"


def load(folder, port, row, seconds, servers):
    script = folder / "load.lua"

    def run(for_seconds):
        script.write_text(WRK.replace("{PAGES}", lua(row["pages"])).replace("{COOKIES}", lua(row["cookies"]))
                          .replace("{BODIES}", lua(row.get("bodies", []))).replace("{FROM}", "true" if row.get("from everywhere") else "false")
                          .replace("{RUN}", os.urandom(16).hex()))
        done = subprocess.run(on_core(CLIENT, "wrk", "-t1", f"-c{CLIENTS}", f"-d{for_seconds}s", "--timeout", "10s", "-s", script,
                                      f"http://127.0.0.1:{port}"), capture_output=True, text=True, timeout=LIMIT, check=False)
        found = re.search(r"RESULT (.*)", done.stdout)
        if done.returncode != 0 or not found:
            raise SystemExit(f"wrk ended with {done.returncode}: {done.stdout[-500:]}{done.stderr[-500:]}")
        return [float(number) for number in found.group(1).split()]

    run(WARM)
    before = sum(processor_time(process.pid) for process in servers)
    requests, *errors, took, half, most, nearly_all, longest = run(seconds)
    core = sum(processor_time(process.pid) for process in servers) - before
    return {"requests": requests / took, "errors": {what: int(count) for what, count in zip(ERRORS, errors) if count}, "p50": half, "p95": most,
            "p99": nearly_all, "max": longest, "core": 1000 * core / max(1, requests)}


def rows_of(clients, issued):
    """What is asked for: by a row's name its pages, whose cookies, and of forms what is sent."""
    of = {role: [client[1:] for client in clients if client[0] == role] for role in ("secretary", "chairperson", "archivist")}

    def row(role, pages, bodies=None):
        return {"pages": pages, "cookies": [f"balalyk-session={client[0]}" for client in of[role]], "bodies": bodies or []}

    surnames = ("Асанов", "Токтогулов", "Бекмурзаев", "Сыдыков")
    return {
        "list": row("secretary", [["/applications"]]),
        "form": row("secretary", [[f"/applications/{key}" for key in client[2:]] for client in of["secretary"]]),
        "inbox": row("chairperson", [["/inbox"]]),
        "check": {"pages": [[f"/check/{key}" for key in issued]], "cookies": ["x=y"], "from everywhere": True},
        "archive": row("archivist", [["/archive", "/archive?commission=K014", "/archive?from=2026-11-02&to=2026-11-05", "/archive?number=7",
                                      "/archive?level=B-B"]]),
        "archive by name": row("archivist", [["/archive/search"]],
                               [urllib.parse.urlencode({"csrf": client[1], "term": surnames[at % len(surnames)]})
                                for at, client in enumerate(of["archivist"])]),
    }


def fill(*arguments):
    begun = time.monotonic()
    filled = subprocess.run([BUILD / "tests" / "bench" / "portal" / "portal_fill", *map(str, arguments)], capture_output=True, text=True,
                            timeout=15 * LIMIT, check=False)
    if filled.returncode != 0:
        raise SystemExit(f"the register was not filled: {filled.stderr[-2000:]}")
    print(f"{arguments[1]} {arguments[2]}: filled in {time.monotonic() - begun:.0f} s", file=sys.stderr)
    return [line.split() for line in filled.stdout.splitlines()]


def measure(folder, postgres, connection, rows, options, with_uploads):
    portal, results = Portal(folder, connection), {}
    try:
        for name, row in rows.items():
            if options.rows and name not in options.rows:
                continue
            result = load(folder, portal.port, row, options.seconds, [portal.process, postgres.process])
            if not row.get("bodies"):
                body = portal.get(row["pages"][0][0], row["cookies"][0])
                nginx = Nginx(folder, body)
                try:
                    result["nginx"] = load(folder, nginx.port, {"pages": [["/page.html"]], "cookies": ["x=y"]}, max(2, options.seconds // 3),
                                           [nginx.process])
                finally:
                    nginx.stop()
                result["size"] = len(body)
            results[name] = result
            print(f"  {name}: p50 {result['p50']:.1f}, p95 {result['p95']:.1f}, p99 {result['p99']:.1f}, at most {result['max']:.0f} ms, "
                  f"core {result['core']:.2f} ms, errors {result['errors'] or 'none'}", file=sys.stderr)
        if with_uploads:
            for name, file in (("upload", "container"), ("upload of 15 MB", "container.large")):
                results[name] = uploads(portal.port, folder / file, options.seconds)
    finally:
        portal.stop()
    troubles = [line for line in portal.log.read_text(errors="replace").splitlines() if " trouble " in line or "failed" in line]
    if troubles:
        print("the portal's log says:", *troubles[-5:], sep="\n  ", file=sys.stderr)
    return results


def batch(folder, postgres, count):
    """From the password to the receipt, asked of `balalyk signer` as the portal asks it, over PostgreSQL."""
    os.environ["TESTED_BUILD"] = str(BUILD)
    sys.path[:0] = [str(ROOT / "tests" / name) for name in ("e2e", "signer", "keys")]
    import SignerTest as signers                                   # the process and its client, as their test has them
    from portal import Portal as Pipeline
    portal = Pipeline(folder / "batch", seed=("--applications", str(5 * count)), settings={"worker.stages": "fill"})
    chairperson, wanted = signers.MEMBER, (signers.COMMISSION, count)
    portal.keep_only([key for key, in portal.sql("SELECT id FROM application WHERE id LIKE 'generated-%' AND decision IS NOT NULL AND "
                                                 "commission_id = ? ORDER BY id LIMIT ?", *wanted)])
    portal.nightly(timeout=4 * LIMIT)
    if portal.states() != {"sent": count}:
        raise SystemExit(f"the drafts of a batch are not there: {portal.states()}")
    shown = portal.sql("SELECT id, content_digest FROM balalyk_document ORDER BY id")
    connection = postgres.database("batch")
    portal.run("database", "copy", "--to", connection)
    with tempfile.TemporaryDirectory(prefix="balalyk-signer-") as run:
        portal.configure(database_connection=connection, signer_socket=f"{run}/socket", signer_user=signers.USER)
        signer = signers.Signer(portal)
        try:
            lines = sorted(f"{document} {digest}\n" for document, digest in shown)
            order = [f"batch {uuid.uuid4()} {chairperson} {hashlib.sha256(''.join(lines).encode()).hexdigest()}",
                     *[f"document {line.strip()}" for line in lines]]
            begun = time.monotonic()
            said = signers.Order(portal, order, portal.password(signers.COMMISSION)).answer()
            took = time.monotonic() - begun
        finally:
            signer.end()
    signed = sum(words.endswith(" signed -") for kind, words in said if kind == "outcome")
    if signed != count or said[-1][0] != "receipt":
        raise SystemExit(f"{signed} of {count} were signed: {said[-1]}")
    return {"documents": count, "seconds": took}


def options_given():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--quick", action="store_true", help="small and short: whether everything runs")
    parser.add_argument("--archive", type=int, default=0, metavar="DOCUMENTS")
    parser.add_argument("--rows", type=lambda text: text.split(","), default=[])
    parser.add_argument("--seconds", type=int, default=0)
    parser.add_argument("--batch", type=int, default=0, metavar="DOCUMENTS")
    options = parser.parse_args()
    options.seconds = options.seconds or (3 if options.quick else SECONDS)
    return options


def table(measured):
    """The rows of each page, in the order of the registers; whether all goals are kept."""
    print(f"{CLIENTS} clients, server on core {SERVER}, clients on core {CLIENT}" + (" (the same: figures include the clients)" if SERVER == CLIENT else ""))
    print("| page | applications | archived besides | KB | a second | p50 ms | p95 ms | goal | p99 ms | core ms | errors | nginx: a second, p95 ms |")
    print("| --- | --- | --- | --- | --- | --- | --- | --- | --- | --- | --- | --- |")
    good = True
    for name in measured[0][2]:
        if name.startswith("upload"):
            continue
        for size, archived, results in measured:
            row, goal = results[name], GOALS.get(name)
            kept = not row["errors"] and (goal is None or row["p95"] <= goal)
            good = good and kept
            nginx = f"{row['nginx']['requests']:.0f}, {row['nginx']['p95']:.1f}" if "nginx" in row else ""
            print(f"| {name} | {size:,} | {archived:,} | {row.get('size', 0) / 1000:.0f} | {row['requests']:.0f} | {row['p50']:.1f} | {row['p95']:.1f} | "
                  f"{f'≤ {goal}' if goal else ''}{'' if kept else ' MISSED'} | {row['p99']:.1f} | {row['core']:.2f} | "
                  f"{', '.join(f'{count} {what}' for what, count in row['errors'].items()) or 0} | {nginx} |")
    for name in measured[0][2]:
        if not name.startswith("upload"):
            cores = [results[name]["core"] for _, _, results in measured]
            print(f"{name}: processor time of a page, beside the smallest register × {', '.join(f'{core / cores[0]:.2f}' for core in cores[1:])}")
    return good


def main():
    options = options_given()
    for program in ("wrk", "nginx", "taskset"):
        if not shutil.which(program):
            raise SystemExit(f"{program} is missing: samples/install-packages test bench")
    if AUTOGROUP.exists() and AUTOGROUP.read_text().strip() == "1":
        print(f"{AUTOGROUP} is 1: each process of PostgreSQL has its own share of the core, and now and then one request waits for seconds. "
              "The times by the clock mean nothing so; write 0 there first, 1 afterwards.", file=sys.stderr)
    sizes = (1_000, 5_000) if options.quick else (1_000, 100_000)
    folder = pathlib.Path(tempfile.mkdtemp(prefix="balalyk-bench-"))
    postgres, measured, signed = None, [], None
    try:
        folder.chmod(0o755)
        (folder / "postgres").mkdir()
        postgres = Postgres(folder / "postgres")
        for size in sizes:
            connection = postgres.database(f"register_{size}")
            rows = rows_of(fill(connection, size, CLIENTS), issue(folder, connection, 500 if size > 1_000 else 300))
            last = size == sizes[-1]
            measured.append((size, 0, measure(folder, postgres, connection, rows, options, last and not options.rows)))
            if last and options.archive:
                fill(connection, "archive", options.archive)
                measured.append((size, options.archive, measure(folder, postgres, connection, rows, options, False)))
        if options.batch:
            signed = batch(folder, postgres, options.batch)
    finally:
        if postgres:
            postgres.stop()
        shutil.rmtree(folder, ignore_errors=True)
    good = table(measured)
    uploaded = {name: row for _, _, results in measured for name, row in results.items() if name.startswith("upload")}
    if uploaded:
        print("\nFour people who give a container to be checked, on its one core; how long another page takes meanwhile:")
        print("| file | KB | a second | p50 ms | p95 ms | errors | another page, p95 ms |")
        print("| --- | --- | --- | --- | --- | --- | --- |")
    for name, row in uploaded.items():
        good = good and not row["errors"]
        print(f"| {name} | {row['size'] / 1000:.0f} | {row['requests']:.1f} | {row['p50']:.0f} | {row['p95']:.0f} | {row['errors']} | {row['beside']:.0f} |")
    if signed:
        print(f"\n{signed['documents']} documents by one password, from the password to the receipt: {signed['seconds']:.1f} s (goal 15 s)")
        good = good and signed["seconds"] <= 15
    return 0 if good else 1


if __name__ == "__main__":
    sys.exit(main())
