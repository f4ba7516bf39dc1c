"""All measures that fit the values, side by side: none of them is the right one for every purpose."""

from collections.abc import Callable, Iterator
from functools import cache, partial
from typing import Any

import numpy as np
from msgspec import Struct, structs

from touchstone.core.agreement.alpha import must_fit
from touchstone.core.agreement.categories import by_category
from touchstone.core.agreement.correlation import concordance, kendall, pearson, spearman
from touchstone.core.agreement.icc import bootstrap_icc, icc
from touchstone.core.agreement.icc_sums import Kind
from touchstone.core.agreement.kappa import Chance
from touchstone.core.agreement.measures import (
    alpha_by_group,
    fleiss_kappa,
    gwet_ac,
    krippendorff_alpha,
    percent_agreement,
)
from touchstone.core.agreement.pairs import by_rater
from touchstone.core.agreement.ratings import Ratings
from touchstone.core.agreement.resample import bootstrap_alpha, bootstrap_kappa
from touchstone.core.agreement.resample_two import bootstrap_two
from touchstone.core.agreement.two import Both, both, cohen_kappa
from touchstone.core.agreement.values import (
    Bootstrap,
    CategoryAgreement,
    Coefficient,
    GroupCoefficient,
    Metric,
    RaterAgreement,
    Weighting,
)
from touchstone.core.errors import BadInput, NoData
from touchstone.core.progress import Progress
from touchstone.core.tables import Coded

MOST_CATEGORIES = 1_000  # with more different values, agreement on each of them says nothing


class LeftOut(Struct, frozen=True, kw_only=True):
    """A measure that these ratings do not allow."""

    name: str
    why: str


class Agreement(Struct, frozen=True, kw_only=True):
    """What there is to say of how far raters agree."""

    metric: Metric
    ratings: int
    units: int  # with a rating
    raters: int
    different_values: int
    missing: int  # rows left out because something was not there
    repeated: int  # rows left out because the rater had rated the unit already
    coefficients: tuple[Coefficient, ...]  # alpha first
    categories: tuple[CategoryAgreement, ...]  # none where the values are numbers to be compared as numbers
    groups: tuple[GroupCoefficient, ...]  # alpha in each
    by_rater: tuple[RaterAgreement, ...]  # who agrees least first
    left_out: tuple[LeftOut, ...]


class _Ask(Struct, frozen=True, kw_only=True):
    name: str
    value: Callable[..., Coefficient]
    again: Callable[..., Bootstrap]


def survey(
    ratings: Ratings,
    metric: Metric = Metric.NOMINAL,
    *,
    group: Coded | None = None,
    level: float = 0.95,
    draws: int = 0,
    rng: np.random.Generator | None = None,
    progress: Progress | None = None,
) -> Agreement:
    """Every measure that fits; with `draws` and `rng` each has a bootstrap too. `group` has one code a unit name.

    Raises:
        BadInput: the values do not fit the metric, or `draws` is 1, or without an `rng`.
        NoData: no unit has two ratings.
    """
    _must_say_something(ratings, metric, draws=draws, rng=rng)
    coefficients: list[Coefficient] = []
    left_out: list[LeftOut] = []
    for ask in _asks(ratings, metric):
        try:
            coefficients.append(ask.value(level=level))
        except (NoData, BadInput) as refusal:
            left_out.append(LeftOut(name=ask.name, why=refusal.message))
            continue
        if draws:
            again = partial(ask.again, rng=rng, draws=draws, level=level, progress=progress)
            coefficients[-1] = _drawn(coefficients[-1], again, left_out)
    return Agreement(
        metric=metric,
        ratings=ratings.rows,
        units=int(np.count_nonzero(np.bincount(ratings.unit))),
        raters=int(np.count_nonzero(np.bincount(ratings.rater))),
        different_values=int(np.count_nonzero(np.bincount(ratings.value))),
        missing=ratings.missing,
        repeated=ratings.repeated,
        coefficients=tuple(coefficients),
        categories=by_category(ratings, level=level) if _has_categories(ratings, metric) else (),
        groups=() if group is None else alpha_by_group(ratings, group, metric, level=level),
        by_rater=_by_rater(ratings, metric, left_out),
        left_out=tuple(left_out),
    )


def _drawn(found: Coefficient, again: Callable[[], Bootstrap], left_out: list[LeftOut]) -> Coefficient:
    try:
        return structs.replace(found, bootstrap=again())
    except (NoData, BadInput) as refusal:
        left_out.append(LeftOut(name=f"{found.name}, bootstrap", why=refusal.message))
        return found


def _must_say_something(ratings: Ratings, metric: Metric, *, draws: int, rng: np.random.Generator | None) -> None:
    must_fit(ratings, metric)
    if draws < 0 or draws == 1:
        raise BadInput(f"{draws} draws", place="draws", hint="none, or 2 and more; 1,000 give a steady interval")
    if draws and rng is None:
        raise BadInput("draws need a random generator", place="rng", hint="np.random.default_rng(seed)")
    if not (np.bincount(ratings.unit) > 1).any():
        raise NoData("no unit has two ratings", hint="agreement needs units that several raters rated")


def _has_categories(ratings: Ratings, metric: Metric) -> bool:
    return metric in {Metric.NOMINAL, Metric.ORDINAL} and len(ratings.value_names) <= MOST_CATEGORIES


def _by_rater(ratings: Ratings, metric: Metric, left_out: list[LeftOut]) -> tuple[RaterAgreement, ...]:
    try:
        return by_rater(ratings, metric)
    except (NoData, BadInput) as refusal:
        left_out.append(LeftOut(name="Each rater with the others", why=refusal.message))
        return ()


def _asks(ratings: Ratings, metric: Metric) -> Iterator[_Ask]:
    yield _Ask(
        name=f"Krippendorff's alpha, {metric}",
        value=partial(krippendorff_alpha, ratings, metric),
        again=partial(bootstrap_alpha, ratings, metric),
    )
    if metric in {Metric.INTERVAL, Metric.RATIO}:
        yield from _of_numbers(ratings)
    else:
        yield from _of_categories(ratings, Weighting.NONE if metric is Metric.NOMINAL else Weighting.QUADRATIC)
    if len(np.unique(ratings.rater)) == 2:
        yield from _of_two(ratings, metric)


def _of_categories(ratings: Ratings, weighting: Weighting) -> Iterator[_Ask]:
    for name, measure, chance in (
        ("Fleiss' kappa", fleiss_kappa, Chance.FLEISS),
        ("Gwet's AC", gwet_ac, Chance.GWET),
    ):
        again = partial(bootstrap_kappa, ratings, chance, weighting)
        yield _Ask(name=name, value=partial(measure, ratings, weighting), again=again)
    again = partial(bootstrap_kappa, ratings, Chance.NONE)
    yield _Ask(name="Percent agreement", value=partial(percent_agreement, ratings), again=again)


def _of_numbers(ratings: Ratings) -> Iterator[_Ask]:
    for kind in Kind:
        yield _Ask(name=kind.value, value=partial(icc, ratings, kind), again=partial(bootstrap_icc, ratings, kind))


def _of_two(ratings: Ratings, metric: Metric) -> Iterator[_Ask]:
    pairs = cache(partial(both, ratings))  # where somebody rated a unit twice it refuses, and each measure with it
    kappa = partial(cohen_kappa, weighting=Weighting.NONE if metric is Metric.NOMINAL else Weighting.QUADRATIC)
    measures: dict[str, Callable[[Both], Coefficient]] = {"Cohen's kappa": kappa}
    if metric is Metric.ORDINAL:
        measures |= {"Spearman": spearman, "Kendall's tau-b": kendall}
    elif metric is not Metric.NOMINAL:
        measures = {"Concordance": concordance, "Pearson": pearson, "Spearman": spearman}
    for name, measure in measures.items():
        yield _Ask(name=name, value=partial(_of_pairs, measure, pairs), again=partial(_drawn_pairs, measure, pairs))


def _of_pairs(measure: Callable[..., Coefficient], pairs: Callable[[], Both], *, level: float) -> Coefficient:
    return measure(pairs(), level=level)


def _drawn_pairs(measure: Callable[[Both], Coefficient], pairs: Callable[[], Both], **drawing: Any) -> Bootstrap:
    return bootstrap_two(pairs(), measure, **drawing)
