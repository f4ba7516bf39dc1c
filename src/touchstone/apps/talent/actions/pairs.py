"""Who of a file may be one with each other, or with somebody who is there.

The same as `core.people.find_duplicates`; PostgreSQL holds the heaps, so that memory does not grow with the file.
"""

import hashlib
from collections.abc import Iterable
from itertools import count, islice
from typing import Any

import msgspec
from django.db import connection

from touchstone.apps.talent.models import PersonRecord
from touchstone.core.people import LARGEST_HEAP, Person, telling

_STAGE = """
CREATE TEMPORARY TABLE people_telling
  (heap bigint, reference text, place int, coming boolean, confidence real, reason text) ON COMMIT DROP
"""
_COPY = "COPY people_telling (heap, reference, place, coming, confidence, reason) FROM STDIN"
_BATCH = 2_000
_AFTER_THOSE_THERE = 1_000_000_000
_PAIRS = """
DELETE FROM people_telling t WHERE NOT coming  -- whoever comes again is renewed, and no pair with themselves
  AND EXISTS (SELECT FROM people_telling c WHERE c.coming AND c.reference = t.reference);
WITH heaps AS (
  SELECT heap, min(place) AS first FROM people_telling GROUP BY heap HAVING count(*) BETWEEN 2 AND %(largest)s)
SELECT f.reference, o.reference, array_agg(o.reason ORDER BY o.confidence DESC, o.reason DESC), max(o.confidence)
FROM heaps h
JOIN people_telling f ON f.heap = h.heap AND f.place = h.first
JOIN people_telling o ON o.heap = h.heap AND o.place > h.first
WHERE f.reference <> o.reference AND (f.coming OR o.coming)
GROUP BY f.reference, o.reference ORDER BY max(o.confidence) DESC, min(f.place), min(o.place) LIMIT %(most)s
"""


def pairs_among(coming: Iterable[tuple[str, Person]], *, most: int) -> list[dict[str, Any]]:
    """At most so many pairs, the surest first; those who are there come before those of the file. Constant memory."""
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL statement_timeout = '15min'")
        cursor.execute(_STAGE)
        _lay_out(coming, cursor, count(_AFTER_THOSE_THERE), coming=True)
        _lay_out(_there(), cursor, count(), coming=False)
        cursor.execute("CREATE INDEX ON people_telling (heap, place); CREATE INDEX ON people_telling (reference)")
        cursor.execute(_PAIRS, {"largest": LARGEST_HEAP, "most": most})
        cursor.nextset()
        found = cursor.fetchall()
        cursor.execute("DROP TABLE people_telling")
    return [
        {"first": first, "other": other, "reasons": reasons, "confidence": round(confidence, 2)}
        for first, other, reasons, confidence in found
    ]


def _there() -> Iterable[tuple[str, Person]]:
    records = (
        PersonRecord.objects.filter(synthetic=False)
        .order_by("joined_at", "pk")
        .values_list("reference", "record")
        .iterator(chunk_size=_BATCH)
    )
    return ((reference, msgspec.convert(record, Person)) for reference, record in records)


def _lay_out(people: Iterable[tuple[str, Person]], cursor: Any, places: "count[int]", *, coming: bool) -> None:
    """In batches: while rows go in, the connection can bring none that are there."""
    people = iter(people)
    while batch := list(islice(people, _BATCH)):
        with cursor.copy(_COPY) as copy:
            for reference, person in batch:
                place = next(places)
                tells = set(telling(person))
                for likeness, value in tells:
                    heap = _number(f"{likeness.reason} {value!r}")
                    copy.write_row((heap, reference, place, coming, likeness.confidence, likeness.reason))
                if coming and not tells:  # on no heap, but what they were before must go all the same
                    copy.write_row((None, reference, place, coming, 0.0, ""))


def _number(said: str) -> int:
    """64 bits of a digest: among ten million values two are the same by chance with a probability of 3 in a million."""
    return int.from_bytes(hashlib.blake2b(said.encode(), digest_size=8).digest(), "big", signed=True)
