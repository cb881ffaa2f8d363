"""services.py KEYRING: openssl's time-stamp authority and OCSP responder behind HTTP on a free port of the loopback, and
behind HTTPS on another one.

Writes the port as its first line, that of HTTPS as its second; ends when its standard input does. A service is down while
there is a file down-SERVICE in KEYRING/services. Beside those that work well there are authorities that do each one thing
wrong, and the lists KEYRING/services/*.crl.
"""
import http.server
import os
import ssl
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


def without_certificate(request):
    assert request.endswith(b"\x01\x01\xff"), "certReq is the request's last field"
    return stamp("tsa", request[:-1] + b"\x00")


def of_something_else(request):
    at = request.index(b"\x04\x20") + 2
    return stamp("tsa", request[:at] + bytes([request[at] ^ 1]) + request[at + 1:])


def wrongly_signed(request):
    answer = stamp("tsa", request)
    return answer[:-1] + bytes([answer[-1] ^ 1])  # the signature is its last field


answers = {
    "/tsa-stranger": lambda request: stamp("stranger", request),
    "/tsa-replay": replay,
    "/tsa-garbage": lambda request: b"no token",
    "/tsa-html": lambda request: b"<html><body>Sign in first</body></html>",
    "/tsa-cut": lambda request: stamp("tsa", request)[:100],
    "/tsa-no-certificate": without_certificate,
    "/tsa-imprint": of_something_else,
    "/tsa-signature": wrongly_signed,
    "/ocsp-unappointed": lambda request: ocsp("unappointed", request),
    "/ocsp-sha1": lambda request: ocsp("ocsp", request, "-rmd", "sha1"),
}


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
        if body.startswith(b"<html>"):
            kind = "html"
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
        file = os.path.join(folder, self.path.removeprefix("/"))
        if not self.path.endswith(".crl") or "/" in self.path[1:] or not os.path.exists(file):
            return self.send_error(404)
        asked[self.path] = asked.get(self.path, 0) + 1
        with open(file, "rb") as content:
            return self.answer(content.read())

    def log_message(self, *_):
        pass


plain, secure = [http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler) for _ in range(2)]
context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
context.load_cert_chain(os.path.join(folder, "tls.chain.pem"), os.path.join(folder, "tls.key"))
secure.socket = context.wrap_socket(secure.socket, server_side=True)
for server in (plain, secure):
    print(server.server_port, flush=True)
    threading.Thread(target=server.serve_forever, daemon=True).start()
sys.stdin.read()
