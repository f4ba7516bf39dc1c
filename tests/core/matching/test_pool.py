import gzip
import io
import json
from datetime import date

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from touchstone.core.errors import BadInput
from touchstone.core.matching.pool import PoolFormat, check_pool, read_pool, write_pool
from touchstone.core.matching.pool_record import RecordRefused, specialist_from
from touchstone.core.matching.synth import synthesise
from touchstone.core.matching.values import Specialist

PERSON = {
    "id": "p1",
    "country": "BR",
    "time_zone": "America/Sao_Paulo",
    "hours_per_week": 20,
    "rate": {"minor": 2500, "currency": "USD"},
    "available_from": "2026-12-01",
    "roles": ["rlhf_specialist"],
    "languages": [{"code": "pt", "level": "native"}, {"code": "en", "level": "C1"}],
    "evidence": [
        {"skill": {"domain": "0421.tax", "competence": "judge"}, "outcome": 1, "source": "review", "at": "2026-03-01"}
    ],
}


def people(n=30, seed=1):
    return list(synthesise(n, rng=np.random.default_rng(seed)))


def written(specialists, kind):
    file = io.BytesIO()
    write_pool(specialists, file, format=kind)
    return file.getvalue()


def line(**changes):
    return json.dumps({**PERSON, **changes}).encode()


def problems(**changes):
    with pytest.raises(RecordRefused) as refused:
        specialist_from(line(**changes))
    return {problem.field: problem for problem in refused.value.problems}


@pytest.mark.parametrize("kind", PoolFormat)
def test_what_is_written_is_read_back_the_same(kind):
    before = people()
    assert list(read_pool(written(before, kind))) == before


@pytest.mark.parametrize("kind", PoolFormat)
def test_the_same_people_give_the_same_bytes(kind):
    assert written(people(), kind) == written(people(), kind)


@pytest.mark.parametrize("name", ["pool.jsonl", "pool.jsonl.gz", "pool.parquet"])
def test_the_name_of_the_path_decides_how_it_is_written_and_the_bytes_how_it_is_read(tmp_path, name):
    path = tmp_path / name
    assert write_pool(people(), path) == 30
    misnamed = path.rename(tmp_path / "pool.data")
    assert check_pool(misnamed).format == PoolFormat(name.removeprefix("pool."))
    assert list(read_pool(misnamed)) == people()


def test_a_small_record_needs_only_what_has_no_default():
    person = specialist_from(line())
    assert person.degrees == ()
    assert person.evidence[0].weight == 1.0
    assert person.available_from == date(2026, 12, 1)


def test_a_bad_level_names_file_line_field_and_what_would_be_right():
    bad = line(id="p2", languages=[{"code": "en", "level": "fluent"}])
    with pytest.raises(BadInput) as error:
        list(read_pool(line() + b"\n\n" + bad, name="pool.jsonl"))
    assert str(error.value) == (
        'pool.jsonl, line 3, languages[0].level: "fluent" is not possible (one of A1, A2, B1, B2, C1, C2, native)'
    )


def test_every_bad_element_of_a_list_is_told_not_only_the_first():
    found = problems(languages=[{"code": "en", "level": "fluent"}, {"code": "pt"}], hours_per_week="20")
    assert set(found) == {"languages[0].level", "languages[1].level", "hours_per_week"}
    assert found["languages[1].level"].kind == "missing"
    assert found["hours_per_week"].message == '"20" is a text'


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"country": "XX"}, "country"),
        ({"country": "br"}, "country"),
        ({"time_zone": "Mars/Olympus"}, "time_zone"),
        ({"hours_per_week": 0}, "hours_per_week"),
        ({"hours_per_week": 200}, "hours_per_week"),
        ({"rate": {"minor": -1}}, "rate.minor"),
        ({"rate": {"minor": 12.5}}, "rate.minor"),
        ({"rate": {"minor": 100, "currency": "dollars"}}, "rate.currency"),
        ({"available_from": "soon"}, "available_from"),
        ({"day_start": "9am"}, "day_start"),
        ({"roles": []}, "roles"),
        ({"roles": ["none"]}, "roles"),
        ({"roles": ["boss"]}, "roles[0]"),
        ({"languages": []}, "languages"),
        ({"languages": [{"code": "English", "level": "C1"}]}, "languages[0].code"),
        ({"degrees": [{"level": "phd", "domain": "0421"}]}, "degrees[0].level"),
        ({"degrees": [{"level": "master", "domain": "9999"}]}, "degrees[0].domain"),
        ({"claims": [{"domain": "0421.nonsense", "competence": "judge"}]}, "claims[0].domain"),
        ({"years_experience": -1}, "years_experience"),
        ({"years_experience": None}, "years_experience"),
        ({"clearances": ["Bar Admission"]}, "clearances[0]"),
        ({"id": ""}, "id"),
        ({"id": " p1"}, "id"),
        ({"id": 7}, "id"),
        ({"text": "x" * 20_001}, "text"),
    ],
)
def test_a_value_that_cannot_be_is_refused_with_its_field_and_a_hint(changes, field):
    found = problems(**changes)
    assert list(found) == [field]
    assert found[field].hint


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"outcome": 1.2}, "outcome"),
        ({"weight": 0}, "weight"),
        ({"discrimination": -1}, "discrimination"),
        ({"chance": 1}, "chance"),
        ({"difficulty": 99}, "difficulty"),
        ({"source": "gossip"}, "source"),
        ({"skill": {"domain": "nowhere", "competence": "judge"}}, "skill.domain"),
    ],
)
def test_evidence_that_cannot_be_is_refused(changes, field):
    record = {**PERSON["evidence"][0], **changes}
    assert list(problems(evidence=[PERSON["evidence"][0], record])) == [f"evidence[1].{field}"]


def test_a_misspelt_time_zone_is_answered_with_the_near_one():
    assert problems(time_zone="America/Sao Paulo")["time_zone"].hint == "did you mean 'America/Sao_Paulo'?"


def test_a_misspelt_field_is_answered_with_the_near_one():
    assert problems(time_zon="UTC")["time_zon"].hint == "did you mean 'time_zone'?"


@pytest.mark.parametrize("field", ["name", "photo", "age", "gender", "postal_code", "school", "Name", "birth_date"])
def test_a_field_that_is_never_used_is_refused_with_its_reason(field):
    found = problems(**{field: "x"})
    assert found[field].kind == "refused"
    assert len(found[field].hint) > 20


def test_a_school_inside_a_degree_is_refused_too():
    found = problems(degrees=[{"level": "master", "domain": "0421", "school": "x"}])
    assert {field: problem.kind for field, problem in found.items()} == {"degrees[0].school": "refused"}


@pytest.mark.parametrize("constant", ["NaN", "Infinity", "-Infinity"])
def test_nan_and_infinity_are_not_numbers(constant):
    with pytest.raises(RecordRefused, match="not a number in JSON"):
        specialist_from(line().replace(b'"hours_per_week": 20', f'"hours_per_week": {constant}'.encode()))


def test_a_number_too_large_for_a_float_is_refused():
    with pytest.raises(RecordRefused):
        specialist_from(line().replace(b'"hours_per_week": 20', b'"hours_per_week": 1e999'))


def test_a_key_that_is_there_twice_is_refused():
    with pytest.raises(RecordRefused, match="the key 'country' is there twice"):
        specialist_from(line().replace(b'{"id"', b'{"country": "AR", "id"'))


def test_the_second_of_two_people_with_one_id_is_refused():
    report = check_pool(line() + b"\n" + line(country="AR"))
    assert (report.people, report.refused) == (1, 1)
    assert str(report.problems[0]) == (
        "line 2, id: the id 'p1' is already on line 1 (each person once, with an id of their own)"
    )


@pytest.mark.parametrize(
    "data",
    [
        b"\xff\xfe",
        b"{",
        b"[1]\n",
        b"17\n",
        b'"text"\n',
        b"{}\n",
        b"null\n",
        b"\x00" * 50,
        b'{"a":' * 5000,
        b'{"id": ' + b"9" * 5000 + b"}",
    ],
)
def test_nonsense_is_refused_and_never_crashes(data):
    with pytest.raises(BadInput):
        list(read_pool(data))


def test_a_json_list_is_told_how_a_pool_is_written():
    with pytest.raises(BadInput, match="one object a line"):
        list(read_pool(b"[" + line() + b"]"))


@pytest.mark.parametrize("data", [b"", b"\n\n", b"\xef\xbb\xbf"])
def test_an_empty_file_is_an_empty_pool(data):
    report = check_pool(data)
    assert report.people == report.refused == 0


@pytest.mark.parametrize("kind", PoolFormat)
def test_a_file_object_is_told_apart_by_its_bytes_too(kind):
    assert check_pool(io.BytesIO(written(people(), kind))).format is kind


def test_a_file_that_is_not_there_is_refused(tmp_path):
    with pytest.raises(BadInput, match="cannot be read"):
        list(read_pool(tmp_path / "nowhere.jsonl"))
    with pytest.raises(BadInput, match="cannot be read"):
        check_pool(tmp_path)


def test_a_byte_order_mark_and_windows_line_ends_do_no_harm():
    assert len(list(read_pool(b"\xef\xbb\xbf" + line() + b"\r\n" + line(id="p2") + b"\r\n"))) == 2


def test_a_damaged_gzip_file_is_refused():
    packed = gzip.compress(line() * 50)
    with pytest.raises(BadInput, match="cannot be read"):
        list(read_pool(packed[: len(packed) // 2]))


@pytest.mark.parametrize("cut", [6, 200, -30])
def test_a_damaged_parquet_file_is_refused(cut, capfd):
    whole = written(people(), PoolFormat.PARQUET)
    with pytest.raises(BadInput, match="damaged"):
        list(read_pool(whole[:cut]))
    capfd.readouterr()  # the reader's own words about it go to the error stream


def parquet_with(column, values, kind):
    from arro3.core import Array, Field, Schema, Table
    from arro3.io import read_parquet, write_parquet

    batch = next(iter(read_parquet(io.BytesIO(written(people(len(values)), PoolFormat.PARQUET)))))
    names = [name for name in batch.column_names if name != column]
    fields = [batch.field(name) for name in names] + [Field(column, kind)]
    arrays = [batch.column(name) for name in names] + [Array(values, type=kind)]
    file = io.BytesIO()
    write_parquet(Table.from_arrays(arrays, schema=Schema(fields)), file)
    return file.getvalue()


def test_nan_in_a_parquet_column_is_found_even_where_the_field_has_a_default():
    from arro3.core import DataType

    report = check_pool(parquet_with("years_experience", [1.0, float("nan")], DataType.float64()))
    assert [(problem.line, problem.field) for problem in report.problems] == [(2, "years_experience")]


def test_a_name_column_in_parquet_is_refused():
    from arro3.core import DataType

    report = check_pool(parquet_with("name", ["a", "b"], DataType.string()))
    assert report.counts == {"refused name": 2}


def test_by_choice_the_good_ones_are_read_and_the_bad_ones_told():
    told = []
    data = b"\n".join([line(), line(id="p2", country="??"), line(id="p3")])
    assert [person.id for person in read_pool(data, on_problem=told.append)] == ["p1", "p3"]
    assert [(problem.line, problem.field) for problem in told] == [(2, "country")]


def test_a_report_keeps_the_first_problems_and_counts_all():
    data = b"\n".join(line(id=f"p{i}", country="??") for i in range(50))
    report = check_pool(data, most_problems=10)
    assert len(report.problems) == 10
    assert report.counts == {"value country": 50}
    assert report.refused == 50


def test_a_report_sums_up_who_is_there():
    report = check_pool(written(people(500), PoolFormat.PARQUET))
    summary = report.summary
    assert (
        report.people
        == sum(summary.by_country.values())
        == sum(summary.by_evidence.values())
        == summary.synthetic
        == 500
    )
    assert set(summary.by_role) == {"data_annotator", "ai_training_specialist", "rlhf_specialist", "ml_engineer"}
    assert summary.fluent["es"] <= summary.languages["es"]


class Endless(io.BytesIO):
    """A file that never ends: whoever reads it whole before giving the first person never gives one."""

    served = 0

    def readline(self, _limit=-1, /):
        self.served += 1
        return line(id=f"p{self.served}") + b"\n"


def test_reading_streams():
    pool = read_pool(Endless(b'{"id'))
    assert [next(pool).id for _ in range(3)] == ["p1", "p2", "p3"]


json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | st.text(max_size=20),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3),
    max_leaves=6,
)


@settings(max_examples=200, deadline=None)
@given(field=st.sampled_from(sorted(Specialist.__struct_fields__)), value=json_values)
def test_whatever_stands_in_a_field_a_record_is_read_or_refused_with_places(field, value):
    problems = ()
    try:
        assert isinstance(specialist_from(line(**{field: value})), Specialist)
    except RecordRefused as refused:
        problems = refused.problems
    assert not problems or any(problem.field.startswith(field) and problem.message for problem in problems)
