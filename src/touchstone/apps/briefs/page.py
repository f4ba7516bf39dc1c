"""Everything that the page of one brief shows, decided by the core from the row: fields, diagnosis, rates, plan."""

from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import Any

from django.conf import settings
from django.utils.functional import Promise

from touchstone.apps.briefs import gather, words
from touchstone.apps.briefs.fields import Lines, lines_of, spans
from touchstone.apps.briefs.forms import PlanForm
from touchstone.apps.briefs.models import BriefRecord
from touchstone.core.briefs.values import Brief, Reading
from touchstone.core.errors import DomainError
from touchstone.core.money import Money
from touchstone.core.planning.values import Plan
from touchstone.core.rates.values import Band, RateAnswer
from touchstone.core.roles.values import HIRABLE, Diagnosis

PLAN_SEED = 2026  # the same brief gives the same figures, on the page as by the API


@dataclass(frozen=True)
class PlanView:
    """The plan with its levers, or why there is none."""

    form: PlanForm
    plan: Plan | None = None
    budget: Money | None = None
    refusal: DomainError | None = None


class BriefPage:
    """The parts are computed when they are asked for, so that a request for one part pays for that part only."""

    def __init__(self, record: BriefRecord, *, today: date, levers: Any = None) -> None:
        """`levers` are the plan's, as they were sent."""
        self.record, self.today, self._levers = record, today, levers or {}

    @cached_property
    def reading(self) -> Reading:
        """What was read."""
        return gather.reading_of(self.record)

    @cached_property
    def brief(self) -> Brief:
        """The brief as it stands."""
        return gather.with_marks(self.reading.brief, self.record.marks)

    @cached_property
    def diagnosis(self) -> Diagnosis:
        """Who is needed."""
        return gather.diagnosis_of(self.record)

    @cached_property
    def told(self) -> Diagnosis:
        """The diagnosis with its sentences in the reader's language."""
        if words.language() == "en":
            return self.diagnosis
        from touchstone.core.rates import rate_table
        from touchstone.core.roles import diagnose

        return diagnose(self.brief, rates=rate_table(), language=words.language())

    @cached_property
    def fields(self) -> Lines:
        """The fields, line by line."""
        return lines_of(self.record, self.reading, self.brief)

    @cached_property
    def lacking(self) -> list[gather.Lacking]:
        """The sub-fields that the taxonomy lacks, each with what was asked about it."""
        return gather.lacking_in(self.record, self.brief)

    @cached_property
    def spans(self) -> list[tuple[int, int, str]]:
        """Where in the text something was read."""
        return spans(self.reading.found)

    @property
    def role_name(self) -> Promise:
        """The role in words."""
        return words.ROLES[self.diagnosis.role]

    @property
    def role_does(self) -> Promise:
        """What the role does."""
        return words.ROLE_DOES[self.diagnosis.role]

    @property
    def model(self) -> str:
        """The model that may propose fields; empty where none is set up."""
        return "" if settings.MODEL is None else str(settings.MODEL.name)

    @property
    def hirable(self) -> bool:
        """Whether it is one of the four."""
        return self.diagnosis.role in HIRABLE

    @cached_property
    def rates(self) -> RateAnswer | None:
        """Every rate on record for the role."""
        from touchstone.core.rates import look_up, rate_table

        return look_up(rate_table(), role=self.diagnosis.role.value) if self.hirable else None

    @cached_property
    def band(self) -> Band | None:
        """The rates on one axis, in dollars an hour."""
        from touchstone.core.rates import band, rate_table

        return band(rate_table(), self.rates) if self.rates else None

    @cached_property
    def plan(self) -> PlanView | None:
        """The plan under the levers; None where nobody is to be hired."""
        return plan_view(self.brief, self.diagnosis, today=self.today, levers=self._levers) if self.hirable else None


def plan_view(brief: Brief, diagnosis: Diagnosis, *, today: date, levers: Any) -> PlanView:
    """The plan for a brief with its levers; a refusal of the core is part of the view, since the levers can mend it."""
    import numpy as np

    from touchstone.core.planning import plan
    from touchstone.core.rates import is_latin_american, rate_table

    places = {
        row.place
        for row in rate_table().rows
        if len(row.place) == 2 and (row.place == "US" or is_latin_american(row.place))
    }
    form = PlanForm(levers, places=sorted(places))
    changed = form.applied(brief)
    rng = np.random.default_rng(PLAN_SEED)
    try:
        made = plan(changed, diagnosis.role, rate_table(), rng=rng, today=today, mix=diagnosis.mix)
    except DomainError as refusal:
        return PlanView(form, refusal=refusal)
    return PlanView(form, made, budget=changed.budget)
