"""What holds for every address of the API: pages, strict input, and one form for every error."""

import json
import math
import re
from datetime import UTC, datetime, timedelta

import pytest
from django.db import OperationalError
from django.test import Client
from hypothesis import given
from hypothesis import strategies as st
from psycopg.errors import DiskFull

from needs import ANYBODY, PIPELINES, TAX_LAW
from touchstone.apps.accounts.tenancy import tenant
from touchstone.apps.briefs.models import BriefRecord
from touchstone.core.errors import DomainError
from touchstone.server.problems import PROBLEMS
from touchstone.server.strict_json import DEEPEST, BadJson, read_json

pytestmark = pytest.mark.django_db
BRIEFS = "/api/v1/briefs"
OF_A_START = {"bad_setting", "database_failed", "no_system_user", "port_taken"}  # said before anything is served
DAY = datetime(2026, 11, 2, tzinfo=UTC)


@pytest.fixture
def alice(cast, browser_of):
    return browser_of(cast.alice)


@pytest.fixture
def briefs(cast, alice):
    """Seven briefs of Alice's, a day apart, two of them at the same moment; oldest first."""
    first = alice.post(BRIEFS, {"text": ANYBODY}, content_type="application/json").json()["id"]
    with tenant(cast.alice.organisation.pk):
        record = BriefRecord.objects.get(pk=first)
        fields = {f.attname: getattr(record, f.attname) for f in BriefRecord._meta.concrete_fields if f.attname != "id"}
        record.delete()
        days = (0, 1, 2, 2, 3, 4, 5)
        moments = [{"created_at": DAY + timedelta(day), "changed_at": DAY + timedelta(10 + day)} for day in days]
        return BriefRecord.objects.bulk_create([BriefRecord(**fields | one) for one in moments])


def is_problem(response, status, code, place=None):
    assert response.status_code == status, response.content
    assert response["Content-Type"] == "application/problem+json"
    body = response.json()
    assert (body["code"], body["status"], body["type"]) == (code, status, f"urn:touchstone:problem:{code}")
    assert place is None or body["place"] == place
    return body


def raw(client, body, content_type="application/json", address=BRIEFS):
    return client.generic("POST", address, body, content_type=content_type)


def pages(client, **wanted):
    found, cursor = [], None
    while True:
        page = client.get(BRIEFS, wanted | ({"cursor": cursor} if cursor else {})).json()
        found.append([one["id"] for one in page["items"]])
        cursor = page["next"]
        if cursor is None:
            return found


def test_pages_hold_every_brief_once_newest_first(alice, briefs):
    newest_first = sorted(briefs, key=lambda one: str(one.pk))
    newest_first.sort(key=lambda one: one.created_at, reverse=True)
    for limit in (1, 2, 3, 7, 200):
        found = pages(alice, limit=limit)
        assert [len(page) for page in found[:-1]] == [limit] * (len(found) - 1)
        assert [one for page in found for one in page] == [str(one.pk) for one in newest_first]


def test_what_comes_meanwhile_shifts_nothing(alice, briefs):
    before = [one for page in pages(alice, limit=200) for one in page]
    first = alice.get(BRIEFS, {"limit": 3}).json()
    alice.post(BRIEFS, {"text": TAX_LAW}, content_type="application/json")
    second = alice.get(BRIEFS, {"limit": 3, "cursor": first["next"]}).json()
    assert [one["id"] for one in first["items"] + second["items"]] == before[:6]


def test_the_shortlists_of_a_brief_come_in_pages_too(alice, pool):
    brief = alice.post(BRIEFS, {"text": ANYBODY}, content_type="application/json").json()["id"]
    address = f"{BRIEFS}/{brief}/shortlists"
    drawn = [alice.post(address, {}, content_type="application/json").json() for _ in range(3)]
    first = alice.get(address, {"limit": 2}).json()
    second = alice.get(address, {"limit": 2, "cursor": first["next"]}).json()
    listed = first["items"] + second["items"]
    assert [one["id"] for one in listed] == [one["id"] for one in reversed(drawn)]
    assert listed[0] == {key: value for key, value in drawn[-1].items() if key not in {"need", "result"}}
    is_problem(alice.get(BRIEFS, {"cursor": first["next"]}), 422, "bad_input", "query.cursor")


@pytest.mark.parametrize("cursor", ["", "x", "a:b:c", "é", "W10:1:x", "0" * 400])
def test_a_cursor_that_is_none_is_refused_with_its_place(alice, cursor):
    is_problem(alice.get(BRIEFS, {"cursor": cursor}), 422, "bad_input", "query.cursor")


@pytest.mark.parametrize(
    ("wanted", "there"),
    [
        ({"created_after": "2026-11-06T00:00:00Z"}, 2),
        ({"created_before": "2026-11-03T00:00:00+00:00"}, 1),
        ({"created_after": "2026-11-03T21:00:00-03:00", "created_before": "2026-11-05T00:00:00Z"}, 2),
        ({"changed_after": "2026-11-16T00:00:00Z"}, 2),
        ({"changed_before": "2026-11-12T00:00:00Z"}, 0),
        ({"role": "ai_training_specialist"}, 7),
        ({"role": "ml_engineer"}, 0),
        ({"text": "CORRECT answers"}, 7),
        ({"text": "100%"}, 0),
        ({"text": "_"}, 0),
    ],
)
def test_briefs_are_found_by_time_role_and_text(alice, briefs, wanted, there):
    assert len(alice.get(BRIEFS, wanted).json()["items"]) == there


def test_the_role_in_the_list_is_the_diagnosis(alice):
    made = alice.post(BRIEFS, {"text": PIPELINES}, content_type="application/json").json()
    listed = alice.get(BRIEFS, {"role": "ml_engineer"}).json()["items"]
    assert [(one["id"], one["role"]) for one in listed] == [(made["id"], made["diagnosis"]["role"])]


@pytest.mark.parametrize(
    ("query", "place"),
    [
        ("tex=law", "query.tex"),
        ("offset=3", "query.offset"),
        ("limit=0", "query.limit"),
        ("limit=201", "query.limit"),
        ("limit=2&limit=3", "query.limit"),
        ("role=hero", "query.role"),
        ("text=", "query.text"),
        ("text=a%00b", "query.text"),
        ("created_after=yesterday", "query.created_after"),
        ("created_after=2026-11-03T00:00:00", "query.created_after"),
        ("created_after=2026-02-30T00:00:00Z", "query.created_after"),
        ("created_after=1", "query.created_after"),
    ],
)
def test_a_parameter_that_is_none_is_refused_by_name(alice, query, place):
    is_problem(alice.get(f"{BRIEFS}?{query}"), 422, "bad_input", place)


def test_no_address_takes_a_parameter_that_it_does_not_know(client):
    document = client.get("/api/v1/openapi.json").json()
    some = "00000000-0000-4000-8000-00000000000f"
    for path, methods in document["paths"].items():
        address = re.sub(r"\{\w+\}", some, path.replace("{field}", "people"))
        for method in methods:
            is_problem(client.generic(method.upper(), f"{address}?zzz=1"), 422, "bad_input", "query.zzz")


@pytest.mark.parametrize(
    ("body", "place"),
    [
        (b"", None),
        (b"{", "body, line 1, column 2"),
        (b'{"text": "a",}', "body, line 1, column 14"),
        (b'\xff{"text": "a"}', "body, byte 0"),
        ("{}".encode("utf-16"), "body, byte 0"),
        (b'{"text": "a", "text": "b"}', "body, key 'text'"),
        (b'{"text": NaN}', "body, NaN"),
        (b'{"text": -Infinity}', "body, -Infinity"),
        (b'{"text": 1e999}', "body, 1e999"),
        (b"[" * 65 + b"]" * 65, "body, character 64"),
        (b"[" * 100_000, "body, character 64"),
        (b'{"text": ' + b"9" * 5000 + b"}", f"body, {'9' * 40}"),
    ],
)
def test_a_body_that_is_no_json_or_says_two_things_is_refused_with_the_place(alice, body, place):
    if body:
        is_problem(raw(alice, body), 400, "bad_json", place)
    else:
        is_problem(raw(alice, body), 422, "bad_input")


@given(st.recursive(st.none() | st.booleans() | st.integers(-(10**30), 10**30) | st.floats(allow_nan=False, allow_infinity=False) | st.text(), lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(), inner, max_size=4), max_leaves=20))  # fmt: skip
def test_whatever_json_can_say_is_read_as_python_reads_it(value):
    assert read_json(json.dumps(value).encode()) == value
    assert read_json(json.dumps(value, ensure_ascii=False).encode("utf-8", "surrogatepass")) == value


@given(st.binary(max_size=60) | st.text(alphabet='[]{}":,\\ 1etruNa', max_size=60).map(str.encode))
def test_rubbish_is_read_or_refused(body):
    try:
        value = read_json(body)
    except BadJson:
        return
    assert json.dumps(value, allow_nan=False)


def test_brackets_in_strings_are_no_levels():
    assert read_json(json.dumps("[" * 500 + '\\"{').encode()) == "[" * 500 + '\\"{'
    deepest = "[" * DEEPEST + "]" * DEEPEST
    assert read_json(deepest.encode())
    assert math.isfinite(read_json(b"1.5e300"))


@pytest.mark.parametrize("kind", ["text/plain", "application/x-www-form-urlencoded", "application/xml", "nonsense"])
def test_a_body_of_another_type_is_415(alice, kind):
    is_problem(raw(alice, b'{"text": "a"}', kind), 415, "unsupported_media_type", "Content-Type")
    is_problem(raw(alice, b"x", kind, f"{BRIEFS}/documents"), 415, "unsupported_media_type", "Content-Type")


def test_a_part_of_a_form_that_is_not_known_is_refused(alice):
    from django.core.files.uploadedfile import SimpleUploadedFile

    parts = {"document": SimpleUploadedFile("need.md", b"Chemists to judge answers."), "title": "x"}
    is_problem(alice.post(f"{BRIEFS}/documents", parts), 422, "bad_input", "form.title")


def test_a_broken_form_is_a_problem_too(alice):
    is_problem(raw(alice, b"x", "multipart/form-data; boundary=", f"{BRIEFS}/documents"), 400, "bad_request")


def test_a_body_above_the_limit_is_413_and_is_not_read(alice):
    is_problem(raw(alice, b'"' + b"x" * 2**20 + b'"'), 413, "too_large")


def test_a_body_in_chunks_is_411(alice):
    chunked = alice.generic("POST", BRIEFS, headers={"Transfer-Encoding": "chunked"}, content_type="application/json")
    is_problem(chunked, 411, "length_required", "Content-Length")


def test_head_is_get_without_its_body(alice, briefs):
    got, head = alice.get(BRIEFS), alice.head(BRIEFS)
    assert (head.status_code, head.content) == (200, b"")
    assert head["Content-Length"] == str(len(got.content))
    assert alice.head(f"{BRIEFS}/{briefs[0].pk}x").status_code == 404


def test_options_and_405_say_what_there_is(alice):
    options = alice.options(BRIEFS)
    assert (options.status_code, options["Allow"]) == (204, "GET, HEAD, OPTIONS, POST")
    refused = alice.delete(BRIEFS)
    is_problem(refused, 405, "method_not_allowed")
    assert refused["Allow"] == "GET, HEAD, OPTIONS, POST"
    is_problem(alice.post("/api/v1/openapi.json"), 405, "method_not_allowed")


@pytest.mark.parametrize("address", ["/api/v1/", "/api/v1/nothing", "/api/v2/briefs", "/api/", f"{BRIEFS}/7"])
def test_an_address_that_is_none_is_a_problem(alice, address):
    is_problem(alice.get(address), 404, "not_found")


def test_a_host_that_is_not_ours_is_a_problem(alice):
    is_problem(alice.get(BRIEFS, headers={"Host": "elsewhere.example"}), 400, "bad_request")


def test_a_fault_of_ours_is_a_problem_without_its_inside(alice, monkeypatch):
    def broken(*_args, **_kwargs):
        raise RuntimeError("a secret of the inside")

    monkeypatch.setattr("touchstone.apps.briefs.api.page_of", broken)
    alice.raise_request_exception = False
    answer = alice.get(BRIEFS)
    is_problem(answer, 500, "fault")
    assert "secret" not in answer.content.decode()


def test_while_the_database_is_away_a_program_is_told_to_come_again(alice, monkeypatch):
    def away(*_args, **_kwargs):
        raise OperationalError("the connection is closed")

    monkeypatch.setattr("touchstone.apps.briefs.api.page_of", away)
    alice.raise_request_exception = False
    answer = alice.get(BRIEFS)
    is_problem(answer, 503, "unavailable")
    assert answer["Retry-After"] == "1"


@pytest.mark.parametrize("path", [BRIEFS, "/briefs/"])
def test_while_the_disk_is_full_it_is_said_so_and_not_that_the_database_is_away(alice, monkeypatch, path):
    def full(*_args, **_kwargs):
        raise OperationalError("could not extend file") from DiskFull("could not extend file")

    for place in ("touchstone.apps.briefs.api.page_of", "touchstone.apps.briefs.views.Paginator"):
        monkeypatch.setattr(place, full)
    alice.raise_request_exception = False
    answer = alice.get(path)
    assert answer.status_code == 507
    assert "no room left" in answer.content.decode()
    if path == BRIEFS:
        is_problem(answer, 507, "no_room")


def test_a_browser_without_its_csrf_token_is_told_where_to_get_one():
    is_problem(raw(Client(enforce_csrf_checks=True), b'{"text": "a"}'), 403, "csrf_failed")


def test_too_many_says_when_to_come_again(alice, settings):
    settings.BRIEFS_PER_HOUR = 0
    refused = raw(alice, json.dumps({"text": ANYBODY}))
    is_problem(refused, 429, "too_many")
    assert 0 < int(refused["Retry-After"]) <= 3601


def test_every_refusal_of_the_code_is_a_code_of_the_table():
    def below(kind):
        return {kind}.union(*(below(one) for one in kind.__subclasses__()))

    codes = {kind.code for kind in below(DomainError) if kind.__module__.startswith("touchstone.")}
    assert codes - OF_A_START <= set(PROBLEMS)


def test_a_refusal_is_said_in_the_language_asked_for_wherever_it_is_found(alice):
    for call in (
        lambda **how: alice.get(f"{BRIEFS}?zzz=1", **how),
        lambda **how: alice.get(BRIEFS, {"cursor": "x"}, **how),
        lambda **how: alice.generic("POST", BRIEFS, b"{", content_type="application/json", **how),
        lambda **how: alice.delete(BRIEFS, **how),
        lambda **how: alice.generic("POST", BRIEFS, b"x" * 2**21, content_type="application/json", **how),
    ):
        answers = [call(headers={"Accept-Language": language}).json() for language in ("en", "es", "pt")]
        assert len({one["title"] for one in answers}) == 3, answers
        assert len({one["code"] for one in answers}) == 1
