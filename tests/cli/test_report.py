import re
import sys

import pytest

from touchstone.cli.charts import MOST_ROWS, Dot, Line, Sheet, bars, forest, heat, lines, shown_number
from touchstone.cli.report import Report, svg, write_report
from touchstone.core.errors import BadInput, MissingExtra

drawn = pytest.mark.skipif(
    "not __import__('importlib.util').util.find_spec('vl_convert')", reason="the extra `report` is not installed"
)
DOTS = [Dot(label="Ana <b>", value=0.74, low=0.6, high=0.85, n=12), Dot(label="Bo", value=0.2)]
FOREST = forest(DOTS, title="Agreement & more", measure="alpha", reference=0)
WORDS = Sheet(title="Words", columns=("word", "n"), rows=[("<script>alert(1)</script>", 1200), ("none", None)])


def report(*parts, **more):
    return Report(title="Who <i>agrees</i>", facts=("Alpha is 0.74 & holds.",), parts=parts, **more)


@drawn
def test_a_page_escapes_what_people_wrote():
    page = report(FOREST, WORDS).html()
    assert "<script" not in page
    assert "<i>agrees" not in page
    assert "&lt;script&gt;alert(1)" in page
    assert "Alpha is 0.74 &amp; holds." in page
    assert "Ana &lt;b&gt;" in page


@drawn
def test_a_page_needs_nothing_else():
    page = report(FOREST, heat([[1, 0], [0, 1]], title="T", down="ab", across="ab", names=("a", "b", "c"))).html()
    assert not re.search(r"""(src|href)\s*=|url\(|@import|https?://(?!www\.w3\.org)""", page)


@drawn
def test_every_picture_has_words_and_a_table():
    page = report(FOREST, bars({"good": 0.75, "bad": 0.25}, title="Shares", measure="share", of="label")).html()
    assert page.count("<table>") == 2
    assert page.count('role="img" aria-label="alpha, each with its interval"') == 2  # wide and narrow
    assert "Share by label." in page


@drawn
def test_a_picture_takes_the_pages_colours_in_light_and_dark():
    assert "var(--ink, #1b1a17)" in svg(FOREST)
    assert '"#1b1a17"' not in svg(FOREST)


@drawn
def test_gold_is_only_for_what_is_proven():
    proven = forest([Dot(label="Ana", value=0.9, proven=True)], title="T", measure="m")
    assert "#d9a634" in svg(proven)
    assert "#d9a634" not in svg(FOREST)


@drawn
def test_a_picture_on_a_telephone_is_narrower_and_leaves_the_numbers_to_the_table():
    wide, narrow = (
        float(re.search(r'width="([\d.]+)"', picture)[1]) for picture in (svg(FOREST), svg(FOREST, narrow=True))
    )
    assert narrow < 300 < wide
    assert "0.60 to 0.85" in svg(FOREST)
    assert "0.60 to 0.85" not in svg(FOREST, narrow=True)


@drawn
def test_a_report_is_written_in_the_form_that_its_name_says(tmp_path):
    for ending, start in ((".html", b"<!doctype html>"), (".png", b"\x89PNG"), (".txt", b"Who <i>agrees</i>")):
        write_report(report(FOREST), tmp_path / f"found{ending}")
        assert (tmp_path / f"found{ending}").read_bytes().startswith(start)


def test_another_ending_is_refused_and_the_right_ones_are_named(tmp_path):
    with pytest.raises(BadInput, match=r"\.html, \.png or \.txt"):
        write_report(report(FOREST), tmp_path / "found.pdf")
    assert not list(tmp_path.iterdir())


def test_a_place_that_cannot_be_written_is_bad_input(tmp_path):
    with pytest.raises(BadInput, match="cannot be written"):
        write_report(report(WORDS), tmp_path / "no folder" / "found.txt")


def test_a_report_without_a_chart_is_no_picture():
    with pytest.raises(BadInput, match="no chart"):
        report(WORDS).png()


def test_without_the_package_a_chart_says_what_to_install(monkeypatch):
    monkeypatch.setitem(sys.modules, "vl_convert", None)
    with pytest.raises(MissingExtra, match=r"touchstone\[report\]"):
        report(FOREST).html()
    assert report(WORDS).html()


@drawn
def test_made_up_data_is_called_so_in_every_form():
    made_up = report(FOREST, synthetic="60 raters from a Beta(6, 2), seed 1")
    assert "Synthetic data: 60 raters" in made_up.html()
    assert "Synthetic data: 60 raters" in made_up.text()


@drawn
def test_a_long_list_shows_some_and_says_of_how_many_and_where_the_rest_is():
    many = forest([Dot(label=f"r{i}", value=0.5) for i in range(400)], title="T", measure="m")
    assert len(many.spec["data"]["values"]) == MOST_ROWS
    page = report(many, rest="out.csv").html()
    assert "The chart shows 40 of 400." in page
    assert "300 of 400 rows. All are in out.csv." in page
    assert "40 of 400 rows. All are in out.csv." in report(many, rest="out.csv").text()


def test_two_of_the_same_name_keep_a_line_each():
    same = forest([Dot(label="Ana", value=0.1), Dot(label="Ana", value=0.9)], title="T", measure="m")
    labels = [row["label"] for row in same.spec["data"]["values"]]
    assert len(set(labels)) == 2
    assert [label.strip("\u200b") for label in labels] == ["Ana", "Ana"]


def test_what_has_no_figure_is_in_the_table_and_not_in_the_picture():
    some = forest([Dot(label="Ana", value=float("nan")), Dot(label="Bo", value=0.5)], title="T", measure="m")
    assert [row["label"] for row in some.spec["data"]["values"]] == ["Bo"]
    assert "no data" in report(some).text()


@drawn
def test_a_line_of_many_points_is_thinned():
    many = lines([Line(label="a", x=range(5000), y=range(5000))], title="T", x="step", y="value")
    assert len(many.spec["data"]["values"]) == 500
    assert "<svg" in svg(many)


@pytest.mark.parametrize("low", [(), (0.0, 0.0)])
def test_lines_whose_columns_differ_in_length_are_refused(low):
    with pytest.raises(BadInput, match="differ in length"):
        lines([Line(label="a", x=[1, 2, 3], y=[1, 2], low=low)], title="T", x="x", y="y")


def test_more_lines_than_can_be_told_apart_are_refused():
    with pytest.raises(BadInput, match="at most 6"):
        lines([Line(label=str(i), x=[1], y=[1]) for i in range(7)], title="T", x="x", y="y")


@pytest.mark.parametrize(
    ("cell", "text"),
    [
        (None, "no data"),
        (float("nan"), "no data"),
        (12345, "12,345"),
        (0.12345, "0.123"),
        (12345.6, "12,346"),
        ("x", "x"),
    ],
)
def test_a_number_is_written_as_people_read_it(cell, text):
    assert shown_number(cell) == text


@drawn
def test_charts_in_one_picture_keep_their_own_rows_and_numbers():
    """Layers of one name in one specification would share their data."""
    import vl_convert

    other = forest([Dot(label="Cy", value=5.5, low=5, high=6)], title="Other", measure="points")
    whole = vl_convert.vegalite_to_svg(report(FOREST, other).picture())
    assert whole.count(">0.74 (0.60 to 0.85)<") == 1
    assert whole.count(">5.50 (5.00 to 6.00)<") == 1
    assert whole.count(">Cy<") == 1


@drawn
def test_the_sides_of_a_heat_map_keep_their_order_where_cells_are_empty():
    nan = float("nan")
    chart = heat([[nan, 0.5], [0.5, nan]], title="T", down=["b", "a"], across=["b", "a"], names=("x", "y", "z"))
    assert chart.spec["encoding"]["x"]["scale"]["domain"] == ["b", "a"]
    assert len(chart.spec["data"]["values"]) == 2
    assert re.findall(r">([ab])</text>", svg(chart)) == ["b", "a", "b", "a"]


def test_an_interval_without_an_end_says_where_the_other_one_is():
    chart = forest(
        [Dot(label="Bix", value=-9.3, high=-0.8), Dot(label="Cyd", value=9.3, low=0.8)], title="t", measure="m"
    )
    assert [row["text"] for row in chart.spec["data"]["values"]] == ["at most -0.80", "at least 0.80"]
