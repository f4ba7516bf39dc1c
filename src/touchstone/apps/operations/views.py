"""The pages of the operator's staff."""

import shutil
from datetime import UTC, datetime
from urllib.parse import urlencode
from uuid import UUID

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.checks import run_checks
from django.core.paginator import Paginator
from django.db import connection
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe
from procrastinate.contrib.django.models import ProcrastinateJob, ProcrastinateWorker

from touchstone import __version__
from touchstone.apps.accounts.actor import TenantRequest
from touchstone.apps.accounts.models import OPERATOR_ID
from touchstone.apps.audit.models import AuditLink
from touchstone.apps.briefs import words
from touchstone.apps.jobs.gather import jobs_by_queue, living_workers
from touchstone.apps.jobs.models import Letter
from touchstone.apps.operations import actions
from touchstone.apps.operations.access import (
    import_for,
    letter_for,
    pool_of,
    record_for,
    records_of,
    staff,
    views_of,
)
from touchstone.apps.talent import gather
from touchstone.apps.talent.actions import imports, takeover
from touchstone.apps.talent.models import PeopleImport, PersonRecord, PoolSnapshot
from touchstone.core.people import Person
from touchstone.core.roles.values import HIRABLE, Role

_LISTED = 25
_SHOWN = 100
_FILTERS = ("q", "role", "country", "language", "domain", "state")


@login_required
@require_safe
def pool(request: TenantRequest) -> HttpResponse:
    """The pool, searched and filtered. Constant queries."""
    actor = staff(request.actor)
    wanted = {name: request.GET.get(name, "").strip()[:200].replace("\0", "") for name in _FILTERS}
    page = Paginator(pool_of(actor, wanted), _LISTED).get_page(request.GET.get("page"))
    people = records_of([one.reference for one in page])
    rows = [
        (one, gather.profile_in(one), _person(people.get(one.reference)), _kept_by_us(people.get(one.reference)))
        for one in page
    ]
    context = {
        "page": page,
        "rows": rows,
        "wanted": wanted,
        "query": urlencode({name: value for name, value in wanted.items() if value}),
        "roles": [(role.value, words.ROLES[role]) for role in Role if role in HIRABLE],
        "views": views_of(actor),
        "snapshot": PoolSnapshot.objects.order_by("-id").first(),
    }
    return render(request, "operations/pool.html", context)


@login_required
@require_POST
def save_view(request: TenantRequest) -> HttpResponse:
    """Keep this search."""
    query = request.POST.get("query", "")
    actions.save_view(request.POST.get("name", ""), query, by=staff(request.actor))
    return redirect(f"{reverse('operations:pool')}?{query}")


@login_required
@require_POST
def remove_view(request: TenantRequest, view: UUID) -> HttpResponse:
    """Let a kept search go."""
    found = views_of(request.actor).filter(pk=view).first()
    if found is None:
        raise Http404(str(view))
    actions.remove_view(found, by=staff(request.actor))
    return redirect("operations:pool")


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def import_list(request: TenantRequest) -> HttpResponse:
    """Files on their way; a POST takes one in. Constant queries."""
    actor = staff(request.actor)
    if request.method == "POST":
        made = actions.receive_people(request.FILES.get("people"), place="people", by=actor)
        return redirect("operations:import", made.pk)
    listed = PeopleImport.objects.select_related("created_by").defer("report")
    page = Paginator(listed, _LISTED).get_page(request.GET.get("page"))
    return render(request, "operations/imports.html", {"page": page, "not_asked": takeover.not_asked().count()})


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def import_one(request: TenantRequest, key: UUID) -> HttpResponse:
    """The report of a file; a POST has it imported, or dropped."""
    found = import_for(request.actor, key)
    if request.method == "POST":
        act = imports.drop if request.POST.get("do") == "drop" else imports.confirm
        act(found, by=staff(request.actor))
        return redirect("operations:import", found.pk)
    pairs = found.report.get("duplicates", [])[:_SHOWN]
    people = records_of([one[name] for one in pairs for name in ("first", "other")])
    context = {
        "given": found,
        "report": found.report,
        "problems": found.report.get("problems", [])[:_SHOWN],
        "missing": [(words.PERSON_FIELDS[name], n) for name, n in found.report.get("missing", {}).items()],
        "pairs": [(one, _person(people.get(one["first"])), _person(people.get(one["other"]))) for one in pairs],
        "waits": found.state in {PeopleImport.State.READING, PeopleImport.State.IMPORTING},
        "states": PeopleImport.State,
    }
    return render(request, "operations/import.html", context)


@login_required
@require_POST
def merge(request: TenantRequest) -> HttpResponse:
    """Two records are one person: the first one stays."""
    kept, other = (record_for(request.actor, request.POST.get(name, "")) for name in ("kept", "other"))
    imports.merge_people(kept, other, by=staff(request.actor))
    messages.success(request, _("Merged into %(reference)s.") % {"reference": kept.reference})
    return redirect(f"{reverse('operations:pool')}?{urlencode({'q': kept.reference})}")


@login_required
@require_POST
def ask(request: TenantRequest) -> HttpResponse:
    """Ask somebody to take their record over."""
    asked = takeover.ask(record_for(request.actor, request.POST.get("reference", "")), by=staff(request.actor))
    messages.success(request, _("A letter is on its way to %(who)s.") % {"who": asked.reference})
    return redirect(f"{reverse('operations:pool')}?{urlencode({'q': asked.reference})}")


@login_required
@require_POST
def ask_all(request: TenantRequest) -> HttpResponse:
    """Ask everybody who was never asked."""
    n = takeover.ask_all(by=staff(request.actor))
    messages.success(request, ngettext("%(n)s letter is on its way.", "%(n)s letters are on their way.", n) % {"n": n})
    return redirect("operations:imports")


@login_required
@require_safe
def jobs(request: TenantRequest) -> HttpResponse:
    """What the workers have to do, what failed, and whether anybody works. Constant queries."""
    staff(request.actor)
    context = {
        "queues": sorted(jobs_by_queue().items()),
        "failed": ProcrastinateJob.objects.filter(status="failed").order_by("-pk")[:_SHOWN],
        "workers": [(one, (timezone.now() - one.last_heartbeat).total_seconds()) for one in _workers()],
        "letters": Letter.objects.filter(failed_at__isnull=False).order_by("-failed_at")[:_SHOWN],
        "waiting": Letter.objects.filter(failed_at=None).count(),
        "snapshot": PoolSnapshot.objects.order_by("-id").first(),
    }
    return render(request, "operations/jobs.html", context)


@login_required
@require_safe
def health(request: TenantRequest) -> HttpResponse:
    """What is wrong with this installation, if anything, and what it stands on. Constant queries."""
    staff(request.actor)
    checkpoints, room = settings.AUDIT_CHECKPOINTS, shutil.disk_usage(settings.HOME.folder)
    last = datetime.fromtimestamp(checkpoints.stat().st_mtime, tz=UTC) if checkpoints.exists() else None
    context = {
        "findings": run_checks(databases=["default"]),
        "version": __version__,
        "database": "PostgreSQL " + ".".join(str(part) for part in connection.get_database_version()),
        "free": room.free / 1024**3,
        "used": 1 - room.free / room.total,
        "snapshot": PoolSnapshot.objects.order_by("-id").first(),
        "workers": living_workers().count(),
        "failed": ProcrastinateJob.objects.filter(status="failed").count(),
        "refused": Letter.objects.filter(failed_at__isnull=False).count(),
        "chained": AuditLink.objects.order_by("-position").values_list("position", flat=True).first() or 0,
        "checkpoint": last,
        "mail": bool(settings.EMAIL_HOST),
    }
    return render(request, "operations/health.html", context)


@login_required
@require_POST
def retry_job(request: TenantRequest, number: int) -> HttpResponse:
    """Have a job done again."""
    actions.retry_job(number, by=staff(request.actor))
    return redirect("operations:jobs")


@login_required
@require_POST
def letter(request: TenantRequest, letter: UUID) -> HttpResponse:
    """Send a letter again, or remove it."""
    found = letter_for(request.actor, letter)
    act = actions.remove_letter if request.POST.get("do") == "remove" else actions.retry_letter
    act(found, by=staff(request.actor))
    return redirect("operations:jobs")


def _workers() -> list[ProcrastinateWorker]:
    return list(ProcrastinateWorker.objects.order_by("-last_heartbeat")[:20])


def _kept_by_us(record: PersonRecord | None) -> PersonRecord | None:
    return record if record and record.organisation_id == OPERATOR_ID else None


def _person(record: PersonRecord | None) -> Person | None:
    return gather.person_in(record) if record else None
