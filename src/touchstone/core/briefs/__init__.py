"""Briefs: what a client needs, read from free text and from fields."""

from touchstone.core.briefs.questions import questions
from touchstone.core.briefs.reader import read_text
from touchstone.core.briefs.values import (
    Brief,
    Contract,
    Degree,
    Found,
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
    "Degree",
    "Found",
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
    "questions",
    "read_text",
]
