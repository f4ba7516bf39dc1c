"""What the operator's staff does to files of people, jobs, letters and kept searches."""

from typing import Any

from django.conf import settings
from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from procrastinate.contrib.django.models import ProcrastinateJob

from touchstone.apps.accounts.actor import Actor
from touchstone.apps.accounts.models import OPERATOR_ID
from touchstone.apps.accounts.rights import Right
from touchstone.apps.audit.models import record as audit
from touchstone.apps.briefs import actions as briefs
from touchstone.apps.jobs import letters
from touchstone.apps.jobs.models import Letter
from touchstone.apps.jobs.queue import app
from touchstone.apps.reference import actions as reference
from touchstone.apps.reference.models import OwnField
from touchstone.apps.talent.actions import imports
from touchstone.apps.talent.actions.pool import pool_changed
from touchstone.apps.talent.models import PeopleImport, SavedView
from touchstone.core.errors import BadInput, NotPossible
from touchstone.core.skills import Node

MOST_VIEWS = 50


def receive_people(given: "UploadedFile[Any] | None", *, place: str, by: Actor) -> PeopleImport:
    """Take an uploaded file of people in; `place` is where it stood.

    Raises:
        BadInput: there is none, or it is empty or too large.
    """
    by.must(Right.OPERATE)
    if given is None or not given.size:
        raise BadInput(_("There is no file."), place=place, hint="CSV, JSON Resume, ORCID, JSON, Parquet")
    if given.size > settings.UPLOAD_LIMIT:
        most = settings.UPLOAD_LIMIT // 1024 // 1024
        hint = _("at most %(most)s MB here; larger ones by `touchstone-server import_people`") % {"most": most}
        raise BadInput(_("The file is too large."), place=place, hint=hint)
    return imports.receive(given.chunks(), given.name or "people", by=by)


@transaction.atomic
def save_view(name: str, query: str, *, by: Actor) -> SavedView:
    """Keep a search under a name; the same name again is renewed.

    Raises:
        BadInput: there is no name.
        NotPossible: there are too many.
    """
    by.must(Right.OPERATE)
    name = " ".join(name.split())[:80]
    if not name or by.user is None:
        raise BadInput(_("A kept search has a name."), place="name", hint=_("a few words"))
    mine = SavedView.objects.filter(organisation=OPERATOR_ID, user=by.user)
    if mine.exclude(name=name).count() >= MOST_VIEWS:
        raise NotPossible(_("There are too many kept searches."), hint=_("Remove one first."))
    made, _new = SavedView.objects.update_or_create(
        organisation_id=OPERATOR_ID, user_id=by.user, name=name, defaults={"query": query[:1_000]}
    )
    audit("save_view", by=by, on=made)
    return made


@transaction.atomic
def remove_view(view: SavedView, *, by: Actor) -> None:
    """Let a kept search go; twice is once."""
    by.must(Right.OPERATE)
    if SavedView.objects.filter(pk=view.pk, user=by.user).delete()[0]:
        audit("remove_view", by=by, on=view.pk, kind="savedview")


@transaction.atomic
def keep_field(node: Node, *, by: Actor, asked_for: str = "") -> OwnField:
    """Add a field or change its names; who asked for it learns that it is there, and the pool is indexed anew.

    Raises:
        BadInput: as `apps.reference.actions.keep_field`.
    """
    kept = reference.keep_field(node, by=by)
    for words in {asked_for, *node.names.values()} - {""}:
        briefs.settle_proposals(words, code=kept.code, by=by)
    pool_changed()
    return kept


@transaction.atomic
def decline_field(words: str, *, by: Actor) -> None:
    """What clients ask for is not added; they see that. Twice is once."""
    by.must(Right.OPERATE)
    briefs.settle_proposals(words, code="", by=by)


@transaction.atomic
def retry_job(number: int, *, by: Actor) -> None:
    """Have a job done again that has failed for good.

    Raises:
        NotPossible: it has not failed.
    """
    by.must(Right.OPERATE)
    if not ProcrastinateJob.objects.filter(pk=number, status="failed").exists():
        raise NotPossible(_("This job has not failed."))
    app.job_manager.retry_job_by_id(number, retry_at=timezone.now())
    audit("retry_job", by=by, on=OPERATOR_ID, kind="job", number=number)


@transaction.atomic
def retry_letter(letter: Letter, *, by: Actor) -> None:
    """Send a letter again that a mail server has refused for good; twice is once."""
    by.must(Right.OPERATE)
    if Letter.objects.filter(pk=letter.pk, failed_at__isnull=False).update(failed_at=None, why=""):
        letters.deliver.defer(letter=str(letter.pk))
        audit("retry_letter", by=by, on=letter)


@transaction.atomic
def remove_letter(letter: Letter, *, by: Actor) -> None:
    """A letter that cannot be sent is not wanted any more; twice is once."""
    by.must(Right.OPERATE)
    if Letter.objects.filter(pk=letter.pk, failed_at__isnull=False).delete()[0]:
        audit("remove_letter", by=by, on=letter.pk, kind="letter")
