"""From rows (person, item, score) or a table of people by items to `Responses`, each pair once."""

from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from touchstone.core.errors import BadInput, NoData
from touchstone.core.psychometrics.values import Floats, Integers, Responses

_LARGEST = 1_000_000  # a score
_SCORE = f"a whole number from 0 to {_LARGEST:,}"


def responses_of(
    person: Sequence[Any] | NDArray[Any],
    item: Sequence[Any] | NDArray[Any],
    score: ArrayLike,
    *,
    weight: ArrayLike | None = None,
) -> Responses:
    """Responses from long form, one row an answer. The order of the rows makes no difference.

    Args:
        person: (rows,) names; equal ones are one person.
        item: (rows,) names.
        score: (rows,) whole numbers, 0 or more; NaN: not answered, the row is passed over.
        weight: (rows,) how many people a person stands for, the same in all of a person's rows; 1 by default.

    Raises:
        BadInput: a score that is no whole number, a pair that is there twice, a weight that differs within a person.
        NoData: no row has a score.
    """
    people, person_codes = np.unique(np.asarray(person, dtype=str), return_inverse=True)
    items, item_codes = np.unique(np.asarray(item, dtype=str), return_inverse=True)
    return responses_of_codes(
        person_codes, item_codes, score, people=people.tolist(), items=items.tolist(), weight=weight
    )


def responses_of_codes(
    person: NDArray[np.integer],
    item: NDArray[np.integer],
    score: ArrayLike,
    *,
    people: Sequence[str],
    items: Sequence[str],
    weight: ArrayLike | None = None,
) -> Responses:
    """The same from positions in `people` and `items` (sorted names, each once); -1 is a missing name."""
    scores = np.asarray(score, dtype=float)
    _check_rows(person, item, scores)
    answered = ~np.isnan(scores)
    if not answered.any():
        raise NoData("no row has a score", place="score")
    rows = np.flatnonzero(answered)
    kept = rows[np.argsort(person[rows].astype(np.int64) * len(items) + item[rows], kind="stable")]
    _check_pairs(person[kept], item[kept], names=(people, items))
    present, who = renumbered(person[kept], len(people))
    asked, what = renumbered(item[kept], len(items))
    names = tuple(people[code] for code in present)
    return Responses(
        people=names,
        items=tuple(items[code] for code in asked),
        person=who,
        item=what,
        score=scores[kept].astype(np.int64),
        weight=_weights(weight, kept, who, names),
    )


def responses_of_matrix(
    scores: ArrayLike,
    *,
    people: Sequence[str] | None = None,
    items: Sequence[str] | None = None,
    weight: ArrayLike | None = None,
) -> Responses:
    """Responses from a table with a row a person and a column an item.

    Args:
        scores: (people, items) whole numbers, 0 or more; NaN: not answered.
        people: names; by default numbers padded with zeros, so that their order stays.
        items: names, likewise.
        weight: (people,) how many people each row stands for, such as the count of a pattern.

    Raises:
        BadInput: a score that is no whole number, names that do not fit the table or are there twice.
        NoData: the table is empty.
    """
    table = np.asarray(scores, dtype=float)
    if table.ndim != 2:
        raise BadInput(f"the table has {table.ndim} dimensions", place="scores", hint="people by items")
    rows, columns = table.shape
    people_names, person = _ranked(people, rows, "people")
    item_names, item = _ranked(items, columns, "items")
    for row, column in np.argwhere(_no_score(table)).tolist():
        place = f"row {row + 1}, item {item_names[item[column]]}"
        raise BadInput(f"a score of {table[row, column]:g}", place=place, hint=_SCORE)
    return responses_of_codes(
        np.repeat(person, columns),
        np.tile(item, rows),
        table.ravel(),
        people=people_names,
        items=item_names,
        weight=None if weight is None else np.repeat(np.asarray(weight, dtype=float), columns),
    )


def renumbered(codes: NDArray[np.integer], size: int) -> tuple[Integers, Integers]:
    """The codes below `size` that occur, and each code's place among them."""
    present = np.flatnonzero(np.bincount(codes, minlength=size))
    place = np.zeros(size, dtype=np.int64)
    place[present] = np.arange(len(present))
    return present, place[codes]


def _ranked(names: Sequence[str] | None, number: int, what: str) -> tuple[list[str], Integers]:
    """The names sorted, and the place of each there."""
    sorted_names, place = np.unique(_names(names, number, what), return_inverse=True)
    return sorted_names.tolist(), place.astype(np.int64)


def _names(names: Sequence[str] | None, number: int, what: str) -> NDArray[np.str_]:
    if names is None:
        digits = len(str(number))
        return np.array([f"{position:0{digits}}" for position in range(1, number + 1)], dtype=str)
    if len(names) != number or len(set(names)) != number:
        raise BadInput(f"{len(set(names))} different names for {number}", place=what, hint="one for each, each once")
    return np.asarray(names, dtype=str)


def _check_rows(person: NDArray[np.integer], item: NDArray[np.integer], scores: Floats) -> None:
    if not len(person) == len(item) == len(scores):
        raise BadInput(f"{len(person)} people, {len(item)} items, {len(scores)} scores", place="rows", hint="as many")
    for column, codes in (("person", person), ("item", item)):
        for row in np.flatnonzero(codes < 0):
            raise BadInput(f"no {column}", place=f"row {row + 1}", hint="a name in every row")
    for row in np.flatnonzero(_no_score(scores)):
        raise BadInput(f"a score of {scores[row]:g}", place=f"row {row + 1}, score", hint=_SCORE)


def _no_score(scores: Floats) -> NDArray[np.bool_]:
    """Where there is a number that cannot be one; NaN is an answer that is missing."""
    wrong: NDArray[np.bool_] = (scores < 0) | (scores > _LARGEST) | (~np.isnan(scores) & (scores != np.floor(scores)))
    return wrong


def _check_pairs(
    person: NDArray[np.integer], item: NDArray[np.integer], *, names: tuple[Sequence[str], Sequence[str]]
) -> None:
    twice = np.flatnonzero((np.diff(person) == 0) & (np.diff(item) == 0))
    for row in twice:
        place = f"person {names[0][person[row]]}, item {names[1][item[row]]}"
        raise BadInput("the answer is there twice", place=place, hint="one score for each person and item")


def _weights(
    weight: ArrayLike | None, kept: NDArray[np.integer], person: NDArray[np.integer], names: tuple[str, ...]
) -> Floats:
    if weight is None:
        return np.ones(len(names))
    each = np.asarray(weight, dtype=float)[kept]
    first = np.flatnonzero(np.r_[True, np.diff(person) > 0])
    result: Floats = each[first]
    for row in np.flatnonzero(each != result[person]):
        raise BadInput("the weight differs within a person", place=f"person {names[person[row]]}", hint="one weight")
    for position in np.flatnonzero(~((result >= 0) & np.isfinite(result))):
        raise BadInput(f"a weight of {result[position]:g}", place=f"person {names[position]}, weight", hint="0 or more")
    return result
