"""What every page's frame needs to know of its request."""

from typing import Any

from django import template
from django.http import HttpRequest
from django.template import Context

from touchstone.web import samples
from touchstone.web.examples import EXAMPLES, FACTS, Example, Fact
from touchstone.web.theme import theme_of

register = template.Library()


@register.simple_tag(takes_context=True)
def theme(context: Context) -> str:
    """The chosen scheme; empty for the system's."""
    return theme_of(_request(context))


@register.simple_tag(takes_context=True)
def here(context: Context) -> str:
    """This page's address, for forms that come back to it; the first page where there is none."""
    request = _request(context)
    return request.get_full_path() if request is not None and request.method == "GET" else "/"


@register.simple_tag
def examples() -> tuple[Example, ...]:
    """Briefs to try."""
    return EXAMPLES


@register.simple_tag
def facts() -> tuple[Fact, ...]:
    """What is known, and what follows here."""
    return FACTS


@register.simple_tag
def preview() -> dict[str, Any]:
    """Invented values that show what an answer looks like."""
    return samples.preview()


def _request(context: Context) -> HttpRequest | None:
    request = context.get("request")
    return request if isinstance(request, HttpRequest) else None
