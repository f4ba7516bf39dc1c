"""Fields and what lies above them, by their codes."""

from collections.abc import Iterator

from touchstone.core.skills import parent_code

ANY_DOMAIN = ""


def ancestors(code: str) -> Iterator[str]:
    """`code` itself and everything above it, up to "" for any domain: 0421.tax, 0421, 042, 04, ""."""
    while code:
        yield code
        code = parent_code(code) or ANY_DOMAIN
    yield ANY_DOMAIN
