"""Newton's method on cells: the penalised likelihood's one maximum in a handful of steps.

Parameters stand in one vector: the items' ratings, the effects of side and covariates, and the tie parameter where the
link has one. The penalty is `ridge` / 2 x their sum of squares, as by a normal prior of variance 1 / `ridge`. Ratings
start at 0 and every step keeps their sum at 0.
"""

from typing import Protocol

import numpy as np
from msgspec import Struct

from touchstone.core.errors import NotConverged
from touchstone.core.ranking.cells import Cells
from touchstone.core.ranking.comparisons import Floats
from touchstone.core.ranking.links import Link, Slopes

_STEPS = 200
_HALVINGS = 40


class Concave(Protocol):
    """A penalised log-likelihood with one maximum, the first `items` parameters being ratings."""

    @property
    def items(self) -> int:
        """How many of the parameters are ratings."""

    @property
    def size(self) -> int:
        """How many parameters there are."""

    @property
    def ridge(self) -> float:
        """The penalty's precision."""

    def penalised(self, parameters: Floats) -> float:
        """What is maximised."""

    def gradient(self, parameters: Floats) -> Floats:
        """(size,) its slope."""

    def information(self, parameters: Floats) -> Floats:
        """(size, size) minus its curvature."""


class Model(Struct, frozen=True):
    """Cells under a link, with a penalty."""

    cells: Cells
    link: Link
    ridge: float

    @property
    def items(self) -> int:
        """How many of the parameters are ratings."""
        return self.cells.items

    @property
    def size(self) -> int:
        """How many parameters there are."""
        return self.cells.items + len(self.cells.names) + int(self.link.models_ties)

    def margin_and_tie(self, parameters: Floats) -> tuple[Floats, float]:
        """(cells,) margins, and the tie parameter (0 where there is none)."""
        cells = self.cells
        rating, effects = parameters[: cells.items], parameters[cells.items :]
        margin = rating[cells.left] - rating[cells.right]
        if effects_count := len(cells.names):
            margin = margin + cells.covariates @ effects[:effects_count]
        return margin, float(parameters[-1]) if self.link.models_ties else 0.0

    def log_likelihood(self, parameters: Floats) -> float:
        """Without the penalty."""
        margin, tie = self.margin_and_tie(parameters)
        return self.link.log_likelihood(margin, tie, self.cells.outcomes)

    def penalised(self, parameters: Floats) -> float:
        """What is maximised."""
        return self.log_likelihood(parameters) - self.ridge / 2 * float(parameters @ parameters)

    def gradient(self, parameters: Floats) -> Floats:
        """(size,) slope of the penalised likelihood."""
        margin, tie = self.margin_and_tie(parameters)
        slope = self.collected(*self.link.slopes(margin, tie, self.cells.outcomes))
        return slope - self.ridge * parameters

    def information(self, parameters: Floats) -> Floats:
        """(size, size) information with the penalty's."""
        margin, tie = self.margin_and_tie(parameters)
        slopes, total = self.link.information(margin, tie), self.cells.total
        weighted = Slopes(slopes.margin * total, slopes.cross * total, slopes.tie * total)
        information = self.assembled(weighted)
        information[np.diag_indices(self.size)] += self.ridge
        return information

    def collected(self, by_margin: Floats, by_tie: Floats) -> Floats:
        """(size,) sums over cells of slopes by margin and by tie."""
        cells = self.cells
        rating = np.bincount(cells.left, by_margin, cells.items) - np.bincount(cells.right, by_margin, cells.items)
        tie = [by_tie.sum()] if self.link.models_ties else []
        return np.concatenate([rating, by_margin @ cells.covariates, tie])

    def assembled(self, slopes: Slopes) -> Floats:
        """(size, size) sum over cells of the products of their slopes."""
        cells, n = self.cells, self.cells.items
        pairs = np.bincount(cells.pair, slopes.margin, n * n).reshape(n, n)
        pairs = pairs + pairs.T
        matrix = np.zeros((self.size, self.size))
        matrix[:n, :n] = np.diag(pairs.sum(axis=1)) - pairs
        effects = slice(n, n + len(cells.names))
        matrix[effects, effects] = cells.covariates.T @ (slopes.margin[:, None] * cells.covariates)
        for place, column in enumerate(cells.covariates.T, start=n):
            matrix[:n, place] = self._between(slopes.margin * column)
        if self.link.models_ties:
            matrix[:n, -1] = self._between(slopes.cross)
            matrix[effects, -1] = cells.covariates.T @ slopes.cross
            matrix[-1, -1] = slopes.tie.sum()
            matrix[-1, :-1] = matrix[:-1, -1]
        matrix[effects, :n] = matrix[:n, effects].T
        return matrix

    def start(self) -> Floats:
        """(size,) a first guess: the log odds of each item's wins, as if all had met average items."""
        cells, (left, right, tied) = self.cells, self.cells.outcomes
        won = np.bincount(cells.left, left + tied / 2, cells.items) + np.bincount(
            cells.right, right + tied / 2, cells.items
        )
        lost = np.bincount(cells.left, right + tied / 2, cells.items) + np.bincount(
            cells.right, left + tied / 2, cells.items
        )
        odds = np.log((won + 1.0) / (lost + 1.0))
        return np.concatenate([odds - odds.mean(), np.zeros(self.size - cells.items)])

    def _between(self, values: Floats) -> Floats:
        cells = self.cells
        return np.asarray(
            np.bincount(cells.left, values, cells.items) - np.bincount(cells.right, values, cells.items), np.float64
        )


def maximum(model: Concave, *, start: Floats | None = None, tolerance: float = 1e-6) -> Floats:
    """(size,) the parameters at the penalised likelihood's maximum.

    `tolerance` is the last step's largest component; Newton's steps shrink quadratically, so the error is its square.

    Raises:
        NotConverged: the steps did not become small.
    """
    parameters = np.zeros(model.size) if start is None else start
    value = model.penalised(parameters)
    for _ in range(_STEPS):
        step = Factor.of(model, parameters).solved(model.gradient(parameters))
        parameters, value = _uphill(model, parameters, step=step, value=value)
        if np.abs(step).max() < tolerance:
            return parameters
    raise NotConverged(f"the ratings did not settle in {_STEPS} steps", hint="a larger ridge")


def maximum_nearby(model: Concave, *, start: Floats, factor: "Factor", tolerance: float = 1e-6) -> Floats:
    """The same for a model like the one whose maximum `start` and whose `factor` there are known (a resample).

    The factor serves for all steps; each must be less than half of the one before, or Newton's method takes over.

    Raises:
        NotConverged: the steps did not become small.
    """
    parameters, before = start, np.inf
    for _ in range(_STEPS):
        step = factor.solved(model.gradient(parameters))
        size = float(np.abs(step).max())
        if size > before / 2 or size > 1:
            return maximum(model, start=start, tolerance=tolerance)
        parameters, before = parameters + step, size
        if size < tolerance:
            return parameters
    raise NotConverged(f"the ratings did not settle in {_STEPS} steps", hint="a larger ridge")


class Factor(Struct, frozen=True):
    """The information at a point, by Cholesky."""

    lower: Floats  # (size, size), its upper triangle is not used
    along: float  # the inverse's part along the items' common shift: 1 / (items x this)
    items: int

    @classmethod
    def of(cls, model: Concave, parameters: Floats) -> "Factor":
        """The information of `model` at `parameters`.

        The items' common shift carries no information but the ridge's; some is added, which makes the system well
        conditioned and moves no step, because no gradient has a part along the shift.

        Raises:
            NotConverged: it is singular, as far as numbers of 53 bits can tell.
        """
        from scipy.linalg import LinAlgError, cholesky

        n, information = model.items, model.information(parameters)
        added = float(information[:n, :n].trace()) / n**2
        information[:n, :n] += added
        try:
            lower = cholesky(information, lower=True, overwrite_a=True, check_finite=False)
        except LinAlgError as error:
            raise NotConverged(
                "the ratings cannot be told apart", hint="weights of one size, fewer covariates"
            ) from error
        return cls(np.asarray(lower), n * added + model.ridge, n)

    def solved(self, gradient: Floats) -> Floats:
        """The Newton step for `gradient` (size,)."""
        from scipy.linalg import cho_solve

        return np.asarray(cho_solve((self.lower, True), gradient, check_finite=False), np.float64)

    @property
    def inverse(self) -> Floats:
        """(size, size) inverse of the information, without the part along the shift."""
        from scipy.linalg.lapack import dpotri

        triangle = np.tril(dpotri(self.lower, lower=1)[0])
        whole = triangle + np.tril(triangle, -1).T
        whole[: self.items, : self.items] -= 1.0 / (self.items * self.along)
        return np.asarray(whole, np.float64)


def _uphill(model: Concave, parameters: Floats, *, step: Floats, value: float) -> tuple[Floats, float]:
    """The first of step, step / 2, step / 4 … that does not lose."""
    rounding = 1e-12 * (1.0 + abs(value))
    for halving in range(_HALVINGS):
        moved = parameters + step / 2**halving
        higher = model.penalised(moved)
        if higher >= value - rounding:
            return moved, higher
    return parameters, value
