import subprocess
import sys
from itertools import islice

import numpy as np
import pytest

from touchstone.core.briefs.terms import CLEARANCES
from touchstone.core.briefs.values import LanguageLevel
from touchstone.core.matching.columns import columns_of
from touchstone.core.matching.pool import check_pool, write_pool
from touchstone.core.matching.synth import DAY, demo_pool, synth_truth, synthesise, synthesise_with_truth
from touchstone.core.matching.synth_pool import synth_pool
from touchstone.core.matching.synth_tables import phrases, without_region, world
from touchstone.core.roles.values import HIRABLE
from touchstone.core.skills import taxonomy
from touchstone.core.skills.values import Competence
from touchstone.core.text import language_of


@pytest.fixture(scope="module")
def crowd():
    return list(synthesise_with_truth(8_000, rng=np.random.default_rng(5)))


@pytest.fixture(scope="module")
def people(crowd):
    return [person.specialist for person in crowd]


def rng(seed=3):
    return np.random.default_rng(seed)


def test_everybody_passes_the_checks_of_a_pool_file(people, tmp_path):
    path = tmp_path / "pool.jsonl"
    write_pool(people, path)
    report = check_pool(path)
    assert (report.people, report.refused) == (len(people), 0)


def test_everybody_is_labelled_synthetic_and_has_an_id_of_their_own(people):
    assert all(person.synthetic for person in people)
    assert len({person.id for person in people}) == len(people)


def test_the_same_seed_gives_the_same_people_and_another_seed_others():
    assert list(synthesise(50, rng=rng())) == list(synthesise(50, rng=rng()))
    assert list(synthesise(50, rng=rng())) != list(synthesise(50, rng=rng(4)))


def test_another_process_makes_the_same_people():
    program = (
        "import numpy as np; from touchstone.core.matching.synth import synthesise\n"
        "print(hash(0) or [person for person in synthesise(40, rng=np.random.default_rng(3))])"
    )
    other = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True, timeout=60)
    assert other.stdout.strip() == repr(list(synthesise(40, rng=rng())))


def test_a_small_pool_is_the_beginning_of_a_large_one():
    assert list(synthesise(30, rng=rng())) == list(islice(synthesise(5_000, rng=rng()), 30))


@pytest.mark.parametrize("n", [0, 1, 1_999, 2_000, 2_001])
def test_as_many_people_come_as_were_asked_for(n):
    assert sum(1 for _ in synthesise(n, rng=rng())) == n


def test_the_demo_pool_has_2000_people_and_is_always_the_same():
    first = list(demo_pool())
    assert len(first) == 2_000
    assert first[:20] == list(islice(demo_pool(), 20))


def test_countries_come_in_the_shares_of_the_world(people):
    shares = dict.fromkeys(world().countries, 0.0)
    for person in people:
        shares[person.country] += 1 / len(people)
    for code, share in (("BR", 0.25), ("MX", 0.17), ("AR", 0.15), ("UY", 0.03)):
        assert shares[code] == pytest.approx(share, abs=4 * np.sqrt(share / len(people)))


def test_the_awkward_time_zones_are_there(people):
    zones = {person.time_zone for person in people}
    assert {"America/Coyhaique", "America/Tijuana", "America/Manaus", "America/Punta_Arenas"} <= zones


def test_each_country_has_only_its_own_zones(people):
    allowed = {(world().countries[country], zone) for country, zone in world().places}
    assert {(person.country, person.time_zone) for person in people} <= allowed


def test_everybody_has_one_mother_tongue_and_speaks_no_language_twice(people):
    for person in people:
        codes = [without_region(spoken.code) for spoken in person.languages]
        assert len(set(codes)) == len(codes)
        assert [spoken.level for spoken in person.languages].count(LanguageLevel.NATIVE) == 1


def test_people_speak_the_language_of_their_own_country(people):
    spoken = {(person.country, person.languages[0].code) for person in people}
    assert {("BR", "pt-BR"), ("PT", "pt-PT"), ("MX", "es-MX"), ("AR", "es-AR"), ("GB", "en-GB")} <= spoken
    assert {code for country, code in spoken if country == "BR"} == {"pt-BR"}


def test_whoever_translates_speaks_what_they_have_learnt_better_than_others(people):
    def share(chosen):
        learnt = [p for p in chosen if without_region(p.languages[0].code) == "es"]
        return np.mean([any(s.code == "en" and s.level in {"C1", "C2"} for s in p.languages) for p in learnt])

    translators = [p for p in people if any(claim.domain.startswith("0231.translation") for claim in p.claims)]
    assert share(translators) > share(people) + 0.15


def test_somebody_works_in_their_own_field_as_a_whole_and_in_some_beside_it(people):
    lawyers = [p for p in people if "0421" in {claim.domain for claim in p.claims} and p.claims[0].domain != "0421"]
    domains = [{claim.domain for claim in lawyer.claims} for lawyer in lawyers]
    assert len(lawyers) > 300
    assert all(code.startswith("0421") for codes in domains for code in codes)
    assert all(2 <= len(codes) <= 6 for codes in domains)
    assert 3.5 < np.mean([len(codes) for codes in domains]) < 5


def test_the_main_competence_is_claimed_in_every_field_that_somebody_claims(people):
    for person in people:
        main = person.claims[0].competence
        assert {claim.domain for claim in person.claims if claim.competence == main} == {
            claim.domain for claim in person.claims
        }


def test_what_is_common_and_what_is_near_is_likelier_to_lie_beside(people):
    def beside(own, other):
        domains = [{claim.domain for claim in p.claims} for p in people if p.claims[0].domain == own]
        return np.mean([other in codes for codes in domains])

    assert beside("0421.contracts", "0421.civil") > 3 * beside("0421.contracts", "0421.immigration")
    assert beside("0613.python", "0613.sql") > beside("0613.javascript", "0613.sql")


def test_most_of_what_is_known_is_about_the_main_skill_and_the_rest_is_spread(people):
    known = [person for person in people if len(person.evidence) >= 20]
    about = [[record.skill for record in person.evidence] for person in known]
    on_main = [np.mean([skill == p.claims[0] for skill in skills]) for p, skills in zip(known, about, strict=True)]
    assert 0.5 < np.mean(on_main) < 0.7
    assert np.mean([len(set(skills)) for skills in about]) > 2


def test_every_role_and_competence_and_evidence_band_occurs(people):
    assert {role for person in people for role in person.roles} == set(HIRABLE)
    assert {claim.competence for person in people for claim in person.claims} == set(Competence)
    counts = np.array([len(person.evidence) for person in people])
    assert 0.33 < (counts == 0).mean() < 0.39
    assert counts.max() > 60
    assert np.median(counts[counts > 0]) < counts[counts > 0].mean()  # a long tail


def test_evidence_is_about_what_the_person_claims_and_lies_in_the_past(people):
    for person in people:
        assert {record.skill for record in person.evidence} <= set(person.claims)
        assert all(record.at <= DAY for record in person.evidence)


def test_evidence_follows_the_hidden_skill(crowd):
    truth, outcome = [], []
    for person in crowd:
        for record in person.specialist.evidence:
            truth.append(person.truth[record.skill])
            outcome.append(record.outcome)
    truth, outcome = np.array(truth), np.array(outcome)
    assert np.corrcoef(truth, outcome)[0, 1] > 0.25
    for low, high in ((0.0, 0.6), (0.6, 0.75), (0.75, 0.85), (0.85, 1.0)):
        band = (truth >= low) & (truth < high)
        assert outcome[band].mean() == pytest.approx(truth[band].mean(), abs=0.05)


def test_truth_is_known_for_every_claimed_skill_and_is_the_same_when_asked_for_alone(crowd):
    for person in crowd[:200]:
        assert set(person.truth) == set(person.specialist.claims)
        assert all(0 < p < 1 for p in person.truth.values())
    alone = synth_truth(200, rng=np.random.default_rng(5))
    assert alone == {person.specialist.id: person.truth for person in crowd[:200]}


def test_years_of_experience_say_almost_nothing_about_true_skill(crowd):
    """Sackett et al. 2022: operational validity .07."""
    years = [np.log(person.specialist.years_experience + 0.1) for person in crowd]
    skill = [np.log(p / (1 - p)) for p in (person.truth[person.specialist.claims[0]] for person in crowd)]
    assert np.corrcoef(years, skill)[0, 1] == pytest.approx(0.07, abs=0.045)


def test_rates_follow_place_and_role_and_only_weakly_skill(crowd):
    def median(country, role):
        return np.median(
            [
                person.specialist.rate.minor
                for person in crowd
                if person.specialist.country == country and person.specialist.roles[0] == role
            ]
        )

    assert median("US", "ai_training_specialist") > 2 * median("AR", "ai_training_specialist")
    assert median("AR", "ai_training_specialist") > median("CO", "ai_training_specialist")
    assert median("BR", "data_annotator") < median("BR", "rlhf_specialist") < median("BR", "ml_engineer")


def test_profiles_are_written_in_a_language_that_the_person_speaks_and_that_can_be_told(people):
    right = [
        language_of(person.text) in {without_region(spoken.code) for spoken in person.languages} for person in people
    ]
    assert all(person.text for person in people)
    assert np.mean(right) > 0.97


def test_every_phrase_table_has_the_same_keys_in_the_three_languages():
    tables = phrases()
    assert set(tables) == {"en", "es", "pt"}
    for table in tables.values():
        assert set(table["competence"]) == set(Competence)
        assert set(table) == set(tables["en"])


def test_every_domain_of_the_world_is_in_the_taxonomy():
    assert all(code in taxonomy() for code in world().domains)


def test_every_subject_can_be_drawn_and_every_share_names_one():
    tables = world()
    assert (np.diff(tables.subject_cumulative, axis=1, prepend=0) >= 0).all()
    assert (np.diff(tables.subject_cumulative, axis=1, prepend=0).max(axis=0) > 0).all()
    assert set(tables.licences) - {""} <= set(CLEARANCES)


def test_no_field_is_a_topic_of_itself():
    tables = world()
    assert not (tables.topic == tables.whole[:, None]).any()


def test_every_cumulative_share_ends_at_one():
    tables = world()
    for name in tables.__struct_fields__:
        if name.endswith("_cumulative"):
            assert np.allclose(getattr(tables, name)[..., -1], 1.0)


def test_a_pool_drawn_as_columns_is_the_same_pool():
    by_value = columns_of(synthesise(2_100, rng=rng()), today=DAY, cents=lambda person: person.rate.minor)
    at_once = synth_pool(2_100, rng=rng())

    def pairs(family):
        return sorted(
            (int(row), str(family.values[which])) for row, which in zip(family.row, family.which, strict=True)
        )

    def shown(skills):
        numbers = zip(
            skills.row,
            skills.which,
            skills.own,
            skills.alpha,
            skills.beta,
            skills.weight,
            skills.right,
            skills.records,
            strict=True,
        )
        return {(int(row), skills.values[which]): pytest.approx(rest) for row, which, *rest in numbers}

    for name in ("country", "clock", "role", "language", "degree", "clearance"):
        assert pairs(getattr(by_value, name)) == pairs(getattr(at_once, name))
    for name in ("ids", "rate_cents", "minutes_per_week", "available", "synthetic"):
        assert list(getattr(by_value, name)) == list(getattr(at_once, name))
    assert shown(by_value.skill) == {key: value.expected for key, value in shown(at_once.skill).items()}


@pytest.mark.parametrize("n", [0, 1, 2_001])
def test_columns_come_for_as_many_people_as_were_asked_for(n):
    columns = synth_pool(n, rng=rng())
    assert len(columns.ids) == len(columns.rate_cents) == len(columns.synthetic) == n
