"""Which role a brief calls for: the hiring guide's rule, made explicit. No model is asked; the same brief, the same answer.

The rule (Athyna, "How to Hire the Right AI Model Training Specialist", April 2026): a model that exists and must get
better in a domain needs a training specialist or an RLHF specialist; high volume without deep judgement a data
annotator; aligning to what people prefer an RLHF specialist; building or rebuilding an ML engineer.
"""

from touchstone.core.briefs.values import Brief, Degree
from touchstone.core.rates import RateTable
from touchstone.core.roles.changes import changes_of
from touchstone.core.roles.costs import wrong_choices
from touchstone.core.roles.cues import Heard, listen
from touchstone.core.roles.fields import parts_of, with_fields
from touchstone.core.roles.mix import mix_of
from touchstone.core.roles.reasons import reasons_of
from touchstone.core.roles.rules import settings
from touchstone.core.roles.scoring import Case, Tally, case_of, confidence, probabilities, tally
from touchstone.core.roles.values import Diagnosis, Share


def diagnose(brief: Brief, *, rates: RateTable | None = None, language: str = "en") -> Diagnosis:
    """Which role `brief` calls for, or a mix, or none; why; what would change that; and what a wrong choice costs.

    It reads the tasks: a title counts little. Fields that the words do not already say (symptoms, state of the model,
    tasks, degree, pay) add to them.

    Args:
        brief: The brief; its text in English, Spanish or Portuguese, or any mixture.
        rates: Where wrong choices are to be priced; without it they come without money.
        language: Of the sentences in the answer: "en", "es" or "pt".
    """
    heard, case, result = weigh(brief)
    chances = probabilities(result)
    reasons = reasons_of(heard, result, brief, language)
    return Diagnosis(
        role=result.best,
        confidence=confidence(result),
        mix=mix_of(result, heard, brief),
        probabilities=tuple(sorted((Share(role, p) for role, p in chances.items()), key=lambda share: -share.share)),
        reasons=reasons,
        would_change=changes_of(case, result, reasons, language),
        wrong_choices=wrong_choices(
            result.best, brief, rates=rates, language=language, licensed=_asks_for_licences(case, brief)
        ),
        version=settings().version,
    )


def _asks_for_licences(case: Case, brief: Brief) -> bool:
    return "licensed" in case.concepts or brief.degree is Degree.DOCTORATE


def weigh(brief: Brief) -> tuple[Heard, Case, Tally]:
    """The same before it is put into words: what was heard, the case it makes, and the log-odds."""
    heard = listen(parts_of(brief))
    case = with_fields(case_of(heard), brief, heard)
    return heard, case, tally(case)
