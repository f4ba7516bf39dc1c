import gzip
from datetime import date
from decimal import Decimal

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from touchstone.core.errors import BadInput
from touchstone.core.tables import read_table, refuse_unwritable, table_of, write_table

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
    zipped = read_table(gzip.compress(ANSWERS, mtime=0), name="a.csv.gz")
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
        (b"PAR1nothing at all PAR1", "a.parquet", "is damaged"),
        (b"PAR1nothing", "a.parquet", "is cut off"),
        (b"item,label\n1,2\n", "a.parquet", "a.parquet: is no Parquet file"),
        (gzip.compress(b"item,label\n1,2\n", mtime=0)[:-9], "a.csv.gz", "is cut off"),
        ("stück,label\n1,2\n".encode("latin1"), "a.csv", "line 1: is not UTF-8"),
        ("item,label\n1,2\n".encode("utf-16"), "a.csv", "line 1: is not UTF-8"),
        (bytes(range(8)), "a.csv", "line 1: is no text"),
        (b"item,label,label\n1,2,3\n", "a.csv", "two columns 'label'"),
        (b'item,label\n1,yes\n2,"no\n3,yes\n', "a.csv", "a quote is opened and never closed"),
        (b"x", "a.xls", "ending"),
    ],
)
def test_a_bad_file_is_refused_with_its_place(content, name, said):
    with pytest.raises(BadInput, match=said):
        read_table(content, name=name)


def test_cells_and_names_over_several_lines_are_no_open_quotes():
    table = read_table(b'item,"what\nis it?",\r\n1,"no\n""way""",\r\n2,"a\nb",x\r\n', name="a.csv")
    assert table.names == ("item", "what\nis it?", "")
    assert table.texts("what\nis it?") == ['no\n"way"', "a\nb"]
    assert read_table(b'item,label\n1,"a\nb"\n', name="a.csv").texts("label") == ["a\nb"]


@pytest.mark.parametrize("name", ["no_such_folder/a.csv", "a.xls", "folder.csv"])
def test_what_cannot_be_written_to_is_known_beforehand(tmp_path, name):
    (tmp_path / "folder.csv").mkdir()
    with pytest.raises(BadInput, match=name):
        refuse_unwritable(tmp_path / name)


TYPED = {
    "flag": ([True, None, False], [False, True], ["True", None, "False"]),
    "decimal": ([Decimal("2.50"), None, Decimal("1.25")], ["1.25", "2.50"], ["2.50", None, "1.25"]),
    "day": (
        [date(2024, 1, 2), None, date(2023, 1, 1)],
        ["2023-01-01", "2024-01-02"],
        ["2024-01-02", None, "2023-01-01"],
    ),
    "large": ([2**53 + 1, None, 2**53], [2**53, 2**53 + 1], [str(2**53 + 1), None, str(2**53)]),
    "whole": ([2.0, None, 1.0], [1, 2], ["2", None, "1"]),
    "bytes": ([b"b", None, b"a"], ["a", "b"], ["b", None, "a"]),
}


@pytest.mark.parametrize("kind", TYPED)
@pytest.mark.parametrize("library", ["mapping", "pyarrow", "polars"])
def test_values_of_any_type_have_names_and_the_same_as_texts(library, kind):
    values, names, texts = TYPED[kind]
    if library == "mapping":
        table = table_of({"x": values})
    else:
        frames = pytest.importorskip(library)
        table = table_of(frames.table({"x": values}) if library == "pyarrow" else frames.DataFrame({"x": values}))
    coded = table.coded("x")
    assert list(coded.names) == names
    assert [None if code < 0 else str(names[code]) for code in coded.codes] == texts
    assert table.texts("x") == texts


def test_a_column_of_nothing_is_missing_throughout():
    pyarrow = pytest.importorskip("pyarrow")
    for frame in ({"x": [None, None]}, pyarrow.table({"x": [None, None]})):
        assert table_of(frame).coded("x").codes.tolist() == [-1, -1]
        assert table_of(frame).texts("x") == [None, None]


def test_times_and_flags_of_pandas_are_read_with_their_gaps():
    pandas = pytest.importorskip("pandas")
    frame = pandas.DataFrame({"time": pandas.to_datetime(["2024-01-02", None]), "flag": [True, False]})
    assert table_of(frame).texts("time") == ["2024-01-02 00:00:00", None]
    assert list(table_of(frame).coded("flag").names) == [False, True]


def test_decimals_and_numbers_with_gaps_are_numbers_and_days_are_none():
    pyarrow = pytest.importorskip("pyarrow")
    table = table_of(pyarrow.table({name: values for name, (values, *_) in TYPED.items()}))
    np.testing.assert_array_equal(table.numbers("decimal"), [2.5, np.nan, 1.25])
    np.testing.assert_array_equal(table.numbers("flag"), [1, np.nan, 0])
    with pytest.raises(BadInput, match="column day, row 1: '2024-01-02' is no number"):
        table.numbers("day")
    with pytest.raises(BadInput, match=r"column 'x' holds lists"):
        table_of(pyarrow.table({"x": [[1], [2]]})).coded("x")


def test_small_integers_of_both_signs_are_coded_without_overflow():
    coded = table_of({"x": np.array([-100, 100, 0], dtype=np.int8)}).coded("x")
    assert (coded.codes.tolist(), list(coded.names)) == ([0, 2, 1], [-100, 0, 100])
    far = table_of({"x": np.array([2**63 + 5, 2**63 + 4], dtype=np.uint64)}).coded("x")
    assert (far.codes.tolist(), list(far.names)) == ([1, 0], [2**63 + 4, 2**63 + 5])


def test_an_underscore_makes_no_number():
    with pytest.raises(BadInput, match="'1_0' is no number"):
        table_of({"x": ["1_0"]}).numbers("x")
    assert list(table_of({"x": ["1_0", "9"]}).coded("x").names) == ["1_0", "9"]


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
    with pytest.raises(BadInput, match="column a: has rows and columns"):
        table_of({"a": np.zeros((2, 2))})


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
