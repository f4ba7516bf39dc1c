"""The client's pages of openings and invitations."""

from uuid import UUID

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from touchstone.apps.accounts.actor import TenantRequest
from touchstone.apps.accounts.rights import Right
from touchstone.apps.engagements import actions, gather
from touchstone.apps.engagements.access import offer_for, opening_for, openings_of
from touchstone.apps.engagements.forms import OfferForm, SeatsForm
from touchstone.apps.matching.access import candidate_for
from touchstone.apps.matching.deciding_views import place_of
from touchstone.apps.matching.views import actor_in
from touchstone.core.errors import BadInput

_LISTED = 20


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def invite(request: TenantRequest, candidate: UUID) -> HttpResponse:
    """Invite somebody on a list; pay, fee and what is billed stand on the same page."""
    record = candidate_for(request.actor, candidate)
    actor = actor_in(request)
    actor.must(Right.WORK)
    today = timezone.now().date()
    one = gather.candidate_in(record)
    form = (
        OfferForm(request.POST)
        if request.method == "POST"
        else OfferForm(initial=gather.first_terms(record, today=today))
    )
    status = 200
    if request.method == "POST":
        if form.is_valid():
            made = actions.offer(record, form.terms(), by=actor, today=today)
            messages.success(request, _("%(who)s is invited.") % {"who": made.specialist})
            return redirect("engagements:openings")
        status = 422
    context = {
        "form": form,
        "record": record,
        "one": one,
        "brief": record.shortlist.brief,
        "fee": settings.FEE_PERCENT,
        "back": place_of(record),
    }
    return render(request, "engagements/invite.html", context, status=status)


@login_required
@require_safe
def openings(request: TenantRequest) -> HttpResponse:
    """Every opening with who is invited. Constant queries."""
    page = Paginator(openings_of(request.actor), _LISTED).get_page(request.GET.get("page"))
    works = bool(request.actor and request.actor.may(Right.WORK))
    return render(request, "engagements/openings.html", {"page": page, "works": works})


@login_required
@require_POST
def seats(request: TenantRequest, opening: UUID) -> HttpResponse:
    """Another number of seats."""
    record = opening_for(request.actor, opening)
    form = SeatsForm(request.POST)
    if not form.is_valid():
        hint = _("a whole number from 1 to %(most)s") % {"most": actions.MOST_SEATS}
        raise BadInput(_("So many seats cannot be."), place="seats", hint=hint)
    actions.set_seats(record, form.cleaned_data["seats"], by=actor_in(request))
    return redirect("engagements:openings")


@login_required
@require_POST
def close(request: TenantRequest, opening: UUID) -> HttpResponse:
    """Nobody else is invited to it."""
    actions.close(opening_for(request.actor, opening), by=actor_in(request))
    return redirect("engagements:openings")


@login_required
@require_POST
def withdraw(request: TenantRequest, offer: UUID) -> HttpResponse:
    """Take an invitation back."""
    actions.withdraw(offer_for(request.actor, offer), by=actor_in(request))
    return redirect("engagements:openings")
