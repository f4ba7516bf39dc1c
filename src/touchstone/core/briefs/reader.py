"""From free text to a Reading: what is said, in whose words, how sure, and what is missing."""

import unicodedata
from collections.abc import Callable, Iterable
from datetime import date

import msgspec

from touchstone.core.briefs.clock import read_clock
from touchstone.core.briefs.degrees import read_degrees
from touchstone.core.briefs.domains import read_domains
from touchstone.core.briefs.experience import read_experience
from touchstone.core.briefs.hours import read_hours
from touchstone.core.briefs.joined import read_joined
from touchstone.core.briefs.languages import read_languages
from touchstone.core.briefs.merge import merge
from touchstone.core.briefs.passage import Passage
from touchstone.core.briefs.pay import read_pay
from touchstone.core.briefs.people import read_people
from touchstone.core.briefs.places import read_places
from touchstone.core.briefs.quality import read_quality
from touchstone.core.briefs.questions import questions
from touchstone.core.briefs.start import read_start
from touchstone.core.briefs.symptoms import read_symptoms
from touchstone.core.briefs.tasks import read_tasks
from touchstone.core.briefs.terms import read_terms
from touchstone.core.briefs.tools import read_tools
from touchstone.core.briefs.values import Brief, Found, Reading
from touchstone.core.briefs.weeks import read_weeks
from touchstone.core.errors import BadInput
from touchstone.core.formats import MOST_TEXT

# One reader per family of fields. Each yields findings and, as plain strings, notes for the person who reads.
READERS: tuple[Callable[[Passage], Iterable[Found | str]], ...] = (
    read_symptoms,
    read_domains,
    read_joined,
    read_tasks,
    read_languages,
    read_degrees,
    read_experience,
    read_people,
    read_hours,
    read_weeks,
    read_start,
    read_clock,
    read_places,
    read_terms,
    read_pay,
    read_quality,
    read_tools,
)


def read_text(text: str, *, title: str | None = None, today: date | None = None) -> Reading:
    """Every field of a Brief that `text` (and `title`) states, in English, Spanish or Portuguese.

    Nothing is invented: each value has the words it was read from, and what the next steps need and nobody said is a
    question. `today` settles "from March" and "immediately"; without it they stay notes.

    Raises:
        BadInput: there is no text, or more than a brief can have.
    """
    text, title = _composed(text), _composed(title) if title and title.strip() else None
    if not text.strip() and title is None:
        raise BadInput("there is no text to read", hint="a few sentences on what is wrong and what is needed")
    if len(text) > MOST_TEXT:
        raise BadInput(f"the text has {len(text):,} characters", hint=f"at most {MOST_TEXT:,}")
    passage = Passage(text, today=today)
    passages = [passage]
    if title is not None:
        passages.append(Passage(title, today=today, where="title", language=passage.language))
    found: list[Found] = []
    notes: list[str] = []
    for one in passages:
        for reader in READERS:
            for finding in reader(one):
                (notes if isinstance(finding, str) else found).append(finding)  # type: ignore[arg-type]  # told apart by type
    values, marked = merge(found, text)
    given = {"text": text, "title": title, "language": passage.language}
    brief = msgspec.structs.replace(Brief(), **given, **values)
    return Reading(brief=brief, found=marked, missing=questions(brief), notes=tuple(dict.fromkeys(notes)))


def _composed(text: str | None) -> str:
    """Accented letters as one character each, so that every reader sees the same positions."""
    return unicodedata.normalize("NFC", text or "")
