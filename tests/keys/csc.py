"""csc.py FOLDER: a remote signing service by the API of the Cloud Signature Consortium, version 2, on the loopback.

FOLDER holds good.pem and good.key (the server's own) and csc.json: client, secret, hashes a service takes at once, and the
credentials: key, certificates (files), pin, multisign, and whether a one-time password is asked for. Its signatures are
openssl's. Writes its port in one line; ends when its standard input does.

POST /test/script {"signHash": ["ok", "lose"]} says how the next calls of a method go; GET /test/log says what was done.
"""
import base64
import http.server
import json
import os
import secrets
import ssl
import subprocess
import sys
import threading
import time
import urllib.parse

folder = sys.argv[1]
SHA256, RSA, RSA_SHA256, ECDSA_SHA256 = "2.16.840.1.101.3.4.2.1", "1.2.840.113549.1.1.1", "1.2.840.113549.1.1.11", "1.2.840.10045.4.3.2"
forever = threading.Event()
lock = threading.RLock()
with open(os.path.join(folder, "csc.json"), encoding="utf-8") as file:
    setup = json.load(file)
credentials = setup["credentials"]
tokens, activations, pending, script, tries = set(), {}, {}, {}, {}
log = {"token": 0, "info": 0, "authorize": 0, "authorizeCheck": 0, "signHash": 0, "signed": [], "most": 0}


class Refusal(Exception):
    def __init__(self, error, description="", status=400):
        super().__init__(error)
        self.answer = status, {"error": error, "error_description": description}


def require(good, description, error="invalid_request", status=400):
    if not good:
        raise Refusal(error, description, status)


def in_folder(name):
    return os.path.join(folder, name)


def der(name):
    with open(in_folder(name), encoding="ascii") as pem:
        return base64.b64encode(ssl.PEM_cert_to_DER_cert(pem.read())).decode()


def signature(key, digest):
    made = subprocess.run(["openssl", "pkeyutl", "-sign", "-inkey", in_folder(key), "-pkeyopt", "digest:sha256"], input=digest,
                          stdout=subprocess.PIPE, check=True)
    return made.stdout


def credential_of(request):
    require(request.get("credentialID") in credentials, "Invalid parameter credentialID")
    return credentials[request["credentialID"]]


def info(request):
    credential = credential_of(request)
    objects = [{"type": "Password", "id": "PIN", "format": "A", "label": "PIN"}]
    if "otp" in credential:
        objects.append({"type": "Password", "id": "OTP", "format": "N", "generator": "totp", "label": "OTP"})
    return 200, {"key": {"status": credential.get("status", "enabled"), "algo": credential["algo"], "len": 2048},
                 "cert": {"status": "valid", "certificates": [der(name) for name in credential["certificates"]]},
                 "auth": {"mode": credential.get("mode", "explicit"), "expression": "PIN", "objects": objects},
                 "SCAL": "2", "multisign": credential["multisign"]}


def check_answers(name, credential, given):
    require(tries.get(name, 0) < 3, "Credential locked")
    answers = {one["id"]: one["value"] for one in given}
    if answers.get("PIN") != credential["pin"]:
        tries[name] = tries.get(name, 0) + 1
        raise Refusal("invalid_authentication_data", "The authentication data is invalid")
    require("otp" not in credential or answers.get("OTP") in credential["otp"], "The OTP is invalid", "invalid_otp")
    if "otp" in credential:
        credential["otp"].remove(answers["OTP"])  # good for once
    tries.pop(name, None)


def activation(name, hashes):
    made = secrets.token_urlsafe(24) + '"\\'  # opaque: it may hold what JSON escapes
    activations[made] = {"credential": name, "hashes": list(hashes), "until": time.monotonic() + 300}
    return {"SAD": made, "expiresIn": 300}


def authorize(request, how):
    credential, count, hashes = credential_of(request), request.get("numSignatures"), request.get("hashes")
    require(isinstance(count, int) and count >= 1, "Invalid value for parameter numSignatures")
    require(count <= credential["multisign"], "Numbers of signatures is too high")
    require(isinstance(hashes, list) and len(hashes) == count, "Missing (or invalid type) array parameter hashes")
    require(request.get("hashAlgorithmOID") == SHA256, "Invalid parameter hashAlgorithmOID")
    check_answers(request["credentialID"], credential, request.get("authData", []))
    if how == "pending":
        handle = secrets.token_urlsafe(16)
        pending[handle] = request["credentialID"], hashes
        return 202, {"handle": handle}
    return 200, activation(request["credentialID"], hashes)


def authorize_check(request, how):
    require(request.get("handle") in pending, "Invalid parameter handle")
    if how == "pending":
        return 202, {"handle": request["handle"]}
    return 200, activation(*pending.pop(request["handle"]))


def sign_hash(request, how):
    credential, sad, hashes = credential_of(request), activations.get(request.get("SAD")), request.get("hashes")
    require(sad and sad["credential"] == request["credentialID"], "Invalid parameter SAD")
    require(how != "expired" and time.monotonic() < sad["until"], "SAD expired")
    require(hashes and len(hashes) <= setup["atOnce"], "Too many hashes")
    algorithm = request.get("signAlgo")
    require(algorithm in credential["algo"], "Invalid parameter signAlgo")
    require(request.get("hashAlgorithmOID") == (SHA256 if algorithm == RSA else None), "Invalid parameter hashAlgorithmOID")
    for one in hashes:
        require(one in sad["hashes"], "Hash is not authorized by the SAD")
        require(len(base64.b64decode(one, validate=True)) == 32, "Invalid digest value length")
        sad["hashes"].remove(one)  # each once
    log["most"] = max(log["most"], len(hashes))
    log["signed"] += hashes
    wrong = {"wrong": bytes(32)}
    values = [base64.b64encode(signature(credential["other" if how == "otherKey" else "key"],
                                         wrong.get(how, base64.b64decode(one)))).decode() for one in hashes]
    return 200, {"signatures": values[:-1] if how == "fewer" else values}


def token(form):
    require(form.get("grant_type") == "client_credentials", "", "unsupported_grant_type")
    require(form.get("client_id") == setup["client"] and form.get("client_secret") == setup["secret"], "", "invalid_client", 401)
    made = secrets.token_urlsafe(24)
    tokens.add(made)
    return 200, {"access_token": made, "token_type": "Bearer", "expires_in": 3600}


def scripted(method):
    queue = script.get(method) or ["ok"]
    how = queue.pop(0)
    log[method] += 1
    return how


class Handler(http.server.BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def answer(self, status, reported, **headers):
        body = reported if isinstance(reported, bytes) else json.dumps(reported).encode()
        self.send_response(status)
        for name, value in headers.items():
            self.send_header(name.replace("_", "-"), value)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def serve(self, method, how, body):
        if method == "token":
            return token(dict(urllib.parse.parse_qsl(body.decode())))
        bearer = self.headers.get("Authorization", "")
        require(bearer.startswith("Bearer ") and bearer[7:] in tokens, "", "invalid_token", 401)
        if how == "forgetToken":
            tokens.clear()
            raise Refusal("invalid_token", "", 401)
        request = json.loads(body)
        return {"info": lambda: info(request), "authorize": lambda: authorize(request, how),
                "authorizeCheck": lambda: authorize_check(request, how), "signHash": lambda: sign_hash(request, how)}[method]()

    def do_GET(self):
        with lock:
            self.answer(200, log)

    def do_POST(self):
        body = self.rfile.read(int(self.headers["Content-Length"]))
        method = self.path.rpartition("/")[2]
        if self.path == "/test/script":
            with lock:
                script.clear()
                script.update(json.loads(body))
                tries.clear()
                log.update({name: [] if isinstance(value, list) else 0 for name, value in log.items()})
            return self.answer(200, {})
        if self.path not in ("/oauth2/token", "/csc/v2/credentials/" + method, "/csc/v2/signatures/" + method):
            return self.answer(404, {"error": "not_found"})
        with lock:
            how = scripted(method)
            if how == "busy":
                return self.answer(429, {"error": "too_many_requests"}, Retry_After="0")
            if how == "down":
                return self.answer(503, b"no", Retry_After="0")
            try:
                status, reported = self.serve(method, how, body)
            except Refusal as refusal:
                status, reported = refusal.answer
        # What follows has been done by now.
        if how == "lose":
            self.close_connection = True
            return None
        if how == "silent":
            return forever.wait()
        if how == "fails":
            return self.answer(500, b"no")
        if how == "garbage":
            return self.answer(200, b"{")
        return self.answer(status, reported)

    def log_message(self, *_):
        pass


server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
server.daemon_threads = True
server.handle_error = lambda *_: None if isinstance(sys.exc_info()[1], OSError) else sys.excepthook(*sys.exc_info())  # a client may go away
context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
context.load_cert_chain(in_folder("good.pem"), in_folder("good.key"))
server.socket = context.wrap_socket(server.socket, server_side=True, do_handshake_on_connect=False)
print(server.server_address[1], flush=True)
threading.Thread(target=server.serve_forever, daemon=True).start()
sys.stdin.read()
os._exit(0)
