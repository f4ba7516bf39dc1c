"""A record of the right types is looked at for what it says."""

from datetime import date, time

import msgspec
import pytest

from touchstone.core.briefs.values import LanguageLevel
from touchstone.core.errors import BadInput
from touchstone.core.matching.values import SpokenLanguage
from touchstone.core.money import Money
from touchstone.core.people import Pause, Person, Publication, Schooling, Window, checked
from touchstone.core.skills import Competence, Skill

SOFIA = Person(
    name="Sofía",
    country="Chile",
    time_zone="America/Santiago",
    hours_per_week=20,
    rate=Money(4_500),
    languages=(SpokenLanguage("es", LanguageLevel.NATIVE),),
    claims=(Skill("0531", Competence.JUDGE), Skill("0531", Competence.JUDGE)),
)


def test_names_become_codes_and_nothing_stands_there_twice():
    found = checked(SOFIA)
    assert found.country == "CL"
    assert found.claims == (Skill("0531", Competence.JUDGE),)
    assert checked(found) == found


def test_what_is_not_said_is_not_looked_at():
    assert checked(Person(name="Ana")) == Person(name="Ana")


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("name", " "),
        ("name", "x" * 121),
        ("text", "\0"),
        ("email", "nobody"),
        ("orcid", "0000-0002-1825-0098"),
        ("country", "Atlantis"),
        ("time_zone", "Mars/Olympus"),
        ("hours_per_week", 169.0),
        ("hours_per_week", -1.0),
        ("years_experience", 200.0),
        ("rate", Money(-5)),
        ("rate", Money(10_000_000)),
        ("windows", (Window(7, time(9), time(17)),)),
        ("windows", (Window(0, time(9), time(17)),) * 61),
        ("pauses", (Pause(date(2027, 2, 1), date(2027, 1, 1)),)),
        ("claims", (Skill("9999", Competence.JUDGE),)),
        ("degrees", (Schooling(level="doctorate", domain="nothing"),)),
        ("degrees", (Schooling(level="doctorate", domain="0531", year=1492),)),
        ("publications", (Publication(title=""),)),
        ("publications", (Publication(title="T", doi="not one"),)),
    ],
)
def test_what_cannot_be_is_refused_with_its_field(field, value):
    with pytest.raises(BadInput) as refused:
        checked(msgspec.structs.replace(SOFIA, **{field: value}), place="body")
    assert refused.value.place in {f"body.{field}", "body"}
