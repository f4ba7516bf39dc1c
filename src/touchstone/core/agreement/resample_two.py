"""Measures of two raters drawn again, unit by unit."""

from collections.abc import Callable

import numpy as np
from msgspec import structs

from touchstone.core.agreement.draws import told
from touchstone.core.agreement.two import Both
from touchstone.core.agreement.values import Bootstrap, Coefficient, Floats
from touchstone.core.errors import BadInput, NoData
from touchstone.core.progress import Progress


def bootstrap_two(
    pairs: Both,
    measure: Callable[[Both], Coefficient],
    *,
    rng: np.random.Generator,
    draws: int = 1000,
    level: float = 0.95,
    progress: Progress | None = None,
) -> Bootstrap:
    """Any measure of two raters (`cohen_kappa`, `pearson`, `kendall`, ...) over `draws` draws of their units.

    Raises:
        BadInput: fewer than two draws.
        NoData: the measure does not exist, or in fewer than two draws.
    """
    if draws < 2:
        raise BadInput(f"{draws} draws", place="draws", hint="2 or more; 1,000 give a steady interval")
    value = measure(pairs).value
    drawn: Floats = np.full(draws, np.nan)
    if progress:
        progress.start(draws, "drawing units")
    for draw in range(draws):
        units = rng.integers(0, pairs.units, pairs.units)
        drawn[draw] = _or_nan(measure, structs.replace(pairs, first=pairs.first[units], second=pairs.second[units]))
        if progress:
            progress.advance()
    return told(drawn, (value, np.zeros(0)), level=level)


def _or_nan(measure: Callable[[Both], Coefficient], pairs: Both) -> float:
    try:
        return measure(pairs).value
    except NoData:
        return float("nan")
