"""What happens to a brief: it is submitted; its fields are proposed, confirmed, corrected, dropped or reopened."""

from collections.abc import Iterator
from datetime import date
from typing import Any

import msgspec
from django.conf import settings
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from touchstone.apps.accounts.actor import Actor
from touchstone.apps.accounts.rights import Right
from touchstone.apps.accounts.tenancy import tenant
from touchstone.apps.audit.models import record as audit
from touchstone.apps.briefs import gather
from touchstone.apps.briefs.models import BriefRecord, SubfieldProposal
from touchstone.apps.hooks.actions.telling import tell
from touchstone.apps.hooks.models import EventKind
from touchstone.core.briefs.values import Brief, Reading
from touchstone.core.errors import BadInput, NotPossible
from touchstone.core.roles.values import Diagnosis

_LONGEST_TITLE = 80
_FIXED = {
    "text",
    "title",
    "language",
    "unknown_domains",
    "unknown_degree_domains",
}  # what nobody corrects field by field
FIELDS = tuple(field.name for field in msgspec.structs.fields(Brief) if field.name not in _FIXED)


def submit_text(text: str, *, by: Actor, today: date, title: str | None = None) -> BriefRecord:
    """Read a brief out of a text, diagnose it, keep it. `today` settles "from March"; a title may stand in the first line.

    Raises:
        BadInput: there is nothing to read in it.
    """
    from touchstone.core.briefs import read_plain, read_text
    from touchstone.core.formats import Kind, Plain

    text = text.replace("\r\n", "\n").replace("\0", " ")  # what browsers send for a new line, and pasted rubbish
    if title:
        reading = read_text(text, title=title, today=today)
    else:
        reading = read_plain(Plain(text=text, kind=Kind.TEXT), _("your text"), today=today)
    return _submit(reading, by=by, source=BriefRecord.Source.TYPED)


def submit_document(data: bytes, name: str, *, by: Actor, today: date) -> BriefRecord:
    """Read a brief out of a document of unknown origin, in a child process with limits.

    Raises:
        BadInput: it is not one of the kinds we read, is damaged, or took too much time or memory.
    """
    from touchstone.gateways.documents import read_document

    reading = read_document(data, name, today=today)
    return _submit(reading, by=by, source=BriefRecord.Source.DOCUMENT, file_name=name[:200])


def confirm_field(brief: BriefRecord, field: str, *, by: Actor) -> BriefRecord:
    """The client says that a field is right.

    Raises:
        BadInput: there is no such field, or nothing stands in it.
    """
    return _mark(brief, {field: BriefRecord.Mark.CONFIRMED}, by=by, verb="confirm_field")


def confirm_all(brief: BriefRecord, *, by: Actor) -> BriefRecord:
    """The client says that every field that was read, and that they have not spoken of yet, is right."""
    by.must(Right.WORK)
    standing = gather.brief_of(brief)
    open_fields = [field for field in FIELDS if _filled(standing, field) and field not in brief.marks]
    return _mark(brief, dict.fromkeys(open_fields, BriefRecord.Mark.CONFIRMED), by=by, verb="confirm_all")


def edit_field(brief: BriefRecord, field: str, value: Any, *, by: Actor) -> BriefRecord:
    """The client says what is right instead; `value` is of the field's own type in `Brief`.

    Raises:
        BadInput: there is no such field, or the value is not one for it.
    """
    if value is None:
        raise BadInput(_("Nothing was filled in. To leave the field open, drop it."), place=field)
    return _mark(brief, {field: BriefRecord.Mark.EDITED}, by=by, verb="edit_field", value=value)


def drop_field(brief: BriefRecord, field: str, *, by: Actor) -> BriefRecord:
    """The client says that a field does not matter or was misread; nothing stands in it from now on."""
    return _mark(brief, {field: BriefRecord.Mark.DROPPED}, by=by, verb="drop_field")


def reopen_field(brief: BriefRecord, field: str, *, by: Actor) -> BriefRecord:
    """Take back whatever the client said to a field: what was read stands again."""
    return _mark(brief, {field: None}, by=by, verb="reopen_field")


def propose_fields(brief: BriefRecord, *, by: Actor) -> BriefRecord:
    """Let the configured model fill what the rules left open; each proposal is to be confirmed like everything else.

    The model is asked before anything is locked. It sees the brief's text and nothing besides.

    Raises:
        NotPossible: no model is configured.
        GatewayError: it cannot be asked, or its answer is none.
    """
    from touchstone.gateways.models import propose_fields as ask

    by.must(Right.WORK)
    if settings.MODEL is None:
        raise NotPossible(_("No model is set up here."), hint=_("Whoever runs this sets TOUCHSTONE_MODEL_URL."))
    proposed = ask(gather.reading_of(brief), model=settings.MODEL)
    with transaction.atomic():
        record = BriefRecord.objects.select_for_update().get(pk=brief.pk, organisation_id=by.organisation)
        record.reading = _keepable(proposed)
        _save(record, "reading")
        found = sum(one.by != "rules" for one in proposed.found)
        audit("propose_fields", by=by, on=record, model=settings.MODEL.name, findings=found)
    return record


@transaction.atomic
def propose_subfield(brief: BriefRecord, words: str, *, by: Actor) -> SubfieldProposal:
    """Ask the operator to add a sub-field that the brief names and the taxonomy lacks. Asked twice, it is asked once.

    Raises:
        BadInput: the brief names no such sub-field.
    """
    by.must(Right.WORK)
    standing = gather.brief_of(brief)
    named = {one.unknown.words.casefold(): one.unknown for one in gather.lacking_in(brief, standing)}
    unknown = named.get(words.casefold())
    if unknown is None:
        hint = ", ".join(standing.unknown_domains) or _("Every field that it names is in the taxonomy.")
        raise BadInput(_("The brief names no such sub-field."), place="words", hint=hint)
    found, made = SubfieldProposal.objects.get_or_create(
        organisation_id=by.organisation,
        words__iexact=unknown.words,
        defaults={
            "words": unknown.words[:200],
            "language": standing.language or "",
            "parent": unknown.nearest_parent or "",
            "code": unknown.suggested_code or "",
        },
    )
    if made:
        audit("propose_subfield", by=by, on=found, parent=found.parent)
    return found


@transaction.atomic
def withdraw_subfield(brief: BriefRecord, words: str, *, by: Actor) -> None:
    """Take it back while the operator has not decided; twice is once."""
    by.must(Right.WORK)
    waiting = SubfieldProposal.objects.filter(
        organisation_id=by.organisation, words__iexact=words, state=SubfieldProposal.State.PROPOSED
    )
    if (proposal := waiting.first()) and waiting.delete()[0]:
        audit("withdraw_subfield", by=by, on=proposal.pk, kind="subfieldproposal", brief=brief.pk)


@transaction.atomic
def take_subfield(brief: BriefRecord, words: str, *, by: Actor) -> BriefRecord:
    """What the taxonomy lacked when the brief was read is in it now: ask for it, beside what is asked for. Twice is once.

    Raises:
        BadInput: the brief names no such sub-field, or it is not in the taxonomy yet.
    """
    by.must(Right.WORK)
    record = BriefRecord.objects.select_for_update().get(pk=brief.pk, organisation_id=by.organisation)
    standing = gather.brief_of(record)
    known = {one.unknown.words.casefold(): one for one in gather.lacking_in(record, standing) if one.code}
    if (taken := known.get(words.casefold())) is None:
        raise BadInput(_("The taxonomy has no such sub-field yet."), place="words", hint=", ".join(known))
    domains = [*(code for code in standing.domains if code != taken.code), taken.code]
    rest = [one for one in standing.unknown_domains if one != taken.unknown.words]
    for field, value in (("domains", domains), ("unknown_domains", rest)):
        record.marks[field] = {"mark": BriefRecord.Mark.EDITED.value, "value": value}
    _save(record, "marks")
    _say_changed(record, "take_subfield", ["domains"], by=by)
    return record


@transaction.atomic
def settle_proposals(words: str, *, code: str, by: Actor) -> int:
    """The operator has added a sub-field under `code`, or, without one, will not add it; how many clients had asked."""
    by.must(Right.OPERATE)
    state = SubfieldProposal.State.ADDED if code else SubfieldProposal.State.DECLINED
    waiting = SubfieldProposal.objects.filter(words__iexact=words, state=SubfieldProposal.State.PROPOSED)
    settled = {"state": state, "decided_at": timezone.now()} | ({"code": code} if code else {})
    asked = 0
    for client in list(waiting.values_list("organisation", flat=True)):
        with tenant(client):  # the rows are theirs: the operator sees the words, and changes none
            asked += waiting.filter(organisation=client).update(**settled)
    if asked:
        audit("settle_proposals", by=by, on=by.organisation, kind="taxonomy", code=code, clients=asked)
    return asked


def _submit(reading: Reading, *, by: Actor, source: BriefRecord.Source, file_name: str = "") -> BriefRecord:
    by.must(Right.WORK)
    text = reading.brief.text
    if not text.strip() and not reading.found and reading.brief == Brief(text=text):
        raise BadInput(
            _("There is nothing to read in it."), hint=_("Say in a sentence or two what your model gets wrong.")
        )
    as_read = _keepable(reading)
    with transaction.atomic():
        record = BriefRecord.objects.create(
            organisation_id=by.organisation,
            created_by_id=by.user,
            source=source,
            file_name=file_name,
            title=_title(reading.brief),
            text=text,
            reading=as_read,
            diagnosis=msgspec.to_builtins(_diagnose(reading.brief)),
        )
        audit("submit_brief", by=by, on=record, source=source.value, characters=len(text))
        tell(EventKind.BRIEF_SUBMITTED, {"brief": record.pk}, organisation=by.organisation)
    return record


@transaction.atomic
def _mark(
    brief: BriefRecord, marks: dict[str, BriefRecord.Mark | None], *, by: Actor, verb: str, value: Any = None
) -> BriefRecord:
    """Put marks on fields of the locked row, diagnose anew, and leave one audit row that names fields, not contents."""
    by.must(Right.WORK)
    record = BriefRecord.objects.select_for_update().get(pk=brief.pk, organisation_id=by.organisation)
    standing = gather.brief_of(record)
    for field, mark in marks.items():
        _check(standing, field, mark)
        if mark is None:
            record.marks.pop(field, None)
            if field == "domains":
                record.marks.pop("unknown_domains", None)  # that they were asked for is taken back with it
        elif mark == BriefRecord.Mark.CONFIRMED and field in record.marks:
            continue  # what was corrected is as good as confirmed
        elif mark == BriefRecord.Mark.EDITED:
            record.marks[field] = {"mark": mark.value, "value": _keepable(value)}
        else:
            record.marks[field] = {"mark": mark.value}
    _save(record, "marks")
    _say_changed(record, verb, sorted(marks), by=by)
    return record


def _say_changed(record: BriefRecord, verb: str, fields: list[str], *, by: Actor) -> None:
    audit(verb, by=by, on=record, fields=fields)
    tell(EventKind.BRIEF_CHANGED, {"brief": record.pk, "did": verb, "fields": fields}, organisation=by.organisation)


def _save(record: BriefRecord, changed: str) -> None:
    """Write what changed, and the diagnosis of the brief as it now stands."""
    record.diagnosis = msgspec.to_builtins(_diagnose(_checked(record)))
    record.changed_at = timezone.now()
    record.save(update_fields=[changed, "diagnosis", "changed_at"])


def _keepable(value: Any) -> Any:
    """A value as plain data that PostgreSQL can hold.

    Raises:
        BadInput: there is a character in it that it cannot.
    """
    plain = msgspec.to_builtins(value)
    if any("\0" in text or (not text.isascii() and _has_surrogate(text)) for text in _texts_in(plain)):
        raise BadInput(_("There are characters in it that are no text."), hint=_("Send plain text."))
    return plain


def _texts_in(plain: Any) -> Iterator[str]:
    if isinstance(plain, str):
        yield plain
    elif isinstance(plain, dict):
        for key, value in plain.items():
            yield from _texts_in(key)
            yield from _texts_in(value)
    elif isinstance(plain, list | tuple):
        for value in plain:
            yield from _texts_in(value)


def _has_surrogate(text: str) -> bool:
    return any("\ud800" <= character <= "\udfff" for character in text)


def _check(standing: Brief, field: str, mark: BriefRecord.Mark | None) -> None:
    if field not in FIELDS:
        raise BadInput(_("A brief has no such field."), place=field, hint=", ".join(FIELDS))
    if mark == BriefRecord.Mark.CONFIRMED and not _filled(standing, field):
        raise BadInput(_("Nothing stands in this field, so there is nothing to confirm."), place=field)


def _checked(record: BriefRecord) -> Brief:
    try:
        return gather.brief_of(record)
    except msgspec.ValidationError as error:
        raise BadInput(_("This is not a value for the field: %(why)s") % {"why": error}) from error


def _diagnose(brief: Brief) -> Diagnosis:
    from touchstone.core.rates import rate_table
    from touchstone.core.roles import diagnose

    return diagnose(brief, rates=rate_table())


def _filled(brief: Brief, field: str) -> bool:
    return getattr(brief, field) not in (None, (), "", False)


def _title(brief: Brief) -> str:
    """The brief's own title, else how its text begins."""
    if brief.title:
        return brief.title[:200]
    beginning = " ".join(brief.text.split())
    if len(beginning) <= _LONGEST_TITLE:
        return beginning
    return f"{beginning[:_LONGEST_TITLE].rsplit(' ', 1)[0]} …"
