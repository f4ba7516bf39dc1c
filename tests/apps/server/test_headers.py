"""What every answer carries, whatever it is."""

import pytest
from django.test import Client

pytestmark = pytest.mark.django_db
ADDRESSES = [
    "/",
    "/nowhere/",
    "/styleguide/",
    "/briefs/00000000-0000-4000-8000-000000000001/",
    "/api/v1/briefs",
    "/api/v1/openapi.json",
]


@pytest.mark.parametrize("address", ADDRESSES)
def test_a_browser_is_told_to_trust_nothing_from_elsewhere(address):
    response = Client().get(address)
    policy = response["Content-Security-Policy"]
    assert "default-src 'none'" in policy
    assert "unsafe" not in policy
    assert "frame-ancestors 'none'" in policy
    assert response["X-Content-Type-Options"] == "nosniff"
    assert response["X-Frame-Options"] == "DENY"
    assert response["Referrer-Policy"] == "same-origin"
    assert response["Cross-Origin-Opener-Policy"] == "same-origin"


@pytest.mark.parametrize("address", ["/", "/nowhere/", "/styleguide/"])
def test_no_page_needs_what_the_policy_forbids(address):
    import re

    page = Client().get(address).content.decode()
    assert not re.search(r"\sstyle=|\son[a-z]+=|javascript:", page)
    for script in re.findall(r"<script\b[^>]*>(.*?)</script>", page, re.DOTALL):
        assert not script.strip()


def test_a_missing_page_says_so_to_a_person_and_to_a_program():
    assert "<html" in Client().get("/nowhere/").content.decode()
    answer = Client().get("/api/v1/nowhere")
    assert answer.status_code == 404
    assert answer["Content-Type"] == "application/problem+json"
    assert answer.json()["code"] == "not_found"


def test_another_host_is_refused():
    assert Client(headers={"Host": "evil.example.org"}).get("/").status_code == 400


def test_whoever_watches_is_answered_before_any_host_is_looked_at():
    watcher = Client(headers={"Host": "10.0.0.7"})
    assert watcher.get("/healthz").json() == {"status": "alive"}
    assert watcher.get("/readyz").json() == {"status": "ready"}


def test_a_fault_of_ours_is_a_page_and_not_a_trace(monkeypatch):
    def broken(*_, **__):
        raise RuntimeError("the secret of the house")

    monkeypatch.setattr("touchstone.apps.briefs.views._landing", broken)
    response = Client(raise_request_exception=False).get("/")
    assert response.status_code == 500
    assert "secret of the house" not in response.content.decode()


def test_a_wrong_method_is_refused():
    assert Client().post("/").status_code == 405
    assert Client().put("/briefs/").status_code == 405


def test_switching_the_language_sets_it_for_the_next_page():
    client = Client()
    response = client.post("/i18n/setlang/", {"language": "pt", "next": "/"})
    assert response.status_code == 302
    assert '<html lang="pt"' in client.get("/").content.decode()


def test_a_request_that_says_it_is_huge_is_refused_before_it_is_read(settings):
    settings.UPLOAD_LIMIT = 1000
    response = Client().post("/briefs/", {"text": "x"}, headers={"Content-Length": str(3 * 2**20)})
    assert response.status_code == 413
    answer = Client().post(
        "/api/v1/briefs", b"", content_type="application/json", headers={"Content-Length": str(3 * 2**20)}
    )
    assert answer.json()["code"] == "too_large"


def test_what_is_somebodys_own_is_kept_out_of_caches(visitor):
    from needs import ANYBODY

    page = visitor.post("/briefs/", {"text": ANYBODY})["Location"]
    assert visitor.get(page)["Cache-Control"] == "private, no-store"
