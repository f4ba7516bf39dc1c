"""Briefs: what a client needs, read from free text and from fields."""

from touchstone.core.briefs.documents import read_document, read_plain
from touchstone.core.briefs.fields import read_fields
from touchstone.core.briefs.gazetteer import Country, countries
from touchstone.core.briefs.mapping import as_mapping, brief_schema
from touchstone.core.briefs.questions import questions
from touchstone.core.briefs.reader import read_text
from touchstone.core.briefs.values import (
    Brief,
    Contract,
    Degree,
    Found,
    Joined,
    LanguageLevel,
    LanguageNeed,
    ModelState,
    Pay,
    Question,
    Range,
    Reading,
    Schedule,
    Seniority,
    Symptom,
    Task,
    WorkingHours,
)

__all__ = [
    "Brief",
    "Contract",
    "Country",
    "Degree",
    "Found",
    "Joined",
    "LanguageLevel",
    "LanguageNeed",
    "ModelState",
    "Pay",
    "Question",
    "Range",
    "Reading",
    "Schedule",
    "Seniority",
    "Symptom",
    "Task",
    "WorkingHours",
    "as_mapping",
    "brief_schema",
    "countries",
    "questions",
    "read_document",
    "read_fields",
    "read_plain",
    "read_text",
]
