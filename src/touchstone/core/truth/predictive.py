"""How well a consensus foretells answers it has not seen: what methods are judged by where no truth is known.

Answers are held out at random. Each method makes its consensus of the rest; one and the same model of how raters answer,
given a consensus, then predicts the held-out ones. So what is compared is the methods' beliefs about the tasks, not how
flexibly each describes raters.
"""

from collections.abc import Callable, Mapping

import numpy as np
from msgspec import Struct
from numpy.typing import NDArray

from touchstone.core.errors import NotConverged
from touchstone.core.truth.answers import Answers, sorted_answers
from touchstone.core.truth.calibration import tempered
from touchstone.core.truth.confusions import by_skill, crowd_confusion, shrunk
from touchstone.core.truth.dawid_skene import SKILL_STRENGTH, STRENGTH
from touchstone.core.truth.sweep import MOST_CELLS, TableSweep, fits, nothing_known

Floats = NDArray[np.float64]
Ints = NDArray[np.int32]
Method = Callable[[Answers, Ints], Floats]  # answers and gold to the probability of each label, (tasks, classes)

FOLDS = 5
MOST_ANSWERS = 200_000  # methods are judged on a sample of tasks with about so many
_LEAST_ANSWERS = 1_000  # with fewer there is nothing to judge by
_TEMPERATURES = (1.0, 1.7, 3.0)  # a method is judged at the one that suits it best
_FLOOR = 1e-6


class Judged(Struct, frozen=True, kw_only=True):
    """What held-out answers say of methods."""

    scores: Mapping[str, float]  # mean log probability of a held-out answer, in nats
    answers: int  # held out in turn
    raters: int


def judged(
    answers: Answers,
    methods: Mapping[str, Method],
    *,
    gold: Ints | None = None,
    rng: np.random.Generator,
    folds: int = FOLDS,
) -> Judged:
    """The held-out score of each method. Each answer is held out once, whole folds at a time.

    A method that does not settle on every fold has no score.

    Raises:
        BadInput: there are too many raters and labels for the model that foretells.
    """
    known = nothing_known(answers) if gold is None else gold
    sample, known = _sample(answers, known, rng=rng)
    fold = rng.permutation(len(sample)) % folds
    scores = {name: np.zeros(len(_TEMPERATURES)) for name in methods}
    for part in range(folds):
        rest, out = without(sample, fold == part), fold == part
        for name in list(scores):
            try:
                probability = methods[name](rest, known)
            except NotConverged:
                del scores[name]
                continue
            for place, temperature in enumerate(_TEMPERATURES):
                scores[name][place] += _score(rest, tempered(probability, temperature), sample, out)
    best = {name: float(found.max()) / len(sample) for name, found in scores.items()}
    return Judged(scores=best, answers=len(sample), raters=len(np.unique(sample.rater)))


def without(answers: Answers, out: NDArray[np.bool_]) -> Answers:
    """The answers but for those `out` (n,) names; tasks and raters that lose all stay, with none."""
    keep = ~out
    return sorted_answers(
        task=answers.task[keep],
        rater=answers.rater[keep],
        label=answers.label[keep],
        names=(answers.tasks, answers.raters, answers.labels),
        weight=None if answers.weight is None else answers.weight[keep],
    )


def _score(rest: Answers, probability: Floats, sample: Answers, out: NDArray[np.bool_]) -> float:
    """Summed log probability of the answers held out."""
    sums = TableSweep(rest, start=probability).count()
    crowd = crowd_confusion(sums.counts, anchor=np.zeros_like(sums.counts[0]))
    skilled = by_skill(sums.counts, crowd=crowd, strength=SKILL_STRENGTH)
    table = shrunk(sums.counts, towards=skilled, strength=STRENGTH)
    chance = (probability[sample.task[out]] * table[sample.rater[out], sample.label[out]]).sum(1)
    return float(np.log(np.maximum(chance, _FLOOR)).sum())


def _sample(answers: Answers, gold: Ints, *, rng: np.random.Generator) -> tuple[Answers, Ints]:
    """A random sample of whole tasks with about MOST_ANSWERS answers."""
    most = min(
        MOST_ANSWERS, max(MOST_CELLS // len(answers.labels) ** 2, _LEAST_ANSWERS)
    )  # whose raters' confusions fit
    if len(answers) <= MOST_ANSWERS and fits(
        raters=len(answers.raters), labels=len(answers.labels), states=len(answers.labels)
    ):
        return answers, gold
    share = most / len(answers)
    chosen = np.flatnonzero(rng.random(len(answers.tasks)) < share)
    place = np.full(len(answers.tasks), -1, dtype=np.int32)
    place[chosen] = np.arange(len(chosen), dtype=np.int32)
    keep = place[answers.task] >= 0
    raters, rater = np.unique(answers.rater[keep], return_inverse=True)
    names = (
        [answers.tasks[code] for code in chosen.tolist()],
        [answers.raters[code] for code in raters.tolist()],
        answers.labels,
    )
    sample = sorted_answers(
        task=place[answers.task[keep]],
        rater=rater.astype(np.int32),
        label=answers.label[keep],
        names=names,
        weight=None if answers.weight is None else answers.weight[keep],
    )
    return sample, gold[chosen]
