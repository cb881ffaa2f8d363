"""A browser without a screen: one session over TLS through nginx, its forms with their tokens, and what a person does whom an error
page or a lost connection stops: the same form again."""
import html.parser
import http.client
import re
import socket
import time
import urllib.parse

from system import NAME, PATIENCE

ONE_ANSWER = 30   # seconds
AWAY = (502, 503, 504)
SIGNED = re.compile(r'<dl class="facts">\s*<dt>[^<]*</dt><dd class="number">(\d+)</dd>')   # first of a batch's figures


class Form:
    def __init__(self, attributes):
        self.action, self.fields = attributes.get("action", ""), []

    def with_(self, **values):
        """Its fields, with these instead (a list: several, None: none); «_» in a name is a dot."""
        values = {name.replace("_", "."): value for name, value in values.items()}
        kept = [(name, value) for name, value in self.fields if name not in values]
        for name, value in values.items():
            kept += [(name, one) for one in (value if isinstance(value, list) else [] if value is None else [value])]
        return kept


class Page(html.parser.HTMLParser):
    """The forms, links and choices of an answer."""

    def __init__(self, text):
        super().__init__()
        self.forms, self.links, self.classes, self.choices = [], [], [], {}
        self.form = self.area = self.select = None
        self.feed(text)
        signed = SIGNED.search(text)
        self.signed = int(signed.group(1)) if signed else 0

    def handle_starttag(self, tag, attrs):
        attributes = {name: value if value is not None else "" for name, value in attrs}
        self.classes += attributes.get("class", "").split()
        name = attributes.get("name")
        if tag == "a" and "href" in attributes:
            self.links.append(attributes["href"])
        elif tag == "option" and self.select and "selected" in attributes:
            self.form.fields[-1] = (self.select, attributes["value"])
        elif tag == "form":
            self.form = Form(attributes)
            self.forms.append(self.form)
        elif not self.form or not name or "disabled" in attributes:
            return
        elif tag == "input" and attributes.get("type") in ("checkbox", "radio"):
            self.choices.setdefault(name, []).append(attributes["value"])
            if "checked" in attributes:
                self.form.fields.append((name, attributes["value"]))
        elif tag == "input":
            self.form.fields.append((name, attributes.get("value", "")))
        elif tag == "textarea":
            self.area = (name, [])
        elif tag == "select":
            self.select = name
            self.form.fields.append((name, ""))

    def handle_data(self, data):
        if self.area:
            self.area[1].append(data)

    def handle_endtag(self, tag):
        if tag == "form":
            self.form = None
        elif tag == "textarea" and self.area:
            self.form.fields.append((self.area[0], "".join(self.area[1]).removeprefix("\n")))
            self.area = None

    def form_to(self, action):
        return next((form for form in self.forms if form.action == action), None)


class Answer:
    def __init__(self, status, location, body):
        self.status, self.location, self.body = status, location, body
        self.text = body.decode("utf-8", "replace")
        self.page = Page(self.text) if self.text.startswith("<!") else None

    def away(self):
        return self.status in AWAY

    def asks_for_a_moment(self):
        """The same form is being worked on, or too much was asked."""
        return self.status == 429 or (self.status == 409 and "trouble-number" in self.text)


class Lost(Exception):
    """No answer came: whether something was done is not known."""


class SessionLost(AssertionError):
    pass


class Visitor:
    def __init__(self, system, login):
        self.system, self.login, self.cookies = system, login, {}
        self.away = self.lost = 0   # how often
        self.sign_in()

    def send(self, method, path, fields=None, accept="text/html"):
        """One request, one answer; Lost without one."""
        body = None if fields is None else urllib.parse.urlencode(fields).encode()
        headers = {"Host": NAME, "Accept": accept, "Cookie": "; ".join(f"{k}={v}" for k, v in self.cookies.items()), "Connection": "close"}
        if body is not None:
            headers |= {"Content-Type": "application/x-www-form-urlencoded", "Origin": f"https://{NAME}", "Sec-Fetch-Site": "same-origin"}
        connection = http.client.HTTPConnection(NAME)
        try:
            connection.sock = self.system.nginx.context.wrap_socket(
                socket.create_connection(("127.0.0.1", self.system.nginx.port), ONE_ANSWER), server_hostname=NAME)
            connection.request(method, path, body, headers)
            got = connection.getresponse()
            content = got.read()
        except (OSError, http.client.HTTPException) as error:
            self.lost += 1
            raise Lost(f"{method} {path}: {error!r}") from error
        finally:
            connection.close()
        for line in got.headers.get_all("Set-Cookie") or ():
            name, value = line.split(";")[0].split("=", 1)
            self.cookies[name] = value
        answer = Answer(got.status, got.headers.get("Location", ""), content)
        if answer.away():
            self.away += 1
        if path != "/sign-in" and (answer.status in (401, 403) or answer.location.startswith("/sign-in")):
            raise SessionLost(f"{self.login} at {method} {path}")
        return answer

    def until_answered(self, method, path, fields=None, accept="text/html"):
        """The same again while the system is away; of a form that is what the button «send again» does."""
        deadline = time.monotonic() + PATIENCE
        while True:
            try:
                answer = self.send(method, path, fields, accept)
                if not answer.away() and not answer.asks_for_a_moment():
                    return answer
                last = f"{answer.status} {answer.text[:300]}"
            except Lost as error:
                last = str(error)
            if time.monotonic() > deadline:
                raise AssertionError(f"{self.login}: {method} {path} had no answer within {PATIENCE} s: {last}")
            time.sleep(0.5)   # as a person does

    def get(self, path):
        return self.until_answered("GET", path)

    def follow(self, answer):
        return self.get(answer.location) if answer.status == 303 else answer

    def sign_in(self):
        door = self.get("/sign-in")
        form = door.page.form_to("/sign-in")
        answer = self.until_answered("POST", "/sign-in", form.with_(login=self.login, password=self.system.passwords[self.login]))
        assert answer.status == 303 and not answer.location.startswith("/sign-in"), (answer.status, answer.location, answer.text[:500])
