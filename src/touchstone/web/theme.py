"""Light or dark by choice: a cookie that the page reads before it is drawn, so that nothing flashes and no script is needed."""

from django.http import HttpRequest

COOKIE = "touchstone_theme"
THEMES = ("light", "dark")
YEAR = 365 * 24 * 3600  # seconds


def theme_of(request: HttpRequest | None) -> str:
    """The chosen scheme; empty for the system's."""
    chosen = request.COOKIES.get(COOKIE, "") if request is not None else ""
    return chosen if chosen in THEMES else ""
