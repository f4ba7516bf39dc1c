"""What a diagnosis holds: exact quotes, probabilities, shares, changes that really flip it, prices with their rows."""

import random

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from touchstone.core.briefs.values import Brief, Range, Task
from touchstone.core.roles import HIRABLE, Diagnosis, Role, diagnose
from touchstone.core.roles.changes import changes_of
from touchstone.core.roles.diagnosis import weigh
from touchstone.core.roles.rules import settings
from touchstone.core.skills.values import Competence

OUTPUT_REFINEMENT = Brief(
    text="Our model's answers about labour law are often wrong. 3,000 answers must be checked and corrected by labour "
    "lawyers; the pipeline and the serving are fine.",
    hours_per_week=Range(20, 20),
    weeks=Range(10, 10),
)
_SNIPPETS = (
    "rank two answers by preference",
    "label 9,000 images",
    "Não é rotulagem; é revisão.",
    "¿Comparar respuestas?",
    "deploy models on GPUs",
    "no coding",
    "ML Engineer\n\n",
    "– a plus",
    "e.g. boxes",
    "PhD",
    "\n• ",
    "ﬁne-tune İI ß",
)


@given(
    title=st.none() | st.text(max_size=40),
    pieces=st.lists(st.sampled_from(_SNIPPETS) | st.text(max_size=30), max_size=12),
    language=st.sampled_from(["en", "es", "pt", "pt-BR", "fr"]),
)
def test_whatever_is_written_quotes_are_exact_and_sums_are_one(title, pieces, language):
    brief = Brief(title=title, text=" ".join(pieces))
    diagnosis = diagnose(brief, language=language)
    for reason in diagnosis.reasons:
        assert reason.text
        for quote in reason.quotes:
            source = brief.text if quote.where == "text" else brief.title
            assert source[quote.start : quote.end] == quote.words
    assert sum(share.share for share in diagnosis.probabilities) == pytest.approx(1)
    assert {share.role for share in diagnosis.probabilities} == set(Role)
    assert 0 < diagnosis.confidence < 1
    if diagnosis.role is Role.NONE:
        assert diagnosis.mix == ()
    else:
        assert sum(share.share for share in diagnosis.mix) == pytest.approx(1)
        assert diagnosis.role in {share.role for share in diagnosis.mix}
    assert {choice.role for choice in diagnosis.wrong_choices} == set(HIRABLE) - {diagnosis.role}


def test_the_same_brief_gets_the_same_answer_to_the_bit(corpus, rates):
    for row in corpus[:20]:
        brief = Brief(text=row["text"], title=row.get("title"))
        first, second = (msgspec.json.encode(diagnose(brief, rates=rates)) for _ in range(2))
        assert first == second
        assert msgspec.json.decode(first, type=Diagnosis).role is diagnose(brief).role


def test_the_best_role_has_the_highest_probability(corpus):
    for row in corpus:
        diagnosis = diagnose(Brief(text=row["text"], title=row.get("title")))
        assert diagnosis.probabilities[0].role is diagnosis.role


def test_reasons_come_strongest_first_with_the_likeness_last_and_name_their_rule():
    reasons = diagnose(OUTPUT_REFINEMENT).reasons
    ruled = [reason for reason in reasons if not reason.rule.startswith("like_")]
    assert [*ruled] == [*reasons[: len(ruled)]]
    weights = [abs(reason.weight) for reason in ruled]
    assert weights == sorted(weights, reverse=True)
    assert "correct_answers" in {reason.rule for reason in reasons}


def test_a_denied_task_is_a_reason_against():
    diagnosis = diagnose(Brief(text="This is not image labelling: rank chatbot answers by preference."))
    [against] = [reason for reason in diagnosis.reasons if reason.rule == "label_media"]
    assert against.weight < 0
    assert against.text.startswith("The brief says that this is not so")


def test_a_quote_of_the_title_says_so():
    diagnosis = diagnose(Brief(text="Remote.", title="Data Annotator"))
    assert {quote.where for reason in diagnosis.reasons for quote in reason.quotes} == {"title"}


@pytest.mark.parametrize(
    ("language", "word"), [("es", "respuestas"), ("pt", "respostas"), ("pt-BR", "respostas"), ("fr", "answers")]
)
def test_every_sentence_comes_in_the_reader_s_language(language, word):
    diagnosis = diagnose(OUTPUT_REFINEMENT, language=language)
    assert any(word in reason.text for reason in diagnosis.reasons)
    assert any(word in change.what for change in diagnosis.would_change)


def test_two_kinds_of_work_make_a_mix():
    text = (
        "Two things. First, 40,000 product photos need bounding boxes. "
        "Second, 3,000 pairs of chatbot answers have to be ranked by preference."
    )
    mix = diagnose(Brief(text=text)).mix
    assert {share.role for share in mix} == {Role.DATA_ANNOTATOR, Role.RLHF_SPECIALIST}
    said = {share.role: share.share for share in mix}
    assert said[Role.DATA_ANNOTATOR] == pytest.approx(40_000 * 1.5 / (40_000 * 1.5 + 3_000 * 6))
    tasks = (
        Task(competence=Competence.LABEL, words="need bounding boxes", volume=40_000, minutes_each=1.5),
        Task(competence=Competence.JUDGE, words="ranked by preference", volume=3_000, minutes_each=5),
    )
    by_volume = {share.role: share.share for share in diagnose(Brief(text=text, tasks=tasks)).mix}
    assert by_volume[Role.DATA_ANNOTATOR] == pytest.approx(1_000 / 1_250)


def test_one_kind_of_work_makes_no_mix(corpus):
    single = [
        row
        for row in corpus
        if len(row["acceptable_roles"]) == 1 and row["difficulty"] == "easy" and row["role"] != "none"
    ]
    mixed = sum(len(diagnose(Brief(text=row["text"], title=row.get("title"))).mix) > 1 for row in single)
    assert mixed / len(single) <= 0.1


def test_what_would_change_the_answer_does_change_it(corpus):
    for row in corpus[::5]:
        brief = Brief(text=row["text"], title=row.get("title"))
        diagnosis = diagnose(brief)
        assert all(change.role is not diagnosis.role for change in diagnosis.would_change)
        _, case, result = weigh(brief)
        assert changes_of(case, result, diagnosis.reasons, "en") == diagnosis.would_change


def test_ranking_instead_of_correcting_would_make_it_rlhf():
    changes = {change.role: change.what for change in diagnose(OUTPUT_REFINEMENT).would_change}
    assert Role.RLHF_SPECIALIST in changes
    assert changes[Role.RLHF_SPECIALIST].startswith("if")


def test_a_licence_asked_for_says_what_experts_are_paid_beside_the_general_level(rates):
    plain = diagnose(Brief(text="Judge and correct our model's answers about heart drugs."), rates=rates)
    text = "Board-certified cardiologists judge and correct our model's answers."
    licensed = diagnose(Brief(text=text, domains=("0912",)), rates=rates)
    assert all("at general-level pay" in choice.text for choice in plain.wrong_choices)
    assert not any("Licensed" in choice.text for choice in plain.wrong_choices)
    for choice in licensed.wrong_choices:
        assert "are paid $60 to $180 an hour" in choice.text
        assert {"us-medical-expert-hireart", "us-expert-zdnet"} <= set(choice.sources)


def test_nothing_is_claimed_beyond_what_the_data_support(corpus):
    ceiling = settings().confidence["ceiling"]
    for row in corpus:
        diagnosis = diagnose(Brief(text=row["text"], title=row.get("title")))
        assert diagnosis.confidence <= ceiling
        assert all(0.005 < share.share < 0.98 for share in diagnosis.probabilities)


def test_the_guide_s_most_expensive_mistake_comes_out_in_money(rates):
    diagnosis = diagnose(OUTPUT_REFINEMENT, rates=rates)
    assert diagnosis.role is Role.AI_TRAINING_SPECIALIST
    dearest = diagnosis.wrong_choices[0]
    assert dearest.role is Role.ML_ENGINEER
    # The guide: LLM engineers $180,000-260,000 a year of 2,080 hours; trainers $57,000 a year to $65 an hour; 200 hours.
    assert float(dearest.extra_low.major) == pytest.approx((180_000 / 2_080 - 65) * 200, abs=2)
    assert float(dearest.extra_high.major) == pytest.approx((260_000 - 57_000) / 2_080 * 200, abs=2)
    assert set(dearest.sources) <= {row.id for row in rates.rows}
    assert "us-llm-engineer-base" in dearest.sources
    assert dearest.lost_weeks == 4
    assert "10 weeks at 20 hours" in dearest.text


def test_an_annotator_for_expert_work_saves_pay_and_loses_the_weeks(rates):
    [choice] = [c for c in diagnose(OUTPUT_REFINEMENT, rates=rates).wrong_choices if c.role is Role.DATA_ANNOTATOR]
    assert choice.extra_high.minor < 0
    assert choice.gone_low.major == 10 * 20 * 4


def test_where_nobody_is_needed_the_whole_pay_is_the_price(rates):
    choices = diagnose(Brief(text="Redesign our website."), rates=rates).wrong_choices
    assert len(choices) == 4
    assert all(choice.extra_low.minor > 0 for choice in choices)


def test_without_rates_there_is_no_money_and_it_says_so():
    for choice in diagnose(OUTPUT_REFINEMENT).wrong_choices:
        assert choice.extra_low is None
        assert choice.extra_high is None
        assert choice.sources == ()
        assert "No data" in choice.text


def test_a_brief_without_hours_says_that_they_are_assumed(rates):
    [choice, *_] = diagnose(Brief(text=OUTPUT_REFINEMENT.text), rates=rates).wrong_choices
    assert "12 weeks at 40 hours a week (our assumption" in choice.text


def test_a_huge_brief_is_read_to_its_end():
    text = "We are a company with many offices. " * 3_000 + "Draw polygons around cars in 9,000 images."
    diagnosis = diagnose(Brief(text=text))
    assert diagnosis.role is Role.DATA_ANNOTATOR
    assert any(quote.start > 100_000 for reason in diagnosis.reasons for quote in reason.quotes)


def _kept(rows, change):
    same = 0
    for row in rows:
        before = diagnose(Brief(text=row["text"], title=row.get("title"))).role
        same += diagnose(Brief(text=change(row["text"]), title=row.get("title"))).role is before
    return same / len(rows)


def test_the_order_of_sentences_hardly_matters(corpus):
    def shuffled(text):
        sentences = text.split(". ")
        random.Random(7).shuffle(sentences)
        return ". ".join(sentence.rstrip(".") for sentence in sentences) + "."

    assert _kept(corpus, shuffled) >= 0.9


def test_boilerplate_does_not_matter(corpus):
    boilerplate = (
        " We are an equal opportunity employer and celebrate diversity. Please apply with your resume and cover letter. "
        "Payment is weekly. A stable internet connection is required. By applying you accept our privacy notice."
    )
    assert _kept(corpus, lambda text: text + boilerplate) >= 0.95
