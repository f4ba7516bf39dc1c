"""The pages of shortlists."""

from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from touchstone.apps.accounts.actor import Actor, TenantRequest
from touchstone.apps.audit.history import history_of
from touchstone.apps.briefs.access import brief_for
from touchstone.apps.matching import actions, gather
from touchstone.apps.matching.access import newest_of, shortlist_for
from touchstone.apps.matching.models import ShortlistRecord
from touchstone.core.errors import BadInput
from touchstone.core.matching.values import Constraint, Mode, bar_note
from touchstone.core.roles.values import HIRABLE, Role

_DIGITS = 3  # of the number of an offer


@require_http_methods(["GET", "POST"])
def of_brief(request: TenantRequest, brief: UUID) -> HttpResponse:
    """The brief's newest shortlist; a POST draws one."""
    record = brief_for(request.actor, brief)
    if request.method == "POST":
        mode, role = _mode(request.POST.get("mode", Mode.BALANCED.value)), _role(request.POST.get("role", ""))
        actions.draw_shortlist(record, by=_actor(request), today=timezone.now().date(), mode=mode, role=role)
        return redirect("matching:shortlist", record.pk)
    newest = newest_of(record)
    return render(request, "matching/shortlist.html", {"brief": record} | (_context(newest) if newest else {}))


@require_GET
def one(request: TenantRequest, shortlist: UUID) -> HttpResponse:
    """A shortlist as it was drawn, however long ago."""
    record = shortlist_for(request.actor, shortlist)
    return render(request, "matching/shortlist.html", {"brief": record.brief} | _context(record))


@require_GET
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
    return _drawn(request, actions.relax(record, constraint, by=_actor(request)))


@require_POST
def relax_together(request: TenantRequest, shortlist: UUID) -> HttpResponse:
    """Several constraints, each one step down, where only that helps."""
    record = shortlist_for(request.actor, shortlist)
    typed = request.POST.get("index", "")
    if not (typed.isascii() and typed.isdigit() and len(typed) <= _DIGITS):
        raise BadInput(_("This is no number of an offer."), place="index", hint="0, 1, 2 …")
    return _drawn(request, actions.relax_together(record, int(typed), by=_actor(request)))


@require_POST
def rank(request: TenantRequest, shortlist: UUID) -> HttpResponse:
    """The same need ranked another way."""
    record = shortlist_for(request.actor, shortlist)
    mode = _mode(request.POST.get("mode", ""))
    return _drawn(request, actions.change_mode(record, mode, by=_actor(request)))


def _drawn(request: TenantRequest, record: ShortlistRecord) -> HttpResponse:
    """The new list: its body for htmx, with the address of its page; by a redirect otherwise."""
    if not request.htmx:
        return redirect("matching:one", record.pk)
    response = render(request, "matching/shortlist.html#body", {"brief": record.brief} | _context(record))
    response["HX-Push-Url"] = redirect("matching:one", record.pk).url
    return response


def _context(record: ShortlistRecord) -> dict[str, object]:
    result = gather.result_in(record)
    need = gather.need_in(record)
    return {
        "record": record,
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


def _actor(request: TenantRequest) -> Actor:
    """Whoever has a brief has an actor: the door has let them through."""
    assert request.actor is not None
    return request.actor
