"""axe finds no fault on any page, light and dark, wide and narrow."""

import pytest
from playwright.sync_api import expect

from axe import faults
from needs import ANYBODY

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("browser")]


def pages(page):
    """Every page, one after the other, with everything on it unfolded."""
    yield "landing"
    page.fill("#id_text", ANYBODY)
    page.get_by_role("button", name="See who you need").click()
    page.wait_for_url("**/briefs/*/")
    brief = page.url
    page.locator("#field-weeks").get_by_role("link", name="Correct").click()
    expect(page.locator("#form-weeks")).to_be_visible()
    unfold(page)
    yield "brief"
    page.locator("#answer").get_by_role("button", name="See who can do it").click()
    page.wait_for_url("**/shortlist/")
    unfold(page)
    yield "shortlist"
    page.goto("/styleguide/")
    unfold(page)
    yield "styleguide"
    page.goto(f"{brief}fields/languages/")
    yield "one field"
    page.get_by_role("button", name="Keyboard").click()
    yield "the list of keys"


def unfold(page):
    page.evaluate("document.querySelectorAll('details').forEach((one) => { one.open = true; })")


@pytest.mark.parametrize(("width", "scheme"), [(1440, "light"), (390, "dark")])
def test_axe_finds_nothing(window, fits, width, scheme):
    page = window(width=width, color_scheme=scheme)
    found = {}
    for name in pages(page):
        fits(page)
        if these := faults(page):
            found[name] = these
    assert not found


def test_a_missing_page_is_a_page_too(window):
    page = window()
    page.goto("/nothing/here/")
    assert not faults(page)
    expect(page.get_by_role("heading", level=1)).to_have_text("There is nothing here")
    window.complaints.clear()  # the browser notes the 404 that was asked for


@pytest.mark.parametrize("width", [1440, 390])
def test_every_target_is_at_least_24_pixels_in_both_directions(window, width):
    page = window(width=width)
    for _name in pages(page):
        small = page.evaluate(
            """() => [...document.querySelectorAll('button, select, input:not([type=hidden]), summary, .tag[href], .segments a')]
                .filter((one) => one.checkVisibility())
                .map((one) => [one.outerHTML.slice(0, 90), one.getBoundingClientRect()])
                .filter(([html, box]) => box.width > 0 && (box.width < 24 || box.height < 24)
                    && !/type="(checkbox|radio)"/.test(html))
                .map(([html, box]) => `${html} ${box.width}x${box.height}`)"""
        )
        assert not small
