"""What is never used to choose people, and refused as a field of a pool or as a constraint; the reason for each.

Bertrand & Mullainathan 2004 (DOI 10.1257/0002828042002561) showed what a name alone does to call-backs; EU AI Act
2024/1689 Art. 10 and Annex III(4) ask for data governance where software chooses among people. The law behind each
line, with its date, stands in docs/why/never-used.md.
"""

import re
from collections.abc import Iterable
from functools import cache

from msgspec import Struct

from touchstone.core.errors import BadInput
from touchstone.core.text import fold

_WORD = re.compile(r"[A-Z]+(?![a-z])|[A-Z]?[a-z]+|\d+")


class NeverUsed(Struct, frozen=True, kw_only=True):
    """One thing that is never used: the field names by which it comes (en, es, pt), and why not."""

    what: str
    aliases: tuple[str, ...]  # folded, words divided by one space; each also as part of a longer name
    reason: str


NEVER_USED = (
    NeverUsed(
        what="name",
        aliases=(
            "name", "names", "firstname", "lastname", "fullname", "forename", "surname", "nickname", "username",
            "nombre", "nombres", "apellido", "apellidos", "nome", "nomes", "sobrenome", "apelido",  # codespell:ignore
        ),
        reason="a name tells gender, origin and family before it tells anything about the work",
    ),
    NeverUsed(
        what="photo",
        aliases=(
            "photo", "photos", "photograph", "photourl", "picture", "avatar", "headshot", "selfie", "portrait",
            "image url", "profile image", "foto", "fotos", "fotografia", "retrato", "imagen de perfil", "imagem de perfil",  # codespell:ignore
        ),
        reason="a photograph shows age, gender and skin colour, and nothing about the work",
    ),
    NeverUsed(
        what="age",
        aliases=(
            "age", "ages", "birth", "birthday", "birthdate", "birthyear", "dob", "born", "graduation year", "year of graduation",
            "edad", "nacimiento", "cumpleanos", "ano de graduacion", "idade", "nascimento", "aniversario", "ano de formatura",
        ),
        reason="age, or a year from which it follows, is protected, and years of experience hardly predict the work (r = .07)",
    ),
    NeverUsed(
        what="gender",
        aliases=("gender", "sex", "pronoun", "pronouns", "salutation", "genero", "sexo", "pronombre", "pronombres", "pronome", "pronomes"),
        reason="gender is protected and says nothing about the work",
    ),
    NeverUsed(
        what="postal code",
        aliases=(
            "postal code", "postalcode", "postcode", "post code", "zip", "zipcode", "zip code", "street", "street address",
            "home address", "neighborhood", "neighbourhood", "codigo postal", "cp", "calle", "barrio", "colonia", "cep", "rua", "bairro",  # codespell:ignore
        ),
        reason="where in a town somebody lives stands in for income and origin; country and working hours are what the work needs",
    ),
    NeverUsed(
        what="school prestige",
        aliases=(
            "school", "schools", "school rank", "school ranking", "school prestige", "university", "universities", "college",
            "alma mater", "institution", "prestige", "gpa", "escuela", "universidad", "universidades", "institucion", "prestigio",  # codespell:ignore
            "escola", "universidade", "faculdade", "instituicao",
        ),
        reason="the school's name stands in for family income; the degree's level and field are asked, and measured work decides",
    ),
    NeverUsed(
        what="another protected trait",
        aliases=(
            "race", "ethnicity", "ethnic origin", "nationality", "citizenship", "religion", "marital status", "disability",
            "sexual orientation", "raza", "etnia", "nacionalidad", "ciudadania", "estado civil", "discapacidad",
            "raca", "nacionalidade", "cidadania", "religiao", "deficiencia",
        ),
        reason="it is protected by law and says nothing about the work",
    ),
    NeverUsed(
        what="contact or identity number",
        aliases=(
            "email", "e mail", "phone", "telephone", "linkedin", "passport", "ssn", "telefono", "correo", "pasaporte",
            "telefone", "passaporte", "cpf", "curp", "dni",
        ),
        reason="it carries a name or leads to one; a pool holds ids only",
    ),
)  # fmt: skip


def never_used(field: str) -> NeverUsed | None:
    """The line of NEVER_USED that a field's name falls under: `firstName`, `zip_code`, `fecha_de_nacimiento`."""
    words = _words(field)
    by_alias = _by_alias()
    for length in range(len(words), 0, -1):
        for start in range(len(words) - length + 1):
            found = by_alias.get(" ".join(words[start : start + length]))
            if found is not None:
                return found
    return None


def why_never_used(field: str) -> str | None:
    """Why `field` is never used; None where it may be."""
    found = never_used(field)
    return found.reason if found else None


def refuse_never_used(fields: Iterable[str], *, place: str | None = None) -> None:
    """Let `fields` pass if none of them is never used.

    Raises:
        BadInput: naming the first field that is never used, and why.
    """
    for field in fields:
        found = never_used(field)
        if found is not None:
            where = f"{place}, {field}" if place else field
            raise BadInput(
                f"{field!r} is never used: {found.reason}",
                place=where,
                hint="leave the field out; see docs/why/never-used.md",
            )


def _words(field: str) -> list[str]:
    """`dateOfBirth`, `date-of-birth` and `Fecha de Nacimiento` in their words, folded."""
    plain = "".join(folded.upper() if raw.isupper() else folded for raw, folded in zip(field, fold(field), strict=True))
    return [word.lower() for word in _WORD.findall(plain)]


@cache
def _by_alias() -> dict[str, NeverUsed]:
    return {alias: entry for entry in NEVER_USED for alias in entry.aliases}
