"""The penalised likelihood of ratings together with every rater's scale, side and tie, maximised by Fisher scoring.

Common parameters (ratings, effects, tie) are few and dense; each rater has three of their own, which meet no other
rater's. So a step solves the common part after eliminating the raters (Schur complement), then each rater's three. The
raters are gone through in blocks, so that memory does not grow with raters times items.
"""

from collections.abc import Iterator

import numpy as np
from msgspec import Struct
from numpy.typing import NDArray

from touchstone.core.ranking.cells import Cells
from touchstone.core.ranking.comparisons import Floats
from touchstone.core.ranking.links import Davidson

OWN = 3  # scale - 1, side, tie
_LINK = Davidson()
_HALVINGS = 40
_BLOCK = 1024  # raters at a time
_KNOWN = 1e12  # precision of an effect that is 0 for certain


class Precisions(Struct, frozen=True):
    """1 / variance of the ratings, of the three effects of raters; and the ridge on all other parameters."""

    items: float
    own: Floats  # (3,)
    ridge: float


class Point(Struct, frozen=True):
    """Parameters: (size,) common ones (ratings, effects, tie), and (raters + 1, 3) the raters' own."""

    common: Floats
    own: Floats


class RaterModel(Struct, frozen=True):
    """Votes, one a cell, sorted by rater."""

    cells: Cells
    rater: NDArray[np.intp]  # (votes,) 0 to raters - 1, rising; `raters` where not known
    raters: int

    @property
    def size(self) -> int:
        """How many common parameters there are."""
        return self.cells.items + len(self.cells.names) + 1

    def penalties(self, precisions: Precisions) -> tuple[Floats, Floats]:
        """(size,) and (raters + 1, 3) precisions of the parameters."""
        common = np.full(self.size, precisions.ridge)
        common[: self.cells.items] = precisions.items
        own = np.tile(precisions.own, (self.raters + 1, 1))
        own[-1] = _KNOWN
        return common, own

    def votes_at(self, point: Point) -> "Votes":
        """What the votes look like from `point`."""
        cells, common = self.cells, point.common
        own = point.own[self.rater]
        difference = common[cells.left] - common[cells.right]
        scale = 1.0 + own[:, 0]
        margin = scale * difference + own[:, 1] + cells.covariates @ common[cells.items : -1]
        return Votes(difference, scale, margin, common[-1] + own[:, 2])

    def log_likelihood(self, point: Point) -> float:
        """Without the penalties."""
        votes = self.votes_at(point)
        return _LINK.log_likelihood(votes.margin, votes.tie, self.cells.outcomes)

    def penalised(self, point: Point, precisions: Precisions) -> float:
        """What is maximised."""
        common, own = self.penalties(precisions)
        return self.log_likelihood(point) - float((common * point.common**2).sum() + (own * point.own**2).sum()) / 2

    def slopes(self, votes: "Votes") -> tuple[Floats, Floats]:
        """(votes,) slopes of the log-likelihood by margin and by tie."""
        return _LINK.slopes(votes.margin, votes.tie, self.cells.outcomes)

    def to_common(self, votes: "Votes", by_margin: Floats, by_tie: Floats) -> Floats:
        """(size,) sums of slopes over the votes, by common parameter."""
        cells, scaled = self.cells, by_margin * votes.scale
        rating = np.bincount(cells.left, scaled, cells.items) - np.bincount(cells.right, scaled, cells.items)
        return np.concatenate([rating, by_margin @ cells.covariates, [by_tie.sum()]])

    def to_own(self, votes: "Votes", by_margin: Floats, by_tie: Floats) -> Floats:
        """(raters + 1, 3) sums of slopes over the votes, by rater and effect."""
        columns = (by_margin * votes.difference, by_margin, by_tie)
        return np.column_stack([np.bincount(self.rater, column, self.raters + 1) for column in columns])


class Votes(Struct, frozen=True):
    """(votes,) each."""

    difference: Floats  # of the two ratings
    scale: Floats  # the rater's
    margin: Floats
    tie: Floats


class Curved(Struct, frozen=True):
    """The information at a point, with the penalties, the raters eliminated."""

    votes: Votes
    margin: Floats  # (votes,) information about margin and margin, margin and tie, tie and tie
    cross: Floats
    tie: Floats
    own_inverse: Floats  # (raters + 1, 3, 3) inverse information about each rater, the common parameters being known
    covariance: Floats  # (size, size) of the common parameters, the raters' effects not being known


def curved(model: RaterModel, point: Point, precisions: Precisions) -> Curved:
    """The information at `point`."""
    votes, total = model.votes_at(point), model.cells.total
    information = _LINK.information(votes.margin, votes.tie)
    margin, cross, tie = (total * part for part in (information.margin, information.cross, information.tie))
    of_common, of_own = model.penalties(precisions)
    blocks = _own_information(model, votes.difference, margin=margin, cross=cross, tie=tie)
    blocks[:, np.arange(OWN), np.arange(OWN)] += of_own
    at = Curved(votes, margin, cross, tie, np.linalg.inv(blocks).astype(np.float64), np.zeros((0, 0)))
    reduced = _common_information(model, at) + np.diag(of_common)
    for raters, between in _between(model, at):
        eliminated = np.matmul(at.own_inverse[raters], between)
        reduced -= between.reshape(-1, model.size).T @ eliminated.reshape(-1, model.size)
    inverse = np.linalg.inv(reduced)
    return Curved(votes, margin, cross, tie, at.own_inverse, np.asarray((inverse + inverse.T) / 2, np.float64))


def own_variances(model: RaterModel, at: Curved) -> Floats:
    """(raters + 1, 3) variances of the raters' effects, the common parameters not being known either."""
    variances = at.own_inverse[:, np.arange(OWN), np.arange(OWN)].copy()
    for raters, between in _between(model, at):
        carried = np.matmul(at.own_inverse[raters], between).reshape(-1, model.size)
        variances[raters] += (carried * (carried @ at.covariance)).sum(axis=1).reshape(-1, OWN)
    return np.asarray(variances, np.float64)


def stepped(model: RaterModel, point: Point, precisions: Precisions, *, at: Curved) -> tuple[Point, float]:
    """One step of Fisher scoring, shortened until it does not lose, and its largest component before shortening."""
    by_margin, by_tie = model.slopes(at.votes)
    of_common, of_own = model.penalties(precisions)
    gradient = model.to_common(at.votes, by_margin, by_tie) - of_common * point.common
    own_gradient = model.to_own(at.votes, by_margin, by_tie) - of_own * point.own
    alone = np.einsum("rij,rj->ri", at.own_inverse, own_gradient)
    common = at.covariance @ (gradient - model.to_common(at.votes, *_weighed(at, *_own_change(model, at, alone))))
    carried = model.to_own(at.votes, *_weighed(at, *_common_change(model, at, common)))
    own = alone - np.einsum("rij,rj->ri", at.own_inverse, carried)
    before = model.penalised(point, precisions)
    for halving in range(_HALVINGS):
        moved = Point(point.common + common / 2**halving, point.own + own / 2**halving)
        if model.penalised(moved, precisions) >= before - 1e-12 * (1.0 + abs(before)):
            break
    return moved, float(max(np.abs(common).max(), np.abs(own).max()))


def clustered_scores(model: RaterModel, point: Point) -> Floats:
    """(size, size) squared scores of the common parameters, added up by rater before squaring.

    A rater's score at their own best effects is the slope of what was maximised (the effects' slopes are 0 there).
    """
    votes = model.votes_at(point)
    by_margin, by_tie = model.slopes(votes)
    alone = model.rater == model.raters  # a vote of an unknown rater stands for itself
    squares = (by_margin**2 * alone, by_margin * by_tie * alone, by_tie**2 * alone)
    meat = _common_information(model, Curved(votes, *squares, np.zeros((0, OWN, OWN)), np.zeros((0, 0))))
    for _, scores in _scores(model, votes, by_margin * ~alone, by_tie * ~alone):
        meat += scores.T @ scores
    return meat


def _own_change(model: RaterModel, at: Curved, own: Floats) -> tuple[Floats, Floats]:
    """(votes,) changes of margin and tie with a change of the raters' effects."""
    change = own[model.rater]
    return at.votes.difference * change[:, 0] + change[:, 1], change[:, 2]


def _common_change(model: RaterModel, at: Curved, common: Floats) -> tuple[Floats, Floats]:
    """(votes,) changes of margin and tie with a change of the common parameters."""
    cells = model.cells
    margin = at.votes.scale * (common[cells.left] - common[cells.right]) + cells.covariates @ common[cells.items : -1]
    return margin, np.full(len(margin), common[-1])


def _weighed(at: Curved, margin: Floats, tie: Floats) -> tuple[Floats, Floats]:
    return at.margin * margin + at.cross * tie, at.cross * margin + at.tie * tie


def _common_information(model: RaterModel, at: Curved) -> Floats:
    """(size, size) information about the common parameters, the raters' effects being known."""
    cells, n, scale = model.cells, model.cells.items, at.votes.scale
    pairs = np.bincount(cells.pair, at.margin * scale**2, n * n).reshape(n, n)
    pairs = pairs + pairs.T
    matrix = np.zeros((model.size, model.size))
    matrix[:n, :n] = np.diag(pairs.sum(axis=1)) - pairs
    for place, column in enumerate((*cells.covariates.T, None), start=n):
        change = (np.zeros(len(scale)), np.ones(len(scale))) if column is None else (column, np.zeros(len(scale)))
        matrix[:, place] = model.to_common(at.votes, *_weighed(at, *change))
    matrix[n:, :n] = matrix[:n, n:].T
    return matrix


def _own_information(model: RaterModel, difference: Floats, *, margin: Floats, cross: Floats, tie: Floats) -> Floats:
    """(raters + 1, 3, 3) information about each rater's effects."""
    parts = {
        (0, 0): margin * difference**2,
        (0, 1): margin * difference,
        (0, 2): cross * difference,
        (1, 1): margin,
        (1, 2): cross,
        (2, 2): tie,
    }
    blocks = np.zeros((model.raters + 1, OWN, OWN))
    for (row, column), values in parts.items():
        blocks[:, row, column] = blocks[:, column, row] = np.bincount(model.rater, values, model.raters + 1)
    return blocks


def _between(model: RaterModel, at: Curved) -> Iterator[tuple[slice, Floats]]:
    """(block, 3, size) information between the raters' effects and the common parameters, block by block."""
    changes = ((at.votes.difference, 0.0), (1.0, 0.0), (0.0, 1.0))
    weighed = [(at.margin * margin + at.cross * tie, at.cross * margin + at.tie * tie) for margin, tie in changes]
    blocks = [_scores(model, at.votes, by_margin, by_tie) for by_margin, by_tie in weighed]
    for scale, side, tie in zip(*blocks, strict=True):
        yield scale[0], np.stack([scale[1], side[1], tie[1]], axis=1)


def _scores(model: RaterModel, votes: Votes, by_margin: Floats, by_tie: Floats) -> Iterator[tuple[slice, Floats]]:
    """(block, size) sums of slopes by rater and common parameter, block by block."""
    cells, n = model.cells, model.cells.items
    for first in range(0, model.raters + 1, _BLOCK):
        last = min(first + _BLOCK, model.raters + 1)
        rows = slice(*np.searchsorted(model.rater, [first, last]))
        rater, number = model.rater[rows] - first, last - first
        scaled = by_margin[rows] * votes.scale[rows]
        left = np.bincount(rater * n + cells.left[rows], scaled, number * n)
        right = np.bincount(rater * n + cells.right[rows], scaled, number * n)
        others = [np.bincount(rater, by_margin[rows] * column, number) for column in cells.covariates[rows].T]
        ties = np.bincount(rater, by_tie[rows], number)
        yield slice(first, last), np.column_stack([(left - right).reshape(number, n), *others, ties])
