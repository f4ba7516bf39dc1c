"""Consensus of graded labels, numbers, spans, sets and rankings: how near the truth, beside the plain way; and how fast.

    python bench/other_kinds.py [--json]

Public sets are read from $TOUCHSTONE_DATA, or ../shared/data; where one is missing its line says so. No peer that is
installed here has these models, so each is measured against what people do without one: the majority, the mean, Borda's
count. CPU seconds of one thread, medians of three runs. What is found is kept in bench/results/other_kinds.json.
"""

import argparse
import gzip
import json
import os
import re
from collections import defaultdict
from functools import partial
from itertools import combinations
from pathlib import Path

# ruff: noqa: E402 - threads are set before numpy is loaded
for variable in ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS"):
    os.environ[variable] = "1"

import _results
import numpy as np

from touchstone.core.tables import read_table
from touchstone.core.truth.answers import answers_of, gold_of
from touchstone.core.truth.dawid_skene import hierarchical
from touchstone.core.truth.graded import graded
from touchstone.core.truth.numeric import numeric, values_of
from touchstone.core.truth.orders import kemeny
from touchstone.core.truth.rankings import ranking_consensus, rankings_of
from touchstone.core.truth.sets import label_sets, picks_of
from touchstone.core.truth.span_agreement import span_agreement
from touchstone.core.truth.spans import consensus_spans, spans_of

DATA = Path(os.environ.get("TOUCHSTONE_DATA", Path(__file__).parents[2] / "shared" / "data"))
REPEATS, SEEDS = 3, 5
MOST_WEB_ERROR, LEAST_WEB_RIGHT = 0.2, 0.829  # goals: the best public method's share of right answers


def columns(rows, names):
    return {name: [row[at] for row in rows] for at, name in enumerate(names)}


def web():
    """Relevance of 2,665 search results in five grades (Zhou et al. 2012): share right and mean distance."""
    folder = DATA / "crowd" / "labels"
    answers = answers_of(read_table(folder / "web.label.csv.gz"), task="item", rater="worker", label="label")
    with gzip.open(folder / "web.truth.csv.gz", "rt") as lines:
        known = dict(line.strip().split(",") for line in list(lines)[1:])
    truth = gold_of(answers, known)
    has = truth >= 0
    votes = np.zeros((len(answers.tasks), len(answers.labels)))
    np.add.at(votes, (answers.task, answers.label), 1)
    distance = np.abs(np.arange(len(answers.labels)) - truth[:, None])

    def measured(share):
        return {
            "right": round(float((share * (distance == 0)).sum(1)[has].mean()), 4),
            "error": round(float((share * distance).sum(1)[has].mean()), 4),
        }

    tops = votes == votes.max(1, keepdims=True)
    grades = np.eye(len(answers.labels))
    mean = np.clip(np.round(votes @ np.arange(5) / votes.sum(1)), 0, 4).astype(int)
    seconds, result = _results.cpu_seconds(lambda: graded(answers), repeats=REPEATS)
    found = {
        "answers": len(answers),
        "tasks_with_truth": int(has.sum()),
        "majority": measured(tops / tops.sum(1, keepdims=True)),
        "rounded_mean": measured(grades[mean]),
        "hierarchical_dawid_skene": measured(grades[hierarchical(answers).answer]),
        "graded": measured(grades[result.mode]) | {"error_of_median": measured(grades[result.median])["error"]},
        "stated_error_of_median": round(float(result.expected_error[has].mean()), 4),
        "cpu_s": round(seconds, 3),
    }
    ours = found["graded"]
    return found | {"goal_met": ours["right"] > LEAST_WEB_RIGHT and ours["error_of_median"] < MOST_WEB_ERROR}


def translation_errors():
    """The marked errors of WMT 2023 English-German: (segment, rater, start, end, severity, penalty), and texts' lengths."""
    marks, looked, lengths, penalty = set(), set(), {}, defaultdict(float)
    for line in (DATA / "mqm_2023_ende" / "mqm.jsonl").read_text().splitlines():
        row = json.loads(line)
        if row["severity"] == "HOTW-test":  # planted errors, to see whether raters are awake
            continue
        segment = "|".join((row["system"], row["doc"], row["doc_seg"], row["seg"]))
        looked.add((segment, row["rater"]))
        lengths[segment] = len(re.sub("</?v>", "", row["target"]))
        minor = 0.1 if row["category"] == "Fluency/Punctuation" else 1
        penalty[segment, row["rater"]] += {"Major": 5, "Minor": minor}.get(row["severity"], 0)
        if (error := re.search("<v>(.+?)</v>", row["target"], re.DOTALL)) and row["severity"] != "No-error":
            marks.add((segment, row["rater"], error.start(), error.start() + len(error.group(1))))
    return sorted(marks), sorted(looked), lengths, penalty


def penalties():
    """Predict what a third translator will say from the other two: by their mean, and by truth + the third's bias."""
    *_, penalty = translation_errors()
    segment, rater = (np.array(names) for names in zip(*sorted(penalty), strict=True))
    value = np.log1p([penalty[key] for key in sorted(penalty)])
    found = []
    for seed in range(SEEDS):
        order = np.lexsort((np.random.default_rng(seed).random(len(value)), segment))
        held = order[np.append(True, segment[order][1:] != segment[order][:-1])]
        rest = np.setdiff1d(np.arange(len(value)), held)
        result = numeric(values_of({"task": segment[rest], "rater": rater[rest], "value": value[rest]}))
        task, who = np.searchsorted(result.tasks, segment[held]), np.searchsorted(result.raters, rater[held])
        total = np.bincount(np.searchsorted(result.tasks, segment[rest]), value[rest]) / 2
        predicted = result.estimate.value[task] + result.bias.value[who]
        pairs = ((total[task], value[held]), (predicted, value[held]))
        found.append([[np.abs(a - b).mean(), np.corrcoef(a, b)[0, 1]] for a, b in pairs])
    (mean_error, mean_r), (error, r) = np.mean(found, axis=0).round(3).tolist()
    whole = numeric(values_of({"task": segment, "rater": rater, "value": value}))
    return {
        "answers": len(value),
        "segments": len(set(segment)),
        "unit": "log(1 + penalty), Major 5, Minor 1, punctuation 0.1",
        "mean_of_two": {"error": mean_error, "r": mean_r},
        "truth_plus_bias": {"error": error, "r": r},
        "bias_from": round(float(whole.bias.value.min()), 2),
        "bias_to": round(float(whole.bias.value.max()), 2),
        "goal_met": error < mean_error,
    }


def marked_errors():
    """Where three translators see errors: agreement, and the consensus."""
    marks, looked, lengths, _ = translation_errors()
    frame, who = columns(marks, ("task", "rater", "start", "end")), columns(looked, ("task", "rater"))
    spans = spans_of(frame, label=None, looked=who, lengths=lengths)
    agreement = span_agreement(spans)
    seconds, result = _results.cpu_seconds(lambda: consensus_spans(spans), repeats=REPEATS)
    return {
        "texts": len(lengths),
        "marks": len(marks),
        "pairwise_exact_f1": round(agreement.all_exact, 3),
        "pairwise_character_f1": round(agreement.all_overlap, 3),
        "consensus_spans": len(result),
        "cpu_s": round(seconds, 3),
    }


def skills():
    """The gold spans of the skill extraction set (Green, Maynard, Lin 2022): (text, start, end, label)."""
    truth, lengths = [], {}
    for line in (DATA / "skill_spans" / "skill_spans.jsonl").read_text().splitlines():
        row = json.loads(line)
        tags = [*row["tags"], "O"]
        lengths[row["id"]] = len(row["tokens"])
        for start, tag in enumerate(tags):
            if tag.startswith("B-"):
                end = next(at for at in range(start + 1, len(tags)) if tags[at] != f"I-{tag[2:]}")
                truth.append((row["id"], start, end, tag[2:]))
    return truth, lengths


def marked(rng, truth, lengths, *, each, raters=12):
    """Simulated raters, who miss spans, slip at ends, confuse labels and invent spans, each at their own rates."""
    miss, slip, invent, confuse = (rng.beta(a, b, raters) for a, b in ((2, 6), (2, 5), (1, 12), (1, 9)))
    labels = sorted({span[3] for span in truth})
    rows, looked = set(), []
    for text, length in lengths.items():
        for rater in rng.choice(raters, each, replace=False):
            looked.append((text, f"r{rater}"))
            for _, start, end, label in (span for span in truth if span[0] == text):
                if rng.random() < miss[rater]:
                    continue
                begin = max(0, min(start + rng.integers(-1, 2), end - 1)) if rng.random() < slip[rater] else start
                after = min(length, max(end + rng.integers(-1, 3), begin + 1)) if rng.random() < slip[rater] else end
                said = labels[rng.integers(len(labels))] if rng.random() < confuse[rater] else label
                rows.add((text, f"r{rater}", int(begin), int(after), said))
            if rng.random() < invent[rater]:
                begin = int(rng.integers(0, length))
                rows.add((text, f"r{rater}", begin, min(length, begin + 2), labels[rng.integers(len(labels))]))
    return sorted(rows), looked


def f1(found, truth, lengths):
    names = ("task", "rater", "start", "end", "label")
    rows = [(text, who, *rest) for who, part in (("found", found), ("truth", truth)) for text, *rest in part]
    looked = columns([(text, who) for text in lengths for who in ("found", "truth")], names[:2])
    agreement = span_agreement(spans_of(columns(rows, names), looked=looked, lengths=lengths))
    return agreement.all_exact, agreement.all_overlap


def by_majority(spans):
    votes = np.zeros((len(spans.tasks), len(spans.labels), int(spans.length.max()) + 1))
    for task, label, start, end in zip(spans.task, spans.label, spans.start, spans.end, strict=True):
        votes[task, label, start:end] += 1
    above = votes > np.bincount(spans.looked_task)[:, None, None] / 2
    edge = np.diff(np.concatenate([np.zeros((*above.shape[:2], 1)), above], axis=2), axis=2)
    both = zip(np.argwhere(edge > 0), np.argwhere(edge < 0), strict=True)
    return [(spans.tasks[task], int(start), int(end[2]), spans.labels[label]) for (task, label, start), end in both]


def simulated_spans():
    """Simulated raters of the real skill spans: F1 of the consensus and of the majority of each token, by raters a text."""
    truth, lengths = skills()
    table = {}
    for each in (2, 3, 4, 5):
        found = []
        for seed in range(SEEDS):
            rows, looked = marked(np.random.default_rng(seed), truth, lengths, each=each)
            frame = columns(rows, ("task", "rater", "start", "end", "label"))
            spans = spans_of(frame, looked=columns(looked, ("task", "rater")), lengths=lengths)
            result = consensus_spans(spans)
            places = (result.task, result.start.tolist(), result.end.tolist(), result.label)
            ours = [
                (result.tasks[t], start, end, result.labels[label])
                for t, start, end, label in zip(*places, strict=True)
            ]
            found.append((*f1(by_majority(spans), truth, lengths), *f1(ours, truth, lengths)))
        one, two, three, four = np.mean(found, axis=0).round(3).tolist()
        table[each] = {"majority": {"exact": one, "token": two}, "consensus": {"exact": three, "token": four}}
    return {"spans": len(truth), "seeds": SEEDS, "raters_a_text": table}


def ticks(rng, *, tasks, raters, each, labels=6):
    truth = rng.random((tasks, labels)) < rng.uniform(0.05, 0.4, labels)
    sees = 1 / (1 + np.exp(-(1 + rng.normal(0, 1, raters)[:, None] + rng.normal(0, 0.5, labels))))
    spares = 1 / (1 + np.exp(-(2.5 + rng.normal(0, 0.7, raters)[:, None] + rng.normal(0, 0.3, (raters, labels)))))
    task = np.repeat(np.arange(tasks), each)
    rater = rng.random((tasks, raters)).argsort(1)[:, :each].ravel()
    look, label = np.nonzero(rng.random((len(task), labels)) < np.where(truth[task], sees[rater], 1 - spares[rater]))
    return {"task": task[look], "rater": rater[look], "label": label}, {"task": task, "rater": rater}, truth


def simulated_sets():
    """Simulated sets of six labels: wrong labels by the majority and by the consensus, by raters a task."""
    table = {}
    for each in (2, 3, 5):
        found = []
        for seed in range(SEEDS):
            ticked, looked, truth = ticks(np.random.default_rng(seed), tasks=500, raters=30, each=each)
            picks = picks_of(ticked, looked=looked, labels=list(range(6)))
            votes = np.zeros(truth.shape)
            np.add.at(votes, (picks.ticks.item, picks.ticks.label), 1)
            found.append([(votes / each > 0.5) != truth, label_sets(picks).chosen != truth])
        wrong = np.mean(found, axis=(0, 2, 3)).round(4).tolist()
        table[each] = {"majority_wrong": wrong[0], "consensus_wrong": wrong[1]}
    return {"tasks": 500, "labels": 6, "seeds": SEEDS, "raters_a_task": table}


def drawn(rng, order, theta):
    ranking = []
    for at, item in enumerate(order):
        chance = np.exp(-theta * np.arange(at + 1))
        ranking.insert(at - rng.choice(at + 1, p=chance / chance.sum()), item)
    return ranking


def orders(rng, *, tasks, items, each, raters=15):
    theta = np.exp(rng.normal(-1, 1, raters))
    truth = [[int(item) for item in rng.permutation(items)] for _ in range(tasks)]
    rows = [
        (task, rater, item, place)
        for task, order in enumerate(truth)
        for rater in rng.choice(raters, each, replace=False).tolist()
        for place, item in enumerate(drawn(rng, order, theta[rater]))
    ]
    return rankings_of(columns(rows, ("task", "rater", "item", "place"))), truth


def kendall(one, other):
    place = {item: at for at, item in enumerate(other)}
    return sum(place[a] > place[b] for a, b in combinations(one, 2))


def simulated_rankings():
    """Simulated rankings: pairs of the true order that Borda and the consensus turn round, a task."""
    table = {}
    for items, each in ((5, 3), (6, 5), (12, 5), (20, 8)):
        found = []
        for seed in range(SEEDS):
            rankings, truth = orders(np.random.default_rng(seed), tasks=40, items=items, each=each)
            result, begin = ranking_consensus(rankings), rankings.lists.items
            borda = kemeny.borda(kemeny.pairs_of(rankings.lists))
            counted = [
                rankings.item[begin[t] : begin[t + 1]][borda[begin[t] : begin[t + 1]]].tolist() for t in range(40)
            ]
            pairs = zip(counted, map(result.order_of, range(40)), truth, strict=True)
            found.append(np.mean([[kendall(one, order), kendall(two, order)] for one, two, order in pairs], axis=0))
        mean = np.mean(found, axis=0).round(2).tolist()
        table[f"{items} items, {each} raters"] = {"borda": mean[0], "consensus": mean[1]}
    return {"tasks": 40, "seeds": SEEDS, "shapes": table}


def speed():
    """CPU seconds of each kind on a large set."""
    rng = np.random.default_rng(0)
    task, rater = np.repeat(np.arange(40_000), 5), rng.integers(0, 500, 200_000)
    pairs = np.unique(task * 500 + rater)
    task, rater = pairs // 500, pairs % 500
    grade = np.clip(np.round(rng.integers(0, 5, 40_000)[task] + rng.normal(0, 0.8, len(task))), 0, 4).astype(int)
    number = rng.normal(0, 3, 40_000)[task] + rng.normal(0, 0.5, 500)[rater] + rng.standard_t(4, len(task))
    columns_of = {"task": task, "rater": rater}
    ticked, looked, _ = ticks(rng, tasks=20_000, raters=300, each=5)
    rankings, _ = orders(rng, tasks=1_500, items=6, each=5)
    work = {
        f"graded, {len(task):,} answers": partial(graded, answers_of({**columns_of, "label": grade})),
        f"numeric, {len(task):,} answers": partial(numeric, values_of({**columns_of, "value": number})),
        "sets, 20,000 tasks x 5 raters x 6 labels": partial(label_sets, picks_of(ticked, looked=looked)),
        "rankings, 7,500 of 6 items": partial(ranking_consensus, rankings),
    }
    found = {}
    for name, run in work.items():
        seconds, result = _results.cpu_seconds(run, repeats=REPEATS)
        found[name] = {"cpu_s": round(seconds, 2), "passes": result.convergence.iterations}
    return found


def measure():
    parts = {
        "web_relevance": (web, DATA / "crowd" / "labels"),
        "translation_penalties": (penalties, DATA / "mqm_2023_ende"),
        "translation_errors": (marked_errors, DATA / "mqm_2023_ende"),
        "simulated_spans": (simulated_spans, DATA / "skill_spans"),
        "simulated_sets": (simulated_sets, None),
        "simulated_rankings": (simulated_rankings, None),
        "speed": (speed, None),
    }
    return {name: part() if there is None or there.exists() else "no data" for name, (part, there) in parts.items()}


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--json", action="store_true", help="print the result as JSON")
    as_json = parser.parse_args().json
    result = measure()
    _results.save("other_kinds", result)
    if as_json:
        print(json.dumps(result))
        return
    for name, part in result.items():
        print(name.replace("_", " "))
        for key, value in part.items() if isinstance(part, dict) else [("", part)]:
            print(f"  {key}: {value}")


if __name__ == "__main__":
    main()
