"""From a visitor to an owner with a team, a second factor and a token, in a real browser."""

import base64
import hashlib
import hmac
import re
import struct
import time
import uuid

import pytest
from playwright.sync_api import expect

from axe import faults
from needs import ANYBODY

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("browser")]
PASSWORD = "a long password of hers"


def code(secret, moment):
    """What an authenticator app shows (RFC 6238)."""
    digest = hmac.digest(base64.b32decode(secret), struct.pack(">Q", int(moment) // 30), hashlib.sha1)
    place = digest[-1] & 15
    return f"{(struct.unpack('>I', digest[place : place + 4])[0] & 0x7FFFFFFF) % 1_000_000:06}"


def sign_up(page):
    """A fresh account, made on the page for it; its address."""
    email = f"ana-{uuid.uuid4().hex[:8]}@example.org"
    page.goto("/account/signup/")
    page.get_by_label("Your name").fill("Ana Pérez")
    page.get_by_label("Your organisation").fill("Legal AI")
    page.get_by_label("Email").fill(email)
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Make the account").click()
    page.wait_for_url("**/")
    return email


@pytest.mark.parametrize(("width", "scheme"), [(1440, "light"), (390, "dark")])
def test_from_a_visitors_brief_to_an_organisation_with_a_team_and_a_token(window, fits, width, scheme):
    page = window(width=width, color_scheme=scheme)
    page.fill("#id_text", ANYBODY)
    page.get_by_role("button", name="See who you need").click()
    page.wait_for_url("**/briefs/*/")
    brief = page.url
    sign_up(page)
    page.goto(brief)  # what was tried before the account is still there
    expect(page.get_by_role("heading", level=1)).to_contain_text("You need")
    page.goto("/organisation/")
    fits(page)
    assert not faults(page)
    page.get_by_label("E-mail address").fill("colleague@example.org")
    page.get_by_role("button", name="Send the invitation").click()
    expect(page.get_by_text("open until")).to_be_visible()
    page.goto("/organisation/tokens")
    page.get_by_label("What is it for?").fill("nightly export")
    page.get_by_role("button", name="Make the token").click()
    secret = page.locator("#secret").inner_text()
    fits(page)
    assert not faults(page)
    answer = page.request.get("/api/v1/briefs", headers={"Authorization": f"Bearer {secret}", "Cookie": ""})
    assert answer.status == 200
    page.goto("/organisation/tokens")
    expect(page.get_by_text(secret)).to_have_count(0)
    page.get_by_role("button", name="Revoke").click()
    expect(page.get_by_text("None.")).to_be_visible()


@pytest.mark.parametrize(("width", "scheme"), [(1440, "light"), (390, "dark")])
def test_a_second_factor_is_set_up_and_asked_for(window, fits, look, width, scheme):
    page = window(width=width, color_scheme=scheme)
    email = sign_up(page)
    page.goto("/account/letters/")
    page.get_by_label("one letter a day with everything").check()
    look(page, "letters")
    page.get_by_role("button", name="Keep").click()
    expect(page.get_by_label("one letter a day with everything")).to_be_checked()
    page.goto("/account/factors/totp/activate/")
    fits(page)
    assert not faults(page)
    secret = page.locator(".secret").inner_text()
    now = time.time()
    page.locator("#id_code").fill(code(secret, now))
    page.get_by_role("button", name="Set it up").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Recovery codes")
    one_code = page.locator(".codes code").first.inner_text()
    page.get_by_role("button", name="Log out").click()
    log_in(page, email)
    expect(page.get_by_role("heading", level=1)).to_have_text("Second factor")
    assert not faults(page)
    page.locator("#id_code").fill(one_code)
    page.get_by_role("main").get_by_role("button", name="Log in").click()
    page.goto("/account/factors/")
    expect(page.get_by_role("heading", level=1)).to_have_text("Second factor")
    expect(page.get_by_text(re.compile("^9 unused"))).to_be_visible()


def log_in(page, email):
    page.goto("/account/login/")
    page.get_by_label("Email").fill(email)
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Log in", exact=True).click()


def test_a_passkey_logs_in_without_a_password(window, site):
    page = window()
    port = site.rsplit(":", 1)[1]
    client = page.context.new_cdp_session(page)
    client.send("WebAuthn.enable")
    options = {"protocol": "ctap2", "transport": "internal", "hasResidentKey": True, "hasUserVerification": True}
    client.send("WebAuthn.addVirtualAuthenticator", {"options": options | {"isUserVerified": True}})
    page.goto(f"http://localhost:{port}/")  # a passkey belongs to a host name, and 127.0.0.1 is none
    here = f"http://localhost:{port}"
    email = f"eva-{uuid.uuid4().hex[:8]}@example.org"
    page.goto(f"{here}/account/signup/")
    page.get_by_label("Your name").fill("Eva")
    page.get_by_label("Your organisation").fill("Keys Ltd")
    page.get_by_label("Email").fill(email)
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Make the account").click()
    page.wait_for_url(f"{here}/")
    page.goto(f"{here}/account/factors/webauthn/add/")
    page.get_by_label("Name").fill("this laptop")
    page.locator("#id_passwordless").check()
    page.get_by_role("button", name="Add it").click()
    page.wait_for_url(re.compile("recovery-codes|webauthn/$"))
    page.get_by_role("button", name="Log out").click()
    page.goto(f"{here}/account/login/")
    page.get_by_role("button", name="With a passkey").click()
    page.wait_for_url(f"{here}/")
    page.goto(f"{here}/organisation/")
    expect(page.get_by_role("heading", level=1)).to_have_text("Keys Ltd")


def test_a_made_up_manager_comes_in_with_one_press_and_a_viewer_changes_nothing(window, fits):
    page = window(width=390)
    page.goto("/account/login/")
    fits(page)
    assert not faults(page)
    page.get_by_role("button", name="Vera Viewer").click()
    page.wait_for_url("**/")
    page.get_by_role("link", name=re.compile("contract assistant")).click()
    page.locator("#field-weeks").get_by_role("button", name="Right").click()
    expect(page.locator("#notices")).to_contain_text("You may look, and not change anything.")
    window.complaints.clear()  # the browser notes the 403 that was asked for
