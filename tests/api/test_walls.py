"""Every address, tried by whoever may not have it. An address that this file does not know fails it.

A new route is added to `ROUTES` or `PAGES` with how it is called; a public one to `PUBLIC`, which says why.
"""

import re
from datetime import date, time
from decimal import Decimal
from uuid import uuid4

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver

from touchstone.apps.accounts.actor import Actor
from touchstone.apps.accounts.models import OPERATOR_ID, ApiToken, Membership
from touchstone.apps.accounts.rights import OF_ROLE, Right
from touchstone.apps.accounts.tenancy import tenant
from touchstone.apps.engagements import actions as engagements
from touchstone.apps.hooks.actions import keeping, telling
from touchstone.apps.matching.models import CandidateRecord
from touchstone.apps.organisations.actions import members, tokens
from touchstone.apps.reference.models import OwnField
from touchstone.core.money import Money
from touchstone.gateways.outbound import Allowed

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("pool")]

NEED = "Chemists to judge our model's answers and say why, in English, 20 hours a week, at most $60 an hour."

TERMS = {
    "title": "Judge answers",
    "hours_per_week": 20,
    "weeks": 12,
    "start": "2099-01-07",
    "pay": {"minor": 4500, "currency": "USD"},
    "window_start": "09:00",
    "window_end": "17:00",
    "time_zone": "America/New_York",
}
# (method, path) -> body; a path's {names} are Alice's
ROUTES = {
    ("get", "/api/v1/briefs"): None,
    ("get", "/api/v1/briefs/{brief}"): None,
    ("get", "/api/v1/briefs/{brief}/plan"): None,
    ("post", "/api/v1/briefs/{brief}/fields/{field}"): {"do": "drop"},
    ("post", "/api/v1/briefs/{brief}/proposals"): {},
    ("get", "/api/v1/briefs/{brief}/shortlists"): None,
    ("get", "/api/v1/briefs/{brief}/subfields"): None,
    ("post", "/api/v1/briefs/{brief}/subfields"): {"words": "maritime insurance law"},
    ("post", "/api/v1/briefs/{brief}/shortlists"): {},
    ("get", "/api/v1/shortlists/{shortlist}"): None,
    ("post", "/api/v1/shortlists/{shortlist}/relax"): {"constraint": "rate"},
    ("post", "/api/v1/shortlists/{shortlist}/relax-together"): {"index": 0},
    ("post", "/api/v1/shortlists/{shortlist}/rank"): {"mode": "cost"},
    ("get", "/api/v1/shortlists/{shortlist}/candidates"): None,
    ("post", "/api/v1/candidates/{candidate}/decision"): {"decision": "hold"},
    ("get", "/api/v1/candidates/{candidate}/comments"): None,
    ("post", "/api/v1/candidates/{candidate}/comments"): {"text": "Ask her about treaties."},
    ("post", "/api/v1/candidates/{candidate}/invitation"): TERMS,
    ("get", "/api/v1/invitations"): None,
    ("get", "/api/v1/invitations/{offer}"): None,
    ("post", "/api/v1/invitations/{offer}/withdraw"): {},
    ("get", "/api/v1/briefs/{brief}/history"): None,
    ("get", "/api/v1/shortlists/{shortlist}/history"): None,
    ("get", "/api/v1/candidates/{candidate}/history"): None,
}
OWNERS = {  # of which a viewer may not even read
    ("get", "/api/v1/webhooks"): None,
    ("get", "/api/v1/webhooks/{webhook}"): None,
    ("patch", "/api/v1/webhooks/{webhook}"): {"enabled": False},
    ("get", "/api/v1/webhooks/{webhook}/secret"): None,
    ("post", "/api/v1/webhooks/{webhook}/secret"): {},
    ("post", "/api/v1/webhooks/{webhook}/test"): {},
    ("get", "/api/v1/webhooks/{webhook}/deliveries"): None,
    ("post", "/api/v1/webhooks/{webhook}/replay"): {},
    ("get", "/api/v1/deliveries/{delivery}"): None,
    ("post", "/api/v1/deliveries/{delivery}/replay"): {},
    ("delete", "/api/v1/webhooks/{webhook}"): None,
}
ROUTES |= OWNERS
# No id in the path: a stranger sees their own, which is nothing.
LISTS = {"/api/v1/briefs", "/api/v1/invitations", "/api/v1/webhooks"}
KNOWN = {("get", "/api/v1/taxonomy"), ("get", "/api/v1/rates")}  # nobody's in particular; for whoever is known here
SPECIALISTS = {  # of a specialist, for themselves; a client has none
    ("get", "/api/v1/me"): None,
    ("put", "/api/v1/me"): {"profile": {"name": "Mallory"}},
    ("post", "/api/v1/me/shown"): {"shown": True},
    ("get", "/api/v1/me/lists"): None,
    ("get", "/api/v1/me/invitations"): None,
    ("get", "/api/v1/me/invitations/{offer}"): None,
    ("post", "/api/v1/me/invitations/{offer}/answer"): {"accepted": True},
    ("get", "/api/v1/me/data"): None,
    ("post", "/api/v1/me/erasure"): {"do": "ask"},
}
STAFFS = {  # of the operator's staff
    ("get", "/api/v1/operator/pool"): None,
    ("get", "/api/v1/operator/imports"): None,
    ("post", "/api/v1/operator/imports"): None,
    ("get", "/api/v1/operator/imports/{key}"): None,
    ("post", "/api/v1/operator/imports/{key}/confirm"): {},
    ("post", "/api/v1/operator/imports/{key}/drop"): {},
    ("post", "/api/v1/operator/people/merge"): {"kept": "S-1", "other": "S-2"},
    ("post", "/api/v1/operator/people/ask"): {"reference": "S-1"},
    ("get", "/api/v1/operator/asked-fields"): None,
    ("put", "/api/v1/operator/fields/{code}"): {"names": {"en": "Own"}},
    ("post", "/api/v1/operator/asked-fields/decline"): {"words": "x"},
    ("put", "/api/v1/operator/rates/{row}"): {"columns": {"role": "all"}},
    ("delete", "/api/v1/operator/rates/{row}"): None,
    ("get", "/api/v1/operator/jobs"): None,
}
ADDS = {  # no id in the path either: to their own, and what was done in their own
    ("post", "/api/v1/webhooks"): {"url": "https://127.0.0.1/", "events": ["brief.submitted"]},
    ("get", "/api/v1/history"): None,
}
PUBLIC = {
    ("post", "/api/v1/briefs"): "anybody's first brief opens their sandbox",
    ("post", "/api/v1/briefs/documents"): "likewise",
    ("get", "/api/v1/session"): "the CSRF token, for whoever has none yet",
}

# name -> form; the arguments are Alice's
PAGES = {
    "briefs:brief": None,
    "briefs:field": {"do": "drop"},
    "briefs:confirm_all": {},
    "briefs:propose": {},
    "briefs:subfield": {"do": "propose", "words": "maritime insurance law"},
    "briefs:history": None,
    "matching:history": None,
    "briefs:plan": None,
    "matching:shortlist": {"mode": "cost"},
    "matching:one": None,
    "matching:relax": {"constraint": "rate"},
    "matching:relax_together": {"index": "0"},
    "matching:rank": {"mode": "cost"},
    "matching:names": None,
    "matching:compare": None,
    "matching:own_view": {"skip": "yes"},
    "matching:decide": {"decision": "hold"},
    "matching:comment": {"text": "Ask her about treaties."},
    "matching:candidate_history": None,
    "engagements:invite": {},
    "engagements:seats": {"seats": "3"},
    "engagements:close": {},
    "engagements:withdraw": {},
    "specialists:offer": {"answer": "accept"},
    "operations:import": {},
    "operations:remove_view": {},
    "operations:retry_job": {},
    "operations:letter": {"do": "retry"},
    "organisations:role": {"role": "viewer"},
    "organisations:remove": {},
    "organisations:withdraw": {},
    "organisations:revoke": {},
    "hooks:webhook": None,
    "hooks:change": {"url": "http://127.0.0.1:1024/other", "events": "brief.changed"},
    "hooks:secret": {},
    "hooks:act": {"do": "off"},
    "hooks:replay": {},
}
OWN = {  # nothing of anybody's in the address: one sees one's own, or is asked to log in
    "organisations:people",
    "organisations:rename",
    "organisations:choose",
    "organisations:invite",
    "organisations:tokens",
    "organisations:issue",
    "hooks:webhooks",
    "hooks:add",
    "engagements:openings",
    "specialists:me",
    "specialists:show",
    "specialists:seen",
    "specialists:lists",
    "specialists:offers",
    "specialists:data",
    "specialists:export",
    "specialists:erasure",
    "operations:pool",
    "operations:save_view",
    "operations:imports",
    "operations:merge",
    "operations:jobs",
    "jobs:letters",
    "organisations:history",
    "operations:health",
    "operations:ask",
    "operations:ask_all",
    "operations:fields",
    "operations:field",
    "operations:decline_field",
    "operations:rates",
    "operations:rate",
    "operations:remove_rate",
}
PUBLIC_PAGES = {
    "briefs:landing": "the first screen",
    "briefs:submit": "anybody's first brief",
    "organisations:accept": "whoever holds the link",
    "specialists:join": "what it is to be here as a specialist",
    "specialists:take_over": "whoever holds the link",
    "web:styleguide": "no data",
    "web:theme": "a cookie",
    "set_language": "a cookie",
}
FOREIGN = re.compile(
    r"^(account_|mfa_|usersessions_|api:|api-)"
)  # allauth's own, by session only; the API has its sweep


@pytest.fixture
def hers(cast, browser_of, settings):
    """Something of everything that Alice's organisation can have."""
    settings.OUTBOUND_ALLOWED = Allowed.parse(["127.0.0.1"])
    alice = browser_of(cast.alice)
    brief = alice.post("/api/v1/briefs", {"text": NEED}, content_type="application/json").json()["id"]
    drawn = alice.post(f"/api/v1/briefs/{brief}/shortlists", {}, content_type="application/json").json()["id"]
    with tenant(cast.alice.organisation.pk):
        first = CandidateRecord.objects.select_related("shortlist__brief").filter(shortlist=drawn)[0]
        invited = CandidateRecord.objects.select_related("shortlist__brief").filter(shortlist=drawn)[1]
        made = engagements.offer(invited, offered(), by=cast.alice.actor, today=date(2026, 11, 27))
        webhook = keeping.add("http://127.0.0.1:1024/", events=["decision.made"], by=cast.alice.actor)
        return {
            "webhook": webhook.pk,
            "delivery": telling.test(webhook, by=cast.alice.actor).pk,
            "code": "0421.own",
            "row": "us-annotator-guide",
            "candidate": first.pk,
            "key": uuid4(),
            "view": uuid4(),
            "letter": uuid4(),
            "number": 1,
            "opening": made.opening_id,
            "offer": made.pk,
            "brief": brief,
            "shortlist": drawn,
            "field": "people",
            "membership": Membership.objects.get(user=cast.bob.user).pk,
            "invitation": members.invite("erin@example.org", Membership.Role.VIEWER, by=cast.alice.actor).pk,
            "token": tokens.issue("x", scope=ApiToken.Scope.READ, days=1, by=cast.alice.actor)[0].pk,
        }


def offered():
    said = TERMS | {"start": date(2099, 1, 7), "window_start": time(9), "window_end": time(17)}
    return engagements.Terms(**said | {"pay": Money(4_500), "hours_per_week": Decimal(20)})


def call(client, method, path, body):
    if path == "/api/v1/operator/imports" and method == "post":
        return client.post(path, {"people": SimpleUploadedFile("people.csv", b"id,name\n1,Ana\n")})
    arguments = {} if method == "get" else {"data": body, "content_type": "application/json"}
    return getattr(client, method)(path, **arguments)


def documented(client):
    """Every (method, path) of the OpenAPI document."""
    paths = client.get("/api/v1/openapi.json").json()["paths"]
    return {(method, path) for path, methods in paths.items() for method in methods}


def pages():
    """Every page's name with the names of its arguments."""
    found = {}

    def walk(patterns, space=""):
        for one in patterns:
            if isinstance(one, URLResolver):
                walk(one.url_patterns, f"{one.namespace}:" if one.namespace else space)
            elif isinstance(one, URLPattern):
                found[f"{space}{one.name}"] = list(one.pattern.converters)

    walk(get_resolver().url_patterns)
    return found


def test_every_route_of_the_api_is_known_here(client):
    assert documented(client) == set(ROUTES) | set(ADDS) | set(PUBLIC) | KNOWN | set(SPECIALISTS) | set(STAFFS)


def test_charlie_gets_404_from_every_route_with_alices_ids(cast, browser_of, hers):
    charlie = browser_of(cast.charlie)
    for (method, path), body in ROUTES.items():
        response = call(charlie, method, path.format(**hers), body)
        if path in LISTS:
            assert response.json() == {"items": [], "next": None}
        else:
            assert (response.status_code, response.json()["code"]) == (404, "not_found"), path


@pytest.mark.parametrize("who", ["alice", "charlie", "dana", "sofia"])
def test_nobody_but_the_operators_staff_gets_anything_from_its_routes(cast, browser_of, hers, who):
    client = browser_of(getattr(cast, who))
    for (method, path), body in STAFFS.items():
        assert call(client, method, path.format(**hers), body).status_code == 404, path
    assert not OwnField.objects.exists()


def test_the_operators_staff_without_a_second_factor_gets_nothing_by_a_program_either(olga, hers):
    from allauth.mfa.models import Authenticator

    with tenant(OPERATOR_ID):
        by = actor_of_staff(olga)
        _token, secret = tokens.issue("x", scope=ApiToken.Scope.OPERATE, days=1, by=by)
    program = Client(headers={"Authorization": f"Bearer {secret}"})
    assert call(program, "get", "/api/v1/operator/jobs", None).status_code == 200
    Authenticator.objects.filter(user=olga.user).delete()
    for (method, path), body in STAFFS.items():
        assert call(program, method, path.format(**hers), body).status_code == 404, path


def actor_of_staff(olga):
    return Actor(OPERATOR_ID, user=olga.user.pk, rights=OF_ROLE["manager"] | {Right.OPERATE})


@pytest.mark.parametrize("who", ["alice", "charlie", "dana", "olga"])
def test_nobody_but_a_specialist_gets_anything_from_a_specialists_routes(cast, browser_of, hers, olga, who):
    client = browser_of(olga if who == "olga" else getattr(cast, who))
    for (method, path), body in SPECIALISTS.items():
        assert call(client, method, path.format(**hers), body).status_code == 404, path


def test_a_specialist_cannot_answer_what_was_offered_to_somebody_else(cast, browser_of, hers):
    sofia = browser_of(cast.sofia)
    for (method, path), body in SPECIALISTS.items():
        if "{offer}" in path:
            assert call(sofia, method, path.format(**hers), body).status_code == 404, path


def test_charlies_program_gets_404_too(cast, hers):
    with tenant(cast.charlie.organisation.pk):
        _token, secret = tokens.issue("x", scope=ApiToken.Scope.MANAGE, days=1, by=cast.charlie.actor)
    program = Client(headers={"Authorization": f"Bearer {secret}"})
    for (method, path), body in ROUTES.items():
        if path not in LISTS:
            assert call(program, method, path.format(**hers), body).status_code == 404, path


def test_without_a_log_in_every_route_answers_401(hers):
    for (method, path), body in (ROUTES | ADDS | SPECIALISTS | STAFFS | dict.fromkeys(KNOWN)).items():
        response = call(Client(), method, path.format(**hers), body)
        assert (response.status_code, response.json()["code"]) == (401, "not_logged_in"), path
        assert response["WWW-Authenticate"] == "Bearer"


def test_dana_reads_everything_and_writes_nothing(cast, browser_of, hers):
    dana = browser_of(cast.dana)
    for (method, path), body in (ROUTES | ADDS).items():
        status = call(dana, method, path.format(**hers), body).status_code
        assert status == (200 if method == "get" and (method, path) not in OWNERS | ADDS else 403), path


def test_every_page_is_known_here():
    known = set(PAGES) | OWN | set(PUBLIC_PAGES)
    assert {name for name in pages() if not FOREIGN.match(name) and not name.endswith("None")} == known


@pytest.mark.parametrize("who", ["charlie", "nobody"])
def test_a_stranger_gets_nothing_from_alices_pages(cast, browser_of, hers, who):
    from django.urls import reverse

    client = Client() if who == "nobody" else browser_of(cast.charlie)
    arguments = pages()
    for name, form in PAGES.items():
        path = reverse(name, kwargs={key: hers[key] for key in arguments[name]})
        answers = [client.get(path)] if form is None else [client.get(path), client.post(path, form)]
        for response in answers:
            turned_away = response.status_code in {404, 405} or (
                response.status_code == 302 and response["Location"].startswith("/account/")
            )
            assert turned_away, f"{name}: {response.status_code}"


def test_without_a_log_in_the_pages_of_an_organisation_ask_for_one():
    from django.urls import reverse

    for name in OWN:
        for response in (Client().get(reverse(name)), Client().post(reverse(name))):
            assert response.status_code in {302, 405}, name
            assert response.status_code == 405 or response["Location"].startswith("/account/login/"), name


def test_dana_changes_nothing_by_any_page(cast, browser_of, hers):
    from django.urls import reverse

    dana = browser_of(cast.dana)
    arguments = pages()
    for name, form in PAGES.items():
        if form is None:
            continue
        path = reverse(name, kwargs={key: hers[key] for key in arguments[name]})
        response = dana.post(path, form)
        asked_again = response.status_code == 302 and response["Location"].startswith("/account/reauthenticate/")
        assert response.status_code in {403, 404} or asked_again, f"{name}: {response.status_code}"


def test_sofia_finds_nothing_of_a_clients_and_writes_nothing_there(cast, browser_of, hers):
    from django.urls import reverse

    sofia = browser_of(cast.sofia)
    for (method, path), body in (ROUTES | ADDS).items():
        response = call(sofia, method, path.format(**hers), body)
        if path in LISTS and (method, path) not in OWNERS | ADDS:
            assert response.json() == {"items": [], "next": None}
        else:
            assert response.status_code in {403, 404}, path
    arguments = pages()
    for name, form in PAGES.items():
        path = reverse(name, kwargs={key: hers[key] for key in arguments[name]})
        for response in [sofia.get(path)] + ([] if form is None else [sofia.post(path, form)]):
            asked_again = response.status_code == 302 and response["Location"].startswith("/account/reauthenticate/")
            assert response.status_code in {403, 404, 405} or asked_again, f"{name}: {response.status_code}"


def test_no_client_opens_a_specialists_pages(cast, browser_of):
    from django.urls import reverse

    for member in (cast.alice, cast.charlie):
        client = browser_of(member)
        for name in OWN:
            if name.startswith("specialists:"):
                for response in (client.get(reverse(name)), client.post(reverse(name))):
                    asked_again = response.status_code == 302 and "/reauthenticate/" in response["Location"]
                    assert response.status_code in {404, 405} or asked_again, name


def test_nobody_but_the_operators_staff_opens_its_pages(cast, browser_of, hers):
    from django.urls import reverse

    for member in (cast.alice, cast.charlie, cast.sofia):
        client = browser_of(member)
        for name in OWN:
            if name.startswith("operations:"):
                for response in (client.get(reverse(name)), client.post(reverse(name))):
                    assert response.status_code in {404, 405}, name


def test_the_operators_staff_without_a_second_factor_opens_nothing(olga, browser_of):
    from allauth.mfa.models import Authenticator
    from django.urls import reverse

    client = browser_of(olga)
    assert client.get(reverse("operations:pool")).status_code == 200
    Authenticator.objects.filter(user=olga.user).delete()
    assert client.get(reverse("operations:pool")).status_code == 404


def test_a_page_that_can_be_read_answers_head_as_it_answers_get(cast, browser_of, hers):
    """As uptime monitors and link checkers ask; a page without a GET has no HEAD either."""
    from django.urls import reverse

    alice, arguments = browser_of(cast.alice), pages()
    for name in sorted((set(PAGES) | OWN | set(PUBLIC_PAGES)) - {"organisations:accept", "specialists:take_over"}):
        path = reverse(name, kwargs={key: hers[key] for key in arguments[name]})
        assert alice.head(path).status_code == alice.get(path).status_code, name
