#!/usr/bin/env python3
"""The portal behind nginx with the shipped configuration, over TLS, and the program's own life: start, stop, refusals."""
import collections
import concurrent.futures
import http.client
import json
import os
import pathlib
import re
import select
import shutil
import signal
import socket
import ssl
import subprocess
import tempfile
import time
import unittest

HERE = pathlib.Path(__file__).resolve().parent
ROOT = HERE.parent.parent
PROGRAM = pathlib.Path(os.environ["TESTED_BUILD"]) / "bin" / "balalyk"
NAME = "balalyk.edu.gov.kg"
PATIENCE = 30


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def wait(condition, what):
    deadline = time.monotonic() + PATIENCE
    while time.monotonic() < deadline:
        if condition():
            return
        time.sleep(0.02)  # polls other processes
    raise AssertionError(f"{what} did not happen")


def listens(port):
    with socket.socket() as probe:
        return probe.connect_ex(("127.0.0.1", port)) == 0


def until_end(connection):
    received = b""
    try:
        while piece := connection.recv(65536):
            received += piece
    except (ConnectionResetError, ssl.SSLError):
        pass
    return received


class Portal:
    """The program on an empty database."""

    def __init__(self, folder, *settings):
        self.folder, self.port = folder, free_port()
        self.log = folder / "portal.log"
        self.common = ["--set", f"database.connection=sqlite:{folder}/portal.db", "--set", f"portal.listen=127.0.0.1:{self.port}",
                       "--set", f"portal.uploads={folder}/uploads", "--set", "office.sandbox=whenPossible",
                       "--set", f"store.location={folder}/store", "--set", "log.format=json", *settings]
        self.config = folder / "balalyk.conf"
        self.config.write_text("")
        if not (folder / "portal.db").exists():
            self.run("database", "migrate")

    def arguments(self, *command):
        return [str(PROGRAM), "--config", str(self.config), *command, *self.common]

    def run(self, *command):
        return subprocess.run(self.arguments(*command), capture_output=True, text=True, check=True, timeout=PATIENCE)

    def start(self):
        with self.log.open("a") as log:
            self.process = subprocess.Popen(self.arguments("portal"), stderr=log, stdout=subprocess.DEVNULL)
        wait(lambda: listens(self.port), "the portal's start")
        return self

    def stop(self):
        self.process.send_signal(signal.SIGTERM)
        return self.process.wait(PATIENCE)


class Nginx:
    """nginx with jobs/nginx/balalyk.conf; only ports, files and the certificate are a test's."""

    def __init__(self, folder, portal_port, second_port=None, changes=()):
        self.folder, self.port, plain = folder, free_port(), free_port()
        subprocess.run(["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-days", "2", "-subj",
                        f"/CN={NAME}", "-addext", f"subjectAltName=DNS:{NAME}", "-keyout", folder / "tls.key", "-out", folder / "tls.pem"],
                       check=True, capture_output=True)
        shipped = (ROOT / "jobs/nginx/balalyk.conf").read_text()
        shipped = re.sub(r"\n *listen \[::\][^\n]*", "", shipped)
        for what, by in {"listen 443": f"listen 127.0.0.1:{self.port}", "listen 80": f"listen 127.0.0.1:{plain}",
                         "127.0.0.1:8480": f"127.0.0.1:{portal_port}", "/etc/balalyk/tls/balalyk.pem": f"{folder}/tls.pem",
                         "/etc/balalyk/tls/balalyk.key": f"{folder}/tls.key", "/var/log/nginx/": f"{folder}/",
                         "/usr/share/balalyk/nginx": str(ROOT / "jobs/nginx"), **dict(changes)}.items():
            assert what in shipped, what
            shipped = shipped.replace(what, by)
        if second_port:
            second = "#server 127.0.0.1:8481 "
            assert second in shipped
            shipped = shipped.replace(second, f"server 127.0.0.1:{second_port} ")
        (folder / "site.conf").write_text(shipped)
        temporary = " ".join(f"{kind}_temp_path {folder}/{kind};" for kind in ("client_body", "proxy", "fastcgi", "uwsgi", "scgi"))
        # As Debian's nginx.conf, with the one line that the shipped file asks for.
        user = "user root;\n" if os.geteuid() == 0 else ""
        (folder / "nginx.conf").write_text(
            f"{user}worker_processes auto;\npid {folder}/nginx.pid;\nerror_log {folder}/error.log;\ndaemon off;\n"
            "events { worker_connections 4096; }\n"
            f"http {{ sendfile on; gzip on; default_type application/octet-stream; types {{ text/html html; }} {temporary}\n"
            f"include {folder}/site.conf; }}\n")
        self.process = subprocess.Popen(["nginx", "-p", folder, "-c", folder / "nginx.conf"], stderr=subprocess.PIPE)
        wait(lambda: self.process.poll() is not None or listens(self.port), "nginx's start")
        if self.process.poll() is not None:
            raise AssertionError(self.process.stderr.read().decode())
        self.context = ssl.create_default_context(cafile=folder / "tls.pem")

    def connect(self, name=NAME):
        connection = self.context.wrap_socket(socket.create_connection(("127.0.0.1", self.port), PATIENCE), server_hostname=name)
        connection.settimeout(PATIENCE)
        return connection

    def send(self, request):
        with self.connect() as connection:
            connection.sendall(request)
            return until_end(connection)

    def get(self, path, fields=""):
        return self.send(f"GET {path} HTTP/1.1\r\nHost: {NAME}\r\nConnection: close\r\n{fields}\r\n".encode())

    def stop(self):
        self.process.terminate()
        self.process.wait(PATIENCE)
        self.process.stderr.close()


def status(answer):
    return int(answer[9:12]) if answer.startswith(b"HTTP/1.") else 0


class NginxTest(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.folder = pathlib.Path(tempfile.mkdtemp(prefix="balalyk-nginx-"))
        cls.addClassCleanup(shutil.rmtree, cls.folder, True)
        cls.portal = Portal(cls.folder, "--set", f"portal.address=https://{NAME}").start()
        cls.addClassCleanup(cls.portal.stop)
        cls.nginx = Nginx(cls.folder, cls.portal.port)
        cls.addClassCleanup(cls.nginx.stop)

    def test_each_fault_is_answered_once(self):
        for fault in json.loads((HERE / "faults.json").read_text()):
            request = fault["send"].replace("HOST", NAME).replace("LONG", "a" * 5000)
            if request.startswith(("GET", "POST", "BREW")):
                request = request.replace("\r\n\r\n", "\r\nConnection: close\r\n\r\n", 1)
            answer = self.nginx.send(request.encode("latin-1"))
            with self.subTest(fault["name"]):
                self.assertEqual(status(answer), fault["nginx"], answer[:200])
                self.assertEqual(answer.count(b"HTTP/1."), 1)
                self.assertNotIn(b"\r\nX-Evil:", answer)
                if "location" in fault:
                    self.assertIn(f"\r\nLocation: {fault['location']}\r\n".encode(), answer)

    def test_a_page_comes_over_tls_unpacked_and_assets_packed(self):
        page = self.nginx.get("/", "Accept-Encoding: gzip\r\n")
        self.assertEqual(status(page), 200)
        self.assertIn(b"Strict-Transport-Security: max-age=31536000; includeSubDomains", page)
        self.assertNotIn(b"Content-Encoding", page)
        self.assertIn("<html lang=\"ky\">".encode(), page)
        head = page.partition(b"\r\n\r\n")[0].decode()
        self.assertRegex(head, r"Server: nginx\r\n")  # without its version
        for sheet in re.findall(rb'href="(/assets/[^"]+\.css)"', page):
            asset = self.nginx.get(sheet.decode(), "Accept-Encoding: gzip\r\n")
            self.assertEqual(status(asset), 200)
            self.assertIn(b"Content-Encoding: gzip", asset)
            self.assertIn(b"immutable", asset)

    def test_the_portal_sees_who_asks_and_no_one_can_say_otherwise(self):
        self.assertEqual(status(self.nginx.get("/healthz")), 404)
        self.assertEqual(status(self.nginx.get("/privacy", "X-Real-IP: <script>\r\nX-Forwarded-For: 1.1.1.1\r\n")), 200)

    def test_another_name_gets_no_certificate(self):
        with self.assertRaises(ssl.SSLError):
            self.nginx.connect("evil.example")

    def test_slow_and_silent_senders_do_not_stop_others(self):
        """1,000 idle connections, 200 headers that drip, 100 bodies without end, half requests that were left."""
        for half in (b"GET / HT", b"POST /language HTTP/1.1\r\nHost: x\r\nContent-Le"):
            with self.nginx.connect() as connection:
                connection.sendall(half)
        idle = [socket.create_connection(("127.0.0.1", self.nginx.port)) for _ in range(1000)]
        with concurrent.futures.ThreadPoolExecutor(16) as pool:
            slow = list(pool.map(lambda _: self.nginx.connect(), range(100)))
        try:
            for number, connection in enumerate(slow):
                connection.sendall(b"GET /privacy HTTP/1.1\r\nX-A: " if number % 2 else
                                   f"POST /language HTTP/1.1\r\nHost: {NAME}\r\nContent-Length: 1000000\r\n\r\nlanguage=".encode())
            times = []
            for number in range(20):
                slow[number].sendall(b"x")
                begun = time.monotonic()
                self.assertEqual(status(self.nginx.get("/")), 200)
                times.append(time.monotonic() - begun)
            self.assertLess(sorted(times)[10], 2, times)
            # None of them has reached the portal: a body that ends is asked for first.
            self.assertEqual(threads_at_work(self.portal.process.pid, self.portal.port), 0)
        finally:
            for connection in idle + slow:
                connection.close()

    def test_a_body_without_end_is_ended(self):
        with self.nginx.connect() as connection:
            connection.sendall(f"POST /language HTTP/1.1\r\nHost: {NAME}\r\nTransfer-Encoding: chunked\r\n\r\n".encode())
            piece, sent = b"10000\r\n" + b"x" * 0x10000 + b"\r\n", 0
            while sent < 64 << 20 and not select.select([connection], [], [], 0)[0]:
                connection.sendall(piece)
                sent += 0x10000
            answer = connection.recv(65536)
        self.assertEqual(status(answer), 413)
        self.assertLess(sent, 64 << 20)
        self.assertEqual(status(self.nginx.get("/")), 200)

    def test_while_the_portal_is_away_a_page_says_so(self):
        self.portal.stop()
        try:
            answer = self.nginx.get("/")
            self.assertEqual(status(answer), 503)
            self.refused_in_three_languages(answer, "Портал азыр жооп бербейт", "Портал сейчас не отвечает", "The portal does not answer")
            self.assertIn(b"Retry-After: 30", answer)
            posted = self.nginx.send(f"POST /language HTTP/1.1\r\nHost: {NAME}\r\nConnection: close\r\nContent-Length: 11\r\n\r\nlanguage=ru".encode())
            self.assertEqual(status(posted), 503)
            self.assertIn("сакталбай калышы мүмкүн".encode(), posted)
            self.problem(self.nginx.get("/api/v1/events"), 503, "portalAway")
        finally:
            self.portal.start()
        self.assertEqual(status(self.nginx.get("/")), 200)

    def refused_in_three_languages(self, answer, *headings):
        """The page has our look, which comes without the portal, and lets nothing of others in."""
        head, _, page = answer.partition(b"\r\n\r\n")
        for heading in headings:
            self.assertIn(f">{heading}".encode(), page)
        self.assertRegex(head.decode(), r"(?i)content-type: text/html")
        for header in (b"Content-Security-Policy: default-src 'none'; style-src 'self'", b"no-store", b"nosniff", b"Strict-Transport-Security"):
            self.assertIn(header, head)
        sheet, = re.findall(rb'<link rel="stylesheet" href="([^"]+)">', page)
        style = self.nginx.get(sheet.decode())
        self.assertEqual(status(style), 200)
        self.assertRegex(style.partition(b"\r\n\r\n")[0].decode(), r"(?i)content-type: text/css")
        self.assertIn(b"prefers-color-scheme: dark", style)
        self.assertNotIn(b"nginx", page)

    def problem(self, answer, expected, code):
        """As the API says it, and no page."""
        head, _, body = answer.partition(b"\r\n\r\n")
        self.assertEqual(status(answer), expected)
        self.assertRegex(head.decode(), r"(?i)content-type: application/problem\+json")
        self.assertIn(b"Retry-After: 30", head)
        said = json.loads(body)
        self.assertEqual((said.get("status"), said.get("code")), (expected, code))

    def test_a_program_hears_problems_and_no_pages(self):
        large = f"POST /api/v1/applications HTTP/1.1\r\nHost: {NAME}\r\nConnection: close\r\nContent-Length: 30000000\r\n\r\n"
        self.problem(self.nginx.send(large.encode()), 413, "requestTooLarge")
        self.assertEqual(status(self.nginx.get("/errors/api/413.json")), 404)
        own = self.nginx.get("/api/v1/events")  # what the portal itself says is left as it is
        self.assertEqual((status(own), json.loads(own.partition(b"\r\n\r\n")[2])["code"]), (401, "tokenUnknown"))

    def test_a_program_that_asks_too_often_hears_so_too(self):
        folder = self.folder / "narrow"
        folder.mkdir()
        # The shipped limit is beyond what one test reaches on every machine.
        nginx = Nginx(folder, self.portal.port, changes={"balalyk_api:10m    rate=50r/s": "balalyk_api:10m rate=1r/s",
                                                 "zone=balalyk_api burst=200": "zone=balalyk_api burst=2"})
        self.addCleanup(nginx.stop)
        answers = [nginx.get("/api/v1/openapi.yaml") for _ in range(30)]
        self.assertEqual(status(answers[0]), 200)
        self.problem(next(answer for answer in answers if status(answer) == 429), 429, "tooManyRequests")

    def test_who_checks_papers_can_still_sign_in(self):
        while status(self.nginx.get("/check/x")) != 429:
            continue
        self.assertEqual(status(self.nginx.get("/sign-in")), 200)

    def test_what_is_too_large_is_said_in_three_languages(self):
        answer = self.nginx.send(f"POST /language HTTP/1.1\r\nHost: {NAME}\r\nConnection: close\r\nContent-Length: 30000000\r\n\r\n".encode())
        self.assertEqual(status(answer), 413)
        self.refused_in_three_languages(answer, "Файл өтө чоң", "Файл слишком большой", "The file is too large")

    def test_who_asks_too_often_is_asked_to_wait_in_three_languages(self):
        answers = [self.nginx.get("/check/x") for _ in range(40)]
        refused = [answer for answer in answers if status(answer) == 429]
        self.assertTrue(refused)
        self.refused_in_three_languages(refused[0], "Бул даректен суроо-талап өтө көп", "Слишком много запросов", "Too many requests")
        self.assertEqual(status(self.nginx.get("/errors/429.html")), 404)  # not a page that can be asked for
        self.assertEqual(status(self.nginx.get("/")), 200)

    def test_logs_hold_no_address_and_no_search(self):
        self.nginx.get("/privacy?name=%D0%90%D1%81%D0%B0%D0%BD%D0%BE%D0%B2")
        self.nginx.get("/privacy?name=Asanov%ff")
        refusals = [status(self.nginx.get("/sign-in/return/oidc?code=Asanov")) for _ in range(30)]
        self.assertIn(429, refusals)  # nginx logs what it refuses by itself
        lines = self.portal.log.read_text() + "".join(log.read_text() for log in self.folder.glob("*.log"))
        for personal in ("Asanov", "%D0%90", "client: "):
            self.assertNotIn(personal, lines)
        refused = [json.loads(line) for line in self.portal.log.read_text().splitlines() if "portalRefused" in line]
        self.assertEqual({"time", "level", "event", "number", "route", "status", "problem"} - set(refused[-1]), set())


def threads_at_work(pid, port):
    """How many connections of the portal are open at its end."""
    count = 0
    for line in pathlib.Path("/proc/net/tcp").read_text().splitlines()[1:]:
        fields = line.split()
        count += fields[1].endswith(f":{port:04X}") and fields[3] == "01"
    return count


class TwoPortalsTest(unittest.TestCase):
    """One after the other is stopped as an upgrade does, or killed, while forms and pages wait at it."""
    AT_ONCE = 12   # about half of them for each

    def setUp(self):
        self.folder = pathlib.Path(tempfile.mkdtemp(prefix="balalyk-portals-"))
        self.addCleanup(shutil.rmtree, self.folder, True)
        common = ("--set", f"portal.address=https://{NAME}", "--set", "portal.threads=1")   # most of them wait for it
        self.portals = [Portal(self.folder, *common, "--set", f"portal.uploads={self.folder}/uploads{number}").start() for number in (1, 2)]
        for portal in self.portals:
            self.addCleanup(lambda portal=portal: (portal.process.send_signal(signal.SIGCONT), portal.stop()))
        self.nginx = Nginx(self.folder, *(portal.port for portal in self.portals))
        self.addCleanup(self.nginx.stop)

    def form(self, _):
        """A long one; it is the portal that refuses who has no session."""
        body = "&".join(f"f{number}={'x' * 60_000}" for number in range(20))
        return status(self.nginx.send(f"POST /applications/search HTTP/1.1\r\nHost: {NAME}\r\nOrigin: https://{NAME}\r\nConnection: close\r\nContent-Type: "
                                      f"application/x-www-form-urlencoded\r\nContent-Length: {len(body)}\r\n\r\n{body}".encode()))

    def page(self, _):
        return status(self.nginx.get("/privacy"))

    def answers_while(self, ask, stop):
        answers = collections.Counter()
        with concurrent.futures.ThreadPoolExecutor(self.AT_ONCE) as pool:
            for portal in self.portals:
                portal.process.send_signal(signal.SIGSTOP)
                asked = pool.map(ask, range(self.AT_ONCE))
                wait(lambda: threads_at_work(portal.process.pid, portal.port) >= self.AT_ONCE // 4, "that some wait at it")
                portal.process.send_signal(signal.SIGTERM)   # seen when it continues
                stop(portal)
                answers.update(asked)
                portal.start()
        return answers

    def test_no_form_and_no_page_is_lost_while_portals_are_upgraded(self):
        def stop(portal):
            portal.process.send_signal(signal.SIGCONT)
            self.assertEqual(portal.process.wait(PATIENCE), 0)
        self.assertEqual(self.answers_while(self.form, stop), {403: 2 * self.AT_ONCE})
        self.assertEqual(self.answers_while(self.page, stop), {200: 2 * self.AT_ONCE})

    def test_no_page_is_lost_when_portals_are_killed(self):
        def kill(portal):
            portal.process.kill()
            portal.process.wait()
        self.assertEqual(self.answers_while(self.page, kill), {200: 2 * self.AT_ONCE})


class ProgramTest(unittest.TestCase):
    def setUp(self):
        self.folder = pathlib.Path(tempfile.mkdtemp(prefix="balalyk-portal-"))
        self.addCleanup(shutil.rmtree, self.folder, True)

    def test_it_serves_this_machine_by_itself_and_stops_when_asked(self):
        portal = Portal(self.folder)
        portal.common += ["--set", f"portal.address=http://127.0.0.1:{portal.port}"]
        portal.start()
        client = http.client.HTTPConnection("127.0.0.1", portal.port, timeout=PATIENCE)
        client.request("GET", "/", headers={"Accept-Language": "ru"})
        answer = client.getresponse()
        self.assertEqual(answer.status, 200)
        self.assertIn("все люди в нём вымышлены", answer.read().decode())
        client.request("GET", "/healthz")
        self.assertEqual(json.load(client.getresponse()), {"ready": True})
        self.assertEqual(oct((self.folder / "uploads").stat().st_mode & 0o777), "0o700")
        self.assertEqual(portal.stop(), 0)
        events = [json.loads(line)["event"] for line in portal.log.read_text().splitlines()]
        self.assertEqual(events, ["portalListens", "stopping", "stopped"])

    def refusal(self, *settings):
        portal = Portal(self.folder)
        done = subprocess.run([*portal.arguments("portal"), *settings], capture_output=True, text=True, timeout=PATIENCE)
        return done.returncode, done.stderr

    def test_it_refuses_to_serve_others_without_tls(self):
        for settings, words in [(["--set", "portal.listen=0.0.0.0:0"], "portal.listenBeyond"),
                                (["--set", "portal.address=http://portal.example.kg"], "nginx in front")]:
            code, said = self.refusal(*settings)
            self.assertEqual(code, 3, said)
            self.assertIn(words, said)


if __name__ == "__main__":
    unittest.main()
