#!/usr/bin/env python3
"""The portal under load: 32 secretaries at once over a country's register of applications, on PostgreSQL.   bench.py [--quick]

The portal and its database have one core together, the clients (wrk) another one. Each client has its session and asks again as soon as it
has its answer, over a new connection each time as behind nginx. Times are what a client waits for; «core» is the processor time of portal and
database for one page. Beside it nginx serves a file of the same size from the same core."""
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
import urllib.request

ROOT = pathlib.Path(__file__).resolve().parents[3]
BUILD = pathlib.Path(os.environ.get("TESTED_BUILD", ROOT / "build" / "release")).resolve()
CLIENTS, WARM, SECONDS = 32, 2, 10
LIMIT = 240                                    # seconds that anything may take
GOALS = {"list": 50, "form": 50, "search": 50, "check": 20}
CORES = sorted(os.sched_getaffinity(0))
SERVER, CLIENT = CORES[0], CORES[-1]

WRK = r"""
local pages, cookies = {PAGES}, {COOKIES}
local at = 0
local from = {FROM}
request = function()
  at = at + 1
  local who = at % #cookies + 1
  local page = pages[who][at % #pages[who] + 1]
  local headers = {["Cookie"] = cookies[who], ["Connection"] = "close"}
  if from then headers["X-Real-IP"] = string.format("10.%d.%d.%d", math.floor(at / 65536) % 256, math.floor(at / 256) % 256, at % 256) end
  return wrk.format("GET", page, headers)
end
done = function(summary, latency, requests)
  io.write(string.format("RESULT %d %d %f %f %f\n", summary.requests, summary.errors.status + summary.errors.connect + summary.errors.read +
    summary.errors.timeout, summary.duration / 1e6, latency:percentile(50) / 1000, latency:percentile(95) / 1000))
end
"""


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
        self.process = subprocess.Popen(on_core(SERVER, BUILD / "bin" / "balalyk", "--config", config, "portal"), stderr=subprocess.DEVNULL)
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


def load(folder, port, pages, cookies, seconds, servers, from_everywhere=False):
    script = folder / "load.lua"
    script.write_text(WRK.replace("{PAGES}", lua(pages)).replace("{COOKIES}", lua(cookies))
                      .replace("{FROM}", "true" if from_everywhere else "false"))

    def run(for_seconds):
        done = subprocess.run(on_core(CLIENT, "wrk", "-t1", f"-c{CLIENTS}", f"-d{for_seconds}s", "--timeout", "10s", "-s", script,
                                      f"http://127.0.0.1:{port}"), capture_output=True, text=True, timeout=LIMIT, check=True)
        return [float(number) for number in re.search(r"RESULT (.*)", done.stdout).group(1).split()]

    run(WARM)
    before = sum(processor_time(process.pid) for process in servers)
    requests, errors, took, half, most = run(seconds)
    core = sum(processor_time(process.pid) for process in servers) - before
    return {"requests": requests / took, "errors": int(errors), "p50": half, "p95": most, "core": 1000 * core / max(1, requests)}


def measure(folder, postgres, size, seconds):
    connection = postgres.database(f"register_{size}")
    begun = time.monotonic()
    filled = subprocess.run([BUILD / "tests" / "bench" / "portal" / "portal_fill", connection, str(size), str(CLIENTS)],
                            capture_output=True, text=True, timeout=4 * LIMIT, check=False)
    if filled.returncode != 0:
        raise SystemExit(f"the register was not filled: {filled.stderr[-2000:]}")
    print(f"{size:,} applications filled in {time.monotonic() - begun:.0f} s", file=sys.stderr)
    clients = [line.split() for line in filled.stdout.splitlines()]
    cookies = [f"balalyk-session={client[0]}" for client in clients]
    pages = {"list": [["/applications"] for _ in clients], "form": [[f"/applications/{key}" for key in client[1:]] for client in clients]}
    ids = issue(folder, connection, 500)
    pages["check"] = [[f"/check/{key}" for key in ids]]
    portal, rows = Portal(folder, connection), {}
    try:
        for name, addresses in pages.items():
            body = portal.get(addresses[0][0], cookies[0])
            row = rows[name] = load(folder, portal.port, addresses, cookies, seconds, [portal.process, postgres.process],
                                    from_everywhere=name == "check")
            row["size"] = len(body)
            nginx = Nginx(folder, body)
            try:
                row["nginx"] = load(folder, nginx.port, [["/page.html"]], ["x=y"], max(2, seconds // 3), [nginx.process])
            finally:
                nginx.stop()
        for name, file in (("upload", "container"), ("upload of 15 MB", "container.large")):
            rows[name] = uploads(portal.port, folder / file, seconds)
    finally:
        portal.stop()
    return rows


def main():
    quick = "--quick" in sys.argv
    for program in ("wrk", "nginx", "taskset"):
        if not shutil.which(program):
            raise SystemExit(f"{program} is missing: samples/install-packages test bench")
    sizes, seconds = ((1_000, 5_000), 3) if quick else ((1_000, 100_000), SECONDS)
    folder = pathlib.Path(tempfile.mkdtemp(prefix="balalyk-bench-"))
    postgres = None
    try:
        folder.chmod(0o755)
        (folder / "postgres").mkdir()
        postgres = Postgres(folder / "postgres")
        by_size = {size: measure(folder, postgres, size, seconds) for size in sizes}
    finally:
        if postgres:
            postgres.stop()
        shutil.rmtree(folder, ignore_errors=True)
    print(f"{CLIENTS} clients, server on core {SERVER}, clients on core {CLIENT}" + (" (the same: figures include the clients)" if SERVER == CLIENT else ""))
    print("| page | applications | KB | a second | p50 ms | p95 ms | goal | core ms | errors | nginx: a second, p95 ms |")
    print("| --- | --- | --- | --- | --- | --- | --- | --- | --- | --- |")
    good = True
    for name in (name for name in by_size[sizes[0]] if not name.startswith("upload")):
        for size in sizes:
            row = by_size[size][name]
            kept = row["p95"] <= GOALS[name] and not row["errors"]
            good = good and kept
            print(f"| {name} | {size:,} | {row['size'] / 1000:.0f} | {row['requests']:.0f} | {row['p50']:.1f} | {row['p95']:.1f} | ≤ {GOALS[name]}"
                  f"{'' if kept else ' MISSED'} | {row['core']:.2f} | {row['errors']} | {row['nginx']['requests']:.0f}, {row['nginx']['p95']:.1f} |")
        small, large = (by_size[size][name]["core"] for size in sizes)
        print(f"| {name}: {sizes[-1] // sizes[0]} times as many | | | | | | | × {large / small:.2f} | | |")
    print("\nFour people who give a container to be checked, on its one core; how long another page takes meanwhile:")
    print("| file | KB | a second | p50 ms | p95 ms | errors | another page, p95 ms |")
    print("| --- | --- | --- | --- | --- | --- | --- |")
    for name, row in by_size[sizes[-1]].items():
        if name.startswith("upload"):
            good = good and not row["errors"]
            print(f"| {name} | {row['size'] / 1000:.0f} | {row['requests']:.1f} | {row['p50']:.0f} | {row['p95']:.0f} | {row['errors']} | {row['beside']:.0f} |")
    return 0 if good else 1


if __name__ == "__main__":
    sys.exit(main())
