"""The taxonomy and the rates in use, in JSON, for everybody who is known here."""

from typing import Any

import msgspec
from django.http import Http404, HttpRequest
from ninja import Query, Router, Schema
from pydantic import Field

from touchstone.apps.accounts.actor import Actor, actor_of
from touchstone.apps.accounts.schemas import Strict
from touchstone.core.rates import rate_table
from touchstone.core.skills import Node, taxonomy
from touchstone.core.text import fold

router = Router(tags=["reference"])


class FieldsWanted(Strict):
    """Which of the fields."""

    text: str | None = Field(default=None, min_length=1, max_length=100, description="Stands in the code or a name.")


class FieldOut(Schema):
    """A field of the taxonomy."""

    code: str
    names: dict[str, str] = Field(description="By language; English is always there.")
    phrases: dict[str, list[str]] = Field(description="Further phrases by which texts name it, by language.")


class RatesWanted(Strict):
    """Which of the rates."""

    role: str | None = Field(default=None, max_length=40)
    place: str | None = Field(default=None, max_length=10, description="A country's code, `latam` or `world`.")


@router.get("/taxonomy", response=list[FieldOut])
def list_fields(request: HttpRequest, wanted: Query[FieldsWanted]) -> list[dict[str, Any]]:
    """The fields of knowledge in use, in the order of their codes."""
    known(request)
    nodes = sorted(taxonomy(), key=lambda node: node.code)
    sought = fold(wanted.text) if wanted.text else ""
    return [field_json(one) for one in nodes if sought in fold(f"{one.code} {' '.join(one.names.values())}")]


@router.get("/rates", response=list[dict[str, Any]])
def list_rates(request: HttpRequest, wanted: Query[RatesWanted]) -> list[dict[str, Any]]:
    """The rates in use, each with its source and date; none is worked out from others (`core.rates.Rate`)."""
    known(request)
    asked = {name: value for name, value in wanted.model_dump().items() if value is not None}
    rows = (row for row in rate_table().rows if all(getattr(row, name) == value for name, value in asked.items()))
    return [msgspec.to_builtins(row) for row in rows]


def field_json(node: Node) -> dict[str, Any]:
    """A field as it goes out."""
    phrases = {language: list(said) for language, said in node.aliases.items() if said}
    return {"code": node.code, "names": {name: said for name, said in node.names.items() if said}, "phrases": phrases}


def known(request: HttpRequest) -> Actor:
    """Whoever is known here, visitors too.

    Raises:
        Http404: nobody is.
    """
    actor = actor_of(request)
    if actor is None:
        raise Http404
    return actor
