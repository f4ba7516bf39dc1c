"""When to stop asking: a task is done once its answer is as sure as was asked for, said honestly.

A model that multiplies raters' odds takes their answers for independent. They are not: raters err together on the same
tasks. So n answers are worth v = n / (1 + d (n - 1)) of them (Kish's design effect, 1965, with d the correlation of two
answers' errors), and log odds are divided by 1 + d (n - 1) before they are believed. One temperature for all tasks, as
for finished sets (Guo et al., ICML 2017), does not do while answers come in: the best one grows with their number, on
three public sets nearly in a straight line from 1 (docs/methods/stopping.md).

The rule is that of Sheng, Provost and Ipeirotis (KDD 2008) and Abraham et al. (arXiv 1411.0149): ask until sure, up to a
cap. What an answer more is worth, see `asking`.
"""

from enum import StrEnum
from typing import Any

import numpy as np
from msgspec import Struct
from numpy.typing import NDArray

from touchstone.core.errors import BadInput

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]

DEPENDENCE = 0.2  # .14, .24 and .18 fitted on three public sets (docs/methods/stopping.md); 16 answers make T = 4
_MOST_DEPENDENCE = 5.0
_FEWEST_KNOWN = 20  # tasks with a known answer, below which a dependence fitted on them is noise


class Stop(StrEnum):
    """Whether to go on with a task, and if not, why."""

    ASK = "ask"
    TARGET = "target reached"
    CAP = "cap reached"
    NOT_WORTH = "not worth its price"
    ADJUDICATE = "needs adjudication"


class Rule(Struct, frozen=True, kw_only=True):
    """When a task is done.

    The certainty of an answer is 1 - its expected cost / the largest cost: with all errors alike, the probability that
    it is right.
    """

    target: float = 0.95
    cap: int = 9  # answers
    dependence: float = DEPENDENCE  # 0: answers are independent
    temperature: float = 1.0  # of a single answer; with dependence 0, one for all tasks
    costs: Floats | None = None  # (classes true, labels decided), zero where right; None: every error alike
    error_price: float | None = None  # what the costliest error costs, in the money of prices; None: prices do not stop
    adjudicate_below: float = 0.8  # certainty under which what nobody answers more is not delivered, but looked at


class OpenTasks(Struct, frozen=True, kw_only=True):
    """n tasks as they stand. `log_posterior` is as the model states it; `discounted` makes it honest."""

    log_posterior: Floats  # (n, classes)
    answers: Ints  # (n,)
    disputed: NDArray[np.bool_]  # (n,): not all answers are the same
    best: Floats | None = None  # (n,): accuracy of the best rater who answered; escalation goes above it
    taken: Ints | None = None  # (pairs, 2): (task, rater) that cannot be, since that rater has answered


def temperature(answers: Ints | int, rule: Rule) -> Floats:
    """What the log odds from so many answers are divided by."""
    return np.asarray(
        rule.temperature * (1 + rule.dependence * np.maximum(np.asarray(answers) - 1, 0)), dtype=np.float64
    )


def discounted(log_posterior: Floats, answers: Ints, rule: Rule) -> Floats:
    """(n, classes): honest probabilities of `log_posterior` (n, classes) that rest on `answers` (n,) answers."""
    score = np.ascontiguousarray(log_posterior.T) / temperature(answers, rule)  # by class: fast where tasks are many
    score = np.exp(score - score.max(0))
    result: Floats = (score / score.sum(0)).T
    return result


def costs_of(rule: Rule, classes: int) -> Floats:
    """(classes true, labels decided), the largest 1.

    Raises:
        BadInput: they have another shape, or are negative, or all zero.
    """
    if rule.costs is None:
        result: Floats = 1 - np.eye(classes)
        return result
    costs = np.asarray(rule.costs, dtype=np.float64)
    if costs.shape != (classes, classes) or not (costs >= 0).all() or not costs.max() > 0:
        raise BadInput("cannot be costs of errors", place="costs", hint=f"{classes} x {classes}, 0 or more, not all 0")
    scaled: Floats = costs / costs.max()
    return scaled


def certainty(probability: Floats, rule: Rule) -> Floats:
    """(n,): of the label that costs least in expectation, given honest probabilities (n, classes)."""
    expected = costs_of(rule, probability.shape[1]).T @ probability.T
    result: Floats = 1 - expected.min(0)
    return result


def decided(probability: Floats, rule: Rule) -> Ints:
    """(n,): the label that costs least in expectation; with all errors alike, the most probable."""
    expected = probability @ costs_of(rule, probability.shape[1])
    label: Ints = expected.argmin(1)
    return label


def standing(tasks: OpenTasks, rule: Rule, *, worth: Floats | None = None) -> NDArray[Any]:
    """(n,) of `Stop`: how each task stands.

    `worth` (n,) is the best of what one more answer saves over what it costs, as `asking.worth` finds it: below 1, an
    answer does not pay. -inf where nobody is left to ask. Without it only target and cap count.

    Raises:
        BadInput: the rule cannot be one, a posterior is not a number, or answers are fewer than none.
    """
    check_rule(rule)
    _check_tasks(tasks)
    sure = certainty(discounted(tasks.log_posterior, tasks.answers, rule), rule)
    cheap = np.zeros(len(sure), dtype=bool) if worth is None else worth < 1
    ends = tasks.answers >= rule.cap
    unsure = sure < rule.adjudicate_below
    result = np.empty(len(sure), dtype=object)
    result.fill(Stop.ASK)  # `full` would make a text of it
    for which, how in (
        (cheap, Stop.NOT_WORTH),
        (ends, Stop.CAP),
        ((cheap | ends) & unsure, Stop.ADJUDICATE),
        (sure >= rule.target, Stop.TARGET),
    ):
        result[which] = how
    return result


class Verdict(Struct, frozen=True, kw_only=True):
    """How one task stands, in words."""

    stop: Stop
    label: int  # the code of what is decided, if it is
    certainty: float
    text: str


def stop(log_posterior: Floats, *, answers: int, disputed: bool, rule: Rule, worth: float | None = None) -> Verdict:
    """Whether to go on with one task: `log_posterior` is (classes,), the rest as in `standing`.

    Raises:
        BadInput: the rule cannot be one.
    """
    one = OpenTasks(
        log_posterior=np.asarray(log_posterior)[None],
        answers=np.array([answers]),
        disputed=np.array([disputed]),
    )
    how: Stop = standing(one, rule, worth=None if worth is None else np.array([worth]))[0]
    probability = discounted(one.log_posterior, one.answers, rule)
    sure = float(certainty(probability, rule)[0])
    return Verdict(
        stop=how,
        label=int(decided(probability, rule)[0]),
        certainty=sure,
        text=_said(how, sure=sure, answers=answers, disputed=disputed, rule=rule),
    )


def fitted_dependence(log_posterior: Floats, *, answers: Ints, truth: Ints, temperature: float = 1.0) -> float:
    """The dependence under which known answers `truth` (n,) are likeliest, from 0 to 5.

    `log_posterior` (n, classes) must not have been told the truth; `answers` (n,) is how many it rests on. The more
    tasks with several answers, the better; tasks with one say nothing of it.

    Raises:
        BadInput: fewer than 20 known tasks, or none with two answers.
    """
    from scipy.optimize import minimize_scalar

    if len(truth) < _FEWEST_KNOWN or not (answers >= 2).any():
        hint = f"{_FEWEST_KNOWN} or more with a known answer, some of them with two answers or more"
        raise BadInput(f"{len(truth)} tasks say nothing of how raters err together", place="truth", hint=hint)
    rows = np.arange(len(truth))

    def loss(dependence: float) -> float:
        rule = Rule(dependence=dependence, temperature=temperature)
        chosen = discounted(log_posterior, answers, rule)[rows, truth]
        return float(-np.log(np.maximum(chosen, 1e-12)).sum())

    best = minimize_scalar(loss, bounds=(0.0, _MOST_DEPENDENCE), method="bounded", options={"xatol": 1e-4})
    return float(best.x)


def _check_tasks(tasks: OpenTasks) -> None:
    wrong = np.isnan(tasks.log_posterior).any(1) | (tasks.answers < 0)
    if wrong.any():
        place = f"task {int(wrong.argmax())}, counted from 0"
        raise BadInput("has no posterior that could be sure of anything", place=place, hint="logs of probabilities")


def check_rule(rule: Rule) -> None:
    """Refuse what cannot be a rule.

    Raises:
        BadInput: a field is outside its range; the place names it.
    """
    wrong = {
        "target": not 0 < rule.target < 1,
        "cap": rule.cap < 1,
        "dependence": not 0 <= rule.dependence < np.inf,
        "temperature": not 0 < rule.temperature < np.inf,
        "error_price": rule.error_price is not None and not 0 < rule.error_price < np.inf,
        "adjudicate_below": not 0 <= rule.adjudicate_below <= 1,
    }
    for name, bad in wrong.items():
        if bad:
            raise BadInput(
                f"{getattr(rule, name)} cannot be the {name.replace('_', ' ')} of a rule", place=name, hint=_RIGHT[name]
            )


def _said(how: Stop, *, sure: float, answers: int, disputed: bool, rule: Rule) -> str:
    given = f"{answers} answer{'' if answers == 1 else 's'}, {'not all the same' if disputed else 'all the same'}"
    so_far = f"{sure:.1%} sure after {given if answers > 1 else given.partition(',')[0]}"
    because = {
        Stop.ASK: f"the target is {rule.target:.1%}",
        Stop.TARGET: f"the target of {rule.target:.1%} is reached",
        Stop.CAP: f"no more than {rule.cap} answers are asked for",
        Stop.NOT_WORTH: "another answer would cost more than it saves",
        Stop.ADJUDICATE: f"below {rule.adjudicate_below:.0%} somebody has to decide",
    }
    return f"{so_far}: {because[how]}"


_RIGHT = {
    "target": "between 0 and 1",
    "cap": "1 or more",
    "dependence": "0 or more",
    "temperature": "above 0",
    "error_price": "above 0",
    "adjudicate_below": "0 to 1",
}
