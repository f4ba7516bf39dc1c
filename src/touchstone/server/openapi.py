"""What the framework does not know of our API, added to its document: the core's values, every error, who may call, keys.

The document is OpenAPI 3.1 and written for generators of clients: an operation's id is the method's name.
"""

from http import HTTPStatus
from typing import Any

import msgspec

from touchstone.apps.accounts.schemas import CORE
from touchstone.apps.accounts.visitors import COOKIE
from touchstone.apps.briefs.actions import FIELDS
from touchstone.server.idempotency import HEADER, REPLAYED
from touchstone.server.problems import CONTENT_TYPE, PROBLEMS

_REF = "#/components/schemas/{name}"
_ALWAYS = {400, 401, 403, 422, 500, 503}
_OF_BODIES = {411, 413, 415}
_OF_PATHS = {404}
_HIDDEN = {"operator", "specialist"}  # for whom these are not, there is nothing
_OF_WRITES = {409, 429}
_OF_OPERATION = {"propose_fields": {502}, "get_plan": {409}, "draw_shortlist": {404}, "submit_document": {502}}
_CSRF: dict[str, list[str]] = {"csrf": []}
_SCHEMES: dict[str, dict[str, Any]] = {
    "token": {"type": "http", "scheme": "bearer", "bearerFormat": "tst_…", "description": "A program's API token."},
    "session": {"type": "apiKey", "in": "cookie", "name": "sessionid", "description": "A member's log-in."},
    "visitor": {"type": "apiKey", "in": "cookie", "name": COOKIE, "description": "A sandbox without a log-in."},
    "csrf": {"type": "apiKey", "in": "header", "name": "X-CSRFToken", "description": "Of a browser's writes."},
}
_PROBLEM: dict[str, Any] = {
    "title": "Problem",
    "description": "What went wrong (RFC 9457). `code` is stable; `title` is for people.",
    "type": "object",
    "required": ["type", "status", "code", "title", "detail"],
    "properties": {
        "type": {"type": "string"},
        "status": {"type": "integer"},
        "code": {"type": "string", "enum": sorted(PROBLEMS)},
        "title": {"type": "string"},
        "detail": {"type": "string"},
        "place": {"type": "string", "description": "The parameter, field or header at fault."},
        "hint": {"type": "string", "description": "What would be right."},
        "faults": {
            "type": "array",
            "description": "Each fault of a body or query of another shape.",
            "items": {
                "type": "object",
                "required": ["place", "detail"],
                "properties": {"place": {"type": "string"}, "detail": {"type": "string"}},
            },
        },
    },
}
_KEY: dict[str, Any] = {
    "name": HEADER,
    "in": "header",
    "required": False,
    "description": "A write sent again under the same key within a day is done once and answered the same.",
    "schema": {"type": "string", "minLength": 1, "maxLength": 255, "pattern": "^[!-~]+$"},
    "example": "5f0c2f0e-7a5e-4a8e-9a53-0d6f2a2f6f7b",
}


def complete(document: dict[str, Any]) -> None:
    """Add to the framework's `document` what it lacks, in place."""
    schemas: dict[str, Any] = document["components"]["schemas"]
    schemas |= _core_schemas() | {"Problem": _PROBLEM}
    document["components"] |= {"securitySchemes": _SCHEMES, "parameters": {"IdempotencyKey": _KEY}}
    for methods in document["paths"].values():
        for method, operation in methods.items():
            _complete_operation(operation, writes=method != "get")
    _put_core_in(document)


def _complete_operation(operation: dict[str, Any], *, writes: bool) -> None:
    parameters: list[dict[str, Any]] = operation["parameters"]
    for one in parameters:
        one["schema"] = _without_null(one["schema"])
        if one["name"] == "field":
            one["schema"]["enum"] = list(FIELDS)
    if writes:
        parameters.append({"$ref": "#/components/parameters/IdempotencyKey"})
    paths = any(one.get("in") == "path" for one in parameters)
    statuses = _ALWAYS | _OF_OPERATION.get(operation["operationId"], set())
    hidden = bool(_HIDDEN & set(operation.get("tags", [])))
    statuses |= (_OF_PATHS if paths or hidden else set()) | (_OF_WRITES if writes else set())
    statuses |= _OF_BODIES if "requestBody" in operation else set()
    if "security" not in operation:
        statuses -= {401, 403}
    operation["responses"] = _responses(operation["responses"], statuses, writes=writes)
    operation["security"] = _security({name for one in operation.get("security", []) for name in one}, writes=writes)


def _responses(done: dict[int, Any], statuses: set[int], *, writes: bool) -> dict[str, Any]:
    named = {str(status): answer for status, answer in done.items() if status < 400}
    for status, answer in named.items():
        headers = {REPLAYED: "“true” where the answer is one given before."} if writes else {}
        if status == "201":
            headers["Location"] = "The address of what was made."
        if headers:
            answer["headers"] = {
                name: {"description": text, "schema": {"type": "string"}} for name, text in headers.items()
            }
    return named | {str(status): _error(status) for status in sorted(statuses)}


def _error(status: int) -> dict[str, Any]:
    codes = [f"`{code}`" for code, (of, _meaning) in PROBLEMS.items() if of == status]
    answer: dict[str, Any] = {
        "description": f"{HTTPStatus(status).phrase}: {', '.join(codes)}.",
        "content": {CONTENT_TYPE: {"schema": {"$ref": _REF.format(name="Problem")}, "example": _example(status)}},
    }
    if status in {409, 429, 503}:
        answer["headers"] = {"Retry-After": {"description": "Seconds.", "schema": {"type": "integer"}}}
    return answer


def _example(status: int) -> dict[str, Any]:
    """The first problem of this status, as it goes out."""
    code, meaning = next((code, meaning) for code, (of, meaning) in PROBLEMS.items() if of == status)
    return {"type": f"urn:touchstone:problem:{code}", "status": status, "code": code, "title": meaning, "detail": ""}


def _security(doors: set[str], *, writes: bool) -> list[dict[str, list[str]]]:
    """A program shows its token; a browser its cookie and, to write, the CSRF token; a visitor may come without any."""
    if not doors:
        return []
    csrf = _CSRF if writes else {}
    known: list[dict[str, list[str]]] = [{"token": []}, {"session": [], **csrf}, {"visitor": [], **csrf}]
    return [*known, {**csrf}] if "Anybody" in doors else known


def _without_null(schema: dict[str, Any]) -> dict[str, Any]:
    """A parameter that is left out is left out; there is no null in an address."""
    choices = [one for one in schema.get("anyOf", []) if one != {"type": "null"}]
    if len(choices) != 1:
        return schema
    rest = {key: value for key, value in schema.items() if key not in {"anyOf", "default"}}
    return {**choices[0], **rest}


def _core_schemas() -> dict[str, Any]:
    from touchstone.core.briefs.values import Brief, Found, Question
    from touchstone.core.matching.values import Need, Shortlist
    from touchstone.core.people.values import Person
    from touchstone.core.planning.values import Plan
    from touchstone.core.roles.values import Diagnosis

    kinds = (Brief, Diagnosis, Found, Need, Person, Plan, Question, Shortlist)
    _refs, schemas = msgspec.json.schema_components(kinds, schema_hook=_anything, ref_template=_REF)
    return schemas


def _anything(kind: Any) -> dict[str, Any]:
    if kind is object:
        return {"description": "Of the type of the field that was found."}
    raise NotImplementedError(kind)


def _put_core_in(part: Any) -> None:
    """Where a schema says that it is one of the core's values, let it refer to that value's."""
    for value in part.values() if isinstance(part, dict) else part:
        if isinstance(value, dict) and CORE in value:
            name = value[CORE]
            value.clear()
            value["$ref"] = _REF.format(name=name)
        elif isinstance(value, dict | list):
            _put_core_in(value)
