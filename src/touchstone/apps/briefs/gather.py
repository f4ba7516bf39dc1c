"""A brief's row as the core's values. No queries: everything is in the row."""

from typing import Any

import msgspec

from touchstone.apps.briefs.models import BriefRecord, SubfieldProposal
from touchstone.core.briefs.values import Brief, Reading
from touchstone.core.roles.values import Diagnosis
from touchstone.core.skills import taxonomy
from touchstone.core.skills.values import UnknownDomain

_TYPES = {field.name: field.type for field in msgspec.structs.fields(Brief)}
_NOTHING = Brief()


def reading_of(record: BriefRecord) -> Reading:
    """The brief as it was read, before the client said anything to it."""
    return msgspec.convert(record.reading, Reading)


def brief_of(record: BriefRecord) -> Brief:
    """The brief as it stands: read, and then confirmed, corrected or dropped field by field."""
    return with_marks(reading_of(record).brief, record.marks)


def diagnosis_of(record: BriefRecord) -> Diagnosis:
    """The diagnosis of the brief as it stands."""
    return msgspec.convert(record.diagnosis, Diagnosis)


def with_marks(brief: Brief, marks: dict[str, dict[str, Any]]) -> Brief:
    """`brief` with what the client corrected in place of what was read, and without what they dropped."""
    changes: dict[str, Any] = {}
    for field, mark in marks.items():
        if mark["mark"] == BriefRecord.Mark.EDITED:
            changes[field] = msgspec.convert(mark["value"], _TYPES[field])
        elif mark["mark"] == BriefRecord.Mark.DROPPED:
            changes[field] = getattr(_NOTHING, field)
    return msgspec.structs.replace(brief, **changes) if changes else brief


class Lacking(msgspec.Struct, frozen=True):
    """A sub-field that a brief names and the taxonomy lacked when it was read."""

    unknown: UnknownDomain
    asked: SubfieldProposal | None  # what its organisation has asked about it
    code: str | None  # of the field by which it has come into the taxonomy since


def lacking_in(record: BriefRecord, brief: Brief) -> list[Lacking]:
    """What a brief names and the taxonomy lacks, or lacked when it was read. One query, if any."""
    if not brief.unknown_domains:
        return []
    asked = {one.words.casefold(): one for one in SubfieldProposal.objects.filter(organisation=record.organisation_id)}
    return [_lacking(words, asked.get(words.casefold())) for words in brief.unknown_domains]


def _lacking(words: str, asked: SubfieldProposal | None) -> Lacking:
    added = asked.code if asked and asked.state == SubfieldProposal.State.ADDED and asked.code in taxonomy() else None
    return Lacking(_placed(words), asked, added or taxonomy().code_of(words))


def _placed(words: str) -> UnknownDomain:
    """The offer for words that a brief names a sub-field by: where it would hang, as far as that can be told."""
    unplaced = UnknownDomain(
        words=words, start=0, end=len(words), nearest_parent=None, suggested_code=None, confidence=1.0
    )
    return taxonomy().suggest(words) or unplaced
