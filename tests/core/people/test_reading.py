"""Files of people in every form in which they come."""

import contextlib
import io
import json
from collections import Counter
from datetime import date, time

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from touchstone.core.briefs.values import Degree, LanguageLevel
from touchstone.core.errors import BadInput
from touchstone.core.matching.values import SpokenLanguage
from touchstone.core.money import Money
from touchstone.core.people import (
    Pause,
    PeopleFormat,
    Person,
    Publication,
    Schooling,
    Window,
    check_people,
    find_duplicates,
    merge,
    missing,
    read_people,
)
from touchstone.core.people.cells import CellRefused, orcid
from touchstone.core.roles.values import Role
from touchstone.core.skills.values import Competence, Skill

CSV = (
    "id,name,email,ORCID,country,time_zone,hours_per_week,rate,currency,available_from,roles,languages,degrees,publications,"
    "windows,pauses,years_experience,claims,text\n"
    '7,Sofía Rojas,sofia@example.org,0000-0002-1825-0097,Chile,America/Santiago,"37,5",45.50,USD,2026-12-01,'
    "ai_training_specialist; rlhf specialist,es:native;English:C1,doctorate|organic chemistry|Universidad de Chile|2019,"
    "On reagents|J. Chem.|2020|https://doi.org/10.1000/xyz,mon-fri 09:00-17:00; sat 10-12,2026-12-20..2027-01-05,8,"
    "chemistry:judge;0531:write,Reagents and how they fail.\n"
)
SOFIA = Person(
    name="Sofía Rojas",
    email="sofia@example.org",
    orcid="0000-0002-1825-0097",
    country="CL",
    time_zone="America/Santiago",
    hours_per_week=37.5,
    rate=Money(4_550),
    available_from=date(2026, 12, 1),
    roles=(Role.AI_TRAINING_SPECIALIST, Role.RLHF_SPECIALIST),
    languages=(SpokenLanguage("es", LanguageLevel.NATIVE), SpokenLanguage("en", LanguageLevel.C1)),
    publications=(Publication(title="On reagents", venue="J. Chem.", year=2020, doi="10.1000/xyz"),),
    windows=(*(Window(day, time(9), time(17)) for day in range(5)), Window(5, time(10), time(12))),
    pauses=(Pause(date(2026, 12, 20), date(2027, 1, 5)),),
    years_experience=8.0,
    text="Reagents and how they fail.",
)


def people(text, **more):
    return [row.person for row in read_people(text.encode(), name="people.csv", **more)]


def problems(text):
    found = []
    list(read_people(text.encode(), name="people.csv", on_problem=found.append))
    return found


def test_a_row_of_a_table_is_a_whole_person():
    (row,) = read_people(CSV.encode())
    assert (row.line, row.key) == (2, "7")
    plain = msgspec.structs.replace(row.person, degrees=(), claims=())
    assert plain == SOFIA
    assert missing(row.person) == ()
    (held,) = row.person.degrees
    assert (held.level, held.institution, held.year) == (Degree.DOCTORATE, "Universidad de Chile", 2019)
    assert held.domain.startswith("0531")
    assert {one.competence for one in row.person.claims} == {Competence.JUDGE, Competence.WRITE}


@pytest.mark.parametrize(
    "text",
    [
        "nombre;país;idiomas\nAna Díaz;México;inglés:C1\n",
        "nome\tpais\tidiomas\nAna Díaz\tMéxico\tinglês:C1\n",
        "\ufeffName,Country,Languages\r\nAna Díaz,MX,en:C1\r\n",
    ],
)
def test_heads_and_names_are_read_in_three_languages_with_any_divider(text):
    (ana,) = people(text)
    assert (ana.name, ana.country, ana.languages) == ("Ana Díaz", "MX", (SpokenLanguage("en", LanguageLevel.C1),))


@pytest.mark.parametrize(
    ("column", "cell", "says"),
    [
        ("email", "ana at example", "no e-mail address"),
        ("orcid", "0000-0002-1825-0098", "typing error"),
        ("country", "Atlantis", "no country"),
        ("time_zone", "Santiago", "no time zone"),
        ("hours_per_week", "forty", "no number"),
        ("hours_per_week", "300", "not possible"),
        ("rate", "-3", "not possible"),
        ("rate", "NaN", "not possible"),
        ("available_from", "soon", "no date"),
        ("roles", "guru", "none of the roles"),
        ("languages", "en", "says no level"),
        ("languages", "Klingon:C1", "no language"),
        ("degrees", "wizard|magic", "no degree"),
        ("degrees", "master|law|x|1066", "no year"),
        ("claims", "chemistry", "no skill"),
        ("claims", "alchemy of the soul:judge", "no field"),
        ("windows", "always", "no hours"),
        ("windows", "fri-mon 9-17", "past the end of a week"),
        ("pauses", "2027-01-05..2026-12-20", "ends before it begins"),
        ("years_experience", "200", "not possible"),
    ],
)
def test_what_is_wrong_is_said_with_its_line_and_column_and_the_others_go_on(column, cell, says):
    text = f"name,{column}\nBob Stone,\nAna Díaz,{cell}\n"
    (found,) = problems(text)
    assert (found.line, found.field) == (3, column)
    assert says in found.message
    assert found.hint
    with pytest.raises(BadInput, match="line 3"):
        people(text)
    assert [one.name for one in people(text, on_problem=lambda _one: None)] == ["Bob Stone"]


def test_everything_wrong_in_a_row_is_said_at_once():
    found = problems("name,country,rate\n,Atlantis,x\n")
    assert [one.field for one in found] == ["country", "rate", "name"]


def test_what_is_never_used_is_refused_by_name_and_what_is_unknown_is_said():
    found = problems("name,age,shoe size\nAna Díaz,30,38\n")
    assert [(one.line, one.field, one.kind) for one in found] == [
        (1, "age", "refused"),
        (1, "shoe size", "unknown_field"),
    ]


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("", "empty"),
        ("country\nCL\n", "no column with names"),
        ("name,nombre\na,b\n", "twice"),
        ("name\nAna,Díaz\n", "more cells"),
        ('name\n"Ana\n', "damaged"),
        ('{"name": 3}\n', None),
        ("{nonsense\n", "no JSON"),
    ],
)
def test_a_file_that_cannot_be_read_says_why(text, says):
    with pytest.raises(BadInput, match=says):
        people(text)


def test_a_file_in_another_encoding_says_how_to_save_it():
    with pytest.raises(BadInput, match="UTF-8"):
        list(read_people("name\nSofía\n".encode("latin-1")))


def test_a_key_stands_for_one_person():
    (found,) = problems("id,name\n1,Ana Díaz\n1,Bob Stone\n")
    assert (found.line, found.kind) == (3, "duplicate")


def test_our_own_lines_of_json_come_back_as_they_were():
    lines = b"\n".join(msgspec.json.encode(SOFIA) for _time in range(2))
    assert [row.person for row in read_people(lines)] == [SOFIA, SOFIA]


def test_parquet_holds_the_same_columns():
    import arro3.core as arrow
    from arro3.io import write_parquet

    table = arrow.Table.from_pydict(
        {"name": arrow.Array(["Ana Díaz", "Bob Stone"], arrow.DataType.string()),
         "country": arrow.Array(["MX", None], arrow.DataType.string()),
         "hours_per_week": arrow.Array([20.0, None], arrow.DataType.float64())}
    )  # fmt: skip
    buffer = io.BytesIO()
    write_parquet(table, buffer)
    found = [row.person for row in read_people(buffer.getvalue())]
    assert [(one.name, one.country, one.hours_per_week) for one in found] == [
        ("Ana Díaz", "MX", 20.0),
        ("Bob Stone", "", 0.0),
    ]
    with pytest.raises(BadInput):
        list(read_people(buffer.getvalue()[:100]))


RESUME = {
    "basics": {
        "name": "Ana Díaz",
        "email": "ana@example.org",
        "image": "https://example.org/me.jpg",
        "summary": "Tax law.",
        "location": {"countryCode": "MX", "postalCode": "01000", "address": "Calle 1"},
    },
    "work": [{"startDate": "2016-01", "endDate": "2024-01"}],
    "education": [{"institution": "UNAM", "area": "Law", "studyType": "Master", "endDate": "2015-06"}],
    "languages": [{"language": "Spanish", "fluency": "Native speaker"}, {"language": "English", "fluency": "?"}],
    "publications": [
        {"name": "On VAT", "publisher": "Rev.", "releaseDate": "2020", "url": "https://doi.org/10.1000/v"}
    ],
}


def test_a_json_resume_is_a_person_without_what_no_profile_holds():
    left = Counter()
    ((row,)) = read_people(json.dumps(RESUME).encode(), left=left)
    ana = row.person
    assert (ana.name, ana.country, ana.years_experience) == ("Ana Díaz", "MX", 8.0)
    assert ana.languages == (SpokenLanguage("es", LanguageLevel.NATIVE),)
    assert [(one.level, one.year) for one in ana.degrees] == [(Degree.MASTER, 2015)]
    assert ana.degrees[0].domain.startswith("0421")
    assert ana.publications == (Publication(title="On VAT", venue="Rev.", year=2020, doi="10.1000/v"),)
    assert {"image", "postalCode", "address", "languages without a level"} <= set(left)
    assert "me.jpg" not in msgspec.json.encode(ana).decode()


ORCID = {
    "orcid-identifier": {"path": "0000-0002-1825-0097"},
    "person": {
        "name": {"given-names": {"value": "Sofía"}, "family-name": {"value": "Rojas"}, "credit-name": None},
        "addresses": {"address": [{"country": {"value": "CL"}}]},
        "emails": {"email": []},
        "biography": None,
    },
    "activities-summary": {
        "educations": {"affiliation-group": [{"summaries": [{"education-summary": {
            "role-title": "PhD in Organic Chemistry", "department-name": "Chemistry", "end-date": {"year": {"value": "2019"}},
            "organization": {"name": "Universidad de Chile", "address": {"country": "CL"}}}}]}]},
        "works": {"group": [{"work-summary": [{"title": {"title": {"value": "On reagents"}}, "journal-title": {"value": "J."},
            "publication-date": {"year": {"value": "2020"}},
            "external-ids": {"external-id": [{"external-id-type": "doi", "external-id-value": "10.1000/x"}]}}, {}]}]},
    },
}  # fmt: skip


def test_an_orcid_record_is_a_person_to_begin_with():
    (row,) = read_people(json.dumps([ORCID]).encode())
    assert row.key == "0000-0002-1825-0097"
    assert (row.person.name, row.person.country) == ("Sofía Rojas", "CL")
    assert row.person.publications == (Publication(title="On reagents", venue="J.", year=2020, doi="10.1000/x"),)
    (held,) = row.person.degrees
    assert (held.level, held.field, held.institution, held.country, held.year) == (
        Degree.DOCTORATE, "Organic Chemistry", "Universidad de Chile", "CL", 2019,
    )  # fmt: skip
    assert "hours_per_week" in missing(row.person)


json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(), lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner), max_leaves=12
)  # fmt: skip
keys = st.sampled_from(
    ["basics", "name", "location", "education", "languages", "orcid-identifier", "person", "works", "path"]
)


@given(st.dictionaries(keys, json_values | st.dictionaries(keys, json_values)))
def test_whatever_a_document_holds_is_read_or_refused_and_never_breaks(document):
    found = []
    list(read_people(json.dumps(document).encode(), on_problem=found.append))


@given(st.text())
def test_whatever_a_table_holds_is_read_or_refused(text):
    with contextlib.suppress(BadInput):
        list(read_people(f"name,windows,degrees,rate\n{text}\n".encode(), on_problem=lambda _one: None))


def test_an_orcid_is_checked_by_its_last_character():
    assert orcid("https://orcid.org/0000-0001-5109-3700") == "0000-0001-5109-3700"
    assert orcid("0000-0002-1694-233x") == "0000-0002-1694-233X"
    with pytest.raises(CellRefused):
        orcid("0000-0001-5109-3701")


def test_a_report_counts_the_good_the_bad_and_what_is_missing():
    report = check_people(
        CSV.encode() + b"8,Bob Stone" + b"," * 17 + b"\n9,,,,Atlantis" + b"," * 14 + b"\n", name="p.csv"
    )
    assert (report.format, report.people, report.refused, report.complete) == (PeopleFormat.CSV, 2, 1, 1)
    assert report.missing["rate"] == 1
    assert report.counts == {"value country": 1, "missing name": 1}


# --- the same person twice


def test_two_with_one_orcid_or_one_address_are_proposed_as_one():
    ana = Person(name="Ana Díaz", email="ana@example.org", country="MX")
    again = Person(name="Díaz, Ana", email="ANA@example.org", country="MX")
    (pair,) = find_duplicates([("1", ana), ("2", again), ("3", Person(name="Bob Stone", country="MX"))])
    assert (pair.first, pair.other, pair.confidence) == ("1", "2", 0.98)
    assert [one.reason for one in pair.likeness] == ["email", "name"]


def test_a_name_without_accents_or_particles_in_another_order_is_the_same_and_says_little():
    pair = find_duplicates(
        [("1", Person(name="María de la Cruz", country="PE")), ("2", Person(name="Cruz, Maria", country="PE"))]
    )
    assert pair[0].confidence == 0.5
    assert not find_duplicates(
        [("1", Person(name="Maria Cruz", country="PE")), ("2", Person(name="Maria Cruz", country="BR"))]
    )
    assert not find_duplicates(
        [("1", Person(name="Madonna", country="US")), ("2", Person(name="Madonna", country="US"))]
    )


def test_merging_fills_what_is_open_and_changes_nothing_that_is_said():
    ana = Person(name="Ana Díaz", country="MX", languages=(SpokenLanguage("es", LanguageLevel.NATIVE),))
    other = Person(name="A. Díaz", country="CL", orcid="0000-0002-1825-0097", languages=(SpokenLanguage("es", LanguageLevel.B1), SpokenLanguage("en", LanguageLevel.C1)))  # fmt: skip
    both = merge(ana, other)
    assert (both.name, both.country, both.orcid) == ("Ana Díaz", "MX", "0000-0002-1825-0097")
    assert both.languages == (SpokenLanguage("es", LanguageLevel.NATIVE), SpokenLanguage("en", LanguageLevel.C1))


some_people = st.builds(
    Person,
    name=st.sampled_from(["Ana Díaz", "Bob Stone", ""]),
    country=st.sampled_from(["", "MX", "CL"]),
    hours_per_week=st.sampled_from([0.0, 20.0]),
    degrees=st.lists(st.sampled_from([Schooling(level=Degree.MASTER, domain="0421"), Schooling(level=Degree.BACHELOR, domain="0531")]), unique=True).map(tuple),
    claims=st.lists(st.sampled_from([Skill("0421", Competence.JUDGE), Skill("0531", Competence.WRITE)]), unique=True).map(tuple),
)  # fmt: skip


@given(some_people, some_people)
def test_merging_twice_is_once_and_with_oneself_is_nothing(one, other):
    both = merge(one, other)
    assert merge(one, one) == one
    assert merge(both, other) == both
    assert set(both.degrees) == set(one.degrees) | set(other.degrees)
