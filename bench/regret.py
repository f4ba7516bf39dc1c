"""How far a shortlist lies from what an oracle would choose, and how often the 90 % intervals hold the truth.

    python bench/regret.py [--json] [--people N] [--pools N]

People are synthetic: their true skills are known, and come from another family of distributions than the estimates
assume. Each unit is one need in one pool; lists have ten people (or all who are eligible). For each way of choosing:

    cost       what an accepted hour by the list's people truly costs, the oracle's list being 1
    right      share of their work that is truly right
    bar        share of the listed who truly meet the quality bar
    keeper     cost for each one who meets it (cost / bar): cheap people who must be replaced are not cheap
    promised   mean probability of meeting the bar that the shortlist itself stated

The oracle knows everybody's true skill, also of those nobody has measured; "measured only" chooses as it does among
those with evidence. What lies between them is the price of not knowing, and no way of choosing can win it back.

95 % intervals by resampling units. Goal for coverage: 88-92 %.
"""

import argparse
import json
import tempfile
from pathlib import Path

import numpy as np

from touchstone.core.briefs.values import LanguageLevel
from touchstone.core.matching.filters import sieve
from touchstone.core.matching.shortlist import shortlist
from touchstone.core.matching.simulate import (
    BANDS,
    Eligible,
    chosen_by,
    coverage,
    judged,
    mean_of,
    ratio_of,
    true_quality,
    with_numbers,
)
from touchstone.core.matching.snapshot import open_snapshot, write_columns
from touchstone.core.matching.synth import DAY, synthesise_with_truth
from touchstone.core.matching.synth_pool import synth_pool
from touchstone.core.matching.synth_tables import world
from touchstone.core.matching.values import Mode, Need, SpokenLanguage
from touchstone.core.matching.worth import worth_of
from touchstone.core.roles.values import Role
from touchstone.core.skills.values import Competence, Skill

K = 10
EVIDENCE = {
    "hardly any (80% unmeasured)": {"none": 0.8, "log_mean": 1.2},
    "as in the demo (36% unmeasured)": {},
    "much (5% unmeasured)": {"none": 0.05, "log_mean": 4.3},
}
OTHER_WORLDS = {  # how much coverage hangs on what the made-up world is like
    "as it is": {},
    "skills do not drift": {"drift": 0.0},
    "skills drift twice as fast": {"drift": 0.6},
    "own part no better": {"own": 0.0, "beside": 0.0},
    "people more alike": {"person": 0.61, "domain": 0.35, "competence": 0.37, "rest": 0.22},
    "people less alike": {"person": 1.12, "domain": 0.65, "competence": 0.65, "rest": 0.4},
}
NEEDS = {  # the same four roles, by how wide the field is
    "a part of a field": [
        (Role.RLHF_SPECIALIST, "0613.python", Competence.JUDGE),
        (Role.AI_TRAINING_SPECIALIST, "0421.contracts", Competence.WRITE),
        (Role.AI_TRAINING_SPECIALIST, "0912.internal", Competence.JUDGE),
        (Role.AI_TRAINING_SPECIALIST, "0541.algebra", Competence.AUTHOR),
        (Role.DATA_ANNOTATOR, "0619.ai.vision.image", Competence.LABEL),
        (Role.ML_ENGINEER, "0619.ai.llm", Competence.BUILD),
    ],
    "a whole field": [
        (Role.RLHF_SPECIALIST, "0421", Competence.JUDGE),
        (Role.RLHF_SPECIALIST, "0912", Competence.JUDGE),
        (Role.AI_TRAINING_SPECIALIST, "0541", Competence.AUTHOR),
        (Role.AI_TRAINING_SPECIALIST, "0311", Competence.EVALUATE),
        (Role.AI_TRAINING_SPECIALIST, "0511", Competence.WRITE),
        (Role.ML_ENGINEER, "0613", Competence.BUILD),
    ],
    "any field": [
        (Role.RLHF_SPECIALIST, "", Competence.JUDGE),
        (Role.DATA_ANNOTATOR, "", Competence.LABEL),
        (Role.ML_ENGINEER, "", Competence.TUNE),
    ],
}


def need_of(role, domain, competence):
    return Need(
        role=role,
        skills=(Skill(domain, competence),),
        languages=(SpokenLanguage("en", LanguageLevel.B2),),
        minimum_hours=10.0,
        quality_bar=0.75,
        today=DAY,
    )


def each_need():
    """Each need with how wide its field is."""
    return ((breadth, need_of(*fields)) for breadth, rows in NEEDS.items() for fields in rows)


def pool_of(n, seed, tables):
    """A snapshot of made-up people, their truth and years by row, and their columns."""
    columns = synth_pool(n, rng=np.random.default_rng(seed), tables=tables)
    people = list(synthesise_with_truth(n, rng=np.random.default_rng(seed), tables=tables))
    with tempfile.TemporaryDirectory() as folder:
        write_columns(columns, Path(folder) / "pool", made=DAY)
        snapshot = open_snapshot(Path(folder) / "pool")
    return snapshot, [person.truth for person in people], [p.specialist.years_experience for p in people], columns


def eligible_of(snapshot, need, truth, years):
    worth = worth_of(snapshot, need, sieve(snapshot, need).eligible)
    return Eligible(
        rows=worth.rows.astype(np.int64),
        rate_cents=snapshot.rate[worth.rows].astype(float),
        quality=true_quality(truth, worth.rows, need.skills[0]),
        evidence=worth.evidence.astype(float),
        years=np.array([years[int(row)] for row in worth.rows]),
    )


def lists_of(snapshot, need, eligible, rng):
    """Each way's list, and what the shortlists promise of theirs."""
    chosen = chosen_by(eligible, k=K, bar=need.quality_bar, review_share=need.review_share, rng=rng)
    promised = {}
    for mode in Mode:
        ranked = shortlist(snapshot, need, mode=mode, k=K, explore=0).candidates
        name = f"shortlist, {mode.value}"
        chosen[name] = np.array([snapshot.row(candidate.specialist) for candidate in ranked])
        promised[name] = float(np.mean([candidate.meets_bar for candidate in ranked]))
    return {name: rows for name, rows in chosen.items() if len(rows)}, promised


def units_of(snapshot, need, eligible, rng):
    """For each way of choosing: cost against the oracle's, share right, share meeting the bar, and what was promised."""
    terms = {"bar": need.quality_bar, "review_share": need.review_share}
    lists, promised = lists_of(snapshot, need, eligible, rng)
    outcomes = {name: judged(rows, eligible, **terms) for name, rows in lists.items()}
    best = outcomes["oracle"].cents
    return {
        name: (outcome.cents / best, outcome.quality, outcome.meeting, promised.get(name, np.nan))
        for name, outcome in outcomes.items()
    }


def coverage_elsewhere(people):
    """Coverage of estimates with evidence, and the spread of true shares, in worlds with other assumptions."""
    rows = {}
    for label, changes in OTHER_WORLDS.items():
        tables = with_numbers(world(), "skill", **changes)
        columns = synth_pool(people, rng=np.random.default_rng(0), tables=tables)
        truth = [person.truth for person in synthesise_with_truth(people, rng=np.random.default_rng(0), tables=tables)]
        spread = np.std([share for skills in truth for share in skills.values()])
        rows[label] = pooled(coverage(columns, truth, bands=((1, 10**6),)))[0] | {"spread": round(float(spread), 3)}
    return rows


def measure(people, pools):
    rng = np.random.default_rng(0)
    result = {"people": people, "pools": pools, "k": K, "ways": {}, "coverage": {}, "breadth": {}}
    result["elsewhere"] = coverage_elsewhere(people)
    for label, changes in EVIDENCE.items():
        tables = with_numbers(world(), "evidence", **changes)
        units, bands, balanced = {}, [], {}
        for seed in range(pools):
            snapshot, truth, years, columns = pool_of(people, seed, tables)
            bands += coverage(columns, truth, bands=((0, 10**6), (1, 10**6), *BANDS))
            for breadth, need in each_need():
                eligible = eligible_of(snapshot, need, truth, years)
                if len(eligible) >= 2 * K:
                    by_way = units_of(snapshot, need, eligible, rng)
                    balanced.setdefault(breadth, []).append(by_way["shortlist, balanced"])
                    for name, unit in by_way.items():
                        units.setdefault(name, []).append(unit)
        result["ways"][label] = {name: told(rows, rng) for name, rows in units.items()}
        result["breadth"][label] = {breadth: told(rows, rng) for breadth, rows in balanced.items()}
        result["coverage"][label] = pooled(bands)
    return result


def told(units, rng):
    cost, right, meeting, promised = zip(*units, strict=True)
    shares = {
        "cost": mean_of(cost, rng=rng),
        "right": mean_of(right, rng=rng),
        "bar": mean_of(meeting, rng=rng),
        "keeper": ratio_of(cost, meeting, rng=rng),
    }
    row = {name: [round(float(x), 3) for x in (share.mean, share.low, share.high)] for name, share in shares.items()}
    return row | {"promised": None if np.isnan(promised[0]) else round(float(np.mean(promised)), 3), "n": len(units)}


def pooled(bands):
    """Coverage over all pools: means weighted by how many estimates lie in each."""
    by_band = {}
    for band in bands:
        by_band.setdefault((band.fewest, band.most), []).append(band)
    rows = []
    for (fewest, most), parts in by_band.items():
        n = sum(part.covered.n for part in parts)
        mean = sum(part.covered.mean * part.covered.n for part in parts) / n
        half = 1.96 * np.sqrt(mean * (1 - mean) / n)
        rows.append({
            "records": f"{fewest}-{most}" if most < 10**6 else f"{fewest} or more",
            "covered": [round(float(x), 4) for x in (mean, mean - half, mean + half)],
            "n": n,
            "width": round(sum(part.width * part.covered.n for part in parts) / n, 3),
            "bias": round(sum(part.bias * part.covered.n for part in parts) / n, 4),
        })  # fmt: skip
    return rows


def show(result):
    print(f"{result['pools']} pools of {result['people']:,} people for each line; lists of {result['k']}; bar 0.75\n")
    for label, table in result["ways"].items():
        print(f"evidence: {label}")
        for name, row in sorted(table.items(), key=lambda item: item[1]["keeper"][0]):
            cells = "   ".join(
                "{} {:.2f} [{:.2f}, {:.2f}]".format(what, *row[what]) for what in ("keeper", "cost", "right", "bar")
            )
            promised = "" if row["promised"] is None else f"   promised {row['promised']:.2f}"
            print(f"  {name:<22}{cells}   n={row['n']}{promised}")
        print("  of the balanced list, by how wide the field is:")
        for breadth, row in result["breadth"][label].items():
            print(
                "    {:<20}promised {:.2f}   bar {:.2f} [{:.2f}, {:.2f}]   n={}".format(
                    breadth, row["promised"], *row["bar"], row["n"]
                )
            )
        print("  90 % intervals of the estimates:")
        for row in result["coverage"][label]:
            mean, low, high = row["covered"]
            print(
                f"    {row['records']:>10} records   hold the truth {mean:.1%} [{low:.1%}, {high:.1%}]   n={row['n']:,}   "
                f"width {row['width']:.2f}   bias {row['bias']:+.3f}"
            )
        print()
    print("coverage of estimates with evidence, were the world otherwise:")
    for label, row in result["elsewhere"].items():
        mean, low, high = row["covered"]
        print(
            f"  {label:<28}{mean:.1%} [{low:.1%}, {high:.1%}]   n={row['n']:,}   true shares vary by {row['spread']:.2f}"
        )


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--json", action="store_true", help="print the result as JSON")
    parser.add_argument("--people", type=int, default=20_000)
    parser.add_argument("--pools", type=int, default=5)
    asked = parser.parse_args()
    result = measure(asked.people, asked.pools)
    print(json.dumps(result)) if asked.json else show(result)


if __name__ == "__main__":
    main()
