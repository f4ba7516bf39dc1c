"""An owner in a real browser keeps a webhook; the other side is a real server on this machine."""

import json

import pytest
from playwright.sync_api import expect

from receiver import receiving

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("browser")]


def until_there(page, text):
    """A worker does it in its own time."""
    for _try in range(40):
        if page.get_by_text(text).count():
            break
        page.wait_for_timeout(250)
        page.reload()
    expect(page.get_by_text(text).first).to_be_visible()


@pytest.mark.parametrize(("width", "scheme"), [(1440, "light"), (390, "dark")])
def test_a_webhook_from_its_adding_to_a_message_that_is_sent_again(window, look, width, scheme):
    page = window(width=width, color_scheme=scheme)
    page.goto("/account/login/")
    page.locator("li", has_text="Olga Owner").get_by_role("button").click()
    page.wait_for_url("**/")
    with receiving() as other:
        page.goto("/organisation/webhooks/")
        look(page, "webhooks-none")
        page.get_by_role("textbox", name="Address").fill("https://10.0.0.1/")
        page.get_by_label("a brief is submitted").check()
        page.get_by_role("button", name="Add the webhook").click()
        expect(page.get_by_text("There is no public host of this name.")).to_be_visible()
        look(page, "webhooks-refused")
        assert [one for one in window.complaints if "422" not in one] == []
        window.complaints.clear()
        page.get_by_role("textbox", name="Address").fill(other.address)
        page.get_by_label("What is it for?").fill("our tracker")
        page.get_by_role("button", name="Add the webhook").click()
        expect(page.get_by_text("Nothing has happened yet")).to_be_visible()
        other.status = 500
        page.get_by_role("button", name="Send a test message").click()
        until_there(page, "1 try: 500")
        other.status = 200
        page.get_by_role("button", name="Send again", exact=True).click()
        until_there(page, "2 tries: 200")
        assert [json.loads(body)["type"] for _path, _headers, body in other.came] == ["webhook.test"] * 2
        page.get_by_role("button", name="Show the secret").click()
        expect(page.locator("#secret")).to_contain_text("whsec_")
        page.get_by_text("2 tries: 200").click()
        look(page, "webhook")
        page.goto("/organisation/webhooks/")
        look(page, "webhooks")
        page.get_by_role("link", name=other.address).click()
        page.get_by_role("button", name="Remove").click()
        expect(page.get_by_text("The webhook is removed.")).to_be_visible()
