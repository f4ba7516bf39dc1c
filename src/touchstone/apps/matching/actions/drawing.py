"""Drawing a shortlist: for a brief, and again with one constraint relaxed."""

import logging
from datetime import date
from typing import TYPE_CHECKING, Any

import msgspec
from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext as _

from touchstone.apps.accounts.actor import Actor
from touchstone.apps.accounts.rights import Right
from touchstone.apps.audit.models import record as audit
from touchstone.apps.briefs.models import BriefRecord
from touchstone.apps.hooks.actions.telling import tell
from touchstone.apps.hooks.models import EventKind
from touchstone.apps.matching import gather
from touchstone.apps.matching.models import CandidateRecord, OwnView, ShortlistRecord
from touchstone.apps.talent.gather import newest_snapshot
from touchstone.core.errors import NotPossible
from touchstone.core.matching.values import Constraint, Mode, Need
from touchstone.core.roles.values import Role
from touchstone.gateways.errors import GatewayError

if TYPE_CHECKING:
    from touchstone.core.matching import Question, Snapshot

logger = logging.getLogger("touchstone.matching")
LENGTH = 10


@transaction.atomic
def draw_shortlist(
    brief: BriefRecord,
    *,
    by: Actor,
    today: date,
    mode: Mode = Mode.BALANCED,
    role: Role | None = None,
    say_first: bool = False,
) -> ShortlistRecord:
    """Rank the pool for a brief and keep the list. `say_first`: the actor says whom they would take before they see it.

    Raises:
        BadInput: nobody is to be hired for the brief.
        NoData: there is no pool.
    """
    by.must(Right.WORK)
    need = gather.need_of(brief, today=today, role=role)
    return _record(brief, need, by=by, mode=mode, verb="draw_shortlist", say_first=say_first)


@transaction.atomic
def relax(shortlist: ShortlistRecord, constraint: Constraint, *, by: Actor) -> ShortlistRecord:
    """The same list with one constraint taken one step down, as the list itself offered; a new row.

    Raises:
        NotPossible: the list offers no step down from this constraint.
    """
    by.must(Right.WORK)
    offers = (one.relaxed_need for one in gather.result_in(shortlist).exclusions if one.constraint is constraint)
    need = next((offer for offer in offers if offer is not None), None)
    if need is None:
        raise NotPossible(
            _("There is no step down from this constraint that would bring anybody back."), place=constraint.value
        )
    return _relaxed(shortlist, need, by=by, constraint=constraint.value)


@transaction.atomic
def relax_together(shortlist: ShortlistRecord, index: int, *, by: Actor) -> ShortlistRecord:
    """The same list after the steps that help only together, as its offer number `index` (from 0) has them; a new row.

    Raises:
        NotPossible: the list makes no such offer.
    """
    by.must(Right.WORK)
    offers = gather.result_in(shortlist).joint
    if not 0 <= index < len(offers):
        raise NotPossible(_("The list offers no such steps to take together."), place="index")
    offer = offers[index]
    return _relaxed(shortlist, offer.need, by=by, constraints=[one.value for one in offer.constraints])


@transaction.atomic
def change_mode(shortlist: ShortlistRecord, mode: Mode, *, by: Actor) -> ShortlistRecord:
    """The same need ranked another way; a new row."""
    return _record(shortlist.brief, gather.need_in(shortlist), by=by, mode=mode, verb="rank_shortlist")


def _relaxed(shortlist: ShortlistRecord, need: Need, *, by: Actor, **what: Any) -> ShortlistRecord:
    mode, verb = Mode(shortlist.mode), "relax_shortlist"
    return _record(shortlist.brief, need, by=by, mode=mode, verb=verb, relaxed_from=shortlist, **what)


def _record(
    brief: BriefRecord,
    need: Need,
    *,
    by: Actor,
    mode: Mode,
    verb: str,
    relaxed_from: ShortlistRecord | None = None,
    say_first: bool = False,
    **what: Any,
) -> ShortlistRecord:
    from touchstone.core.matching import shortlist, without_meaning

    by.must(Right.WORK)
    snapshot, pool = newest_snapshot()
    meaning, away = _meaning(need, pool)
    result = shortlist(pool, need, mode=mode, k=LENGTH, meaning=meaning)
    result = without_meaning(result) if away else result
    record = ShortlistRecord.objects.create(
        organisation_id=by.organisation,
        brief=brief,
        relaxed_from=relaxed_from,
        snapshot=snapshot,
        created_by_id=by.user,
        mode=mode.value,
        need=msgspec.to_builtins(need),
        result=gather.result_to_keep(result),
    )
    CandidateRecord.objects.bulk_create(
        CandidateRecord(
            organisation_id=by.organisation,
            shortlist=record,
            specialist=one.specialist,
            rank=one.rank,
            told=gather.told_of(need, result, one),
        )
        for one in result.candidates
    )
    if say_first and by.user and result.candidates:
        OwnView.objects.create(organisation_id=by.organisation, shortlist=record, user_id=by.user, picks=[])
    audit(verb, by=by, on=record, mode=mode.value, snapshot=snapshot.pk, eligible=result.eligible, **what)
    told = {"shortlist": record.pk, "brief": brief.pk, "role": need.role, "candidates": len(result.candidates)}
    tell(EventKind.SHORTLIST_DRAWN, told, organisation=by.organisation)
    return record


def _meaning(need: Need, pool: "Snapshot") -> tuple["Question | None", bool]:
    """What the encoder makes of the need's text, asked before anything is locked; and whether it should and did not answer."""
    from touchstone.core.matching import ask, model_of

    if settings.ENCODER is None or not need.text.strip():
        return None, False
    if pool.about.model != model_of(settings.ENCODER):
        return None, True  # it did not answer when the snapshot was written, either
    try:
        return ask(settings.ENCODER, need.text), False
    except GatewayError as error:
        logger.warning("a list is drawn by words alone: %s", error)
        return None, True
