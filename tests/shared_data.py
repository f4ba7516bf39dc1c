"""Public sets that some tests read where a machine has them: TOUCHSTONE_DATA, or shared/data beside the checkout.

Nothing of them is part of the repository; a test that reads one skips, with a reason, where it is not there.
"""

import os
from pathlib import Path

FOLDER = Path(os.environ.get("TOUCHSTONE_DATA", Path(__file__).parents[2] / "shared" / "data"))
CROWDS = FOLDER / "crowd" / "labels"
TESTS = FOLDER / "crowd" / "irt"
VOTES = FOLDER / "llmfao" / "votes.jsonl"
SPANS = FOLDER / "skill_spans" / "skill_spans.jsonl"
