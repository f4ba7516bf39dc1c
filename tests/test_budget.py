"""Small rooms: a file has at most 400 lines and a function at most 50. Exceptions are listed, dated and explained."""

import ast
from pathlib import Path

import pytest

SOURCE = Path(__file__).parent.parent / "src" / "touchstone"
FILES = [path for path in sorted(SOURCE.rglob("*.py")) if "migrations" not in path.parts]
MOST_LINES, MOST_FUNCTION_LINES = 400, 50

# path -> (allowed lines, since, why)
LONG_FILES: dict[str, tuple[int, str, str]] = {}
# path::function -> (allowed lines, since, why)
LONG_FUNCTIONS: dict[str, tuple[int, str, str]] = {}


def _name(path: Path) -> str:
    return path.relative_to(SOURCE).as_posix()


@pytest.mark.parametrize("path", FILES, ids=_name)
def test_a_file_fits_its_room(path):
    lines = len(path.read_text().splitlines())
    allowed = LONG_FILES.get(_name(path), (MOST_LINES,))[0]
    assert lines <= allowed, f"{_name(path)} has {lines} lines; split it by what it is about"


@pytest.mark.parametrize("path", FILES, ids=_name)
def test_a_function_fits_its_room(path):
    for node in ast.walk(ast.parse(path.read_text())):
        if not isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            continue
        lines = (node.end_lineno or node.lineno) - node.lineno + 1
        allowed = LONG_FUNCTIONS.get(f"{_name(path)}::{node.name}", (MOST_FUNCTION_LINES,))[0]
        assert lines <= allowed, f"{_name(path)}::{node.name} has {lines} lines; name its parts"


def test_every_exception_is_still_needed():
    for name, (_, since, why) in {**LONG_FILES, **LONG_FUNCTIONS}.items():
        assert since, f"{name} has no date"
        assert why, f"{name} has no reason"
        assert (SOURCE / name.split("::")[0]).exists(), f"{name} is gone: take it off the list"
