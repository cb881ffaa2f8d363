"""services.py KEYRING: openssl's time-stamp authority and OCSP responder behind HTTP on a free port of the loopback.

Writes the port as its first line; ends when its standard input does. A service is down while there is a file down-SERVICE in
KEYRING/services.
"""
import http.server
import os
import subprocess
import sys
import tempfile
import threading

keyring = sys.argv[1]
folder = os.path.join(keyring, "services")
lock = threading.Lock()  # openssl's serial files are not made for company
replayed = []
asked = {}


def run(arguments, request):
    with lock, tempfile.TemporaryDirectory() as work:
        question, answer = os.path.join(work, "question"), os.path.join(work, "answer")
        with open(question, "wb") as file:
            file.write(request)
        command = ["openssl", *[{"<": question, ">": answer}.get(a, a) for a in arguments]]
        done = subprocess.run(command, cwd=folder, check=False, capture_output=True)
        if not os.path.exists(answer):
            sys.stderr.buffer.write(done.stderr)
            return b""
        with open(answer, "rb") as file:
            return file.read()


def stamp(name, request):
    return run(["ts", "-reply", "-config", f"{name}.cnf", "-queryfile", "<", "-out", ">"], request)


def ocsp(signer, request, *options):
    return run(
        ["ocsp", "-index", "index.txt", "-CA", "../authority/issuing.pem", "-rsigner", f"{signer}.pem", "-rkey",
         f"{signer}.key", "-reqin", "<", "-respout", ">", *options], request)


def replay(request):
    if not replayed:
        replayed.append(stamp("tsa", request))
    return replayed[0]


answers = {
    "/tsa-stranger": lambda request: stamp("stranger", request),
    "/tsa-replay": replay,
    "/tsa-garbage": lambda request: b"no token",
    "/ocsp-unappointed": lambda request: ocsp("unappointed", request),
    "/ocsp-sha1": lambda request: ocsp("ocsp", request, "-rmd", "sha1"),
}
lists = {"/root.crl", "/root-sha1.crl", "/issuing.crl"}


def answer_to(path):
    """By name: a time-stamp authority has a configuration, a responder a certificate."""
    name = path.removeprefix("/")
    if path in answers:
        return answers[path]
    if name.startswith("tsa") and os.path.exists(os.path.join(folder, f"{name}.cnf")):
        return lambda request: stamp(name, request)
    if name.startswith("ocsp") and os.path.exists(os.path.join(folder, f"{name}.pem")):
        return lambda request: ocsp(name, request)
    return None


class Handler(http.server.BaseHTTPRequestHandler):
    def answer(self, body):
        self.send_response(200)
        kind = "timestamp-reply" if self.path.startswith("/tsa") else "ocsp-response"
        self.send_header("Content-Type", f"application/{kind}")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def do_POST(self):
        request = self.rfile.read(int(self.headers["Content-Length"]))
        asked[self.path] = asked.get(self.path, 0) + 1
        give = answer_to(self.path)
        if give is None or os.path.exists(os.path.join(folder, "down" + self.path.replace("/", "-"))):
            return self.send_error(503)
        return self.answer(give(request))

    def do_GET(self):
        if self.path.startswith("/asked"):  # of the path that follows
            count = str(asked.get(self.path.removeprefix("/asked") or "/ocsp", 0)).encode()
            return self.answer(bytes([0x30, len(count)]) + count)  # the client takes one DER sequence
        if self.path not in lists:
            return self.send_error(404)
        with open(os.path.join(folder, self.path[1:]), "rb") as file:
            return self.answer(file.read())

    def log_message(self, *_):
        pass


server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
print(server.server_port, flush=True)
threading.Thread(target=server.serve_forever, daemon=True).start()
sys.stdin.read()
