"""By program: a specialist keeps their own record, and the operator's staff what everything goes by."""

from datetime import date, time

import msgspec
import pytest
from django.urls import reverse

from needs import ANYBODY
from touchstone.apps.accounts.actor import Actor, Forbidden
from touchstone.apps.accounts.models import OPERATOR_ID
from touchstone.apps.accounts.rights import OF_ROLE, Right
from touchstone.apps.accounts.tenancy import tenant
from touchstone.apps.organisations.actions import tokens
from touchstone.apps.talent.models import PersonRecord
from touchstone.client import NotFound
from touchstone.core.errors import BadInput, NotPossible
from touchstone.core.money import Money
from touchstone.core.people import Person, Window
from touchstone.core.skills import Competence, Skill

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("pool")]
PEOPLE = (
    b"id,name,email,country,time_zone,hours_per_week,rate,roles,languages,claims,windows\n"
    b"1,Ana,ana@example.org,CL,America/Santiago,20,30,rlhf_specialist,es:native,0421:judge,mon-fri 09:00-17:00\n"
    b"2,Eve,eve at example,US,,,,,,,\n"
)
RATE = {
    "role": "rlhf_specialist", "place": "PE", "unit": "hour", "median": "11.50", "date": "2026-11", "basis": "contract",
    "source_title": "Our contracts", "source_address": "https://example.org/contracts", "source_trust": "document",
}  # fmt: skip


@pytest.fixture
def sofia(client_of, issued, cast):
    return client_of(token=issued(cast.sofia, scope="offer"))


@pytest.fixture
def staff(client_of, olga):
    by = Actor(OPERATOR_ID, user=olga.user.pk, rights=OF_ROLE["manager"] | {Right.OPERATE})
    with tenant(OPERATOR_ID):
        _token, secret = tokens.issue("x", scope="operate", days=1, by=by)
    return client_of(token=secret)


def whole():
    return Person(
        name="Sofía Rojas",
        country="CL",
        time_zone="America/Santiago",
        windows=tuple(Window(day, time(9), time(17)) for day in range(5)),
        hours_per_week=20,
        rate=Money(4_500),
        roles=("ai_training_specialist",),
        languages=({"code": "es", "level": "native"},),
        claims=(Skill("0531", Competence.JUDGE),),
    )


def test_a_specialist_writes_down_what_they_say_and_is_found_or_not(sofia):
    begun = sofia.get_me()
    assert begun.state == "draft"
    assert "rate" in begun.missing
    kept = sofia.keep_profile(whole(), shows_name=True)
    assert (kept.state, kept.missing, kept.shows_name) == ("shown", (), True)
    assert kept.profile.email == "sofia@example.org", "that of the log-in, whatever is sent"
    assert kept.profile.rate == Money(4_500)
    assert sofia.show_profile(shown=False).state == "hidden"
    assert sofia.export_my_data()["profile"]["name"] == "Sofía Rojas"
    asked = sofia.ask_erasure()
    assert asked.erase_after is not None
    with pytest.raises(NotPossible):
        sofia.show_profile(shown=True)
    assert sofia.ask_erasure("take_back").erase_after is None


@pytest.mark.parametrize(
    ("changes", "place"),
    [
        ({"country": "Atlantis"}, "body.profile.country"),
        ({"time_zone": "Mars/Olympus"}, "body.profile.time_zone"),
        ({"hours_per_week": 200.0}, "body.profile.hours_per_week"),
        ({"claims": (Skill("9999", Competence.JUDGE),)}, "body.profile.claims"),
        ({"rate": Money(-1)}, "body.profile.rate"),
        ({"windows": (Window(9, whole().windows[0].start, whole().windows[0].end),)}, "body.profile.windows"),
        ({"name": " "}, "body.profile.name"),
        ({"orcid": "0000-0002-1825-0098"}, "body.profile.orcid"),
    ],
)
def test_what_cannot_be_is_refused_with_its_place_and_nothing_is_kept(sofia, changes, place):
    with pytest.raises(BadInput) as refused:
        sofia.keep_profile(msgspec.structs.replace(whole(), **changes))
    assert refused.value.place == place
    assert sofia.get_me().state == "draft"


def test_a_field_that_no_profile_has_is_refused_by_name(sofia):
    with pytest.raises(BadInput, match="age"):
        sofia._wire.call("PUT", "me", dict, body={"profile": {"name": "Sofía", "age": 30}})


def test_an_invitation_goes_from_the_clients_program_to_the_specialists_and_back(client_of, sofia, cast):
    alice = client_of()
    drawn = alice.draw_shortlist(alice.submit_brief(ANYBODY).id)
    first = alice.list_candidates(drawn.id)[0]
    with tenant(cast.sofia.organisation.pk):
        PersonRecord.objects.update(reference=first.specialist)
    made = alice.invite_candidate(
        first.id, title="Judge answers", hours_per_week=20, weeks=12, start=date(2099, 1, 7), pay=Money(4_500),
        window_start=time(9), window_end=time(13), time_zone="America/New_York",
    )  # fmt: skip
    assert [one.id for one in sofia.my_lists()] == [first.id]
    (offered,) = sofia.my_invitations()
    assert (offered.id, offered.state, offered.bill) == (made.id, "open", made.bill)
    for _twice in range(2):
        assert sofia.answer_invitation(made.id, accepted=True).state == "accepted"
    assert alice.get_invitation(made.id).state == "accepted"
    assert [act.verb for act in alice.get_candidate_history(first.id).items] == ["decide"]
    assert {act.verb for act in alice.get_shortlist_history(drawn.id).items} == {"draw_shortlist"}


def test_a_brief_has_its_history(client_of, issued):
    alice = client_of()
    brief = alice.submit_brief(ANYBODY)
    alice.mark_field(brief.id, "people", "edit", 3)
    page = alice.get_brief_history(brief.id, limit=1)
    assert (page.items[0].verb, page.items[0].fields) == ("edit_field", ("people",))
    (older,) = alice.get_brief_history(brief.id, limit=5, cursor=page.next).items
    assert (older.verb, older.did) == ("submit_brief", "submitted the brief")
    assert older.who.startswith("a program with the token")
    owner = client_of(token=issued(scope="manage"))
    assert owner.get_history(object_id=brief.id).items[0] == page.items[0]
    assert len(owner.get_history().items) > 2


@pytest.mark.parametrize(("most", "said"), [(10_000, "There is no file."), (1, "The file is too large.")])
def test_a_file_of_nothing_or_of_too_much_is_refused_at_its_place(staff, settings, most, said):
    settings.UPLOAD_LIMIT = most
    with pytest.raises(BadInput, match=said) as refused:
        staff.upload_people(PEOPLE if most == 1 else b"", name="people.csv")
    assert refused.value.place == "form.people"
    assert not list(staff.imports())


def test_the_staffs_program_imports_people_and_searches_the_pool(staff, do_jobs):
    given = staff.upload_people(PEOPLE, name="people.csv")
    assert given.state == "reading"
    do_jobs()
    read = staff.get_import(given.id)
    assert (read.state, read.report["people"], read.report["refused"]) == ("checked", 1, 1)
    assert read.report["problems"][0]["field"] == "email"
    assert staff.confirm_import(given.id).state == "importing"
    do_jobs()
    assert [one.state for one in staff.imports()] == ["done"]
    (ana,) = staff.pool(q="ana@example.org")
    assert (ana.name, ana.profile.country) == ("Ana", "CL")
    assert staff.ask_to_take_over(ana.reference).reference == ana.reference
    dropped = staff.upload_people(PEOPLE, name="people.csv")
    do_jobs()
    assert staff.drop_import(dropped.id).report == {}
    with pytest.raises(NotFound):
        staff.merge_people(ana.reference, "S-NOBODY")
    assert len(list(staff.pool(limit=200))) == 601


def test_the_staffs_program_keeps_the_taxonomy_and_the_rates(staff, client_of):
    alice = client_of()
    brief = alice.submit_brief("We need an expert in maritime insurance law who corrects answers, 10 hours a week.")
    alice.ask_for_subfield(brief.id, "maritime insurance law")
    (asked,) = staff.list_asked_fields()
    assert (asked.words, asked.clients) == ("maritime insurance law", 1)
    code = "0421.maritime_insurance"
    kept = staff.keep_field(code, {"en": "Maritime insurance law"}, asked_for=asked.words)
    assert kept.code == code
    assert staff.list_asked_fields() == ()
    assert [one.code for one in alice.list_fields(text="maritime insurance")] == [code]
    assert alice.ask_for_subfield(brief.id, asked.words, "take") == ()
    assert code in alice.get_brief(brief.id).brief.domains
    assert staff.decline_field("nothing that anybody asked for") is None
    with pytest.raises(BadInput):
        staff.keep_field("0421.other", {"en": "Tax law"})
    assert staff.keep_rate("pe-own", RATE).median == Money(1_150)
    assert [one.id for one in alice.list_rates(role="rlhf_specialist", place="PE")] == ["pe-own"]
    staff.remove_rate("pe-own")
    assert alice.list_rates(role="rlhf_specialist", place="PE") == ()
    with pytest.raises(BadInput) as refused:
        staff.keep_rate("pe-own", RATE | {"median": "much"})
    assert refused.value.place == "median"
    assert staff.get_jobs().workers == 0


def test_a_token_is_good_for_its_scope_and_no_more(client_of, issued, cast, sofia, staff):
    assert sofia.list_briefs().items == ()
    for call in (sofia.get_jobs, sofia.list_webhooks):
        with pytest.raises(NotFound):
            call()
    with pytest.raises(NotFound):
        client_of().get_me()
    with pytest.raises(NotFound):
        staff.get_me()


def test_a_token_cannot_be_made_for_more_than_its_maker_may(issued, cast):
    for member, scope in ((cast.alice, "operate"), (cast.alice, "offer"), (cast.bob, "manage"), (cast.sofia, "read")):
        with pytest.raises(Forbidden):
            issued(member, scope=scope)


def test_the_page_of_tokens_offers_what_one_may(cast, browser_of):
    def offered(member):
        page = browser_of(member).get(reverse("organisations:tokens"))
        return [value for value, _label in page.context["form"].fields["scope"].choices]

    assert offered(cast.alice) == ["read", "work", "manage"]
    assert offered(cast.bob) == ["read", "work"]
    assert offered(cast.sofia) == ["offer"]
