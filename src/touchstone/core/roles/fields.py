"""What the fields of a brief add to its words."""

from typing import Final

from msgspec import structs

from touchstone.core.briefs.values import Brief, Degree, ModelState
from touchstone.core.money import PayUnit
from touchstone.core.roles.cues import Heard, Part
from touchstone.core.roles.rules import rules
from touchstone.core.roles.scoring import Case
from touchstone.core.skills.values import Competence

# The duty that a task of each kind is, where the task has no words of its own.
DUTY: Final = {
    Competence.LABEL: "label_media",
    Competence.JUDGE: "judge_answers",
    Competence.WRITE: "write_answers",
    Competence.AUTHOR: "author_benchmark",
    Competence.EVALUATE: "evaluation_design",
    Competence.TUNE: "fine_tune",
    Competence.BUILD: "build_pipelines",
}
_LONGEST_HEADING = 12  # words
# A field beside a text was mostly read out of it, and less surely than the rules here read their own words.
_READ_OUT_OF_TEXT = 0.6
_COMPUTING = "06"  # of the taxonomy: every brief is about computing, so that says nothing of expert judgement
# The guide's bands (Athyna, April 2026): annotators to $25 an hour, evaluation from $35.
_PAYS_LIKE_LABELS, _PAYS_LIKE_EXPERTS = 10, 40


def parts_of(brief: Brief) -> list[Part]:
    """The words of a brief in order: its title, a heading in its text, the text, and tasks in words of their own."""
    heading = _heading(brief)
    parts = [Part("text", brief.text[:heading], heading=True), Part("text", brief.text[heading:], heading)]
    if brief.title and brief.title.strip() != brief.text[:heading].strip():
        parts.insert(0, Part("title", brief.title, heading=True))
    said = f"{brief.title or ''}\n{brief.text}"
    own_words = ". ".join(task.words for task in brief.tasks if task.words and task.words not in said)
    return [part for part in (*parts, Part("tasks", own_words)) if part.words.strip()]


def with_fields(case: Case, brief: Brief, heard: Heard) -> Case:
    """The case with what the fields say and the words did not."""
    given = {rule.id for rule in rules().values() if rule.symptom in brief.symptoms}
    given |= {DUTY[task.competence] for task in brief.tasks if not task.words}
    given |= _of_the_model(brief) | _of_the_pay(brief)
    said = {rule_id for rule_id, strength in case.strengths.items() if strength > 0}
    concepts = set(case.concepts)
    if brief.degree in {Degree.MASTER, Degree.DOCTORATE}:
        concepts.add("expert")
    if any(not code.startswith(_COMPUTING) for code in brief.domains):
        concepts.add("field")
    of_a_model = heard.of_a_model or bool(
        brief.symptoms or brief.model_state or any(not task.words for task in brief.tasks)
    )
    strength = _READ_OUT_OF_TEXT if brief.text.strip() else 1.0
    added = case.strengths | dict.fromkeys(sorted(given - said), strength)
    return structs.replace(case, strengths=added, concepts=frozenset(concepts), of_a_model=of_a_model)


def _of_the_model(brief: Brief) -> set[str]:
    if brief.model_state in {ModelState.BUILT, ModelState.PRODUCTION}:
        return {"model_exists"}
    return {"build_models"} if brief.model_state is ModelState.NONE else set()


def _of_the_pay(brief: Brief) -> set[str]:
    """Nobody pays an expert's wage for labels, or a labeller's for an expert."""
    pay = brief.pay
    if pay is None:
        return set()
    if pay.unit in {PayUnit.LABEL, PayUnit.WORD}:
        return {"paid_by_the_piece"}
    amount = pay.high or pay.low
    if pay.unit is not PayUnit.HOUR or amount is None or amount.currency not in {"USD", "EUR", "GBP"}:
        return set()
    if amount.major <= _PAYS_LIKE_LABELS:
        return {"pays_like_labels"}
    lowest = pay.low or amount
    return {"pays_like_experts"} if lowest.major >= _PAYS_LIKE_EXPERTS else set()


def _heading(brief: Brief) -> int:
    """Where the text's own heading ends: a short first line without a full stop, or the title repeated."""
    first, newline, rest = brief.text.partition("\n")
    if brief.title and first.strip() == brief.title.strip() and newline:
        return len(first)
    short = 0 < len(first.split()) <= _LONGEST_HEADING and not first.rstrip().endswith((".", "!", "?", ":", ";", ","))
    return len(first) if newline and rest.strip() and short and not brief.title else 0
