import pytest


@pytest.fixture
def pool(touchstone, tmp_path):
    assert touchstone("pool", "synth", "--n", "50", "--seed", "3", "-o", "pool.jsonl").code == 0
    return tmp_path / "pool.jsonl"


def test_a_synthetic_pool_passes_its_own_check(touchstone, pool):
    report = touchstone("pool", "check", pool.name, "--json").object
    assert report["people"] == 50
    assert report["refused"] == 0
    assert report["summary"]["synthetic"] == 50


def test_the_same_seed_makes_the_same_people(touchstone, pool):
    again = touchstone("pool", "synth", "--n", "50", "--seed", "3", "-o", "-")
    assert again.out == pool.read_text()


def test_parquet_holds_the_same_people(touchstone, pool):
    touchstone("pool", "synth", "--n", "50", "--seed", "3", "-o", "pool.parquet")
    by_parquet = touchstone("pool", "check", "pool.parquet", "--json").object
    by_lines = touchstone("pool", "check", pool.name, "--json").object
    assert by_parquet["summary"] == by_lines["summary"]


def test_a_bad_line_is_named_and_the_exit_says_bad_input(touchstone, pool):
    lines = pool.read_text().splitlines()
    lines[1] = lines[1].replace('"hours_per_week":', '"age":31,"hours_per_week":')
    answer = touchstone("pool", "check", "-", stdin="\n".join(lines))
    assert answer.code == 2
    assert "line 2" in answer.out
    assert "age" in answer.out


def test_a_pool_that_cannot_be_written_leaves_nothing_behind(touchstone, tmp_path):
    answer = touchstone("pool", "synth", "--n", "5", "-o", "missing/pool.jsonl")
    assert answer.code == 2
    assert "missing/pool.jsonl" in answer.err
    assert list(tmp_path.iterdir()) == []
