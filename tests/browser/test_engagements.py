"""The two sides in a real browser: a specialist from joining to accepting, a client from a list to the answer."""

import re
import uuid
from pathlib import Path

import pytest
from playwright.sync_api import expect

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("browser")]
PASSWORD = "a long password of hers"


def join(page, look):
    """Sofía's account and profile."""
    page.goto("/join/")
    look(page, "join")
    page.get_by_role("button", name="Begin your profile").click()
    page.get_by_label("Your name").fill("Sofía Rojas")
    page.get_by_label("Email").fill(f"sofia-{uuid.uuid4().hex[:8]}@example.org")
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Make the account").click()
    page.wait_for_url("**/me/")
    expect(page.get_by_text("Not complete yet")).to_be_visible()
    page.get_by_label("Where you live").select_option("CL")
    page.get_by_label("Your clock").select_option("America/Santiago")
    page.get_by_label("AI training specialist").check()
    page.get_by_label("RLHF specialist").check()
    page.get_by_label("data annotator").check()
    page.get_by_label("Hours a week").fill("20")
    page.get_by_label("What you ask for one hour").fill("12")
    claims = page.locator("#claims")
    claims.get_by_label("Field", exact=True).fill("no such field at all")
    claims.get_by_label("What you do in it").select_option("judge")
    page.locator("#languages").get_by_label("Language").select_option("es")
    page.locator("#languages").get_by_label("Level").select_option("native")
    page.get_by_role("button", name="Keep it").click()
    expect(page.get_by_text("Nothing was kept yet")).to_be_visible()
    expect(page.get_by_text("is not in the taxonomy")).to_be_visible()
    look(page, "me-wrong")
    claims.get_by_label("Field", exact=True).first.fill("history")
    page.get_by_role("button", name="Keep it").click()
    expect(page.get_by_text("Kept. Searches find you")).to_be_visible()
    look(page, "me")
    reference = page.locator("header .eyebrow").inner_text()
    page.get_by_role("link", name="What clients see").first.click()
    expect(page.get_by_text("This, and nothing else")).to_be_visible()
    look(page, "seen")
    return reference


def client(page):
    """A client's account."""
    page.goto("/account/signup/")
    page.get_by_label("Your name").fill("Ana Pérez")
    page.get_by_label("Your organisation").fill("Archive AI")
    page.get_by_label("Email").fill(f"ana-{uuid.uuid4().hex[:8]}@example.org")
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Make the account").click()
    page.wait_for_url("**/")


def downloaded(page):
    """What she takes along."""
    with page.expect_download() as taken:
        page.get_by_role("link", name="Download it").click()
    return Path(taken.value.path()).read_text()


@pytest.mark.parametrize(("width", "scheme"), [(1440, "light"), (390, "dark")])
def test_a_specialist_from_joining_to_accepting_and_a_client_from_a_brief_to_the_answer(window, look, width, scheme):
    hers, theirs = window(width=width, color_scheme=scheme), window(width=width, color_scheme=scheme)
    reference = join(hers, look)
    window.complaints[:] = [one for one in window.complaints if "422" not in one]  # the form that was wrong on purpose
    client(theirs)
    theirs.fill(
        "#id_text", "People who judge our model's answers in history, in Spanish, 10 hours a week, $12 an hour."
    )
    theirs.get_by_role("button", name="See who you need").click()
    theirs.wait_for_url("**/briefs/*/")
    brief = theirs.url
    card = theirs.locator("li.candidate", has_text=reference)
    for _try in range(15):  # the worker writes the pool anew within seconds
        theirs.goto(f"{brief}shortlist/")
        theirs.get_by_role("button", name="See who can do it").click() if theirs.get_by_role(
            "button", name="See who can do it"
        ).count() else theirs.get_by_role("button", name=re.compile("Cost")).click()
        theirs.wait_for_load_state("networkidle")
        if card.count():
            break
        theirs.wait_for_timeout(700)
    expect(card).to_be_visible()
    other = theirs.locator("li.candidate").filter(has_not_text=reference).first
    other.get_by_text("Decline", exact=True).first.click()
    other.get_by_label("Why?").select_option("found")
    other.get_by_role("button", name="Decline").click()
    expect(theirs.get_by_text("declined: somebody else was found")).to_be_visible()
    look(theirs, "list")
    theirs.get_by_label("compare").nth(0).check()
    theirs.get_by_label("compare").nth(1).check()
    theirs.get_by_role("button", name="Compare side by side").click()
    expect(theirs.get_by_role("heading", level=1)).to_have_text("Side by side")
    look(theirs, "compare")
    theirs.go_back()
    card.get_by_role("link", name="Invite").click()
    theirs.get_by_label("What is the work").fill("Judge answers in history")
    look(theirs, "invite")
    theirs.get_by_role("button", name="Send the invitation").click()
    expect(theirs.get_by_text("waiting for an answer")).to_be_visible()
    look(theirs, "openings")
    hers.goto("/me/invitations/")
    look(hers, "offers")
    hers.get_by_role("link", name="Judge answers in history").click()
    expect(hers.get_by_text("Billed, an hour")).to_be_visible()
    look(hers, "offer")
    hers.get_by_role("button", name="Accept").click()
    expect(hers.get_by_text("You accepted on")).to_be_visible()
    hers.goto("/me/lists/")
    expect(hers.get_by_text("They have invited you.").first).to_be_visible()
    look(hers, "lists")
    hers.goto("/me/data/")
    look(hers, "data")
    assert reference in downloaded(hers)
    theirs.reload()
    expect(theirs.get_by_role("cell", name="accepted")).to_be_visible()


def test_whoever_wants_to_say_first_says_it_and_sees_both(window, look):
    page = window()
    client(page)
    page.fill("#id_text", "People who judge our model's answers in chemistry, in English, 20 hours a week.")
    page.get_by_role("button", name="See who you need").click()
    page.wait_for_url("**/briefs/*/")
    page.goto(f"{page.url}shortlist/")
    page.get_by_role("button", name="First say whom I would take").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Whom would you take?")
    look(page, "own-view")
    page.get_by_label("Choice 1").select_option(index=2)
    page.get_by_label("Choice 2").select_option(index=3)
    page.get_by_role("button", name="Say it and see the ranking").click()
    expect(page.get_by_text("Before the ranking you named 2")).to_be_visible()
