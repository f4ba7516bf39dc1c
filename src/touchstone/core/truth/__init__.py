"""Truth from several answers: who is right, how sure that is, and what it says of the raters.

    from touchstone.core.truth import answers_of, infer
    found = infer(answers_of(frame, task="item", rater="worker", label="label"))
    found.consensus.answer, found.consensus.certainty

Methods are functions of `Answers`, each with its paper; `auto` weighs them. docs/methods/truth.md says when each fails.
Compiled loops (numba, the extra `numeric`) do the passes over the answers.
"""

from touchstone.core.truth.answers import Answers, answers_of, gold_of
from touchstone.core.truth.auto import Chosen, auto
from touchstone.core.truth.calibration import calibrated, expected_calibration_error
from touchstone.core.truth.columns import Duplicates
from touchstone.core.truth.consensus import Consensus, Convergence, Limits
from touchstone.core.truth.costs import Costed, cheapest, cost_table
from touchstone.core.truth.dawid_skene import dawid_skene, hierarchical, variational
from touchstone.core.truth.glad import glad
from touchstone.core.truth.inference import (
    METHODS,
    ConsensusAnswer,
    Inferred,
    answer_of,
    columns_of,
    infer,
    rater_columns,
)
from touchstone.core.truth.mace import mace
from touchstone.core.truth.one_coin import one_coin
from touchstone.core.truth.predictive import Judged, judged
from touchstone.core.truth.rater_types import rater_types
from touchstone.core.truth.raters import RaterPrior, RaterTable, dissent, rater_prior, rater_table, voices
from touchstone.core.truth.subtypes import subtypes
from touchstone.core.truth.voting import majority, wawa

__all__ = [
    "METHODS",
    "Answers",
    "Chosen",
    "Consensus",
    "ConsensusAnswer",
    "Convergence",
    "Costed",
    "Duplicates",
    "Inferred",
    "Judged",
    "Limits",
    "RaterPrior",
    "RaterTable",
    "answer_of",
    "answers_of",
    "auto",
    "calibrated",
    "cheapest",
    "columns_of",
    "cost_table",
    "dawid_skene",
    "dissent",
    "expected_calibration_error",
    "glad",
    "gold_of",
    "hierarchical",
    "infer",
    "judged",
    "mace",
    "majority",
    "one_coin",
    "rater_columns",
    "rater_prior",
    "rater_table",
    "rater_types",
    "subtypes",
    "variational",
    "voices",
    "wawa",
]
