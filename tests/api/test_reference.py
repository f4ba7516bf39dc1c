"""docs/reference/api.md says what is so."""

import re
from pathlib import Path

from touchstone.server.api import api
from touchstone.server.problems import PROBLEMS

PAGE = (Path(__file__).parents[2] / "docs" / "reference" / "api.md").read_text()


def rows(heading):
    section = PAGE.split(f"## {heading}\n", 1)[1].split("\n## ", 1)[0]
    lines = [line for line in section.splitlines() if line.startswith("| ")]
    return [[cell.strip().strip("`") for cell in line.strip("|").split(" | ")] for line in lines[1:]]


def test_every_code_is_there_with_its_status_and_meaning():
    known = [[code, str(status), meaning] for code, (status, meaning) in PROBLEMS.items()]
    assert rows("Errors") == known


def test_the_codes_stand_in_the_order_of_their_statuses():
    statuses = [status for status, _meaning in PROBLEMS.values()]
    assert statuses == sorted(statuses)


def test_every_address_is_there_with_its_operation_and_what_it_does():
    described = {
        (method.upper(), path.removeprefix("/api/v1"), one["operationId"], one["description"])
        for path, methods in api.get_openapi_schema()["paths"].items()
        for method, one in methods.items()
    }
    assert {tuple(row) for row in rows("Addresses")} == described


def test_the_document_names_every_error_and_every_door():
    document = api.get_openapi_schema()
    assert set(document["components"]["schemas"]["Problem"]["properties"]["code"]["enum"]) == set(PROBLEMS)
    known = set(document["components"]["securitySchemes"])
    named = re.findall(r"'\$ref': '#/components/(\w+)/(\w+)'", str(document))
    assert named
    assert all(name in document["components"][kind] for kind, name in named)
    for methods in document["paths"].values():
        for method, one in methods.items():
            assert {name for door in one["security"] for name in door} <= known
            assert {"400", "422", "500", "503"} <= set(one["responses"])
            assert (one["parameters"][-1:] == [{"$ref": "#/components/parameters/IdempotencyKey"}]) == (method != "get")
