"""A Reading as JSON and back, with the type of every found value kept."""

from functools import cache
from types import UnionType
from typing import Any, get_args, get_origin, get_type_hints

import msgspec
from msgspec.structs import replace

from touchstone.core.briefs.values import Brief, Reading


def encode_reading(reading: Reading) -> bytes:
    """`reading` as JSON."""
    return msgspec.json.encode(reading)


def decode_reading(data: bytes | str) -> Reading:
    """The reading in `data`; each finding's value is again of its field's type.

    Raises:
        msgspec.DecodeError: `data` is not a reading.
    """
    reading = msgspec.json.decode(data, type=Reading)
    types = found_types()
    found = tuple(replace(one, value=msgspec.convert(one.value, types[one.field])) for one in reading.found)
    return replace(reading, found=found)


@cache
def found_types() -> dict[str, Any]:
    """The type of a finding's value, by field: of a list its items', without None."""
    return {field: _own_part(hint) for field, hint in get_type_hints(Brief).items()}


def _own_part(hint: Any) -> Any:
    if get_origin(hint) is tuple:
        return get_args(hint)[0]
    if isinstance(hint, UnionType):
        return next(part for part in get_args(hint) if part is not type(None))
    return hint
