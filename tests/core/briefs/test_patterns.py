"""The word lists: every one is used, every name that a pattern uses is there, and every pattern compiles."""

import importlib
import pkgutil
import re
from importlib.resources import files

import pytest

import touchstone.core.briefs
from touchstone.core.briefs.patterns import Pattern, compiled, word_lists

FILES = sorted(
    entry.name.removesuffix(".txt") for entry in files("touchstone").joinpath("data", "briefs", "words").iterdir()
)
MODULES = [
    importlib.import_module(f"touchstone.core.briefs.{module.name}")
    for module in pkgutil.iter_modules(touchstone.core.briefs.__path__)
]
SOURCES = {module.__name__: module.__loader__.get_source(module.__name__) for module in MODULES}


def patterns():
    for module in MODULES:
        for name, value in vars(module).items():
            if isinstance(value, Pattern):
                yield pytest.param(value, id=f"{module.__name__.rpartition('.')[2]}.{name}")


@pytest.mark.parametrize("pattern", list(patterns()))
def test_every_pattern_compiles(pattern):
    assert pattern.compiled.pattern


@pytest.mark.parametrize("name", FILES)
def test_every_list_is_named_by_a_pattern_or_another_list(name):
    lists = word_lists(name)
    inside = "\n".join("\n".join(lines) for lines in lists.values())
    code = "\n".join(SOURCES.values())
    made_up = re.compile(r"^(?:en_|es_pt_|state_|level_|behind_|before_|contractor_)")  # names put together in code
    for section, lines in lists.items():
        assert lines, f"[{section}] is empty"
        by_name = f"{{{section}}}" in inside or re.search(rf"\{{{section}\}}|\"{section}\"", code)
        assert by_name or made_up.match(section) or section in ALSO_ENUMS, f"[{section}] of {name}.txt is never used"


ALSO_ENUMS = {
    *(symptom.value for symptom in touchstone.core.briefs.Symptom),
    *(degree.value for degree in touchstone.core.briefs.Degree),
    *(seniority.value for seniority in touchstone.core.briefs.Seniority),
    "en",
    "es",
    "pt",
}


def test_a_blank_is_bounded_white_space():
    assert compiled("a b").fullmatch("a \n b")
    assert not compiled("a b").fullmatch("a" + " " * 9 + "b")
    assert compiled("a ?b").fullmatch("ab")
    assert compiled("[a b]").fullmatch(" ")


def test_no_accent_stands_in_a_list_because_texts_are_folded():
    for name in FILES:
        for section, lines in word_lists(name).items():
            for line in lines:
                assert line.isascii() or re.fullmatch(r"[^á-ú]*", line), f"{name}.txt [{section}]: {line}"
