"""Who may be the same person twice: pairs with reasons. A pair is proposed; nobody is merged by a likeness alone."""

from collections import defaultdict
from collections.abc import Hashable, Iterable, Iterator

import msgspec
from msgspec import Struct

from touchstone.core.people.projection import merged
from touchstone.core.people.values import Person
from touchstone.core.text import fold

_PARTICLES = frozenset("de da do das dos del la las los e y van von".split())
LARGEST_HEAP = 50  # people who share a value; more say that the value tells nobody apart


class Likeness(Struct, frozen=True, order=True):
    """One thing that two have in common, and how far it tells that they are one: 1 is certain."""

    confidence: float
    reason: str  # "orcid", "email", "publication", "degree", "name"


class Duplicate(Struct, frozen=True):
    """Two who may be one."""

    first: str  # key of the one that came first
    other: str
    likeness: tuple[Likeness, ...]  # the surest first

    @property
    def confidence(self) -> float:
        """That of the surest."""
        return self.likeness[0].confidence


def find_duplicates(people: Iterable[tuple[str, Person]]) -> tuple[Duplicate, ...]:
    """Every pair of `people`, given as (key, person), that has something telling in common; the surest first.

    People are put into heaps by what could be the same, so that the work grows with the heaps and not with the pairs.
    """
    heaps: dict[tuple[Likeness, Hashable], list[str]] = defaultdict(list)
    order: dict[str, int] = {}
    for key, person in people:
        order.setdefault(key, len(order))
        for likeness, value in set(telling(person)):
            heaps[likeness, value].append(key)
    pairs: dict[tuple[str, str], set[Likeness]] = defaultdict(set)
    for (likeness, _value), keys in heaps.items():
        if 1 < len(keys) <= LARGEST_HEAP:
            for other in keys[1:]:
                if other != keys[0]:
                    pairs[keys[0], other].add(likeness)
    found = [Duplicate(first, other, tuple(sorted(said, reverse=True))) for (first, other), said in pairs.items()]
    return tuple(sorted(found, key=lambda one: (-one.confidence, order[one.first], order[one.other])))


def merge(kept: Person, other: Person) -> Person:
    """`kept`, with what it leaves open filled from `other`, and both their lists united. What it says stays as it is."""
    changes = {}
    for field in msgspec.structs.fields(Person):
        mine, theirs = getattr(kept, field.name), getattr(other, field.name)
        if isinstance(mine, tuple):
            changes[field.name] = tuple(dict.fromkeys((*mine, *theirs)))
        elif not mine:
            changes[field.name] = theirs
    if kept.languages:  # one level for a language: the one that is kept
        spoken = {one.code for one in kept.languages}
        changes["languages"] = kept.languages + tuple(one for one in other.languages if one.code not in spoken)
    if kept.windows:
        changes["windows"] = kept.windows
    changes["pauses"] = merged(changes["pauses"])
    return msgspec.structs.replace(kept, **changes)


def same_name(name: str) -> tuple[str, ...]:
    """A name as it is compared: its words without accents, particles and order."""
    return tuple(
        sorted(word for word in fold(name).replace(".", " ").replace(",", " ").split() if word not in _PARTICLES)
    )


def telling(person: Person) -> Iterator[tuple[Likeness, Hashable]]:
    """What of somebody may tell that they are one with somebody else: two who share one of these are a pair."""
    name = same_name(person.name)
    if person.orcid:
        yield Likeness(1.0, "orcid"), person.orcid
    if person.email:
        yield Likeness(0.98, "email"), person.email.casefold()
    if len(name) < 2:  # a single word is nobody's name alone
        return
    for one in person.publications:
        if one.doi:
            yield Likeness(0.95, "publication"), (name, one.doi.casefold())
    for held in person.degrees:
        if held.domain or held.institution:
            what = (name, held.level, held.domain, fold(held.institution), held.year)
            yield Likeness(0.9, "degree"), what
    if person.country:
        yield Likeness(0.5, "name"), (name, person.country)
