"""A row of a table of people: the columns there are, by what names they come, and the person that a row makes."""

import re
from collections.abc import Callable, Mapping
from functools import cache
from typing import Any

from touchstone.core.errors import BadInput
from touchstone.core.matching.never_used import why_never_used
from touchstone.core.matching.pool_record import FieldProblem
from touchstone.core.money import money
from touchstone.core.people import cells
from touchstone.core.people.cells import CellRefused, several
from touchstone.core.people.values import Person
from touchstone.core.text import fold

KEY = "id"
READERS: Mapping[str, Callable[[str], Any]] = {
    "name": cells.words,
    "email": cells.email,
    "orcid": cells.orcid,
    "country": cells.country,
    "time_zone": cells.time_zone,
    "hours_per_week": cells.hours,
    "rate": cells.number,
    "currency": cells.currency,
    "available_from": cells.day,
    "roles": several(cells.role),
    "languages": several(cells.language),
    "degrees": several(cells.degree),
    "publications": several(cells.publication),
    "windows": cells.windows,
    "pauses": several(cells.pause),
    "years_experience": cells.years,
    "clearances": several(cells.clearance),
    "claims": several(cells.skill),
    "text": str.strip,
}
_ALSO = {
    "id": "id identifier key clave chave codigo",
    "name": "name nombre nome full_name nombre_completo nome_completo",
    "email": "email e_mail mail correo correo_electronico",
    "orcid": "orcid orcid_id",
    "country": "country pais",
    "time_zone": "time_zone timezone zona_horaria huso_horario fuso_horario",
    "hours_per_week": "hours_per_week hours horas horas_por_semana",
    "rate": "rate tarifa hourly_rate tarifa_por_hora valor_hora",
    "currency": "currency moneda moeda",
    "available_from": "available_from disponible_desde disponivel_desde",
    "roles": "roles role rol papel papeis",
    "languages": "languages language idiomas idioma linguas",
    "degrees": "degrees degree titulos formacion formacao",
    "publications": "publications publicaciones publicacoes",
    "windows": "windows availability disponibilidad disponibilidade horario",
    "pauses": "pauses pausas",
    "years_experience": "years_experience experience experiencia anos_experiencia anos_de_experiencia",
    "clearances": "clearances acreditaciones habilitacoes",
    "claims": "claims skills habilidades competencias",
    "text": "text summary about resumen resumo texto",
}


class Columns:
    """The columns of one table, by their heads: which of them say what, and which say nothing we know."""

    def __init__(self, heads: list[str]) -> None:
        """Raises BadInput where a column stands there twice or the name is missing."""
        self.known: dict[str, str] = {}
        self.problems: list[FieldProblem] = []
        for head in heads:
            column = _columns().get(_plain(head))
            if column is None:
                self.problems.append(_unknown(head))
            elif column in self.known.values():
                raise BadInput(f"the column {column!r} is there twice", place=head, hint="keep one of the two")
            else:
                self.known[head] = column
        if "name" not in self.known.values():
            raise BadInput("there is no column with names", place="line 1", hint=f"columns are {', '.join(READERS)}")

    def person(self, row: Mapping[str, Any]) -> tuple[str, Person | None, list[FieldProblem]]:
        """The key and the person of a row; no person where something in it is wrong, and all of that."""
        said = {column: _text(row.get(head)) for head, column in self.known.items()}
        key = said.pop(KEY, "")
        found: dict[str, Any] = {}
        problems: list[FieldProblem] = []
        for column, cell in said.items():
            if not cell:
                continue
            try:
                found[column] = READERS[column](cell)
            except CellRefused as refused:
                problems.append(FieldProblem(column, "value", refused.message, refused.hint))
            except BadInput as refused:
                problems.append(FieldProblem(column, "value", str(refused), refused.hint or ""))
        if not found.get("name"):
            problems.append(FieldProblem("name", "missing", "there is no name", "a person has one"))
        amount, unit = found.pop("rate", None), found.pop("currency", "USD")
        if amount:
            found["rate"] = money(amount, unit)
        return key, None if problems else Person(**found), problems


def _text(value: Any) -> str:
    return "" if value is None else str(value).strip().replace("\0", "")


def _plain(head: str) -> str:
    return "_".join(re.findall(r"[a-z0-9]+", fold(head)))


def _unknown(head: str) -> FieldProblem:
    why = why_never_used(head)
    if why is not None:
        return FieldProblem(head, "refused", f"{head!r} is never used and not taken in", why)
    return FieldProblem(
        head, "unknown_field", "there is no such column: it is left out", f"columns are {', '.join(READERS)}"
    )


@cache
def _columns() -> dict[str, str]:
    return {name: column for column, names in _ALSO.items() for name in names.split()}
