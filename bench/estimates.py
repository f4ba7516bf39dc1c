"""Estimates over the tree of skills: how long they take, beside the method of before, and whether their intervals hold the truth.

100,000 people with 50 records each of five skills, difficulties and luck in some and raters in others; then one person alone. The peer is "beta-1"
(`_beta_1`), which takes each skill by itself: fewer things are worked out, so it should be quicker.
Then, on worlds whose true skills are known, the share of 90 % intervals that hold the truth, by number of records and by field.
"""

from datetime import date

import numpy as np
from _beta_1 import Records, one_by_one
from _results import cpu_seconds, save
from _skill_worlds import KINSHIPS, SKILLS, hierarchical, of_pool
from estimate_designs import BANDS, told

from touchstone.core.skills import Evidence, EvidenceSource, prior_for
from touchstone.core.skills.explain import explain
from touchstone.core.skills.fitting import Later, fit_weights
from touchstone.core.skills.kinship import Kinship
from touchstone.core.skills.ledger import SOURCES, Ledger, Settings
from touchstone.core.skills.next_piece import candidates_for, what_next
from touchstone.core.skills.tree import TreeEstimator, estimate_people

PEOPLE, RECORDS, EACH = 100_000, 50, 5
TODAY = date(2026, 11, 23)
GOAL_ALL, GOAL_ONE = 60.0, 0.005  # seconds


def many(rng):
    n = PEOPLE * RECORDS
    person = np.repeat(np.arange(PEOPLE), RECORDS)
    mine = np.argsort(rng.random((PEOPLE, len(SKILLS))), axis=1)[:, :EACH]
    reviewed = SOURCES.index(EvidenceSource.REVIEW)
    source = rng.integers(len(SOURCES) - 1, size=n)
    return Ledger(
        people=PEOPLE, skills=SKILLS, person=person, skill=mine[person, rng.integers(EACH, size=n)], source=source,
        outcome=(rng.random(n) < 0.7).astype(float), age_days=rng.integers(700, size=n).astype(float), weight=np.ones(n),
        difficulty=np.where(rng.random(n) < 0.4, np.round(rng.standard_normal(n), 2), 0.0), discrimination=np.ones(n),
        chance=np.where(rng.random(n) < 0.2, 0.25, 0.0), rater=np.where(source == reviewed, 3 * person + rng.integers(3, size=n), -1),
        task=np.full(n, -1),
    )  # fmt: skip


def before(ledger):
    """The same by beta-1, each skill by itself."""
    weight = ledger.counted(Settings())
    pairs, group = np.unique(ledger.person * len(ledger.skills) + ledger.skill, return_inverse=True)
    priors = [prior_for(skill.competence) for skill in ledger.skills]
    mean, strength = (
        np.array([getattr(prior, name) for prior in priors])[pairs % len(priors)] for name in ("mean", "strength")
    )
    records = Records(group=group, outcome=ledger.outcome, weight=weight, difficulty=ledger.difficulty,
                      discrimination=ledger.discrimination, chance=ledger.chance)  # fmt: skip
    return one_by_one(records, prior_mean=mean, prior_strength=strength)


def one_person(rng):
    return [
        Evidence(skill=SKILLS[rng.integers(EACH)], outcome=float(rng.random() < 0.7), source=EvidenceSource.GOLD_TASK, at=TODAY,
                 difficulty=float(np.round(rng.standard_normal(), 2)))
        for _ in range(RECORDS)
    ]  # fmt: skip


def speed():
    rng = np.random.default_rng(1)
    ledger = many(rng)
    ours, units = cpu_seconds(lambda: estimate_people(ledger, settings=Settings()), repeats=1)
    theirs, (means, _, _) = cpu_seconds(lambda: before(ledger), repeats=1)
    assert len(units.mean) == len(means)
    near = float(np.corrcoef(units.mean, means)[0, 1])
    assert near > 0.8, "the two methods should see the same evidence"
    evidence = one_person(rng)
    skill, tree = evidence[0].skill, TreeEstimator()
    alone = {
        "tree_1": cpu_seconds(lambda: tree.of_person(evidence, today=TODAY), repeats=51)[0],
        "explained": cpu_seconds(lambda: explain(evidence, skill=skill, today=TODAY), repeats=21)[0],
        "what_next": cpu_seconds(
            lambda: what_next(evidence, candidates_for(skill, today=TODAY), skill=skill, today=TODAY), repeats=21
        )[0],
    }
    return {
        "people": PEOPLE, "records": len(ledger), "estimates": len(units.mean), "tree_1_cpu_s": ours,
        "beta_1_cpu_s": theirs, "correlation_of_means": near, "one_person_s": alone,
        "goals_met": {"all": ours <= GOAL_ALL, "one": alone["tree_1"] <= GOAL_ONE},
    }  # fmt: skip


WORLDS = {
    "as assumed": lambda people, seed: hierarchical(people, rng=np.random.default_rng(seed), kinship=Kinship()),
    "kin": lambda people, seed: hierarchical(people, rng=np.random.default_rng(seed), kinship=KINSHIPS["kin"]),
    "gold only": lambda people, seed: hierarchical(
        people, rng=np.random.default_rng(seed), kinship=KINSHIPS["kin"], plain=True
    ),
    "no raters": lambda people, seed: hierarchical(
        people, rng=np.random.default_rng(seed), kinship=KINSHIPS["kin"], raters=False
    ),
    "heavy tails": lambda people, seed: hierarchical(
        people, rng=np.random.default_rng(seed), kinship=KINSHIPS["kin"], tails=5
    ),
    "talents": lambda people, seed: hierarchical(people, rng=np.random.default_rng(seed), kinship=KINSHIPS["talents"]),
    "strangers": lambda people, seed: hierarchical(
        people, rng=np.random.default_rng(seed), kinship=KINSHIPS["strangers"]
    ),
    "synthetic pool": lambda people, seed: of_pool(people, rng=np.random.default_rng(seed)),
}
FITTED = (
    "kin",
    "talents",
    "strangers",
    "synthetic pool",
)  # worlds in which the settings are fitted too, on other people


def coverage():
    found = {}
    for number, (name, world) in enumerate(WORLDS.items()):
        ledger, truth = world(6_000, 11 + number)
        found[name] = covered(ledger, truth, Settings())
        if name in FITTED:
            known, of_known = world(1_000, 51 + number)
            fitted = fit_weights(known, later_work(known, of_known))
            found[f"{name}, fitted"] = covered(ledger, truth, fitted.settings) | {"note": fitted.note}
    return found


def covered(ledger, truth, settings):
    units = estimate_people(ledger, settings=settings)
    return told((units.person, units.skill, units.alpha, units.beta, units.low, units.high), ledger, truth)


def later_work(ledger, truth, asked=10):
    """Ten later pieces of work in each skill that there is evidence of."""
    width = len(ledger.skills)
    person, skill = np.divmod(np.unique(ledger.person * width + ledger.skill), width)
    right = np.random.default_rng(7).binomial(asked, truth[person, skill])
    return Later(person=person, skill=skill, right=right.astype(float), asked=np.full(len(person), float(asked)))


def main():
    times, inside = speed(), coverage()
    print(f"{times['people']:,} people, {times['records']:,} records, {times['estimates']:,} estimates")
    ratio = times["tree_1_cpu_s"] / times["beta_1_cpu_s"]
    print(f"  tree-1   {times['tree_1_cpu_s']:.1f} s CPU of one core")
    print(f"  beta-1   {times['beta_1_cpu_s']:.1f} s CPU   (tree-1 takes {ratio:.2f} times as long)")
    print(f"  goal {GOAL_ALL:.0f} s on one core: {'met' if times['goals_met']['all'] else 'MISSED'}")
    for name, seconds in times["one_person_s"].items():
        print(f"  one person with {RECORDS} records, {name}: {1000 * seconds:.2f} ms")
    print(f"  goal {1000 * GOAL_ONE:.0f} ms a person: {'met' if times['goals_met']['one'] else 'MISSED'}")
    print(
        "\n90 % intervals that hold the truth, with the settings as stated or fitted on 1,000 others; by records "
        + ", ".join(f"{a}-{b}" for a, b in BANDS[:3])
        + ", 31+"
    )
    for name, one in inside.items():
        bands = " ".join(f"{share:.3f}" for share in one["coverage_by_records"].values())
        fields = " to ".join(f"{share:.3f}" for share in one["coverage_by_field"])
        print(f"  {name:22} n = {one['n']:6,}  all {one['coverage']:.3f}  by records {bands}  by field {fields}")
    save("estimates", {"speed": times, "coverage": inside})


if __name__ == "__main__":
    main()
