"""The pages of briefs: the landing page, one brief, its fields, its plan."""

from typing import Any
from uuid import UUID

from django.conf import settings
from django.core.files.uploadedfile import UploadedFile
from django.core.paginator import Paginator
from django.forms import ValidationError
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from touchstone.apps.accounts.actor import Actor, TenantRequest, actor_of
from touchstone.apps.accounts.visits import acting, count_use
from touchstone.apps.audit.history import history_of
from touchstone.apps.briefs import actions, gather, words
from touchstone.apps.briefs.access import brief_for, briefs_of, matching_briefs
from touchstone.apps.briefs.field_forms import EDITORS, FieldForm
from touchstone.apps.briefs.forms import BriefForm
from touchstone.apps.briefs.models import BriefRecord
from touchstone.apps.briefs.page import BriefPage
from touchstone.core.errors import BadInput

_SHOWN = 10  # of one's own briefs on the landing page
_LISTED = 25  # on one page of the list


@require_safe
def landing(request: TenantRequest) -> HttpResponse:
    """Say what it is, and let anyone type a need; a specialist's first page is their profile. Constant queries."""
    if request.actor and request.actor.is_specialist:
        return redirect("specialists:me")
    return _landing(request, BriefForm())


@require_http_methods(["GET", "HEAD", "POST"])
def briefs(request: TenantRequest) -> HttpResponse:
    """The organisation's briefs; a POST submits one."""
    return _submit(request) if request.method == "POST" else _list(request)


def _submit(request: TenantRequest) -> HttpResponse:
    """Read a brief and show what was found."""
    count_use("brief", request, limit=settings.BRIEFS_PER_HOUR)
    form = BriefForm(request.POST, request.FILES)
    if not form.is_valid():
        return _landing(request, form, status=422)
    with acting(request) as actor:
        record = submit_form(form, by=actor)
    return redirect("briefs:brief", record.pk)


@require_safe
def brief(request: TenantRequest, brief: UUID) -> HttpResponse:
    """One brief: fields, diagnosis, rates, plan."""
    record = brief_for(request.actor, brief)
    return _page(request, record)


@require_safe
def plan(request: TenantRequest, brief: UUID) -> HttpResponse:
    """The plan under other levers; the part alone for htmx."""
    record = brief_for(request.actor, brief)
    return _page(request, record, part="plan" if request.htmx else "")


@require_http_methods(["GET", "HEAD", "POST"])
def field(request: TenantRequest, brief: UUID, field: str) -> HttpResponse:
    """Show one field's form, or do to the field what was pressed."""
    record = brief_for(request.actor, brief)
    if field not in EDITORS:
        raise BadInput(_("A brief has no such field."), place=field)
    if request.method != "POST":
        return _field(request, record, FieldForm(field, gather.brief_of(record)))
    return _press(request, record, field)


@require_POST
def confirm_all(request: TenantRequest, brief: UUID) -> HttpResponse:
    """Everything that was read is right."""
    record = actions.confirm_all(brief_for(request.actor, brief), by=_actor(request))
    return _changed(request, record)


@require_POST
def propose(request: TenantRequest, brief: UUID) -> HttpResponse:
    """Let the configured model propose what the rules left open."""
    record = brief_for(request.actor, brief)
    count_use("model", request, limit=settings.BRIEFS_PER_HOUR)
    return _changed(request, actions.propose_fields(record, by=_actor(request)))


@require_safe
def history(request: TenantRequest, brief: UUID) -> HttpResponse:
    """Who did what to the brief. Constant queries."""
    record = brief_for(request.actor, brief)
    done = history_of(record.organisation_id, record.pk, page=request.GET.get("page"))
    context = {
        "history": done,
        "name": record.title or record.file_name,
        "back": reverse("briefs:brief", args=[record.pk]),
    }
    return render(request, "audit/history.html", context)


@require_POST
def subfield(request: TenantRequest, brief: UUID) -> HttpResponse:
    """Ask for a sub-field that the taxonomy lacks, take that back, or ask for it in the brief once it is there."""
    record, words = brief_for(request.actor, brief), request.POST.get("words", "")
    verbs = {"propose": actions.propose_subfield, "withdraw": actions.withdraw_subfield, "take": actions.take_subfield}
    if (pressed := request.POST.get("do", "")) not in verbs:
        raise BadInput(_("There is no such button."), place="do", hint=", ".join(verbs))
    verbs[pressed](record, words, by=_actor(request))
    return _changed(request, brief_for(request.actor, brief))


def submit_form(form: BriefForm, *, by: Actor) -> BriefRecord:
    """The document where there is one, the text otherwise."""
    document: UploadedFile[Any] | None = form.cleaned_data["document"]
    today = timezone.now().date()
    if document is not None:
        return actions.submit_document(document.read(), document.name or "", by=by, today=today)
    return actions.submit_text(form.cleaned_data["text"], by=by, today=today)


def _press(request: TenantRequest, record: BriefRecord, field: str) -> HttpResponse:
    by = _actor(request)
    pressed = request.POST.get("do", "")
    if pressed == "edit":
        form = FieldForm(field, gather.brief_of(record), request.POST)
        try:
            value = form.value() if form.is_valid() else None
        except ValidationError as error:
            form.add_error(None, error)
        if form.errors:
            return _field(request, record, form, status=422)
        return _changed(request, actions.edit_field(record, field, value, by=by))
    verbs = {"confirm": actions.confirm_field, "drop": actions.drop_field, "reopen": actions.reopen_field}
    if pressed not in verbs:
        raise BadInput(_("There is no such button."), place="do", hint="confirm, edit, drop, reopen")
    return _changed(request, verbs[pressed](record, field, by=by))


def _changed(request: TenantRequest, record: BriefRecord) -> HttpResponse:
    """The page with the change in it: its body for htmx, by a redirect otherwise."""
    if request.htmx:
        return _page(request, record, part="body")
    return redirect("briefs:brief", record.pk)


def _page(request: TenantRequest, record: BriefRecord, *, part: str = "") -> HttpResponse:
    page = BriefPage(record, today=timezone.now().date(), levers=request.GET)
    template = f"briefs/brief.html#{part}" if part else "briefs/brief.html"
    return render(request, template, {"page": page, "record": record})


def _field(request: TenantRequest, record: BriefRecord, form: FieldForm, *, status: int = 200) -> HttpResponse:
    template = "briefs/field.html#form" if request.htmx else "briefs/field.html"
    context = {"record": record, "form": form, "field": form.field, "label": words.FIELDS[form.field]}
    response = render(request, template, context, status=status)
    if form.errors:  # the form says itself what is wrong, in its own place
        response["HX-Retarget"], response["HX-Reswap"] = f"#form-{form.field}", "outerHTML"
    return response


def _list(request: TenantRequest) -> HttpResponse:
    """A page of the briefs, newest first, by words and role. Constant queries."""
    sought, role = request.GET.get("q", "").strip()[:200].replace("\0", ""), request.GET.get("role", "")
    found = matching_briefs(briefs_of(request.actor), sought=sought, role=role)
    page = Paginator(found, _LISTED).get_page(request.GET.get("page"))
    context = {"page": page, "sought": sought, "role": role, "roles": words.ROLES.items()}
    return render(request, "briefs/list.html", context)


def _landing(request: TenantRequest, form: BriefForm, *, status: int = 200) -> HttpResponse:
    mine = briefs_of(actor_of(request)).only("pk", "title", "created_at", "file_name")[:_SHOWN]
    return render(request, "briefs/landing.html", {"form": form, "briefs": mine}, status=status)


def _actor(request: TenantRequest) -> Actor:
    """Whoever has a brief has an actor: the door has let them through."""
    actor = actor_of(request)
    assert actor is not None
    return actor
