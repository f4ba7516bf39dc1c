"""From typing a need to its page, as a visitor and as a member, with and without htmx."""

import re

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from needs import ANYBODY, TAX_LAW
from touchstone.apps.accounts.models import Organisation
from touchstone.apps.accounts.tenancy import tenant
from touchstone.apps.accounts.visitors import COOKIE, _signer
from touchstone.apps.briefs import words
from touchstone.apps.briefs.models import BriefRecord
from touchstone.core.briefs import read_text
from touchstone.core.roles import diagnose

pytestmark = pytest.mark.django_db
HTMX = {"HX-Request": "true"}


def submit(client, text=TAX_LAW):
    response = client.post(reverse("briefs:submit"), {"text": text})
    assert response.status_code == 302, response.content.decode()
    return response["Location"]


def press(client, page, field, do, **more):
    return client.post(f"{page}fields/{field}/", {"do": do, **more})


def marks(client, page):
    from uuid import UUID

    from touchstone.apps.accounts.visitors import sandbox_of

    request = type("R", (), {"COOKIES": {COOKIE: client.cookies[COOKIE].value}})
    with tenant(sandbox_of(request)):
        return BriefRecord.objects.get(pk=UUID(page.strip("/").split("/")[-1])).marks


def test_anyone_can_look_at_the_first_page_and_leaves_nothing_behind(visitor):
    response = visitor.get("/")
    assert response.status_code == 200
    assert COOKIE not in response.cookies
    assert "sessionid" not in response.cookies


def test_a_visitor_types_a_need_and_sees_what_was_read_and_who_is_needed(visitor):
    page = visitor.get(submit(visitor)).content.decode()
    assert "invents citations" in page
    assert "Tax law" in page or "tax law" in page
    assert str(words.ROLES[diagnose(read_text(TAX_LAW).brief).role]) in page.lower() + page
    assert "$60" in page


def test_a_visitors_sandbox_is_theirs_and_expires(visitor):
    submit(visitor)
    sandbox = _signer().unsign(visitor.cookies[COOKIE].value)
    with tenant(sandbox):
        organisation = Organisation.objects.get()
        assert organisation.kind == Organisation.Kind.VISITOR
        assert organisation.expires_at is not None
        assert BriefRecord.objects.count() == 1


def test_the_cookie_is_out_of_reach_of_scripts(visitor):
    response = visitor.post(reverse("briefs:submit"), {"text": TAX_LAW})
    cookie = response.cookies[COOKIE]
    assert cookie["httponly"]
    assert cookie["samesite"] == "Lax"


def test_a_second_brief_goes_into_the_same_sandbox_and_both_are_listed(visitor):
    first, second = submit(visitor), submit(visitor, ANYBODY)
    landing = visitor.get("/").content.decode()
    assert first in landing
    assert second in landing


def test_another_visitor_gets_404(visitor):
    page = submit(visitor)
    stranger = Client()
    assert stranger.get(page).status_code == 404
    submit(stranger, ANYBODY)
    assert stranger.get(page).status_code == 404


@pytest.mark.parametrize("forged", ["", "nonsense", "00000000-0000-4000-8000-000000000001:1tXyz:abc"])
def test_a_cookie_that_we_did_not_sign_opens_nothing(visitor, forged):
    page = submit(visitor)
    stranger = Client()
    stranger.cookies[COOKIE] = forged
    assert stranger.get(page).status_code == 404


def test_an_expired_sandbox_is_closed(visitor, settings):
    page = submit(visitor)
    sandbox = _signer().unsign(visitor.cookies[COOKIE].value)
    with tenant(sandbox):
        organisation = Organisation.objects.get()
        Organisation.objects.update(expires_at=organisation.created_at)
    assert visitor.get(page).status_code == 404


@pytest.mark.parametrize("path", ["", "plan/", "fields/languages/"])
def test_charlie_gets_404_from_every_page_of_alices_brief(cast, browser_of, path):
    page = submit(browser_of(cast.alice))
    charlie = browser_of(cast.charlie)
    assert charlie.get(page + path).status_code == 404
    assert browser_of(cast.bob).get(page + path).status_code == 200


@pytest.mark.parametrize("path", ["fields/", "fields/languages/"])
def test_charlie_gets_404_when_he_tries_to_change_alices_brief(cast, browser_of, path):
    page = submit(browser_of(cast.alice))
    assert browser_of(cast.charlie).post(page + path, {"do": "confirm"}).status_code == 404


def test_what_bob_submits_alice_finds(cast, browser_of):
    page = submit(browser_of(cast.bob))
    assert page in browser_of(cast.alice).get("/").content.decode()


def test_confirming_correcting_dropping_and_reopening_a_field(visitor):
    page = submit(visitor)
    assert press(visitor, page, "languages", "confirm").status_code == 302
    assert press(visitor, page, "people", "edit", value="7").status_code == 302
    assert press(visitor, page, "weeks", "drop").status_code == 302
    assert marks(visitor, page) == {
        "languages": {"mark": "confirmed"},
        "people": {"mark": "edited", "value": 7},
        "weeks": {"mark": "dropped"},
    }
    press(visitor, page, "weeks", "reopen")
    assert "weeks" not in marks(visitor, page)


def test_correcting_a_field_changes_the_diagnosis(visitor):
    page = submit(visitor, "We need help with our model.")
    before = visitor.get(page).content.decode()
    press(visitor, page, "tasks", "edit", competence="build")
    press(visitor, page, "model_state", "edit", value="none")
    after = visitor.get(page).content.decode()
    assert before.count("ML engineer") < after.count("ML engineer") or "ML engineer" in after


def test_the_field_of_a_degree_is_shown_in_its_words_confirmed_and_dropped(visitor):
    page = submit(visitor, "Chemists judge answers of our model. PhD in organic chemistry or a related field.")
    assert "Field of the degree" in visitor.get(page).content.decode()
    press(visitor, page, "degree_domains", "confirm")
    assert marks(visitor, page)["degree_domains"] == {"mark": "confirmed"}
    press(visitor, page, "degree_domains", "drop")
    assert marks(visitor, page)["degree_domains"] == {"mark": "dropped"}


def test_how_several_domains_are_joined_is_shown_where_it_is_said_and_asked_where_it_is_not(visitor):
    said = submit(visitor, "Experts in philosophy or psychology judge answers of our model.")
    assert "any of them will do" in visitor.get(said).content.decode()
    open_ = submit(visitor, "Experts judge answers of our model on mathematics, physics and chemistry.")
    assert "will any of them do, or must one person know them all?" in visitor.get(open_).content.decode()


def test_confirming_everything_leaves_what_was_said_before(visitor):
    page = submit(visitor)
    press(visitor, page, "people", "drop")
    visitor.post(f"{page}fields/")
    said = marks(visitor, page)
    assert said["people"] == {"mark": "dropped"}
    assert said["languages"] == {"mark": "confirmed"}


@pytest.mark.parametrize(
    ("field", "typed", "stored"),
    [
        ("languages", {"value": "inglés C1, Portuguese native, de"}, [{"code": "en", "level": "C1"}, {"code": "pt", "level": "native"}, {"code": "de", "level": None}]),
        ("countries", {"value": "Brazil, mx, Perú"}, ["BR", "MX", "PE"]),
        ("domains", {"value": "tax law"}, ["0421.tax"]),
        ("domains_joined", {"value": "all"}, "all"),
        ("degree_domains", {"value": "Chemistry, derecho"}, ["0531", "0421"]),
        ("hours_per_week", {"low": "10", "high": "20"}, {"low": 10.0, "high": 20.0}),
        ("pay", {"low": "30", "high": "45.50", "currency": "USD", "unit": "hour"}, {"low": {"minor": 3000, "currency": "USD"}, "high": {"minor": 4550, "currency": "USD"}, "unit": "hour", "per": 1}),
        ("budget", {"amount": "12000", "currency": "EUR"}, {"minor": 1200000, "currency": "EUR"}),
        ("start", {"value": "2027-02-01"}, "2027-02-01"),
        ("working_hours", {"start": "08:00", "end": "16:30"}, {"start": "08:00:00", "end": "16:30:00"}),
        ("time_zone", {"value": "America/Sao_Paulo"}, "America/Sao_Paulo"),
        ("quality_target", {"value": "95"}, 0.95),
        ("symptoms", {"value": ["unsafe", "bad_tone"]}, ["unsafe", "bad_tone"]),
        ("degree", {"value": "master"}, "master"),
        ("on_site", {"value": "no"}, False),
        ("clearances", {"value": "background check, Board certificate"}, ["background_check", "board_certificate"]),
        ("tools", {"value": "Python, CVAT"}, ["Python", "CVAT"]),
    ],
)  # fmt: skip
def test_a_field_is_corrected_in_a_persons_words(visitor, field, typed, stored):
    page = submit(visitor)
    response = press(visitor, page, field, "edit", **typed)
    assert response.status_code == 302, response.content.decode()
    assert marks(visitor, page)[field]["value"] == stored
    form = visitor.get(f"{page}fields/{field}/")
    assert form.status_code == 200
    again = press(visitor, page, field, "edit", **{name: box.value() for name, box in boxes(form)})
    assert again.status_code == 302
    assert marks(visitor, page)[field]["value"] == stored, "what the form shows is what it saves"


def boxes(response):
    """What stands in the form's boxes, as the browser would send it back."""
    form = response.context["form"]
    for box in form:
        value = box.value()
        if value is None:
            continue
        shown = box.field.widget.format_value(value) if not isinstance(value, list) else value
        yield box.name, type("Box", (), {"value": staticmethod(lambda shown=shown: shown)})


@pytest.mark.parametrize(
    ("field", "typed"),
    [
        ("languages", {"value": "Klingonish C1"}),
        ("countries", {"value": "Atlantis"}),
        ("domains", {"value": "qzxv"}),
        ("domains_joined", {"value": "both"}),
        ("degree_domains", {"value": "Chemistry, heraldry"}),
        ("hours_per_week", {"low": "20", "high": "10"}),
        ("hours_per_week", {"low": "", "high": ""}),
        ("people", {"value": "-3"}),
        ("people", {"value": "many"}),
        ("time_zone", {"value": "Mars/Olympus"}),
        ("pay", {"low": "", "high": "", "currency": "", "unit": "hour"}),
        ("degree", {"value": "wizard"}),
        ("quality_target", {"value": "120"}),
        ("start", {"value": "soon"}),
    ],
)
def test_what_cannot_be_is_refused_beside_its_box_and_nothing_changes(visitor, field, typed):
    page = submit(visitor)
    response = press(visitor, page, field, "edit", **typed)
    assert response.status_code == 422
    assert 'class="error' in response.content.decode()
    assert marks(visitor, page) == {}


def test_a_field_that_does_not_exist_is_refused(visitor):
    page = submit(visitor)
    assert press(visitor, page, "name", "confirm").status_code == 422
    assert press(visitor, page, "languages", "explode").status_code == 422


def test_nothing_can_be_confirmed_where_nothing_stands(visitor):
    page = submit(visitor, ANYBODY)
    assert press(visitor, page, "budget", "confirm").status_code == 422


def test_with_htmx_a_press_answers_with_the_pages_body_alone(visitor):
    page = submit(visitor)
    answer = visitor.post(f"{page}fields/languages/", {"do": "confirm"}, headers=HTMX).content.decode()
    assert "<html" not in answer
    assert answer.lstrip().startswith('<div id="body"')


def test_the_plan_is_recomputed_under_other_levers(visitor):
    page = submit(visitor)
    part = visitor.get(f"{page}plan/", headers=HTMX).content.decode()
    more = visitor.get(f"{page}plan/", {"people": 8, "weeks": 30, "hours": 40}, headers=HTMX).content.decode()
    assert 'id="plan"' in part
    assert "<html" not in part
    assert re.findall(r"\$[\d,]+", part) != re.findall(r"\$[\d,]+", more)
    whole = visitor.get(f"{page}plan/", {"people": 8, "weeks": 30, "hours": 40}).content.decode()
    assert "<html" in whole
    assert 'value="8"' in whole


def test_the_same_levers_give_the_same_figures(visitor):
    page = submit(visitor)
    first, second = (visitor.get(f"{page}plan/", {"people": 3}, headers=HTMX).content for _ in range(2))
    assert first == second


def test_unusable_levers_are_said_and_left_out(visitor):
    page = submit(visitor)
    response = visitor.get(f"{page}plan/", {"people": "0", "weeks": "x"}, headers=HTMX)
    assert response.status_code == 200
    assert 'class="error' in response.content.decode()


def test_an_empty_need_is_asked_for(visitor):
    for text in ("", "   \n "):
        response = visitor.post(reverse("briefs:submit"), {"text": text})
        assert response.status_code == 422
        assert COOKIE not in response.cookies


def test_a_brief_in_which_hostile_markup_stands_is_shown_as_text(visitor):
    page = visitor.get(
        submit(visitor, f"<script>alert(1)</script> {TAX_LAW} <img src=x onerror=alert(2)>")
    ).content.decode()
    assert "<script>alert" not in page
    assert "<img src=x" not in page


def test_a_nul_byte_and_odd_unicode_do_not_break_the_page(visitor):
    response = visitor.post(reverse("briefs:submit"), {"text": f"\x00 {TAX_LAW} \U0001f9ea \u202e e\u0301"})
    assert response.status_code in {302, 422}


def test_a_document_is_read_in_its_own_process(visitor):
    document = SimpleUploadedFile("need.md", TAX_LAW.encode())
    response = visitor.post(reverse("briefs:submit"), {"document": document})
    assert response.status_code == 302, response.content.decode()
    assert "invents citations" in visitor.get(response["Location"]).content.decode()


def test_a_document_that_is_none_is_refused_in_words(visitor):
    document = SimpleUploadedFile("need.pdf", b"%PDF-1.7 this is not a document")
    response = visitor.post(reverse("briefs:submit"), {"document": document})
    assert response.status_code == 422
    assert COOKIE not in response.cookies


def test_a_document_above_the_limit_is_refused(visitor, settings):
    settings.UPLOAD_LIMIT = 1000
    document = SimpleUploadedFile("need.txt", b"x" * 1001)
    assert visitor.post(reverse("briefs:submit"), {"document": document}).status_code == 413


def test_too_many_briefs_from_one_address_are_refused(visitor, settings):
    settings.BRIEFS_PER_HOUR = 2
    submit(visitor)
    submit(Client(), ANYBODY)
    assert Client().post(reverse("briefs:submit"), {"text": ANYBODY}).status_code == 429


def test_refused_tries_count_too(visitor, settings):
    settings.BRIEFS_PER_HOUR = 2
    for _ in range(2):
        assert visitor.post(reverse("briefs:submit"), {"text": ""}).status_code == 422
    assert visitor.post(reverse("briefs:submit"), {"text": ANYBODY}).status_code == 429


def test_a_form_without_its_token_is_refused():
    strict = Client(enforce_csrf_checks=True)
    assert strict.post(reverse("briefs:submit"), {"text": ANYBODY}).status_code == 403


@pytest.mark.parametrize("language", ["en", "es", "pt"])
def test_every_page_is_served_in_every_language(visitor, language):
    page = submit(visitor)
    for path in ("/", page, f"{page}fields/pay/", "/nowhere/"):
        response = visitor.get(path, headers={"Accept-Language": language})
        assert response.status_code in {200, 404}
        assert f'<html lang="{language}"' in response.content.decode()


def test_a_first_line_that_is_a_title_becomes_the_title(visitor):
    page = submit(visitor, f"Tax law reviewers\r\n\r\n{TAX_LAW}")
    assert "<title>Tax law reviewers" in visitor.get(page).content.decode()
