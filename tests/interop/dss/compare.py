"""compare.py FOLDER: what DSS and ours say of each file; the table, and whether they agree as they must.

- The indication is the same for at least 90 % of the files.
- No file passes here that fails there, or that is indeterminate there for a cause, but those of `exceptions.tsv`, each with
  its reason. An exception that is not needed any more is a fault too.
- The files of `kinds.tsv` have the right verdict here, whatever DSS says: indication, sub-indication and level, each `*` or a choice.
"""
import collections
import pathlib
import sys

folder = pathlib.Path(sys.argv[1])
here = pathlib.Path(__file__).parent
SAME_AT_LEAST = 0.9


def table(file):
    rows = [line.split("\t") for line in (folder / file).read_text("utf-8").splitlines()]
    return {row[0]: row[1:] for row in rows}


def coarse(indication):
    """Evidence and time stamps pass, signatures pass totally; what cannot be opened, and what is not signed, does not pass."""
    name = indication.upper().replace("-", "_")
    return {"PASSED": "passed", "TOTAL_PASSED": "passed", "INDETERMINATE": "indeterminate"}.get(name, "failed")


dss, ours = table("dss.tsv"), table("ours.tsv")
cases = [line.split("\t")[0] for line in (folder / "cases.tsv").read_text("utf-8").splitlines()]
exceptions = dict(line.split("\t", 1) for line in (here / "exceptions.tsv").read_text("utf-8").splitlines() if line)
assert cases and sorted(dss) == sorted(ours) == sorted(cases), "a file has no verdict"

same, counts, wrong = 0, collections.Counter(), []
for name in cases:
    theirs, mine = coarse(dss[name][0]), coarse(ours[name][0])
    agree = theirs == mine
    same += agree
    counts[theirs, mine] += 1
    dangerous = mine == "passed" and theirs != "passed"
    if dangerous and name not in exceptions:
        wrong.append(f"{name} passes here, not there: {dss[name][0]} {dss[name][1]}: {dss[name][3]}")
    if name in exceptions and not dangerous:
        wrong.append(f"{name} needs no exception")
    mark = "=" if agree else "!" if dangerous else "~"
    print(f"{mark} {name:<50} DSS {dss[name][0]} {dss[name][1]} [{dss[name][2]}]  ours {ours[name][0]} {ours[name][1]} [{ours[name][2]}]")
    if not agree:
        print(f"      DSS: {dss[name][3]}\n      ours: {ours[name][3] if len(ours[name]) > 3 else ''}")
for line in (here / "kinds.tsv").read_text("utf-8").splitlines():
    name, *right, reason = line.split("\t")
    found = ours[name][:3] if name in ours else ["not made"]
    if not all(choice == "*" or value in choice.split("|") for value, choice in zip(found, right)):
        wrong.append(f"{name} is {' '.join(found)}, not {' '.join(right)}: {reason}")
wrong += [f"exceptions.tsv names {name}, which is not made" for name in exceptions if name not in dss]
print("\n" + "  ".join(f"DSS {theirs}, ours {mine}: {count}" for (theirs, mine), count in sorted(counts.items())))
share = same / len(cases)
print(f"{len(cases)} files, the same indication for {same} ({share:.1%})")
if share < SAME_AT_LEAST:
    wrong.append(f"the indication is the same for {share:.1%} only")
for line in wrong:
    print("FAULT " + line)
sys.exit(1 if wrong else 0)
