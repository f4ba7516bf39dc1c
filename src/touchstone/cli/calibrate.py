"""`touchstone calibrate`: how hard and how telling each item is, how able each person, how severe each rater."""

from typing import TYPE_CHECKING

import click

from touchstone.cli.frame import console, json_option, print_json, progress
from touchstone.cli.tables_in import read_input, refuse_outputs, report_option
from touchstone.core.errors import BadInput

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from touchstone.cli.report import Report
    from touchstone.core.psychometrics import CalibrationAnswer, FacetsAnswer, Responses
    from touchstone.core.tables import Table

_MODELS = ["1pl", "2pl", "3pl", "graded", "facets"]


@click.command()
@click.argument("file", metavar="FILE")
@click.option("--person", default="person", show_default=True, metavar="COLUMN", help="The column of the person.")
@click.option("--item", default="item", show_default=True, metavar="COLUMN", help="The column of the item.")
@click.option(
    "--response", default="correct", show_default=True, metavar="COLUMN", help="The column of the score: 0, 1, 2 …"
)
@click.option("--rater", default="rater", show_default=True, metavar="COLUMN", help="The column of the rater (facets).")
@click.option("--weight", metavar="COLUMN", help="The column that says for how many people a person stands.")
@click.option("--wide", is_flag=True, help="FILE has a row a person and a column an item, and perhaps the person's.")
@click.option("--model", type=click.Choice(_MODELS), default="2pl", show_default=True, help="Which curves are fitted.")
@click.option(
    "--priors", is_flag=True, help="Weak priors, for few people: discrimination about 1, difficulty within ±6."
)
@click.option("--out", metavar="FILE", help="Write the items: .csv, .csv.gz, .parquet or .jsonl.")
@click.option("--people", metavar="FILE", help="Write the people, likewise.")
@click.option("--raters", metavar="FILE", help="Write the raters, likewise (facets).")
@report_option
@json_option
def calibrate(
    file: str,
    *,
    model: str,
    wide: bool,
    priors: bool,
    out: str | None,
    people: str | None,
    raters: str | None,
    report: str | None,
    as_json: bool,
    **columns: str | None,
) -> None:
    """How hard and how telling each item in FILE is, and how able each person, with standard errors.

    FILE has one answer a row (.csv, .csv.gz, .parquet, .jsonl; - reads CSV from standard input). 1pl, 2pl and 3pl take
    right and wrong (1 and 0), graded takes ordered scores, facets tells the severity of raters from the quality of
    the work.
    """
    _refuse_mixed(model, raters=raters, wide=wide, priors=priors, weight=columns["weight"])
    refuse_outputs(out, people, raters, report=report)
    table = read_input(file)
    found = (
        _facets(table, columns) if model == "facets" else _items(table, columns, model=model, wide=wide, priors=priors)
    )
    _write(found, {"items": out, "people": people, "raters": raters})
    if report:
        from touchstone.cli.report import write_report

        write_report(_report(found, file), report)
    if as_json:
        print_json("facets" if model == "facets" else "calibration", found)
    else:
        _report(found, file).show(console())


def _refuse_mixed(model: str, *, raters: str | None, wide: bool, priors: bool, weight: str | None) -> None:
    """Refuse options that the model would silently leave out.

    Raises:
        BadInput: there is one.
    """
    if raters and model != "facets":
        raise BadInput("only facets has raters", place="--raters", hint="--model facets")
    for option, said in {"--wide": wide, "--priors": priors, "--weight": weight}.items():
        if said and model == "facets":
            raise BadInput(f"facets takes no {option}", place=option, hint="see `touchstone calibrate --help`")


def _items(
    table: "Table", columns: dict[str, str | None], *, model: str, wide: bool, priors: bool
) -> "CalibrationAnswer":
    from touchstone.core.psychometrics import Model, calibration_answer, weak_priors
    from touchstone.core.psychometrics import calibrate as calibrated

    responses = _responses(table, columns, wide=wide)
    believed = weak_priors(Model(model)) if priors else None
    return calibration_answer(
        calibrated(responses, model=Model(model), priors=believed, progress=progress()), responses
    )


def _responses(table: "Table", columns: dict[str, str | None], *, wide: bool) -> "Responses":
    """The answers in the table.

    Raises:
        BadInput: there is one that cannot be, by file, row and item.
    """
    try:
        return _wide(table, columns) if wide else _long(table, columns)
    except BadInput as error:
        known = error.place is not None and error.place.startswith(table.source)
        place = error.place if known else f"{table.source}, {error.place}"
        raise BadInput(error.message, place=place, hint=error.hint) from error


def _facets(table: "Table", columns: dict[str, str | None]) -> "FacetsAnswer":
    from touchstone.core.psychometrics import facets_answer, rate_fairly, ratings_of

    person, item, rater = (_names(table, str(columns[name])) for name in ("person", "item", "rater"))
    ratings = ratings_of(person, item, rater, table.numbers(str(columns["response"])))
    return facets_answer(rate_fairly(ratings, progress=progress()))


def _long(table: "Table", columns: dict[str, str | None]) -> "Responses":
    from touchstone.core.psychometrics import responses_of_codes

    person, item = (table.coded(str(columns[name])) for name in ("person", "item"))
    weight = columns["weight"]
    return responses_of_codes(
        person.codes,
        item.codes,
        table.numbers(str(columns["response"])),
        people=[str(name) for name in person.names],
        items=[str(name) for name in item.names],
        weight=table.numbers(weight) if weight else None,
    )


def _wide(table: "Table", columns: dict[str, str | None]) -> "Responses":
    import numpy as np

    from touchstone.core.psychometrics import responses_of_matrix

    person, weight = columns["person"], columns["weight"]
    items = [name for name in table.names if name not in (person, weight)]
    if not items:
        raise BadInput("there is no column of an item", place=table.source, hint="a column for each item")
    people = _names(table, person).tolist() if person in table.names else None
    scores = np.stack([table.numbers(name) for name in items], axis=1)
    return responses_of_matrix(scores, people=people, items=items, weight=table.numbers(weight) if weight else None)


def _names(table: "Table", column: str) -> "NDArray[np.str_]":
    """The column's names, one a row.

    Raises:
        BadInput: a name is missing, by row.
    """
    import numpy as np

    coded = table.coded(column)
    for row in np.flatnonzero(coded.codes < 0):
        raise BadInput(f"no {column}", place=f"{table.source}, row {row + 1}", hint="a name in every row")
    return np.array([str(name) for name in coded.names])[coded.codes]


def _write(found: "CalibrationAnswer | FacetsAnswer", paths: dict[str, str | None]) -> None:
    from touchstone.core.psychometrics import CalibrationAnswer, item_columns, line_columns
    from touchstone.core.tables import write_table

    for name, path in paths.items():
        if path and name == "items" and isinstance(found, CalibrationAnswer):
            write_table(path, item_columns(found.items))
        elif path:
            write_table(path, line_columns(getattr(found, name)))


def _report(found: "CalibrationAnswer | FacetsAnswer", file: str) -> "Report":
    from touchstone.cli.calibrate_report import calibration_report, facets_report
    from touchstone.core.psychometrics import CalibrationAnswer

    return calibration_report(found, file) if isinstance(found, CalibrationAnswer) else facets_report(found, file)
