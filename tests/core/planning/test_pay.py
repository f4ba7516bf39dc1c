"""Pay comes from rows of the rate table and from nothing else; sources that disagree stay apart."""

from datetime import date

import msgspec
import numpy as np
import pytest

from touchstone.core.briefs.values import Brief, Degree, Seniority
from touchstone.core.errors import NoData
from touchstone.core.money import money
from touchstone.core.planning.outcome import COLUMN_NAMES
from touchstone.core.planning.pay import EXPERT, GENERAL, Wanted, level_of, pay_for
from touchstone.core.planning.shapes import Columns
from touchstone.core.rates import RateTable, in_dollars, rate_table
from touchstone.core.roles.values import HIRABLE, Role

TABLE = rate_table()
COLUMNS = Columns.drawn(COLUMN_NAMES, draws=4000, rng=np.random.default_rng(3))
TODAY = date(2026, 11, 23)


def want(role=Role.AI_TRAINING_SPECIALIST, *places, salaried=False, level=GENERAL, **more):
    return Wanted(role=role, places=places, salaried=salaried, level=level, **more)


def ids(pay):
    return {row.id for row in pay.rows}


def test_no_draw_lies_outside_what_the_rows_say():
    pay = pay_for(TABLE, want(Role.RLHF_SPECIALIST, "US", "world"))
    drawn = pay.at(COLUMNS)
    for index, row in enumerate(pay.rows):
        mine = drawn[pay._chosen(COLUMNS["pay_source_rlhf_specialist"]) == index]
        figures = in_dollars(TABLE, row, pay.wanted.unit)
        if figures.low is not None and figures.high is not None:
            assert float(figures.low.major) <= mine.min() <= mine.max() <= float(figures.high.major)
        else:
            middle = float(figures.median.major)
            assert middle * 0.64 <= mine.min() <= mine.max() <= middle * 1.53


def test_each_source_is_equally_likely_and_within_it_each_row():
    pay = pay_for(TABLE, want(Role.AI_TRAINING_SPECIALIST, "latam", "AR", "BR", "CL", "CO", "MX"))
    chosen = pay._chosen(COLUMNS["pay_source_ai_training_specialist"])
    shares = {row.id: np.mean(chosen == index) for index, row in enumerate(pay.rows)}
    sources = pay.sources()
    for rows in sources:
        assert sum(shares[pay.rows[i].id] for i in rows) == pytest.approx(1 / len(sources), abs=0.002)
    assert shares["ar-trainer-deel"] == pytest.approx(shares["co-trainer-deel"], abs=0.002)


def test_two_sources_that_disagree_make_two_humps_and_no_average():
    base = TABLE.row("us-rlhf-guide")
    far = msgspec.structs.replace(base.source, id="far")
    rows = (
        msgspec.structs.replace(base, id="low", low=money(10), high=money(12)),
        msgspec.structs.replace(base, id="high", low=money(50), high=money(60), source=far),
    )
    pay = pay_for(RateTable(rows=rows, exchange=()), want(Role.RLHF_SPECIALIST, "US"))
    drawn = pay.at(COLUMNS)
    assert np.mean(drawn < 13) == pytest.approx(0.5, abs=0.001)
    assert not np.any((drawn > 12.01) & (drawn < 49.99))
    assert "factor of" in pay.disagreement


@pytest.mark.parametrize("role", HIRABLE)
@pytest.mark.parametrize("place", ["PE", "UY"])
def test_peru_and_uruguay_have_no_pay(role, place):
    with pytest.raises(NoData, match="No data on the pay of"):
        pay_for(TABLE, want(role, place))


def test_experts_of_a_country_without_rows_for_experts_have_no_pay():
    with pytest.raises(NoData, match="at the expert level"):
        pay_for(TABLE, want(Role.AI_TRAINING_SPECIALIST, "BR", level=EXPERT))


def test_lawyers_are_paid_by_the_rows_for_lawyers():
    pay = pay_for(TABLE, want(Role.AI_TRAINING_SPECIALIST, "US", level=EXPERT, domains=("0421.tax",)))
    assert "us-engineering-law-expert-hireart" in ids(pay)
    assert "us-professionals-mercor" in ids(pay), "a row that names no field holds for every field"
    assert "us-medical-expert-hireart" not in ids(pay)


def test_a_field_without_a_row_says_whose_rows_are_used():
    pay = pay_for(TABLE, want(Role.AI_TRAINING_SPECIALIST, "US", level=EXPERT, domains=("0811",)))
    assert all(not row.domains for row in pay.rows)
    assert "no row for experts of this very field" in " ".join(pay.notes)


def test_a_physician_who_labels_is_paid_as_a_physician_and_the_plan_says_so():
    pay = pay_for(TABLE, want(Role.DATA_ANNOTATOR, "US", level=EXPERT, domains=("0912",)))
    assert "us-medical-expert-hireart" in ids(pay)
    assert "us-annotator-guide" not in ids(pay)
    assert any("paid as such" in note for note in pay.notes)


def test_entry_level_is_paid_at_entry_level():
    pay = pay_for(TABLE, want(Role.AI_TRAINING_SPECIALIST, "US", salaried=True, entry=True))
    assert ids(pay) == {"us-trainer-salaried-guide-entry"}


def test_a_neighbouring_job_counts_only_where_there_is_nothing_nearer_and_is_named():
    brazil = pay_for(TABLE, want(Role.ML_ENGINEER, "BR"))
    assert ids(brazil) == {"br-engineering-data-deel"}
    assert any("neighbouring" in note for note in brazil.notes)
    region = pay_for(TABLE, want(Role.ML_ENGINEER, "latam", "BR"))
    assert ids(region) == {"latam-ml-engineer-howdy"}
    assert region.notes == ()


def test_parts_floors_and_one_sided_rows_are_never_drawn_on():
    used = set()
    for role in HIRABLE:
        for salaried in (False, True):
            for place in ("US", "world", "latam", "BR"):
                try:
                    used |= ids(pay_for(TABLE, want(role, place, salaried=salaried)))
                except NoData:
                    continue
    rows = [TABLE.row(one) for one in used]
    assert len(rows) > 20
    assert all(row.scope in {"role", "neighbour"} and row.basis != "floor" for row in rows)
    assert all(row.median is not None or (row.low is not None and row.high is not None) for row in rows)


def test_a_salary_in_the_us_is_not_the_pay_of_a_contract_there():
    with pytest.raises(NoData, match="paid by the hour"):
        pay_for(TABLE, want(Role.ML_ENGINEER, "US", "world"))


def test_worldwide_listings_in_the_us_are_pointed_out():
    assert any("Worldwide" in note for note in pay_for(TABLE, want(Role.RLHF_SPECIALIST, "US", "world")).notes)
    assert pay_for(TABLE, want(Role.RLHF_SPECIALIST, "US")).notes == ()


@pytest.mark.parametrize(
    ("brief", "role", "level"),
    [
        (Brief(), Role.AI_TRAINING_SPECIALIST, GENERAL),
        (Brief(domains=("0421",)), Role.AI_TRAINING_SPECIALIST, GENERAL),
        (Brief(degree=Degree.BACHELOR), Role.AI_TRAINING_SPECIALIST, GENERAL),
        (Brief(degree=Degree.BACHELOR, domains=("0421",)), Role.AI_TRAINING_SPECIALIST, EXPERT),
        (Brief(degree=Degree.BACHELOR, domains=("0416",)), Role.DATA_ANNOTATOR, GENERAL),
        (Brief(degree=Degree.DOCTORATE), Role.RLHF_SPECIALIST, EXPERT),
        (Brief(clearances=("bar_admission",)), Role.RLHF_SPECIALIST, EXPERT),
        (Brief(clearances=("medical_licence",)), Role.DATA_ANNOTATOR, EXPERT),
        (Brief(clearances=("background_check",)), Role.DATA_ANNOTATOR, GENERAL),
        (Brief(degree=Degree.DOCTORATE, domains=("0613",)), Role.ML_ENGINEER, GENERAL),
        (Brief(seniority=Seniority.SENIOR), Role.ML_ENGINEER, GENERAL),
    ],
)
def test_expert_pay_takes_a_licence_a_higher_degree_or_a_degree_and_a_domain(brief, role, level):
    assert level_of(brief, role) == level


def test_a_users_own_row_is_drawn_on():
    text = "id,role,place,unit,low,high,date,source\nours,rlhf_specialist,PE,hour,15,25,2026-11,athyna-guide\n"
    pay = pay_for(rate_table(extra=text), want(Role.RLHF_SPECIALIST, "PE"))
    assert ids(pay) == {"ours"}
    assert np.median(pay.at(COLUMNS)) == pytest.approx((15 * 25) ** 0.5, rel=0.01)
