"""Bodies in JSON, read as RFC 8259 has them: UTF-8, no key twice, no NaN, not deeper than 64 levels."""

import json
import math
import re
from typing import Any, NoReturn

from django.http import HttpRequest
from django.utils.translation import gettext as _
from ninja.parser import Parser

from touchstone.core.errors import BadInput

DEEPEST = 64
# A string, closed or not, is stepped over as a whole, so that the look takes time in proportion to the text.
_BRACKETS = re.compile(r'"(?:[^"\\]|\\.)*+"?|[\[\]{}]', re.DOTALL)


class BadJson(BadInput):
    """The body is no JSON, or JSON that two readers would read differently."""

    code = "bad_json"


class StrictParser(Parser):
    """How the API reads bodies."""

    def parse_body(self, request: HttpRequest) -> Any:
        """The body's value."""
        return read_json(request.body)


def read_json(body: bytes) -> Any:
    """The value that `body` says, where it says exactly one.

    Raises:
        BadJson: it does not; the place is a line and column, a byte, or a key.
    """
    try:
        text = body.decode("utf-8")
    except UnicodeDecodeError as error:
        raise BadJson(_("The body is not UTF-8."), place=f"body, byte {error.start}") from error
    _look_at_depth(text)
    try:
        return json.loads(
            text, object_pairs_hook=_once_each, parse_constant=_no_number, parse_float=_finite, parse_int=_whole
        )
    except json.JSONDecodeError as error:
        place = f"body, line {error.lineno}, column {error.colno}"
        raise BadJson(_("The body is not JSON."), place=place, hint=error.msg) from error


def _look_at_depth(text: str) -> None:
    depth = 0
    for found in _BRACKETS.finditer(text):
        if found[0] in "[{":
            depth += 1
        elif found[0] in "]}":
            depth -= 1
        if depth > DEEPEST:
            place = f"body, character {found.start()}"
            raise BadJson(
                _("The body is nested too deeply."), place=place, hint=_("At most %(most)s levels.") % {"most": DEEPEST}
            )


def _once_each(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) < len(pairs):
        seen: set[str] = set()
        twice = next(key for key, _value in pairs if key in seen or seen.add(key))  # type: ignore[func-returns-value]
        raise BadJson(_("A key stands there twice."), place=f"body, key {twice!r}")
    return found


def _no_number(name: str) -> NoReturn:
    raise BadJson(_("%(name)s is no number in JSON.") % {"name": name}, place=f"body, {name}")


def _finite(digits: str) -> float:
    value = float(digits)
    if not math.isfinite(value):
        raise BadJson(_("A number is too large."), place=f"body, {digits[:40]}")
    return value


def _whole(digits: str) -> int:
    if len(digits) > 40:
        raise BadJson(_("A number is too large."), place=f"body, {digits[:40]}")
    return int(digits)
