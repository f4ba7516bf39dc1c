"""What is never used is refused under whatever name it comes, and nothing of a specialist's record is."""

import msgspec
import pytest

from touchstone.core.errors import BadInput
from touchstone.core.matching.never_used import NEVER_USED, never_used, refuse_never_used, why_never_used
from touchstone.core.matching.values import HeldDegree, Need, Specialist, SpokenLanguage
from touchstone.core.skills.values import Evidence, Skill


@pytest.mark.parametrize(
    ("field", "what"),
    [
        ("name", "name"),
        ("firstName", "name"),
        ("FULL_NAME", "name"),
        ("Sobrenome", "name"),
        ("photo_url", "photo"),
        ("photoURL", "photo"),
        ("foto", "photo"),  # codespell:ignore
        ("age", "age"),
        ("date-of-birth", "age"),
        ("fecha_de_nacimiento", "age"),
        ("graduation_year", "age"),
        ("Género", "gender"),
        ("sex", "gender"),
        ("ZIPCode", "postal code"),
        ("códigoPostal", "postal code"),
        ("cep", "postal code"),
        ("university", "school prestige"),
        ("instituição", "school prestige"),
        ("degree_school", "school prestige"),
        ("marital_status", "another protected trait"),
        ("e-mail", "contact or identity number"),
    ],
)
def test_a_field_that_is_never_used_is_known_in_three_languages_and_spellings(field, what):
    found = never_used(field)
    assert found is not None
    assert found.what == what
    assert why_never_used(field) == found.reason


@pytest.mark.parametrize("kind", [Specialist, Need, SpokenLanguage, HeldDegree, Evidence, Skill])
def test_no_field_of_a_record_is_mistaken_for_one(kind):
    assert [field.name for field in msgspec.structs.fields(kind) if why_never_used(field.name)] == []


@pytest.mark.parametrize("field", ["language", "percentage", "village_count", "unnamed", "sextant", "", "年齢", "page"])
def test_a_word_that_only_contains_one_passes(field):
    assert why_never_used(field) is None


def test_a_refusal_names_the_field_and_the_reason():
    with pytest.raises(BadInput, match="'postcode' is never used: where in a town somebody lives") as refused:
        refuse_never_used(["rate", "postcode"], place="pool.jsonl, line 3")
    assert refused.value.place == "pool.jsonl, line 3, postcode"


def test_every_thing_that_is_never_used_has_its_reason_and_no_alias_stands_twice():
    aliases = [alias for entry in NEVER_USED for alias in entry.aliases]
    assert len(aliases) == len(set(aliases))
    assert all(never_used(alias).what == entry.what and entry.reason for entry in NEVER_USED for alias in entry.aliases)
