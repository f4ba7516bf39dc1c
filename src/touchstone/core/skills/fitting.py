"""Weights, priors and half-life from an installation's own outcomes: what predicted later work, counts.

    fitted = fit_weights(ledger, later)            # evidence up to a day; work of known quality after it
    TreeEstimator(settings=fitted.settings)

Each figure is tried at several values, one after the other; the judge is the log likelihood of the later work, which the
evidence does not contain (beta-binomial, by the posterior). A figure is changed only where the gain is more than `SURE`
standard errors over the people, so that little data changes nothing and says so.
"""

from collections.abc import Callable, Iterator

import msgspec
import numpy as np
from msgspec import Struct
from numpy.typing import NDArray
from scipy.special import betaln, expit, gammaln, logit

from touchstone.core.errors import BadInput
from touchstone.core.progress import Progress
from touchstone.core.skills.abilities import sums
from touchstone.core.skills.ledger import SOURCES, Ledger, Settings
from touchstone.core.skills.priors import Prior
from touchstone.core.skills.tree import estimate_people
from touchstone.core.skills.values import Competence, EvidenceSource

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]

FEWEST_PEOPLE = 100  # with later work, below which everything stays as stated
FEWEST_FOR_ONE = 50  # of them with something to do with the figure
SURE = 2.0  # standard errors
_ROUNDS = 2


class Later(Struct, frozen=True, kw_only=True):
    """Work of known quality, done after the evidence; all arrays are (outcomes,)."""

    person: Ints  # as in the ledger
    skill: Ints
    right: Floats
    asked: Floats


class Change(Struct, frozen=True, kw_only=True):
    """A figure that was tried: taken over, or left as it was."""

    name: str
    before: str
    after: str
    gain: float  # of log likelihood a person, best value against the one before
    error: float  # its standard error
    people: int

    @property
    def taken(self) -> bool:
        """Whether the figure was changed."""
        return self.gain > SURE * self.error and self.before != self.after


class Fitted(Struct, frozen=True, kw_only=True):
    """Settings with what could be learnt, and what was tried."""

    settings: Settings
    changes: tuple[Change, ...]
    people: int
    log_likelihood: tuple[float, float]  # a person, before and after
    note: str  # in words


class _Figure(Struct, frozen=True):
    """One figure: its name, how it reads, its values with the settings they make, and whom it concerns."""

    name: str
    read: Callable[[Settings], str]
    variants: Callable[[Settings], list[Settings]]
    concerned: NDArray[np.bool_]  # (people,)


def fit_weights(
    ledger: Ledger, later: Later, *, start: Settings | None = None, progress: Progress | None = None
) -> Fitted:
    """Settings fitted to later work, from `start` (the stated ones by default).

    Raises:
        BadInput: the later work does not fit the ledger.
    """
    settings = start or Settings()
    _check(ledger, later)
    people = len(np.unique(later.person))
    if people < FEWEST_PEOPLE:
        note = f"{people} people with later work are too few ({FEWEST_PEOPLE} are needed): everything stays as stated"
        return Fitted(settings=settings, changes=(), people=people, log_likelihood=(np.nan, np.nan), note=note)
    figures = list(_figures(ledger, later))
    if progress:
        progress.start(_ROUNDS * len(figures), "figures")
    first = best = likelihood(ledger, later, settings)
    changes: dict[str, Change] = {}
    for left in reversed(range(_ROUNDS)):
        before = settings
        for figure in figures:
            settings, best, change = _tried(ledger, later, settings, figure=figure, now=best)
            known = changes.get(figure.name, change)
            if change.taken or known is change:
                changes[figure.name] = msgspec.structs.replace(change, before=known.before)
            if progress:
                progress.advance()
        if settings == before:  # another round would find the same
            if progress:
                progress.advance(left * len(figures))
            break
    taken = [change.name for change in changes.values() if change.taken]
    note = f"changed: {', '.join(taken)}" if taken else "nothing was surely better than what is stated"
    scores = float(first.sum() / people), float(best.sum() / people)
    return Fitted(settings=settings, changes=tuple(changes.values()), people=people, log_likelihood=scores, note=note)


def likelihood(ledger: Ledger, later: Later, settings: Settings) -> Floats:
    """(people,): log likelihood of each person's later work by the posterior from their evidence; 0 without any."""
    units = estimate_people(ledger, settings=settings, also=(later.person, later.skill))
    width = len(ledger.skills)
    at = np.searchsorted(units.person * width + units.skill, later.person * width + later.skill)
    alpha, beta = units.alpha[at], units.beta[at]
    wrong = later.asked - later.right
    ways = gammaln(later.asked + 1) - gammaln(later.right + 1) - gammaln(wrong + 1)
    scores = ways + betaln(alpha + later.right, beta + wrong) - betaln(alpha, beta)
    order = np.lexsort((scores, later.person))
    return sums(later.person[order], scores[order], ledger.people)


def _tried(
    ledger: Ledger, later: Later, settings: Settings, *, figure: _Figure, now: Floats
) -> tuple[Settings, Floats, Change]:
    """The settings with the best value of one figure, if it is surely better."""
    others = [option for option in figure.variants(settings) if option != settings]
    options = [(option, likelihood(ledger, later, option)) for option in others]
    option, scores = max([(settings, now), *options], key=lambda pair: float(pair[1].sum()))
    whom = np.zeros(ledger.people, np.bool_)
    whom[later.person] = True
    gains = np.sort((scores - now)[whom])
    change = Change(
        name=figure.name,
        before=figure.read(settings),
        after=figure.read(option),
        gain=float(gains.mean()),
        error=float(gains.std(ddof=1) / np.sqrt(len(gains))),
        people=int((figure.concerned & whom).sum()),
    )
    return (option, scores, change) if change.taken else (settings, now, change)


def _figures(ledger: Ledger, later: Later) -> Iterator[_Figure]:
    """The figures that enough people have something to do with."""
    whom = np.zeros(ledger.people, np.bool_)
    whom[later.person] = True
    competence = np.array([list(Competence).index(skill.competence) for skill in ledger.skills])
    for number, one in enumerate(Competence):
        concerned = _has(ledger.people, later.person[competence[later.skill] == number])
        if concerned.sum() >= FEWEST_FOR_ONE:
            yield _prior_mean(one, concerned)
    yield _prior_strength(whom)
    yield _kinship(whom)
    yield _person(whom)
    yield _half_life(whom)
    for number, source in enumerate(SOURCES):
        concerned = _has(ledger.people, ledger.person[ledger.source == number]) & whom
        if source not in _FIXED and concerned.sum() >= FEWEST_FOR_ONE:
            yield _source(source, concerned)


_FIXED = (EvidenceSource.GOLD_TASK, EvidenceSource.CLAIM)  # the measure of all others, and what never counts


def _has(people: int, person: Ints) -> NDArray[np.bool_]:
    return np.bincount(person, minlength=people) > 0


def _prior_mean(competence: Competence, concerned: NDArray[np.bool_]) -> _Figure:
    def variants(now: Settings) -> list[Settings]:
        prior = now.priors[competence]
        means = expit(logit(prior.mean) + np.array([-0.8, -0.4, -0.2, 0.0, 0.2, 0.4, 0.8]))
        return [
            msgspec.structs.replace(now, priors={**now.priors, competence: Prior(float(mean), prior.strength)})
            for mean in means
        ]

    return _Figure(
        f"prior mean of {competence.value}", lambda now: f"{now.priors[competence].mean:.3f}", variants, concerned
    )


def _prior_strength(concerned: NDArray[np.bool_]) -> _Figure:
    def variants(now: Settings) -> list[Settings]:
        return [
            msgspec.structs.replace(
                now,
                priors={
                    one: Prior(prior.mean, min(max(prior.strength * factor, 1.5), 200.0))
                    for one, prior in now.priors.items()
                },
            )
            for factor in (0.5, 0.7, 1.0, 1.4, 2.0, 3.0)
        ]

    def read(now: Settings) -> str:
        return f"{min(prior.strength for prior in now.priors.values()):.2f}"

    return _Figure("prior strength", read, variants, concerned)


def _kinship(concerned: NDArray[np.bool_]) -> _Figure:
    def variants(now: Settings) -> list[Settings]:
        wanted = [now.kinship.scaled(factor) for factor in (0.0, 0.25, 0.5, 0.75, 1.0, 1.2, 1.4)]
        return [msgspec.structs.replace(now, kinship=kinship) for kinship in wanted if kinship.rest > 0.05]

    return _Figure("kinship of skills", lambda now: f"{1 - now.kinship.rest:.3f}", variants, concerned)


def _person(concerned: NDArray[np.bool_]) -> _Figure:
    def variants(now: Settings) -> list[Settings]:
        others = 1 - now.kinship.rest - now.kinship.person
        rest = min(1.0, (0.95 - others) / 0.95)
        shares = [share * rest for share in (0.0, 0.1, 0.2, 0.35, 0.5, 0.65, 0.8, 0.95)]
        return [
            msgspec.structs.replace(now, kinship=msgspec.structs.replace(now.kinship, person=share)) for share in shares
        ]

    return _Figure("share of the person", lambda now: f"{now.kinship.person:.3f}", variants, concerned)


def _half_life(concerned: NDArray[np.bool_]) -> _Figure:
    def variants(now: Settings) -> list[Settings]:
        days = (60.0, 120.0, 240.0, now.half_life_days, 480.0, 960.0, 1920.0, float("inf"))
        return [msgspec.structs.replace(now, half_life_days=each) for each in days]

    return _Figure("half-life in days", lambda now: f"{now.half_life_days:.0f}", variants, concerned)


def _source(source: EvidenceSource, concerned: NDArray[np.bool_]) -> _Figure:
    def variants(now: Settings) -> list[Settings]:
        weights = (0.0, 0.1, 0.25, 0.5, 0.75, 1.0, 1.25, now.source_weights[source])
        return [
            msgspec.structs.replace(now, source_weights={**now.source_weights, source: weight}) for weight in weights
        ]

    return _Figure(f"weight of {source.value}", lambda now: f"{now.source_weights[source]:.2f}", variants, concerned)


def _check(ledger: Ledger, later: Later) -> None:
    good = {
        "person": (later.person >= 0) & (later.person < ledger.people),
        "skill": (later.skill >= 0) & (later.skill < len(ledger.skills)),
        "right": (later.right >= 0) & (later.right <= later.asked),
        "asked": np.isfinite(later.asked),
    }
    for name, flags in good.items():
        if len(flags) != len(later.person) or not flags.all():
            raise BadInput(
                "the later work does not fit the evidence", place=name, hint="the ledger's people and skills"
            )
