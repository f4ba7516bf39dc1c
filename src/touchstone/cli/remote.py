"""`touchstone remote …`: the same questions, asked of a server on behalf of a token."""

import os
from collections.abc import Callable
from typing import TYPE_CHECKING, Any, TypeVar

import click

from touchstone.cli.frame import console, json_option, print_json, read_bytes, read_text, say, section
from touchstone.cli.words import ROLE_NAMES
from touchstone.core.errors import BadInput

if TYPE_CHECKING:
    from touchstone.client import BriefAnswer, BriefLine, Client, ShortlistAnswer

Command = TypeVar("Command", bound=Callable[..., None])
_ROLES = ["data_annotator", "ai_training_specialist", "rlhf_specialist", "ml_engineer"]
_MODES = ["quality", "balanced", "cost"]
_CONSTRAINTS = "role languages country overlap hours rate start degree clearance skill".split()
_TEXTS = (".txt", ".md")


@click.group()
def remote() -> None:
    """Briefs, plans and shortlists on a server.

    TOUCHSTONE_URL names the server and TOUCHSTONE_TOKEN holds a token of its page “API tokens”; or --url and --token-file.
    """


def server_options(command: Command) -> Command:
    """Add where the server is and where the token stands. A token is no argument: other users see those."""
    url = click.option("--url", envvar="TOUCHSTONE_URL", metavar="URL", help="The server; else TOUCHSTONE_URL.")
    token = click.option("--token-file", metavar="FILE", help="A file that holds the token; else TOUCHSTONE_TOKEN.")
    return url(token(command))


@remote.command()
@click.option("--role", type=click.Choice([*_ROLES, "none"]), help="Only those whose diagnosis names this role.")
@click.option("--text", help="Only those whose title or text has this in it.")
@click.option("-n", "--most", type=click.IntRange(1), help="How many; by default all.")
@server_options
@json_option
def briefs(
    role: str | None, text: str | None, most: int | None, *, url: str | None, token_file: str | None, as_json: bool
) -> None:
    """The organisation's briefs, newest first; with --json one object a line."""
    from itertools import islice

    with _client(url, token_file) as client:
        wanted = {"role": role, "text": text, "limit": min(most or 200, 200)}
        found = islice(client.briefs(**wanted), most)
        if as_json:
            for one in found:
                print_json("brief_line", one)
        else:
            show_briefs(list(found))


@remote.group()
def brief() -> None:
    """One brief: submit it, or show it."""


@brief.command()
@click.argument("file")
@server_options
@json_option
def submit(file: str, *, url: str | None, token_file: str | None, as_json: bool) -> None:
    """Submit the brief in FILE (text, Markdown, PDF, Word, TOML, YAML or JSON), or - for standard input."""
    with _client(url, token_file) as client:
        if file == "-" or file.lower().endswith(_TEXTS):
            made = client.submit_brief(read_text(file))
        else:
            made = client.submit_document(read_bytes(file), name=os.path.basename(file))  # noqa: PTH119 - a name, not a path
        _answer_brief(made, as_json=as_json)


@brief.command()
@click.argument("brief_id", metavar="BRIEF")
@server_options
@json_option
def show(brief_id: str, *, url: str | None, token_file: str | None, as_json: bool) -> None:
    """Show what stands in BRIEF (its id), who is needed, and why."""
    with _client(url, token_file) as client:
        _answer_brief(client.get_brief(brief_id), as_json=as_json)


@remote.command()
@click.argument("brief_id", metavar="BRIEF")
@click.argument("name", metavar="FIELD")
@click.option("--confirm", "do", flag_value="confirm", help="It is right.")
@click.option("--drop", "do", flag_value="drop", help="It does not matter, or was misread.")
@click.option("--reopen", "do", flag_value="reopen", help="Take back what was said to it.")
@click.option("--edit", "value", metavar="VALUE", help="This is right instead: JSON, or a plain word.")
@server_options
@json_option
def field(
    brief_id: str,
    name: str,
    do: str | None,
    value: str | None,
    *,
    url: str | None,
    token_file: str | None,
    as_json: bool,
) -> None:
    """Confirm, correct, drop or reopen one FIELD of BRIEF."""
    if (do is None) == (value is None):
        raise BadInput("one thing is done to a field at a time", hint="--confirm, --drop, --reopen or --edit VALUE")
    with _client(url, token_file) as client:
        made = client.mark_field(brief_id, name, do or "edit", None if value is None else _value(value))
        _answer_brief(made, as_json=as_json)


@remote.command()
@click.argument("brief_id", metavar="BRIEF")
@click.option("--people", type=click.IntRange(1, 500), help="Instead of what the brief says; so are the others.")
@click.option("--hours", type=click.FloatRange(1, 60), help="A week.")
@click.option("--weeks", type=click.FloatRange(1, 260), help="From start to end.")
@click.option("--volume", type=click.IntRange(1), help="Pieces of work.")
@click.option("--place", metavar="COUNTRY", help="A country's code, such as MX.")
@click.option("--lines", "alternative", help="Show one alternative's arithmetic line by line: latam_contract, …")
@server_options
@json_option
def plan(
    brief_id: str, alternative: str | None, *, url: str | None, token_file: str | None, as_json: bool, **levers: Any
) -> None:
    """What the work in BRIEF costs and when it is done, with levers in place of what it says."""
    from touchstone.cli.plan import show_lines, show_plan

    with _client(url, token_file) as client:
        made = client.get_plan(brief_id, **levers)
    if as_json:
        print_json("plan", made)
        return
    section("Plan", ROLE_NAMES[made.role])
    show_plan(made)
    if alternative:
        show_lines(made, alternative)


@remote.command()
@click.argument("brief_id", metavar="BRIEF")
@click.option("--mode", type=click.Choice(_MODES), default="balanced", show_default=True, help="What comes first.")
@click.option("--role", type=click.Choice(_ROLES), help="The role; by default the one that the brief calls for.")
@server_options
@json_option
def shortlist(
    brief_id: str, mode: str, role: str | None, *, url: str | None, token_file: str | None, as_json: bool
) -> None:
    """Draw a shortlist for BRIEF from the server's pool; it is kept there."""
    from touchstone.core.matching.values import Mode
    from touchstone.core.roles.values import Role

    with _client(url, token_file) as client:
        made = client.draw_shortlist(brief_id, mode=Mode(mode), role=Role(role) if role else None)
    _answer_shortlist(made, as_json=as_json)


@remote.command()
@click.argument("shortlist_id", metavar="SHORTLIST")
@click.argument("constraint", required=False, type=click.Choice(_CONSTRAINTS))
@click.option(
    "--together", type=click.IntRange(0), metavar="N", help="Take the steps of the list's joint offer N (from 0)."
)
@server_options
@json_option
def relax(
    shortlist_id: str,
    constraint: str | None,
    together: int | None,
    *,
    url: str | None,
    token_file: str | None,
    as_json: bool,
) -> None:
    """Draw SHORTLIST (its id) again with one CONSTRAINT taken one step down, or with --together N."""
    from touchstone.core.matching.values import Constraint

    if (constraint is None) == (together is None):
        raise BadInput("what to relax is not said", hint=f"one of {', '.join(_CONSTRAINTS)}; or --together N")
    with _client(url, token_file) as client:
        if constraint is not None:
            made = client.relax_shortlist(shortlist_id, Constraint(constraint))
        else:
            made = client.relax_shortlist_together(shortlist_id, together or 0)
    _answer_shortlist(made, as_json=as_json)


def show_briefs(found: "list[BriefLine]") -> None:
    """Print briefs in a list, with the ids by which the other commands take them."""
    from rich import box
    from rich.table import Table

    if not found:
        say("No briefs.", style="dim")
        return
    table = Table(box=box.SIMPLE, show_edge=False, pad_edge=False, header_style="dim")
    table.add_column("brief", no_wrap=True)
    table.add_column("submitted", no_wrap=True)
    table.add_column("role", no_wrap=True)
    table.add_column("title", ratio=1)
    for one in found:
        table.add_row(str(one.id), f"{one.created_at:%Y-%m-%d}", ROLE_NAMES[one.role], one.title)
    console().print(table)


def _client(url: str | None, token_file: str | None) -> "Client":
    from touchstone.client import Client

    if not url:
        hint = "--url, or TOUCHSTONE_URL: for example https://touchstone.example.org"
        raise BadInput("no server is named", place="--url", hint=hint)
    token = read_text(token_file) if token_file else os.environ.get("TOUCHSTONE_TOKEN", "")
    if not token.strip():
        hint = "TOUCHSTONE_TOKEN, or --token-file FILE; the server's page “API tokens” makes one"
        raise BadInput("there is no token", place="TOUCHSTONE_TOKEN", hint=hint)
    return Client(url, token)


def _value(typed: str) -> Any:
    import msgspec

    try:
        return msgspec.json.decode(typed)
    except msgspec.DecodeError:
        return typed


def _answer_brief(made: "BriefAnswer", *, as_json: bool) -> None:
    from touchstone.cli.diagnose import show_diagnosis
    from touchstone.cli.hire import show_reading

    if as_json:
        print_json("brief", made)
        return
    say(f"brief {made.id}", style="dim", indent=0)
    show_reading(made.reading)
    if made.marks:
        said = ", ".join(f"{name} {mark.mark}" for name, mark in sorted(made.marks.items()))
        say(f"you said: {said}")
    show_diagnosis(made.diagnosis, made.reading)


def _answer_shortlist(made: "ShortlistAnswer", *, as_json: bool) -> None:
    from touchstone.cli.match import show_shortlist

    if as_json:
        print_json("drawn_shortlist", made)
        return
    say(f"shortlist {made.id}", style="dim", indent=0)
    kind = "synthetic specialists" if made.result.synthetic else "specialists"
    pool = f"{made.result.pool_size:,} {kind} on the server, snapshot {made.snapshot}"
    show_shortlist(made.result, made.need, pool)
