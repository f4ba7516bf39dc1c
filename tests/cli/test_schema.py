import jsonschema
import pytest

from touchstone.cli.schema import KINDS

BRIEF = (
    "Our legal assistant invents citations. We need lawyers to judge its answers and write the corrected ones: 2,000 "
    "answers, 20 hours a week for 8 weeks, English C1, up to $60 an hour, 3 hours overlap with New York."
)
ANSWERS = "person,item,correct\n" + "".join(
    f"{person},{item},{int((person + 3 * item) % 7 > item)}\n" for person in range(40) for item in range(4)
)
RATINGS = "person,item,rater,correct\n" + "".join(
    f"{person},essay,{rater},{(person + (person % 4 == rater)) % 5}\n" for person in range(20) for rater in range(3)
)
COMMANDS = {
    "agreement": ["agree", "-", "--unit", "item", "--rater", "person", "--value", "correct", "--by", "item", "--json"],
    "consensus": ["aggregate", "-", "--task", "item", "--rater", "person", "--label", "correct", "--json"],
    "consensus_of_kind": [
        *("aggregate", "-", "--kind", "graded", "--task", "item", "--rater", "person", "--label", "correct", "--json")
    ],
    "diagnosis": ["diagnose", "-", "--json"],
    "hire": ["hire", "-", "--json"],
    "plan": ["plan", "-", "--json"],
    "shortlist": ["match", "-", "--json"],
    "assignment": ["match", "-", "--together", "--json"],
    "rates": ["rates", "--json"],
    "estimate": ["estimate", "-", "--json"],
    "calibration": ["calibrate", "-", "--model", "1pl", "--json"],
    "facets": ["calibrate", "-", "--model", "facets", "--json"],
    "label_plan": ["plan-labels", "--accuracy", "0.9", "--target", "0.8", "--price", "1", "--runs", "40", "--json"],
    "comparison_plan": ["plan-labels", "--compare-models", "--json"],
    "ranking": ["rank", "-", "--json"],
    "overlap": ["overlap", "New_York", "Tijuana", "--json"],
    "people": ["people", "check", "-", "--json"],
    "pool": ["pool", "check", "-", "--json"],
}


REMOTE = {"brief", "brief_line", "drawn_shortlist"}  # held to theirs in tests/faults/test_remote.py


def test_every_kind_of_answer_has_a_schema():
    assert set(KINDS) == set(COMMANDS) | REMOTE | {"consensus_in_parts"}  # held to its own in test_aggregate.py


@pytest.mark.parametrize("kind", COMMANDS)
def test_what_a_command_prints_is_what_its_schema_says(touchstone, kind):
    if kind == "assignment":
        pytest.importorskip("ortools", reason="the extra `assign` is not installed")
    inputs = {
        "pool": touchstone("pool", "synth", "--n", "20", "-o", "-").out,
        "agreement": ANSWERS,
        "consensus": ANSWERS,
        "consensus_of_kind": ANSWERS,
        "ranking": "left,right,winner\nAda,Bix,left\nBix,Ada,left\nAda,Bix,tie\n",
        "people": "name,country\nAna Díaz,MX\n",
        "calibration": ANSWERS,
        "facets": RATINGS,
        "estimate": "person,domain,competence,outcome\nana,0421.tax,judge,1\n",
    }
    stdin = inputs.get(kind, BRIEF)
    answer = touchstone(*COMMANDS[kind], stdin=stdin)
    assert answer.code == 0, answer.err
    jsonschema.validate(answer.object, touchstone("schema", kind).document)
