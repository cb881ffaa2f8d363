"""server.py FOLDER: HTTPS servers on free ports of the loopback, each with its own certificate and its own faults.

Writes their ports in one line: good, of another host, of an unknown authority, TLS 1.1 only, no TLS at all. Ends when its
standard input does.
"""
import itertools
import json
import os
import socket
import ssl
import sys
import threading
import warnings

warnings.simplefilter("ignore", DeprecationWarning)  # TLS 1.1 is what is asked for here
folder = sys.argv[1]
forever = threading.Event()
connections = itertools.count(1)
asked = {}


def context(name, **limits):
    made = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    made.load_cert_chain(os.path.join(folder, name + ".pem"), os.path.join(folder, name + ".key"))
    if limits:
        made.set_ciphers("ALL:@SECLEVEL=0")
        made.minimum_version = made.maximum_version = limits["version"]
    return made


def read_request(stream):
    first = stream.readline().decode()
    if not first:
        return None
    headers = {}
    for line in iter(stream.readline, b"\r\n"):
        name, _, value = line.decode().partition(":")
        headers[name.lower()] = value.strip()
    method, target, _ = first.split(" ")
    return method, target, headers, stream.read(int(headers.get("content-length", 0)))


def answer(out, body, status="200 OK", extra=""):
    out.sendall(f"HTTP/1.1 {status}\r\nContent-Length: {len(body)}\r\n{extra}\r\n".encode() + body)


def drip(out, head):
    out.sendall(head)
    while not forever.wait(0.02):  # it is the client that must lose patience
        out.sendall(b"x")


def serve(out, number, request):
    method, target, headers, body = request
    path = target.split("?")[0]
    asked[path] = asked.get(path, 0) + 1
    if path == "/silent":
        forever.wait()
    elif path == "/drip-header":
        drip(out, b"HTTP/1.1 200 OK\r\nX: ")
    elif path == "/drip-body":
        drip(out, b"HTTP/1.1 200 OK\r\nContent-Length: 1000000\r\n\r\n")
    elif path in ("/die", "/die-late"):
        if path == "/die-late":
            answer(out, b"")
        return False
    elif path == "/short":
        out.sendall(b"HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nten bytes.")
        return False
    elif path == "/garbage":
        out.sendall(b"no HTTP at all\r\n\r\n")
        return False
    elif path == "/chunked":
        out.sendall(b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nfirst\r\n7\r\n second\r\n0\r\n\r\n")
    elif path == "/large":
        answer(out, b"x" * (3 << 20))
    elif path == "/fields":
        answer(out, b"", extra="X: y\r\n" * 1000)
    elif path == "/redirect":
        answer(out, b"", "302 Found", "Location: https://elsewhere.invalid/\r\n")
    elif path == "/missing":
        answer(out, b"no such thing", "404 Not Found")
    elif path == "/asked":
        answer(out, str(asked.get("/" + target.partition("?")[2], 0)).encode())
    elif path == "/size":
        answer(out, str(len(body)).encode())
    else:
        reported = {"method": method, "target": target, "headers": headers, "body": body.decode(), "connection": number}
        answer(out, b"" if method == "HEAD" else json.dumps(reported).encode())
    return True


def talk(plain, wrap):
    number = next(connections)
    try:
        with wrap(plain) as out:
            stream = out.makefile("rb")
            while (request := read_request(stream)) and serve(out, number, request):
                continue
            if wrap is not plainly:
                out.unwrap()
    except (OSError, ValueError):
        pass  # the client went away


def plainly(connection):
    return connection


def listen(wrap):
    listener = socket.create_server(("127.0.0.1", 0), backlog=64)

    def accept():
        while True:
            connection, _ = listener.accept()
            threading.Thread(target=talk, args=(connection, wrap), daemon=True).start()

    threading.Thread(target=accept, daemon=True).start()
    return str(listener.getsockname()[1])


def secured(made):
    return lambda connection: made.wrap_socket(connection, server_side=True)


contexts = [context("good"), context("other"), context("stranger"), context("good", version=ssl.TLSVersion.TLSv1_1)]
print(*[listen(secured(c)) for c in contexts], listen(plainly), flush=True)
sys.stdin.read()
os._exit(0)
