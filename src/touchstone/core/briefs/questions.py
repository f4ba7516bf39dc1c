"""What a brief does not say and the next steps need: asked, never invented."""

from collections.abc import Callable, Iterator

from touchstone.core.briefs.joined import several
from touchstone.core.briefs.values import Brief, Degree, Question

# field, any of these fields answers it, what needs it, the question
_QUESTIONS: tuple[tuple[str, tuple[str, ...], str, str], ...] = (
    (
        "tasks",
        ("tasks", "symptoms"),
        "diagnosis",
        "What are people to do: label, compare, correct, write problems, evaluate, tune or build?",
    ),
    ("model_state", ("model_state",), "diagnosis", "Is there a model already, and who uses it?"),
    ("symptoms", ("symptoms", "tasks"), "diagnosis", "What is wrong with the model today?"),
    (
        "domains",
        ("domains", "unknown_domains"),
        "shortlist",
        "Which field of knowledge is it about, as narrowly as you can say?",
    ),
    (
        "domains_joined",
        ("domains_joined",),
        "shortlist",
        "Several fields are named: will any of them do, or must one person know them all?",
    ),
    ("volume", (), "plan", "How much is there to do: how many pieces of work, or how many hours in all?"),
    (
        "hours_per_week",
        ("hours_per_week", "hours_total", "schedule"),
        "plan",
        "How many hours a week should one person work?",
    ),
    ("weeks", ("weeks", "hours_total"), "plan", "For how many weeks?"),
    ("people", ("people",), "plan", "How many people do you have in mind?"),
    ("start", ("start",), "plan", "When should the work start?"),
    ("pay", ("pay", "budget"), "plan", "What do you offer: pay for an hour or a piece, or a budget for all of it?"),
    ("quality_target", ("quality_target",), "plan", "Which share of the delivered pieces must be right?"),
    ("languages", ("languages",), "shortlist", "Which languages must people speak, and how well?"),
    ("countries", ("countries", "location"), "shortlist", "Where may people be: anywhere, or in certain countries?"),
    (
        "time_zone",
        ("time_zone", "minimum_overlap"),
        "shortlist",
        "In which time zone do you work, and how many hours a day must be shared?",
    ),
    (
        "degree",
        ("degree", "degree_or_experience", "years_experience"),
        "shortlist",
        "Is a degree needed, or years of experience?",
    ),
    (
        "degree_domains",
        ("degree_domains", "unknown_degree_domains"),
        "shortlist",
        "In which field must the degree be, or will any do?",
    ),
)
_STUDIED = frozenset({Degree.BACHELOR, Degree.MASTER, Degree.DOCTORATE})
# Questions that only some briefs raise.
_MATTERS: dict[str, Callable[[Brief], bool]] = {
    "domains_joined": lambda brief: len(several(brief.domains)) > 1,
    "degree_domains": lambda brief: brief.degree in _STUDIED and not brief.degree_or_experience,
}
_ORDER = {"diagnosis": 0, "plan": 1, "shortlist": 2}


def questions(brief: Brief) -> tuple[Question, ...]:
    """The questions that `brief` leaves open, those for the diagnosis first."""
    return tuple(sorted(_open(brief), key=lambda question: _ORDER[question.needed_for]))


def _open(brief: Brief) -> Iterator[Question]:
    for field, answers, needed_for, text in _QUESTIONS:
        if field in _MATTERS and not _MATTERS[field](brief):
            continue
        if field == "volume":
            if brief.hours_total is None and all(task.volume is None for task in brief.tasks):
                yield Question(field="tasks", text=text, needed_for=needed_for)
        elif not any(_said(brief, answer) for answer in answers):
            yield Question(field=field, text=text, needed_for=needed_for)


def _said(brief: Brief, field: str) -> bool:
    value = getattr(brief, field)
    return value is not None and value is not False and value != ()
