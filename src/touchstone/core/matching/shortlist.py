"""A shortlist: filter first, score everybody who is left exactly, and say why.

    pool = open_snapshot(path)
    answer = shortlist(pool, need_from(brief, role, today=today), mode=Mode.BALANCED)

No index answers approximately here: under hard filters those lose most of the right answers (bench/shortlist.py).
"""

from collections.abc import Iterator
from datetime import date, timedelta

import numpy as np
from msgspec.structs import replace

from touchstone.core.errors import BadInput
from touchstone.core.matching import words
from touchstone.core.matching.bits import count
from touchstone.core.matching.cost import whole_cents
from touchstone.core.matching.encoder import Encoder, Question
from touchstone.core.matching.explore import UNPROVEN, explored
from touchstone.core.matching.filters import check_need, in_dollars, sieve
from touchstone.core.matching.joint import joint_steps
from touchstone.core.matching.moves import Contest, Entry, entries, moves
from touchstone.core.matching.overlap import overlaps
from touchstone.core.matching.ranking import Fit, Ranked, Rules, rank, rules_of, told
from touchstone.core.matching.reasons import Scene, reasons_for, record_of
from touchstone.core.matching.relax import exclusions
from touchstone.core.matching.said import said
from touchstone.core.matching.snapshot import Snapshot
from touchstone.core.matching.values import Candidate, CandidateReason, Mode, Need, Shortlist
from touchstone.core.matching.worth import worth_of
from touchstone.core.money import Money

_OLD = timedelta(days=30)  # after which a list says that its pool is old


def shortlist(
    snapshot: Snapshot,
    need: Need,
    *,
    mode: Mode = Mode.BALANCED,
    k: int = 10,
    explore: int = 1,
    seed: int = 0,
    fit: Fit | None = None,
    encoder: Encoder | None = None,
    meaning: Question | None = None,
) -> Shortlist:
    """The best `k` of a pool for `need`, with reasons, and what each constraint did to everybody else.

    Up to `explore` unproven people stand behind the ranked ones, marked, drawn by `seed`; they displace nobody.
    The semantic fit of the need's text refines within a small band: from the snapshot's own index (with its `encoder`,
    where one is given, or `meaning`, what it made of the text before), or `fit`, which gives the fit 0..1 of the people in some rows of the snapshot.
    Ties end at the id, so the same pool, need and seed give the same list to the bit.

    Raises:
        BadInput: a field of the need cannot be answered, or `k` or `explore` is out of range.
        NoData: there is no exchange rate for the currency of the highest rate.
    """
    _check(need, k, explore)
    sieved = sieve(snapshot, need)
    worth = worth_of(snapshot, need, sieved.eligible)
    rules = rules_of(mode, need)
    fit = fit or _own_fit(snapshot, need, encoder, meaning)
    ranked = rank(worth, rules, k=k, fit=fit)
    listed, rng = np.array(ranked.positions, dtype=np.intp), np.random.default_rng(seed)
    seats = explored(worth, mode=mode, seats=explore, listed=listed, rng=rng)
    scene = Scene(snapshot, need, worth, overlaps(snapshot.clocks, need) if need.time_zone else None, rules.certainty)
    limit = None if need.maximum_rate is None else in_dollars(need.maximum_rate, need).minor
    contest = Contest(worth, rules, ranked.standings, limit)
    lines = exclusions(snapshot, need, sieved)
    noted = tuple(_notes(scene, rules, seats=len(seats)))
    return Shortlist(
        mode=mode,
        pool_size=len(snapshot),
        eligible=len(worth),
        meeting_bar=int(np.count_nonzero(worth.meeting)),
        candidates=_candidates(scene, contest, ranked, told(worth, rules, seats, fit=fit)),
        exclusions=lines,
        joint=joint_steps(snapshot, need, sieved, lines),
        synthetic=snapshot.about.synthetic > 0,
        notes=(*need.notes, *(note.text for note in noted[len(need.noted) :])),
        noted=noted,
    )


def without_meaning(result: Shortlist) -> Shortlist:
    """The list with the note that its encoder did not answer, so that texts were compared by their words alone."""
    note = said("note_words_alone", "The encoder did not answer: texts were compared by their words alone.")
    return replace(result, notes=(*result.notes, note.text), noted=(*result.noted, note))


def eligible_count(snapshot: Snapshot, need: Need) -> int:
    """How many people of a pool meet every hard constraint of `need`."""
    check_need(need)
    return count(sieve(snapshot, need).eligible)


def _check(need: Need, k: int, explore: int) -> None:
    check_need(need)
    if k < 1:
        raise BadInput(f"a list of {k}", place="k", hint="at least 1")
    if explore < 0:
        raise BadInput(f"{explore} seats", place="explore", hint="0 or more")


def _own_fit(snapshot: Snapshot, need: Need, encoder: Encoder | None, meaning: Question | None) -> Fit | None:
    if not need.text.strip() or snapshot.fit is None:
        return None
    return snapshot.fit.ask(need.text, encoder=encoder, meaning=meaning)


def _candidates(scene: Scene, contest: Contest, ranked: Ranked, seats: Ranked) -> tuple[Candidate, ...]:
    last = len(ranked.positions)
    listed = [_candidate(scene, entry, contest, rank=entry.place + 1) for entry in entries(scene.worth, ranked)]
    seated = [
        _candidate(scene, entry, contest, rank=last + 1 + index, exploration=True)
        for index, entry in enumerate(entries(scene.worth, seats, place=last))
    ]
    return (*listed, *seated)


def _candidate(scene: Scene, entry: Entry, contest: Contest, *, rank: int, exploration: bool = False) -> Candidate:
    snapshot, row = scene.snapshot, entry.person.row
    record = record_of(scene, entry)
    clock_index = int(snapshot.clock[row])
    clock = snapshot.clocks[clock_index]
    reasons = reasons_for(scene, entry, record)
    return Candidate(
        rank=rank,
        specialist=snapshot.id(row),
        estimate=record[0].estimate,
        meets_bar=entry.chance,
        cost_per_accepted=Money(int(whole_cents(entry.cents))),
        hours_per_accepted=entry.hours,
        rate=Money(entry.rate),
        fit=entry.person.fit,
        overlap_min=None if scene.shared is None else float(scene.shared.minimum[clock_index]),
        overlap_mean=None if scene.shared is None else float(scene.shared.mean[clock_index]),
        proven=tuple(line.words for line in record if line.own and line.estimate.n),
        claimed=tuple(line.words for line in record if line.own and not line.estimate.n),
        record=record,
        reasons=(_seat(), *reasons) if exploration else reasons,
        would_move=moves(contest, entry),
        exploration=exploration,
        country=clock.country or "",
        time_zone=clock.zone,
        day_start=clock.start,
        day_end=clock.end,
        hours_per_week=float(snapshot.minutes[row]) / 60,
        available_from=date.fromordinal(int(snapshot.available[row])),
        synthetic=snapshot.is_synthetic(row),
    )


def _seat() -> CandidateReason:
    text = "shown so that they can be seen: hardly measured yet, and drawn by lot from all such people, not ranked here"
    return said("exploration", text, weight=UNPROVEN)


def _notes(scene: Scene, rules: Rules, *, seats: int) -> Iterator[CandidateReason]:
    need, worth = scene.need, scene.worth
    yield from need.noted
    made = scene.snapshot.about.made
    if need.today - made > _OLD:
        text = f"The pool's evidence was weighed on {words.day(made)}: newer work is not in it."
        yield said("note_old_pool", text, day=words.day(made))
    wanted = words.percent(need.certainty)
    if rules.certainty < need.certainty:
        text = f"Cost first asks for {words.percent(rules.certainty)} certainty of meeting the bar instead of {wanted}."
        yield said("note_lower_certainty", text, certainty=rules.certainty, wanted=need.certainty)
    if len(worth) and not worth.meeting.any():
        text = f"Nobody eligible meets the bar with {wanted} certainty; the likeliest stand first."
        yield said("note_nobody_meets_bar", text, wanted=need.certainty)
    if not len(scene.snapshot):
        yield said("note_empty_pool", "The pool is empty.")
    elif not len(worth):
        text = "Nobody meets every constraint; the exclusions say which of them keep most people out."
        yield said("note_nobody_eligible", text)
    if seats:
        text = "Places behind the ranked ones are for people hardly measured yet, drawn by lot; they displace nobody."
        yield said("note_seats", text, seats=seats)
