"""What the styleguide shows: values as the core makes them, of people and sources invented for the purpose."""

from datetime import date, time
from functools import cache
from typing import Any

import numpy as np
from django.core.paginator import Paginator

from touchstone.core.briefs.values import Brief, Task
from touchstone.core.matching.values import Candidate, Mode, Need
from touchstone.core.money import Money, money
from touchstone.core.roles.values import Role, Share
from touchstone.core.skills.values import Competence, Estimate, Evidence, EvidenceSource, Level, Skill

TODAY = date(2026, 11, 23)
_TAX = Skill("0421", Competence.JUDGE)
_TEXT = (
    "Our contract assistant is live with 300 law firms. It cites articles that do not exist. We need lawyers who judge "
    "its answers and write the corrected ones: about 4,000 answers over 12 weeks."
)


@cache
def preview() -> dict[str, Any]:
    """What an answer looks like: a role with its shares, and three people."""
    return {"role": Role.RLHF_SPECIALIST, "shares": _shares(), "people": _people()}


@cache
def samples() -> dict[str, Any]:
    """Everything the styleguide's template draws."""
    from touchstone.core.planning import plan
    from touchstone.core.rates import band, look_up, rate_table

    brief = Brief(
        text=_TEXT,
        tasks=(Task(competence=Competence.JUDGE, volume=4000, unit="answer"),),
        countries=("US", "BR", "AR", "PE"),
        budget=money(40_000),
    )
    made = plan(brief, Role.RLHF_SPECIALIST, rng=np.random.default_rng(7), today=TODAY)
    return {
        "schemes": ("light", "dark"),
        "levels": tuple(Level),
        "estimates": _estimates(),
        "shares": _shares(),
        "role": Role.RLHF_SPECIALIST,
        "rates": band(rate_table(), look_up(rate_table(), role=Role.RLHF_SPECIALIST.value)),
        "plan": made,
        "budget": brief.budget,
        "clocks": [_candidate(zone) for zone in ("America/Sao_Paulo", "Europe/Madrid", "Asia/Tokyo")],
        "need": _need(),
        "text": _TEXT,
        "spans": _spans(),
        "modes": tuple(Mode),
        "mode": Mode.BALANCED,
        "amount": money("1234.50"),
        "page": Paginator(range(10_000), 50).page(3),
    }


def _estimates() -> list[Estimate]:
    """From a claim to proof."""
    return [_estimate(right, wrong) for right, wrong in ((0, 0), (3, 1), (17, 5), (88, 12))]


def _estimate(right: int, wrong: int) -> Estimate:
    from touchstone.core.skills.tree import TreeEstimator

    records = [
        Evidence(skill=_TAX, outcome=outcome, source=EvidenceSource.GOLD_TASK, at=TODAY)
        for outcome, count in ((1.0, right), (0.0, wrong))
        for _ in range(count)
    ]
    return TreeEstimator().of_person(records, today=TODAY, also=[_TAX])[_TAX]


def _shares() -> tuple[Share, ...]:
    parts = {
        Role.RLHF_SPECIALIST: 0.71,
        Role.AI_TRAINING_SPECIALIST: 0.18,
        Role.DATA_ANNOTATOR: 0.06,
        Role.NONE: 0.04,
        Role.ML_ENGINEER: 0.01,
    }
    return tuple(Share(role, share) for role, share in parts.items())


def _need() -> Need:
    return Need(role=Role.RLHF_SPECIALIST, skills=(_TAX,), time_zone="America/New_York", minimum_overlap=4, today=TODAY)


def _candidate(zone: str) -> Candidate:
    shown = _estimate(88, 12)
    return Candidate(
        rank=1,
        specialist="S-0412",
        estimate=shown,
        meets_bar=0.97,
        cost_per_accepted=Money(4210),
        rate=Money(3600),
        proven=(),
        claimed=(),
        reasons=(),
        would_move=(),
        time_zone=zone,
        day_start=time(9),
        day_end=time(18),
        synthetic=True,
    )


def _people() -> list[dict[str, Any]]:
    """Three lines of a shortlist."""
    records = (("S-0412", 88, 12), ("S-1730", 17, 5), ("S-0077", 0, 0))
    return [{"specialist": name, "estimate": _estimate(right, wrong)} for name, right, wrong in records]


def _spans() -> list[tuple[int, int, str]]:
    quotes = ("cites articles that do not exist", "judge its answers", "4,000 answers")
    return [
        (_TEXT.index(words), _TEXT.index(words) + len(words), str(key)) for key, words in enumerate(quotes, start=1)
    ]
