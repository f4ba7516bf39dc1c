"""On which category raters agree, and on which they do not.

Specific agreement is the chance that, where one rater has said a category, another rater of the same unit says it too
(Spitzer and Fleiss 1974; Cicchetti and Feinstein 1990 for two raters, Uebersax for many):

    sum over units of n_uk (n_uk - 1) / sum over units of n_uk (n_u - 1)

Beside it stands the nominal alpha of the category against all others taken together.
"""

import numpy as np

from touchstone.core.agreement.cells import cells_of
from touchstone.core.agreement.ratings import Ratings
from touchstone.core.agreement.values import CategoryAgreement, Floats, Interval
from touchstone.core.errors import BadInput

MOST_CONFUSED = 2_000  # different values in a table of each against each
METHOD = "ratio of sums, linearised over units (Cochran 1977)"


def by_category(ratings: Ratings, *, level: float = 0.95) -> tuple[CategoryAgreement, ...]:
    """Agreement on each value that occurs on a unit with two ratings, in their order.

    Raises:
        NoData: no unit has two ratings.
    """
    from scipy.special import stdtrit

    cells = cells_of(ratings)
    others = cells.size[cells.unit] - 1
    agreeing, possible = cells.count * (cells.count - 1), cells.count * others
    kinds = cells.values
    both, each = (np.bincount(cells.value, of, kinds) for of in (agreeing, possible))
    with np.errstate(invalid="ignore", divide="ignore"):
        specific = both / each
        off = (agreeing - specific[cells.value] * possible) ** 2
        spread = np.bincount(cells.value, off, kinds)
        error = np.sqrt(spread * cells.units / max(cells.units - 1, 1)) / each
    alpha = _against_others(cells.count, others, value=cells.value, kinds=kinds)
    n = np.bincount(cells.value, cells.count, kinds)
    width = float(stdtrit(max(cells.units - 1, 1), (1 + level) / 2))
    return tuple(
        CategoryAgreement(
            category=ratings.value_names[k],
            share=float(n[k] / n.sum()),
            specific=float(specific[k]),
            interval=_interval(float(specific[k]), float(error[k]), width, level=level) if cells.units > 1 else None,
            alpha=float(alpha[k]) if np.isfinite(alpha[k]) else None,
            values=int(n[k]),
        )
        for k in np.flatnonzero(n).tolist()
    )


def confusions(ratings: Ratings) -> Floats:
    """Where one rater says the value of the row, how often another rater of the unit says that of the column, (K, K).

    Rows add up to 1, or are NaN where nobody said the value; the diagonal is the specific agreement.

    Raises:
        BadInput: there are more than `MOST_CONFUSED` different values.
        NoData: no unit has two ratings.
    """
    from scipy.sparse import csr_array

    cells = cells_of(ratings)
    if cells.values > MOST_CONFUSED:
        raise BadInput(f"{cells.values:,} different values", place="value", hint=f"at most {MOST_CONFUSED:,}")
    table = csr_array((cells.count, cells.value, np.append(cells.start, len(cells.unit))), (cells.units, cells.values))
    pairs: Floats = (table.T @ table).toarray() - np.diag(np.bincount(cells.value, cells.count, cells.values))
    total = pairs.sum(axis=1, keepdims=True)
    shares: Floats = np.divide(pairs, total, out=np.full(pairs.shape, np.nan), where=total > 0)
    return shares


def _interval(value: float, error: float, width: float, *, level: float) -> Interval:
    low, high = max(value - width * error, 0.0), min(value + width * error, 1.0)
    return Interval(low=low, high=high, standard_error=error, level=level, method=METHOD)


def _against_others(count: Floats, others: Floats, *, value: np.ndarray, kinds: int) -> Floats:
    apart = np.bincount(value, count * (others + 1 - count) / others, kinds)
    n = np.bincount(value, count, kinds)
    total = n.sum()
    with np.errstate(invalid="ignore", divide="ignore"):
        alpha: Floats = 1 - (total - 1) * apart / (n * (total - n))
        return alpha
