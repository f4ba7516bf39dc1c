"""The taxonomy and the rates in use: the package's, with what the operator has added. One query where nothing changed."""

import csv
import io
from collections.abc import Iterator
from contextlib import contextmanager
from functools import lru_cache
from uuid import UUID

from touchstone.apps.reference.models import OwnField, OwnRate, Stamp
from touchstone.core.rates import RateTable, rate_table, using_rates
from touchstone.core.skills import Node, Taxonomy, packaged, using_taxonomy

FIELDS, RATES = "fields", "rates"


@contextmanager
def in_use() -> Iterator[None]:
    """Everything within the block goes by the taxonomy and the rates of this moment. One query, and more after a change."""
    stamps = dict(Stamp.objects.values_list("name", "value"))
    with using_taxonomy(_taxonomy(stamps.get(FIELDS))), using_rates(_rates(stamps.get(RATES))):
        yield


def node_of(own: OwnField) -> Node:
    """A row as the core's value. No queries."""
    return Node(code=own.code, names=own.names, aliases={name: tuple(said) for name, said in own.aliases.items()})


def as_csv(rows: list[dict[str, str]]) -> str:
    """Rows of rates as the text that the core reads. No queries."""
    columns = list(dict.fromkeys(name for row in rows for name in row))
    text = io.StringIO()
    writer = csv.DictWriter(text, columns)
    writer.writeheader()
    writer.writerows(rows)
    return text.getvalue()


@lru_cache(maxsize=1)
def _taxonomy(stamp: UUID | None) -> Taxonomy:
    """Held until the stamp is another: what the tables hold is worked out once. One query."""
    return packaged().with_nodes(map(node_of, OwnField.objects.all())) if stamp else packaged()


@lru_cache(maxsize=1)
def _rates(stamp: UUID | None) -> RateTable:
    own = [row.fields for row in OwnRate.objects.all()] if stamp else []
    return rate_table(extra=as_csv(own), name="the operator's rates") if own else rate_table()
