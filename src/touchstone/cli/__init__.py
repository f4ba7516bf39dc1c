"""The `touchstone` command: offline on files, or on a server with `remote`. Each command loads only what it uses, so that help comes at once."""

import importlib
import sys
from collections.abc import Sequence

import click

from touchstone import __version__
from touchstone.core.errors import BadInput, DomainError

# Command -> (module, one line of help). The help stands here so that listing the commands imports none of them.
_COMMANDS = {
    "hire": ("hire", "From a brief to a shortlist: who is needed, what it costs, who can do it."),
    "diagnose": ("diagnose", "Which of the four roles a brief calls for, or none, and why."),
    "plan": ("plan", "People, hours, weeks and cost, with alternatives side by side."),
    "plan-labels": ("plan_labels", "Labels of a promised quality: answers, people, cost; comparisons of models."),
    "rates": ("rates", "What a role is paid, by source and date."),
    "overlap": ("overlap", "Working hours that two people share over the next twelve months."),
    "match": ("match", "A shortlist from a pool file, for one opening or several at once."),
    "pool": ("pool", "Make a synthetic pool, or check a pool file."),
    "estimate": ("estimate", "How good people are at each skill, from a table of evidence, and why."),
    "calibrate": ("calibrate", "How hard each item is, how able each person, how severe each rater."),
    "agree": ("agree", "How much raters agree beyond chance, on what, and who does not."),
    "rank": ("rank", "Who is preferred to whom, from votes or rankings, with ranges of ranks."),
    "people": ("people", "Check a file of people: CSV, JSON Resume, ORCID, lines of JSON, Parquet."),
    "aggregate": ("aggregate", "The label of each task from several people's answers, with its probability."),
    "remote": ("remote", "The same on a server: briefs, plans, shortlists; with a token."),
    "schema": ("schema", "The shape of what --json prints, as JSON Schema."),
    "demo": ("serve", "The pages with the demo pool, on this machine."),
    "serve": ("serve", "The pages."),
}


class _Commands(click.Group):
    """Loads a command's module when it is called, not when it is listed."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        return list(_COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        if cmd_name not in _COMMANDS:
            return None
        module = importlib.import_module(f"touchstone.cli.{_COMMANDS[cmd_name][0]}")
        command: click.Command = getattr(module, cmd_name.replace("-", "_"))
        return command

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        with formatter.section("Commands"):
            formatter.write_dl([(name, text) for name, (_, text) in _COMMANDS.items()])


@click.group(cls=_Commands, context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100})
@click.version_option(__version__, "-V", "--version", prog_name="touchstone")
def touchstone() -> None:
    """Hire AI trainers on evidence, and prove that the model got better."""


def main(arguments: Sequence[str] | None = None) -> None:
    """Run the command line and exit: 0 done, 1 failed, 2 bad input."""
    try:
        sys.exit(touchstone.main(arguments, standalone_mode=False) or 0)
    except DomainError as refusal:
        click.echo(f"touchstone: {refusal}", err=True)
        sys.exit(2 if isinstance(refusal, BadInput) else 1)
    except click.ClickException as error:
        error.show()
        sys.exit(error.exit_code)
    except click.Abort:
        click.echo("touchstone: stopped", err=True)
        sys.exit(130)
    except BrokenPipeError:
        # The reader (head, less) went away: not our failure. Closing stderr keeps Python from complaining at exit.
        sys.stderr.close()
        sys.exit(0)
