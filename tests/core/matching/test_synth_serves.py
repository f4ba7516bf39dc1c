"""What a typical brief gets from the demo pool: from the words of the brief to the number of people who can do it."""

from datetime import date

import numpy as np
import pytest

from core.matching.typical_briefs import ODD, TYPICAL
from touchstone.core.briefs import read_text
from touchstone.core.matching.filters import sieve
from touchstone.core.matching.need import need_from
from touchstone.core.matching.snapshot import open_snapshot, write_columns
from touchstone.core.matching.synth import DEMO_PEOPLE, DEMO_SEED
from touchstone.core.matching.synth_pool import synth_pool
from touchstone.core.matching.worth import worth_of
from touchstone.core.roles import diagnose
from touchstone.core.roles.values import HIRABLE

TODAY = date(2026, 11, 23)


@pytest.fixture(scope="module")
def pool(tmp_path_factory):
    path = tmp_path_factory.mktemp("demo") / "pool"
    write_columns(synth_pool(DEMO_PEOPLE, rng=np.random.default_rng(DEMO_SEED), today=TODAY), path, made=TODAY)
    return open_snapshot(path)


def served(pool, text):
    """How many are eligible, and how many of them meet the bar."""
    brief = read_text(text).brief
    role = diagnose(brief).role
    if role not in HIRABLE:
        return 0, 0
    need = need_from(brief, role, today=TODAY)
    worth = worth_of(pool, need, sieve(pool, need).eligible)
    return len(worth), int(np.count_nonzero(worth.meeting))


def test_nine_typical_briefs_in_ten_have_at_least_three_candidates(pool):
    eligible = {name: served(pool, text)[0] for name, text in TYPICAL.items()}
    short = {name: count for name, count in eligible.items() if count < 3}
    assert len(short) <= len(TYPICAL) / 10, short


def test_somebody_is_proven_good_enough_for_every_fourth_typical_brief(pool):
    meeting = [served(pool, text)[1] for text in TYPICAL.values()]
    assert np.mean(np.array(meeting) > 0) >= 1 / 4


def test_the_brief_of_the_contract_assistant_has_candidates_and_one_who_is_proven(pool):
    eligible, meeting = served(pool, TYPICAL["contracts-brazil"])
    assert eligible >= 3
    assert meeting >= 1


@pytest.mark.parametrize("name", ODD)
def test_what_nobody_can_do_stays_empty(pool, name):
    assert served(pool, ODD[name])[0] == 0
