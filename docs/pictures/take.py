"""Take pictures of the pages of a running demo: `python docs/pictures/take.py http://127.0.0.1:8000 FOLDER`.

Every page at 1440 and 390 px, light and dark, whole length. Used to look at what changed, and for the README's pictures.
"""

import sys
from pathlib import Path

from playwright.sync_api import Browser, Page, sync_playwright

BRIEF = """Our contract assistant is live with 300 law firms in Brazil. It cites articles of law that do not exist and misreads
limitation periods. We need lawyers who can judge its answers, write the corrected answer and say why it was wrong.
About 4,000 answers over 12 weeks, native Portuguese and B2 English, 20 hours a week, law degree, at least 4 hours
overlap with New York, up to $45 an hour. 90 % of the corrected answers must be right."""

FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
]
SIZES = {"wide": (1440, 900), "narrow": (390, 844)}


def brief_page(page: Page, address: str) -> str:
    """Type the brief on the landing page and return the address of the page it leads to."""
    page.goto(address)
    page.get_by_role("textbox").first.fill(BRIEF)
    page.locator("form button[type=submit]").first.click()
    page.wait_for_url("**/briefs/**")
    return page.url


def take(browser: Browser, address: str, folder: Path) -> None:
    """Every page in every size and scheme."""
    for scheme in ("light", "dark"):
        for size, (width, height) in SIZES.items():
            context = browser.new_context(viewport={"width": width, "height": height}, color_scheme=scheme)
            page = context.new_page()
            brief = brief_page(page, address)
            pages = {
                "landing": address,
                "brief": brief,
                "shortlist": f"{brief.rstrip('/')}/shortlist/",
                "styleguide": f"{address}/styleguide",
            }
            for name, place in pages.items():
                page.goto(place)
                page.wait_for_load_state("networkidle")
                page.screenshot(path=folder / f"{name}-{size}-{scheme}.png", full_page=True)
            context.close()


def main() -> None:
    """Read the address and the folder from the command line."""
    address, folder = sys.argv[1].rstrip("/"), Path(sys.argv[2])
    folder.mkdir(parents=True, exist_ok=True)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path="/usr/bin/chromium", args=FLAGS)
        take(browser, address, folder)
        browser.close()


if __name__ == "__main__":
    main()
