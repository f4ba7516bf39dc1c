"""Who comes into an organisation, what they may do there, and how they go."""

from datetime import timedelta

import pytest
from django.core import mail
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from touchstone.apps.accounts.access import actor_for
from touchstone.apps.accounts.actor import Forbidden
from touchstone.apps.accounts.models import OPERATOR_ID, Membership, Organisation, User
from touchstone.apps.accounts.rights import Right
from touchstone.apps.accounts.tenancy import one_transaction, tenant
from touchstone.apps.audit.models import AuditRow
from touchstone.apps.organisations.actions import members
from touchstone.apps.organisations.models import Invitation
from touchstone.core.errors import NotPossible

pytestmark = pytest.mark.django_db


@pytest.fixture
def at_alices(cast):
    """On behalf of Alice's organisation, as a request of hers would be."""
    with tenant(cast.alice.organisation.pk):
        yield cast


@pytest.fixture
def erin(db):
    """Somebody with an account and no organisation."""
    return User.objects.create_user("erin@example.org", "a password of hers", name="Erin")


def membership(member):
    return Membership.objects.get(user=member.user, organisation=member.organisation)


def test_an_invited_person_comes_in_with_the_role_that_was_meant(at_alices, erin):
    invitation = members.invite("Erin@example.org", Membership.Role.VIEWER, by=at_alices.alice.actor)
    assert members.accept(invitation.secret, user=erin) == at_alices.alice.organisation
    assert Membership.objects.get(user=erin).role == "viewer"


def test_an_invitation_works_once(at_alices, erin):
    invitation = members.invite("erin@example.org", Membership.Role.MANAGER, by=at_alices.alice.actor)
    members.accept(invitation.secret, user=erin)
    with pytest.raises(NotPossible):
        members.accept(invitation.secret, user=at_alices.charlie.user)


def test_a_second_invitation_replaces_the_link_of_the_first(at_alices, erin):
    first = members.invite("erin@example.org", Membership.Role.MANAGER, by=at_alices.alice.actor).secret
    again = members.invite("erin@example.org", Membership.Role.VIEWER, by=at_alices.alice.actor).secret
    assert Invitation.objects.count() == 1
    assert members.invitation_of(first) is None
    assert members.invitation_of(again).role == "viewer"


def test_an_invitation_that_ran_out_or_was_withdrawn_lets_nobody_in(at_alices, erin):
    invitation = members.invite("erin@example.org", Membership.Role.MANAGER, by=at_alices.alice.actor)
    Invitation.objects.update(expires_at=timezone.now() - timedelta(seconds=1))
    assert members.invitation_of(invitation.secret) is None
    again = members.invite("erin@example.org", Membership.Role.MANAGER, by=at_alices.alice.actor)
    members.withdraw(again, by=at_alices.alice.actor)
    members.withdraw(again, by=at_alices.alice.actor)
    with pytest.raises(NotPossible):
        members.accept(again.secret, user=erin)
    assert AuditRow.objects.filter(verb="withdraw_invitation").count() == 1


def test_the_secret_of_a_link_is_kept_nowhere(at_alices):
    invitation = members.invite("erin@example.org", Membership.Role.MANAGER, by=at_alices.alice.actor)
    kept = str(Invitation.objects.values().get()) + str(list(AuditRow.objects.values()))
    assert invitation.secret not in kept
    assert len(invitation.secret) > 40


def test_who_is_in_is_not_invited_again(at_alices):
    with pytest.raises(NotPossible):
        members.invite("BOB@example.org", Membership.Role.OWNER, by=at_alices.alice.actor)


@pytest.mark.parametrize("who", ["bob", "dana"])
def test_only_owners_let_people_in_and_out(at_alices, who):
    by = getattr(at_alices, who).actor
    with pytest.raises(Forbidden):
        members.invite("erin@example.org", Membership.Role.OWNER, by=by)
    with pytest.raises(Forbidden):
        members.change_role(membership(at_alices.dana), Membership.Role.OWNER, by=by)
    with pytest.raises(Forbidden):
        members.remove(membership(at_alices.alice), by=by)


def test_an_organisation_never_loses_its_last_owner(at_alices):
    by = at_alices.alice.actor
    with pytest.raises(NotPossible):
        members.change_role(membership(at_alices.alice), Membership.Role.VIEWER, by=by)
    with pytest.raises(NotPossible):
        members.remove(membership(at_alices.alice), by=by)
    members.change_role(membership(at_alices.bob), Membership.Role.OWNER, by=by)
    members.remove(membership(at_alices.alice), by=by)
    assert not Membership.objects.filter(user=at_alices.alice.user).exists()


def test_anybody_may_go(at_alices):
    members.remove(membership(at_alices.dana), by=at_alices.dana.actor)
    assert not Membership.objects.filter(user=at_alices.dana.user).exists()


def test_the_mail_goes_out_only_once_the_invitation_is_written(at_alices, do_jobs):
    invitation = members.invite("erin@example.org", Membership.Role.MANAGER, by=at_alices.alice.actor)
    assert not mail.outbox
    do_jobs()
    (message,) = mail.outbox
    assert message.to == ["erin@example.org"]
    assert reverse("organisations:accept", args=[invitation.secret]) in message.body
    assert "Alice & Co" in message.body


def test_the_operators_staff_may_do_nothing_without_a_second_factor(rf, erin):
    from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret

    with tenant(OPERATOR_ID):
        Membership.objects.create(organisation_id=OPERATOR_ID, user=erin, role=Membership.Role.OWNER)
    request = rf.get("/")
    request.user, request.session = erin, {}
    with one_transaction():
        assert actor_for(request).rights == frozenset()
        TOTP.activate(erin, generate_totp_secret())
        assert Right.OPERATE in actor_for(request).rights


def test_a_client_owner_is_no_operator(rf, cast):
    request = rf.get("/")
    request.user, request.session = cast.alice.user, {}
    with one_transaction():
        assert Right.OPERATE not in actor_for(request).rights


# --- the pages


def test_the_page_shows_who_is_in_and_only_owners_get_forms(cast, browser_of):
    alice = browser_of(cast.alice).get(reverse("organisations:people")).content.decode()
    bob = browser_of(cast.bob).get(reverse("organisations:people")).content.decode()
    for page in (alice, bob):
        assert "bob@example.org" in page
        assert "charlie@example.org" not in page
    assert reverse("organisations:invite") in alice
    assert reverse("organisations:invite") not in bob


def test_charlie_cannot_touch_alices_people(cast, browser_of):
    charlie = browser_of(cast.charlie)
    with tenant(cast.alice.organisation.pk):
        bobs = membership(cast.bob)
    for name in ("role", "remove"):
        assert charlie.post(reverse(f"organisations:{name}", args=[bobs.pk]), {"role": "viewer"}).status_code in {
            302,
            404,
        }
    with tenant(cast.alice.organisation.pk):
        assert membership(cast.bob).role == "manager"


def test_without_a_log_in_every_page_of_an_organisation_asks_for_one(client):
    for name in ("people", "tokens"):
        response = client.get(reverse(f"organisations:{name}"))
        assert response.status_code == 302
        assert response["Location"].startswith(reverse("account_login"))


def test_the_pages_take_as_many_queries_for_fifty_people_as_for_four(cast, browser_of, django_assert_num_queries):
    alice = browser_of(cast.alice)
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    with CaptureQueriesContext(
        connection,
    ) as few:
        alice.get(reverse("organisations:people"))
    with tenant(cast.alice.organisation.pk):
        for n in range(46):
            user = User.objects.create_user(f"p{n}@example.org")
            Membership.objects.create(organisation=cast.alice.organisation, user=user)
            Invitation.objects.create(
                organisation=cast.alice.organisation,
                email=f"q{n}@example.org",
                expires_at=timezone.now() + timedelta(days=1),
                digest=f"{n}",
            )
    with django_assert_num_queries(len(few)):
        alice.get(reverse("organisations:people"))


def test_a_viewer_looks_and_changes_nothing(cast, browser_of):
    bob, dana = browser_of(cast.bob), browser_of(cast.dana)
    page = bob.post(reverse("briefs:submit"), {"text": "Chemists to judge our model's answers, 20 hours a week."})
    assert dana.get(page["Location"]).status_code == 200
    assert dana.post(f"{page['Location']}fields/tasks/", {"do": "confirm"}).status_code == 403
    assert dana.post(reverse("briefs:submit"), {"text": "Chemists, please."}).status_code == 403


# --- signing up


def signed_up(client, **fields):
    return client.post(
        reverse("account_signup"),
        {"email": "new@example.org", "password1": "quite a long one", "name": "New", "organisation": "New Ltd"}
        | fields,
    )


def test_who_signs_up_owns_a_new_organisation(client):
    assert signed_up(client).status_code == 302
    user = User.objects.get(email="new@example.org")
    with tenant(None, user=user.pk):
        mine = Membership.objects.get(user=user)
    with tenant(mine.organisation_id):
        assert mine.role == "owner"
        assert Organisation.objects.get().name == "New Ltd"


def test_what_a_visitor_did_comes_with_them(client):
    page = client.post(reverse("briefs:submit"), {"text": "Chemists to judge our model's answers."})["Location"]
    signed_up(client)
    assert client.get(page).status_code == 200
    user = User.objects.get(email="new@example.org")
    with tenant(None, user=user.pk):
        mine = Membership.objects.get(user=user)
    with tenant(mine.organisation_id):
        organisation = Organisation.objects.get()
    assert (organisation.kind, organisation.expires_at, organisation.name) == ("client", None, "New Ltd")


def test_the_visitors_cookie_opens_nothing_after_the_sandbox_became_an_organisation(client):
    from django.test import Client

    from touchstone.apps.accounts.visitors import COOKIE

    page = client.post(reverse("briefs:submit"), {"text": "Chemists to judge our model's answers."})["Location"]
    other = Client()
    other.cookies[COOKIE] = client.cookies[COOKIE].value
    assert other.get(page).status_code == 200
    signed_up(client)
    assert other.get(page).status_code == 404


def test_signing_up_without_an_organisation_is_refused_at_its_field(client):
    response = signed_up(client, organisation="")
    assert response.status_code == 200
    assert not User.objects.filter(email="new@example.org").exists()
    assert "id_organisation_error" in response.content.decode()


def test_an_invited_person_signs_up_into_the_organisation(cast, client):
    with tenant(cast.alice.organisation.pk):
        invitation = members.invite("new@example.org", Membership.Role.MANAGER, by=cast.alice.actor)
    link = reverse("organisations:accept", args=[invitation.secret])
    assert "Alice &amp; Co" in client.get(link).content.decode()
    signed_up(client, organisation="")
    with tenant(cast.alice.organisation.pk):
        assert Membership.objects.get(user__email="new@example.org").role == "manager"


def test_a_link_that_opens_nothing_says_so(client):
    response = client.get(reverse("organisations:accept", args=["nothing"]))
    assert response.status_code == 404
    assert "not open any more" in response.content.decode()


def test_a_wrong_password_and_an_unknown_address_are_answered_alike(cast, client):
    wrong = client.post(reverse("account_login"), {"login": "alice@example.org", "password": "wrong"})
    unknown = client.post(reverse("account_login"), {"login": "nobody@example.org", "password": "wrong"})
    assert wrong.status_code == unknown.status_code == 200
    assert wrong.context["form"].non_field_errors() == unknown.context["form"].non_field_errors()


def test_guessing_a_password_is_stopped(cast, client):
    for _ in range(5):
        client.post(reverse("account_login"), {"login": "alice@example.org", "password": "wrong"})
    response = client.post(
        reverse("account_login"), {"login": "alice@example.org", "password": "the stone and the streak"}
    )
    assert response.status_code in {200, 429}
    assert not response.wsgi_request.user.is_authenticated


def test_the_secret_of_an_authenticator_app_is_unreadable_in_the_database(erin):
    from allauth.mfa.models import Authenticator
    from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret

    secret = generate_totp_secret()
    TOTP.activate(erin, secret)
    assert secret not in str(Authenticator.objects.values().get())


def test_letting_somebody_in_asks_again_who_it_is_after_a_while(cast, browser_of):
    alice = browser_of(cast.alice)
    response = alice.post(reverse("organisations:invite"), {"email": "erin@example.org", "role": "viewer"})
    assert response.status_code == 302
    assert response["Location"].startswith(reverse("account_reauthenticate"))


def test_after_a_step_up_what_was_held_back_is_done(cast, browser_of):
    from cast import PASSWORD

    alice = browser_of(cast.alice)
    asked = alice.post(reverse("organisations:invite"), {"email": "erin@example.org", "role": "viewer"})
    done = alice.post(asked["Location"], {"password": PASSWORD})
    assert done["Location"] == reverse("organisations:people")
    with tenant(cast.alice.organisation.pk):
        assert Invitation.objects.get().email == "erin@example.org"


def test_who_has_just_logged_in_is_not_asked_again(cast, client):
    from cast import PASSWORD

    client.post(reverse("account_login"), {"login": "alice@example.org", "password": PASSWORD})
    response = client.post(reverse("organisations:invite"), {"email": "erin@example.org", "role": "viewer"})
    assert response["Location"] == reverse("organisations:people")


def test_portuguese_is_brazils_on_every_page(client):
    page = client.get(reverse("account_signup"), headers={"Accept-Language": "pt-BR"}).content.decode()
    assert "Criar a conta" in page
    assert "senha" in page
    assert "palavra-passe" not in page


# --- who did what


def test_owners_see_all_that_was_done_in_their_organisation_and_nothing_of_anothers(cast, browser_of):
    with tenant(cast.alice.organisation.pk):
        invitation = members.invite("erin@example.org", Membership.Role.VIEWER, by=cast.alice.actor)
    with tenant(cast.charlie.organisation.pk):
        members.invite("frank@example.org", Membership.Role.VIEWER, by=cast.charlie.actor)
    alice, place = browser_of(cast.alice), reverse("organisations:history")
    page = alice.get(place).content.decode()
    assert page.count("invited somebody") == 1
    assert "founded the organisation" in page
    assert "Alice" in page
    one = alice.get(place, {"object": str(invitation.pk)}).content.decode()
    assert "invited somebody" in one
    assert "founded the organisation" not in one
    assert (
        "Nothing is on record" in browser_of(cast.charlie).get(place, {"object": str(invitation.pk)}).content.decode()
    )
    assert alice.get(place, {"object": "rubbish"}).status_code == 404
    assert browser_of(cast.bob).get(place).status_code == 403


def test_a_history_costs_the_same_however_long_it_is(cast, browser_of):
    alice, place = browser_of(cast.alice), reverse("organisations:history")

    def queries():
        with CaptureQueriesContext(connection) as seen:
            assert alice.get(place).status_code == 200
        return len(seen)

    queries()
    few = queries()
    with tenant(cast.alice.organisation.pk):
        for number in range(60):
            members.invite(f"erin{number}@example.org", Membership.Role.VIEWER, by=cast.alice.actor)
    assert queries() == few
