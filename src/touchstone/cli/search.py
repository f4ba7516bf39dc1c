"""A pool made ready for searching: the packaged synthetic one, or a file."""

import os
import tempfile
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

import click
from msgspec import Struct

from touchstone.cli.frame import progress
from touchstone.cli.inputs import open_pool, today
from touchstone.core.errors import BadInput

if TYPE_CHECKING:
    from touchstone.core.briefs import Brief
    from touchstone.core.matching import Assignment, Encoder, Need, Shortlist, Snapshot, Specialist

Command = TypeVar("Command", bound=Callable[..., None])
_ASSIGN_FROM = 50  # candidates of each opening that an assignment chooses from


def pool_options(command: Command) -> Command:
    """Add the options of a search in a pool."""
    options = (
        click.option("--pool", metavar="FILE", help="A pool file (JSONL or Parquet); by default a synthetic one."),
        click.option(
            "--mode",
            type=click.Choice(["quality", "balanced", "cost"]),
            default="balanced",
            show_default=True,
            help="What the ranking puts first.",
        ),
        click.option(
            "-n", "--most", type=click.IntRange(0, 1000), default=5, show_default=True, help="How many to list."
        ),
        click.option(
            "--semantic", is_flag=True, help="Compare texts by a sentence encoder too (English; extra `semantic`)."
        ),
        click.option(
            "--encoder-url",
            envvar="TOUCHSTONE_ENCODER_URL",
            help="Compare texts by a sentence encoder at an OpenAI-compatible endpoint instead.",
        ),
        click.option("--encoder-name", envvar="TOUCHSTONE_ENCODER_NAME", help="The model to ask there."),
        click.option(
            "--encoder-languages",
            envvar="TOUCHSTONE_ENCODER_LANGUAGES",
            default="en,es,pt",
            show_default=True,
            help="The languages that it was trained for.",
        ),
        click.option(
            "--explore", type=click.IntRange(0, 10), default=1, show_default=True, help="Seats for unproven people."
        ),
        click.option(
            "--seed", type=click.IntRange(0), default=0, show_default=True, help="The same seed, the same list."
        ),
    )
    for option in reversed(options):
        command = option(command)
    return command


class Search(Struct, frozen=True, kw_only=True):
    """A pool with what is wanted of it."""

    snapshot: "Snapshot"
    encoder: "Encoder | None"
    label: str
    mode: str
    most: int
    explore: int
    seed: int

    def shortlist(self, need: "Need", *, most: int | None = None) -> "Shortlist":
        """The best of the pool for `need`."""
        from touchstone.core.matching import Mode, shortlist

        return shortlist(
            self.snapshot,
            need,
            mode=Mode(self.mode),
            k=self.most if most is None else most,
            explore=self.explore,
            seed=self.seed,
            encoder=self.encoder,
        )

    def assign(self, openings: "Mapping[str, tuple[Brief, Need]]") -> "Assignment":
        """The seats of all openings filled at once, from each opening's best candidates."""
        from touchstone.core.matching import Edge, FreeHours, OpenSeats, assign

        edges, free = [], {}
        for name, (_, need) in openings.items():
            for candidate in self.shortlist(need, most=_ASSIGN_FROM).candidates:
                edges.append(Edge(candidate.specialist, name, float(candidate.cost_per_accepted.major)))
                free[candidate.specialist] = FreeHours(
                    specialist=candidate.specialist, hours_per_week=candidate.hours_per_week, engagements=2
                )
        seats = [
            OpenSeats(opening=name, seats=brief.people or 1, hours_per_week=need.minimum_hours)
            for name, (brief, need) in openings.items()
        ]
        return assign(edges, openings=seats, people=list(free.values()))


@contextmanager
def search(
    pool: str | None,
    *,
    mode: str,
    most: int,
    explore: int,
    semantic: bool,
    seed: int,
    encoder_url: str | None,
    encoder_name: str | None,
    encoder_languages: str,
) -> Iterator[Search]:
    """The pool `pool`, or the packaged synthetic one, as a snapshot in a folder that goes when the search is over.

    Raises:
        BadInput: the pool file cannot be used; file, line and field are named.
        GatewayError: the encoder's endpoint does not answer.
    """
    from touchstone.core.matching import open_snapshot, write_snapshot

    people = list(_people(pool))
    encoder = _endpoint(encoder_url, encoder_name, encoder_languages) if encoder_url else _packaged(semantic=semantic)
    label = (
        f"{len(people):,} specialists in {pool}" if pool else f"{len(people):,} synthetic specialists, made up by us"
    )
    with tempfile.TemporaryDirectory(prefix="touchstone-") as folder:
        path = Path(folder) / "pool"
        write_snapshot(people, path, today=today(), encoder=encoder, progress=progress() if pool else None)
        yield Search(
            snapshot=open_snapshot(path), encoder=encoder, label=label, mode=mode, most=most, explore=explore, seed=seed
        )


def _people(pool: str | None) -> "Iterator[Specialist]":
    from touchstone.core.matching import demo_pool, read_pool

    if pool is None:
        yield from demo_pool(today())
        return
    with open_pool(pool) as source:
        yield from read_pool(source, name=pool, progress=progress())


def _packaged(*, semantic: bool) -> "Encoder | None":
    from touchstone.gateways.encoders import encoder_of

    return encoder_of("minilm") if semantic else None


def _endpoint(url: str, name: str | None, languages: str) -> "Encoder":
    from touchstone.gateways.encoders import encoder_of

    if not name:
        raise BadInput("which model to ask is not said", place="--encoder-name", hint="a model at --encoder-url")
    spoken = [code.strip() for code in languages.split(",") if code.strip()]
    key = os.environ.get("TOUCHSTONE_ENCODER_KEY")
    return encoder_of("openai_compatible", address=url, model=name, key=key, languages=spoken)
