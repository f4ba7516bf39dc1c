"""The JSON API: the same doors and actions as the pages."""

import json

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from needs import ANYBODY, NOBODY_YET, TAX_LAW
from touchstone.apps.accounts.visitors import COOKIE
from touchstone.core.briefs import read_text
from touchstone.core.roles import diagnose

pytestmark = pytest.mark.django_db
NOBODY = "00000000-0000-4000-8000-000000000001"


def post(client, address, body=None, **headers):
    return client.post(f"/api/v1/{address}", json.dumps(body or {}), content_type="application/json", headers=headers)


def submit(client, text=TAX_LAW):
    response = post(client, "briefs", {"text": text})
    assert response.status_code == 201, response.content
    return response.json()


def is_problem(response, status, code):
    assert response.status_code == status, response.content
    assert response["Content-Type"] == "application/problem+json"
    assert response.json()["code"] == code
    return response.json()


def test_a_brief_goes_in_as_text_and_comes_out_as_fields_with_their_words(visitor):
    response = post(visitor, "briefs", {"text": TAX_LAW})
    brief = response.json()
    assert response["Location"].endswith(f"/api/v1/briefs/{brief['id']}")
    assert brief["diagnosis"]["role"] == diagnose(read_text(TAX_LAW).brief).role.value
    assert brief["brief"]["domains"] == ["0421.tax"]
    for one in brief["found"]:
        said = TAX_LAW if one["where"] == "text" else brief["brief"]["title"]
        assert said[one["start"] : one["end"]] == one["words"]
    assert visitor.get(f"/api/v1/briefs/{brief['id']}").json() == brief


def test_the_page_and_the_api_show_the_same_brief(visitor):
    brief = submit(visitor)
    assert visitor.get(f"/briefs/{brief['id']}/").status_code == 200
    assert [one["id"] for one in visitor.get("/api/v1/briefs").json()["items"]] == [brief["id"]]


def test_a_program_gets_its_token_and_without_it_nothing_is_written():
    program = Client(enforce_csrf_checks=True)
    assert post(program, "briefs", {"text": ANYBODY}).status_code == 403
    token = program.get("/api/v1/session").json()["csrf_token"]
    assert post(program, "briefs", {"text": ANYBODY}, **{"X-CSRFToken": token}).status_code == 201


@pytest.mark.parametrize(
    "body",
    [
        {},
        {"text": ""},
        {"text": 7},
        {"text": ANYBODY, "name": "Alice"},
        {"text": "x" * 100_001},
        {"text": ANYBODY, "title": "t" * 201},
    ],
)
def test_input_of_another_shape_is_refused_with_its_place(visitor, body):
    problem = is_problem(post(visitor, "briefs", body), 422, "bad_input")
    assert problem["faults"][0]["place"].startswith("body")


def test_what_is_no_json_is_refused(visitor):
    response = visitor.post("/api/v1/briefs", "{", content_type="application/json")
    is_problem(response, 400, "bad_json")


def test_a_field_is_confirmed_corrected_dropped_and_reopened(visitor):
    brief = submit(visitor)
    where = f"briefs/{brief['id']}/fields"
    post(visitor, f"{where}/languages", {"do": "confirm"})
    post(visitor, f"{where}/people", {"do": "edit", "value": 9})
    after = post(visitor, f"{where}/weeks", {"do": "drop"}).json()
    assert after["brief"]["people"] == 9
    assert after["brief"]["weeks"] is None
    assert after["marks"]["languages"] == {"mark": "confirmed"}
    again = post(visitor, f"{where}/weeks", {"do": "reopen"}).json()
    assert again["brief"]["weeks"] == brief["brief"]["weeks"]


def test_the_field_of_a_degree_and_how_domains_are_joined_come_with_their_words_and_are_corrected(visitor):
    brief = submit(visitor, "Lawyers or physicians judge answers of our model. PhD in chemistry.")
    assert brief["brief"]["degree_domains"] == ["0531"]
    assert [one["words"] for one in brief["found"] if one["field"] == "degree_domains"] == ["chemistry"]
    where = f"briefs/{brief['id']}/fields"
    post(visitor, f"{where}/degree_domains", {"do": "edit", "value": ["0421", "0912"]})
    after = post(visitor, f"{where}/domains_joined", {"do": "edit", "value": "all"}).json()
    assert (after["brief"]["degree_domains"], after["brief"]["domains_joined"]) == (["0421", "0912"], "all")


@pytest.mark.parametrize(
    ("field", "body"),
    [
        ("domains_joined", {"do": "edit", "value": "both"}),
        ("degree_domains", {"do": "edit", "value": "law"}),
        ("unknown_degree_domains", {"do": "edit", "value": ["heraldry"]}),
        ("people", {"do": "edit", "value": "many"}),
        ("people", {"do": "edit"}),
        ("languages", {"do": "edit", "value": [{"code": "pt", "level": "fluent"}]}),
        ("name", {"do": "confirm"}),
        ("text", {"do": "edit", "value": "another"}),
        ("budget", {"do": "confirm"}),
        ("people", {"do": "confirm", "value": 3}),
    ],
)
def test_a_value_that_is_none_for_its_field_is_refused_and_changes_nothing(visitor, field, body):
    brief = submit(visitor)
    is_problem(post(visitor, f"briefs/{brief['id']}/fields/{field}", body), 422, "bad_input")
    assert visitor.get(f"/api/v1/briefs/{brief['id']}").json() == brief


def test_a_plan_comes_with_its_arithmetic_and_changes_with_its_levers(visitor):
    brief = submit(visitor)
    plan = visitor.get(f"/api/v1/briefs/{brief['id']}/plan").json()
    more = visitor.get(f"/api/v1/briefs/{brief['id']}/plan", {"people": 9, "hours": 40}).json()
    assert plan["alternatives"][0]["lines"]
    assert plan != more
    is_problem(visitor.get(f"/api/v1/briefs/{brief['id']}/plan", {"people": 0}), 422, "bad_input")
    is_problem(visitor.get(f"/api/v1/briefs/{brief['id']}/plan", {"folk": 2}), 422, "bad_input")


@pytest.mark.usefixtures("pool")
def test_a_shortlist_is_drawn_relaxed_and_ranked(visitor):
    brief = submit(visitor)
    response = post(visitor, f"briefs/{brief['id']}/shortlists", {"mode": "quality"})
    drawn = response.json()
    assert response.status_code == 201
    assert drawn["result"]["synthetic"] is True
    offer = next(one for one in drawn["result"]["exclusions"] if one["relaxed_need"])
    relaxed = post(visitor, f"shortlists/{drawn['id']}/relax", {"constraint": offer["constraint"]}).json()
    assert relaxed["result"]["eligible"] == drawn["result"]["eligible"] + offer["brings_back"]
    ranked = post(visitor, f"shortlists/{relaxed['id']}/rank", {"mode": "cost"}).json()
    assert (ranked["mode"], ranked["need"]) == ("cost", relaxed["need"])
    assert visitor.get(f"/api/v1/shortlists/{drawn['id']}").json() == drawn


@pytest.mark.usefixtures("pool")
def test_steps_that_help_only_together_are_taken_together(visitor):
    brief = submit(visitor, NOBODY_YET)
    drawn = post(visitor, f"briefs/{brief['id']}/shortlists").json()
    assert drawn["result"]["eligible"] == 0
    offer = drawn["result"]["joint"][0]
    response = post(visitor, f"shortlists/{drawn['id']}/relax-together", {"index": 0})
    assert response.status_code == 201
    assert response.json()["result"]["eligible"] == offer["brings_back"] > 0
    assert response.json()["relaxed_from"] == drawn["id"]
    is_problem(post(visitor, f"shortlists/{drawn['id']}/relax-together", {"index": "x"}), 422, "bad_input")
    assert post(visitor, f"shortlists/{drawn['id']}/relax-together", {"index": 99}).status_code in {409, 422}


def test_reading_opens_no_sandbox(visitor):
    visitor.get("/api/v1/briefs")
    visitor.get(f"/api/v1/briefs/{NOBODY}")
    assert COOKIE not in visitor.cookies


def test_every_address_is_described(visitor):
    described = visitor.get("/api/v1/openapi.json").json()
    assert "/api/v1/briefs/{brief}" in described["paths"]
    for address in described["paths"].values():
        for call in address.values():
            assert call["summary"]


def test_a_document_goes_in(visitor):
    document = SimpleUploadedFile("need.md", TAX_LAW.encode())
    response = visitor.post("/api/v1/briefs/documents", {"document": document})
    assert response.status_code == 201, response.content
    assert response.json()["file_name"] == "need.md"


def test_a_document_above_the_limit_is_refused(visitor, settings):
    settings.UPLOAD_LIMIT = 100
    document = SimpleUploadedFile("need.md", b"x" * 101)
    is_problem(visitor.post("/api/v1/briefs/documents", {"document": document}), 413, "too_large")


def test_too_many_briefs_are_refused(visitor, settings):
    settings.BRIEFS_PER_HOUR = 1
    submit(visitor)
    is_problem(post(visitor, "briefs", {"text": ANYBODY}), 429, "too_many")


@pytest.mark.parametrize("odd", ["\x00", "\ud800", "\ufffe", "\\u0000", "\u202e", "\U0010ffff", "e\u0301" * 50])
def test_odd_characters_are_read_or_refused_and_break_nothing(visitor, odd):
    response = post(visitor, "briefs", {"text": f"{odd} {TAX_LAW} {odd}"})
    assert response.status_code in {201, 422}
    if response.status_code == 201:
        assert visitor.get(f"/briefs/{response.json()['id']}/").status_code == 200


@pytest.mark.parametrize("field", ["tools", "location"])
def test_odd_characters_in_a_correction_break_nothing(visitor, field):
    brief = submit(visitor)
    value = ["a\x00b"] if field == "tools" else "a\x00b"
    response = post(visitor, f"briefs/{brief['id']}/fields/{field}", {"do": "edit", "value": value})
    is_problem(response, 422, "bad_input")


def test_a_refusal_of_the_core_is_said_in_the_readers_language_under_the_same_code(visitor):
    said = {}
    for language in ("en", "es", "pt"):
        brief = submit(visitor, "Necesito a alguien que corte el césped.")["id"]
        response = visitor.get(f"/api/v1/briefs/{brief}/plan", headers={"Accept-Language": language})
        said[language] = response.json()["title"]
        assert response.json()["code"] == "not_possible"
    assert len(set(said.values())) == 3
