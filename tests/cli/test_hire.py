from importlib.util import find_spec

import pytest

BRIEF = """Our chatbot gives answers that users do not like. We need people who compare pairs of answers and rank them by
preference: 3,000 pairs, fluent Spanish, 15 hours a week for 6 weeks, up to $30 an hour, 4 hours overlap with New York."""


def test_hire_goes_from_the_brief_to_the_shortlist(touchstone):
    answer = touchstone("hire", "-", stdin=BRIEF)
    assert answer.code == 0
    places = [answer.out.index(f"\n{part}") for part in ("Brief", "Who", "Plan", "Shortlist")]
    assert places == sorted(places)


def test_the_packaged_pool_is_said_to_be_synthetic(touchstone):
    answer = touchstone("hire", "-", stdin=BRIEF)
    assert "synthetic" in answer.out
    assert touchstone("hire", "-", "--json", stdin=BRIEF).object["shortlist"]["synthetic"] is True


def test_the_same_brief_gives_the_same_answer(touchstone):
    first, second = (touchstone("hire", "-", "--json", stdin=BRIEF).out for _ in range(2))
    assert first == second


def test_a_pool_of_ones_own_is_searched(touchstone, tmp_path):
    touchstone("pool", "synth", "--n", "300", "--seed", "9", "-o", "own.parquet")
    found = touchstone("match", "-", "--pool", "own.parquet", "--json", stdin=BRIEF).object
    assert found["pool_size"] == 300
    ranked = [candidate["rank"] for candidate in found["candidates"] if not candidate["exploration"]]
    assert ranked == list(range(1, len(ranked) + 1))


def test_a_pool_with_an_age_in_it_is_refused_by_line_and_field(touchstone, tmp_path):
    good = touchstone("pool", "synth", "--n", "2", "-o", "-").out.splitlines()
    (tmp_path / "pool.jsonl").write_text("\n".join([good[0], good[1].replace('{"id"', '{"age":30,"id"')]))
    answer = touchstone("hire", "-", "--pool", "pool.jsonl", stdin=BRIEF)
    assert answer.code == 2
    assert "pool.jsonl, line 2" in answer.err
    assert "age" in answer.err


def test_a_brief_for_none_of_the_roles_has_no_plan_and_no_list(touchstone):
    website = "We want a new checkout page for our online shop, in React, with a faster product search."
    found = touchstone("hire", "-", "--json", stdin=website).object
    assert (found["diagnosis"]["role"], found["plan"], found["shortlist"]) == ("none", None, None)
    assert touchstone("match", "-", stdin=website).code == 2


def test_the_field_of_a_degree_any_of_two_fields_and_the_bar_are_said_where_the_list_is(touchstone):
    text = "Experts in philosophy or psychology rank answers of our assistant. PhD in philosophy or a related field. 95% must be right."
    out = " ".join(touchstone("hire", "-", stdin=text).out.split())
    assert "Bar: 78.5 % right at first" in out
    assert out.count("95 % of what is delivered is to be right") == 1
    found = touchstone("match", "-", "--json", stdin=text).object["exclusions"]
    asked = {line["constraint"]: line["asked"] for line in found}
    assert asked["degree"] == "at least a doctorate in Humanities"
    assert asked["skill"] == "Philosophy or Psychology, judging answers, shown or claimed"


def test_nobody_sits_in_two_places_when_openings_are_filled_together(touchstone, tmp_path):
    pytest.importorskip("ortools", reason="the extra `assign` is not installed")
    for name in ("one", "two", "three"):
        (tmp_path / f"{name}.txt").write_text(BRIEF)
    found = touchstone("match", "one.txt", "two.txt", "three.txt", "--together", "--json").object
    assert found["seats"] == 3
    people = [seat["specialist"] for seat in found["matches"]]
    assert len(people) == found["filled"]


@pytest.mark.parametrize("mode", ["quality", "balanced", "cost"])
def test_every_mode_ranks_the_same_eligible_people(touchstone, mode):
    found = touchstone("match", "-", "--mode", mode, "--most", "3", "--json", stdin=BRIEF).object
    assert found["mode"] == mode
    assert len([one for one in found["candidates"] if not one["exploration"]]) == min(3, found["eligible"])


@pytest.mark.skipif(find_spec("ortools") is not None, reason="the extra `assign` is installed")
def test_without_the_extra_it_is_said_what_to_install(touchstone):
    answer = touchstone("match", "-", "--together", stdin=BRIEF)
    assert answer.code == 1
    assert "assign" in answer.err
