"""A user's own rates are laid over the table, and every mistake in them is named by line and field."""

import pytest

from touchstone.core.errors import BadInput
from touchstone.core.money import Money, PayUnit, money
from touchstone.core.rates import look_up, rate_table

HEADER = "id,role,work,place,unit,currency,low,median,high,date,source_title,source_address\n"
GOOD = "our-peru,rlhf_specialist,RLHF,PE,hour,USD,15,,25,2026-11,Our own pay: 2026,https://example.org/pay\n"


def test_a_row_of_ones_own_answers_where_there_was_no_data():
    table = rate_table(extra=HEADER + GOOD)
    answer = look_up(table, role="rlhf_specialist", place="PE")
    (row,) = answer.rows
    assert (row.low, row.high, row.unit) == (money(15), money(25), PayUnit.HOUR)
    assert (row.source.title, row.source.address) == ("Our own pay: 2026", "https://example.org/pay")
    assert answer.no_data == ""
    assert look_up(rate_table(), role="rlhf_specialist", place="PE").rows == ()


def test_a_row_with_a_packaged_id_takes_its_place():
    own = GOOD.replace("our-peru", "us-rlhf-guide").replace(",PE,", ",US,")
    table = rate_table(extra=HEADER + own)
    assert len(table.rows) == len(rate_table().rows)
    assert table.row("us-rlhf-guide").low == money(15)


def test_a_row_may_name_a_packaged_source():
    text = "id,role,place,unit,median,date,source\nmine,ml_engineer,UY,year,55000,2026,howdy-engineers\n"
    row = rate_table(extra=text).row("mine")
    assert row.source == rate_table().row("us-ml-engineer-indeed").source
    assert (row.basis, row.middle, row.domain_level, row.work) == ("salary", "single", "general", "ml engineer")


def test_sources_and_exchange_rates_of_ones_own_count_first():
    table = rate_table(
        extra="id,role,place,unit,currency,median,date,source\nmine,ml_engineer,UY,month,UYU,200000,2026-10,desk\n",
        extra_sources="id,title,address,trust\ndesk,Our desk: pay 2026,file:pay.xlsx,document\n",
        extra_exchange="base,currency,rate,first_day,last_day,source\nUSD,UYU,40,2026-10-01,2026-10-31,desk\n",
    )
    from touchstone.core.rates import in_dollars

    figures = in_dollars(table, table.row("mine"), PayUnit.YEAR)
    assert figures.median == money(60_000)
    assert "Our desk" in figures.formula


def test_spreadsheets_in_spanish_and_portuguese_are_read():
    text = (
        "\ufeffid;role;place;unit;currency;median;date;source\nmio;data_annotator;PE;hour;PEN;18,50;2026;athyna-guide\n"
    )
    assert rate_table(extra=text).row("mio").median == Money(1850, "PEN")


def test_empty_lines_and_spaces_do_no_harm():
    assert rate_table(extra=f"{HEADER}\n ,,,,,,,,,,,\n{GOOD.replace(',PE,', ', pe ,')}\n").row("our-peru").place == "PE"


@pytest.mark.parametrize(
    ("change", "field", "message"),
    [
        (("rlhf_specialist", "rlhf"), "role", "'rlhf' is not known"),
        (("rlhf_specialist", ""), "role", "is missing"),
        ((",PE,", ",Peruland,"), "place", "is not a place"),
        ((",PE,", ",,"), "place", "is missing"),
        ((",hour,", ",hourly,"), "unit", "'hourly' is not known"),
        ((",USD,", ",dollars,"), "currency", "is not a currency"),
        ((",15,,25,", ",fifteen,,25,"), "low", "'fifteen' is not a number"),
        ((",15,,25,", ',"15,000",,25,'), "low", "'15,000' is not a number"),
        ((",15,,25,", ",-15,,25,"), "low", "is not a number"),
        ((",15,,25,", ",0,,25,"), "low", "not more than zero"),
        ((",15,,25,", ",NaN,,25,"), "low", "is not a number"),
        ((",15,,25,", ",1e3,,25,"), "low", "is not a number"),
        ((",15,,25,", ",35,,25,"), "median", "do not rise"),
        ((",15,,25,", ",,,,"), "median", "no figure"),
        ((",2026-11,", ",11/2026,"), "date", "is not a date"),
        ((",2026-11,", ",2026-13,"), "date", "is not a date"),
        ((",2026-11,", ",,"), "date", "is missing"),
        (("our-peru", ""), "id", "is missing"),
        (("Our own pay: 2026", ""), "source_title", "is missing"),
        (("https://example.org/pay", "somewhere"), "source_address", "is not an address"),
        (("Our own pay: 2026,https://example.org/pay", ","), "source", "is missing"),
    ],
)
def test_a_mistake_is_named_by_file_line_and_field(change, field, message):
    with pytest.raises(BadInput) as refusal:
        rate_table(extra=HEADER + GOOD.replace(*change), name="own.csv")
    assert refusal.value.place == f"own.csv, line 2, {field}"
    assert message in refusal.value.message
    assert refusal.value.hint


def test_all_mistakes_are_told_at_once():
    text = HEADER + GOOD.replace("hour", "h") + GOOD.replace("our-peru", "b").replace("2026-11", "soon")
    with pytest.raises(BadInput, match="line 3, date: 'soon' is not a date"):
        rate_table(extra=text)


def test_an_id_given_twice_is_refused():
    with pytest.raises(BadInput, match="already the id of line 2"):
        rate_table(extra=HEADER + GOOD + GOOD)


def test_an_unknown_source_gets_the_nearest_name():
    text = "id,role,place,unit,median,date,source\nmine,ml_engineer,UY,year,55000,2026,howdy-engineer\n"
    with pytest.raises(BadInput) as refusal:
        rate_table(extra=text)
    assert refusal.value.hint == "did you mean howdy-engineers?"


def test_an_unknown_column_gets_the_nearest_name():
    with pytest.raises(BadInput) as refusal:
        rate_table(extra=HEADER.replace("currency", "currencyy") + GOOD)
    assert refusal.value.hint == "did you mean currency?"
    assert refusal.value.place.endswith("line 1")


@pytest.mark.parametrize("text", [" ", "\n", "not a table at all", 'id,role\n"unclosed'])
def test_what_is_no_table_is_refused(text):
    with pytest.raises(BadInput):
        rate_table(extra=text)


def test_too_many_fields_are_told_with_the_likely_reason():
    with pytest.raises(BadInput, match="more fields than columns") as refusal:
        rate_table(extra=HEADER + GOOD.rstrip("\n") + ",surplus\n")
    assert "double quotes" in refusal.value.hint


def test_an_exchange_rate_whose_days_run_backwards_is_refused():
    text = "base,currency,rate,first_day,last_day,source\nUSD,UYU,40,2026-10-31,2026-10-01,athyna-guide\n"
    with pytest.raises(BadInput, match="lies before first_day"):
        rate_table(extra_exchange=text)
