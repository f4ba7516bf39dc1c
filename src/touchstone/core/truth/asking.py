"""What one more answer is worth, and whom to ask what next.

An answer is worth by how much it lowers the expected cost of the label decided on, before one knows what it will be (value
of information, one step ahead: Howard 1966; "optimistic knowledge gradient" of Chen, Lin and Zhou, ICML 2013, has the
same inside). Where no single answer could change the decision that is zero, although three could: then two and three of
them together are looked at, and counted for each (the batches of Frazier and Powell, Decision Analysis 7, 2010).

Answers that err together are worth less the more there are: the next m of n bring v(n + m) - v(n) independent ones, with
v as in `stopping`, and a rater's confusion is flattened by that share before it is used.
"""

from itertools import combinations_with_replacement
from math import factorial

import numpy as np
from msgspec import Struct
from numpy.typing import NDArray

from touchstone.core.errors import BadInput
from touchstone.core.truth.online import RunningConsensus
from touchstone.core.truth.stopping import OpenTasks, Rule, certainty, check_rule, costs_of, discounted

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
Flags = NDArray[np.bool_]

AHEAD = 3  # answers looked ahead where one could change nothing
_MOST_OUTCOMES = 64
_NOTHING = 1e-12  # an expected cost


class Available(Struct, frozen=True, kw_only=True):
    """Raters, or kinds of raters, who can be asked."""

    names: tuple[str, ...]
    confusion: Floats  # (raters, labels, classes): P(says | truth), columns sum to one
    low: Floats  # (raters,): lower bound of the accuracy
    price: Floats  # (raters,): of one answer

    @property
    def accuracy(self) -> Floats:
        """(raters,): mean over the classes."""
        result: Floats = np.einsum("rkk->r", self.confusion) / self.confusion.shape[2]
        return result


class Ask(Struct, frozen=True, kw_only=True):
    """What to ask next, best first."""

    task: Ints  # (n,) places in the open tasks
    rater: Ints  # (n,) places in the available raters
    worth: Floats  # (n,): expected drop in cost for each unit of price


def available(
    names: tuple[str, ...], *, accuracy: Floats, price: Floats, classes: int, low: Floats | None = None
) -> Available:
    """Raters of whom one accuracy is known; they spread wrong answers evenly. `low` is the accuracy where left out.

    Raises:
        BadInput: an accuracy is not between 0 and 1, or a price not above 0.
    """
    right = np.asarray(accuracy, dtype=np.float64)
    if not ((right > 0) & (right < 1)).all():
        raise BadInput("an accuracy is between 0 and 1", place="accuracy")
    same = np.eye(classes)[None]
    confusion = right[:, None, None] * same + (1 - right)[:, None, None] / (classes - 1) * (1 - same)
    bound = right if low is None else np.asarray(low, dtype=np.float64)
    return checked(Available(names=names, confusion=confusion, low=bound, price=np.asarray(price, dtype=np.float64)))


def checked(raters: Available) -> Available:
    """`raters`, if they can be asked.

    Raises:
        BadInput: there is none, lengths differ, or a price is not above 0.
    """
    count = len(raters.names)
    if count == 0 or {len(raters.confusion), len(raters.low), len(raters.price)} != {count}:
        raise BadInput("a confusion, a lower bound and a price for each of one or more raters", place="raters")
    if not ((raters.price > 0) & np.isfinite(raters.price)).all():
        raise BadInput("a price is not above 0", place="price")
    return raters


def open_tasks(consensus: RunningConsensus, names: tuple[str, ...], *, raters: tuple[str, ...] = ()) -> OpenTasks:
    """The tasks `names` of a running consensus as they stand. `raters` are those who can be asked, by name.

    Raises:
        NoData: a task has no answer.
    """
    tasks = [consensus.tasks.get(name) for name in names]
    given = [{} if at is None else at.answers for at in tasks]
    place = {name: at for at, name in enumerate(raters)}
    skill = {name: consensus.accuracy(name) for name in {rater for one in given for rater in one}}
    taken = [(at, place[rater]) for at, one in enumerate(given) for rater in sorted(one) if rater in place]
    return OpenTasks(
        log_posterior=np.stack([consensus.log_posterior(name) for name in names]),
        answers=np.array([len(one) for one in given]),
        disputed=np.array([len({gave.label for gave in one.values()}) > 1 for one in given]),
        best=np.array([max((skill[rater] for rater in one), default=0.0) for one in given]),
        taken=np.array(taken, dtype=np.int64).reshape(-1, 2),
    )


def gains(tasks: OpenTasks, raters: Available, rule: Rule, *, ahead: int = AHEAD) -> Floats:
    """(tasks, raters): by how much an answer lowers the expected cost, where the costliest error costs 1."""
    return _gains(discounted(tasks.log_posterior, tasks.answers, rule), tasks.answers, raters, rule, ahead=ahead)


def worth(tasks: OpenTasks, raters: Available, rule: Rule, *, ahead: int = AHEAD) -> Floats:
    """(tasks,): the best of what an answer saves over what it costs; -inf where nobody is left to ask.

    Raises:
        BadInput: the rule says no price of an error.
    """
    if rule.error_price is None:
        raise BadInput("what an error costs is not said", place="error_price", hint="in the money of the prices")
    saved = gains(tasks, checked(raters), rule, ahead=ahead) * rule.error_price / raters.price
    result: Floats = np.where(_possible(tasks, raters), saved, -np.inf).max(1)
    return result


def next_tasks(tasks: OpenTasks, raters: Available, rule: Rule, *, most: int | None = None, ahead: int = AHEAD) -> Ask:
    """Whom to ask about which of the open tasks, the best buy first; done ones are left out.

    A task without answers goes to the cheapest rater whose lower bound clears the target, if there is one. A disputed
    one goes to somebody better than all who answered it, if there is one. Else whoever lowers the expected cost most
    for the price. Among equals the least sure task comes first.

    Raises:
        BadInput: the rule or the raters cannot be.
    """
    check_rule(rule)
    probability = discounted(tasks.log_posterior, tasks.answers, rule)
    sure = certainty(probability, rule)
    rows = np.flatnonzero((sure < rule.target) & (tasks.answers < rule.cap))
    gain = _gains(probability[rows], tasks.answers[rows], raters, rule, ahead=ahead)
    value = np.where(_allowed(tasks, checked(raters), rule)[rows], (gain + _NOTHING) / raters.price, -np.inf)
    rater = value.argmax(1)
    best = value[np.arange(len(rows)), rater]
    going = best > -np.inf if rule.error_price is None else best * rule.error_price >= 1
    order = np.flatnonzero(going)
    order = order[np.lexsort((sure[rows[order]], -best[order]))][:most]
    return Ask(task=rows[order], rater=rater[order], worth=best[order])


def _gains(probability: Floats, answers: Ints, raters: Available, rule: Rule, *, ahead: int) -> Floats:
    costs = costs_of(rule, probability.shape[1])
    result = np.zeros((len(probability), len(raters.names)))
    for given in np.unique(answers):
        rows = np.flatnonzero(answers == given)
        some = np.ascontiguousarray(probability[rows].T)
        for rater, confusion in enumerate(raters.confusion):
            result[rows, rater] = _gain(some, confusion, costs, given=int(given), rule=rule, ahead=ahead)
    return result


def _possible(tasks: OpenTasks, raters: Available) -> Flags:
    """(tasks, raters): who has not answered yet."""
    possible = np.ones((len(tasks.answers), len(raters.names)), dtype=bool)
    if tasks.taken is not None:
        possible[tasks.taken[:, 0], tasks.taken[:, 1]] = False
    return possible


def _allowed(tasks: OpenTasks, raters: Available, rule: Rule) -> Flags:
    """(tasks, raters): who may be asked, by the first answer's and the dispute's rule."""
    allowed = _possible(tasks, raters)
    new = tasks.answers == 0
    if (sure := raters.low >= rule.target).any():
        cheapest = np.flatnonzero(sure)[np.lexsort((-raters.low[sure], raters.price[sure]))[0]]
        only = np.zeros_like(allowed)
        only[:, cheapest] = True
        allowed = _narrowed(allowed, only, where=new)
    if tasks.best is not None:
        better = raters.accuracy[None] > tasks.best[:, None]
        allowed = _narrowed(allowed, better, where=tasks.disputed)
    return allowed


def _narrowed(allowed: Flags, to: Flags, *, where: Flags) -> Flags:
    """`allowed` narrowed `to` some in the rows `where`, unless nobody would be left there."""
    both = allowed & to
    result: Flags = np.where((where & both.any(1))[:, None], both, allowed)
    return result


def _gain(probability: Floats, confusion: Floats, costs: Floats, *, given: int, rule: Rule, ahead: int) -> Floats:
    """(rows,): expected drop in cost by one answer; where that is none, a share of that by two, or three.

    `probability` is (classes, rows).
    """
    now = (costs.T @ probability).min(0)
    gain = np.zeros(len(now))
    todo: slice | Ints = slice(None)
    for count in range(1, ahead + 1):
        outcomes = _outcomes(_flattened(confusion, share=_share(given, count, rule)), count)
        if outcomes is None or not now[todo].size:
            break
        drop = (now[todo] - _after(probability[:, todo], outcomes, costs)) / count
        gain[todo] = np.maximum(drop, 0.0)
        todo = np.arange(len(now))[todo][drop <= _NOTHING]
    return gain


def _after(probability: Floats, outcomes: Floats, costs: Floats) -> Floats:
    """(rows,): expected cost of the best decision once the outcome (classes, outcomes) is known."""
    after = np.zeros(probability.shape[1])
    for outcome in outcomes.T:
        after += ((costs.T * outcome) @ probability).min(0)
    return after


def _share(given: int, count: int, rule: Rule) -> float:
    """How many independent answers each of the next `count` is worth, after `given`."""

    def voices(answers: int) -> float:
        return answers / (1 + rule.dependence * (answers - 1)) if answers else 0.0

    return (voices(given + count) - voices(given)) / count / rule.temperature


def _flattened(confusion: Floats, *, share: float) -> Floats:
    """`confusion` (labels, classes) of an answer that is worth `share` of an independent one."""
    flat = np.maximum(confusion, 1e-12) ** share
    result: Floats = flat / flat.sum(0)
    return result


def _outcomes(confusion: Floats, count: int) -> Floats | None:
    """(classes, outcomes): P(so many answers of each label | class) for `count` answers; None where there are too many."""
    labels = range(len(confusion))
    sets = list(combinations_with_replacement(labels, count))
    if len(sets) > _MOST_OUTCOMES and count > 1:
        return None
    columns = []
    for said in sets:
        ways = factorial(count)
        for label in set(said):
            ways //= factorial(said.count(label))
        columns.append(ways * np.prod(confusion[list(said)], axis=0))
    return np.stack(columns, axis=1)
