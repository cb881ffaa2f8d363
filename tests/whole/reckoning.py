"""After everything has come to rest: what was acknowledged to people, compared with what there is. Each function gives its complaints."""
import collections
import json
import pathlib

RESTS = {"drafted", "sent", "returned", "published", "superseded", "withdrawn"}   # with a person, or done
VERSIONS_KEPT = 20   # of a form


class Ledger:
    """What the database holds."""

    def __init__(self, system):
        sql = system.sql
        self.accounts = {login: id for id, login in sql("SELECT id, subject FROM balalyk_account")}
        self.versions = {(application, int(version)): (json.loads(form), by) for application, version, form, by in
                         sql("SELECT application_id, version, replace(form, E'\\n', ' '), saved_by FROM application_version")}
        self.latest = {id: int(version) for id, version in sql("SELECT id, version FROM application")}
        self.decisions = dict(sql("SELECT id, coalesce(decision, 'waiting') FROM application"))
        self.drafts = {(account, form.removeprefix("application/")): fields for account, form, fields in
                       sql("SELECT account_id, form, replace(fields, E'\\n', ' ') FROM portal_typed_draft")}
        self.audit = [(event, document, json.loads(detail or "{}"), actor) for event, document, detail, actor in
                      sql("SELECT event, document_id, detail, actor FROM balalyk_audit ORDER BY sequence")]
        self.events = collections.Counter((event, document) for event, document, _, _ in self.audit)
        self.documents = {id: dict(state=state, application=key, reason=reason, stage=stage, worker=worker, problems=problems) for
                          id, state, key, reason, stage, worker, problems in
                          sql("SELECT id, state, source_key, reason, stage, lease_worker, problems FROM balalyk_document")}
        self.records = collections.defaultdict(list)   # application → texts of its revisions
        for application, xml in sql("SELECT d.source_key, replace(r.xml, E'\\n', ' ') FROM balalyk_record r JOIN balalyk_document d "
                                    "ON d.sequence = r.sequence ORDER BY d.revision"):
            self.records[application].append(xml)


def saved_forms(ledger, journals):
    tries = collections.Counter(entry["words"] for journal in journals.values() for entry in journal if entry["does"] == "save")
    notes = collections.Counter((detail["application"], int(detail["version"])) for event, _, detail, _ in ledger.audit
                                if event == "applicationSaved")
    for key, times in notes.items():
        if times > 1:
            yield f"version {key} is in the audit trail {times} times"
    for application, version in ledger.latest.items():
        # Version 1 is what came; each later one is somebody's, and known to the trail.
        if {v for a, v in notes if a == application} != set(range(2, version + 1)):
            yield f"{application} is at version {version}, and its trail has {sorted(v for a, v in notes if a == application)}"
    kept = collections.Counter(form["comments"] for form, _ in ledger.versions.values())
    for words, times in kept.items():
        if words in tries and times > tries[words]:
            yield f"«{words}» was saved {times} times of {tries[words]}"
    decided = {(detail["application"], int(detail["version"])): detail["state"] for event, _, detail, _ in ledger.audit
               if event == "applicationSaved"}
    for login, journal in journals.items():
        for entry in journal:
            if entry["does"] != "save" or not str(entry["answer"]).startswith("/applications/"):
                continue
            key = (entry["application"], entry["version"] + 1)
            if key not in notes:
                yield f"lost: {login} saved {key} «{entry['words']}»"
            elif key in ledger.versions:
                form, by = ledger.versions[key]
                if form["comments"] != entry["words"] or by != ledger.accounts[login]:
                    yield f"lost: {login} saved {key} «{entry['words']}», and it holds «{form['comments']}» of {by}"
            elif ledger.latest[key[0]] - key[1] < VERSIONS_KEPT:
                yield f"version {key} is not kept"
            if "saved=work" in entry["answer"] and decided.get(key) != "waiting":
                yield f"to {login} {key} is not decided, and it is {decided.get(key)}"
            if ("saved=decided" in entry["answer"] or entry["answer"].endswith("/protocol")) and decided.get(key) == "waiting":
                yield f"lost: {login} decided {key}"
            # Saved and made: the protocol that was made then says it, whatever came after.
            if entry["answer"].endswith("/protocol") and not any(entry["words"] in record for record in ledger.records[key[0]]):
                yield f"no protocol was made of {key} «{entry['words']}»"
    for application, version in ledger.latest.items():
        if (application, version) in decided and decided[application, version] != ledger.decisions[application]:
            yield f"{application} is {ledger.decisions[application]}, its trail says {decided[application, version]}"


def typed_texts(ledger, journals):
    for login, journal in journals.items():
        last = {}   # application → what may be there: texts; None: nothing
        for entry in journal:
            application = entry.get("application")
            if entry["does"] == "type" and entry["answer"] == 200:
                last[application] = {entry["words"]}
            elif entry["does"] == "type" and entry["answer"] is None:
                last.setdefault(application, {None}).add(entry["words"])
            elif entry["does"] in ("save", "discard"):
                # It may be gone with it, or kept beside a conflict.
                last[application] = last.get(application, set()) | {None, entry.get("words")}
        for application, possible in last.items():
            there = ledger.drafts.get((ledger.accounts[login], application))
            if None not in possible and not any(words in (there or "") for words in possible):
                yield f"lost: {login} typed {possible} at {application}, and «{there}» is kept"


def handed_over(ledger, journals):
    for document in ledger.documents:
        # How often it was with the chairperson is how often it was sent, but for what follows from the other side.
        back = sum(ledger.events[event, document] for event in ("recalled", "authorisation-missing"))
        if ledger.events["sent", document] > 1 + back:
            yield f"{document} was sent {ledger.events['sent', document]} times and came back {back} times"
    for login, journal in journals.items():
        for entry in journal:
            answer = str(entry["answer"])
            if entry["does"] == "send" and answer.endswith("sent=1") and not ledger.events["sent", entry["document"]]:
                yield f"lost: {login} sent {entry['document']}"
            if entry["does"] == "return" and entry["answer"]:
                reasons = [detail.get("reason") for event, document, detail, _ in ledger.audit if (event, document) == ("rejected", entry["document"])]
                if len(reasons) != 1:
                    yield f"{entry['document']} was returned {len(reasons)} times: {entry}"
                elif entry["words"] != ledger.documents[entry["document"]]["reason"]:
                    yield f"lost: {login} returned {entry['document']} with «{entry['words']}»; its reason is {ledger.documents[entry['document']]['reason']}"


def signed_documents(system, ledger, journals):
    batches = collections.defaultdict(set)
    for batch, document in system.sql("SELECT authorisation_id, document_id FROM balalyk_authorisation_document"):
        batches[batch].add(document)
    for login, journal in journals.items():
        for entry in journal:
            if entry["does"] == "sign" and entry["answer"] and not batches[entry["batch"]]:
                yield f"lost: {login} authorised {entry['batch']}"
    for document in set().union(*batches.values()):
        state = ledger.documents[document]["state"]
        signed, published = ledger.events["signed", document], ledger.events["published", document]
        if ledger.events["rejected", document] and state in ("returned", "superseded") and (signed, published) == (0, 0):
            continue   # the chairperson took it back
        if state not in ("published", "superseded") or (signed, published) != (1, 1):
            yield f"{document} is authorised, {state}, {signed} times signed and {published} times published"
    for document, found in ledger.documents.items():
        if ledger.events["signed", document] and not ledger.events["authorised", document]:
            yield f"{document} is signed and was not authorised"
        for event in ("drafted", "signed", "published"):
            if ledger.events[event, document] > 1:
                yield f"{document}: {event} {ledger.events[event, document]} times"
        if found["state"] not in RESTS:
            yield f"{document} is stuck: {found}"
        if found["worker"]:
            yield f"{document} is held by {found['worker']}"


def counted(system):
    """What follows from decisions: one voucher for an approval that has an amount and a kindergarten, one place of each quota."""
    for application, times in system.sql("SELECT application_id, count(*) FROM voucher WHERE application_id IS NOT NULL GROUP BY 1 HAVING count(*) > 1"):
        yield f"{application} has {times} vouchers"
    # Who is seven before next month gets none.
    for application, in system.sql("SELECT id FROM application WHERE decision = 'approved' AND kindergarten_id IS NOT NULL AND amount_per_month IS NOT NULL "
                                   "AND to_date(substr(child_pin, 2, 8), 'DDMMYYYY') + interval '7 years' > now() + interval '33 days' "
                                   "AND id NOT IN (SELECT application_id FROM voucher WHERE application_id IS NOT NULL)"):
        yield f"{application} is approved and has no voucher"
    for region, year, taken, approvals in system.sql(
            "SELECT q.region, q.year, q.taken, count(a.application_key) FROM balalyk_voucher_quota q LEFT JOIN balalyk_approval a "
            "ON a.year = q.year AND starts_with(a.soate, q.region) GROUP BY 1, 2, 3"):
        if taken != approvals:
            yield f"the quota of {region} in {year} counts {taken}, and there are {approvals}"
    for application, in system.sql("SELECT id FROM application WHERE (decision = 'approved') <> (id IN (SELECT application_key FROM balalyk_approval))"):
        yield f"{application}: its decision and its place in the quota differ"
    for number, applications in system.sql("SELECT number_key, count(*) FROM balalyk_protocol_number GROUP BY commission_id, year, number_key HAVING count(*) > 1"):
        yield f"the number {number} is that of {applications} documents"


def archive(system, ledger):
    """The audit chain and the store by the program's own check; each container by itself, by both judges."""
    whole = json.loads(system.run("database", "verify", "--json", codes=(0, 1)))
    if not whole["whole"]:
        yield f"database verify: {whole}"
    published = [id for id, found in ledger.documents.items() if found["state"] in ("published", "superseded") and ledger.events["published", id]]
    if not published:
        return
    folder = pathlib.Path(system.folder) / "exported"
    files = json.loads(system.run("export", "--json", "--to", folder, *published))
    containers = [entry["file"] for entry in files if entry["file"].endswith(".asice")]
    if len(set(containers)) != len(published):
        yield f"{len(published)} documents are published and {len(set(containers))} containers exported"
    for verdict in json.loads(system.run("verify", "--json", *containers, codes=(0, 1))):
        second = [signature["verdict"] for signature in (verdict.get("secondJudge") or {}).get("signatures", [])]
        if not verdict["passed"] or set(second) != {"accepted"}:
            yield f"{verdict.get('file')}: passed {verdict['passed']}, the second judge {second}"


def by_people(system, journals):
    ledger = Ledger(system)
    return [*saved_forms(ledger, journals), *typed_texts(ledger, journals), *handed_over(ledger, journals),
            *signed_documents(system, ledger, journals), *counted(system)]


def complaints(system, journals):
    return [*by_people(system, journals), *archive(system, Ledger(system))]
