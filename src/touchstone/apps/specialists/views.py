"""The specialists' own pages."""

import json
from typing import cast
from uuid import UUID

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.core.serializers.json import DjangoJSONEncoder
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from touchstone.apps.accounts.access import CHOSEN
from touchstone.apps.accounts.actor import Actor, TenantRequest
from touchstone.apps.accounts.models import User
from touchstone.apps.accounts.step_up import step_up
from touchstone.apps.briefs import words
from touchstone.apps.engagements import actions as engagements
from touchstone.apps.engagements.access import offers_to
from touchstone.apps.engagements.models import Offer
from touchstone.apps.matching.access import lists_about
from touchstone.apps.specialists import gather
from touchstone.apps.specialists.forms import ProfileForm, one_more
from touchstone.apps.specialists.signup import AS, SPECIALIST, TAKES
from touchstone.apps.talent.access import own_record
from touchstone.apps.talent.actions import people, takeover
from touchstone.apps.talent.gather import person_in, profile_in
from touchstone.apps.talent.models import PersonRecord, Specialist
from touchstone.core.people import hours_in, missing

_LISTED = 20


@require_http_methods(["GET", "HEAD", "POST"])
def join(request: TenantRequest) -> HttpResponse:
    """What it is to be here as a specialist, and the way in."""
    if request.method != "POST":
        return render(request, "specialists/join.html", {"erasure_days": settings.ERASURE_DAYS})
    if not request.user.is_authenticated:
        request.session[AS] = SPECIALIST
        return redirect("account_signup")
    made = people.join(request.user, language=request.LANGUAGE_CODE)
    request.session[CHOSEN] = str(made.organisation_id)
    return redirect("specialists:me")


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def take_over(request: TenantRequest, secret: str) -> HttpResponse:
    """The page behind the link to a record that the operator keeps: take it over, or have it forgotten."""
    found = takeover.record_behind(secret)
    if found is None:
        return render(request, "specialists/take_over.html", {"found": None}, status=404)
    if request.method != "POST":
        person = person_in(found)
        row = takeover.row_behind(found)
        context = {"found": found, "person": person, "profile": profile_in(row) if row else None}
        return render(request, "specialists/take_over.html", context)
    if request.POST.get("do") == "forget":
        takeover.forget(secret)
        messages.success(request, _("It is erased, and will not be brought in again."))
        return redirect("briefs:landing")
    if not request.user.is_authenticated:
        request.session[AS], request.session[TAKES] = SPECIALIST, secret
        return redirect("account_signup")
    today = timezone.now().date()
    mine = takeover.take_over(secret, user=request.user, today=today, language=request.LANGUAGE_CODE)
    request.session[CHOSEN] = str(mine.organisation_id)
    messages.success(request, _("It is yours now. Look whether it is right."))
    return redirect("specialists:me")


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def me(request: TenantRequest) -> HttpResponse:
    """One's own profile. Constant queries."""
    mine = own_record(request.actor)
    person = person_in(mine)
    if request.method != "POST":
        return _profile(request, mine, ProfileForm(person, shows_name=mine.shows_name))
    if "more" in request.POST:
        grown = ProfileForm(person, shows_name=mine.shows_name, data=one_more(request.POST, request.POST["more"]))
        return _profile(request, mine, grown)
    form = ProfileForm(person, shows_name=mine.shows_name, data=request.POST)
    if not form.is_valid():
        return _profile(request, mine, form, status=422)
    kept = people.keep(mine, form.value(), by=_actor(request), today=timezone.now().date(), shows_name=form.shows_name)
    messages.success(request, _kept(kept))
    return redirect("specialists:me")


@login_required
@require_POST
def show(request: TenantRequest) -> HttpResponse:
    """Let searches find one, or no longer."""
    shown = request.POST.get("shown") == "yes"
    people.show(own_record(request.actor), shown=shown, by=_actor(request), today=timezone.now().date())
    return redirect("specialists:me")


@login_required
@require_safe
def seen(request: TenantRequest) -> HttpResponse:
    """What clients see of one, and what they never see. Constant queries."""
    mine = own_record(request.actor)
    row = Specialist.objects.filter(reference=mine.reference).first()
    context = {"mine": mine, "person": person_in(mine), "row": row, "profile": profile_in(row) if row else None}
    return render(request, "specialists/seen.html", context | _counts(mine))


@login_required
@require_safe
def lists(request: TenantRequest) -> HttpResponse:
    """The lists one was on, and why one was chosen or not. Constant queries."""
    mine = own_record(request.actor)
    page = Paginator(lists_about(mine.reference), _LISTED).get_page(request.GET.get("page"))
    rows = [(one, gather.what_is_told(one)) for one in page]
    return render(request, "specialists/lists.html", {"mine": mine, "page": page, "rows": rows} | _counts(mine))


@login_required
@require_safe
def offers(request: TenantRequest) -> HttpResponse:
    """The invitations to work, newest first. Constant queries."""
    mine = own_record(request.actor)
    page = Paginator(offers_to(mine.reference), _LISTED).get_page(request.GET.get("page"))
    return render(request, "specialists/offers.html", {"mine": mine, "page": page} | _counts(mine))


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def offer(request: TenantRequest, offer: UUID) -> HttpResponse:
    """One invitation: what is offered, and the answer to it."""
    mine = own_record(request.actor)
    found = offers_to(mine.reference).filter(pk=offer).first()
    if found is None:
        raise Http404(str(offer))
    if request.method == "POST":
        accepted = request.POST.get("answer") == "accept"
        typed = request.POST.get("why", "")
        why = Offer.Why(typed) if typed in Offer.Why.values else None
        engagements.answer(found, accepted=accepted, by=_actor(request), why=why)
        return redirect("specialists:offer", found.pk)
    own = gather.on_own_clock(found, person_in(mine).time_zone)
    context = {"mine": mine, "offer": found, "own_window": own, "whys": Offer.Why.choices}
    return render(request, "specialists/offer.html", context | _counts(mine))


@login_required
@require_safe
def data(request: TenantRequest) -> HttpResponse:
    """What is kept about one: to take along, or to have forgotten."""
    mine = own_record(request.actor)
    return render(request, "specialists/data.html", {"mine": mine, "days": settings.ERASURE_DAYS} | _counts(mine))


@login_required
@require_safe
def export(request: TenantRequest) -> HttpResponse:
    """Everything that is kept about one, as a file."""
    mine = own_record(request.actor)
    body = gather.everything_about(mine, email=cast("User", request.user).email)
    text = json.dumps(body, cls=DjangoJSONEncoder, ensure_ascii=False, indent=2)
    response = HttpResponse(text, content_type="application/json")
    response["Content-Disposition"] = f'attachment; filename="touchstone-{mine.reference}.json"'
    return response


@login_required
@require_POST
@step_up
def erasure(request: TenantRequest) -> HttpResponse:
    """Be forgotten, or take that back."""
    mine = own_record(request.actor)
    if request.POST.get("do") == "take_back":
        people.take_back_erasure(mine, by=_actor(request))
    else:
        people.ask_erasure(mine, by=_actor(request), today=timezone.now().date())
    return redirect("specialists:data")


def _profile(request: TenantRequest, mine: PersonRecord, form: ProfileForm, *, status: int = 200) -> HttpResponse:
    person = person_in(mine)
    lacking = [words.PERSON_FIELDS[name] for name in missing(person)]
    context = {
        "mine": mine,
        "form": form,
        "lacking": lacking,
        "weekly": hours_in(person.windows),
        "person": person,
    }
    return render(request, "specialists/me.html", context | _counts(mine), status=status)


def _counts(mine: PersonRecord) -> dict[str, int]:
    """What waits for an answer, for the list of pages. One query."""
    waiting = offers_to(mine.reference).filter(state=Offer.State.OPEN, expires_at__gt=timezone.now())
    return {"waiting": waiting.count()}


def _kept(mine: PersonRecord) -> str:
    lacking = len(missing(person_in(mine)))
    if lacking:
        said = ngettext("Kept. %(n)s thing is still missing.", "Kept. %(n)s things are still missing.", lacking)
        return said % {"n": lacking}
    if mine.state == PersonRecord.State.SHOWN:
        return _("Kept. Searches find you as you are now within seconds.")
    return _("Kept. Searches do not find you.")


def _actor(request: TenantRequest) -> Actor:
    assert request.actor is not None
    return request.actor
