"""A look-up gives every matching row with its source, says "no data", and never averages what disagrees."""

import msgspec
import pytest

from touchstone.core.errors import BadInput
from touchstone.core.money import PayUnit, money
from touchstone.core.rates import RateAnswer, RateTable, band, disagreements, look_up, rate_table

TABLE = rate_table()
SOURCE = TABLE.rows[0].source


def ids(rows):
    return {row.id for row in rows}


def made(name, *, low=None, median=None, high=None, **changes):
    """A row of the table with other figures, from a source of its own."""
    base = TABLE.row("us-rlhf-guide")
    figures = {"low": low, "median": median, "high": high}
    changes |= {key: None if value is None else money(value) for key, value in figures.items()}
    source = msgspec.structs.replace(SOURCE, id=f"source-{name}", title=f"Source {name}: a page")
    return msgspec.structs.replace(base, id=name, source=source, **changes)


def test_every_matching_row_comes_back_with_its_source():
    answer = look_up(TABLE, role="rlhf_specialist")
    assert ids(answer.rows) == ids(row for row in TABLE.rows if row.role == "rlhf_specialist")
    assert all(row.source.address for row in answer.rows)
    assert answer.no_data == ""


def test_a_place_matches_exactly():
    answer = look_up(TABLE, role="ai_training_specialist", place="BR")
    assert {row.place for row in answer.rows} == {"BR"}


@pytest.mark.parametrize("said", ["BR", "br", "Brazil", "brazil ", "BRAZIL"])
def test_a_place_may_be_said_as_code_or_name(said):
    assert look_up(TABLE, role="ai_training_specialist", place=said).place == "BR"


@pytest.mark.parametrize(("said", "code"), [("usa", "US"), ("the United States", "US"), ("Latin America", "latam")])
def test_a_region_or_country_may_be_named(said, code):
    assert look_up(TABLE, place=said).place == code


def test_rows_of_latin_america_and_the_world_stand_beside_a_country_and_are_marked():
    answer = look_up(TABLE, role="ai_training_specialist", place="CL")
    assert ids(answer.rows) == {"cl-trainer-deel"}
    why = {wider.rate.id: wider.why for wider in answer.wider}
    assert why["latam-trainer-guide"] == "Latin America as a whole"
    assert why["world-tutor-sonnetcode"] == "the world, not only Chile"
    assert "all kinds" in why["world-all-pay-index"]
    assert "ar-trainer-deel" not in why


def test_the_region_shows_its_countries_beside_it():
    answer = look_up(TABLE, role="ai_training_specialist", place="latam")
    assert ids(answer.rows) == {"latam-trainer-guide"}
    assert {"ar-trainer-deel", "co-trainer-deel"} <= {wider.rate.id for wider in answer.wider}


@pytest.mark.parametrize("place", ["PE", "UY", "JP"])
@pytest.mark.parametrize("role", ["data_annotator", "ai_training_specialist", "rlhf_specialist", "ml_engineer"])
def test_a_place_without_a_row_says_no_data_and_what_is_nearest(role, place):
    answer = look_up(TABLE, role=role, place=place)
    assert answer.rows == ()
    assert answer.no_data.startswith("No data on the pay of")
    assert {"PE": "Peru", "UY": "Uruguay", "JP": "JP"}[place] in answer.no_data
    assert answer.nearest
    assert all(one.place != place and one.rows > 0 for one in answer.nearest)


def test_the_nearest_rows_for_peru_are_those_of_its_region():
    answer = look_up(TABLE, role="ai_training_specialist", place="PE")
    assert answer.nearest[0].place == "latam"
    assert [one.place for one in answer.nearest[1:4]] == ["AR", "BR", "CL"]


def test_what_was_looked_for_is_named_field_by_field():
    answer = look_up(
        TABLE, role="ml_engineer", place="CL", unit="hour", basis="survey", domain_level="expert", since="2026-06"
    )
    assert answer.no_data.startswith(
        "No data on the pay of ML engineers in Chile paid by the hour of the kind “survey” at the expert level since 2026-06."
    )


def test_selection_by_unit_basis_level_and_date():
    answer = look_up(TABLE, place="US", unit=PayUnit.YEAR, basis="salary", domain_level="general", since="2026")
    assert ids(answer.rows) == {
        "us-trainer-salaried-guide",
        "us-trainer-salaried-guide-entry",
        "us-trainer-salaried-guide-comparison",
        "us-llm-engineer-base",
        "us-llm-engineer-total",
        "us-ml-engineer-indeed",
        "us-ai-engineer-indeed",
    }


def test_a_year_is_not_older_than_a_day_in_it():
    assert "us-ml-engineer-indeed" in ids(look_up(TABLE, since="2026-08-01").rows)
    assert "us-trainer-ziprecruiter" not in ids(look_up(TABLE, since="2026-08-01").rows)


@pytest.mark.parametrize(
    "asked",
    [{"role": "trainer"}, {"place": "Atlantis"}, {"unit": "fortnight"}, {"basis": "rumour"}, {"domain_level": "phd"}],
)
def test_an_unknown_word_is_refused_with_the_known_ones(asked):
    with pytest.raises(BadInput) as refusal:
        look_up(TABLE, **asked)
    assert refusal.value.place == next(iter(asked))
    assert refusal.value.hint


def test_a_date_that_is_none_is_refused():
    with pytest.raises(BadInput, match="is not a date"):
        look_up(TABLE, since="last year")


def test_rlhf_sources_that_disagree_by_a_factor_of_two_are_both_named():
    answer = look_up(TABLE, role="rlhf_specialist", place="US")
    (one,) = answer.disagreements
    assert one.factor >= 2
    assert "us-rlhf-guide" in ids(one.low_side)
    assert {"world-rlhf-sonnetcode", "world-rlhf-advertised"} <= ids(one.high_side)
    for figure in ("$18–35/hour", "$50–65/hour", "$58/hour", "Athyna", "Sonnet Code", "17 October 2026"):
        assert figure in answer.disagreement


def test_no_answer_ever_holds_a_figure_that_no_source_gave():
    said = {figure for row in TABLE.rows for figure in (row.low, row.median, row.high)}
    for role in ("rlhf_specialist", "data_annotator", None):
        answer = look_up(TABLE, role=role)
        assert {figure for row in answer.rows for figure in (row.low, row.median, row.high)} <= said


@pytest.mark.parametrize(("second", "apart"), [(19.99, False), (20, True), (39, True)])
def test_the_line_is_drawn_at_a_factor_of_two(second, apart):
    rows = [made("a", median=10), made("b", median=second)]
    assert bool(disagreements(TABLE, rows)) is apart


def test_the_middle_of_a_range_is_the_geometric_one():
    (one,) = disagreements(TABLE, [made("a", low=10, high=40), made("b", median=40)])
    assert one.factor == pytest.approx(2)


def test_one_source_alone_does_not_disagree_with_itself():
    low, high = made("a", median=10), made("b", median=50)
    same = msgspec.structs.replace(high, source=low.source)
    assert disagreements(TABLE, [low, same]) == ()


@pytest.mark.parametrize(
    "change",
    [
        {"place": "CO"},
        {"domain_level": "expert"},
        {"role": "ml_engineer"},
        {"scope": "part"},
        {"scope": "neighbour"},
        {"basis": "floor"},
        {"unit": PayUnit.TASK},
    ],
    ids=str,
)
def test_what_is_not_the_same_work_is_no_disagreement(change):
    assert disagreements(TABLE, [made("a", median=10), made("b", median=50, **change)]) == ()


def test_years_and_hours_are_compared_in_hours():
    rows = [made("a", median=10), made("b", median=10 * 2080 / 12 * 2.5, unit=PayUnit.MONTH)]
    (one,) = disagreements(TABLE, rows)
    assert one.factor == pytest.approx(2.5)


def test_a_band_has_one_bar_for_each_source_and_merges_none():
    answer = look_up(TABLE, role="rlhf_specialist", place="US")
    drawn = band(TABLE, answer)
    assert len(drawn.bars) + len(drawn.left_out) == len(answer.rows) + len(answer.wider)
    bar = next(bar for bar in drawn.bars if bar.rate.id == "us-rlhf-guide")
    assert (bar.low, bar.median, bar.high) == (money(18), None, money(35))
    assert bar.label == "RLHF specialist · Athyna, 22 April 2026"
    assert drawn.bars[0].wider == ""
    assert drawn.bars[-1].wider


def test_a_band_puts_years_and_reais_on_the_same_axis_and_says_how():
    salary = band(TABLE, look_up(TABLE, role="ai_training_specialist", place="latam")).bars[0]
    assert salary.median == money("19.23")
    assert salary.formula == "paid by the year at 2,080 hours a year"
    brazil = band(TABLE, look_up(TABLE, role="data_annotator", place="BR")).bars[0]
    assert brazil.median == money("1.70")  # R$9 / 6.7647 x 1.2787, the average of 2024; the report itself says $1.60
    assert "Revenue & Customs" in brazil.formula


def test_pay_by_the_piece_is_left_out_of_a_band_with_the_reason():
    drawn = band(TABLE, look_up(TABLE, role="ai_training_specialist", place="world"))
    (left,) = drawn.left_out
    assert left.rate.id == "world-maths-finance-author-turing"
    assert "says nothing of hours" in left.why


def test_an_empty_table_says_no_data():
    answer = look_up(RateTable(rows=(), exchange=()), role="ml_engineer")
    assert answer.no_data == "No data on the pay of ML engineers."
    assert answer.nearest == ()
    assert band(TABLE, answer).bars == ()


def test_an_answer_can_be_written_as_json_and_read_again():
    answer = look_up(TABLE, role="rlhf_specialist", place="US")
    assert msgspec.json.decode(msgspec.json.encode(answer), type=RateAnswer) == answer
