"""How often the diagnosis is right: real advertisements where they are at hand, and two corpora of invented briefs.

    python bench/diagnosis.py [--json] [--misses] [--half tune|hold|all]
    python bench/diagnosis.py --learn

Beside it, in the same run, title keywords alone. A role in `acceptable_roles` is right; strict is `role` itself; rows
whose title misleads are counted apart. Texts are read as the terminal reads them (`read_text`, then `diagnose`).

The real advertisements are not part of the repository: `TOUCHSTONE_DATA=folder` with a `briefs.jsonl`, or
`../shared/data` beside the checkout. Intervals are Wilson's, 95 %. Calibration compares the stated confidence with the
share that was right, in bins. Of our own texts only the hold half of the second corpus was kept from rules and learning.
"""

import argparse
import csv
import json
import math
import os
import statistics
import time
from collections import Counter
from itertools import pairwise
from pathlib import Path

from touchstone.core.briefs import read_text
from touchstone.core.roles import Role, diagnose
from touchstone.core.roles.likeness import learnt, stem
from touchstone.core.roles.rules import settings
from touchstone.core.roles.tokens import tokenise

ROOT = Path(__file__).parent.parent
CORPORA = {
    "our own briefs": ROOT / "tests" / "corpus" / "briefs.jsonl",
    "invented advertisements": ROOT / "tests" / "corpus" / "advertisements.jsonl",
}
FRESH = ROOT / "tests" / "core" / "roles" / "fresh.jsonl"
LIKENESS = ROOT / "src" / "touchstone" / "data" / "roles" / "likeness.csv"
FOLDERS = (os.environ.get("TOUCHSTONE_DATA"), ROOT.parent / "shared" / "data")
ROLES = tuple(role.value for role in Role)
BINS = (0.0, 0.8, 0.9, 0.97, 0.99, 1.0)
# The first that occurs in the title decides; the order is from the telling to the vague.
TITLE_KEYWORDS = (
    ("rlhf_specialist", ("rlhf", "red team", "preference", "alignment", "safety", "reward")),
    (
        "data_annotator",
        (
            "annotat",
            "label",
            "tagg",
            "transcri",
            "rater",
            "assessor",
            "moderat",
            "collect",
            "anotad",
            "etiquet",
            "rotul",
        ),
    ),
    (
        "ml_engineer",
        ("engineer", "mlops", "developer", "scientist", "architect", "ingenier", "engenheir", "desarroll", "desenvolv"),
    ),
    (
        "ai_training_specialist",
        (
            "train",
            "tutor",
            "evaluat",
            "expert",
            "prompt",
            "rubric",
            "specialist",
            "entren",
            "trein",
            "avalia",
            "evalua",
        ),
    ),
)


def real_rows():
    """The real advertisements with our role ids; empty where the file is not at hand."""
    for folder in filter(None, FOLDERS):
        path = Path(folder) / "briefs.jsonl"
        if path.is_file():
            rows = [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]
            return [
                row | {"role": role_id(row["role"]), "acceptable_roles": list(map(role_id, row["acceptable_roles"]))}
                for row in rows
            ]
    return []


def corpus_rows(path, half):
    """The rows of one half; a corpus without kinds is all advertisements."""
    rows = [{"kind": "ad"} | json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]
    return [row for row in rows if half in {"all", row["split"]}]


def open_rows():
    """What may be learnt from: our own texts that no measurement is kept for. Not the real ones, not the second hold half."""
    briefs, advertisements = CORPORA.values()
    fresh = [json.loads(line) for line in FRESH.read_text(encoding="utf-8").splitlines()]
    return corpus_rows(briefs, "all") + corpus_rows(advertisements, "tune") + fresh


def learn(rows):
    """Log-lifts of word beginnings by role, for `data/roles/likeness.csv`."""
    numbers = settings().likeness
    labelled = [
        (
            Role(row["acceptable_roles"][0]),
            [key for heading in (True, False) for key in stems(row["title" if heading else "text"] or "", heading)],
        )
        for row in rows
    ]
    return learnt(labelled, shrink=numbers["shrink"], least=int(numbers["least_briefs"]))


def stems(text, heading):
    return [key for key in (stem(token, heading=heading) for token in tokenise(text)) if key]


def write_likeness(lifts):
    with LIKENESS.open("w", encoding="utf-8", newline="") as file:
        rows = csv.writer(file, lineterminator="\n")
        rows.writerow(["word", *ROLES])
        rows.writerows([word, *(f"{lift:.2f}" for lift in row)] for word, row in lifts.items())


def role_id(name):
    return name.lower().replace(" ", "_")


def by_title(row):
    """Title keywords alone; the commonest role where no keyword occurs."""
    title = (row.get("title") or "").lower()
    return next((role for role, keys in TITLE_KEYWORDS if any(key in title for key in keys)), "ai_training_specialist")


def by_touchstone(row):
    start = time.perf_counter()
    answer = diagnose(read_text(row["text"], title=row.get("title")).brief)
    return answer.role.value, answer.confidence, time.perf_counter() - start


def share(right, n):
    """The share with Wilson's 95 % interval; None where there is nothing."""
    if not n:
        return None
    z, p = 1.96, right / n
    middle, half = p + z * z / (2 * n), z * math.sqrt(p * (1 - p) / n + z * z / (4 * n * n))
    return {
        "share": round(p, 4),
        "n": n,
        "low": round((middle - half) / (1 + z * z / n), 4),
        "high": round((middle + half) / (1 + z * z / n), 4),
    }


def scored(rows, roles):
    pairs = list(zip(rows, roles, strict=True))
    misleading = [(row, role) for row, role in pairs if row["title_misleads"]]
    return {
        "acceptable": share(sum(role in row["acceptable_roles"] for row, role in pairs), len(pairs)),
        "strict": share(sum(role == row["role"] for row, role in pairs), len(pairs)),
        "misleading_title": share(sum(role in row["acceptable_roles"] for row, role in misleading), len(misleading)),
    }


def calibration(rows, answers):
    bins = []
    for low, high in pairwise(BINS):
        inside = [(row, a) for row, a in zip(rows, answers, strict=True) if low <= a[1] < high or a[1] == high == 1.0]
        if inside:
            right = sum(a[0] in row["acceptable_roles"] for row, a in inside)
            bins.append(
                {
                    "from": low,
                    "to": high,
                    "n": len(inside),
                    "said": round(statistics.fmean(a[1] for _, a in inside), 3),
                    "right": round(right / len(inside), 3),
                }
            )
    return bins


def measure(rows):
    answers = [by_touchstone(row) for row in rows]
    roles = [answer[0] for answer in answers]
    by_kind = {}
    for key in ("kind", "language", "role"):
        for value in sorted({row[key] for row in rows if row.get(key)}):
            chosen = [(row, role) for row, role in zip(rows, roles, strict=True) if row.get(key) == value]
            by_kind[f"{key} {value}"] = share(sum(role in row["acceptable_roles"] for row, role in chosen), len(chosen))
    return {
        "touchstone": scored(rows, roles),
        "title_keywords": scored(rows, [by_title(row) for row in rows]),
        "confusion": Counter(f"{row['role']} > {role}" for row, role in zip(rows, roles, strict=True)),
        "calibration": calibration(rows, answers),
        "by": by_kind,
        "milliseconds": round(1000 * statistics.median(answer[2] for answer in answers), 2),
        "misses": [row["id"] for row, role in zip(rows, roles, strict=True) if role not in row["acceptable_roles"]],
    }


def said(measured):
    return (
        "no rows"
        if measured is None
        else f"{measured['share']:.3f}  [{measured['low']:.2f}, {measured['high']:.2f}]  n = {measured['n']}"
    )


def show(name, result, *, misses):
    print(f"\n{name}")
    for what in ("acceptable", "strict", "misleading_title"):
        ours, theirs = result["touchstone"][what], result["title_keywords"][what]
        print(f"  {what:17} touchstone {said(ours):34} title keywords {said(theirs)}")
    print("  " + "  ".join(f"{key} {value['share']:.2f} ({value['n']})" for key, value in result["by"].items()))
    print(f"  {'right role, then said':24}" + "".join(f"{role[:13]:>15}" for role in ROLES))
    for right in ROLES:
        print(
            f"  {right:24}" + "".join(f"{result['confusion'].get(f'{right} > {role}', 0) or '·':>15}" for role in ROLES)
        )
    for one in result["calibration"]:
        print(
            f"  said {one['from']:.2f} to {one['to']:.2f}: mean {one['said']:.3f}, right {one['right']:.3f}, n = {one['n']}"
        )
    print(f"  median {result['milliseconds']} ms a brief, reading included")
    if misses:
        print("  missed: " + ", ".join(result["misses"]))


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--json", action="store_true", help="print the result as JSON")
    parser.add_argument("--misses", action="store_true", help="name the rows that were missed")
    parser.add_argument("--half", choices=("tune", "hold", "all"), default=None, help="only this half of the corpora")
    parser.add_argument("--learn", action="store_true", help="learn the words of likeness.csv anew, measure nothing")
    asked = parser.parse_args()
    if asked.learn:
        write_likeness(learn(open_rows()))
        return
    halves = (asked.half,) if asked.half else ("tune", "hold")
    sets = {"real advertisements": real_rows()} | {
        f"{name}, {half}": corpus_rows(path, half) for name, path in CORPORA.items() for half in halves
    }
    results = {name: measure(rows) if rows else None for name, rows in sets.items()}
    if asked.json:
        print(json.dumps(results))
        return
    for name, result in results.items():
        if result is None:
            print(f"\n{name}: not at hand (set TOUCHSTONE_DATA to a folder with briefs.jsonl)")
        else:
            show(name, result, misses=asked.misses)


if __name__ == "__main__":
    main()
