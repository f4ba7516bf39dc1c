"""Who can do it: pools of specialists, hard constraints, the order by expected cost, reasons, and assignment.

    write_snapshot(read_pool(path), snapshot, today=today)
    answer = shortlist(open_snapshot(snapshot), need_from(brief, role, today=today))

The rules of the order, with the formula and its reasons: docs/why/shortlist.md.
"""

from touchstone.core.matching.assign import (
    Assignment,
    Edge,
    FreeHours,
    Match,
    OpenSeats,
    Unfilled,
    Why,
    assign,
)
from touchstone.core.matching.columns import Pairs, PoolColumns, columns_of
from touchstone.core.matching.encoder import Encoder, Model, Question, ask, model_of
from touchstone.core.matching.fit import FitIndex, fit_index, open_fit, write_fit
from touchstone.core.matching.need import need_from, read_need
from touchstone.core.matching.never_used import NEVER_USED, NeverUsed, never_used, refuse_never_used, why_never_used
from touchstone.core.matching.pool import PoolFormat, PoolProblem, PoolReport, check_pool, read_pool, write_pool
from touchstone.core.matching.ranking import COST_CERTAINTY, FIT_BAND
from touchstone.core.matching.shortlist import eligible_count, shortlist, without_meaning
from touchstone.core.matching.skill_columns import SkillColumns
from touchstone.core.matching.snapshot import Snapshot, open_snapshot, write_columns, write_snapshot
from touchstone.core.matching.synth import demo_pool, synthesise
from touchstone.core.matching.synth_pool import synth_pool
from touchstone.core.matching.values import (
    Candidate,
    CandidateReason,
    Constraint,
    Exclusion,
    HeldDegree,
    JointStep,
    Mode,
    Need,
    Shortlist,
    SkillRecord,
    Specialist,
    SpokenLanguage,
    bar_note,
)

__all__ = [
    "COST_CERTAINTY",
    "FIT_BAND",
    "NEVER_USED",
    "Assignment",
    "Candidate",
    "CandidateReason",
    "Constraint",
    "Edge",
    "Encoder",
    "Exclusion",
    "FitIndex",
    "FreeHours",
    "HeldDegree",
    "JointStep",
    "Match",
    "Mode",
    "Model",
    "Need",
    "NeverUsed",
    "OpenSeats",
    "Pairs",
    "PoolColumns",
    "PoolFormat",
    "PoolProblem",
    "PoolReport",
    "Question",
    "Shortlist",
    "SkillColumns",
    "SkillRecord",
    "Snapshot",
    "Specialist",
    "SpokenLanguage",
    "Unfilled",
    "Why",
    "ask",
    "assign",
    "bar_note",
    "check_pool",
    "columns_of",
    "demo_pool",
    "eligible_count",
    "fit_index",
    "model_of",
    "need_from",
    "never_used",
    "open_fit",
    "open_snapshot",
    "read_need",
    "read_pool",
    "refuse_never_used",
    "shortlist",
    "synth_pool",
    "synthesise",
    "why_never_used",
    "without_meaning",
    "write_columns",
    "write_fit",
    "write_pool",
    "write_snapshot",
]
