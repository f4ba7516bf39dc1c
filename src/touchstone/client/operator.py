"""The pool, imports, the taxonomy, the rates and jobs, with a token of the operator's staff."""

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from types import NoneType
from typing import Any
from urllib.parse import quote
from uuid import UUID

from touchstone.client.calls import Calls, as_id, every
from touchstone.client.values import AskedField, Jobs, Page, PeopleImport, PoolLine, Reference, TaxonomyField
from touchstone.core.errors import BadInput
from touchstone.core.rates import Rate


class OperatorCalls(Calls):
    """What whoever runs an installation does."""

    def search_pool(
        self,
        *,
        q: str | None = None,
        role: str | None = None,
        country: str | None = None,
        language: str | None = None,
        domain: str | None = None,
        state: str | None = None,
        limit: int | None = None,
        cursor: str | None = None,
    ) -> Page[PoolLine]:
        """A page of the pool, changed last first; `state` is shown or hidden."""
        query = {"q": q, "role": role, "country": country, "language": language, "domain": domain, "state": state}
        return self._wire.call("GET", "operator/pool", Page[PoolLine], query=query | {"limit": limit, "cursor": cursor})

    def pool(self, **wanted: Any) -> Iterator[PoolLine]:
        """Everybody in the pool, page after page; takes what `search_pool` takes."""
        return every(self.search_pool, wanted)

    def upload_people(self, people: bytes | Path, *, name: str | None = None) -> PeopleImport:
        """Take a file of people in; a worker reads it and reports, and nothing is imported yet."""
        if isinstance(people, Path):
            name, people = name or people.name, people.read_bytes()
        if not name:
            raise BadInput("A file needs a name.", place="name", hint="such as people.csv")
        return self._wire.call("POST", "operator/imports", PeopleImport, document=(name, people), part="people")

    def list_imports(self, *, limit: int | None = None, cursor: str | None = None) -> Page[PeopleImport]:
        """A page of the files of people, newest first."""
        return self._wire.call("GET", "operator/imports", Page[PeopleImport], query={"limit": limit, "cursor": cursor})

    def imports(self) -> Iterator[PeopleImport]:
        """Every file of people, newest first."""
        return every(self.list_imports, {})

    def get_import(self, key: UUID | str) -> PeopleImport:
        """One file, with its report once it is read."""
        return self._wire.call("GET", f"operator/imports/{as_id(key)}", PeopleImport)

    def confirm_import(self, key: UUID | str) -> PeopleImport:
        """Import what the report says, whole or not at all."""
        return self._wire.call("POST", f"operator/imports/{as_id(key)}/confirm", PeopleImport)

    def drop_import(self, key: UUID | str) -> PeopleImport:
        """Do not import it: the file goes, and what its report says of people."""
        return self._wire.call("POST", f"operator/imports/{as_id(key)}/drop", PeopleImport)

    def merge_people(self, kept: str, other: str) -> Reference:
        """Two records are one person: what the first leaves open is filled, and what both have shown counts."""
        return self._wire.call("POST", "operator/people/merge", Reference, body={"kept": kept, "other": other})

    def ask_to_take_over(self, reference: str) -> Reference:
        """Write to somebody whose record the operator keeps, with the link by which they take it over or end it."""
        return self._wire.call("POST", "operator/people/ask", Reference, body={"reference": reference})

    def list_asked_fields(self) -> tuple[AskedField, ...]:
        """What clients ask to be added to the taxonomy, what most ask for first."""
        return self._wire.call("GET", "operator/asked-fields", tuple[AskedField, ...])

    def keep_field(
        self,
        code: str,
        names: Mapping[str, str],
        *,
        phrases: Mapping[str, Sequence[str]] | None = None,
        asked_for: str = "",
    ) -> TaxonomyField:
        """Add a field, or change its names; `names` and `phrases` by language, `asked_for` as clients call it."""
        said = {language: list(each) for language, each in (phrases or {}).items()}
        body = {"names": dict(names), "phrases": said, "asked_for": asked_for}
        return self._wire.call("PUT", f"operator/fields/{quote(code, safe='')}", TaxonomyField, body=body)

    def decline_field(self, words: str) -> None:
        """What clients ask for is not added; they see that."""
        self._wire.call("POST", "operator/asked-fields/decline", NoneType, body={"words": words})

    def keep_rate(self, row: str, columns: Mapping[str, str]) -> Rate:
        """Add a row of rates, or put one in the place of the row of its id; `columns` as in a rate file."""
        return self._wire.call("PUT", f"operator/rates/{quote(row, safe='')}", Rate, body={"columns": dict(columns)})

    def remove_rate(self, row: str) -> None:
        """A row of one's own goes; where it stood in the place of one of the package's, that one is back."""
        self._wire.call("DELETE", f"operator/rates/{quote(row, safe='')}", NoneType)

    def get_jobs(self) -> Jobs:
        """What the workers have to do, and whether anybody works."""
        return self._wire.call("GET", "operator/jobs", Jobs)
