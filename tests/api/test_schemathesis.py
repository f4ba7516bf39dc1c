"""The API is what its document says: every operation, with values that fit it and values that do not, by all checks."""

import json
import re
from uuid import UUID, uuid4

import pytest
import schemathesis
from django.core.signals import request_finished, request_started
from django.db import close_old_connections
from hypothesis import HealthCheck
from hypothesis import settings as hypothesis_settings
from schemathesis.specs.openapi.checks import positive_data_acceptance

from touchstone.apps.accounts.actor import Actor
from touchstone.apps.accounts.models import OPERATOR_ID, ApiToken
from touchstone.apps.accounts.rights import OF_ROLE, Right
from touchstone.apps.accounts.tenancy import tenant
from touchstone.apps.organisations.actions import tokens
from touchstone.gateways.outbound import Allowed
from touchstone.server.api import api
from touchstone.server.idempotency import HEADER
from touchstone.server.wsgi import application

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("pool")]
EXAMPLES = 5
NEED = "Chemists to judge our model's answers and say why, in English, 20 hours a week, at most $60 an hour."
document = schemathesis.openapi.from_dict(json.loads(json.dumps(api.get_openapi_schema())))
document.app = application


@pytest.fixture
def programs(cast, olga, settings):
    """A token of Alice's, who owns her organisation, of Sofía's, and of the operator's staff, by what they are for."""
    settings.BRIEFS_PER_HOUR = 100_000
    settings.OUTBOUND_ALLOWED = Allowed.parse(["127.0.0.1"])
    staff = Actor(OPERATOR_ID, user=olga.user.pk, rights=OF_ROLE["manager"] | {Right.OPERATE})

    def issued(scope, by):
        with tenant(by.organisation):
            return tokens.issue("x", scope=ApiToken.Scope(scope), days=1, by=by)[1]

    return {
        "": issued("manage", cast.alice.actor),
        "/api/v1/me": issued("offer", cast.sofia.actor),
        "/api/v1/operator": issued("operate", staff),
    }


def program_for(programs, path):
    """The token of whoever an address is for."""
    return programs[max((start for start in programs if path.startswith(start)), key=len)]


@pytest.fixture
def hers(programs, client):
    """Something of each kind, so that not every address ends in 404."""
    shown = {"Authorization": f"Bearer {programs['']}"}
    brief = client.post("/api/v1/briefs", {"text": NEED}, content_type="application/json", headers=shown).json()["id"]
    address = f"/api/v1/briefs/{brief}/shortlists"
    drawn = client.post(address, {}, content_type="application/json", headers=shown).json()["id"]
    candidate = client.get(f"/api/v1/shortlists/{drawn}/candidates", headers=shown).json()[0]["id"]
    told = {"url": "http://127.0.0.1:1024/", "events": ["decision.made"]}
    webhook = client.post("/api/v1/webhooks", told, content_type="application/json", headers=shown).json()["id"]
    sent = client.post(f"/api/v1/webhooks/{webhook}/test", {}, content_type="application/json", headers=shown).json()
    return {
        "brief": brief, "shortlist": drawn, "candidate": candidate, "webhook": webhook, "delivery": sent["id"],
    }  # fmt: skip


@pytest.fixture
def in_one_transaction(hers):
    """From now on the server's requests run on the test's own connection, as those of Django's test client do."""
    for signal in (request_started, request_finished):
        signal.disconnect(close_old_connections)
    yield
    for signal in (request_started, request_finished):
        signal.connect(close_old_connections)


# Where a request that fits the document may be refused for what it says: an empty field cannot be confirmed, and so on.
STATE_DECIDES = {
    path: [positive_data_acceptance]
    for path in (
        "/api/v1/briefs/{brief}/fields/{field}",
        "/api/v1/briefs/{brief}/subfields",
        "/api/v1/briefs/documents",
        "/api/v1/candidates/{candidate}/decision",
        "/api/v1/candidates/{candidate}/invitation",
        "/api/v1/webhooks",
        "/api/v1/webhooks/{webhook}",
        "/api/v1/me",
        "/api/v1/me/shown",
        "/api/v1/operator/imports",
        "/api/v1/operator/fields/{code}",
        "/api/v1/operator/rates/{row}",
    )
}


def is_id(value):
    try:
        return str(UUID(value)) == value
    except (ValueError, TypeError, AttributeError):
        return False


@document.parametrize()
@hypothesis_settings(
    derandomize=True,
    max_examples=EXAMPLES,
    deadline=None,
    database=None,
    suppress_health_check=list(HealthCheck),
)
def test_every_operation_keeps_to_the_document(case, programs, hers, in_one_transaction):
    named = case.path_parameters
    case.path_parameters = {name: hers.get(name, one) if is_id(one) else one for name, one in named.items()}
    if re.fullmatch(r"[!-~]{1,255}", case.headers.get(HEADER, "")):
        case.headers[HEADER] = str(uuid4())  # what a key is for: each of these is another request
    if case.meta.generation.mode.is_positive:
        case.query = {name: one for name, one in case.query.items() if name not in {"cursor", "place"}}
    case.call_and_validate(
        headers={"Authorization": f"Bearer {program_for(programs, case.operation.path)}"},
        excluded_checks=STATE_DECIDES.get(case.operation.path, []),
    )
