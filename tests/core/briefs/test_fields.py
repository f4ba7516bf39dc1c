"""Briefs given as fields: friendly forms taken, everything else refused with its place and what would be right."""

from datetime import date, time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from touchstone.core.briefs import (
    Brief,
    Contract,
    Degree,
    Joined,
    LanguageLevel,
    LanguageNeed,
    ModelState,
    Pay,
    Range,
    Schedule,
    Seniority,
    Symptom,
    Task,
    WorkingHours,
    as_mapping,
    brief_schema,
    countries,
    read_fields,
)
from touchstone.core.errors import BadInput
from touchstone.core.money import Money, PayUnit
from touchstone.core.skills import taxonomy
from touchstone.core.skills.values import Competence


def read(**fields):
    return read_fields(fields, place="brief.toml")


@pytest.mark.parametrize(
    ("field", "value", "wanted"),
    [
        ("languages", ["en C1"], (LanguageNeed("en", LanguageLevel.C1),)),
        ("languages", "pt-BR native", (LanguageNeed("pt-BR", LanguageLevel.NATIVE),)),
        (
            "languages",
            ["fluent English", "Spanish (B2)"],
            (LanguageNeed("en", LanguageLevel.C1), LanguageNeed("es", LanguageLevel.B2)),
        ),
        ("languages", [{"code": "EN", "level": "c1"}], (LanguageNeed("en", LanguageLevel.C1),)),
        ("languages", ["de"], (LanguageNeed("de"),)),
        ("hours_per_week", 20, Range(20, 20)),
        ("hours_per_week", [20, 30], Range(20, 30)),
        ("hours_per_week", [None, 20], Range(None, 20)),
        ("hours_per_week", {"low": 20}, Range(20, None)),
        ("hours_per_week", "20-30", Range(20, 30)),
        ("hours_per_week", "20+", Range(20, None)),
        ("hours_per_week", "under 20 hours", Range(None, 20)),
        ("hours_per_week", "full time", Range(40, 40)),
        ("hours_total", "120 hours", Range(120, 120)),
        ("weeks", "3 months", Range(13.0, 13.0)),
        ("weeks", "8 to 10 weeks", Range(8, 10)),
        ("weeks", 6, Range(6, 6)),
        ("degree", "PhD", Degree.DOCTORATE),
        ("degree", "bachelor", Degree.BACHELOR),
        ("degree", "licenciatura", Degree.BACHELOR),
        ("seniority", "Senior", Seniority.SENIOR),
        ("contract", "freelance", Contract.CONTRACTOR),
        ("contract", "employee", Contract.EMPLOYEE),
        ("schedule", "part-time", Schedule.PART_TIME),
        ("start", "2027-01-15", date(2027, 1, 15)),
        ("start", date(2027, 1, 15), date(2027, 1, 15)),
        ("time_zone", "America/Sao_Paulo", "America/Sao_Paulo"),
        ("time_zone", "PST", "America/Los_Angeles"),
        ("time_zone", "London", "Europe/London"),
        ("working_hours", "09:00-18:00", WorkingHours(time(9), time(18))),
        ("working_hours", ["8:30", "17:00"], WorkingHours(time(8, 30), time(17))),
        ("working_hours", {"start": time(9), "end": time(17)}, WorkingHours(time(9), time(17))),
        ("countries", ["BR", "Mexico", "Perú"], ("BR", "MX", "PE")),
        ("countries", "Iberia", ("ES", "PT")),
        ("pay", "20-35 USD/hour", Pay(low=Money(2000), high=Money(3500), unit=PayUnit.HOUR)),
        ("rate", "R$ 80/hora", Pay(low=Money(8000, "BRL"), high=Money(8000, "BRL"), unit=PayUnit.HOUR)),
        ("pay", {"amount": 0.04, "unit": "label"}, Pay(low=Money(4), high=Money(4), unit=PayUnit.LABEL)),
        (
            "pay",
            {"low": 20, "currency": "EUR", "unit": "hour"},
            Pay(low=Money(2000, "EUR"), high=None, unit=PayUnit.HOUR),
        ),
        ("budget", "USD 5,000", Money(500_000)),
        ("budget", {"amount": "1200.50", "currency": "EUR"}, Money(120_050, "EUR")),
        ("quality_target", 0.95, 0.95),
        ("quality_target", "95%", 0.95),
        ("symptoms", ["hallucination", "Bad tone"], (Symptom.HALLUCINATION, Symptom.BAD_TONE)),
        ("model_state", "production", ModelState.PRODUCTION),
        ("domains", ["0421.tax"], ("0421.tax",)),
        ("domain", "tax law", ("0421.tax",)),
        (
            "tasks",
            ["label 18,000 images"],
            (Task(competence=Competence.LABEL, words="label 18,000 images", volume=18_000, unit="image"),),
        ),
        (
            "tasks",
            [{"competence": "judge", "volume": 200, "unit": "answer"}],
            (Task(competence=Competence.JUDGE, volume=200, unit="answer"),),
        ),
        ("clearances", "Background check", ("background_check",)),
        ("tools", ["Python"], ("Python",)),
        ("people", 3, 3),
        ("on_site", False, False),
    ],
)
def test_friendly_forms_are_taken_where_they_are_unambiguous(field, value, wanted):
    name = {"rate": "pay", "domain": "domains"}.get(field, field)
    assert getattr(read(**{field: value}), name) == wanted


@pytest.mark.parametrize(
    ("fields", "place", "hint"),
    [
        ({"hour_per_week": 20}, "brief.toml: hour_per_week", "hours_per_week"),
        ({"langauges": ["en"]}, "brief.toml: langauges", "languages"),
        ({"languages": [{"code": "en", "levl": "C1"}]}, "brief.toml: languages[0].levl", "level"),
        ({"languages": ["en C1", {"code": "en", "level": "D1"}]}, "brief.toml: languages[1].level", "A1"),
        ({"languages": [5]}, "brief.toml: languages[0]", "quotes"),
        ({"languages": [{"code": "english please"}]}, "brief.toml: languages[0].code", "pt-BR"),
        ({"hours_per_week": float("nan")}, "brief.toml: hours_per_week.low", "168"),
        ({"hours_per_week": float("inf")}, "brief.toml: hours_per_week.low", "168"),
        ({"hours_per_week": -3}, "brief.toml: hours_per_week.low", "0"),
        ({"hours_per_week": 900}, "brief.toml: hours_per_week.low", "168"),
        ({"hours_per_week": [30, 20]}, "brief.toml: hours_per_week", "lower end first"),
        ({"hours_per_week": True}, "brief.toml: hours_per_week", "20"),
        ({"hours_per_week": "many"}, "brief.toml: hours_per_week", "20-30"),
        ({"hours_per_week": [1, 2, 3]}, "brief.toml: hours_per_week", "[20, 30]"),
        ({"hours_per_week": {}}, "brief.toml: hours_per_week", "20"),
        ({"people": 2.5}, "brief.toml: people", "whole"),
        ({"people": 0}, "brief.toml: people", "1"),
        ({"people": "three"}, "brief.toml: people", "whole"),
        ({"quality_target": 95}, "brief.toml: quality_target", "95%"),
        ({"years_experience": 400}, "brief.toml: years_experience", "60"),
        ({"minimum_overlap": 25}, "brief.toml: minimum_overlap", "24"),
        ({"start": "2027-02-30"}, "brief.toml: start", "2027-01-15"),
        ({"start": "soon"}, "brief.toml: start", "2027-01-15"),
        ({"time_zone": "Mars/Olympus"}, "brief.toml: time_zone", "America/Sao_Paulo"),
        ({"time_zone": "../../etc/passwd"}, "brief.toml: time_zone", "America/Sao_Paulo"),
        ({"working_hours": "9 to late"}, "brief.toml: working_hours.end", "09:30"),
        ({"countries": ["BR", "Atlantis"]}, "brief.toml: countries[1]", "BR"),
        ({"pay": "20-35"}, "brief.toml: pay", "USD/hour"),
        ({"pay": "20-35 pesos/hora"}, "brief.toml: pay", "USD/hour"),
        ({"pay": {"low": 30, "high": 20, "unit": "hour"}}, "brief.toml: pay", "lower end first"),
        ({"pay": {"low": 30, "unit": "fortnight"}}, "brief.toml: pay.unit", "hour"),
        ({"pay": {"low": 30, "currency": "XXY", "unit": "hour"}}, "brief.toml: pay.currency", "USD"),
        ({"pay": {"unit": "hour"}}, "brief.toml: pay", "low"),
        ({"budget": 5000}, "brief.toml: budget", "USD 5000"),
        ({"budget": {"amount": "lots"}}, "brief.toml: budget.amount", "12.50"),
        ({"domains": "0421.taxx"}, "brief.toml: domains", "0421.tax"),
        ({"symptoms": ["sadness"]}, "brief.toml: symptoms[0]", "hallucination"),
        ({"tasks": ["be nice"]}, "brief.toml: tasks[0]", "label"),
        ({"tasks": [{"words": "x"}]}, "brief.toml: tasks[0]", "one of label"),
        ({"tasks": [{"competence": "label", "volume": 1e300}]}, "brief.toml: tasks[0].volume", "whole"),
        ({"language": "fr"}, "brief.toml: language", "en, es or pt"),
        ({"text": 5}, "brief.toml: text", "quotes"),
        ({"on_site": "yes"}, "brief.toml: on_site", "true or false"),
        ({"tools": [""]}, "brief.toml: tools[0]", "words"),
        ({"tools": ["x"] * 500}, "brief.toml: tools", "200"),
        ({"pay": "20 USD/hour", "rate": "30 USD/hour"}, "brief.toml: rate", "one value"),
    ],
)
def test_what_cannot_be_is_refused_with_its_place_and_what_would_be_right(fields, place, hint):
    with pytest.raises(BadInput) as refusal:
        read(**fields)
    assert refusal.value.place == place
    assert hint in refusal.value.hint


def test_a_domain_that_the_taxonomy_lacks_is_kept_apart():
    brief = read(domains=["maritime insurance law", "0421"])
    assert brief.domains == ("0421",)
    assert brief.unknown_domains == ("maritime insurance law",)


def test_a_field_that_is_null_is_not_given():
    assert read(people=None) == Brief()


ranges = st.tuples(st.floats(0, 160).map(lambda x: round(x, 1)), st.floats(0, 8).map(lambda x: round(x, 1))).flatmap(
    lambda pair: st.sampled_from(
        [Range(pair[0], round(pair[0] + pair[1], 1)), Range(pair[0], None), Range(None, pair[0])]
    )
)
money = st.builds(Money, st.integers(0, 10**9), st.sampled_from(["USD", "BRL", "CLP", "EUR"]))
pays = st.tuples(
    st.integers(0, 10**7),
    st.integers(0, 10**7),
    st.sampled_from(["USD", "CLP", "BRL"]),
    st.sampled_from(PayUnit),
    st.sampled_from([1, 1000]),
).flatmap(
    lambda p: st.sampled_from(
        [
            Pay(low=Money(p[0], p[2]), high=Money(p[0] + p[1], p[2]), unit=p[3], per=p[4]),
            Pay(low=Money(p[0], p[2]), high=None, unit=p[3], per=p[4]),
            Pay(low=None, high=Money(p[0], p[2]), unit=p[3], per=p[4]),
        ]
    )
)
words = (
    st.text(st.characters(codec="utf-8", categories=("L", "N", "Zs")), min_size=1, max_size=30)
    .map(str.strip)
    .filter(bool)
)
times = st.builds(time, st.integers(0, 23), st.integers(0, 59))
briefs = st.builds(
    Brief,
    text=st.text(max_size=50),
    title=st.none() | words,
    language=st.none() | st.sampled_from(["en", "es", "pt"]),
    symptoms=st.lists(st.sampled_from(Symptom), unique=True).map(tuple),
    model_state=st.none() | st.sampled_from(ModelState),
    domains=st.lists(st.sampled_from([node.code for node in taxonomy()]), unique=True, max_size=4).map(tuple),
    unknown_domains=st.lists(words, unique=True, max_size=3).map(tuple),
    domains_joined=st.none() | st.sampled_from(Joined),
    tasks=st.lists(
        st.builds(
            Task,
            competence=st.sampled_from(Competence),
            words=words | st.just(""),
            volume=st.none() | st.integers(1, 10**9),
            unit=st.none() | words,
            minutes_each=st.none() | st.integers(1, 600).map(float),
        ),
        unique=True,
        max_size=3,
    ).map(tuple),
    languages=st.lists(
        st.builds(
            LanguageNeed,
            st.sampled_from(["en", "pt-BR", "es-419", "zh-Hans", "gn"]),
            st.none() | st.sampled_from(LanguageLevel),
        ),
        unique=True,
        max_size=4,
    ).map(tuple),
    degree=st.none() | st.sampled_from(Degree),
    degree_domains=st.lists(st.sampled_from([node.code for node in taxonomy()]), unique=True, max_size=3).map(tuple),
    unknown_degree_domains=st.lists(words, unique=True, max_size=2).map(tuple),
    degree_in_progress=st.booleans(),
    degree_or_experience=st.booleans(),
    seniority=st.none() | st.sampled_from(Seniority),
    years_experience=st.none() | st.integers(0, 60).map(float),
    people=st.none() | st.integers(1, 1000),
    hours_per_week=st.none() | ranges,
    hours_total=st.none() | ranges,
    weeks=st.none() | ranges,
    start=st.none() | st.dates(),
    time_zone=st.none() | st.sampled_from(["America/Sao_Paulo", "UTC", "Etc/GMT+3", "Europe/Madrid"]),
    working_hours=st.none() | st.builds(WorkingHours, times, times).filter(lambda hours: hours.start != hours.end),
    minimum_overlap=st.none() | st.integers(0, 24).map(float),
    countries=st.lists(st.sampled_from(list(countries())), unique=True, max_size=5).map(tuple),
    location=st.none() | words,
    on_site=st.none() | st.booleans(),
    contract=st.none() | st.sampled_from(Contract),
    schedule=st.none() | st.sampled_from(Schedule),
    pay=st.none() | pays,
    budget=st.none() | money,
    quality_target=st.none() | st.floats(0, 1),
    clearances=st.lists(st.sampled_from(["background_check", "cfa"]), unique=True).map(tuple),
    conditions=st.lists(st.sampled_from(["nda"]), unique=True).map(tuple),
    tools=st.lists(words, unique=True, max_size=3).map(tuple),
    sensitive_content=st.none() | st.booleans(),
)


@pytest.mark.parametrize(
    ("given_fields", "degree", "known", "unknown"),
    [
        ({"degree": "PhD in chemistry"}, Degree.DOCTORATE, ("0531",), ()),
        ({"degree": "PhD in numismatics"}, Degree.DOCTORATE, (), ("numismatics",)),
        ({"degree": "licenciatura en derecho"}, Degree.BACHELOR, ("0421",), ()),
        ({"degree": "PhD"}, Degree.DOCTORATE, (), ()),
        ({"degree": "master", "degree_domains": ["Law", "0311"]}, Degree.MASTER, ("0421", "0311"), ()),
        ({"degree": "PhD in chemistry", "degree_domains": "physics"}, Degree.DOCTORATE, ("0533",), ()),
        ({"degree": "master", "degree_domains": ["heraldry"]}, Degree.MASTER, (), ("heraldry",)),
    ],
)
def test_the_field_of_a_degree_is_given_beside_it_or_in_its_words(given_fields, degree, known, unknown):
    brief = read(**given_fields)
    assert (brief.degree, brief.degree_domains, brief.unknown_degree_domains) == (degree, known, unknown)


@pytest.mark.parametrize(("said", "joined"), [("any", Joined.ANY), ("All", Joined.ALL)])
def test_how_the_fields_are_joined_is_given_in_one_word(said, joined):
    assert read(domains_joined=said).domains_joined is joined


@given(briefs)
def test_a_brief_is_read_back_from_its_mapping_as_it_was(brief):
    assert read_fields(as_mapping(brief), place="x") == brief


@given(briefs)
def test_the_mapping_can_be_held_by_json(brief):
    import json

    assert json.loads(json.dumps(as_mapping(brief))) == as_mapping(brief)


def test_the_schema_names_every_field():
    schema = brief_schema()
    assert set(schema["$defs"]["Brief"]["properties"]) == set(Brief.__struct_fields__)


@given(
    st.recursive(
        st.none() | st.booleans() | st.floats() | st.text(max_size=8) | st.integers(),
        lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
        max_leaves=5,
    ),
    st.sampled_from(Brief.__struct_fields__),
)
def test_any_value_in_any_field_is_read_or_refused_with_its_place(value, field):
    refusal = None
    try:
        read(**{field: value})
    except BadInput as refused:
        refusal = refused
    assert refusal is None or refusal.place.startswith("brief.toml: ")
