"""Who may be one, found by PostgreSQL, is what the core finds."""

import msgspec
import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from touchstone.apps.accounts.models import OPERATOR_ID
from touchstone.apps.accounts.tenancy import tenant
from touchstone.apps.talent.actions.pairs import pairs_among
from touchstone.apps.talent.models import PersonRecord
from touchstone.core.people import Person, Publication, find_duplicates

pytestmark = pytest.mark.django_db
FEW = st.sampled_from
person = st.builds(
    Person,
    name=FEW(["Ana Díaz", "Diaz, Ana", "Bob Stone", "Bob", "Ana María Díaz"]),
    email=FEW(["", "", "ana@example.org", "ANA@example.org", "bob@example.org"]),
    orcid=FEW(["", "", "", "0000-0002-1825-0097"]),
    country=FEW(["", "MX", "CL"]),
    publications=FEW([(), (), (Publication(title="T", doi="10.1/x"),)]),
)


def core_pairs(there, coming, most):
    again = {reference for reference, _person in coming}
    found = find_duplicates([*((key, one) for key, one in there if key not in again), *coming])
    pairs = [one for one in found if {one.first, one.other} & again]
    return {(one.first, one.other, frozenset(each.reason for each in one.likeness)) for one in pairs[:most]}


def ana(country):
    return Person(name="Ana Díaz", country=country)


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@example([*[ana("")] * 4, ana("MX")], [(0, ana("MX")), (1, ana(""))])  # R-4 comes again with nothing that tells
@given(st.lists(person, max_size=6), st.lists(st.tuples(st.integers(0, 9), person), max_size=8))
def test_it_finds_what_the_core_finds(django_db_setup, there, new):
    there = [(f"R-{number}", one) for number, one in enumerate(there)]
    coming = list({f"R-{number + 3}": one for number, one in new}.items())
    with tenant(OPERATOR_ID):
        PersonRecord.objects.filter(organisation=OPERATOR_ID).delete()
        for reference, one in there:
            PersonRecord.objects.create(
                organisation_id=OPERATOR_ID, reference=reference, record=msgspec.to_builtins(one)
            )
        found = pairs_among(iter(coming), most=1_000)
    said = {(one["first"], one["other"], frozenset(one["reasons"])) for one in found}

    def undirected(pairs):
        return {(frozenset((first, other)), reasons) for first, other, reasons in pairs}

    assert undirected(said) == undirected(core_pairs(there, coming, 1_000))


def test_the_surest_come_first_and_no_more_than_asked():
    coming = [("R-1", Person(name="Ana Díaz", country="MX")), ("R-2", Person(name="Ana Diaz", country="MX"))]
    coming += [
        ("R-3", Person(name="B C", orcid="0000-0002-1825-0097")),
        ("R-4", Person(name="D E", orcid="0000-0002-1825-0097")),
    ]
    with tenant(OPERATOR_ID):
        both = pairs_among(iter(coming), most=9)
        one = pairs_among(iter(coming), most=1)
    assert [pair["confidence"] for pair in both] == [1.0, 0.5]
    assert [(pair["first"], pair["other"]) for pair in one] == [("R-3", "R-4")]


def test_whom_too_many_share_a_value_with_nobody_is_told_apart():
    crowd = [(f"R-{number}", Person(name="José Silva", country="BR")) for number in range(60)]
    with tenant(OPERATOR_ID):
        assert pairs_among(iter(crowd), most=9) == []


def test_those_who_are_there_come_first():
    with tenant(OPERATOR_ID):
        PersonRecord.objects.create(
            organisation_id=OPERATOR_ID,
            reference="R-there",
            record=msgspec.to_builtins(Person(name="A B", email="a@b.org")),
        )
        (pair,) = pairs_among(iter([("R-new", Person(name="C D", email="A@B.org"))]), most=9)
    assert (pair["first"], pair["other"], pair["reasons"]) == ("R-there", "R-new", ["email"])
