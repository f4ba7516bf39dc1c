"""The penalised likelihood of ratings together with every rater's scale, side and tie, maximised by Fisher scoring.

Common parameters (ratings, effects, tie) are few and dense; each rater has three of their own, which meet no other
rater's. So a step solves the common part after eliminating the raters (Schur complement), then each rater's three.
"""

import numpy as np
from msgspec import Struct
from numpy.typing import NDArray
from scipy.sparse import csr_array, diags_array

from touchstone.core.errors import NotConverged
from touchstone.core.ranking.cells import Cells
from touchstone.core.ranking.comparisons import Floats
from touchstone.core.ranking.links import Davidson

OWN = 3  # scale - 1, side, tie
_LINK = Davidson()
_STEPS = 500
_HALVINGS = 40
_SETTLED = 1e-6
_KNOWN = 1e12  # precision of an effect that is 0 for certain


class Precisions(Struct, frozen=True):
    """1 / variance of the ratings, of the three effects of raters; and the ridge on all other parameters."""

    items: float
    own: Floats  # (3,)
    ridge: float


class RaterModel(Struct, frozen=True):
    """Votes, one a cell, each with its rater."""

    cells: Cells
    rater: NDArray[np.intp]  # (votes,) 0 to raters - 1; `raters` where not known
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

    def parts(self, common: Floats, own: Floats) -> "Parts":
        """Margins and ties of the votes, and what they are made of."""
        cells = self.cells
        effects = own[self.rater]
        difference = common[cells.left] - common[cells.right]
        scale = 1.0 + effects[:, 0]
        margin = scale * difference + effects[:, 1] + cells.covariates @ common[cells.items : -1]
        return Parts(difference, scale, margin, common[-1] + effects[:, 2])

    def penalised(self, common: Floats, own: Floats, *, precisions: Precisions) -> float:
        """What is maximised."""
        parts, (of_common, of_own) = self.parts(common, own), self.penalties(precisions)
        likelihood = float((_LINK.log_likelihood(parts.margin, parts.tie) * self.cells.outcomes).sum())
        return likelihood - float((of_common * common**2).sum() + (of_own * own**2).sum()) / 2


class Parts(Struct, frozen=True):
    """(votes,) each."""

    difference: Floats
    scale: Floats
    margin: Floats
    tie: Floats


class Fitted(Struct, frozen=True):
    """The maximum, and the curvature there."""

    common: Floats  # (size,)
    own: Floats  # (raters + 1, 3)
    covariance: Floats  # (size, size) posterior covariance of the common parameters
    own_variance: Floats  # (raters + 1, 3) posterior variances of the raters' effects


class System(Struct, frozen=True):
    """Gradient and information of common and own parameters at one point, the raters eliminated."""

    gradient: Floats  # (size,)
    own_gradient: Floats  # (raters + 1, 3)
    reduced: Floats  # (size, size) information about the common parameters, the raters' effects not being known
    own_inverse: Floats  # (raters + 1, 3, 3) inverse information about each rater, the common parameters being known
    between: csr_array  # (3 (raters + 1), size)


def fitted(model: RaterModel, precisions: Precisions, *, start: Fitted | None = None) -> Fitted:
    """The maximum under `precisions`, from `start` or from 0.

    Raises:
        NotConverged: the steps did not become small.
    """
    common = np.zeros(model.size) if start is None else start.common
    own = np.zeros((model.raters + 1, OWN)) if start is None else start.own
    value = model.penalised(common, own, precisions=precisions)
    for _ in range(_STEPS):
        system = system_at(model, common, own, precisions=precisions)
        step, own_step = _step(system)
        for halving in range(_HALVINGS):
            moved, own_moved = common + step / 2**halving, own + own_step / 2**halving
            higher = model.penalised(moved, own_moved, precisions=precisions)
            if higher >= value - 1e-12 * (1.0 + abs(value)):
                common, own, value = moved, own_moved, higher
                break
        if max(np.abs(step).max(), np.abs(own_step).max()) < _SETTLED:
            return _with_curvature(system, common, own)
    raise NotConverged(
        f"ratings and raters did not settle in {_STEPS} steps", hint="fewer covariates, or a larger ridge"
    )


def system_at(model: RaterModel, common: Floats, own: Floats, *, precisions: Precisions) -> System:
    """Gradient and information at one point."""
    parts = model.parts(common, own)
    of_common, of_own = model.penalties(precisions)
    by_margin, by_tie = slopes(model, parts)
    information, total = _LINK.information(parts.margin, parts.tie), model.cells.outcomes.sum(axis=0)
    margin, cross, tie = (total * part for part in (information.margin, information.cross, information.tie))
    on_margin, on_tie = designs(model, parts.scale)
    own_margin, own_tie = _own_designs(model, parts.difference)
    margin_, cross_, tie_ = (diags_array(part) for part in (margin, cross, tie))
    about_margin = margin_ @ on_margin + cross_ @ on_tie
    about_tie = cross_ @ on_margin + tie_ @ on_tie
    whole = (on_margin.T @ about_margin + on_tie.T @ about_tie).toarray() + np.diag(of_common)
    between = (own_margin.T @ about_margin + own_tie.T @ about_tie).tocsr()
    blocks = _own_blocks(model, parts.difference, margin=margin, cross=cross, tie=tie)
    blocks[:, np.arange(OWN), np.arange(OWN)] += of_own
    inverse = np.linalg.inv(blocks).astype(np.float64)
    return System(
        gradient=on_margin.T @ by_margin + on_tie.T @ by_tie - of_common * common,
        own_gradient=(own_margin.T @ by_margin + own_tie.T @ by_tie).reshape(-1, OWN) - of_own * own,
        reduced=whole - (between.T @ _times(inverse, between)).toarray(),
        own_inverse=inverse,
        between=between,
    )


def slopes(model: RaterModel, parts: Parts) -> tuple[Floats, Floats]:
    """(votes,) slopes of the log-likelihood by margin and by tie."""
    by_margin, by_tie = _LINK.scores(parts.margin, parts.tie)
    outcomes = model.cells.outcomes
    return (by_margin * outcomes).sum(axis=0), (by_tie * outcomes).sum(axis=0)


def designs(model: RaterModel, scale: Floats) -> tuple[csr_array, csr_array]:
    """(votes, size) how margins and ties depend on the common parameters."""
    cells, votes = model.cells, len(model.rater)
    effects = len(cells.names)
    columns = np.column_stack([cells.left, cells.right, np.tile(np.arange(effects) + cells.items, (votes, 1))])
    values = np.column_stack([scale, -scale, cells.covariates])
    starts = np.arange(votes + 1) * (2 + effects)
    shape = (votes, model.size)
    on_margin = csr_array((values.ravel(), columns.ravel(), starts), shape=shape)
    last = np.full(votes, model.size - 1)
    return on_margin, csr_array((np.ones(votes), last, np.arange(votes + 1)), shape=shape)


def _own_designs(model: RaterModel, difference: Floats) -> tuple[csr_array, csr_array]:
    """(votes, 3 (raters + 1)) how margins and ties depend on the raters' effects."""
    votes, shape = len(model.rater), (len(model.rater), OWN * (model.raters + 1))
    first = OWN * model.rater
    columns = np.column_stack([first, first + 1])
    values = np.column_stack([difference, np.ones(votes)])
    on_margin = csr_array((values.ravel(), columns.ravel(), 2 * np.arange(votes + 1)), shape=shape)
    return on_margin, csr_array((np.ones(votes), first + 2, np.arange(votes + 1)), shape=shape)


def _own_blocks(model: RaterModel, difference: Floats, *, margin: Floats, cross: Floats, tie: Floats) -> Floats:
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


def _step(system: System) -> tuple[Floats, Floats]:
    """Steps of the common and of the raters' parameters."""
    alone = np.einsum("rij,rj->ri", system.own_inverse, system.own_gradient)
    common = np.linalg.solve(system.reduced, system.gradient - system.between.T @ alone.ravel())
    own = alone - np.einsum("rij,rj->ri", system.own_inverse, (system.between @ common).reshape(-1, OWN))
    return common, own


def _with_curvature(system: System, common: Floats, own: Floats) -> Fitted:
    covariance = np.linalg.inv(system.reduced)
    carried = _times(system.own_inverse, system.between)
    by_common = np.asarray((carried * (carried @ covariance)).sum(axis=1)).reshape(-1, OWN)
    alone = system.own_inverse[:, np.arange(OWN), np.arange(OWN)]
    return Fitted(common, own, (covariance + covariance.T) / 2, alone + by_common)


def _times(blocks: Floats, matrix: csr_array) -> csr_array:
    """The block-diagonal matrix of `blocks` (raters + 1, 3, 3) times `matrix`."""
    from scipy.sparse import bsr_array

    number = len(blocks)
    diagonal = bsr_array((blocks, np.arange(number), np.arange(number + 1)), shape=(OWN * number, OWN * number))
    return (diagonal @ matrix).tocsr()
