"""A brief becomes a need: what it says is carried over, what is taken or left out is said, and nothing is invented."""

import re
from datetime import date, time
from pathlib import Path

import msgspec
import pytest

from core.matching.oracle import TODAY, a_need, a_person, gold
from touchstone.core.briefs.values import (
    Brief,
    Contract,
    Degree,
    Joined,
    LanguageLevel,
    LanguageNeed,
    Pay,
    Range,
    Schedule,
    Seniority,
    Symptom,
    Task,
    WorkingHours,
)
from touchstone.core.errors import BadInput
from touchstone.core.matching import Need, Shortlist, SpokenLanguage, need_from, read_need, shortlist
from touchstone.core.money import Money, PayUnit
from touchstone.core.planning import first_pass
from touchstone.core.roles.values import HIRABLE, Role
from touchstone.core.skills.values import Competence, Skill

TASK = Task(competence=Competence.JUDGE)


def need_for(role=Role.RLHF_SPECIALIST, **fields):
    """The need of a brief with these fields."""
    return need_from(Brief(**{"tasks": (TASK,), **fields}), role, today=TODAY)


def codes(need):
    """The notes of a need by code."""
    return [note.code.removeprefix("note_") for note in need.noted]


def test_everything_that_a_need_can_ask_is_carried_over():
    need = need_for(
        text="Our words",
        domains=("0421.tax",),
        languages=(LanguageNeed("pt-BR", LanguageLevel.NATIVE), LanguageNeed("en", LanguageLevel.C1)),
        countries=("BR", "PT"),
        time_zone="America/New_York",
        working_hours=WorkingHours(time(8), time(16, 30)),
        minimum_overlap=4.0,
        hours_per_week=Range(20, 30),
        pay=Pay(low=Money(2_000), high=Money(4_500), unit=PayUnit.HOUR),
        start=date(2026, 12, 1),
        degree=Degree.MASTER,
        degree_domains=("0421",),
        clearances=("bar_admission",),
        quality_target=0.9,
    )
    assert need.role is Role.RLHF_SPECIALIST
    assert need.skills == (Skill("0421.tax", Competence.JUDGE),)
    assert need.languages == (SpokenLanguage("pt-BR", LanguageLevel.NATIVE), SpokenLanguage("en", LanguageLevel.C1))
    assert need.countries == ("BR", "PT")
    assert (need.time_zone, need.day_start, need.day_end) == ("America/New_York", time(8), time(16, 30))
    assert (need.minimum_overlap, need.minimum_hours) == (4.0, 20)
    assert (need.maximum_rate, need.start_by) == (Money(4_500), date(2026, 12, 1))
    assert (need.degree, need.clearances, need.quality_bar) == (Degree.MASTER, ("bar_admission",), 0.785)
    assert (need.degree_domains, need.text, need.today) == (("0421",), "Our words", TODAY)
    assert codes(need) == ["bar_judged"]


@pytest.mark.parametrize("role", HIRABLE)
def test_an_empty_brief_asks_for_the_role_and_its_usual_work_and_nothing_else(role):
    need = need_from(Brief(), role, today=TODAY)
    assert need == a_need(role=role, skills=need.skills, notes=need.notes, noted=need.noted)
    assert [skill.domain for skill in need.skills] == [""]
    assert codes(need) == ["usual_work"]


def test_nobody_is_sought_for_a_brief_that_needs_none_of_the_four():
    with pytest.raises(BadInput, match="nobody is to be hired"):
        need_from(Brief(), Role.NONE, today=TODAY)


def test_the_work_of_the_need_is_what_the_brief_names_and_the_role_does():
    tasks = (Task(competence=Competence.LABEL), Task(competence=Competence.AUTHOR), TASK)
    need = need_for(tasks=tasks)
    assert [skill.competence for skill in need.skills] == [Competence.AUTHOR, Competence.JUDGE]
    assert need.shares == ()


def test_work_of_known_length_divides_the_need_by_its_hours():
    tasks = (
        Task(competence=Competence.WRITE, volume=100, minutes_each=15.0),
        Task(competence=Competence.JUDGE, volume=1_500, minutes_each=3.0),
    )
    need = need_for(tasks=tasks, domains=("0421",))
    assert [skill.competence for skill in need.skills] == [Competence.JUDGE, Competence.WRITE]
    assert need.shares == pytest.approx((0.75, 0.25))


def test_a_trainer_for_a_model_that_nobody_measures_designs_evaluations():
    need = need_for(Role.AI_TRAINING_SPECIALIST, tasks=(), symptoms=(Symptom.NO_MEASURE,))
    assert need.skills == (Skill("", Competence.EVALUATE),)


def test_the_deepest_fields_count_and_others_are_said_to_need_their_own_list():
    need = need_for(domains=("04", "0421", "0421.tax", "0311"))
    assert [skill.domain for skill in need.skills] == ["0421.tax", "0311"]
    assert codes(need) == ["one_field"]
    assert "Economics" in need.notes[0]


@pytest.mark.parametrize(
    ("role", "domains", "shown", "material"),
    [
        (Role.DATA_ANNOTATOR, ("0912.pathology",), [""], "0912.pathology"),
        (Role.DATA_ANNOTATOR, ("0732", "0619.ai.vision.video"), ["0619.ai.vision.video"], "0732"),
        (Role.DATA_ANNOTATOR, ("0416.support", "0619.ai.speech"), ["0619.ai.speech"], "0416.support"),
        (Role.DATA_ANNOTATOR, ("0619.trust",), ["0619.trust"], None),
        (Role.ML_ENGINEER, ("1041",), [""], "1041"),
        (Role.ML_ENGINEER, ("07", "0612.cloud", "0412.fraud"), ["0612.cloud"], "07,0412.fraud"),
        (Role.RLHF_SPECIALIST, ("0912.pathology",), ["0912.pathology"], None),
    ],
)
def test_what_the_work_is_about_keeps_no_annotator_or_engineer_out(role, domains, shown, material):
    need = need_for(role, domains=domains, tasks=())
    about = material.split(",") if material else []
    assert [skill.domain for skill in need.skills] == [*shown, *about]
    said = [note.numbers["fields"] for note in need.noted if note.code == "note_material"]
    assert said == ([material] if material else [])


@pytest.mark.parametrize(
    "text",
    [
        "We need veterinarians for 400 images of cows.",
        "Looking for two licensed veterinarians.",
        "Veterinarians outline hooves by our guide.",
        "Images of cows. Veterinarians wanted.",
        "Boxes around cows by experts in veterinary medicine.",
        "Buscamos veterinarios: cajas en imágenes de vacas.",
        "Precisamos de veterinários para marcar vacas.",
    ],
)
def test_people_of_a_field_who_are_asked_for_must_have_shown_it(text):
    need = need_for(Role.DATA_ANNOTATOR, text=text, domains=("0619.ai.vision.image", "0841"), tasks=())
    assert need.skills[0] == Skill("0841", Competence.LABEL)
    assert "material" not in codes(need)


@pytest.mark.parametrize(
    "text",
    [
        "Boxes around cows for a start-up in veterinary medicine; a veterinarian checks one in ten.",
        "Our product is used by veterinarians.",
        "Aplicación de veterinaria: cajas en imágenes de vacas.",
    ],
)
def test_people_of_a_field_who_are_only_spoken_of_are_not_required(text):
    need = need_for(Role.DATA_ANNOTATOR, text=text, domains=("0841",), tasks=())
    assert need.skills[0] == Skill("", Competence.LABEL)
    assert codes(need)[-1] == "material"


@pytest.mark.parametrize(
    ("role", "fields", "main"),
    [
        (Role.DATA_ANNOTATOR, {"clearances": ("medical_licence",)}, "0912"),
        (Role.DATA_ANNOTATOR, {"clearances": ("background_check",)}, ""),
        (Role.DATA_ANNOTATOR, {"degree": Degree.BACHELOR}, "0912"),
        (Role.DATA_ANNOTATOR, {"degree": Degree.BACHELOR, "degree_or_experience": True}, ""),
        (Role.DATA_ANNOTATOR, {"degree": Degree.SECONDARY}, ""),
        (Role.ML_ENGINEER, {"degree": Degree.MASTER}, ""),
        (Role.ML_ENGINEER, {"clearances": ("medical_licence",)}, "0912"),
    ],
)
def test_a_licence_or_an_annotators_degree_asks_for_the_field(role, fields, main):
    assert need_for(role, domains=("0912",), tasks=(), **fields).skills[0].domain == main


def test_work_of_known_length_stays_divided_where_a_subject_is_named_beside():
    tasks = (
        Task(competence=Competence.LABEL, volume=100, minutes_each=15.0),
        Task(competence=Competence.JUDGE, volume=1_500, minutes_each=3.0),
    )
    need = need_for(Role.DATA_ANNOTATOR, tasks=tasks, domains=("0912.pathology",))
    assert need.skills == (Skill("", Competence.JUDGE), Skill("", Competence.LABEL))
    assert need.shares == pytest.approx((0.75, 0.25))
    assert codes(need) == ["material"]


@pytest.mark.parametrize(
    ("domains", "main"),
    [
        (("07", "0412.investment"), "0412.investment"),
        (("0619.ai.ml", "0412.insurance"), "0412.insurance"),
        (("0619.ai.safety", "0412.insurance"), "0619.ai.safety"),
        (("0223", "0313"), "0223"),
    ],
)
def test_a_broad_field_and_the_model_itself_stand_behind_what_experts_know(domains, main):
    need = need_for(domains=domains)
    assert need.skills[0].domain == main
    assert codes(need) == ["one_field"]


def test_a_field_that_the_taxonomy_lacks_is_said_and_not_widened_in_silence():
    need = need_for(domains=("0421",), unknown_domains=("maritime salvage law",))
    assert need.skills[0].domain == "0421"
    assert codes(need) == ["unknown_field"]
    assert "maritime salvage law" in need.notes[0]


def test_a_language_without_a_level_is_taken_at_b2_and_said():
    need = need_for(languages=(LanguageNeed("es"),))
    assert need.languages == (SpokenLanguage("es", LanguageLevel.B2),)
    assert need.notes == ("No level is said for Spanish: B2 is taken.",)


def test_shared_hours_without_a_time_zone_are_said_to_be_open():
    need = need_for(minimum_overlap=5.0)
    assert need.minimum_overlap == 0
    assert codes(need) == ["no_time_zone"]


def test_shared_hours_without_working_hours_take_the_usual_day():
    need = need_for(minimum_overlap=5.0, time_zone="America/Chicago")
    assert (need.minimum_overlap, need.day_start, need.day_end) == (5.0, time(9), time(18))
    assert codes(need) == ["usual_day"]


def test_full_time_is_thirty_five_hours_and_part_time_none():
    assert need_for(schedule=Schedule.FULL_TIME).minimum_hours == 35
    assert need_for(schedule=Schedule.PART_TIME).minimum_hours == 0
    assert need_for(schedule=Schedule.FULL_TIME, hours_per_week=Range(10, None)).minimum_hours == 10
    assert need_for(hours_per_week=Range(None, 20)).minimum_hours == 0


@pytest.mark.parametrize(
    ("pay", "limit", "said"),
    [
        (Pay(low=Money(2_000), high=Money(3_000), unit=PayUnit.HOUR), Money(3_000), []),
        (Pay(low=None, high=Money(10_400_000), unit=PayUnit.YEAR), Money(5_000), ["pay_by_hour"]),
        (Pay(low=None, high=Money(10_000, "BRL"), unit=PayUnit.HOUR), Money(10_000, "BRL"), []),
        (Pay(low=Money(2_000), high=None, unit=PayUnit.HOUR), None, ["no_highest_pay"]),
        (Pay(low=None, high=Money(50), unit=PayUnit.LABEL), None, ["pay_by_piece"]),
        (Pay(low=None, high=Money(5_000, "XTS"), unit=PayUnit.HOUR), None, ["no_exchange_rate"]),
    ],
)
def test_pay_limits_the_rate_where_it_says_what_an_hour_may_cost(pay, limit, said):
    need = need_for(pay=pay)
    assert need.maximum_rate == limit
    assert codes(need) == said


def test_a_degree_that_experience_may_stand_in_for_keeps_nobody_out():
    need = need_for(degree=Degree.MASTER, degree_or_experience=True)
    assert need.degree is None
    assert codes(need) == ["degree_or_experience"]


def test_a_degree_in_progress_asks_for_one_step_less():
    assert need_for(degree=Degree.DOCTORATE, degree_in_progress=True).degree is Degree.MASTER
    assert need_for(degree=Degree.SECONDARY, degree_in_progress=True).degree is None


@pytest.mark.parametrize("competence", Competence)
@pytest.mark.parametrize("target", [0.5, 0.8, 0.9, 0.95, 0.99])
def test_the_bar_of_a_person_follows_from_what_the_plan_does_for_the_target(competence, target):
    need = need_for(Role.AI_TRAINING_SPECIALIST, tasks=(Task(competence=competence),), quality_target=target)
    assert need.quality_bar == first_pass(target, need.skills[0].competence).bar
    assert codes(need)[-1].startswith("bar_")


def test_the_note_on_the_bar_holds_its_arithmetic():
    need = need_for(Role.AI_TRAINING_SPECIALIST, tasks=(Task(competence=Competence.WRITE),), quality_target=0.95)
    (note,) = (note for note in need.noted if note.code == "note_bar_made")
    target, rounds, catch = (float(note.numbers[name]) for name in ("target", "rounds", "catch"))
    assert note.numbers["least"] == pytest.approx(1 - (1 - target) / (1 - catch) ** rounds)
    assert "1 − (1 − 0.95) ÷ (1 − 0.7)^2" in note.text
    assert "44.4 %" in note.text
    assert need.quality_bar == note.numbers["planned"] == 0.82


@pytest.mark.parametrize(("target", "bar"), [(1.0, 0.99), (0.0, 0.8), (None, 0.8)])
def test_nobody_is_asked_to_be_right_always(target, bar):
    assert need_for(quality_target=target).quality_bar == bar


def test_the_field_of_a_degree_is_carried_over_with_what_the_taxonomy_lacks_told():
    need = need_for(degree=Degree.DOCTORATE, degree_domains=("0531",), unknown_degree_domains=("numismatics",))
    assert (need.degree, need.degree_domains) == (Degree.DOCTORATE, ("0531",))
    assert codes(need) == ["unknown_degree_field"]
    unknown_only = need_for(degree=Degree.DOCTORATE, unknown_degree_domains=("numismatics",))
    assert unknown_only.degree_domains == ()
    assert codes(unknown_only) == ["degree_in_any_field"]
    assert "does not narrow the degree" in unknown_only.notes[0]


def test_a_field_without_a_degree_leaves_nobody_out_and_says_so():
    need = need_for(degree_domains=("0531",))
    assert (need.degree, need.degree_domains) == (None, ())
    assert codes(need) == ["no_degree"]


def test_of_fields_of_which_any_will_do_one_is_the_main_one_and_the_others_stand_beside_it():
    tasks = (TASK, Task(competence=Competence.WRITE))
    need = need_for(tasks=tasks, domains=("0223", "07", "0313"), domains_joined=Joined.ANY)
    philosophy, psychology = Skill("0223", Competence.JUDGE), Skill("0313", Competence.JUDGE)
    assert need.skills[0] == philosophy
    assert need.or_skills == (psychology,)
    assert (need.required, need.shares) == (1, ())
    # Further work counts alike whichever field somebody has; a broad field breaks ties.
    writing = {Skill("0223", Competence.WRITE), Skill("0313", Competence.WRITE)}
    assert set(need.skills[1:]) == writing | {Skill("07", Competence.JUDGE)}
    assert codes(need) == ["further_fields"]


def test_fields_that_one_person_must_know_are_all_required_and_share_the_work_evenly():
    need = need_for(domains=("0531", "0421.ip"), domains_joined=Joined.ALL)
    assert need.skills == (Skill("0531", Competence.JUDGE), Skill("0421.ip", Competence.JUDGE))
    assert (need.required, need.shares, need.or_skills) == (2, (0.5, 0.5), ())
    assert codes(need) == ["all_fields"]


def test_work_of_known_length_divides_within_each_field_that_is_required():
    tasks = (
        Task(competence=Competence.WRITE, volume=100, minutes_each=15.0),
        Task(competence=Competence.JUDGE, volume=1_500, minutes_each=3.0),
    )
    need = need_for(tasks=tasks, domains=("0531", "0421.ip"), domains_joined=Joined.ALL)
    shares = {(skill.domain, skill.competence): share for skill, share in zip(need.skills, need.shares, strict=True)}
    assert shares["0531", Competence.JUDGE] == shares["0421.ip", Competence.JUDGE] == pytest.approx(0.375)
    assert shares["0531", Competence.WRITE] == shares["0421.ip", Competence.WRITE] == pytest.approx(0.125)


@pytest.mark.parametrize("joined", Joined)
def test_a_single_field_is_joined_to_nothing(joined):
    need = need_for(domains=("0531", "07"), domains_joined=joined)
    assert need == need_for(domains=("0531", "07"))


def test_what_is_not_used_is_said_with_its_reason():
    need = need_for(
        years_experience=5.0,
        seniority=Seniority.SENIOR,
        tools=("CVAT",),
        contract=Contract.CONTRACTOR,
        on_site=True,
        location="Menlo Park, CA",
        conditions=("nda",),
        sensitive_content=True,
    )
    assert codes(need) == ["on_site", "years", "tools", "contract", "conditions"]
    assert "r = .07" in need.notes[1]
    assert [note.text for note in need.noted] == list(need.notes)


@pytest.mark.parametrize(
    ("text", "what"),
    [
        ("PhDs from top universities preferred.", "school prestige"),
        ("Ivy League graduates", "school prestige"),
        ("egresados de las mejores universidades", "school prestige"),
        ("Female candidates only", "gender"),
        ("somente mulheres", "gender"),
        ("Applicants must be under the age of 35.", "age"),
        ("buscamos jóvenes profesionales", "age"),
        ("Send your résumé with a photo", "photo"),
        ("US citizens only", "another protected trait"),
    ],
)
def test_a_wish_that_nobody_is_chosen_by_is_refused_in_words(text, what):
    need = need_for(text=f"We label things. {text}")
    assert codes(need) == ["never_used"]
    assert need.noted[0].numbers["what"] == what
    assert str(need.noted[0].numbers["words"]) in text


@pytest.mark.parametrize(
    "text",
    [
        "Label each photo with the age of the person in it.",
        "You must be over the age of 18.",
        "Deliver in under 30 minutes.",
        "Judge whether the model is biased by gender or by school.",
        "University degree in law.",
    ],
)
def test_work_about_such_things_is_no_such_wish(text):
    assert codes(need_for(text=text)) == []


def test_notes_of_the_need_stand_on_the_list(pool_of):
    need = need_for(years_experience=5.0, domains=("0421.tax",))
    answer = shortlist(pool_of(a_person(evidence=gold(need.skills[0], 30))), need)
    assert answer.notes[0] == need.notes[0]
    assert [note.text for note in answer.noted] == list(answer.notes)


def test_a_need_is_read_from_plain_fields():
    need = read_need(
        {
            "role": "ml_engineer",
            "skills": [{"domain": "0613", "competence": "build"}],
            "maximum_rate": {"minor": 9_000},
            "today": "2026-11-23",
        }
    )
    assert need == a_need(role=Role.ML_ENGINEER, skills=(Skill("0613", Competence.BUILD),), maximum_rate=Money(9_000))


@pytest.mark.parametrize(
    ("fields", "message"),
    [
        ({"gender": "f"}, "'gender' is never used"),
        ({"zip_code": "94110"}, "'zip_code' is never used"),
        ({"colour": "blue"}, "a need has no field 'colour'"),
        ({"role": "boss"}, "role"),
        ({}, "missing required field"),
    ],
)
def test_a_need_of_other_fields_is_refused(fields, message):
    whole = {"role": "ml_engineer", "skills": [], "today": "2026-11-23"} if fields else {}
    with pytest.raises(BadInput, match=message):
        read_need({**whole, **fields})


def test_the_reference_names_every_field_of_a_need_and_its_default():
    page = (Path(__file__).parents[3] / "docs" / "reference" / "needs.md").read_text(encoding="utf-8")
    rows = dict(re.findall(r"^\| (`[^|]*) \|[^|]*\|[^|]*\| ([^|]*) \|$", page, re.MULTILINE))
    named = {field: said for fields, said in rows.items() for field in re.findall(r"`(\w+)`", fields)}
    assert set(named) == {field.name for field in msgspec.structs.fields(Need)}
    for field in ("quality_bar", "certainty", "review_share", "minimum_overlap", "minimum_hours"):
        assert float(named[field]) == getattr(a_need(), field)
    assert {field for field, said in named.items() if said.startswith("required")} == {"role", "skills", "today"}


def test_the_reference_names_every_part_of_a_list():
    page = (Path(__file__).parents[3] / "docs" / "reference" / "needs.md").read_text(encoding="utf-8")
    for field in msgspec.structs.fields(Shortlist):
        assert f"`{field.name}`" in page or field.name in {"mode", "noted"}
