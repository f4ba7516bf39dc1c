"""One installation with its demo pool and one Chromium for all journeys; they share a worker."""

import os
import re
from pathlib import Path

import pytest
from playwright.sync_api import sync_playwright

from axe import faults
from processes import Installation, said, until

CHROMIUM = Path(os.environ.get("CHROMIUM", "/usr/bin/chromium"))
FLAGS = [
    "--no-sandbox",  # tests run as root in containers
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
]
PATIENCE = 20_000  # milliseconds


@pytest.fixture(scope="session")
def running(tmp_path_factory):
    """A real, running installation: embedded PostgreSQL, 600 people, the program as users start it; and its process."""
    folder = tmp_path_factory.mktemp("installation")
    for one in (folder, folder.parent, folder.parent.parent):
        one.chmod(0o755)
    installation = Installation(folder / "home")
    process = installation.run("demo", DEMO_POOL_SIZE="600", BRIEFS_PER_HOUR="1000", OUTBOUND_ALLOWED="127.0.0.1")
    installation.wait_ready(process)
    yield installation, process
    installation.close()


@pytest.fixture(scope="session")
def site(running):
    """Its address."""
    return f"http://127.0.0.1:{running[0].port}"


@pytest.fixture
def letter(running):
    """What stands in a letter: without a mail server they go to the log. Gives the first match of a pattern, in time."""

    def find(pattern):
        found = until(lambda: re.findall(pattern, said(running[1])), 20)
        assert found, said(running[1])[-2000:]
        return found[-1]

    return find


@pytest.fixture(scope="session")
def chromium():
    """The browser, where there is one."""
    if not CHROMIUM.exists():
        pytest.skip(f"there is no {CHROMIUM}: install Debian's chromium, or set CHROMIUM")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        yield browser
        browser.close()


@pytest.fixture
def window(chromium, site):
    """Opens windows: `window(width=390, color_scheme="dark", …)` is a fresh visitor's page on the landing page.

    Whatever the browser complains about (a script's error, a breach of the content security policy) fails the test.
    """
    contexts, complaints = [], []

    def opened(width=1440, height=900, path="/", **options):
        context = chromium.new_context(
            viewport={"width": width, "height": height}, base_url=site, **{"locale": "en-US", **options}
        )
        contexts.append(context)
        context.set_default_timeout(PATIENCE)
        page = context.new_page()
        page.on("console", lambda message: complaints.append(message.text) if message.type == "error" else None)
        page.on("pageerror", lambda error: complaints.append(str(error)))
        page.goto(path)
        return page

    opened.complaints = complaints
    yield opened
    for context in contexts:
        context.close()
    assert not complaints


@pytest.fixture
def fits():
    """Fails where a page is wider than its window."""

    def check(page):
        over = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
        assert over <= 0, f"{page.url} is {over} px too wide"

    return check


@pytest.fixture
def look(fits):
    """Fails where a page is too wide or axe finds a fault; PICTURES names a folder for whoever wants to see it too."""

    def check(page, name):
        if pictures := os.environ.get("PICTURES"):
            Path(pictures).mkdir(parents=True, exist_ok=True)
            page.screenshot(path=Path(pictures) / f"{name}-{page.viewport_size['width']}.png", full_page=True)
        fits(page)
        assert not faults(page)

    return check
