"""`touchstone plan-labels`: what labels of a promised quality take, and how many comparisons tell two models apart."""

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import click

from touchstone.cli.aggregate_shared import labels_by_task
from touchstone.cli.frame import json_option, print_json, progress, say, section
from touchstone.cli.inputs import day_option, today
from touchstone.cli.plan import generator
from touchstone.cli.tables_in import Command, read_input, refuse_outputs, report_option, seed_option
from touchstone.core.errors import BadInput

if TYPE_CHECKING:
    from touchstone.core.planning.comparing import ComparisonPlan
    from touchstone.core.planning.label_values import LabelPlan, Vetting, Way
    from touchstone.core.planning.rater_pool import Pool
    from touchstone.core.tables import Name

_POOL_HINT = "a pilot file with task, rater and label, or --accuracy 0.8 --spread 0.1"


def _together(*options: Callable[[Command], Command]) -> Callable[[Command], Command]:
    def add(command: Command) -> Command:
        for option in reversed(options):
            command = option(command)
        return command

    return add


_pool_options = _together(
    click.option("--task", default="task", show_default=True, metavar="COLUMN", help="Of PILOT: the task."),
    click.option("--rater", default="rater", show_default=True, metavar="COLUMN", help="Of PILOT: who answered."),
    click.option("--label", default="label", show_default=True, metavar="COLUMN", help="Of PILOT: the answer."),
    click.option("--gold", metavar="COLUMN", help="Of PILOT: the known answer, where one is; `gold`, if it is there."),
    click.option("--accuracy", type=float, help="Without PILOT: how often an average answer is right, such as 0.8."),
    click.option("--spread", type=float, default=0.1, show_default=True, help="Its standard deviation between people."),
    click.option("--classes", type=int, default=2, show_default=True, help="How many labels there are."),
    click.option(
        "--clarity", type=float, help="Sd of the tasks' clarity; 0: nobody is misled. By default 0.5 or less."
    ),
)
_work_options = _together(
    click.option("--tasks", type=int, default=1000, show_default=True, help="Tasks to be labelled."),
    click.option("--target", type=float, default=0.95, show_default=True, help="Share of labels that must be right."),
    click.option("--promise", type=float, default=0.9, show_default=True, help="Share of runs in which they must be."),
    click.option("--price", type=float, default=0.0, help="Of one answer."),
    click.option("--hourly", type=float, default=0.0, help="Of one person's hour, in place of --price."),
    click.option("--currency", default="USD", show_default=True, help="Of both."),
    click.option("--per-hour", type=float, default=60.0, show_default=True, help="Answers that one person gives."),
    click.option("--hours-per-week", type=float, default=20.0, show_default=True, help="Of one person."),
    click.option("--people", type=int, help="How many people; by default as many as --weeks takes."),
    click.option("--weeks", type=float, default=4.0, show_default=True, help="Wanted, where --people is not said."),
    click.option("--cap", type=int, default=9, show_default=True, help="Answers to one task at most."),
    click.option("--keep", type=float, default=1 / 3, show_default="1/3", help="Share of those vetted who are kept."),
    click.option("--item-price", type=float, help="Of one test item in vetting; by default that of an answer."),
    day_option("--start", help="The first day of work; today by default."),
)
_comparison_options = _together(
    click.option("--compare-models", is_flag=True, help="Plan comparisons of two models in place of labels."),
    click.option("--points", type=float, default=3.0, show_default=True, help="To be told apart: 3 are 53 to 47."),
    click.option("--ties", type=float, default=0.15, show_default=True, help="Share of comparisons."),
    click.option("--level", type=float, default=0.95, show_default=True, help="Certainty wanted."),
    click.option("--power", type=float, default=0.8, show_default=True, help="How often a difference is to be found."),
    click.option("--per-prompt", type=int, default=1, show_default=True, help="Votes on each prompt."),
    click.option("--prompt-correlation", type=float, default=0.0, show_default=True, help="Of votes on one prompt."),
    click.option("--rater-correlation", type=float, default=0.0, show_default=True, help="Of votes of one person."),
)


@click.command("plan-labels")
@click.argument("pilot", required=False, metavar="[PILOT]")
@_pool_options
@_work_options
@_comparison_options
@click.option("--runs", type=int, default=200, show_default=True, help="Simulated projects.")
@seed_option
@click.option("--out", metavar="FILE", help="Write cost against quality: .csv, .csv.gz, .parquet or .jsonl.")
@report_option
@json_option
def plan_labels(
    pilot: str | None,
    *,
    compare_models: bool,
    seed: int,
    out: str | None,
    report: str | None,
    as_json: bool,
    **said: Any,
) -> None:
    """Answers, people, hours, cost and finishing date for labels of a promised quality, and whether vetting pays.

    PILOT is a table with one answer a row (.csv, .csv.gz, .jsonl, .parquet; - reads CSV from standard input), from which
    is learned how good people are and how often they err together; or say it with --accuracy and --spread.
    """
    _refuse_mixed(pilot, said, compare_models=compare_models, out=out, report=report)
    refuse_outputs(out, report=report)
    if compare_models:
        _compare(said, seed=seed, as_json=as_json)
        return
    made = _planned(pilot, said, seed=seed)
    if out:
        _write_curve(made, out)
    if report:
        from touchstone.cli.plan_labels_report import report_of
        from touchstone.cli.report import write_report

        write_report(report_of(made, rest=out or ""), report)
    if as_json:
        print_json("label_plan", made)
    else:
        _show(made)


def _refuse_mixed(
    pilot: str | None, said: dict[str, Any], *, compare_models: bool, out: str | None, report: str | None
) -> None:
    """Refuse what would silently be left out.

    Raises:
        BadInput: there is something.
    """
    if compare_models:
        for name, one in {"PILOT": pilot, "--out": out, "--report": report}.items():
            if one is not None:
                raise BadInput(f"a plan of comparisons takes no {name}", place=name, hint="--json prints all figures")
    for name in ("accuracy", "clarity"):
        if pilot is not None and said[name] is not None:
            raise BadInput("the pilot says it", place=f"--{name}", hint=f"either PILOT or --{name}")


def _planned(pilot: str | None, said: dict[str, Any], *, seed: int) -> "LabelPlan":
    from touchstone.core.planning.label_values import Work
    from touchstone.core.planning.labelling import plan_labels as plan

    names = (
        "tasks target promise price hourly currency per_hour hours_per_week people weeks cap keep item_price".split()
    )
    work = Work(start=said["start"] or today(), **{name: said[name] for name in names})
    return plan(_pool(pilot, said), work, rng=generator(seed), runs=said["runs"], progress=progress())


def _pool(pilot: str | None, said: dict[str, Any]) -> "Pool":
    from touchstone.core.planning.rater_pool import stated_pool

    if pilot is not None:
        return _measured(pilot, said)
    if said["accuracy"] is None:
        raise BadInput("nothing is known of the people", place="PILOT", hint=_POOL_HINT)
    return stated_pool(said["accuracy"], spread=said["spread"], classes=said["classes"], clarity=said["clarity"])


def _measured(pilot: str, said: dict[str, Any]) -> "Pool":
    from touchstone.core.planning.pilot import pool_of_pilot
    from touchstone.core.truth.answers import answers_of, gold_of

    table = read_input(pilot)
    column = said["gold"] or ("gold" if "gold" in table.names else None)
    known: dict[Name, Name] = {}
    if column is not None:
        place = f"{table.source}, column {column}"
        known = labels_by_task(table.texts(said["task"]), table.texts(column), place=place)
    labels = sorted(
        {str(label) for label in table.coded(said["label"]).names} | {str(label) for label in known.values()}
    )
    answers = answers_of(table, task=said["task"], rater=said["rater"], label=said["label"], labels=labels)
    return pool_of_pilot(answers, gold=gold_of(answers, known) if known else None)


def _write_curve(made: "LabelPlan", path: str) -> None:
    from touchstone.core.tables import write_table

    points = made.curve
    columns: dict[str, list[Any]] = {
        "way": ["until sure" if point.adaptive else "fixed" for point in points],
        "answers_per_task": [point.answers_per_task for point in points],
    }
    for name in ("p5", "p50", "p95"):
        columns[f"quality_{name}"] = [getattr(point.quality, name) for point in points]
        columns[f"cost_{name}"] = [float(getattr(point.cost, name).major) for point in points]
    write_table(path, columns)


def _show(made: "LabelPlan") -> None:
    from touchstone.core.planning.labelling import cheaper

    work, pool = made.work, made.pool
    best = cheaper(made.fixed, made.adaptive)
    answer = f"{best.cost.p50}, {best.people} people, done by {best.finish.p50}" if best else "not with these people"
    section("Labels", answer)
    say(f"{work.tasks:,} tasks, {work.target:.1%} right in {work.promise:.0%} of {made.runs} runs.")
    errors = f" ± {pool.mean_error:.3f}" if pool.mean_error else ""
    say(
        f"People: {pool.mean:.1%}{errors} right on average, sd {pool.spread:.3f} between them, clarity {pool.clarity:.2f} "
        f"({pool.source}{f', {pool.raters} people' if pool.raters else ''}).",
        style="dim",
    )
    for way in (made.fixed, made.adaptive):
        if way is not None:
            _show_way(way)
    for test in made.vetting:
        _show_vetting(test)
    for note in made.notes:
        say(note, style="dim")


def _show_way(way: "Way") -> None:
    how = f"until {way.stop_at:.1%} sure, at most {way.overlap}" if way.stop_at else f"{way.overlap} to each task"
    answers, hours, quality = way.answers_per_task, way.hours, way.quality
    section("Answers", how)
    say(f"{answers.p50:.1f} answers a task ({answers.p5:.1f} to {answers.p95:.1f})")
    say(f"{way.cost.p50} ({way.cost.p5} to {way.cost.p95})")
    say(f"{hours.p50:,.0f} hours ({hours.p5:,.0f} to {hours.p95:,.0f}), {way.people} people")
    say(f"done by {way.finish.p50} ({way.finish.p5} to {way.finish.p95})")
    say(f"{quality.p50:.1%} right ({quality.p5:.1%} to {quality.p95:.1%}); the target is met in {way.kept:.0%} of runs")


def _show_vetting(test: "Vetting") -> None:
    gain = f"the best are {100 * test.gain:.1f} points better ({100 * test.gain_by_formula:.1f} by the formula)"
    total = f"{test.total} with the tests ({test.cost})" if test.total else "still no policy that keeps the promise"
    say(f"Vetting by {test.items} items: {gain}: {total}. {'Pays.' if test.pays else 'Does not pay.'}")


def _compare(said: dict[str, Any], *, seed: int, as_json: bool) -> None:
    from touchstone.core.planning.comparing import Comparison, plan_comparisons

    names = "points ties level power per_prompt prompt_correlation people rater_correlation".split()
    made = plan_comparisons(Comparison(**{name: said[name] for name in names}), rng=generator(seed))
    if as_json:
        print_json("comparison_plan", made)
    else:
        _show_comparison(made)


def _show_comparison(made: "ComparisonPlan") -> None:
    asked = made.comparison
    section("Votes", f"{made.votes:,} to tell {50 + asked.points:g} : {50 - asked.points:g} from even")
    say(
        f"{asked.level:.0%} sure, found {asked.power:.0%} of the time, {asked.ties:.0%} ties; {made.independent:,} if all "
        f"votes were independent (design effect {made.design_effect:.2f})"
    )
    each = f", {made.per_person:,.0f} votes a person" if made.per_person else ""
    say(f"{made.prompts:,} prompts{each}")
    for name, found in (("if they differ so much", made.differ), ("if they do not differ", made.equal)):
        say(
            f"stopping when it is clear, {name}: {found.mean:,.0f} votes on average, {found.p95:,.0f} in 95 % of cases, "
            f"right in {found.right:.0%}"
        )
    if not asked.rater_correlation:
        say("Votes of one person are taken as unrelated; --rater-correlation says otherwise.", style="dim")
