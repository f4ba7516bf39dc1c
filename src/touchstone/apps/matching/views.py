"""The pages of shortlists: drawn, relaxed, ranked another way."""

from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from touchstone.apps.accounts.actor import Actor, TenantRequest
from touchstone.apps.accounts.rights import Right
from touchstone.apps.audit.history import history_of
from touchstone.apps.briefs.access import brief_for
from touchstone.apps.matching import gather
from touchstone.apps.matching.access import newest_of, own_view_of, shortlist_for
from touchstone.apps.matching.actions import drawing
from touchstone.apps.matching.models import CandidateRecord, OwnView, ShortlistRecord
from touchstone.apps.matching.page import rows_of
from touchstone.core.errors import BadInput
from touchstone.core.matching.values import Constraint, Mode, bar_note
from touchstone.core.roles.values import HIRABLE, Role

NAMES = "names"  # the session's key for who wants to see them
_DIGITS = 3  # of the number of an offer


@require_http_methods(["GET", "HEAD", "POST"])
def of_brief(request: TenantRequest, brief: UUID) -> HttpResponse:
    """The brief's newest shortlist; a POST draws one."""
    record = brief_for(request.actor, brief)
    if request.method == "POST":
        mode, role = _mode(request.POST.get("mode", Mode.BALANCED.value)), _role(request.POST.get("role", ""))
        first = "say_first" in request.POST
        today = timezone.now().date()
        drawing.draw_shortlist(record, by=actor_in(request), today=today, mode=mode, role=role, say_first=first)
        return redirect("matching:shortlist", record.pk)
    newest = newest_of(record)
    if newest is None:
        return render(request, "matching/shortlist.html", {"brief": record})
    return _page(request, newest)


@require_safe
def one(request: TenantRequest, shortlist: UUID) -> HttpResponse:
    """A shortlist as it was drawn, however long ago."""
    return _page(request, shortlist_for(request.actor, shortlist))


@require_safe
def history(request: TenantRequest, shortlist: UUID) -> HttpResponse:
    """Who did what to the list. Constant queries."""
    record = shortlist_for(request.actor, shortlist)
    done = history_of(record.organisation_id, record.pk, page=request.GET.get("page"))
    name = record.brief.title or record.brief.file_name
    context = {"history": done, "name": name, "back": reverse("matching:one", args=[record.pk])}
    return render(request, "audit/history.html", context)


@require_POST
def relax(request: TenantRequest, shortlist: UUID) -> HttpResponse:
    """One constraint taken one step down."""
    record = shortlist_for(request.actor, shortlist)
    try:
        constraint = Constraint(request.POST.get("constraint", ""))
    except ValueError as error:
        raise BadInput(_("There is no such constraint."), place="constraint", hint=", ".join(Constraint)) from error
    return _drawn(request, drawing.relax(record, constraint, by=actor_in(request)))


@require_POST
def relax_together(request: TenantRequest, shortlist: UUID) -> HttpResponse:
    """Several constraints, each one step down, where only that helps."""
    record = shortlist_for(request.actor, shortlist)
    typed = request.POST.get("index", "")
    if not (typed.isascii() and typed.isdigit() and len(typed) <= _DIGITS):
        raise BadInput(_("This is no number of an offer."), place="index", hint="0, 1, 2 …")
    return _drawn(request, drawing.relax_together(record, int(typed), by=actor_in(request)))


@require_POST
def rank(request: TenantRequest, shortlist: UUID) -> HttpResponse:
    """The same need ranked another way."""
    record = shortlist_for(request.actor, shortlist)
    mode = _mode(request.POST.get("mode", ""))
    return _drawn(request, drawing.change_mode(record, mode, by=actor_in(request)))


def _drawn(request: TenantRequest, record: ShortlistRecord) -> HttpResponse:
    """The new list: its body for htmx, with the address of its page; by a redirect otherwise."""
    if not request.htmx:
        return redirect("matching:one", record.pk)
    response = render(request, "matching/shortlist.html#body", _context(request, record))
    response["HX-Push-Url"] = redirect("matching:one", record.pk).url
    return response


def _page(request: TenantRequest, record: ShortlistRecord) -> HttpResponse:
    """The list; whoever is asked for their own view first is asked now."""
    view = own_view_of(actor_in(request), record)
    if view and view.said_at is None:
        return redirect("matching:own_view", record.pk)
    return render(request, "matching/shortlist.html", _context(request, record, view))


def _context(request: TenantRequest, record: ShortlistRecord, view: OwnView | None = None) -> dict[str, object]:
    result = gather.result_in(record)
    blind = is_blind(request)
    need = gather.need_in(record)
    return {
        "brief": record.brief,
        "record": record,
        "rows": rows_of(record, result.candidates, blind=blind),
        "blind": blind,
        "own_view": view if view and view.picks else None,
        "agreement": gather.agreement(view, result) if view else None,
        "reasons": CandidateRecord.Reason.choices,
        "works": actor_in(request).may(Right.WORK),
        "need": need,
        "bar_note": bar_note(need),
        "result": result,
        "one_is_enough": any(one.relaxed_need is not None for one in result.exclusions),
        "modes": ShortlistRecord.Mode.choices,
    }


def _mode(typed: str) -> Mode:
    try:
        return Mode(typed)
    except ValueError as error:
        raise BadInput(_("There is no such ranking."), place="mode", hint=", ".join(Mode)) from error


def _role(typed: str) -> Role | None:
    if not typed:
        return None
    if typed not in HIRABLE:
        raise BadInput(_("This is none of the four roles."), place="role", hint=", ".join(HIRABLE))
    return Role(typed)


def is_blind(request: TenantRequest) -> bool:
    """Whether names are hidden: until somebody asks to see them, as long as their session lasts."""
    return not request.session.get(NAMES)


def actor_in(request: TenantRequest) -> Actor:
    """Whoever has a brief has an actor: the door has let them through."""
    assert request.actor is not None
    return request.actor
