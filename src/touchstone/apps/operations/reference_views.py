"""The operator's pages of reference data: the taxonomy with what clients ask for, and the rates."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.forms import Form
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from touchstone.apps.accounts.actor import TenantRequest
from touchstone.apps.briefs import words
from touchstone.apps.operations import actions
from touchstone.apps.operations.access import asked_fields, own_rate_for, staff
from touchstone.apps.operations.reference_forms import FieldForm, RateForm
from touchstone.apps.reference.actions import keep_rate
from touchstone.apps.reference.actions import remove_rate as remove
from touchstone.apps.reference.models import OwnField, OwnRate
from touchstone.core.errors import BadInput
from touchstone.core.rates import Rate, rate_table
from touchstone.core.rates.reading import ROLES
from touchstone.core.roles.values import Role
from touchstone.core.skills import taxonomy
from touchstone.core.text import fold

_LISTED = 50


@login_required
@require_safe
def fields(request: TenantRequest) -> HttpResponse:
    """The taxonomy, searched; what clients ask for; what was added here. Constant queries."""
    actor = staff(request.actor)
    tree, sought = taxonomy(), request.GET.get("q", "").strip()[:100]
    own = {one.code: one for one in OwnField.objects.select_related("changed_by")}
    codes = sorted(node.code for node in tree if not sought or _names(node.code, sought))
    page = Paginator(codes, _LISTED).get_page(request.GET.get("page"))
    context = {
        "page": page,
        "rows": [(code, tree.path(code, words.language()), own.get(code)) for code in page],
        "q": sought,
        "size": len(tree),
        "own": len(own),
        "asked": asked_fields(actor),
    }
    return render(request, "operations/fields.html", context)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def field(request: TenantRequest) -> HttpResponse:
    """One field: `code` of one that is there, `words` that a client asks for, or neither for a new one; a POST keeps it."""
    actor = staff(request.actor)
    asked_for = request.GET.get("words", "")[:200]
    form = FieldForm(request.POST or None, initial=_field_initial(request.GET.get("code", ""), asked_for))
    if request.method == "POST" and form.is_valid():
        try:
            kept = actions.keep_field(form.node(), asked_for=asked_for, by=actor)
        except BadInput as refused:
            _say(form, refused)
        else:
            messages.success(
                request, _("Kept: %(code)s. The pool is indexed anew within seconds.") % {"code": kept.code}
            )
            return redirect("operations:fields")
    status = 422 if form.is_bound else 200
    return render(request, "operations/field.html", {"form": form, "words": asked_for}, status=status)


@login_required
@require_POST
def decline(request: TenantRequest) -> HttpResponse:
    """What clients ask for is not added."""
    actions.decline_field(request.POST.get("words", ""), by=staff(request.actor))
    return redirect("operations:fields")


@login_required
@require_safe
def rates(request: TenantRequest) -> HttpResponse:
    """The rate table, filtered by role and place. Constant queries."""
    staff(request.actor)
    wanted = {name: request.GET.get(name, "").strip()[:60] for name in ("role", "place")}
    own = {one.pk: one for one in OwnRate.objects.select_related("changed_by")}
    found = [row for row in rate_table().rows if _is(row, wanted)]
    page = Paginator(found, _LISTED).get_page(request.GET.get("page"))
    context = {
        "page": page,
        "rows": [(row, own.get(row.id)) for row in page],
        "wanted": wanted,
        "roles": [(one, words.ROLES[Role(one)] if one != "all" else _("all AI-training work")) for one in ROLES],
        "places": sorted({row.place for row in rate_table().rows}),
        "own": len(own),
    }
    return render(request, "operations/rates.html", context)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def rate(request: TenantRequest) -> HttpResponse:
    """One row: `id` of one that is there, or none for a new one; a POST keeps it."""
    actor = staff(request.actor)
    known = rate_table().row(request.GET.get("id", ""))
    form = RateForm(request.POST or None, initial=RateForm.of(known) if known else {})
    if request.method == "POST" and form.is_valid():
        try:
            keep_rate(form.columns(), by=actor)
        except BadInput as refused:
            _say(form, refused)
        else:
            messages.success(request, _("Kept. Every page goes by it from now on."))
            return redirect("operations:rates")
    context = {"form": form, "row": known, "own": OwnRate.objects.filter(pk=known.id).first() if known else None}
    return render(request, "operations/rate.html", context, status=422 if form.is_bound else 200)


@login_required
@require_POST
def remove_rate(request: TenantRequest) -> HttpResponse:
    """A row of one's own goes."""
    remove(own_rate_for(request.actor, request.POST.get("id", "")), by=staff(request.actor))
    messages.success(request, _("Removed."))
    return redirect("operations:rates")


def _names(code: str, sought: str) -> bool:
    return fold(sought) in fold(f"{code} {' '.join(taxonomy().node(code).names.values())}")


def _is(row: Rate, wanted: dict[str, str]) -> bool:
    return all(not value or getattr(row, name) == value for name, value in wanted.items())


def _field_initial(code: str, asked_for: str) -> dict[str, Any]:
    if code:
        if code not in taxonomy():
            raise Http404(code)
        return FieldForm.of(taxonomy().node(code))
    if asked_for:
        offer = taxonomy().suggest(asked_for)
        return {"en": asked_for[:1].upper() + asked_for[1:], "code": (offer and offer.suggested_code) or ""}
    return {}


def _say(form: Form, refused: BadInput) -> None:
    """At its field, with what would be right."""
    place = refused.place if refused.place in form.fields else None
    hint = f" {_('What would be right:')} {refused.hint}" if refused.hint else ""
    form.add_error(place, f"{refused.message}{hint}")
