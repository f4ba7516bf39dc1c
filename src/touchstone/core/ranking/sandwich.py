"""How far ratings would move with other votes: the sandwich, plain or clustered on the rater.

    covariance = B M B,  B the inverse of the information, M the sum of squared scores

Plain, M adds up the square of each vote's score (Huber 1967; White 1982). Clustered, the scores of one rater are added
before squaring (Liang & Zeger 1986), times G / (G - 1) for G raters, and intervals use the t distribution with G - 1
degrees of freedom. A vote whose rater is not known is a cluster of its own.
"""

from math import inf

import numpy as np
from msgspec import Struct
from numpy.typing import NDArray

from touchstone.core.errors import NoData
from touchstone.core.ranking.cells import places_of
from touchstone.core.ranking.comparisons import Comparisons, Floats
from touchstone.core.ranking.links import Slopes
from touchstone.core.ranking.newton import Factor, Model

PLAIN = "sandwich, votes taken as independent"
CLUSTERED = "sandwich, clustered on the rater"


class Spread(Struct, frozen=True):
    """A covariance of parameters, and the t distribution's degrees of freedom that go with it (inf: normal)."""

    covariance: Floats  # (size, size)
    degrees: float
    how: str

    def centred(self, core: NDArray[np.bool_]) -> "Spread":
        """The same after the mean over the items in `core` (items,) is taken off every item."""
        n, centred = len(core), self.covariance.copy()
        centred[:n] -= centred[:n][core].mean(axis=0)
        centred[:, :n] -= centred[:, :n][:, core].mean(axis=1)[:, None]
        return Spread(centred, self.degrees, self.how)

    def half_width(self, level: float) -> Floats:
        """(size,) half the width of the intervals at `level`."""
        return quantile(level, self.degrees) * np.sqrt(np.maximum(self.covariance.diagonal(), 0.0))


def quantile(level: float, degrees: float) -> float:
    """The t distribution's (or, for infinitely many degrees, the normal's) two-sided quantile."""
    from scipy.special import ndtri, stdtrit

    upper = (1.0 + level) / 2.0
    return float(ndtri(upper) if degrees == inf else stdtrit(degrees, upper))


def spread_of(model: Model, parameters: Floats, *, votes: Comparisons, clustered: bool | None) -> Spread:
    """The sandwich at `parameters`. `clustered` None: on the rater where at least two are known.

    Raises:
        NoData: clustered intervals are asked for, and fewer than two raters (or votes of unknown raters) are there.
    """
    cluster, number = clusters_of(votes)
    if clustered and number < 2:
        raise NoData("intervals clustered on the rater need at least two raters", hint="name the rater's column")
    bread = Factor.of(model, parameters).inverse
    if clustered or (clustered is None and votes.rater is not None and number > 1):
        meat = _clustered(model, parameters, votes=votes, cluster=cluster, number=number)
        return Spread(bread @ meat @ bread * (number / (number - 1.0)), number - 1.0, CLUSTERED)
    return Spread(bread @ _plain(model, parameters) @ bread, inf, PLAIN)


def clusters_of(votes: Comparisons) -> tuple[NDArray[np.intp], int]:
    """(n,) the cluster of each vote, and how many there are. No raters at all: one cluster."""
    if votes.rater is None:
        return np.zeros(len(votes), np.intp), 1
    known = votes.rater >= 0
    _, places = np.unique(votes.rater[known], return_inverse=True)
    number = int(places.max()) + 1 if len(places) else 0
    cluster = np.empty(len(votes), np.intp)
    cluster[known] = places
    cluster[~known] = number + np.arange(len(votes) - len(places))
    return cluster, number + len(votes) - len(places)


def _plain(model: Model, parameters: Floats) -> Floats:
    margin, tie = model.margin_and_tie(parameters)
    by_margin, by_tie = model.link.scores(margin, tie)
    squares = model.cells.squares
    return model.assembled(
        Slopes(
            (squares * by_margin**2).sum(axis=0),
            (squares * by_margin * by_tie).sum(axis=0),
            (squares * by_tie**2).sum(axis=0),
        )
    )


def _clustered(
    model: Model, parameters: Floats, *, votes: Comparisons, cluster: NDArray[np.intp], number: int
) -> Floats:
    """(size, size) sum over clusters of their squared scores."""
    from scipy.sparse import coo_array

    cells, n = model.cells, model.cells.items
    place = places_of(votes, cells)
    cell = place % len(cells.left)
    by_margin, by_tie = (
        scores.ravel()[place] * votes.weights for scores in model.link.scores(*model.margin_and_tie(parameters))
    )
    columns = [(cells.left[cell], by_margin), (cells.right[cell], -by_margin)]
    columns += [(np.full(len(votes), n + k), by_margin * column[cell]) for k, column in enumerate(cells.covariates.T)]
    if model.link.models_ties:
        columns.append((np.full(len(votes), model.size - 1), by_tie))
    places = np.concatenate([column for column, _ in columns])
    values = np.concatenate([value for _, value in columns])
    entries = (values, (np.tile(cluster, len(columns)), places))
    scores = coo_array(entries, shape=(number, model.size)).tocsr()
    return np.asarray((scores.T @ scores).toarray(), np.float64)
