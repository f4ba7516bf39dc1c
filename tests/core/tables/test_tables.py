import gzip

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from touchstone.core.errors import BadInput
from touchstone.core.tables import read_table, table_of, write_table

ANSWERS = b"item,worker,label,seconds\n1,ann,yes,1.5\n10,bob,no,\n2,,yes,3\n"
FILES = ["answers.csv", "answers.csv.gz", "answers.jsonl", "answers.jsonl.gz", "answers.parquet"]
COLUMNS = {"item": ["a", "b,c", None], "chance": np.array([0.125, np.nan, 0.5]), "n": np.arange(3)}


def test_names_that_are_numbers_are_sorted_as_numbers():
    item = read_table(ANSWERS, name="a.csv").coded("item")
    assert item.names == ["1", "2", "10"]
    assert item.codes.tolist() == [0, 2, 1]


def test_an_empty_cell_is_missing_whatever_is_asked_for():
    table = read_table(ANSWERS, name="a.csv")
    assert table.coded("worker").codes.tolist() == [0, 1, -1]
    assert table.texts("worker") == ["ann", "bob", None]
    assert np.isnan(table.numbers("seconds")[1])


def test_a_gzipped_file_reads_as_the_plain_one():
    zipped = read_table(gzip.compress(ANSWERS), name="a.csv.gz")
    assert zipped.texts("label") == read_table(ANSWERS, name="a.csv").texts("label")


@pytest.mark.parametrize("name", FILES)
def test_what_is_written_is_read_again(tmp_path, name):
    write_table(tmp_path / name, COLUMNS)
    table = read_table(tmp_path / name)
    assert table.texts("item") == COLUMNS["item"]
    np.testing.assert_array_equal(table.numbers("chance"), COLUMNS["chance"])
    assert table.numbers("n").tolist() == [0, 1, 2]
    assert [path.name for path in tmp_path.iterdir()] == [name]


def test_a_file_that_cannot_be_written_leaves_nothing(tmp_path):
    with pytest.raises(BadInput, match="cannot be written"):
        write_table(tmp_path / "no_such_folder" / "a.csv", COLUMNS)
    with pytest.raises(BadInput, match="ending"):
        write_table(tmp_path / "a.xls", COLUMNS)
    assert not list(tmp_path.iterdir())


@pytest.mark.parametrize(
    ("content", "name", "said"),
    [
        (b"", "a.csv", "has no rows"),
        (b"item,label\n", "a.csv", "has no rows"),
        (b"item,label\n1,2\n3\n", "a.csv", "a.csv, line 3: 1 fields where 2 are named"),
        (b"item,label\n1,2\n3,\xff\n", "a.csv", "line 3: is not UTF-8"),
        (b"", "a.jsonl", "has no rows"),
        (b'{"a": 1', "a.jsonl", "is damaged"),
        (b'{"a": "x"}\n{"a": 1}\n', "a.jsonl", "field 'a'"),
        (b"PAR1nothing", "a.parquet", "is damaged"),
        (b"x", "a.xls", "ending"),
    ],
)
def test_a_bad_file_is_refused_with_its_place(content, name, said):
    with pytest.raises(BadInput, match=said):
        read_table(content, name=name)


def test_a_file_that_is_not_there_is_refused():
    with pytest.raises(BadInput, match="cannot be read"):
        read_table("not_there.csv")


def test_a_word_among_numbers_is_refused_with_its_row():
    with pytest.raises(BadInput, match=r"column label, row 1: 'yes' is no number, and 2 more"):
        read_table(ANSWERS, name="a.csv").numbers("label")


def test_a_column_that_is_not_there_is_refused_with_those_that_are():
    with pytest.raises(BadInput, match="columns: item, worker, label, seconds"):
        read_table(ANSWERS, name="a.csv").coded("rater")


@pytest.mark.parametrize("library", ["pandas", "polars", "pyarrow"])
def test_a_data_frame_gives_the_same_columns_as_a_mapping(library):
    frames = pytest.importorskip(library)
    columns = {"text": ["b", None, "a"], "whole": [3, 1, 2], "part": [0.5, None, 2.0]}
    table = table_of(frames.table(columns) if library == "pyarrow" else frames.DataFrame(columns))
    plain = table_of(columns)
    for name in columns:
        assert table.coded(name).codes.tolist() == plain.coded(name).codes.tolist()
        assert list(table.coded(name).names) == list(plain.coded(name).names)
    assert table.texts("text") == columns["text"]
    assert table.numbers("whole").tolist() == columns["whole"]


def test_columns_of_different_length_are_no_table():
    with pytest.raises(BadInput, match="differ in length: a 1, b 2"):
        table_of({"a": [1], "b": [1, 2]})
    with pytest.raises(BadInput, match="no table"):
        table_of(7)


NAMES = st.lists(
    st.one_of(st.none(), st.integers(-9, 99).map(str), st.text("abyz", min_size=1, max_size=3)), min_size=1
)


@settings(max_examples=50)
@given(NAMES, st.randoms(use_true_random=False))
def test_a_name_has_the_same_code_in_any_order_of_rows(names, random):
    shuffled = random.sample(names, len(names))
    before, after = table_of({"x": names}).coded("x"), table_of({"x": shuffled}).coded("x")
    assert before.names == after.names
    assert [None if code < 0 else after.names[code] for code in after.codes] == shuffled


@given(st.lists(st.integers(-(2**40), 2**40), min_size=1, max_size=30))
def test_whole_numbers_are_coded_alike_near_and_far_apart(values):
    coded = table_of({"x": np.array(values)}).coded("x")
    assert [coded.names[code] for code in coded.codes] == values
    assert coded.names == sorted(set(values))
