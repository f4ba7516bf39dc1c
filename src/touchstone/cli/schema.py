"""`touchstone schema`: the shape of what --json prints, as JSON Schema."""

from typing import Any

import click
import msgspec

KINDS = (
    "agreement",
    "assignment",
    "brief",
    "brief_line",
    "calibration",
    "comparison_plan",
    "consensus",
    "consensus_in_parts",
    "consensus_of_kind",
    "diagnosis",
    "drawn_shortlist",
    "estimate",
    "facets",
    "hire",
    "label_plan",
    "overlap",
    "people",
    "plan",
    "pool",
    "ranking",
    "rates",
    "shortlist",
)


@click.command()
@click.argument("kind", type=click.Choice(KINDS))
def schema(kind: str) -> None:
    """Print the JSON Schema of what a command prints with --json: one object a line, `schema` first."""
    click.echo(msgspec.json.format(msgspec.json.encode(schema_of(kind)), indent=2).decode())


def schema_of(kind: str) -> dict[str, Any]:
    """The JSON Schema of one kind of answer, version 1."""
    value = msgspec.json.schema(_value_of(kind), schema_hook=_anything)
    name = value.pop("$ref").rpartition("/")[2]
    definitions = value["$defs"]
    answer = definitions.pop(name)
    answer["properties"] = {
        "schema": {"const": f"touchstone.{kind}/1"},
        "file": {"type": "string", "description": "The input, where there were several."},
        **answer["properties"],
    }
    answer["required"] = ["schema", *answer.get("required", [])]
    return {"$schema": "https://json-schema.org/draft/2020-12/schema", **answer, "$defs": definitions}


def _anything(kind: Any) -> dict[str, Any]:
    if kind is object:
        return {"description": "Of the type of the field that was found."}
    raise NotImplementedError(kind)


def _value_of(kind: str) -> Any:
    from touchstone.client.values import BriefAnswer, BriefLine, ShortlistAnswer
    from touchstone.core.agreement import Agreement
    from touchstone.core.matching import Assignment, PoolReport, Shortlist
    from touchstone.core.people import PeopleReport
    from touchstone.core.planning import Plan
    from touchstone.core.planning.comparing import ComparisonPlan
    from touchstone.core.planning.label_values import LabelPlan
    from touchstone.core.psychometrics import CalibrationAnswer, FacetsAnswer
    from touchstone.core.ranking.answer import RankingAnswer
    from touchstone.core.rates import RateAnswer
    from touchstone.core.roles import Diagnosis
    from touchstone.core.skills.evidence_table import EstimateAnswer
    from touchstone.core.truth import ConsensusAnswer
    from touchstone.core.truth.distributed import PartsAnswer
    from touchstone.core.truth.kinds import KindAnswer

    return {
        "agreement": Agreement,
        "assignment": Assignment,
        "brief": BriefAnswer,
        "brief_line": BriefLine,
        "calibration": CalibrationAnswer,
        "comparison_plan": ComparisonPlan,
        "consensus": ConsensusAnswer,
        "consensus_in_parts": PartsAnswer,
        "consensus_of_kind": KindAnswer,
        "diagnosis": Diagnosis,
        "drawn_shortlist": ShortlistAnswer,
        "estimate": EstimateAnswer,
        "facets": FacetsAnswer,
        "hire": _hire(),
        "label_plan": LabelPlan,
        "overlap": _overlap(),
        "people": PeopleReport,
        "plan": Plan,
        "pool": PoolReport,
        "ranking": RankingAnswer,
        "rates": RateAnswer,
        "shortlist": Shortlist,
    }[kind]


def _hire() -> Any:
    from touchstone.core.briefs import Reading
    from touchstone.core.matching import Shortlist
    from touchstone.core.planning import Plan
    from touchstone.core.roles import Diagnosis

    fields = [("reading", Reading), ("diagnosis", Diagnosis), ("plan", Plan | None), ("shortlist", Shortlist | None)]
    return msgspec.defstruct("Hire", [*fields, ("pool", str)], kw_only=True)


def _overlap() -> Any:
    from touchstone.core.time import Clock, OverlapYear, Strip

    return msgspec.defstruct(
        "Overlap", [("client", Clock), ("specialist", Clock), ("strip", Strip)], bases=(OverlapYear,), kw_only=True
    )
