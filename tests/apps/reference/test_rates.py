"""The operator's own rates, each with its source and date, laid over the package's."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from touchstone.apps.accounts.actor import Forbidden, operator
from touchstone.apps.accounts.models import OPERATOR_ID
from touchstone.apps.accounts.tenancy import tenant
from touchstone.apps.audit.models import AuditRow
from touchstone.apps.reference.actions import keep_rate
from touchstone.apps.reference.gather import in_use
from touchstone.apps.reference.models import OwnRate
from touchstone.core.errors import BadInput
from touchstone.core.money import Money
from touchstone.core.rates import look_up, rate_table

pytestmark = pytest.mark.django_db
ROW = {
    "id": "pe-rlhf-own-2026",
    "role": "rlhf_specialist",
    "work": "Preference ratings",
    "place": "PE",
    "unit": "hour",
    "currency": "USD",
    "low": "9",
    "median": "11.50",
    "high": "14",
    "date": "2026-11",
    "basis": "contract",
    "domain_level": "general",
    "scope": "role",
    "middle": "median",
    "spread": "range",
    "source_title": "Our contracts in Peru, 2026",
    "source_address": "https://example.org/contracts",
    "source_trust": "document",
    "n": "12",
}
NEED = "RLHF specialists to rank pairs of answers, from Peru, 20 hours a week, in Spanish."


@pytest.fixture
def staff(olga, browser_of):
    return browser_of(olga)


def test_a_new_row_is_on_every_page_at_once_with_its_source(cast, staff, browser_of):
    with in_use():
        assert look_up(rate_table(), role="rlhf_specialist", place="PE").no_data
    assert staff.post(reverse("operations:rate"), ROW).status_code == 302
    with in_use():
        (row,) = look_up(rate_table(), role="rlhf_specialist", place="PE").rows
    assert (row.median, row.n, row.source.title) == (Money(1_150), 12, "Our contracts in Peru, 2026")
    alice = browser_of(cast.alice)
    brief = alice.post(reverse("briefs:submit"), {"text": NEED})["Location"]
    assert "Our contracts in Peru" in alice.get(brief).content.decode()
    listed = staff.get(reverse("operations:rates"), {"role": "rlhf_specialist", "place": "PE"}).content.decode()
    assert "pe-rlhf-own-2026" in listed
    assert "Olga" in listed


def test_a_row_of_the_package_is_corrected_and_comes_back(staff):
    known = rate_table().row("us-annotator-guide")
    form = reverse("operations:rate") + "?id=us-annotator-guide"
    page = staff.get(form).content.decode()
    assert 'value="10"' in page or 'value="10.00"' in page
    initial = staff.get(form).context["form"].initial
    said = {name: value for name, value in initial.items() if value not in (False, "")} | {"high": "19"}
    assert staff.post(form, said).status_code == 302
    with in_use():
        corrected = rate_table().row(known.id)
    assert (corrected.low, corrected.high) == (known.low, Money(1_900))
    unchanged = set(known.__struct_fields__) - {"high", "source"}
    assert {name: getattr(corrected, name) for name in unchanged} == {name: getattr(known, name) for name in unchanged}
    assert corrected.source.address == known.source.address
    for status in (302, 404):
        assert staff.post(reverse("operations:remove_rate"), {"id": known.id}).status_code == status
    with in_use():
        assert rate_table().row(known.id) == known
    with tenant(OPERATOR_ID):
        assert [row.verb for row in AuditRow.objects.filter(object_type="rates")] == ["add_rate", "remove_rate"]


def test_every_row_of_the_package_survives_being_opened_and_kept(staff):
    """The form has every column: who corrects one loses none of the others."""
    from touchstone.apps.operations.reference_forms import RateForm

    for row in rate_table().rows:
        initial = RateForm.of(row)
        form = RateForm({name: value for name, value in initial.items() if value is not False})
        assert form.is_valid(), (row.id, form.errors)
        with tenant(OPERATOR_ID):
            keep_rate(form.columns(), by=operator("test"))
    with in_use():
        for row in rate_table().rows:
            before = rate_table(extra="").row(row.id)
            assert (row.low, row.median, row.high, row.unit, row.n, row.dated, row.middle) == (
                before.low, before.median, before.high, before.unit, before.n, before.dated, before.middle
            )  # fmt: skip


@pytest.mark.parametrize(
    ("changes", "place"),
    [
        ({"low": "", "median": "", "high": ""}, "median"),
        ({"low": "20"}, "median"),
        ({"median": "eleven"}, "median"),
        ({"date": "last year"}, "date"),
        ({"place": "Atlantis"}, "place"),
        ({"currency": "DOLLARS"}, "currency"),
        ({"source_address": "a drawer"}, "source_address"),
        ({"source_title": ""}, "source_title"),
        ({"n": "a dozen"}, "n"),
        ({"id": "No Name"}, "id"),
        ({"role": "plumber"}, "role"),
    ],
)
def test_what_cannot_be_kept_is_refused_at_its_field(staff, changes, place):
    answer = staff.post(reverse("operations:rate"), ROW | changes)
    assert answer.status_code == 422
    assert place in answer.context["form"].errors
    assert not OwnRate.objects.exists()


def test_a_refusal_names_the_field_and_what_would_be_right():
    with tenant(OPERATOR_ID), pytest.raises(BadInput) as refused:
        keep_rate(ROW | {"median": "eleven"}, by=operator("test"))
    assert refused.value.place == "median"
    assert refused.value.hint


def test_nobody_but_the_operator_writes_them(cast):
    with pytest.raises(Forbidden):
        keep_rate(ROW, by=cast.alice.actor)


def test_the_page_of_rates_costs_the_same_however_many_there_are(staff):
    def queries():
        with CaptureQueriesContext(connection) as seen:
            assert staff.get(reverse("operations:rates")).status_code == 200
        return len(seen)

    queries()
    few = queries()
    with tenant(OPERATOR_ID):
        for number in range(20):
            keep_rate(ROW | {"id": f"pe-own-{number}"}, by=operator("test"))
    queries()
    assert queries() == few
