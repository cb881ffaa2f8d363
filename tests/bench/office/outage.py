"""A slot is lost again and again while documents are made: how long until it is back, and what it costs the others."""
import json
import pathlib
import random
import signal
import subprocess
import sys
import time

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[2] / "e2e"))
from portal import offices  # noqa: E402

EVERY, TARGET_MS = 4, 3000      # seconds from loss to loss


def measure(command, seconds):
    """`command`: the bench with more documents than it can make in that time."""
    chance = random.Random(1)
    bench = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)
    try:
        lost = 0
        while bench.poll() is None:
            time.sleep(EVERY * chance.uniform(0.8, 1.2))
            if lost < seconds / EVERY and (slots := offices(bench.pid)):
                # A killed one, and one that crashes.
                subprocess.run(["kill", f"-{chance.choice(['KILL', 'SEGV'])}", str(chance.choice(slots))], check=False)
                lost += 1
        result = json.loads(bench.stdout.read().splitlines()[-1])
    finally:
        if bench.poll() is None:
            bench.send_signal(signal.SIGKILL)
            bench.wait()
    if bench.returncode != 0:
        sys.exit("a document was lost")
    away = result["longestOutageMs"]
    print(f"{result['documents']} documents, {lost} times a slot was lost ({result['restarts']} restarts): {result['perSecond']:.1f} a second, "
          f"no document lost; away for {away} ms at most")
    print(f"  {'reached' if away <= TARGET_MS else 'MISSED '}  longest absence of a slot: {away} ms (target {TARGET_MS} ms)")
    return {**result, "lost": lost}
