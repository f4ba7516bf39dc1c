"""The typed client: every route, the core's values, pages, refusals."""

import inspect
from datetime import UTC, datetime, timedelta

import pytest

from needs import ANYBODY, NOBODY_YET, PIPELINES, TAX_LAW
from touchstone.client import ApiError, Client, Forbidden, NotFound, NotLoggedIn, TooMany
from touchstone.core.briefs import Brief, read_text
from touchstone.core.errors import BadInput, NotPossible
from touchstone.core.matching import Mode, Shortlist
from touchstone.core.planning import Plan
from touchstone.core.roles import Role, diagnose
from touchstone.gateways.errors import GatewayError
from touchstone.gateways.outbound import Allowed

pytestmark = pytest.mark.django_db
BY_ITEM = {
    "briefs",
    "shortlists",
    "invitations",
    "webhooks",
    "deliveries",
    "my_lists",
    "my_invitations",
    "pool",
    "imports",
}
NOBODYS = "00000000-0000-4000-8000-00000000000f"


def operations():
    from touchstone.server.api import api

    for methods in api.get_openapi_schema()["paths"].values():
        yield from methods.values()


def test_every_operation_of_the_document_is_a_method():
    methods = {name for name, _value in inspect.getmembers(Client, inspect.isfunction) if not name.startswith("_")}
    assert {one["operationId"] for one in operations()} == methods - {"close", *BY_ITEM}


def test_every_parameter_of_the_document_is_one_of_the_method():
    from touchstone.server.api import api

    schemas = api.get_openapi_schema()["components"]["schemas"]
    for one in operations():
        known = set(inspect.signature(getattr(Client, one["operationId"])).parameters)
        asked = {parameter["name"] for parameter in one["parameters"] if "$ref" not in parameter}
        for content in one.get("requestBody", {}).get("content", {}).values():
            schema = content["schema"]
            asked |= set(schemas[schema["$ref"].rpartition("/")[2]]["properties"] if "$ref" in schema else [])
        assert asked <= known, one["operationId"]


def test_a_brief_comes_back_as_the_cores_values(client_of):
    alice = client_of()
    brief = alice.submit_brief(TAX_LAW, title="Tax")
    assert isinstance(brief.brief, Brief)
    assert brief.brief.domains == ("0421.tax",)
    assert brief.diagnosis.role is diagnose(read_text(TAX_LAW).brief).role
    assert alice.get_brief(brief.id) == alice.get_brief(str(brief.id)) == brief
    plan = alice.get_plan(brief.id, people=3, hours=30.5)
    assert isinstance(plan, Plan)
    assert all(one.people == 3 for one in plan.alternatives)


def test_a_document_goes_in_with_its_name(client_of, tmp_path):
    (tmp_path / "need.md").write_text(TAX_LAW)
    brief = client_of().submit_document(tmp_path / "need.md")
    assert (brief.source, brief.file_name, brief.brief.people) == ("document", "need.md", 2)
    with pytest.raises(BadInput):
        client_of().submit_document(b"x")


def test_a_field_is_corrected_dropped_and_reopened(client_of):
    alice = client_of()
    brief = alice.submit_brief(TAX_LAW)
    assert alice.mark_field(brief.id, "people", "edit", 9).brief.people == 9
    assert alice.mark_field(brief.id, "weeks", "drop").marks["weeks"].mark == "dropped"
    assert alice.mark_field(brief.id, "weeks", "reopen").brief.weeks == brief.brief.weeks
    with pytest.raises(BadInput) as refused:
        alice.mark_field(brief.id, "na?me", "confirm")
    assert refused.value.place == "na?me"


def test_a_shortlist_is_drawn_ranked_and_relaxed(client_of, pool):
    alice = client_of()
    brief = alice.submit_brief(TAX_LAW)
    drawn = alice.draw_shortlist(brief.id, mode=Mode.QUALITY)
    assert isinstance(drawn.result, Shortlist)
    assert alice.get_shortlist(drawn.id) == drawn
    offer = next(one for one in drawn.result.exclusions if one.relaxed_need)
    relaxed = alice.relax_shortlist(drawn.id, offer.constraint)
    assert relaxed.relaxed_from == drawn.id
    assert alice.rank_shortlist(relaxed.id, Mode.COST).mode is Mode.COST
    assert [one.mode for one in alice.shortlists(brief.id, limit=1)] == ["cost", "quality", "quality"]
    nobody = alice.draw_shortlist(alice.submit_brief(NOBODY_YET).id)
    assert alice.relax_shortlist_together(nobody.id, 0).eligible == nobody.result.joint[0].brings_back


def test_a_webhook_is_kept_tested_and_removed(client_of, issued, settings):
    settings.OUTBOUND_ALLOWED = Allowed.parse(["127.0.0.1"])
    owner = client_of(token=issued(scope="manage"))
    kept = owner.add_webhook("http://127.0.0.1:1024/", ["brief.submitted"], description="ours")
    assert [one.id for one in owner.webhooks()] == [kept.id]
    assert owner.get_webhook_secret(kept.id).secret.startswith("whsec_")
    assert owner.renew_webhook_secret(kept.id) == kept
    brief = owner.submit_brief(TAX_LAW)
    sent = owner.test_webhook(kept.id)
    assert {one.type for one in owner.deliveries(kept.id)} == {"brief.submitted", "webhook.test"}
    assert str(brief.id) in next(one.body for one in owner.deliveries(kept.id) if one.type == "brief.submitted")
    assert owner.get_delivery(sent.id) == sent
    assert owner.replay_delivery(sent.id).state == "waiting"
    assert owner.replay_failed_deliveries(kept.id).messages == 0
    changed = owner.change_webhook(kept.id, enabled=False)
    assert (changed.enabled, changed.off, changed.url) == (False, "asked", kept.url)
    with pytest.raises(NotPossible):
        owner.test_webhook(kept.id)
    assert owner.remove_webhook(kept.id) is None
    with pytest.raises(NotFound):
        owner.get_webhook(kept.id)


def test_a_token_that_may_only_work_keeps_no_webhooks(client_of, cast):
    for member in (cast.alice, cast.bob):
        with pytest.raises(Forbidden):
            client_of(member).list_webhooks()


def test_lists_are_gone_through_page_by_page(client_of):
    alice = client_of()
    made = [alice.submit_brief(text).id for text in (TAX_LAW, ANYBODY, PIPELINES)]
    assert [one.id for one in alice.briefs(limit=1)] == made[::-1]
    assert [one.id for one in alice.briefs(role=Role.ML_ENGINEER)] == made[2:]
    assert [one.id for one in alice.briefs(text="tax law")] == made[:1]
    now = datetime.now(tz=UTC)
    assert not list(alice.briefs(created_after=now + timedelta(hours=1)))
    assert len(list(alice.briefs(created_after=now - timedelta(hours=1), changed_before=now + timedelta(hours=1)))) == 3
    with pytest.raises(BadInput, match="offset"):
        alice.list_briefs(created_after=datetime(2026, 11, 1))  # noqa: DTZ001 - that is what is refused


def refusal_of(call):
    with pytest.raises(ApiError) as refused:
        call()
    return refused.value


def test_refusals_are_the_cores_with_code_place_hint_and_status(client_of, cast, issued, settings, pool):
    alice = client_of()
    bad = refusal_of(lambda: alice.list_briefs(limit=0))
    assert isinstance(bad, BadInput)
    assert (bad.status, bad.code, bad.place, len(bad.faults)) == (422, "bad_input", "query.limit", 1)
    drawn = alice.draw_shortlist(alice.submit_brief(TAX_LAW).id)
    offered = {one.constraint for one in drawn.result.exclusions if one.relaxed_need}
    impossible = refusal_of(lambda: alice.relax_shortlist(drawn.id, next(iter({"clearance", "skill"} - offered))))
    assert isinstance(impossible, NotPossible)
    assert (impossible.status, impossible.permanent) == (409, True)
    assert isinstance(refusal_of(lambda: alice.get_brief(NOBODYS)), NotFound)
    assert isinstance(refusal_of(lambda: client_of(token="tst_wrong").list_briefs()), NotLoggedIn)
    assert isinstance(refusal_of(lambda: client_of(token=issued(cast.alice, "read")).submit_brief(ANYBODY)), Forbidden)
    assert isinstance(refusal_of(lambda: client_of(cast.charlie).get_shortlist(drawn.id)), NotFound)
    settings.BRIEFS_PER_HOUR = 0
    assert isinstance(refusal_of(lambda: client_of(seconds=0.5).submit_brief(ANYBODY)), TooMany)


def test_without_a_model_nothing_is_proposed(client_of):
    alice = client_of()
    brief = alice.submit_brief(ANYBODY)
    assert isinstance(refusal_of(lambda: alice.propose_fields(brief.id)), NotPossible)
    assert alice.get_session().csrf_token


@pytest.mark.parametrize("address", ["", "example.org", "ftp://example.org", "https://", "https://a.example/x", "https://u:p@a.example", "http://touchstone.example"])  # fmt: skip
def test_an_address_that_is_none_is_refused_before_anything_is_sent(address):
    with pytest.raises(BadInput):
        Client(address, "tst_x")


@pytest.mark.parametrize("token", ["", " ", "a b", "tst_é", "tst_\n x"])
def test_a_token_that_is_none_is_refused(token):
    with pytest.raises(BadInput):
        Client("https://touchstone.example", token)


def test_an_id_that_is_none_is_refused_here(client_of):
    with pytest.raises(BadInput):
        client_of().get_brief("../session")


def test_the_token_is_in_no_text_about_the_client(client_of, issued, caplog):
    secret = issued()
    client = client_of(token=secret)
    with caplog.at_level("DEBUG"):
        client.submit_brief(ANYBODY)
        refused = refusal_of(lambda: client.get_brief(NOBODYS))
    assert secret not in f"{client!r} {vars(client)!r} {refused!r} {refused} {caplog.text}"


def test_a_server_that_is_not_there_is_a_gateway_error():
    with Client("http://127.0.0.1:9", "tst_x", seconds=0.3) as client, pytest.raises(GatewayError) as failed:
        client.list_briefs()
    assert failed.value.permanent is False
