"""From typing a need to people with reasons, in a real browser: wide and narrow, by keyboard, without scripts, in the dark."""

import csv
from pathlib import Path

import pytest
from playwright.sync_api import expect

from needs import ANYBODY, TAX_LAW

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("browser")]
BOX = "#id_text"


def submit(page, text=ANYBODY):
    page.fill(BOX, text)
    page.get_by_role("button", name="See who you need").click()
    page.wait_for_url("**/briefs/*/")
    return page


def people(page):
    page.locator("#answer").get_by_role("button", name="See who can do it").click()
    page.wait_for_url("**/shortlist/")
    return page


@pytest.mark.parametrize("width", [1440, 390])
def test_from_typing_a_brief_to_the_shortlist(window, fits, width):
    page = window(width=width)
    fits(page)
    submit(page)
    expect(page.get_by_role("heading", level=1)).to_have_text("You need an AI training specialist")
    expect(page.locator("#plan .cost").first).to_be_visible()
    expect(page.locator("#rates .range").first).to_be_visible()
    fits(page)
    people(page)
    expect(page.get_by_role("heading", level=1)).to_contain_text("people can do it")
    first = page.locator("#candidate-1")
    expect(first.locator(".streak").first).to_be_visible()
    expect(first).to_contain_text("$")
    fits(page)


def test_a_page_that_is_too_narrow_for_its_tables_scrolls_the_tables_and_not_itself(window, fits):
    page = people(submit(window(width=390)))
    page.get_by_text("Compare as a table").click()
    fits(page)


def test_everything_works_without_scripts(window):
    page = submit(window(java_script_enabled=False))
    page.locator("#field-hours_per_week").get_by_role("link", name="Correct").click()
    page.get_by_label("from").fill("30")
    page.get_by_label("to", exact=True).fill("30")
    page.get_by_role("button", name="Save").click()
    expect(page.locator("#field-hours_per_week .read-value")).to_contain_text("30")
    page.get_by_label("People").fill("3")
    page.get_by_role("button", name="Compute").click()
    expect(page.locator("#plan")).to_contain_text("3 people × 30 h")
    people(page)
    page.get_by_role("button", name="Cost first").click()
    expect(page.get_by_role("button", name="Cost first")).to_have_attribute("aria-pressed", "true")


def test_by_keyboard_alone(window):
    page = window()
    page.keyboard.press("Tab")
    expect(page.get_by_role("link", name="Skip to the content")).to_be_focused()
    page.keyboard.press("/")
    expect(page.locator(BOX)).to_be_focused()
    page.keyboard.type(ANYBODY)
    page.keyboard.press("Tab")
    page.keyboard.press("Tab")
    expect(page.get_by_role("button", name="See who you need")).to_be_focused()
    page.keyboard.press("Enter")
    page.wait_for_url("**/briefs/*/")
    page.keyboard.press("s")
    page.wait_for_url("**/shortlist/")
    page.keyboard.press("j")
    expect(page.locator("#candidate-1")).to_be_focused()
    page.keyboard.press("j")
    page.keyboard.press("k")
    expect(page.locator("#candidate-1")).to_be_focused()
    page.keyboard.press("m")
    expect(page.get_by_role("button", name="Cost first")).to_have_attribute("aria-pressed", "true")
    page.wait_for_url("**/shortlists/*/")
    page.keyboard.press("b")
    page.wait_for_url("**/briefs/*/")


def test_the_list_of_keys_opens_closes_and_turns_them_off(window):
    page = window()
    page.locator("body").press("?")
    expect(page.locator("#keys")).to_be_visible()
    page.get_by_label("Use these keys").uncheck()
    page.keyboard.press("Escape")
    expect(page.locator("#keys")).to_be_hidden()
    page.locator("body").press("/")
    expect(page.locator(BOX)).not_to_be_focused()
    page.reload()
    page.locator("body").press("/")
    expect(page.locator(BOX)).not_to_be_focused()


def test_a_letter_typed_into_a_box_is_only_a_letter(window):
    page = window()
    page.locator(BOX).press_sequentially("n/s?t")
    expect(page.locator(BOX)).to_have_value("n/s?t")
    expect(page.locator("#keys")).to_be_hidden()


@pytest.mark.parametrize(("width", "scheme"), [(1440, "light"), (390, "dark")])
@pytest.mark.parametrize(("code", "words"), [("es", "entrenadores de IA"), ("pt", "treinadores de IA")])
def test_the_language_is_switched_and_stays(window, look, width, scheme, code, words):
    page = window(width=width, color_scheme=scheme)
    page.get_by_role("group", name="Language").locator(f"button[value={code}]").click()
    expect(page.locator("html")).to_have_attribute("lang", code)
    expect(page.get_by_role("heading", level=1)).to_contain_text(words)
    page.locator("ul form button").first.click()
    page.wait_for_url("**/briefs/*/")
    expect(page.locator("html")).to_have_attribute("lang", code)
    look(page, f"brief-{code}")


def drop(page, name, content, kind):
    data = page.evaluate_handle(
        """([name, content, type]) => {
            const data = new DataTransfer();
            data.items.add(new File([content], name, { type }));
            return data;
        }""",
        [name, content, kind],
    )
    page.dispatch_event("[data-drop]", "drop", {"dataTransfer": data})


def test_a_dropped_text_is_shown_before_it_is_sent(window):
    page = window()
    drop(page, "need.md", ANYBODY, "text/markdown")
    expect(page.locator(BOX)).to_have_value(ANYBODY)


def test_a_dropped_document_is_sent_as_a_document(window):
    page = window()
    drop(page, "need.json", '{"title": "Correct answers", "text": "' + ANYBODY + '", "weeks": 9}', "application/json")
    assert page.evaluate("document.querySelector('input[type=file]').files[0].name") == "need.json"
    page.get_by_role("button", name="See who you need").click()
    page.wait_for_url("**/briefs/*/")
    expect(page.locator("#field-weeks .read-value")).to_have_text("9")


def test_dark_is_chosen_at_once_and_stays(window):
    page = window(color_scheme="light")
    bright = page.evaluate("getComputedStyle(document.body).backgroundColor")
    page.get_by_role("button", name="Dark").click()
    expect(page.locator("html")).to_have_attribute("data-theme", "dark")
    dark = page.evaluate("getComputedStyle(document.body).backgroundColor")
    assert dark != bright
    page.reload()
    assert page.evaluate("getComputedStyle(document.body).backgroundColor") == dark
    page.get_by_role("button", name="As the system has it").click()
    assert page.evaluate("getComputedStyle(document.body).backgroundColor") == bright


def test_confirming_a_field_changes_the_page_in_place_and_keeps_the_keyboards_place(window):
    page = submit(window())
    page.evaluate("window.same = true")
    page.locator("#field-weeks").get_by_role("button", name="Right").focus()
    page.keyboard.press("Enter")
    expect(page.locator("#field-weeks")).to_contain_text("confirmed")
    expect(page.locator("#field-weeks")).to_be_focused()
    assert page.evaluate("window.same")


def test_a_correction_that_makes_no_sense_is_answered_in_its_own_place(window):
    page = submit(window(), TAX_LAW)
    page.locator("#field-languages").get_by_role("link", name="Correct").click()
    form = page.locator("#form-languages")
    form.get_by_role("textbox").first.fill("Klingonese C1")
    form.get_by_role("button", name="Save").click()
    expect(page.locator("#form-languages .error")).to_contain_text("Klingonese")
    window.complaints.clear()  # the browser notes the 422 that was asked for


def test_a_lever_moves_the_plan(window):
    page = submit(window())
    before = page.locator("#plan .said strong").first.inner_text()
    page.get_by_label("People").fill("4")
    page.get_by_label("Weeks").fill("20")
    page.get_by_label("Weeks").press("Tab")
    expect(page.locator("#plan")).to_contain_text("4 people × ")
    expect(page.locator("#plan .said strong").first).not_to_have_text(before)


def test_the_figures_of_a_chart_are_a_file_that_a_spreadsheet_reads(window):
    page = submit(window())
    page.locator("#plan").get_by_text("As a table", exact=True).click()
    with page.expect_download() as download:
        page.locator("#plan").get_by_role("button", name="Download as CSV").click()
    lines = Path(download.value.path()).read_text(encoding="utf-8-sig").splitlines()
    assert download.value.suggested_filename == "cost.csv"
    assert lines[0].startswith("Alternative,People,Weeks")
    head, first = csv.reader(lines[:2])
    assert len(head) == len(first)


def test_relaxing_a_constraint_brings_back_whom_it_promised(window):
    page = people(submit(window()))
    eligible = int(page.get_by_role("heading", level=1).inner_text().split()[0].replace(",", ""))
    step = page.locator("button.relax").first
    back = int(step.locator("strong").inner_text().split()[0].lstrip("+").replace(",", ""))
    step.click()
    page.wait_for_url("**/shortlists/*/")
    expect(page.get_by_role("heading", level=1)).to_contain_text(f"{eligible + back} of ")


def test_a_brief_that_calls_for_nobody_says_so_and_offers_no_list(window):
    page = submit(window(), "Our online shop needs a new checkout page with two more ways to pay. Six weeks, $12,000.")
    expect(page.get_by_role("heading", level=1)).to_have_text("None of the four roles fits this")
    expect(page.get_by_role("button", name="See who can do it")).to_have_count(0)
