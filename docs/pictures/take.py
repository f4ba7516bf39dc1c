"""Take pictures of the pages of a running demo.

`python docs/pictures/take.py http://127.0.0.1:8000 FOLDER`: every page at 1440 and 390 px, light and dark, whole length, to
look at what changed. `python docs/pictures/take.py http://127.0.0.1:8000`: the three pictures of the README, in this folder.
"""

import sys
from collections.abc import Iterator
from pathlib import Path

from playwright.sync_api import Browser, Page, sync_playwright

BRIEF = """Our contract assistant is live with 300 law firms in Brazil. It cites articles of law that do not exist and misreads
limitation periods. We need lawyers who can judge its answers, write the corrected answer and say why it was wrong.
About 4,000 answers over 12 weeks, native Portuguese and B2 English, 20 hours a week, law degree, at least 4 hours
overlap with New York, up to $45 an hour. 85 % of the corrected answers must be right."""

FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
]
SIZES = {"wide": (1440, 900), "narrow": (390, 844)}
README_SIZE = (1440, 1080)


def pages(page: Page, address: str) -> Iterator[str]:
    """Go through every page, as somebody would who types the brief; the name of each as it stands."""
    page.goto(address)
    yield "landing"
    page.locator("#id_text").fill(BRIEF.replace("\n", " "))
    page.locator("[data-drop] button[type=submit]").click()
    page.wait_for_url("**/briefs/*/")
    yield "brief"
    page.locator("#answer form button").click()
    page.wait_for_url("**/shortlist/")
    yield "shortlist"
    page.goto(f"{address}/styleguide/")
    yield "styleguide"


def take(browser: Browser, address: str, folder: Path) -> None:
    """Every page in every size and scheme."""
    for scheme in ("light", "dark"):
        for size, (width, height) in SIZES.items():
            context = browser.new_context(viewport={"width": width, "height": height}, color_scheme=scheme)
            page = context.new_page()
            for name in pages(page, address):
                page.wait_for_load_state("networkidle")
                page.screenshot(path=folder / f"{name}-{size}-{scheme}.png", full_page=True)
            context.close()


def take_for_readme(browser: Browser, address: str, folder: Path) -> None:
    """The first screen of the three pages of the main journey."""
    width, height = README_SIZE
    page = browser.new_page(viewport={"width": width, "height": height}, color_scheme="light", locale="en-US")
    for name in pages(page, address):
        page.wait_for_load_state("networkidle")
        if name != "styleguide":
            page.screenshot(path=folder / f"{name}.png")


def main() -> None:
    """Read the address and the folder from the command line."""
    address, *where = sys.argv[1:]
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path="/usr/bin/chromium", args=FLAGS)
        if where:
            folder = Path(where[0])
            folder.mkdir(parents=True, exist_ok=True)
            take(browser, address.rstrip("/"), folder)
        else:
            take_for_readme(browser, address.rstrip("/"), Path(__file__).parent)
        browser.close()


if __name__ == "__main__":
    main()
