"""Yes-or-no questions that come in bundles: for every item and every label, does the label hold?

Whoever looked at an item and did not tick a label has said no to it.

The model is Dawid and Skene's (1979) for each label: rater r ticks label g where it holds with probability
sensitivity_rg, and leaves it where it does not with specificity_rg. A rater ticks some labels seldom, so these rates are
pooled in two directions. On the logit scale the rate expected of r for g is the crowd's for g, moved by as much as r
differs from the crowd over all labels; it counts for `strength` answers, and r's own answers on g count beside it.

EM from the share of lookers who ticked. The crowd's rates are held near those that this share alone gives, for two
raters who differ cannot show whether one overlooks or the other invents.

Sparse products all through: cost grows with looks x labels, and with ticks.
"""

from typing import TYPE_CHECKING

import numpy as np
from msgspec import Struct
from numpy.typing import NDArray

from touchstone.core.truth.consensus import Convergence, Limits, settle
from touchstone.core.truth.ranged import Ranged, beta_range

if TYPE_CHECKING:
    from scipy.sparse import csr_array

Floats = NDArray[np.float64]
Ints = NDArray[np.int32]
Codes = NDArray[np.int64]

STRENGTH = 4.0  # answers that what is expected of a rater counts for, at each label
ANCHOR = 0.5  # how much the rates by shares of votes count beside those by the consensus
_PSEUDO = 0.5  # of either answer in every rate, and of items with and without each label (Jeffreys)


class Ticks(Struct, frozen=True, kw_only=True):
    """Who looked at which item, and who ticked what; each pair and each tick once."""

    looked_item: Codes  # (looks,)
    looked_rater: Ints
    item: Codes  # (ticks,)
    rater: Ints
    label: Ints
    items: int
    raters: int
    labels: int
    size: Floats  # (items,): for how many alike ones an item stands


class Counts(Struct, frozen=True, kw_only=True):
    """Expected answers to questions whose truth is yes (or no), and how many of them were right; (raters, labels)."""

    right: Floats
    given: Floats

    def range_over_labels(self) -> Ranged:
        """(raters,): each rater's rate over all labels, under Jeffreys' prior."""
        right, given = self.right.sum(axis=1), self.given.sum(axis=1)
        return beta_range(right + _PSEUDO, np.maximum(given - right, 0) + _PSEUDO)


class Settled(Struct, frozen=True, kw_only=True):
    """What holds of each item, and how well each rater sees it."""

    probability: Floats  # (items, labels)
    frequency: Floats  # (labels,): share of items of which each holds
    sensitivity: Floats  # (raters, labels): P(ticks | holds)
    specificity: Floats  # (raters, labels): P(leaves | does not hold)
    seen: Counts  # where a label holds; items counted once, whatever their size
    spared: Counts  # where it does not
    convergence: Convergence


class _State(Struct, frozen=True):
    probability: Floats
    frequency: Floats
    sensitivity: Floats
    specificity: Floats


def settled(ticks: Ticks, *, gold: Floats | None = None, strength: float = STRENGTH, limits: Limits) -> Settled:
    """The probability of every label of every item. `gold` (items, labels) is 1, 0, or NaN where nothing is known.

    Raises:
        NotConverged: see `Limits`.
    """
    looks = _looks(ticks)
    shares = known_first(_shares(ticks, looks), gold)
    anchors = _counts(ticks, looks, shares, ticks.size)

    def rates(probability: Floats) -> _State:
        now = _counts(ticks, looks, probability, ticks.size)
        seen, spared = (pooled(of, anchor=anchor, strength=strength) for of, anchor in zip(now, anchors, strict=True))
        held = (ticks.size[:, None] * probability).sum(axis=0) + _PSEUDO
        return _State(probability, held / (ticks.size.sum() + 2 * _PSEUDO), seen, spared)

    def step(state: _State) -> tuple[_State, float]:
        now = rates(known_first(_believed(ticks, looks, state), gold))
        return now, float(np.abs(now.probability - state.probability).sum())

    state, steps, change = settle(step, rates(shares), tasks=ticks.items, limits=limits, method="ticks")
    once = _counts(ticks, looks, state.probability, np.ones(ticks.items))
    return Settled(
        probability=state.probability,
        frequency=state.frequency,
        sensitivity=state.sensitivity,
        specificity=state.specificity,
        seen=once[0],
        spared=once[1],
        convergence=Convergence(iterations=steps, change=change),
    )


def pooled(counts: Counts, *, anchor: Counts, strength: float) -> Floats:
    """(raters, labels): each rater's rate for each label, drawn towards what crowd and rater as a whole suggest."""
    from scipy.special import expit, logit

    right = counts.right.sum(axis=0) + ANCHOR * anchor.right.sum(axis=0)
    given = counts.given.sum(axis=0) + ANCHOR * anchor.given.sum(axis=0)
    overall = (right.sum() + _PSEUDO) / (given.sum() + 2 * _PSEUDO)
    crowd = (right + strength * overall) / (given + strength)
    own = counts.given.sum(axis=1)
    usual = (counts.given @ crowd + strength * overall) / (own + strength)
    rater = (counts.right.sum(axis=1) + strength * usual) / (own + strength)
    expected = expit(logit(crowd) + (logit(rater) - logit(usual))[:, None])
    rates: Floats = (counts.right + strength * expected) / (counts.given + strength)
    return np.clip(rates, 1e-9, 1 - 1e-9)


def known_first(probability: Floats, gold: Floats | None) -> Floats:
    """`probability`, with what is known in its place."""
    return probability if gold is None else np.where(np.isnan(gold), probability, gold)


def _looks(ticks: Ticks) -> "csr_array":
    """(items, raters): 1 where a rater looked."""
    from scipy.sparse import csr_array

    ones = np.ones(len(ticks.looked_item))
    return csr_array((ones, (ticks.looked_item, ticks.looked_rater)), shape=(ticks.items, ticks.raters))


def _by_question(ticks: Ticks, weight: Floats | None = None) -> Floats:
    """(items, labels): the ticks of each question, each counting `weight` (ticks,)."""
    question = ticks.item * ticks.labels + ticks.label
    counted = np.bincount(question, weights=weight, minlength=ticks.items * ticks.labels)
    return counted.reshape(ticks.items, ticks.labels).astype(np.float64)


def _shares(ticks: Ticks, looks: "csr_array") -> Floats:
    lookers = np.asarray(looks.sum(axis=1), dtype=np.float64)
    shares: Floats = _by_question(ticks) / np.maximum(lookers, 1)[:, None]
    return shares


def _counts(ticks: Ticks, looks: "csr_array", probability: Floats, size: Floats) -> tuple[Counts, Counts]:
    """Expected answers where a label holds, right ones being ticks, and where it does not, right ones being none."""
    held = size[:, None] * probability
    there = size[ticks.item] * probability[ticks.item, ticks.label]
    ticked = np.stack([_by_rater(ticks, weight) for weight in (there, size[ticks.item] - there)])
    given = looks.T @ held
    spared = looks.T @ (size[:, None] - held)
    return Counts(right=ticked[0], given=given), Counts(right=np.maximum(spared - ticked[1], 0), given=spared)


def _by_rater(ticks: Ticks, weight: Floats) -> Floats:
    cell = ticks.rater.astype(np.int64) * ticks.labels + ticks.label
    counted = np.bincount(cell, weights=weight, minlength=ticks.raters * ticks.labels)
    return counted.reshape(ticks.raters, ticks.labels).astype(np.float64)


def _believed(ticks: Ticks, looks: "csr_array", state: _State) -> Floats:
    """(items, labels): the probability of each label under the rates as they stand."""
    from scipy.special import expit, logit

    left = looks @ (np.log1p(-state.sensitivity) - np.log(state.specificity))
    tick = (logit(state.sensitivity) + logit(state.specificity))[ticks.rater, ticks.label]
    believed: Floats = expit(logit(state.frequency) + left + _by_question(ticks, tick))
    return believed


def in_order(ticks: Ticks) -> Ticks:
    """The same ticks sorted by item, label and rater, so that the order of rows leaves no trace."""
    order = np.lexsort((ticks.rater, ticks.label, ticks.item))
    return Ticks(
        looked_item=ticks.looked_item,
        looked_rater=ticks.looked_rater,
        item=ticks.item[order],
        rater=ticks.rater[order],
        label=ticks.label[order],
        items=ticks.items,
        raters=ticks.raters,
        labels=ticks.labels,
        size=ticks.size,
    )
