"""Programs show a token, and may do what it and its maker may."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from touchstone.apps.accounts.actor import Forbidden
from touchstone.apps.accounts.models import ApiToken, Membership
from touchstone.apps.accounts.tenancy import tenant
from touchstone.apps.audit.models import AuditRow
from touchstone.apps.organisations.actions import members, tokens
from touchstone.core.errors import BadInput, NotPossible

pytestmark = pytest.mark.django_db

BRIEFS = "/api/v1/briefs"
NEED = {"text": "Chemists to judge our model's answers, 20 hours a week."}


@pytest.fixture
def token_of(cast):
    def issued(who, scope="work", days=30):
        with tenant(who.organisation.pk):
            return tokens.issue("a program", scope=ApiToken.Scope(scope), days=days, by=who.actor)

    return issued


def ask(client, secret, method="get", path=BRIEFS, body=None):
    return getattr(client, method)(
        path, body, content_type="application/json", headers={"Authorization": f"Bearer {secret}"}
    )


def test_a_program_with_a_token_reads_and_writes_for_its_organisation(cast, client, token_of, browser_of):
    _token, secret = token_of(cast.bob)
    made = ask(client, secret, "post", body=NEED)
    assert made.status_code == 201
    listed = ask(client, secret).json()["items"]
    assert [one["id"] for one in listed] == [made.json()["id"]]
    assert browser_of(cast.alice).get(f"/briefs/{made.json()['id']}/").status_code == 200


def test_a_reading_token_changes_nothing(cast, client, token_of):
    _token, secret = token_of(cast.bob, scope="read")
    assert ask(client, secret).status_code == 200
    refused = ask(client, secret, "post", body=NEED)
    assert (refused.status_code, refused.json()["code"]) == (403, "forbidden")


def test_charlies_token_sees_nothing_of_alices(cast, client, token_of):
    made = ask(client, token_of(cast.bob)[1], "post", body=NEED).json()
    assert ask(client, token_of(cast.charlie)[1], path=f"{BRIEFS}/{made['id']}").status_code == 404


@pytest.mark.parametrize("secret", ["", "tst_nothing", "tst_" + "A" * 43, "\u00e9"])
def test_a_token_that_is_none_is_answered_with_401(client, secret):
    assert ask(client, secret.encode().decode("latin-1")).status_code == 401


def test_a_revoked_token_and_one_that_ran_out_open_nothing(cast, client, token_of):
    token, secret = token_of(cast.bob)
    with tenant(cast.bob.organisation.pk):
        tokens.revoke(token, by=cast.bob.actor)
        tokens.revoke(token, by=cast.bob.actor)
        assert AuditRow.objects.filter(verb="revoke_token").count() == 1
    assert ask(client, secret).status_code == 401
    token, secret = token_of(cast.bob)
    with tenant(cast.bob.organisation.pk):
        ApiToken.objects.filter(pk=token.pk).update(expires_at=timezone.now() - timedelta(seconds=1))
    assert ask(client, secret).status_code == 401


def test_a_token_ends_with_its_makers_membership_and_shrinks_with_their_role(cast, client, token_of):
    _token, secret = token_of(cast.bob)
    with tenant(cast.alice.organisation.pk):
        bobs = Membership.objects.get(user=cast.bob.user)
        members.change_role(bobs, Membership.Role.VIEWER, by=cast.alice.actor)
    assert ask(client, secret, "post", body=NEED).status_code == 403
    with tenant(cast.alice.organisation.pk):
        members.remove(bobs, by=cast.alice.actor)
    assert ask(client, secret).status_code == 401


def test_a_token_is_kept_as_a_digest_only(cast, token_of):
    token, secret = token_of(cast.bob)
    with tenant(cast.bob.organisation.pk):
        kept = str(ApiToken.objects.values().get()) + str(list(AuditRow.objects.values()))
    assert secret not in kept
    assert secret.startswith(token.prefix)


def test_the_last_use_is_kept_to_the_minute(cast, client, token_of):
    token, secret = token_of(cast.bob)
    for _ in range(3):
        ask(client, secret)
    with tenant(cast.bob.organisation.pk):
        used = ApiToken.objects.get(pk=token.pk).last_used_at
    assert timezone.now() - used < timedelta(minutes=1)


def test_the_audit_names_the_token(cast, client, token_of):
    token, secret = token_of(cast.bob)
    made = ask(client, secret, "post", body=NEED).json()
    with tenant(cast.bob.organisation.pk):
        assert AuditRow.objects.get(verb="submit_brief", object_id=made["id"]).actor == f"token:{token.prefix}"


def test_a_viewer_makes_no_token_that_writes(cast, token_of):
    with pytest.raises(Forbidden):
        token_of(cast.dana)
    assert token_of(cast.dana, scope="read")


def test_a_token_makes_no_tokens(cast):
    from dataclasses import replace

    by = replace(cast.alice.actor, token="tst_abc")
    with tenant(cast.alice.organisation.pk), pytest.raises((Forbidden, NotPossible)):
        tokens.issue("another", scope=ApiToken.Scope.READ, days=1, by=by)


@pytest.mark.parametrize(("name", "days"), [("", 1), ("ok", 0), ("ok", 5000)])
def test_a_token_needs_a_name_and_an_end(cast, name, days):
    with tenant(cast.alice.organisation.pk), pytest.raises(BadInput):
        tokens.issue(name, scope=ApiToken.Scope.READ, days=days, by=cast.alice.actor)


def test_a_token_opens_the_api_and_no_page(cast, client, token_of):
    _token, secret = token_of(cast.alice)
    response = client.get(reverse("organisations:people"), headers={"Authorization": f"Bearer {secret}"})
    assert response.status_code == 302


def test_members_see_their_own_tokens_and_owners_all(cast, browser_of, token_of):
    token_of(cast.bob)
    with tenant(cast.alice.organisation.pk):
        prefix = ApiToken.objects.get().prefix
    assert prefix in browser_of(cast.bob).get(reverse("organisations:tokens")).content.decode()
    assert prefix in browser_of(cast.alice).get(reverse("organisations:tokens")).content.decode()
    assert prefix not in browser_of(cast.dana).get(reverse("organisations:tokens")).content.decode()
    assert prefix not in browser_of(cast.charlie).get(reverse("organisations:tokens")).content.decode()
