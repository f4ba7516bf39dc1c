"""What the core says in English has a form that can be translated, or a code that is known here."""

import json
import re
from datetime import date
from functools import cache
from pathlib import Path

import numpy as np
import pytest
from django.utils.translation import override

from touchstone.core.briefs import read_text
from touchstone.core.errors import DomainError
from touchstone.core.matching.need import need_from
from touchstone.core.matching.values import CandidateReason
from touchstone.core.planning import plan
from touchstone.core.rates import band, look_up, rate_table
from touchstone.core.roles import diagnose
from touchstone.core.roles.values import HIRABLE
from touchstone.web import reasons, sentences

TODAY = date(2026, 11, 23)
CORPUS = Path(__file__).parent.parent / "corpus" / "briefs.jsonl"
# Their numbers are words: what never is used and why, what is agreed to, what a table lacks, found by their English form.
SAID_BY_THEIR_ENGLISH = {"note_never_used", "note_conditions", "note_no_exchange_rate", "note_contract"}
LETTERS = re.compile(r"[a-z]{3,}")  # a value with more than five words is a sentence
EVERY = 6  # of the corpus; enough to meet every kind of sentence


@cache
def spoken():
    """Every English sentence that the core wrote for some briefs of the corpus, by kind."""
    found = set()
    for line in CORPUS.read_text(encoding="utf-8").splitlines()[::EVERY]:
        row = json.loads(line)
        reading = read_text(row["text"], title=row.get("title"))
        found |= set(reading.notes) | {question.text for question in reading.missing}
        diagnosis = diagnose(reading.brief)
        if diagnosis.role in HIRABLE:
            found |= sentences_of_plan(reading.brief, diagnosis) | set(
                need_from(reading.brief, diagnosis.role, today=TODAY).notes
            )
    return {text for text in found if text}


def sentences_of_plan(brief, diagnosis):
    rng = np.random.default_rng(1)
    try:
        made = plan(brief, diagnosis.role, rate_table(), rng=rng, today=TODAY, mix=diagnosis.mix, draws=100)
    except DomainError:
        return set()
    ways = made.alternatives
    assumed = {text for one in made.assumptions for text in (one.text, one.source)}
    lines = {line.label for way in ways for line in way.lines} | {
        line.value for way in ways for line in way.lines if len(LETTERS.findall(line.value)) > 5
    }
    return {*made.notes, *assumed, *lines, *(way.label for way in ways), *(way.no_data for way in ways)}


def test_every_sentence_that_the_core_writes_has_a_form():
    assert len(spoken()) > 200
    unknown = [text for text in spoken() if not sentences.known(text)]
    assert not unknown


def test_every_note_of_the_rate_table_has_a_form():
    for role in HIRABLE:
        drawn = band(rate_table(), look_up(rate_table(), role=role.value))
        said = {bar.wider for bar in drawn.bars} | {one.why for one in drawn.left_out}
        assert all(sentences.known(text) for text in said if text)


@pytest.mark.parametrize("language", ["es", "pt"])
def test_a_sentence_is_said_with_its_names_and_figures_translated(language):
    text = "No data on the pay of AI training specialists in Brazil at the expert level. Nearest rows: Brazil (3 by the hour), the world (12 by the hour)."
    with override(language):
        said = sentences.say(text)
    assert {"es": "Brasil (3 por hora), el mundo (12 por hora)", "pt": "Brasil (3 por hora), o mundo (12 por hora)"}[
        language
    ] in said
    assert "specialists" not in said


def test_a_formula_keeps_its_arithmetic():
    with override("pt"):
        assert sentences.reckon("2 people × 1,200.50 h × $12.50") == "2 pessoas × 1.200,50 h × US$\u00a012,50"
    with override("es"):
        assert sentences.reckon("$60–180/hour") == "US$60–180/hora"


def test_an_address_in_a_source_is_left_alone():
    with override("pt"):
        assert "https://example.org/a,1.5" in sentences.reckon("3.5: https://example.org/a,1.5")


def test_a_sentence_that_nobody_knows_stays_as_it_is():
    with override("es"):
        assert sentences.say("Something new, 1,000 times.") == "Something new, 1,000 times."


def test_english_is_left_as_the_core_wrote_it():
    with override("en"):
        assert sentences.say("Hours paid") == "Hours paid"


def test_every_code_of_matching_is_known_here():
    import touchstone.core.matching as package

    folder = Path(package.__file__).parent
    codes = {
        code
        for name in ("said", "reasons", "moves", "shortlist", "relax")
        for code in re.findall(r'(?:said|_step)\(\s*(?:\w+(?:\.\w+)?, )?"(\w+)"', (folder / f"{name}.py").read_text())
    }
    noted = {f"note_{code}" for code in re.findall(r'\.note\(\s*"(\w+)"', (folder / "need.py").read_text())}
    assert len(codes) > 25
    assert len(noted) > 10
    assert (codes | noted) - SAID_BY_THEIR_ENGLISH <= set(reasons.FORMS)


@pytest.mark.parametrize("language", ["es", "pt"])
def test_every_note_on_a_need_is_said_in_the_readers_language(language):
    for line in CORPUS.read_text(encoding="utf-8").splitlines()[::EVERY]:
        row = json.loads(line)
        brief = read_text(row["text"], title=row.get("title")).brief
        with override(language):
            for note in need_from(brief, HIRABLE[1], today=TODAY).noted:
                assert reasons.say(note) != note.text, note


def test_a_limit_is_said_in_its_own_currency():
    asked = CandidateReason(code="asked_rate", text="", numbers={"minor": 4_500.0, "currency": "EUR"})
    with override("en"):
        assert reasons.say(asked) == "at most €45 an hour"


def test_a_reason_with_the_numbers_of_an_earlier_version_is_said_in_its_own_words():
    old = CandidateReason(code="asked_rate", text="at most $45/hour", numbers={"cents": 4_500.0})
    with override("en"):
        assert reasons.say(old) == "at most $45/hour"


def test_an_unknown_code_is_said_in_the_cores_own_words():
    with override("en"):
        assert reasons.say(CandidateReason(code="brand_new", text="as it is")) == "as it is"
