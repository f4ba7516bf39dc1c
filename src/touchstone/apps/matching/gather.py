"""What drawing a shortlist needs, as values; and a drawn one, from its row."""

from datetime import date
from random import Random
from typing import Any

import msgspec

from touchstone.apps.briefs import gather as briefs
from touchstone.apps.briefs.models import BriefRecord
from touchstone.apps.matching.models import OwnView, ShortlistRecord
from touchstone.core.matching.values import Candidate, Need, Shortlist
from touchstone.core.roles.values import Role


def need_of(brief: BriefRecord, *, today: date, role: Role | None = None) -> Need:
    """What the brief's opening asks for, for the diagnosed role unless another is named. No queries.

    Raises:
        BadInput: nobody is to be hired for it.
    """
    from touchstone.core.matching import need_from

    return need_from(briefs.brief_of(brief), role or briefs.diagnosis_of(brief).role, today=today)


def need_in(record: ShortlistRecord) -> Need:
    """The need that a shortlist was drawn for. No queries."""
    return msgspec.convert(record.need, Need)


def result_in(record: ShortlistRecord) -> Shortlist:
    """A shortlist as it was drawn. No queries."""
    return _with_texts(msgspec.convert(record.result, Shortlist), record.need["text"])


def result_to_keep(result: Shortlist) -> Any:
    """A shortlist as its row keeps it: the brief's text stands in the need once, not in every step down from it too."""
    return msgspec.to_builtins(_with_texts(result, ""))


def _with_texts(result: Shortlist, text: str) -> Shortlist:
    replace = msgspec.structs.replace
    exclusions = tuple(
        one if one.relaxed_need is None else replace(one, relaxed_need=replace(one.relaxed_need, text=text))
        for one in result.exclusions
    )
    joint = tuple(replace(one, need=replace(one.need, text=text)) for one in result.joint)
    return replace(result, exclusions=exclusions, joint=joint)


def told_of(need: Need, result: Shortlist, one: Candidate) -> dict[str, Any]:
    """What somebody on a list may know of it: what was sought, where they stood, and why, and nothing of anybody else.

    What would move them speaks of the others' prices and stays with the client.
    """
    skill = need.skills[0] if need.skills else None
    return {
        "role": need.role.value,
        "domain": skill.domain if skill else "",
        "competence": skill.competence.value if skill else "",
        "rank": one.rank,
        "of": len(result.candidates),
        "exploration": one.exploration,
        "reasons": msgspec.to_builtins(one.reasons),
    }


def shuffled(result: Shortlist, record: ShortlistRecord) -> list[Candidate]:
    """The people of a list in an order that says nothing, the same each time. No queries."""
    order = sorted(result.candidates, key=lambda one: one.specialist)
    Random(str(record.pk)).shuffle(order)  # noqa: S311 - an order to look at, no secret
    return order


def agreement(view: OwnView, result: Shortlist) -> tuple[int, int]:
    """How many of the picks are among as many first ones of the ranking, and how many picks there are. No queries."""
    first = {one.specialist for one in result.candidates[: len(view.picks)]}
    return len(first & set(view.picks)), len(view.picks)
