"""A snapshot gives back what was written, changes at once or not at all, and says so when it is damaged."""

from datetime import time, timedelta

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from core.matching.oracle import TAX, TODAY, a_person, estimates_of, gold
from touchstone.core.briefs.values import Degree, LanguageLevel
from touchstone.core.errors import BadInput, NoData
from touchstone.core.matching import (
    HeldDegree,
    SpokenLanguage,
    bits,
    columns_of,
    open_snapshot,
    synth_pool,
    write_columns,
    write_snapshot,
)
from touchstone.core.money import Money
from touchstone.core.roles.values import Role
from touchstone.core.skills import prior_for
from touchstone.core.skills.values import Competence, Evidence, EvidenceSource, Skill


def test_a_snapshot_gives_back_what_was_written(pool_of):
    person = a_person(
        "josé-✓",
        country="CL",
        time_zone="America/Santiago",
        day_start=time(7, 30),
        day_end=time(16),
        hours_per_week=12.25,
        rate=Money(4321),
        available_from=TODAY + timedelta(days=9),
        roles=(Role.ML_ENGINEER, Role.DATA_ANNOTATOR),
        degrees=(HeldDegree(Degree.MASTER, "0421", verified=True), HeldDegree(Degree.DOCTORATE, "0311")),
        clearances=("bar_admission",),
        evidence=gold(TAX, 3, 1),
        synthetic=True,
    )
    pool = pool_of(a_person("zoe"), person, a_person("adam"))
    row = pool.row("josé-✓")
    assert [pool.id(at) for at in range(len(pool))] == ["adam", "josé-✓", "zoe"]
    assert (int(pool.rate[row]), int(pool.minutes[row])) == (4321, 735)
    assert int(pool.available[row]) == (TODAY + timedelta(days=9)).toordinal()
    clock = pool.clocks[int(pool.clock[row])]
    assert (clock.zone, clock.start, clock.end, clock.country) == ("America/Santiago", time(7, 30), time(16), "CL")
    assert pool.own_skills(row) == [TAX]
    assert pool.is_synthetic(row)
    assert not pool.is_synthetic(pool.row("zoe"))
    assert [role for role in Role if pool.has("role", role.value, row)] == [Role.DATA_ANNOTATOR, Role.ML_ENGINEER]
    assert pool.has("verified", "master:0421", row)
    assert pool.has("degree", "doctorate:03", row)
    assert not pool.has("verified", "doctorate:0311", row)
    assert not pool.has("degree", "doctorate:0421", row)


def test_the_order_in_which_people_come_does_not_matter(tmp_path):
    people = [a_person(name, rate=Money(100 * n)) for n, name in enumerate("dacb", 1)]
    for name, order in (("one", people), ("two", people[::-1])):
        write_snapshot(order, tmp_path / name, today=TODAY)
    one, two = open_snapshot(tmp_path / "one"), open_snapshot(tmp_path / "two")
    assert one.rate.tolist() == two.rate.tolist() == [200, 400, 300, 100]


def test_two_people_with_one_id_are_refused(pool_of):
    with pytest.raises(BadInput, match="'ana' is there twice"):
        pool_of(a_person("ana"), a_person("bob"), a_person("ana"))


def test_an_id_that_nobody_has_is_refused(pool_of):
    pool = pool_of(a_person("ana"))
    for name in ("", "an", "anaa", "zz"):
        with pytest.raises(BadInput, match="nobody in the pool"):
            pool.row(name)


def test_an_empty_pool_is_a_pool(pool_of):
    pool = pool_of()
    assert len(pool) == 0
    assert bits.count(pool.who("role", "ml_engineer")) == 0
    assert len(pool.posting(TAX).rows) == 0


@pytest.mark.parametrize("harm", ["cut", "longer", "other", "header", "empty"])
def test_a_file_that_is_no_snapshot_is_refused(harm, tmp_path):
    path = tmp_path / "pool"
    write_snapshot([a_person()], path, today=TODAY)
    whole = path.read_bytes()
    path.write_bytes(
        {
            "cut": whole[:-64],
            "longer": whole + b"\0",
            "other": b"PAR1" + whole,
            "header": whole[:40] + b"~" + whole[41:],
            "empty": b"",
        }[harm]
    )
    with pytest.raises(BadInput) as refused:
        open_snapshot(path)
    assert refused.value.place == str(path)


def test_a_file_that_is_not_there_is_refused(tmp_path):
    with pytest.raises(BadInput, match="cannot open"):
        open_snapshot(tmp_path / "nothing")


def test_a_damaged_byte_is_found_where_all_is_checked(tmp_path):
    path = tmp_path / "pool"
    write_snapshot([a_person(rate=Money(0x01020304))], path, today=TODAY)
    whole = bytearray(path.read_bytes())
    whole[whole.index(bytes([4, 3, 2, 1]))] ^= 1
    path.write_bytes(whole)
    open_snapshot(path)
    with pytest.raises(BadInput, match="damaged: rate"):
        open_snapshot(path, check=True)


def test_a_snapshot_weighed_by_another_estimate_is_refused(tmp_path, monkeypatch):
    write_snapshot([a_person()], tmp_path / "pool", today=TODAY)
    monkeypatch.setattr("touchstone.core.matching.snapshot.METHOD", "tree-99")
    with pytest.raises(BadInput, match="tree-99"):
        open_snapshot(tmp_path / "pool")


class Breaks:
    """Progress that breaks the work off."""

    def __init__(self, after):
        self.left = after

    def start(self, total, label):
        pass

    def advance(self, _steps=1):
        self.left -= 1
        if not self.left:
            raise KeyboardInterrupt


def test_a_write_that_breaks_off_leaves_the_old_pool_and_no_litter(tmp_path):
    path = tmp_path / "pool"
    write_snapshot([a_person("old")], path, today=TODAY)
    with pytest.raises(KeyboardInterrupt):
        write_snapshot([a_person("new")], path, today=TODAY, progress=Breaks(after=5))
    assert open_snapshot(path, check=True).id(0) == "old"
    assert [entry.name for entry in tmp_path.iterdir()] == ["pool"]


def test_who_has_the_old_pool_open_keeps_it_while_it_is_replaced(tmp_path):
    path = tmp_path / "pool"
    write_snapshot([a_person("old")], path, today=TODAY)
    old = open_snapshot(path)
    write_snapshot([a_person("new"), a_person("newer")], path, today=TODAY)
    assert [old.id(0), open_snapshot(path).id(0)] == ["old", "new"]


def test_a_folder_that_is_not_there_is_refused(tmp_path):
    with pytest.raises(BadInput, match="cannot write"):
        write_snapshot([], tmp_path / "nowhere" / "pool", today=TODAY)


def test_a_rate_in_another_currency_is_kept_in_dollars_of_its_day(pool_of):
    reais, dollars = pool_of(a_person(rate=Money(10_000, "BRL"))), pool_of(a_person(rate=Money(10_000)))
    assert 1_000 < int(reais.rate[0]) < 4_000
    assert int(dollars.rate[0]) == 10_000


def test_a_currency_without_a_rate_is_refused(pool_of):
    with pytest.raises(NoData):
        pool_of(a_person(rate=Money(10_000, "XTS")))


def test_a_language_of_a_kind_counts_as_the_language_and_not_the_other_way(pool_of):
    pool = pool_of(
        a_person("brazilian", languages=(SpokenLanguage("pt-BR", LanguageLevel.C1),)),
        a_person("unsaid", languages=(SpokenLanguage("pt", LanguageLevel.NATIVE),)),
    )
    assert bits.count(pool.who("language", "pt:C1")) == 2
    assert bits.rows_in(pool.who("language", "pt-BR:B2")).tolist() == [pool.row("brazilian")]
    assert bits.rows_in(pool.who("language", "pt:native")).tolist() == [pool.row("unsaid")]


def test_a_skill_counts_for_the_fields_above_it_and_not_below(pool_of):
    person = a_person(claims=(), evidence=(*gold(TAX, 3), *gold(Skill("0421.civil", Competence.JUDGE), 1, 2)))
    pool = pool_of(person)
    for code, weight in (("0421.tax", 3), ("0421.civil", 3), ("0421", 6), ("042", 6), ("04", 6), ("", 6)):
        there = pool.posting(Skill(code, Competence.JUDGE)).at(np.array([0]))
        assert float(there.weight[0]) == pytest.approx(weight)
        assert int(there.records[0]) == weight
    for code in ("0421.tax.vat", "041", "0422", "05"):
        assert bits.count(pool.who_can(Skill(code, Competence.JUDGE))) == 0
    assert bits.count(pool.who_can(Skill("0421", Competence.WRITE))) == 0


def test_a_mere_claim_of_whom_nothing_is_measured_stands_in_the_posting_with_the_prior(pool_of):
    there, prior = pool_of(a_person(claims=(TAX,))).posting(TAX).at(np.array([0])), prior_for(TAX.competence)
    assert bool(there.there[0])
    assert (float(there.alpha[0]), float(there.beta[0])) == (pytest.approx(prior.alpha), pytest.approx(prior.beta))
    assert (float(there.weight[0]), int(there.records[0])) == (0.0, 0)


def test_what_somebody_has_shown_lends_to_what_they_claim_and_to_nothing_else(pool_of):
    write = Skill("0421.tax", Competence.WRITE)
    pool = pool_of(a_person(claims=(TAX, write), evidence=gold(TAX, 20)), a_person("bob"))
    ana, prior = pool.posting(write).of(0), prior_for(Competence.WRITE)
    assert ana.alpha / (ana.alpha + ana.beta) > prior.mean + 0.05
    assert (ana.weight, ana.records) == (0.0, 0)
    assert pool.posting(write).of(1) is None
    elsewhere = pool.posting(write).at(np.array([0, 1]))
    assert elsewhere.there.tolist() == [True, False]
    assert (float(elsewhere.alpha[1]), float(elsewhere.beta[1])) == (prior.alpha, prior.beta)
    nobody = pool.posting(Skill("0511", Competence.WRITE)).at(np.array([0, 1]))
    assert nobody.alpha.tolist() == [prior.alpha] * 2


def test_the_estimates_in_a_pool_are_those_of_each_person_alone(world, world_pool):
    for person in world[::17]:
        row = world_pool.row(person.id)
        for skill, alone in estimates_of(person).items():
            there = world_pool.posting(skill).of(row)
            assert (there.alpha, there.beta) == (pytest.approx(alone.alpha), pytest.approx(alone.beta))
            assert (there.weight, there.records) == (pytest.approx(alone.weight, rel=1e-6), alone.n)


records = st.builds(
    Evidence,
    skill=st.sampled_from([TAX, Skill("0421", Competence.JUDGE), Skill("0511", Competence.WRITE)]),
    outcome=st.floats(0, 1),
    source=st.sampled_from(EvidenceSource),
    at=st.dates(TODAY - timedelta(days=2_000), TODAY + timedelta(days=10)),
    weight=st.floats(0.1, 5),
    difficulty=st.one_of(st.just(0.0), st.floats(-4, 4)),
    discrimination=st.one_of(st.just(1.0), st.floats(0.2, 3)),
    chance=st.one_of(st.just(0.0), st.floats(0, 0.6)),
)


@given(people=st.lists(st.lists(records, max_size=8), min_size=1, max_size=5))
@settings(max_examples=40, deadline=None)
def test_estimates_side_by_side_are_the_estimates_one_by_one(people):
    each = [a_person(str(n), evidence=tuple(evidence)) for n, evidence in enumerate(people)]
    skills = columns_of(each, today=TODAY, cents=lambda person: person.rate.minor).skill
    for at, row in enumerate(skills.row):
        alone = estimates_of(each[row])[skills.values[skills.which[at]]]
        assert (skills.alpha[at], skills.beta[at]) == (pytest.approx(alone.alpha), pytest.approx(alone.beta))
        assert (skills.weight[at], skills.records[at]) == (pytest.approx(alone.weight), alone.n)
    assert len(skills.row) == sum(len(estimates_of(person)) for person in each)


def test_how_many_people_are_estimated_at_once_does_not_matter_to_the_bit(world, monkeypatch):
    def skills():
        return columns_of(world[:90], today=TODAY, cents=lambda person: person.rate.minor).skill

    whole = skills()
    monkeypatch.setattr("touchstone.core.matching.columns._STEP", 7)
    parts = skills()
    keys = [
        [(int(row), one.values[which]) for row, which in zip(one.row, one.which, strict=True)] for one in (whole, parts)
    ]
    assert sorted(keys[0]) == sorted(keys[1])
    place = {key: at for at, key in enumerate(keys[1])}
    order = [place[key] for key in keys[0]]
    for name in ("alpha", "beta", "weight", "right", "records", "own"):
        assert getattr(parts, name)[order].tolist() == getattr(whole, name).tolist()


def test_a_pool_from_arrays_is_the_pool_from_values(tmp_path, world):
    write_columns(synth_pool(800, rng=np.random.default_rng(11), today=TODAY), tmp_path / "arrays", made=TODAY)
    columns = columns_of(world, today=TODAY, cents=lambda person: person.rate.minor)
    write_columns(columns, tmp_path / "values", made=TODAY)
    arrays, values = open_snapshot(tmp_path / "arrays"), open_snapshot(tmp_path / "values")
    assert arrays.rate.tolist() == values.rate.tolist()
    for family in ("role", "country", "language", "degree", "clearance"):
        for value in values.values(family):
            assert bits.rows_in(arrays.who(family, value)).tolist() == bits.rows_in(values.who(family, value)).tolist()
    anything = Skill("", Competence.JUDGE)
    for name in ("rows", "alpha", "beta", "weight", "right", "records"):
        assert getattr(arrays.posting(anything), name).tolist() == getattr(values.posting(anything), name).tolist()


sizes = st.integers(0, 200)


@given(n=sizes, data=st.data())
@settings(max_examples=60, deadline=None)
def test_a_set_of_bits_is_the_set_of_its_rows(n, data):
    chosen = data.draw(st.sets(st.integers(0, n - 1), max_size=n)) if n else set()
    words = bits.pack_rows(np.array(sorted(chosen), dtype=np.int64), n)
    assert bits.rows_in(words).tolist() == sorted(chosen)
    assert bits.count(words) == len(chosen)
    assert np.flatnonzero(bits.unpack(words, n)).tolist() == sorted(chosen)
    assert bits.count(~words & bits.everybody(n)) == n - len(chosen)
    assert bits.count(words & bits.none(n)) == 0
    assert [bits.holds_one(words, row) for row in range(n)] == [row in chosen for row in range(n)]


def test_small_sets_are_lists_and_large_ones_bits_and_both_answer_alike(pool_of):
    people = [a_person(f"p{n:03}", country="BR" if n % 50 else "UY") for n in range(200)]
    pool = pool_of(*people)
    places = pool.values("country")
    assert (places["BR"].dense, places["UY"].dense) == (True, False)
    for country in ("BR", "UY", "AR"):
        expected = [row for row, person in enumerate(people) if person.country == country]
        assert bits.rows_in(pool.who("country", country)).tolist() == expected
        assert [row for row in range(200) if pool.has("country", country, row)] == expected
