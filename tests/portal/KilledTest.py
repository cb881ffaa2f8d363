"""The real portal, killed after it did what a form asks and before it answered: the same form again does nothing twice."""
import base64
import hashlib
import hmac
import http.client
import os
import pathlib
import shutil
import signal
import sys
import tempfile
import time
import unittest

HERE = pathlib.Path(__file__).resolve().parent
sys.path[:0] = [str(HERE.parent / "e2e"), str(HERE)]
from NginxTest import free_port, listens  # noqa: E402
from portal import BUILD, Portal, end  # noqa: E402

DIE = BUILD / "tests" / "fault" / "libdieAtWrite.so"
COMMISSION = "bishkek-1may"
ACCOUNTS = {"secretary": ("secretary", "--member", "b1-02"), "operator": ("operator",)}


def token():
    return base64.urlsafe_b64encode(os.urandom(32)).decode().rstrip("=")


def in_parts(fields, boundary="a-boundary-that-no-text-has"):
    lines = [f'--{boundary}\r\nContent-Disposition: form-data; name="{name}"\r\n\r\n{value}\r\n' for name, value in fields]
    return f"multipart/form-data; boundary={boundary}", "".join([*lines, f"--{boundary}--\r\n"]).encode()


def url_encoded(fields):
    from urllib.parse import urlencode  # noqa: PLC0415
    return "application/x-www-form-urlencoded", urlencode(fields).encode()


class KilledTest(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.shared = pathlib.Path(tempfile.mkdtemp(prefix="balalyk-killed-"))
        cls.addClassCleanup(shutil.rmtree, cls.shared, ignore_errors=True)
        cls.port = free_port()
        cls.portal = Portal(cls.shared / "portal", settings={
            "portal.listen": f"127.0.0.1:{cls.port}", "portal.address": f"http://127.0.0.1:{cls.port}", "portal.uploads": str(cls.shared / "uploads")})
        cls.sessions = {}
        for login, role in ACCOUNTS.items():
            cls.portal.run("account", "add", login, "--role", *role)
            cls.portal.sql("UPDATE balalyk_account SET must_change = 0")
            cls.sessions[login] = token()
            cls.portal.sql("INSERT INTO portal_session (digest, account_id, begun_at, seen_at) SELECT ?, id, ?, ? FROM balalyk_account "
                           "WHERE subject = ?", hashlib.sha256(cls.sessions[login].encode()).hexdigest(),
                           *[int(time.time() * 1000)] * 2, login)
        shutil.copytree(cls.portal.folder, cls.shared / "before")

    def setUp(self):
        shutil.rmtree(self.portal.folder)
        shutil.copytree(self.shared / "before", self.portal.folder)

    def start(self, **env):
        """None: it was killed before it listened."""
        process = self.portal.start("portal", env=env)
        self.addCleanup(end, process)
        deadline = time.monotonic() + 30
        while process.poll() is None and not listens(self.port):
            self.assertLess(time.monotonic(), deadline, (self.portal.folder / "background.log").read_text("utf-8"))
            time.sleep(0.02)   # polls another process
        return process

    def send(self, login, path, fields, write=url_encoded):
        """(status, where to); None: no answer came."""
        session = self.sessions[login]
        kind, body = write([("csrf", base64.urlsafe_b64encode(hmac.digest(session.encode(), b"balalyk form token", "sha256")).decode().rstrip("=")),
                            *fields])
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=30)
        try:
            connection.request("POST", path, body, {"Content-Type": kind, "Cookie": f"balalyk-session={session}", "Sec-Fetch-Site": "same-origin"})
            answer = connection.getresponse()
            return answer.status, answer.headers.get("Location"), answer.read().decode("utf-8", "replace")
        except (OSError, http.client.HTTPException):
            return None
        finally:
            connection.close()

    def test_at_the_first_place_after_which_it_is_done_no_answer_came_and_the_form_again_does_it_once(self):
        fields = [("once", token()), ("page", "/applications"), ("message", "Бир жолу айтылды.")]
        count = self.portal.folder / "count"
        spy = {"LD_PRELOAD": str(DIE), "DIE_IN": "balalyk", "DIE_BELOW": str(self.portal.folder), "DIE_COUNT": str(count)}

        def done_until(place):
            self.setUp()
            portal = self.start(**spy, DIE_AT=str(place))
            answer = self.send("secretary", "/feedback", fields)
            end(portal)
            return answer, self.portal.sql("SELECT count(*) FROM portal_feedback") == [(1,)]

        answer, done = done_until(0)
        self.assertTrue(done, answer)
        before, after = 1, int(count.read_text())
        while after - before > 1:
            middle = (before + after) // 2
            before, after = (before, middle) if done_until(middle)[1] else (middle, after)
        self.assertEqual(done_until(after), (None, True))
        self.assertEqual(self.portal.sql("SELECT location FROM portal_once"), [(None,)])
        self.start()
        self.assertEqual(self.send("secretary", "/feedback", fields)[:2], answer[:2])
        self.assertEqual(self.portal.sql("SELECT count(*) FROM portal_feedback"), [(1,)])

    def test_what_forms_make_is_made_once(self):
        forms = [
            ("secretary", "/meals/new", in_parts, "meal_subsidy",
             [("version", "0"), ("commission", COMMISSION), ("number", "Т-77"), ("date", "2025-05-15"), ("amount", "36"), ("of", "all"),
              ("members", "b1-01"), ("members", "b1-02"), ("comments", ""), ("upload", "")]),
            ("secretary", "/members/new", url_encoded, "commission_member",
             [("version", "0"), ("commission", COMMISSION), ("confirmed", ""), ("pin", "10101199012345"), ("surname", "Асанова"),
              ("givenName", "Айнура"), ("patronymic", ""), ("positionKy", "мүчө"), ("positionRu", "член"), ("workplaceKy", "Мектеп"),
              ("workplaceRu", "Школа"), ("role", "member"), ("active", "1")]),
            ("operator", "/operator/accounts/new", url_encoded, "balalyk_account", [("login", "newcomer")])]
        forms = [(login, path, write, table, [("once", token()), *fields]) for login, path, write, table, fields in forms]

        def rows():
            return [self.portal.sql(f"SELECT count(*) FROM {table}")[0][0] for _, _, _, table, _ in forms]

        before = rows()
        # Whatever keeps the answer fails: the portal is killed before it could try again.
        self.portal.sql("CREATE TRIGGER killed BEFORE UPDATE OF location ON portal_once BEGIN SELECT RAISE(ABORT, 'killed'); END")
        portal = self.start()
        first = [self.send(login, path, fields, write) for login, path, write, _, fields in forms]
        self.assertEqual([answer[0] for answer in first], [303] * len(forms), first)
        portal.send_signal(signal.SIGKILL)
        portal.wait()
        self.assertEqual(rows(), [count + 1 for count in before])
        self.portal.sql("DROP TRIGGER killed")
        self.start()
        again = [self.send(login, path, fields, write) for login, path, write, _, fields in forms]
        self.assertEqual([answer[:2] for answer in again], [answer[:2] for answer in first], again)
        self.assertEqual(rows(), [count + 1 for count in before])


if __name__ == "__main__":
    unittest.main(verbosity=2)
