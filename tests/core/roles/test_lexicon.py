"""The words: entries expand to all their forms, no entry hides another, and every rule can fire and be read."""

import pytest

from touchstone.core.roles.inflection import forms
from touchstone.core.roles.lexicon import (
    LANGUAGES,
    TRADE_WORDS,
    Lexicon,
    _packaged,
    expand,
    lexicon,
    split_entries,
    trade_words,
)
from touchstone.core.roles.rules import pattern, rules, say, settings
from touchstone.core.roles.tokens import CLAUSE, COMMA, SENTENCE, SPACE, Token, languages_of, tokenise


def concepts(lexicon_, text):
    return [sorted(lexeme.concepts) for lexeme in lexicon_.read(tokenise(text))]


def test_the_longest_entry_wins():
    words = Lexicon([("acts", "train", "training"), ("engineering", "ai", "ai training")])
    assert concepts(words, "AI training; training") == [["ai"], ["train"]]


def test_entries_of_one_length_count_together_but_a_person_stands_alone():
    words = Lexicon(
        [("acts", "label", "annotat*"), ("objects", "labels", "annotation"), ("people", "annotator", "annotator*")]
    )
    assert concepts(words, "annotation annotators annotating") == [["label", "labels"], ["annotator"], ["label"]]


def test_no_phrase_reaches_across_a_clause():
    words = Lexicon([("objects", "model", "language model")])
    assert concepts(words, "language; model") == []


def test_a_possessive_is_the_word_itself():
    assert concepts(Lexicon([("objects", "model", "model")]), "the model's answers") == [["model"]]


@pytest.mark.parametrize(
    ("entry", "language", "expected"),
    [
        ("log{s,ged} it", "en", {"logs it", "logged it"}),
        ("tag~", "en", {"tag", "tags", "tagged", "tagging"}),
        ("verify~ facts", "en", {"verify facts", "verifies facts", "verified facts", "verifying facts"}),
        ("rate~", "en", {"rate", "rates", "rated", "rating"}),
        ("evaluate~", "en", {"evaluate", "evaluates", "evaluated", "evaluating", "evaluation", "evaluations"}),
    ],
)
def test_an_entry_stands_for_all_its_forms(entry, language, expected):
    assert set(expand(entry, language)) == expected


def test_romance_verbs_keep_their_sound():
    assert {"marque", "marcando", "marcan"} <= set(forms("marcar", "es"))
    assert {"pague", "paguen", "pagando"} <= set(forms("pagar", "es"))
    assert {"dirija", "dirige"} <= set(forms("dirigir", "pt"))
    assert {"indique", "indicam"} <= set(forms("indicar", "pt"))
    assert {"utilice", "utilizan"} <= set(forms("utilizar", "es"))


def test_commas_in_braces_do_not_separate_entries():
    assert split_entries("Rat{e,ing}, Más ") == ["rat{e,ing}", "mas"]


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_entry_is_hidden_by_another(language):
    words, spoken = lexicon(), trade_words()
    for family, concept, phrase in _packaged(language):
        pieces = phrase.replace("-", " ").replace("/", " ").replace("*", "").split()
        tokens = [Token(piece, 50 * i, 50 * i + len(piece), SPACE) for i, piece in enumerate(pieces)]
        found = (spoken if family == TRADE_WORDS else words).read(tokens)
        assert any(concept in lexeme.concepts for lexeme in found), f"{language} {concept}: {phrase}"


def test_every_pattern_names_concepts_that_exist():
    known = set(lexicon().families) | {"many"}
    for rule in rules().values():
        for steps in (*rule.patterns, *(rule.in_title or ())):
            for step in steps:
                assert step.concepts <= known, rule.id


def test_every_interplay_names_rules_and_concepts_that_exist():
    known = {f"rule:{rule_id}" for rule_id in rules()} | {f"concept:{concept}" for concept in lexicon().families}
    for rule in rules().values():
        assert rule.none <= known
        assert all(choice <= known for choice in rule.all), rule.id
        assert bool(rule.all) == (rule.kind == "interplay"), rule.id


def test_every_rule_is_said_in_three_languages():
    for rule in rules().values():
        assert len({rule.texts[language] for language in LANGUAGES}) == 3, rule.id
        assert not rule.conditional or set(rule.conditional) == set(LANGUAGES)


def test_every_word_of_a_trade_has_its_rule():
    assert set(trade_words().families) == {rule.id for rule in rules().values() if rule.kind == "words"}


def test_sentences_fall_back_to_english():
    assert say("ml_engineer", "xx") == "an ML engineer"
    assert say("ml_engineer", "pt-BR") == "um engenheiro de ML"


def test_every_context_has_its_number():
    numbers = settings()
    for kind in ("not", "has", "beside", "belief", "plus", "experience", "purpose", "modifier"):
        assert abs(numbers.factors[kind]) < 1


def test_a_pattern_is_read_from_its_notation():
    first, second = pattern("judge|rate ~5 answer")
    assert (first.concepts, first.gap) == ({"judge", "rate"}, 0)
    assert (second.concepts, second.gap) == ({"answer"}, 5)


@pytest.mark.parametrize(
    ("text", "gaps"),
    [
        ("label images", [SENTENCE, SPACE]),
        ("images, text", [SENTENCE, COMMA]),
        ("duties: label", [SENTENCE, CLAUSE]),
        ("Done. Next", [SENTENCE, SENTENCE]),
        ("tools, e.g. boxes", [SENTENCE, COMMA, SPACE, SPACE]),
        ("A wrapped\nline goes on", [SENTENCE, SPACE, SPACE, SPACE, SPACE]),
        ("one\n- two", [SENTENCE, SENTENCE]),
        ("one\n\ntwo", [SENTENCE, SENTENCE]),
    ],
)
def test_breaks_between_words(text, gaps):
    assert [token.gap for token in tokenise(text)] == gaps


@pytest.mark.parametrize(
    ("text", "languages"),
    [
        ("Label images of cars, no experience needed, do it from home", ("en",)),
        ("Etiquetar imágenes de los coches", ("en", "es")),
        ("Rotular imagens dos carros", ("en", "pt")),
        ("A anotação demora", ("en", "pt")),
        ("Para modelos de IA", LANGUAGES),
    ],
)
def test_spanish_and_portuguese_words_are_read_where_they_show(text, languages):
    assert languages_of(text, tokenise(text)) == languages
