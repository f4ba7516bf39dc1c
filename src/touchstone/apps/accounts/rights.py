"""What an actor may do, by what they are. Whoever is nothing may do nothing."""

from enum import StrEnum


class Right(StrEnum):
    """What a role lets one do within one organisation."""

    READ = "read"  # see briefs, shortlists, who did what
    WORK = "work"  # submit briefs, correct fields, draw lists, decide
    MANAGE = "manage"  # let people in and out, make tokens, keep webhooks, rename
    OPERATE = "operate"  # the pool, rates, taxonomy, jobs: the installation's own
    OFFER = "offer"  # keep one's own profile as a specialist, and answer those who ask


NONE: frozenset[Right] = frozenset()
VISITOR = frozenset({Right.READ, Right.WORK})
EVERY = frozenset(Right) - {Right.OFFER}  # nobody keeps a specialist's profile for them
OF_ROLE: dict[str, frozenset[Right]] = {
    "owner": frozenset({Right.READ, Right.WORK, Right.MANAGE}),
    "manager": frozenset({Right.READ, Right.WORK}),
    "viewer": frozenset({Right.READ}),
    "specialist": frozenset({Right.OFFER}),
}
OF_SCOPE: dict[str, frozenset[Right]] = {
    "read": frozenset({Right.READ}),
    "work": frozenset({Right.READ, Right.WORK}),
    "manage": frozenset({Right.READ, Right.WORK, Right.MANAGE}),
    "offer": frozenset({Right.OFFER}),
    "operate": frozenset({Right.READ, Right.WORK, Right.OPERATE}),
}
