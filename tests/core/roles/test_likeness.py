"""The second opinion by single words: what it learns, what it keeps quiet about, and that length alone proves nothing."""

import math
from collections import Counter

import pytest

from touchstone.core.briefs.values import Brief
from touchstone.core.roles import Role, diagnose
from touchstone.core.roles.likeness import learnt, likeness, stem, table
from touchstone.core.roles.tokens import tokenise

ANNOTATION = (
    "Go over pictures of circuit boards, ring scratched joints and missing parts, choose the fault from a drop-down, "
    "hit 250 boards before lunch. Two shifts."
)


def heard(text, title=""):
    return likeness([(True, tokenise(title)), (False, tokenise(text))])


def test_a_word_weighs_the_logarithm_of_how_much_more_often_a_role_s_briefs_say_it():
    briefs = [(Role.ML_ENGINEER, ["gpu", "gpu"]), (Role.ML_ENGINEER, ["gpu"]), *[(Role.NONE, ["salary"])] * 2]
    lifts = learnt(briefs, shrink=0.5, least=2)
    engineer = list(Role).index(Role.ML_ENGINEER)
    assert lifts["gpu"][engineer] == pytest.approx(math.log((2 + 0.5 * 2 / 4) / (2 + 0.5) / (2 / 4)))
    assert lifts["gpu"][list(Role).index(Role.NONE)] < 0


def test_what_one_brief_alone_says_is_not_learnt():
    assert learnt(
        [(Role.NONE, ["once"]), (Role.NONE, ["twice"]), (Role.NONE, ["twice"])], shrink=1, least=2
    ).keys() == {"twice"}


def test_a_role_without_briefs_has_no_lift():
    assert learnt([(Role.NONE, ["a"]), (Role.NONE, ["a"])], shrink=1, least=2)["a"] == pytest.approx([0] * 5)


def test_endings_fall_together_and_a_title_is_kept_apart():
    [plural] = tokenise("Annotators")
    [verb] = tokenise("annotating")
    [short] = tokenise("AI")
    assert stem(plural, heading=False) == stem(verb, heading=False)
    assert stem(plural, heading=True) != stem(plural, heading=False)
    assert stem(short, heading=False) is None
    assert stem(short, heading=True) == "title:ai"


def test_a_few_words_say_nothing():
    assert heard("") is None
    assert heard("We would like to talk.") is None


def test_words_in_no_rule_still_tell_an_annotator_under_an_engineer_s_title():
    diagnosis = diagnose(Brief(text=ANNOTATION, title="Junior AI Engineer"))
    assert diagnosis.role is Role.DATA_ANNOTATOR
    [reason] = [reason for reason in diagnosis.reasons if reason.rule == "like_data_annotator"]
    assert reason.weight > 0
    assert reason.quotes


def test_saying_it_all_twice_changes_nothing():
    assert heard(ANNOTATION * 2).scores == pytest.approx(heard(ANNOTATION).scores)


def test_the_scores_are_relative_and_bounded():
    every_word = " ".join(key for key in table() if ":" not in key)
    alike = heard(every_word)
    assert math.fsum(alike.scores.values()) == pytest.approx(0, abs=1e-9)
    most = max(abs(lift) for row in table().values() for lift in row)
    assert max(map(abs, alike.scores.values())) <= most * math.sqrt(len(table()))


def test_every_row_of_the_table_has_a_finite_number_for_each_role():
    assert all(len(row) == len(Role) and all(map(math.isfinite, row)) for row in table().values())
    assert Counter(key.startswith("title:") for key in table())[True] > 50


def test_texts_that_were_written_to_mislead_are_answered(fresh):
    wrong = [
        row["id"]
        for row in fresh
        if diagnose(Brief(text=row["text"], title=row["title"])).role not in row["acceptable_roles"]
    ]
    assert len(wrong) <= 0.05 * len(fresh), wrong
