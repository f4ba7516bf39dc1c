"""What each of the eligible is worth to a need: the posterior of their work, its cost, and whether it meets the bar."""

from collections.abc import Sequence
from functools import cached_property
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from touchstone.core.matching.bar import Flags, meets_bar, reaches
from touchstone.core.matching.bits import Rows, Words, looked_up, rows_in, unpack
from touchstone.core.matching.cost import Numbers, hours_per_accepted, mixed, paid_cents
from touchstone.core.matching.filters import in_dollars
from touchstone.core.matching.snapshot import Snapshot
from touchstone.core.matching.values import Need


class Terms(NamedTuple):
    """How a need turns a rate into a cost."""

    bar: float
    certainty: float
    review_share: float
    review_cents: int | None

    def cents(self, rate: Any, hours: Any) -> Any:
        """Cents for one accepted hour: numbers or arrays in, the same out."""
        return paid_cents(rate, review_share=self.review_share, review_cents=self.review_cents) * hours


class Posterior(NamedTuple):
    """Beta posteriors."""

    alpha: Numbers
    beta: Numbers


class Worth:
    """The eligible of one need. Arrays are (eligible,), in the order of the rows; positions count in them.

    Costs are computed for the positions that a question is about: most of the eligible are never near a list.
    """

    def __init__(self, snapshot: Snapshot, need: Need, shown: "Main") -> None:
        """Take the eligible rows and what they have shown of the main skill; `worth_of` makes one."""
        self.rows = shown.rows
        self.by = shown.by  # which skill each counts by: 0 the main one, then `or_skills`; None: all by the main one
        self.evidence, self.right = shown.evidence, shown.right  # effective weight, and how much of it was right
        self.terms = terms_of(need)
        self.shares = np.array(need.shares)
        self.rates = snapshot.rate
        self.further = np.zeros(len(self.rows), dtype=np.int64)  # further skills shown, not only claimed
        self.skills = [shown.posterior]
        for skill in need.skills[1:]:
            also = snapshot.posting(skill).at(self.rows)
            self.further += also.records > 0
            self.skills.append(Posterior(also.alpha, also.beta))
        self.alpha, self.beta = self.blended(self.skills)

    def counts_by(self, at: int) -> int:
        """Which skill one person counts by: 0 the main one, then the need's `or_skills`."""
        return 0 if self.by is None else int(self.by[at])

    def __len__(self) -> int:
        return len(self.rows)

    def blended(self, skills: Sequence[Posterior]) -> Posterior:
        """The posterior of the work: of the main skill, or of all in the shares in which the work divides."""
        if not len(self.shares):
            return skills[0]
        alphas, betas = (np.array(np.broadcast_arrays(*side)) for side in zip(*skills, strict=True))
        return Posterior(*mixed(alphas, betas, self.shares))

    def with_more(self, at: int, *, success: Numbers, failure: Numbers) -> Posterior:
        """The posterior of one person's work after so much more success and failure in the main skill."""
        main, *further = (Posterior(skill.alpha[at], skill.beta[at]) for skill in self.skills)
        return self.blended([Posterior(main.alpha + success, main.beta + failure), *further])

    @cached_property
    def meeting(self) -> Flags:
        """Who meets the bar with the wanted certainty."""
        return self.reaching(self.terms.certainty)

    def reaching(self, probability: float, among: Rows | None = None) -> Flags:
        """Who meets the bar with `probability`, of all or of those at the positions `among`."""
        alpha, beta = (self.alpha, self.beta) if among is None else (self.alpha[among], self.beta[among])
        return reaches(alpha, beta, bar=self.terms.bar, probability=probability)

    def chance(self, at: Rows) -> Numbers:
        """P(meets the bar), computed exactly."""
        return meets_bar(self.alpha[at], self.beta[at], self.terms.bar)

    def hours(self, at: Rows) -> Numbers:
        """Expected hours of work for one accepted hour."""
        return hours_per_accepted(self.alpha[at], self.beta[at], self.terms.bar)

    def rate(self, at: Rows) -> NDArray[np.int32]:
        """Cents asked for an hour."""
        return self.rates[self.rows[at]]

    def cents(self, at: Rows) -> Numbers:
        """Expected cents for one accepted hour."""
        cents: Numbers = self.terms.cents(self.rate(at), self.hours(at))
        return cents

    def weight(self, at: Rows) -> Numbers:
        """Effective weight of the evidence for the main skill."""
        return self.evidence[at].astype(np.float64)


class Main(NamedTuple):
    """What the eligible have shown of the main skill, or of the one they count by in its place: (eligible,) each."""

    rows: Rows
    evidence: NDArray[np.floating]
    right: NDArray[np.floating]
    posterior: Posterior
    by: NDArray[np.intp] | None = None


def terms_of(need: Need) -> Terms:
    """The terms that a need sets."""
    review = None if need.review_rate is None else in_dollars(need.review_rate, need).minor
    return Terms(need.quality_bar, need.certainty, need.review_share, review)


def worth_of(snapshot: Snapshot, need: Need, eligible: Words) -> Worth:
    """Read what the eligible have shown. Everybody eligible stands in the posting of the main skill, or of an alternative."""
    if need.or_skills:
        return Worth(snapshot, need, _best_of(snapshot, need, rows_in(eligible)))
    posting = snapshot.posting(need.skills[0])
    inside = np.flatnonzero(looked_up(unpack(eligible, len(snapshot)), posting.rows))
    shown = Posterior(posting.alpha[inside].astype(np.float64), posting.beta[inside].astype(np.float64))
    rows, evidence, right = posting.rows[inside].astype(np.intp), posting.weight[inside], posting.right[inside]
    return Worth(snapshot, need, Main(rows, evidence, right, shown))


def _best_of(snapshot: Snapshot, need: Need, rows: Rows) -> Main:
    """What each of `rows` has shown of their best alternative: fewest hours for an accepted hour, the first of equals."""
    n = len(rows)
    best = Main(rows, np.zeros(n), np.zeros(n), Posterior(np.ones(n), np.ones(n)))
    by, fewest = np.zeros(n, dtype=np.intp), np.full(n, np.inf)
    for index, skill in enumerate((need.skills[0], *need.or_skills)):
        shown = snapshot.posting(skill).at(rows)
        hours = hours_per_accepted(shown.alpha, shown.beta, need.quality_bar)
        better = shown.there & (hours < fewest)
        for kept, new in zip(
            (best.evidence, best.right, *best.posterior, fewest, by),
            (shown.weight, shown.right, shown.alpha, shown.beta, hours, np.full(n, index)),
            strict=True,
        ):
            np.copyto(kept, new, where=better)
    return best._replace(by=by)
