"""`touchstone rank`: who is preferred to whom, with intervals and ranges of ranks, from votes or rankings."""

from collections.abc import Callable
from typing import TYPE_CHECKING, Any, TypeVar

import click

from touchstone.cli.frame import console, json_option, print_json, progress, say, section
from touchstone.cli.tables_in import read_input, refuse_outputs, report_option, seed_option
from touchstone.core.errors import BadInput

if TYPE_CHECKING:
    import numpy as np

    from touchstone.cli.charts import Cell, Sheet
    from touchstone.cli.report import Report
    from touchstone.core.ranking import Bootstrap, Comparisons, RaterRatings, Ratings
    from touchstone.core.ranking.answer import RankedItem, RankingAnswer
    from touchstone.core.tables import Table

F = TypeVar("F", bound=Callable[..., Any])

_METHODS = ("bt", "davidson", "raters", "plackett-luce", "elo")
_NAMES = {
    "bradley-terry": "Bradley-Terry, ties as half wins",
    "davidson": "Davidson, ties with a rate of their own",
    "raters": "Davidson, with each rater's scale, side and ties",
    "plackett-luce": "Plackett-Luce",
    "elo": "online Elo, in the order of the rows",
}
_SHOWN = 40
_COLUMNS = ("", "item", "rating", "low", "high", "Elo", "ranks", "n")


def _column(name: str, told: str, *, default: str | None = None) -> Callable[[F], F]:
    return click.option(f"--{name}", default=default, show_default=default is not None, metavar="COLUMN", help=told)


@click.command()
@click.argument("file", metavar="FILE")
@_column("left", "One of the two items.", default="left")
@_column("right", "The other.", default="right")
@_column("winner", "left, right or tie; a/b, model_a/model_b, 1/0/0.5, or the winner's name.", default="winner")
@_column("rater", "Who voted, or whose list it is; intervals are then clustered on the rater.")
@_column("weight", "How much a vote counts; else each counts once.")
@click.option(
    "--covariate",
    "covariates",
    multiple=True,
    metavar="COLUMN",
    help="What left has more of than right, such as length.",
)
@click.option("--side", is_flag=True, help="Allow for what being on the left is worth.")
@click.option("--method", type=click.Choice(_METHODS), default="bt", show_default=True, help="How to rate.")
@_column("ranking", "For plackett-luce: which list a row belongs to.", default="ranking")
@_column("item", "For plackett-luce: the item.", default="item")
@_column("place", "For plackett-luce: its place, 1 the best; empty: after all others.", default="place")
@click.option("--bootstrap", "rounds", type=click.IntRange(0), default=0, metavar="N",
              help="Intervals from N resamples: of raters where they are known, else of votes.")  # fmt: skip
@click.option("--step", type=float, show_default="4", help="For elo: how far a surprise moves a rating.")
@click.option(
    "--level", type=click.FloatRange(0.5, 0.999), default=0.95, show_default=True, help="Of intervals and ranks."
)
@seed_option
@click.option("--out", metavar="FILE", help="Write the items: .csv, .csv.gz, .parquet or .jsonl.")
@click.option("--raters-out", metavar="FILE", help="With the method raters: write what each rater is like.")
@report_option
@json_option
def rank(
    file: str,
    *,
    method: str,
    rounds: int,
    seed: int,
    out: str | None,
    raters_out: str | None,
    report: str | None,
    as_json: bool,
    **wanted: Any,
) -> None:
    """Ratings of the items in FILE from preferences, with intervals, and the range of ranks of each.

    FILE has one vote a row (.csv, .csv.gz, .parquet, .jsonl; - reads CSV from standard input): two items and which was
    preferred. For plackett-luce it has one item of a list a row, with its place.
    """
    import numpy as np

    from touchstone.core.ranking.answer import columns_of, rater_columns
    from touchstone.core.tables import write_table

    _refuse_mixed(method, rounds=rounds, raters_out=raters_out, **wanted)
    refuse_outputs(out, raters_out, report=report)
    table = read_input(file)
    answer = _answered(table, method=method, rounds=rounds, rng=np.random.default_rng(seed), **wanted)
    if out:
        write_table(out, columns_of(answer))
    if raters_out:
        write_table(raters_out, rater_columns(answer))
    if report:
        from touchstone.cli.report import write_report

        write_report(_report(answer, file=file, rest=out or ""), report)
    if as_json:
        print_json("ranking", answer)
    else:
        _show(answer)


def _refuse_mixed(method: str, *, rounds: int, raters_out: str | None, **wanted: Any) -> None:
    """Refuse options that the method would silently leave out.

    Raises:
        BadInput: there is one.
    """
    left_out = {
        "--step": wanted["step"] is not None and method != "elo",
        "--bootstrap": rounds and method not in {"bt", "davidson"},
        "--raters-out": raters_out and method != "raters",
        "--covariate": wanted["covariates"] and method in {"plackett-luce", "elo"},
        "--side": wanted["side"] and method in {"plackett-luce", "elo"},
        "--weight": wanted["weight"] and method == "plackett-luce",
    }
    for option, wrong in left_out.items():
        if wrong:
            raise BadInput(f"the method {method} takes no {option}", place=option, hint="see `touchstone rank --help`")


def _answered(
    table: "Table",
    *,
    method: str,
    rounds: int,
    rng: "np.random.Generator",
    level: float,
    step: float | None,
    **wanted: Any,
) -> "RankingAnswer":
    from touchstone.core.ranking import comparisons_of, plackett_luce, rankings_of, simultaneous_ranks
    from touchstone.core.ranking.answer import answer_of, elo_answer

    side, covariates = wanted.pop("side"), wanted.pop("covariates")
    if method == "plackett-luce":
        lists = rankings_of(table, **{name: wanted[name] for name in ("ranking", "item", "place", "rater")})
        found = plackett_luce(lists, level=level)
        return answer_of(found, votes=len(lists), ranks=simultaneous_ranks(found, rng=rng, progress=progress()))
    columns = {name: wanted[name] for name in ("left", "right", "winner", "rater", "weight")}
    votes = comparisons_of(table, **columns, covariates=covariates)
    if method == "elo":
        return elo_answer(votes, step=4.0 if step is None else step)
    fitted, ratings = _fitted(votes, method=method, side=side, level=level)
    resampled = _resampled(votes, method=method, side=side, rounds=rounds, rng=rng) if rounds else None
    ranks = simultaneous_ranks(ratings, rng=rng, progress=progress())
    return answer_of(fitted, votes=len(votes), ranks=ranks, resampled=resampled)


def _fitted(votes: "Comparisons", *, method: str, side: bool, level: float) -> "tuple[Ratings | RaterRatings, Ratings]":
    from touchstone.core.ranking import bradley_terry, davidson, with_raters

    if method == "raters":
        found = with_raters(votes, level=level, progress=progress())
        return found, found.ratings
    ratings = (davidson if method == "davidson" else bradley_terry)(votes, side=side, level=level)
    return ratings, ratings


def _resampled(
    votes: "Comparisons", *, method: str, side: bool, rounds: int, rng: "np.random.Generator"
) -> "Bootstrap":
    from touchstone.core.ranking import bootstrap

    return bootstrap(
        votes,
        rounds=rounds,
        rng=rng,
        over="votes" if votes.rater is None else "raters",
        method="davidson" if method == "davidson" else "bradley-terry",
        side=side,
        progress=progress(),
    )


def _show(answer: "RankingAnswer") -> None:
    first = answer.items[0]
    section("Ranking", f"{first.item} first of {len(answer.items):,}")
    for fact in _facts(answer):
        say(fact, style="dim")
    _report(answer, file="", rest="", charts=False).show(console())


def _facts(answer: "RankingAnswer") -> list[str]:
    what = "lists" if answer.method == "plackett-luce" else "votes"
    facts = [f"{answer.votes:,} {what} on {len(answer.items):,} items; {_NAMES[answer.method]}."]
    if answer.interval:
        facts.append(
            f"Ratings in logits (1 more wins with 73 %), mean 0; {answer.level:.0%} intervals: {answer.interval}. "
            f"Ranks: all lie within their ranges together with {answer.level:.0%}."
        )
    if answer.limitless:
        names = ", ".join(str(name) for name in answer.limitless[:5])
        more = f" and {len(answer.limitless) - 5} more" if len(answer.limitless) > 5 else ""
        facts.append(
            f"Never won, or never lost, against the rest: {names}{more}. Their ratings have a limit on one side at most."
        )
        if len(answer.limitless) + 1 == sum(one.rating is not None for one in answer.items):
            facts.append("So nothing is left to compare with but one item: it stands at 0, which is no finding.")
    facts += [
        f"{effect.name}: {effect.value:+.3f} ({effect.low:+.3f} to {effect.high:+.3f})"
        + (f" for {effect.scale:.4g} more of it." if effect.scale != 1 else ".")
        for effect in answer.effects
    ]
    if answer.rater_spread:
        said = ", ".join(f"{name} {value:.2f}" for name, value in answer.rater_spread.items())
        facts.append(f"{len(answer.raters):,} raters differ by (standard deviation): {said}.")
    return facts


def _report(answer: "RankingAnswer", *, file: str, rest: str, charts: bool = True) -> "Report":
    from touchstone.cli.charts import Chart, Dot, Sheet, forest
    from touchstone.cli.report import Report

    rows = [_row(one, intervals=bool(answer.interval)) for one in answer.items]
    parts: list[Chart | Sheet] = [Sheet(title="Items", columns=_COLUMNS, rows=rows)]
    if answer.raters:
        parts.append(_raters(answer))
    if not charts:
        return Report(title="", parts=tuple(parts), rest=rest)
    dots = [
        Dot(label=str(one.item), value=one.rating, low=_number(one.low), high=_number(one.high), n=round(one.n))
        for one in answer.items
        if one.rating is not None
    ]
    parts.insert(0, forest(dots, title="Ratings", measure="rating in logits", reference=0.0))
    return Report(title=f"Ranking from {file}", facts=tuple(_facts(answer)), parts=tuple(parts), rest=rest)


def _raters(answer: "RankingAnswer") -> "Sheet":
    from touchstone.cli.charts import Sheet

    by_scale = sorted(answer.raters, key=lambda one: (one.scale, str(one.rater)))
    rows = [(str(one.rater), one.scale, one.scale_error, one.side, one.tie, round(one.n)) for one in by_scale]
    columns = ("rater", "scale", "its error", "side", "tie", "n")
    note = "A scale of 1 is average, 0 guesses, below 0 votes the wrong way round. Side: towards the left. Tie: towards ties."
    return Sheet(title="Raters, least discerning first", columns=columns, rows=rows, note=note)


def _row(one: "RankedItem", *, intervals: bool) -> "tuple[Cell, ...]":
    """An item as a line of the table; an interval without a limit is drawn as such."""
    limits = intervals and one.rating is not None
    low = "-∞" if limits and one.low is None else one.low
    high = "∞" if limits and one.high is None else one.high
    elo = None if one.elo is None else round(one.elo)
    return (
        one.rank or "",
        str(one.item),
        one.rating,
        low,
        high,
        elo,
        _range(one.rank_low, one.rank_high),
        round(one.n),
    )


def _range(low: int | None, high: int | None) -> str:
    if low is None or high is None:
        return ""
    return f"{low}" if low == high else f"{low} to {high}"


def _number(value: float | None) -> float:
    return float("nan") if value is None else value
