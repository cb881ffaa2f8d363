"""Drafts asked for by a person while a night runs: how long from the request standing in the database to the PDF in the store."""
import json
import pathlib
import shutil
import signal
import sys
import tempfile
import time

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[2] / "e2e"))
from portal import Portal  # noqa: E402

REQUESTS, PAUSE = 100, 0.7
TARGETS = {"p50": 150, "p95": 400}


def published(portal, besides):
    """Numbers of documents that are done, newest first: any of them can be asked for again."""
    rows = portal.sql("SELECT id FROM balalyk_document WHERE state = 'published' AND revision = 1 ORDER BY changed_at DESC LIMIT 50")
    return [row[0] for row in rows if row[0] not in besides]


def times(portal, document):
    """Milliseconds from the first line of its trail to the draft; None while it is not drafted."""
    rows = dict(reversed(portal.sql("SELECT event, at FROM balalyk_audit WHERE document_id = ? ORDER BY sequence", document)))
    return rows["drafted"] - min(rows.values()) if "drafted" in rows else None


def percentile(sorted_values, share):
    return sorted_values[min(len(sorted_values) - 1, int(share * len(sorted_values)))]


def ask(portal, night):
    """Asks for drafts, one after another, until there are enough or the night is over."""
    asked, new = set(), []
    while len(new) < REQUESTS and night.poll() is None:
        ready = published(portal, asked)
        if not ready:
            time.sleep(0.2)
            continue
        asked.add(ready[0])
        result = portal.run("regenerate", ready[0], "--queue", "--reason", "bench", "--json")
        new.append(json.loads(result.stdout)["id"])
        time.sleep(PAUSE)
    return new


def measure(documents, slots):
    folder = pathlib.Path(tempfile.mkdtemp(prefix="office-bench-interactive-"))
    try:
        portal = Portal(folder / "portal", seed=("--applications", str(documents)), settings={"office.slots": str(slots)})
        portal.authorise_everything()
        night = portal.start("nightly")
        try:
            new = ask(portal, night)
            done = portal.states().get("published", 0)
            for _ in range(100):
                if all(times(portal, document) is not None for document in new):
                    break
                time.sleep(0.1)
        finally:
            night.send_signal(signal.SIGTERM)
            night.wait(30)
        waits = sorted(wait for wait in (times(portal, document) for document in new) if wait is not None)
        if len(waits) < len(new) or not waits:
            raise SystemExit(f"only {len(waits)} of {len(new)} drafts were made")
        result = {"night": documents, "publishedMeanwhile": done, "asked": len(new), "p50": percentile(waits, 0.5),
                  "p95": percentile(waits, 0.95), "longest": waits[-1]}
        print(f"\n{len(new)} drafts asked for during a night of {documents} ({done} published meanwhile), {slots} slots; "
              f"from the request to the checked PDF in the store, one or two languages:")
        for name in ("p50", "p95"):
            print(f"  {'reached' if result[name] <= TARGETS[name] else 'MISSED '}  {name} {result[name]} ms (target {TARGETS[name]} ms)")
        print(f"           longest {result['longest']} ms")
        return result
    finally:
        shutil.rmtree(folder, ignore_errors=True)
