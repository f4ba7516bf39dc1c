"""A plan is cheap to check: every printed number follows from printed numbers, and chance is seeded."""

import re
from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction

import msgspec
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from touchstone.core.briefs.values import Brief, Contract, LanguageNeed, Pay, Range, Schedule, Task
from touchstone.core.errors import BadInput, NotPossible
from touchstone.core.money import Money, PayUnit, money
from touchstone.core.planning import Plan, plan, sensitivity
from touchstone.core.planning.outcome import mixed_pay, outcome_of
from touchstone.core.planning.pay import pay_for, wanted
from touchstone.core.planning.plan import situation_of
from touchstone.core.planning.reckoning import MIDDLE
from touchstone.core.planning.routes import routes
from touchstone.core.rates import RateTable, rate_table
from touchstone.core.roles.values import HIRABLE, Role, Share
from touchstone.core.skills.values import Competence

TODAY = date(2026, 11, 23)
TABLE = rate_table()
PAIRS = Task(competence=Competence.JUDGE, words="compare two answers", volume=5000, unit="pair", minutes_each=6)
BOX = Brief(people=3, hours_per_week=Range(20, 40), weeks=Range(10, 10))
RLHF, TRAINER, ANNOTATOR, ENGINEER = (
    Role.RLHF_SPECIALIST,
    Role.AI_TRAINING_SPECIALIST,
    Role.DATA_ANNOTATOR,
    Role.ML_ENGINEER,
)


def planned(brief, role=TRAINER, *, seed=5, draws=1000, **more):
    return plan(brief, role, TABLE, rng=np.random.default_rng(seed), today=TODAY, draws=draws, **more)


def one(a_plan, alternative):
    return next(each for each in a_plan.alternatives if each.id == alternative)


def line(alternative, label):
    return next(each for each in alternative.lines if each.label.startswith(label))


def worth(text):
    """What a printed formula or value is worth: an evaluator of its own, in exact fractions."""
    bare = re.sub(r"(?<=\d),(?=\d{3})", "", text)
    bare = re.sub(r"[^\W\d_]+|\$", "", bare).replace("×", "*").replace("÷", "/").replace("−", "-")
    return eval(re.sub(r"\d+(\.\d+)?", lambda number: f"Fraction('{number.group()}')", bare), {"Fraction": Fraction})


BRIEFS = {
    "counted": Brief(tasks=(PAIRS,), quality_target=0.9, budget=money(30_000)),
    "counted, no target": Brief(tasks=(PAIRS,), people=4, weeks=Range(6, 8)),
    "two kinds": Brief(tasks=(PAIRS, Task(competence=Competence.WRITE, volume=200)), quality_target=0.95),
    "hours": Brief(hours_total=Range(300, 500)),
    "time": BOX,
    "nothing": Brief(),
    "offer": msgspec.structs.replace(BOX, pay=Pay(low=money(20), high=money(35), unit=PayUnit.HOUR)),
    "by the piece": Brief(tasks=(PAIRS,), pay=Pay(low=money("0.80"), high=money(1), unit=PayUnit.TASK)),
    "tiny": Brief(tasks=(msgspec.structs.replace(PAIRS, volume=1, minutes_each=0.05),)),
}


@pytest.mark.parametrize("role", HIRABLE)
@pytest.mark.parametrize("brief", BRIEFS.values(), ids=BRIEFS)
def test_multiplying_the_printed_numbers_gives_the_printed_values(brief, role):
    checked = 0
    for alternative in planned(brief, role).alternatives:
        for each in alternative.lines:
            if each.formula:
                value = worth(re.match(r"[$\d,.]+", each.value).group())
                digits = len(re.match(r"[$\d,.]+", each.value).group().partition(".")[2])
                assert abs(worth(each.formula) - value) <= Fraction(1, 2 * 10**digits), each
                checked += 1
    assert checked


@pytest.mark.parametrize("brief", BRIEFS.values(), ids=BRIEFS)
def test_the_middle_is_the_last_line_of_the_arithmetic(brief):
    for alternative in planned(brief).alternatives:
        if alternative.cost is not None:
            printed = line(alternative, "Cost with everything at its middle").value
            assert alternative.middle == money(printed.strip("$").replace(",", ""))


@pytest.mark.parametrize("brief", BRIEFS.values(), ids=BRIEFS)
@pytest.mark.parametrize("role", [TRAINER, ENGINEER])
def test_the_lines_reckon_what_the_draws_reckon(brief, role):
    """With everything at its middle the model gives what the lines give, but for the rounding of printed numbers."""
    situation = situation_of(brief, role, today=TODAY)
    for route in routes(brief, TABLE):
        alternative = one(planned(brief, role, draws=4000), route.id)
        if alternative.cost is None:
            continue
        pay = pay_for(TABLE, wanted(brief, role, places=route.places, salaried=route.salaried))
        middle = worth(re.match(r"[$\d,.]+", line(alternative, "Pay of").value).group())
        drawn = outcome_of(situation, MIDDLE, pay=np.array([float(middle)]), salaried=route.salaried)
        assert float(alternative.middle.major) == pytest.approx(drawn.cost[0], rel=0.02, abs=0.02)
        assert pay.rows


@pytest.mark.parametrize("brief", BRIEFS.values(), ids=BRIEFS)
@pytest.mark.parametrize("role", HIRABLE)
def test_quantiles_are_ordered_and_the_cheapest_comes_first(brief, role):
    found = planned(brief, role)
    medians = [each.cost.p50 for each in found.alternatives if each.cost is not None]
    assert medians == sorted(medians)
    priced = [each.cost is not None for each in found.alternatives]
    assert priced == sorted(priced, reverse=True)
    for each in found.alternatives:
        if each.cost is not None:
            assert each.cost.p10 <= each.cost.p50 <= each.cost.p90
            assert each.hourly.p10 <= each.hourly.p50 <= each.hourly.p90
            assert TODAY < each.finish.p10 <= each.finish.p50 <= each.finish.p90
            assert each.rate_ids or each.id == "as_offered"
        else:
            assert each.no_data
            assert (each.hourly, each.finish, each.within_budget, each.middle) == (None, None, None, None)
    for assumption in found.assumptions:
        assert assumption.low <= assumption.mid <= assumption.high
        assert assumption.source


def test_the_same_seed_gives_the_same_bits():
    brief = BRIEFS["counted"]
    first, again, other = (planned(brief, seed=seed) for seed in (5, 5, 6))
    assert msgspec.json.encode(first) == msgspec.json.encode(again)
    assert first.seed == 5
    assert msgspec.json.encode(first) != msgspec.json.encode(other)


def test_a_generator_without_a_plain_seed_has_none_to_show():
    brief = BRIEFS["time"]
    spawned = np.random.default_rng(5).spawn(1)[0]
    assert plan(brief, TRAINER, rng=spawned, today=TODAY, draws=100).seed is None
    assert plan(brief, TRAINER, rng=np.random.default_rng(), today=TODAY, draws=100).seed is None


def test_a_plan_can_be_written_as_json_and_read_again():
    found = planned(BRIEFS["offer"])
    assert msgspec.json.decode(msgspec.json.encode(found), type=Plan) == found


@settings(max_examples=25, deadline=None)
@given(
    st.integers(1, 200_000),
    st.integers(1, 50_000),
    st.sampled_from(list(Competence)),
    st.sampled_from([None, 0.8, 0.95]),
    st.sampled_from([None, 1, 7]),
)
def test_more_work_is_never_cheaper(volume, more, competence, target, people):
    def costs(count):
        task = Task(competence=competence, volume=count)
        found = planned(Brief(tasks=(task,), quality_target=target, people=people), draws=200)
        return {each.id: each.cost for each in found.alternatives if each.cost is not None}

    smaller, bigger = costs(volume), costs(volume + more)
    assert smaller
    for alternative, cost in smaller.items():
        assert cost.p10 <= bigger[alternative].p10
        assert cost.p50 <= bigger[alternative].p50
        assert cost.p90 <= bigger[alternative].p90


@settings(max_examples=25, deadline=None)
@given(st.floats(0.5, 0.999), st.floats(0.0, 0.3), st.sampled_from([Competence.LABEL, Competence.AUTHOR]))
def test_a_higher_target_is_never_cheaper(target, more, competence):
    def cost(share):
        task = Task(competence=competence, volume=1000, minutes_each=10)
        brief = Brief(tasks=(task,), quality_target=share, people=3)
        return one(planned(brief, draws=200), "us_contract").cost.p50

    assert cost(target) <= cost(min(1.0, target + more))


def test_a_salary_is_paid_by_the_week_with_what_an_employer_pays_on_top():
    row = msgspec.structs.replace(TABLE.row("us-trainer-salaried-guide"), low=None, high=None)
    only = RateTable(rows=(row,), exchange=())
    brief = Brief(people=2, hours_per_week=Range(40, 40), weeks=Range(26, 26))
    found = plan(brief, TRAINER, only, rng=np.random.default_rng(1), today=TODAY)
    salaried = one(found, "us_salaried")
    assert (salaried.people, salaried.hours_per_week, salaried.weeks) == (2, 40, 26)
    cost = line(salaried, "Cost with everything")
    assert cost.formula == "2 people × $95,000.00 ÷ 52 × 26.00 weeks × 1.29"
    assert salaried.middle == money(122_550)
    # 95,000 / 2,080 = 45.67 an hour, times 1.29.
    assert float(salaried.hourly.p50.major) == pytest.approx(95_000 / 2080 * 1.29, rel=0.05)
    assert "Bureau of Labor Statistics" in cost.source


def test_part_time_people_become_as_many_full_weeks_as_give_the_same_hours():
    found = planned(Brief(people=10, hours_per_week=Range(20, 20), weeks=Range(4, 4)))
    assert (one(found, "us_contract").people, one(found, "us_salaried").people) == (10, 5)


def test_time_buys_people_times_hours_times_weeks():
    contract = one(planned(BOX), "us_contract")
    assert line(contract, "Hours paid").formula == "3 people × 30.00 h × 10.00 weeks"
    assert line(contract, "Hours paid").value == "900.00 h"
    assert contract.weeks == 10


def test_counted_work_is_pieces_times_answers_times_minutes():
    found = planned(Brief(tasks=(PAIRS,), quality_target=0.9, people=5))
    contract = one(found, "us_contract")
    assert line(contract, "Work: compare").formula == "5,000 pairs × 5.00 answers × 6.00 min ÷ 60"
    assert "the majority of 5, each right with 0.785" in line(contract, "Answers for one piece").value
    assert contract.answers_per_task == 5


def test_the_answers_of_several_kinds_are_weighed_by_their_pieces():
    made = Task(competence=Competence.AUTHOR, volume=5000, minutes_each=60)
    found = planned(Brief(tasks=(PAIRS, made), quality_target=0.9, people=5))
    assert one(found, "us_contract").answers_per_task == (5 + 2) / 2  # one round of review
    assert line(one(found, "us_contract"), "Work in all").formula.count("+") == 1


def test_a_target_that_often_stays_out_of_reach_is_said_to():
    found = planned(Brief(tasks=(PAIRS,), quality_target=0.99, people=5))
    assert any("do not reach 99%" in note for note in found.notes)
    easy = planned(Brief(tasks=(PAIRS,), quality_target=0.5, people=5))
    assert not any("do not reach" in note for note in easy.notes)


def test_people_that_nobody_stated_are_enough_for_the_weeks_that_are_said():
    for weeks in (2, 6, 20):
        found = planned(Brief(tasks=(PAIRS,), weeks=Range(weeks, weeks), hours_per_week=Range(30, 30)))
        contract = one(found, "us_contract")
        assert worth(line(contract, "Weeks of work").value.split()[0]) <= weeks + Fraction(1, 100)
        assert f"Done within {weeks} weeks" in line(contract, "Done within").label
        assert any(f"{contract.people} are enough" in note for note in found.notes)


def test_too_few_people_are_shown_to_need_longer_than_the_brief_allows():
    brief = Brief(tasks=(PAIRS,), people=1, weeks=Range(2, 2), hours_per_week=Range(20, 20))
    contract = one(planned(brief), "us_contract")
    assert contract.weeks > 20
    assert line(contract, "Done within 2 weeks").value == "0% of the draws"


def test_a_start_in_the_future_is_waited_for_and_one_in_the_past_is_not():
    late = msgspec.structs.replace(BOX, start=TODAY + timedelta(days=300))
    past = msgspec.structs.replace(BOX, start=TODAY - timedelta(days=300))
    assert one(planned(late), "us_contract").finish.p10 == TODAY + timedelta(days=370)
    assert one(planned(past), "us_contract").finish == one(planned(BOX), "us_contract").finish


def test_hiring_takes_the_days_that_roles_of_that_kind_stay_listed():
    def days(role, **fields):
        found = planned(msgspec.structs.replace(BOX, **fields), role)
        return next(each.mid for each in found.assumptions if each.name == "hire_contract")

    assert days(RLHF) == 29.2
    assert days(ANNOTATOR) == 32.1
    assert days(TRAINER) == 32.7
    assert days(TRAINER, domains=("0421",)) == 27.1
    assert days(TRAINER, domains=("0613",)) == 49.4
    assert days(TRAINER, languages=(LanguageNeed("pt-BR"),)) == 62.3
    assert days(TRAINER, languages=(LanguageNeed("en-GB"),)) == 32.7


def test_only_the_countries_that_the_brief_allows_are_planned():
    found = planned(msgspec.structs.replace(BOX, countries=("BR", "US", "PE")))
    assert {each.id for each in found.alternatives} == {"us_salaried", "us_contract", "contract_BR", "contract_PE"}
    assert "Peru" in one(found, "contract_PE").no_data


def test_without_a_limit_every_way_is_there_and_those_without_data_say_so():
    found = planned(BOX)
    countries = {f"contract_{code}" for code in ("AR", "BR", "CL", "CO", "MX", "PE", "UY")}
    assert {each.id for each in found.alternatives} == countries | {"us_salaried", "us_contract", "latam_contract"}
    assert {each.id for each in found.alternatives if each.cost is None} == {"contract_PE", "contract_UY"}


def test_a_country_outside_the_table_says_no_data_rather_than_nothing():
    found = planned(msgspec.structs.replace(BOX, countries=("JP",)))
    (japan,) = found.alternatives
    assert "No data" in japan.no_data
    assert japan.people == 3
    assert line(japan, "Hours paid").value == "900.00 h"


def test_the_kind_of_contract_that_the_brief_asks_for_is_marked():
    found = planned(msgspec.structs.replace(BOX, contract=Contract.EMPLOYEE))
    assert {each.id for each in found.alternatives if each.as_asked} == {"us_salaried"}
    found = planned(msgspec.structs.replace(BOX, contract=Contract.CONTRACTOR))
    assert "us_salaried" not in {each.id for each in found.alternatives if each.as_asked}


def test_the_budget_is_met_with_the_probability_that_the_draws_show():
    rich, poor = (one(planned(msgspec.structs.replace(BOX, budget=money(x))), "us_contract") for x in (10**6, 1))
    assert (rich.within_budget, poor.within_budget) == (1, 0)
    half = one(planned(msgspec.structs.replace(BOX, budget=rich.cost.p50)), "us_contract")
    assert half.within_budget == pytest.approx(0.5, abs=0.01)
    assert one(planned(BOX), "us_contract").within_budget is None


def test_a_budget_in_another_currency_is_compared_at_a_dated_rate():
    found = planned(msgspec.structs.replace(BOX, budget=money(200_000, "BRL")))
    assert one(found, "contract_CO").within_budget == 1
    assert any("R$200,000 is $39,396.98" in note and "August 2026" in note for note in found.notes)
    unknown = planned(msgspec.structs.replace(BOX, budget=money(1, "XAU")))
    assert one(unknown, "contract_CO").within_budget is None
    assert any("no exchange rate" in note for note in unknown.notes)


def test_what_the_brief_offers_stands_beside_the_market():
    offer = one(planned(BRIEFS["offer"]), "as_offered")
    assert offer.middle == money(24_750)  # 900 hours at 27.50
    assert "Latin America" in line(offer, "Beside the market: Latin America").label
    assert line(offer, "Pay").source == "$20–$35/hour, as the brief offers"


@pytest.mark.parametrize(
    ("pay", "middle"),
    [
        (Pay(low=money(40), high=None, unit=PayUnit.HOUR), money(36_000)),
        (Pay(low=None, high=money(40), unit=PayUnit.HOUR), money(36_000)),
        (Pay(low=money(83_200), high=money(83_200), unit=PayUnit.YEAR), money(36_000)),
        (Pay(low=money(5000), high=money(7000), unit=PayUnit.PROJECT), money(6000)),
        (Pay(low=money(100, "BRL"), high=money(100, "BRL"), unit=PayUnit.HOUR), money(17_730)),  # 100 / 6.7858 x 1.3367
    ],
)
def test_an_offer_in_any_unit_or_currency_is_reckoned(pay, middle):
    assert one(planned(msgspec.structs.replace(BOX, pay=pay)), "as_offered").middle == middle


def test_an_offer_by_the_piece_is_paid_for_every_answer():
    offer = one(planned(msgspec.structs.replace(BRIEFS["by the piece"], quality_target=0.9)), "as_offered")
    assert line(offer, "Paid answers").formula == "5,000 pairs × 5.00"
    assert offer.middle == money(22_500)


@pytest.mark.parametrize("unit", [PayUnit.TASK, PayUnit.WORD])
def test_an_offer_by_the_piece_without_a_number_of_pieces_has_no_figure(unit):
    offer = one(planned(msgspec.structs.replace(BOX, pay=Pay(low=money(1), high=None, unit=unit))), "as_offered")
    assert offer.cost is None
    assert "The brief pays by the" in offer.no_data


def test_a_mix_is_paid_by_its_shares():
    mix = (Share(TRAINER, 0.6), Share(RLHF, 0.4), Share(ENGINEER, 0.0))
    found = planned(BOX, mix=mix)
    contract = one(found, "us_contract")
    formula = line(contract, "Pay of the mix").formula
    assert re.fullmatch(r"0\.60 × \$[\d.]+ \+ 0\.40 × \$[\d.]+", formula)
    assert [share.role for share in found.mix] == [TRAINER, RLHF]
    assert {"us-rlhf-guide", "us-evaluation-guide"} <= set(contract.rate_ids)
    assert one(found, "contract_BR").cost is None, "no rate for one of the roles is no rate for the mix"


def test_a_mix_of_one_is_the_role_alone():
    alone, mixed = planned(BOX, RLHF), planned(BOX, RLHF, mix=(Share(RLHF, 1.0),))
    assert msgspec.json.encode(alone) == msgspec.json.encode(mixed)


def test_mixed_pay_is_the_sum_of_the_shares():
    situation = situation_of(BOX, TRAINER, today=TODAY, mix=(Share(TRAINER, 0.25), Share(RLHF, 0.75)))
    pays = tuple(pay_for(TABLE, wanted(BOX, role, places=("US",), salaried=False)) for role in situation.roles)
    expected = 0.25 * pays[0].at(MIDDLE) + 0.75 * pays[1].at(MIDDLE)
    assert mixed_pay(pays, situation.mix, MIDDLE) == pytest.approx(expected)


def test_pay_below_what_a_platform_allows_is_pointed_out():
    brazil = one(planned(BOX, ANNOTATOR), "contract_BR")
    assert "below $8/hour" in line(brazil, "Below a floor").value
    assert not [each for each in one(planned(BOX, ANNOTATOR), "us_contract").lines if each.label == "Below a floor"]


def test_disagreeing_sources_are_shown_with_the_cost_of_each_side():
    contract = one(planned(BOX, RLHF), "us_contract")
    assert "Sources disagree" in contract.disagreement
    low, high = (each for each in contract.lines if each.label.startswith("Cost if only"))
    assert worth(high.value) >= 2 * worth(low.value)


def test_what_the_brief_says_is_told_from_what_is_assumed():
    said = {each.name: each.from_brief for each in planned(BOX).assumptions}
    assert said["hours_per_week"]
    assert said["weeks"]
    assert not said["hire_contract"]
    assert not {each.name: each.from_brief for each in planned(Brief()).assumptions}["weeks"]


@pytest.mark.parametrize(
    ("span", "points"),
    [
        (Range(20, 40), (22, 30, 38)),
        (Range(20, None), (22, 30, 38)),
        (Range(None, 20), (11, 15, 19)),
        (Range(50, None), (52.5, 62.5, 72.5)),
        (Range(17, 17), (17, 17, 17)),
    ],
)
def test_open_ranges_of_hours_are_closed_by_a_stated_rule(span, points):
    found = planned(msgspec.structs.replace(BOX, hours_per_week=span))
    hours = next(each for each in found.assumptions if each.name == "hours_per_week")
    assert (hours.low, hours.mid, hours.high) == pytest.approx(points)


@pytest.mark.parametrize(("schedule", "mid"), [(Schedule.FULL_TIME, 40), (Schedule.PART_TIME, 20), (None, 25)])
def test_full_and_part_time_are_hours(schedule, mid):
    found = planned(Brief(schedule=schedule))
    assert next(each for each in found.assumptions if each.name == "hours_per_week").mid == mid


def test_names_of_pieces_cannot_be_mistaken_for_arithmetic():
    odd = msgspec.structs.replace(PAIRS, unit="A/B-pair (2×3) × 10", words="Ünïcode ÷ 0 + x")
    formula = line(one(planned(Brief(tasks=(odd,), people=2)), "us_contract"), "Work: Ünïcode ÷ 0 + x").formula
    assert worth(formula) == Fraction(550)
    assert formula.startswith("5,000 ABpairs × ")


def test_a_huge_volume_neither_overflows_nor_hangs():
    huge = msgspec.structs.replace(PAIRS, volume=10**15)
    alone = one(planned(Brief(tasks=(huge,), people=1)), "us_contract")
    assert alone.finish.p50 == date.max
    many = one(planned(Brief(tasks=(huge,))), "us_contract")
    assert many.people > 10**9
    assert many.cost.p50 > money(10**14)


@pytest.mark.parametrize(
    ("brief", "field"),
    [
        (Brief(people=0), "people"),
        (Brief(hours_per_week=Range(0, 10)), "hours_per_week"),
        (Brief(hours_per_week=Range(10, 200)), "hours_per_week"),
        (Brief(hours_per_week=Range(30, 10)), "hours_per_week"),
        (Brief(weeks=Range(-1, None)), "weeks"),
        (Brief(weeks=Range(float("nan"), None)), "weeks"),
        (Brief(hours_total=Range(float("inf"), None)), "hours_total"),
        (Brief(quality_target=95), "quality_target"),
        (Brief(quality_target=0), "quality_target"),
        (Brief(budget=Money(-1)), "budget"),
        (Brief(tasks=(Task(competence=Competence.LABEL, volume=-1),)), "tasks[0].volume"),
        (Brief(tasks=(PAIRS, Task(competence=Competence.LABEL, minutes_each=0))), "tasks[1].minutes_each"),
        (Brief(pay=Pay(low=money(9), high=money(3), unit=PayUnit.HOUR)), "pay"),
        (Brief(pay=Pay(low=money(9), high=money(30, "BRL"), unit=PayUnit.HOUR)), "pay"),
        (Brief(countries=("Atlantis",)), "countries"),
    ],
)
def test_a_field_that_no_arithmetic_can_use_is_refused_by_name(brief, field):
    with pytest.raises(BadInput) as refusal:
        planned(brief)
    assert refusal.value.place == field
    assert refusal.value.hint


def test_there_is_nothing_to_plan_for_nobody():
    with pytest.raises(NotPossible):
        planned(BOX, Role.NONE)


@pytest.mark.parametrize("mix", [(Share(RLHF, 0.5),), (Share(RLHF, 1.5), Share(TRAINER, -0.5))])
def test_shares_that_do_not_add_up_are_refused(mix):
    with pytest.raises(BadInput):
        planned(BOX, mix=mix)


def test_too_few_draws_are_refused():
    with pytest.raises(BadInput, match="draws"):
        planned(BOX, draws=10)


def test_a_volume_of_nothing_is_no_volume():
    found = planned(Brief(tasks=(msgspec.structs.replace(PAIRS, volume=0),)))
    assert line(one(found, "us_contract"), "Pieces of work in that time").value.endswith("pairs")


def swayed(brief, role=TRAINER, *, alternative="us_contract", **more):
    return sensitivity(
        brief, role, TABLE, alternative=alternative, rng=np.random.default_rng(5), today=TODAY, draws=1000, **more
    )


def test_the_strongest_assumption_comes_first_and_each_moves_the_cost_its_own_way():
    found = swayed(Brief(tasks=(Task(competence=Competence.JUDGE, volume=5000),), quality_target=0.95))
    swings = [each.swing for each in found]
    assert swings == sorted(swings, reverse=True)
    moved = {each.assumption: each for each in found}
    assert {"pay", "minutes_judge", "accuracy"} <= set(moved)
    assert moved["pay"].cost_at_low < moved["pay"].cost_at_high
    assert moved["minutes_judge"].cost_at_low < moved["minutes_judge"].cost_at_high
    assert moved["accuracy"].cost_at_low > moved["accuracy"].cost_at_high
    assert "hire_contract" not in moved, "when people are found moves the date and not the cost"


def test_what_an_employer_pays_on_top_moves_salaries_only():
    assert "on_cost" in {each.assumption for each in swayed(BOX, alternative="us_salaried")}
    assert "on_cost" not in {each.assumption for each in swayed(BOX)}


def test_the_offer_sways_its_own_alternative():
    found = swayed(BRIEFS["offer"], alternative="as_offered")
    assert {each.assumption for each in found} == {"offer", "hours_per_week"}
    assert next(each for each in found if each.assumption == "offer").from_brief


def test_without_a_name_the_cheapest_alternative_is_swayed():
    cheapest = planned(BOX).alternatives[0]
    found = sensitivity(BOX, TRAINER, rng=np.random.default_rng(5), today=TODAY, draws=1000)
    assert {each.alternative for each in found} == {cheapest.id}
    assert found == swayed(BOX, alternative=cheapest.id)
    nowhere = msgspec.structs.replace(BOX, countries=("PE",))
    assert sensitivity(nowhere, TRAINER, rng=np.random.default_rng(5), today=TODAY) == ()


@pytest.mark.parametrize("alternative", ["contract_XX", "as_offered", ""])
def test_an_unknown_alternative_is_refused(alternative):
    with pytest.raises(BadInput, match=r"alternative|offers no pay"):
        swayed(BOX, alternative=alternative)


def test_cents_are_not_lost_between_the_lines():
    for alternative in planned(BRIEFS["counted"], RLHF).alternatives:
        if alternative.cost is not None:
            cost = line(alternative, "Cost with everything")
            assert abs(worth(cost.formula) - Fraction(Decimal(alternative.middle.minor) / 100)) <= Fraction(1, 200)
