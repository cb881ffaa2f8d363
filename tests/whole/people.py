"""Who works while things die: secretaries and a chairperson, by script. Each keeps a journal of what it did and whether the system
acknowledged it: what is acknowledged counts, whatever died before or after; of what is not it counts that it is whole."""
import base64
import datetime
import os
import random
import threading
import time
import traceback

from visitor import Lost, Visitor

GIVES_UP = 0.15       # how often somebody whom an error page stopped does not send the form again
DRAFT_WITHIN = 40     # seconds that a secretary looks at «is being made»
BISHKEK = datetime.timezone(datetime.timedelta(hours=6))


class Person(threading.Thread):
    def __init__(self, system, login, seed):
        super().__init__(name=login, daemon=True)
        self.system, self.login = system, login
        self.random = random.Random(f"{seed} {login}")
        self.journal, self.counter, self.failure = [], 0, None
        self.over = threading.Event()
        self.visitor = Visitor(system, login)

    def run(self):
        try:
            while not self.over.is_set():
                self.work()
                time.sleep(self.random.uniform(0, 0.3))   # as people do
        except BaseException:
            self.failure = f"{self.login}: {traceback.format_exc()}"

    def words(self):
        """A text that nobody else ever types."""
        self.counter += 1
        return f"{self.login}-{self.counter:04d}"

    def submit(self, path, fields, **entry):
        """Sends a form until it is answered; or once, by who gives up. Kept in the journal: `answer` None is «not known»."""
        entry |= {"answer": None}
        self.journal.append(entry)
        try:
            if self.random.random() < GIVES_UP:
                answer = self.visitor.send("POST", path, fields)
                if answer.away() or answer.asks_for_a_moment():
                    return None
            else:
                answer = self.visitor.until_answered("POST", path, fields)
        except Lost:
            return None
        entry["answer"] = answer.location or answer.status
        if answer.status >= 500:
            raise AssertionError(f"{self.login} at {path}: {answer.status} {answer.text[:1500]}")
        return answer


class Secretary(Person):
    def __init__(self, system, login, seed, applications):
        super().__init__(system, login, seed)
        self.applications = applications

    def work(self):
        does = self.random.choices([self.type, self.save, self.decide, self.recall, self.send_many, self.correct], [3, 3, 7, 1, 1, 1])[0]
        does(self.random.choice(self.applications))

    def opened(self, application, where=""):
        """The form as it is shown: its page, and the form where it can be typed in."""
        answer = self.visitor.get(f"/applications/{application}{where}")
        assert answer.status in (200, 303), (answer.status, answer.text[:500])
        form = answer.page.form_to(f"/applications/{application}") if answer.page else None
        return answer.page, form if form and any(name == "comments" for name, _ in form.fields) else None

    def filled(self, page, form, words, whole):
        """The form with a new text, and everything that a decision needs."""
        if not whole:
            return form.with_(comments=words)
        self.counter += 1
        approve = self.random.random() < 0.7
        return form.with_(comments=words, benefit=self.random.choice(page.choices["benefit"]), members=page.choices["members"],
                          documents=page.choices["documents"][:1], decision="approved" if approve else "rejected",
                          grounds="" if approve else f"Негиз {words}", number=f"{self.counter}/{self.login}",
                          date=datetime.datetime.now(BISHKEK).date().isoformat())

    def type(self, application):
        """What JavaScript sends while somebody types."""
        _, form = self.opened(application)
        if not form:
            return
        words, entry = self.words(), {"does": "type", "application": application, "answer": None}
        entry["words"] = words
        self.journal.append(entry)
        once = base64.urlsafe_b64encode(os.urandom(32)).decode().rstrip("=")
        try:
            answer = self.visitor.send("POST", f"/applications/{application}/typed", form.with_(comments=words, once=once), "application/json")
        except Lost:
            return
        if not answer.away():
            entry["answer"] = answer.status

    def save(self, application, what="save", whole=False):
        page, form = self.opened(application)
        if not form:
            return None
        words = self.words()
        fields = self.filled(page, form, words, whole or self.random.random() < 0.3) + [("do", what)]
        kept = dict(fields)
        return self.sent(f"/applications/{application}", fields, does="save", what=what, application=application, words=words, version=int(kept["version"]))

    def sent(self, path, fields, **entry):
        """As a person does: a conflict is looked at, and what was typed is saved over it or given up."""
        double = self.random.random() < 0.15
        second = threading.Thread(target=self.click_again, args=(path, fields)) if double else None
        if second:
            second.start()
        answer = self.submit(path, fields, **entry)
        if second:
            second.join()
        if answer is None or answer.status != 409:
            return answer
        if "data-label" in answer.text:
            assert not self.own(answer, entry["words"]), "a conflict with what the same person saved"
        form, discard = answer.page.form_to(path), answer.page.form_to(f"{path}/discard")
        if not discard:
            return answer   # frozen meanwhile
        if self.random.random() < 0.5:
            return self.submit(path, form.with_() + [("do", "save")], **entry | {"version": int(dict(form.fields)["version"]), "what": "save"})
        self.submit(f"{path}/discard", discard.with_(), does="discard", application=entry["application"])
        return answer

    @staticmethod
    def own(answer, words):
        """Whether what «the other one» saved is mine. A row's cells: before, theirs, yours."""
        cells = [part.split("</td>")[0] for part in answer.text.split("<td")[1:]]
        return any(words in cell for cell in cells[1::3]) or words in answer.text.partition("<dl class=\"facts\">")[2].partition("</dl>")[0]

    def click_again(self, path, fields):
        try:
            self.visitor.send("POST", path, fields)
        except Lost:
            pass

    def decide(self, application):
        answer = self.save(application, "protocol", whole=True)
        if answer is not None and answer.status == 303 and answer.location.endswith("/protocol"):
            self.send_to_chairperson(application)

    def send_to_chairperson(self, application):
        path = f"/applications/{application}"
        deadline = time.monotonic() + DRAFT_WITHIN
        form = None
        while not form:
            answer = self.visitor.get(f"{path}/protocol")
            if answer.status != 200 or "data-renew" not in answer.text:
                break
            if time.monotonic() > deadline or self.over.is_set():
                return
            time.sleep(0.3)   # as the page does
        form = answer.page.form_to(f"{path}/send") if answer.page else None
        if form:
            self.submit(f"{path}/send", form.with_(), does="send", application=application, document=dict(form.fields)["document"])

    def recall(self, application):
        page, _ = self.opened(application)
        form = page.form_to(f"/applications/{application}/recall") if page else None
        if form:
            self.submit(form.action, form.with_(), does="recall", application=application)

    def send_many(self, _):
        self.send_all(at_most=3)

    def send_all(self, at_most=1000):
        page = self.visitor.get("/applications/send").page
        form = page.form_to("/applications/send")
        if not form:   # nothing is drafted
            return
        documents = [value for name, value in form.fields if name == "document"]   # boxes come ticked
        chosen = self.random.sample(documents, min(len(documents), at_most))
        if chosen:
            self.submit(form.action, form.with_(document=chosen), does="send many", documents=chosen)

    def correct(self, application):
        """What is published is made again, with a reason."""
        page, form = self.opened(application, "/correct")
        if not form or "reason" not in dict(form.fields):
            return
        words, path = self.words(), f"/applications/{application}"
        fields = form.with_(comments=words, reason=f"Ката {words}") + [("do", "review")]
        review = self.visitor.until_answered("POST", path, fields)
        again = review.page.form_to(path) if review.status == 200 and review.page else None
        if again and dict(again.fields).get("mode") == "correct":
            self.sent(path, again.with_() + [("do", "protocol")], does="save", what="protocol", application=application, words=words,
                      version=int(dict(again.fields)["version"]))


class Chairperson(Person):
    def work(self):
        inbox = self.visitor.get("/inbox").page
        unfinished = [link for link in inbox.links if link.startswith("/inbox/batches/")]
        documents = inbox.choices.get("document", [])
        if unfinished:
            self.sign(unfinished[0])
        elif documents and self.random.random() < 0.2:
            self.give_back(self.random.choice(documents))
        elif documents and self.random.random() < 0.7:
            self.freeze(inbox)
        else:
            time.sleep(0.5)

    def give_back(self, document):
        page = self.visitor.get(f"/inbox/{document}").page
        form = page.form_to(f"/inbox/{document}/return") if page else None
        if not form:
            return
        words = self.words()
        entry = {"does": "return", "document": document, "words": words}
        answer = self.submit(form.action, form.with_(words=words), **entry)
        if answer is None:
            return
        if "returned=1" not in answer.location:   # not waiting any more, or done by a try whose answer was lost
            self.journal[-1]["answer"] = None

    def freeze(self, inbox=None):
        inbox = inbox or self.visitor.get("/inbox").page
        form = inbox.form_to("/inbox/batch")
        answer = self.submit("/inbox/batch", form.with_(which="all"), does="freeze") if form else None
        if answer is not None and answer.status == 303 and answer.location.startswith("/inbox/batches/"):
            self.sign(answer.location)

    def standing(self, page):
        return next(word for word in page.classes if word.startswith("state-") and word != "state-unopened")

    def sign(self, address):
        """One password; the address says what came of it, and the password again continues."""
        page = self.visitor.get(address).page
        form = page.form_to(address)
        if self.standing(page) == "state-running" or not form:
            time.sleep(0.3)
            return
        entry = {"does": "sign", "batch": address.rsplit("/", 1)[1]}
        answer = self.submit(address, form.with_(password=self.system.key_password), **entry)
        # 422: the signer is away, or ended before it had authorised anything. The page says so, and the form is there again.
        if answer is None or answer.status == 422:
            self.journal[-1]["answer"] = None
            return
        deadline = time.monotonic() + 60
        while self.standing(page := self.visitor.get(address).page) == "state-running" and time.monotonic() < deadline:
            time.sleep(0.3)   # as the page does
        # The redirect says «given to the signer»; what came of it is said by what the page shows next.
        if self.standing(page) != "state-finished" or page.signed == 0:
            self.journal[-1]["answer"] = None
