"""TOML, YAML and JSON as a mapping, strictly: no duplicate keys, no aliases, no NaN, nothing too deep."""

import json
import re
import tomllib
from collections.abc import Callable, Hashable, Iterator, Mapping
from functools import cache
from typing import TYPE_CHECKING, Any

from touchstone.core.errors import BadInput
from touchstone.core.formats import Kind

if TYPE_CHECKING:
    import yaml

_DEEPEST = 12  # a brief has three levels
_MOST_NODES = 20_000
_WHOLE = r"[-+]?(?:0|[1-9][0-9]{0,15})"
_DECIMAL = r"[-+]?(?:[0-9]{1,16}\.[0-9]{0,16}|\.[0-9]{1,16})(?:[eE][-+]?[0-9]{1,3})?"


def load_mapping(text: str, kind: Kind, name: str) -> Mapping[str, Any]:
    """The mapping that a structured file holds.

    Raises:
        BadInput: it is not well formed (with the line), has a key twice, or is no mapping of fields.
    """
    readers: dict[Kind, Callable[[str, str], Any]] = {Kind.JSON: _json, Kind.TOML: _toml, Kind.YAML: _yaml}
    try:
        value = readers[kind](text, name)
    except RecursionError as error:
        raise _too_deep(name) from error
    if not isinstance(value, dict):
        raise BadInput("this is no mapping of fields", place=name, hint='fields such as text: "…", hours_per_week: 20')
    _refuse_depth(value, name)
    return value


def _json(text: str, name: str) -> Any:
    def once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
        mapping = dict(pairs)
        if len(mapping) < len(pairs):
            keys = [key for key, _ in pairs]
            twice = next(key for key in keys if keys.count(key) > 1)
            raise BadInput(f"“{twice}” stands here twice", place=name, hint="one value for each field")
        return mapping

    def refuse(constant: str) -> Any:
        raise BadInput(f"{constant} is no number", place=name, hint="a finite number, or leave the field out")

    try:
        return json.loads(text, object_pairs_hook=once, parse_constant=refuse)
    except json.JSONDecodeError as error:
        extra = "; one record a line is not a brief" if error.msg == "Extra data" else ""
        raise BadInput(f"not well-formed JSON: {error.msg}{extra}", place=f"{name}: line {error.lineno}") from error
    except ValueError as error:  # an integer of thousands of digits
        raise BadInput(
            "there is a number of absurd length", place=name, hint="figures of at most fifteen digits"
        ) from error


def _toml(text: str, name: str) -> Any:
    try:
        return tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        line = re.search(r"at line (\d+)", str(error))
        place = f"{name}: line {line[1]}" if line else name
        raise BadInput(f"not well-formed TOML: {str(error).partition(' (at')[0]}", place=place) from error
    except ValueError as error:
        raise BadInput(
            "there is a number of absurd length", place=name, hint="figures of at most fifteen digits"
        ) from error


def _yaml(text: str, name: str) -> Any:
    import yaml

    try:
        _refuse_bombs(text, name)
        documents = list(yaml.load_all(text, Loader=_loader()))
    except yaml.MarkedYAMLError as error:
        place = f"{name}: line {error.problem_mark.line + 1}" if error.problem_mark else name
        raise BadInput(f"not well-formed YAML: {error.problem or error.context}", place=place) from error
    except yaml.YAMLError as error:
        raise BadInput("not well-formed YAML: a character that it may not have", place=name) from error
    except ValueError as error:  # !!int "many"
        raise BadInput("a value does not fit its tag", place=name, hint="values without tags") from error
    if len(documents) != 1:
        raise BadInput(f"there are {len(documents)} documents in this file", place=name, hint="one brief, one document")
    return documents[0]


def _refuse_bombs(text: str, name: str) -> None:
    """Refuse aliases, of which nine lines can make a billion values, and depth, before anything is built."""
    import yaml

    depth = 0
    for nodes, event in enumerate(yaml.parse(text, Loader=_loader())):
        if isinstance(event, yaml.AliasEvent):
            line = event.start_mark.line + 1 if event.start_mark else 1
            raise BadInput("an alias (*name) is not read", place=f"{name}: line {line}", hint="write the value out")
        if isinstance(event, yaml.CollectionStartEvent):
            depth += 1
        elif isinstance(event, yaml.CollectionEndEvent):
            depth -= 1
        if depth > _DEEPEST:
            raise _too_deep(name)
        if nodes > _MOST_NODES:
            raise BadInput("there are too many values in this file", place=name, hint="one brief")


@cache
def _loader() -> "type[yaml.SafeLoader]":
    """A YAML loader with JSON's scalars only: "no" is Norway, 9:30 is text, and so is a date."""
    import yaml

    base = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
    loader: type[yaml.SafeLoader] = type("_Strict", (base,), {"yaml_implicit_resolvers": {}, "yaml_constructors": {}})
    scalars = (
        ("null", r"|null|~", ["n", "~", ""]),
        ("bool", r"true|false", ["t", "f"]),
        ("int", _WHOLE, list("-+0123456789")),
        ("float", rf"{_DECIMAL}|[-+]?\.(?:inf|Inf|INF)|\.(?:nan|NaN|NAN)", list("-+.0123456789")),
    )
    for name, pattern, first in scalars:
        tag = f"tag:yaml.org,2002:{name}"
        loader.add_implicit_resolver(tag, re.compile(rf"(?:{pattern})\Z"), first)
        loader.add_constructor(tag, base.yaml_constructors[tag])
    for kept in ("tag:yaml.org,2002:str", "tag:yaml.org,2002:seq", None):
        loader.add_constructor(kept, base.yaml_constructors[kept])
    loader.add_constructor("tag:yaml.org,2002:map", _construct_once)
    return loader


def _construct_once(loader: Any, node: Any) -> Iterator[dict[Hashable, Any]]:
    import yaml

    mapping: dict[Hashable, Any] = {}
    yield mapping
    for key_node, value_node in node.value:
        key = loader.construct_object(key_node, deep=True)
        if not isinstance(key, Hashable) or key in mapping:
            raise yaml.constructor.ConstructorError(None, None, f"“{key}” stands here twice", key_node.start_mark)
        mapping[key] = loader.construct_object(value_node, deep=True)


def _refuse_depth(value: Any, name: str, depth: int = 0) -> None:
    if depth > _DEEPEST:
        raise _too_deep(name)
    inner = value.values() if isinstance(value, dict) else value if isinstance(value, list) else ()
    for part in inner:
        _refuse_depth(part, name, depth + 1)


def _too_deep(name: str) -> BadInput:
    return BadInput("the file is nested far too deep", place=name, hint="a brief has fields, and lists of fields")
