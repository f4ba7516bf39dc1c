"""A brief as its page shows it: line by line what was found, in whose words, and what is still asked."""

from dataclasses import dataclass, field

from touchstone.apps.briefs import words
from touchstone.apps.briefs.actions import FIELDS
from touchstone.apps.briefs.models import BriefRecord
from touchstone.core.briefs import Brief, Found, Question, Reading, questions

_FIELD_OF = {"volume": "tasks"}  # a question that is answered in another field


@dataclass(frozen=True)
class Line:
    """One field: its value in words, where it comes from, and what the client said to it."""

    field: str
    label: str
    value: str
    mark: str  # a BriefRecord.Mark, or "" where the client has said nothing
    confidence: int | None = None  # percent; None for what was not read from words
    quotes: tuple[str, ...] = ()
    by_model: bool = False
    read: str = ""  # what had been read, where the client dropped or corrected it


@dataclass(frozen=True)
class Asked:
    """A field that the next steps need and nobody has filled."""

    field: str
    label: str
    about: str  # what the question is about: a field, or "volume"
    question: str
    needed_for: str


@dataclass(frozen=True)
class Lines:
    """Everything a person sees of the fields."""

    lines: list[Line]
    asked: list[Asked]
    others: list[tuple[str, str]] = field(default_factory=list)  # fields that could be added, with their labels


def lines_of(record: BriefRecord, reading: Reading, brief: Brief) -> Lines:
    """The fields that are filled or spoken of, the questions left, and what else could be said."""
    lines = [_line(name, record, reading, brief) for name in FIELDS if _shown(name, record, brief)]
    there = {line.field for line in lines}
    asked = [
        _asked(question) for question in questions(brief) if _FIELD_OF.get(question.field, question.field) not in there
    ]
    there |= {one.field for one in asked}
    others = [(name, str(words.FIELDS[name])) for name in FIELDS if name not in there]
    return Lines(lines, asked, others)


def _asked(question: Question) -> Asked:
    field = _FIELD_OF.get(question.field, question.field)
    return Asked(field, str(words.FIELDS[field]), question.field, question.text, question.needed_for)


def spans(found: tuple[Found, ...]) -> list[tuple[int, int, str]]:
    """Where in the text the findings stand, each with its field."""
    return [(one.start, one.end, one.field) for one in found if one.where == "text" and one.used]


def _shown(name: str, record: BriefRecord, brief: Brief) -> bool:
    return name in record.marks or getattr(brief, name) not in (None, (), "", False)


def _line(name: str, record: BriefRecord, reading: Reading, brief: Brief) -> Line:
    mark = record.marks.get(name, {}).get("mark", "")
    found = [one for one in reading.found if one.field == name and one.used]
    as_read = words.say(getattr(reading.brief, name), field=name)
    own = mark in {BriefRecord.Mark.EDITED, BriefRecord.Mark.DROPPED}
    return Line(
        field=name,
        label=str(words.FIELDS[name]),
        value=words.say(getattr(brief, name), field=name),
        mark=mark,
        confidence=round(100 * min(one.confidence for one in found)) if found and not mark else None,
        quotes=() if own else tuple(dict.fromkeys(" ".join(one.words.split()) for one in found)),
        by_model=any(one.by != "rules" for one in found),
        read=as_read if own else "",
    )
