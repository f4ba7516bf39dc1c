"""What is done to those on a list: decided, commented, compared, chosen before the ranking is seen."""

from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from touchstone.apps.accounts.actor import TenantRequest
from touchstone.apps.accounts.rights import Right
from touchstone.apps.audit.history import history_of
from touchstone.apps.matching import gather
from touchstone.apps.matching.access import candidate_for, own_view_of, shortlist_for
from touchstone.apps.matching.actions import deciding
from touchstone.apps.matching.models import CandidateRecord
from touchstone.apps.matching.page import MOST_COMPARED, compared
from touchstone.apps.matching.views import NAMES, actor_in, is_blind
from touchstone.core.errors import BadInput


@require_POST
def decide(request: TenantRequest, candidate: UUID) -> HttpResponse:
    """Hold, decline with a reason, or take it back."""
    record = candidate_for(request.actor, candidate)
    try:
        decision = CandidateRecord.Decision(request.POST.get("decision", ""))
        typed = request.POST.get("reason", "") if decision == CandidateRecord.Decision.DECLINED else ""
        reason = CandidateRecord.Reason(typed) if typed else None
    except ValueError as error:
        hint = ", ".join((*CandidateRecord.Decision.values, *CandidateRecord.Reason.values))
        raise BadInput(_("There is no such decision or reason."), place="decision", hint=hint) from error
    deciding.decide(record, decision, by=actor_in(request), reason=reason)
    return _back_to(record)


@require_POST
def comment(request: TenantRequest, candidate: UUID) -> HttpResponse:
    """Say something to colleagues."""
    record = candidate_for(request.actor, candidate)
    deciding.comment(record, request.POST.get("text", ""), by=actor_in(request))
    return _back_to(record)


@require_safe
def history(request: TenantRequest, candidate: UUID) -> HttpResponse:
    """Who decided what about somebody on a list. Constant queries."""
    record = candidate_for(request.actor, candidate)
    done = history_of(record.organisation_id, record.pk, page=request.GET.get("page"))
    context = {"history": done, "name": record.specialist, "back": place_of(record)}
    return render(request, "audit/history.html", context)


@require_POST
def names(request: TenantRequest, shortlist: UUID) -> HttpResponse:
    """Show or hide names, for this session, on every list."""
    record = shortlist_for(request.actor, shortlist)
    request.session[NAMES] = request.POST.get("names") == "shown"
    return redirect("matching:one", record.pk)


@require_safe
def compare(request: TenantRequest, shortlist: UUID) -> HttpResponse:
    """Up to four people side by side. Constant queries."""
    record = shortlist_for(request.actor, shortlist)
    view = own_view_of(actor_in(request), record)
    if view and view.said_at is None:
        return redirect("matching:own_view", record.pk)
    chosen = request.GET.getlist("with")
    context = {
        "brief": record.brief,
        "record": record,
        "rows": compared(record, chosen, blind=is_blind(request)),
        "need": gather.need_in(record),
        "result": gather.result_in(record),
        "left_out": max(0, len(set(chosen)) - MOST_COMPARED),
        "most": MOST_COMPARED,
    }
    return render(request, "matching/compare.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def own_view(request: TenantRequest, shortlist: UUID) -> HttpResponse:
    """Whom one would take, before one sees the ranking: the people of the list in an order that says nothing."""
    record = shortlist_for(request.actor, shortlist)
    actor = actor_in(request)
    actor.must(Right.WORK)
    if request.method == "POST":
        picks = [one for one in request.POST.getlist("pick") if one] if "skip" not in request.POST else []
        deciding.say_own_view(record, picks, by=actor)
        return redirect("matching:one", record.pk)
    view = own_view_of(actor, record)
    if view is None or view.said_at:
        return redirect("matching:one", record.pk)
    result = gather.result_in(record)
    context = {
        "brief": record.brief,
        "record": record,
        "people": gather.shuffled(result, record),
        "result": result,
        "choices": range(1, deciding.MOST_PICKS + 1),
    }
    return render(request, "matching/own_view.html", context)


def place_of(record: CandidateRecord) -> str:
    """Where somebody stands on the page of their list."""
    return f"{reverse('matching:one', args=[record.shortlist_id])}#candidate-{record.rank}"


def _back_to(record: CandidateRecord) -> HttpResponse:
    return redirect(place_of(record))
