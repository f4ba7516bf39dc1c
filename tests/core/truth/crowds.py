"""Crowds for the tests: simulated ones with a known truth, and the public ones where they are on this machine."""

import numpy as np

from shared_data import CROWDS
from touchstone.core.tables import read_table
from touchstone.core.truth import answers_of, gold_of


def crowd(seed=0, *, tasks=300, raters=20, classes=3, each=5, skew=None, least=0.4, most=0.9):
    """Answers of raters with confusions of their own, and the truth. `skew` is how common each class is."""
    rng = np.random.default_rng(seed)
    truth = rng.choice(classes, tasks, p=skew)
    confusion = np.empty((raters, classes, classes))  # true, said
    for rater in range(raters):
        for k in range(classes):
            right = rng.uniform(least, most)
            confusion[rater, k] = (1 - right) * rng.dirichlet(np.ones(classes))
            confusion[rater, k, k] += right
    task = np.repeat(np.arange(tasks), each)
    rater = np.concatenate([rng.choice(raters, each, replace=False) for _ in range(tasks)])
    said = (rng.random(len(task))[:, None] > np.cumsum(confusion[rater, truth[task]], 1)[:, :-1]).sum(1)
    return {"task": task, "rater": rater, "label": said}, truth


def accuracy(consensus, truth):
    """Share of right answers; a tie of m labels that includes the right one counts 1/m."""
    known = truth >= 0
    probability = np.round(consensus.probability[known], 9)
    best = probability >= probability.max(1, keepdims=True)
    return float((best[np.arange(known.sum()), truth[known]] / best.sum(1)).mean())


def public(name):
    """The answers and the truth of a public set."""
    table, truths = read_table(CROWDS / f"{name}.label.csv.gz"), read_table(CROWDS / f"{name}.truth.csv.gz")
    answers = answers_of(table, task="item", rater="worker", label="label")
    known = dict(zip(truths.texts("item"), truths.texts("truth"), strict=True))
    return answers, gold_of(answers, known)
