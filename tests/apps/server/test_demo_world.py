"""The demo's made-up clients: of every kind, labelled, with a password that opens nothing elsewhere."""

from datetime import date

import pytest
from django.urls import reverse

from touchstone.apps.accounts.models import OPERATOR_ID, Membership, User
from touchstone.apps.accounts.tenancy import tenant
from touchstone.apps.briefs.models import BriefRecord
from touchstone.apps.matching.gather import result_in
from touchstone.apps.matching.models import ShortlistRecord
from touchstone.apps.talent.actions import takeover
from touchstone.apps.talent.gather import person_in
from touchstone.apps.talent.models import PersonRecord, Specialist
from touchstone.core.briefs import read_text
from touchstone.core.roles import diagnose
from touchstone.server import demo_world

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("pool")]

DAY = date(2026, 11, 27)
WISHES = [wish for company in demo_world.companies() for wish in company.briefs]


@pytest.mark.parametrize("wish", WISHES, ids=lambda wish: wish.calls_for)
def test_each_brief_calls_for_what_it_was_written_for(wish):
    diagnosis = diagnose(read_text(wish.text.strip(), today=DAY).brief)
    if wish.calls_for == "mix":
        assert len(diagnosis.mix) > 1
    else:
        assert (diagnosis.role, len(diagnosis.mix)) == (wish.calls_for, min(1, len(diagnosis.mix)))


def test_every_role_a_mix_none_of_them_and_a_list_with_nobody_are_there():
    assert {wish.calls_for for wish in WISHES} == {
        "data_annotator",
        "ai_training_specialist",
        "rlhf_specialist",
        "ml_engineer",
        "mix",
        "none",
    }
    assert sum(wish.nobody for wish in WISHES) == 1


def test_it_is_settled_once_and_labelled_as_made_up():
    assert demo_world.settle(today=DAY)
    assert not demo_world.settle(today=DAY)
    for company in demo_world.companies():
        assert company.name.endswith("(synthetic)")
        user = User.objects.get(email=company.people[0].email)
        with tenant(None, user=user.pk):
            mine = Membership.objects.get(user=user)
        with tenant(mine.organisation_id):
            assert Membership.objects.count() == len(company.people)
            assert BriefRecord.objects.count() == len(company.briefs)
            lists = {record.brief.text: result_in(record) for record in ShortlistRecord.objects.select_related("brief")}
        for wish in company.briefs:
            assert (wish.text.strip() in lists) is (wish.calls_for != "none")
            if wish.nobody:
                assert lists[wish.text.strip()].eligible == 0


def test_the_log_in_page_offers_them_in_the_demo_only(client, settings):
    demo_world.settle(today=DAY)
    page = reverse("account_login")
    assert "lexandes" not in client.get(page).content.decode()
    settings.DEMO = True
    assert client.get(page).content.decode().count('name="password"') == 1 + len(demo_world.people())
    response = client.post(page, {"login": "manager@lexandes.example", "password": demo_world.PASSWORD})
    assert response.status_code == 302
    assert "Lexandes" in client.get(reverse("organisations:people")).content.decode()


def test_open_to_a_network_there_are_none(settings):
    settings.HOST = "0.0.0.0"
    assert not demo_world.open_to_this_machine_alone()


def test_the_staff_come_in_without_a_second_factor_in_the_demo_only(client, settings):
    demo_world.settle(today=DAY)
    settings.DEMO = True
    login = {"login": demo_world.world().staff.email, "password": demo_world.PASSWORD}
    client.post(reverse("account_login"), login)
    assert client.get(reverse("operations:pool")).status_code == 200
    settings.DEMO = False
    assert client.get(reverse("operations:pool")).status_code == 404


def test_the_specialist_has_a_whole_profile_and_is_labelled_as_made_up(client, settings):
    demo_world.settle(today=DAY)
    settings.DEMO = True
    client.post(
        reverse("account_login"), {"login": demo_world.world().specialist.email, "password": demo_world.PASSWORD}
    )
    page = client.get(reverse("specialists:me")).content.decode()
    assert "Searches find you." in page
    assert "(synthetic)" in page


def test_made_up_people_have_names_the_same_each_time():
    demo_world.settle(today=DAY)
    with tenant(OPERATOR_ID):
        names = dict(Specialist.objects.filter(synthetic=True).values_list("reference", "name")[:50])
        assert all(names.values())
        Specialist.objects.update(name="")
        demo_world._name_people()
        again = dict(Specialist.objects.filter(reference__in=names).values_list("reference", "name"))
    assert {reference: name for reference, name in names.items() if "(synthetic)" not in name} == {
        reference: name for reference, name in again.items() if "(synthetic)" not in names[reference]
    }


def test_made_up_people_have_degrees_from_places_of_their_country_and_nobody_writes_to_them():
    demo_world.settle(today=DAY)
    places = demo_world.world().institutions
    with tenant(OPERATOR_ID):
        records = list(PersonRecord.objects.filter(organisation=OPERATOR_ID))
        assert takeover.not_asked().count() == 0
    assert len(records) == 600
    people = {record.reference: person_in(record) for record in records}
    held = [(person.country, degree) for person in people.values() for degree in person.degrees]
    assert {country for country, _degree in held} >= {"AR", "BR", "CL", "CO", "MX", "PE", "US"}
    for country, degree in held:
        assert degree.institution in places.get(country, places["elsewhere"])
    with tenant(OPERATOR_ID):
        row = Specialist.objects.get(reference=records[0].reference)
    assert person_in(demo_world._record_of(row)) == people[row.reference], "the same each time"


def test_the_operators_pool_shows_where_degrees_are_from(client, settings):
    demo_world.settle(today=DAY)
    settings.DEMO = True
    client.post(reverse("account_login"), {"login": demo_world.world().staff.email, "password": demo_world.PASSWORD})
    page = client.get(reverse("operations:pool"), {"country": "CL"}).content.decode()
    assert any(place in page for place in demo_world.world().institutions["CL"])
