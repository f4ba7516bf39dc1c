"""Two designs of the estimate, and none: which is better calibrated and predicts later work better?

    alone      each skill by itself (no kinship)
    additive   Beta counts; related skills enter as the prior, ring by ring (`_additive.py`)
    tree       normal abilities over the tree of skills ("tree-1"), what the product uses

Each design's own figures are fitted on one half of the people by the likelihood of held-out work, and judged on the other half. Worlds
with known skills: our own (`_skill_worlds.py`) and the product's synthetic pool. Real answers where they are there: crowds
by the true class of the item (TOUCHSTONE_CROWDS, see `_crowds.py`), and verbal aggression (TOUCHSTONE_VERBAGG: a CSV with one row a person).
"""

import csv
import gzip
import os
from pathlib import Path

import numpy as np
from _additive import additive
from _crowds import crowds
from _results import save
from _skill_worlds import KINSHIPS, hierarchical, of_pool
from scipy.optimize import minimize
from scipy.special import betaln, expit, gammaln, logit

from touchstone.core.skills import Competence, EvidenceSource, Prior, Skill
from touchstone.core.skills.kinship import ALONE, Kinship
from touchstone.core.skills.ledger import SOURCES, Ledger, Settings
from touchstone.core.skills.tree import estimate_people

BANDS = ((1, 3), (4, 10), (11, 30), (31, 10**6))
PEOPLE = 3_000
GOLD = SOURCES.index(EvidenceSource.GOLD_TASK)


def shares(point):
    """Numbers without limits as shares that sum to less than 1."""
    mass = np.exp(np.clip(point, -30, 30))
    return 0.97 * mass / (1 + mass.sum())


def kinship(point):
    person, field, sub, competence = shares(point)
    return Kinship(person=person, fields=(field / 3, field / 3, field / 3, sub), competence=competence)


def by_tree(ledger, settings, kin):
    settings = Settings(priors=settings.priors, same_rater=settings.same_rater, kinship=kin)
    units = estimate_people(ledger, settings=settings)
    return units.person, units.skill, units.alpha, units.beta, units.low, units.high


DESIGNS = {
    "alone": (lambda ledger, settings, _point: by_tree(ledger, settings, ALONE), ()),
    "additive": (
        lambda ledger, settings, point: additive(ledger, settings=settings, spread=shares(point)),
        ([-0.5, -1.5, -1.5], [-5.0, -5.0, 4.0]),
    ),
    "tree": (
        lambda ledger, settings, point: by_tree(ledger, settings, kinship(point)),
        ([-0.5, -2.0, -2.5, -2.0], [-4.0, -4.0, -4.0, -4.0]),
    ),
    "tree, as stated": (lambda ledger, settings, _point: by_tree(ledger, settings, Kinship()), ()),
}


def fitted(name, loss):
    """The design's figures with the least loss."""
    _, starts = DESIGNS[name]
    if not starts:
        return None
    found = [minimize(loss, start, method="Nelder-Mead", options={"maxfev": 80}) for start in starts]
    return min(found, key=lambda result: result.fun).x


def binomial(right, asked, alpha, beta):
    ways = gammaln(asked + 1) - gammaln(right + 1) - gammaln(asked - right + 1)
    return ways + betaln(alpha + right, beta + asked - right) - betaln(alpha, beta)


def in_world(train, judge, settings):
    """`train` and `judge` are (ledger, truth); later work is ten pieces of each skill in the evidence."""
    found, scores = {}, {}
    for name, (design, _) in DESIGNS.items():

        def loss(point, design=design):
            return -later_score(design(train[0], settings, point), train[1]).mean()

        point = fitted(name, loss)
        estimates = design(judge[0], settings, point)
        found[name] = told(estimates, *judge)
        scores[name] = by_person(later_score(estimates, judge[1]), estimates[0], judge[0].people)
    return found | {"tree_minus_additive": difference(scores["tree"], scores["additive"])}


def by_person(scores, person, people):
    """Sum and number of each person's scores."""
    return np.bincount(person, weights=scores, minlength=people), np.bincount(person, minlength=people)


def difference(one, other):
    """The mean difference of two designs' scores with its standard error, people being the units that are drawn."""
    (first, number), (second, _) = one, other
    mean = (first - second).sum() / number.sum()
    away = first - second - mean * number
    return {"mean": float(mean), "error": float(np.sqrt((away**2).sum()) / number.sum())}


def later_score(estimates, truth):
    person, skill, alpha, beta, _, _ = estimates
    right = np.random.default_rng(5).binomial(10, truth[person, skill])
    return binomial(right, 10, alpha, beta)


def told(estimates, ledger, truth):
    person, skill, alpha, beta, low, high = estimates
    true = truth[person, skill]
    inside = (low <= true) & (true <= high)
    width = len(ledger.skills)
    records = np.bincount(ledger.person * width + ledger.skill, minlength=ledger.people * width)[person * width + skill]
    fields = np.array([one.domain[:4] for one in ledger.skills])[skill]
    by_field = [float(inside[fields == one].mean()) for one in np.unique(fields) if (fields == one).sum() >= 500]
    return {
        "log_score": float(later_score(estimates, truth).mean()),
        "rmse": float(np.sqrt(np.mean((alpha / (alpha + beta) - true) ** 2))),
        "coverage": float(inside.mean()),
        "coverage_by_records": {f"{a}-{b}": float(inside[(records >= a) & (records <= b)].mean()) for a, b in BANDS},
        "coverage_by_field": [min(by_field), max(by_field)],
        "width": float((high - low).mean()),
        "n": len(true),
    }


def plain_ledger(person, skill, outcome, *, skills, people, difficulty=0.0):
    n = len(person)
    return Ledger(
        people=people, skills=skills, person=person, skill=skill, source=np.full(n, GOLD), outcome=outcome.astype(float),
        age_days=np.zeros(n), weight=np.ones(n), difficulty=np.broadcast_to(difficulty, n).astype(float), discrimination=np.ones(n),
        chance=np.zeros(n), rater=np.full(n, -1), task=np.full(n, -1),
    )  # fmt: skip


def on_answers(person, skill, right, *, seen, skills, people, difficulty):
    """Log score of the answers that were not seen, by the person's estimate in each skill; half of the people judge."""
    settings = Settings(priors=dict.fromkeys(Competence, Prior(float(right[seen].mean()), 6.0)))
    ledger = plain_ledger(
        person[seen], skill[seen], right[seen], skills=skills, people=people, difficulty=difficulty[seen]
    )
    judges = np.random.default_rng(3).permutation(people) % 2 == 0
    asked = person[~seen & judges[person]]

    def score(estimates, whom):
        one, of, alpha, beta, _, _ = estimates
        mean = np.full((people, len(skills)), settings.priors[Competence.LABEL].mean)
        mean[one, of] = alpha / (alpha + beta)
        rows = ~seen & whom[person]
        chance = expit(logit(np.clip(mean[person[rows], skill[rows]], 1e-3, 1 - 1e-3)) - difficulty[rows])
        return np.where(right[rows], np.log(chance), np.log1p(-chance))

    found, sums = {}, {}
    for name, (design, _) in DESIGNS.items():
        every = ledger_with_all(ledger, person, skill, seen)
        point = fitted(
            name, lambda point, design=design, every=every: -score(design(every, settings, point), ~judges).mean()
        )
        scores = score(design(every, settings, point), judges)
        found[name] = {"log_score": float(scores.mean()), "n": len(scores), "people": len(np.unique(asked))}
        sums[name] = by_person(scores, asked, people)
    return found | {"tree_minus_additive": difference(sums["tree"], sums["additive"])}


def ledger_with_all(ledger, person, skill, seen):
    """A trace of evidence (a millionth of a record) for each pair that is asked about, so that each design gives its estimate."""
    pairs = np.unique(person[~seen] * len(ledger.skills) + skill[~seen])
    one, of = np.divmod(pairs, len(ledger.skills))
    trace = plain_ledger(one, of, np.full(len(one), 0.5), skills=ledger.skills, people=ledger.people)
    names = [name for name in ledger.__struct_fields__ if name not in {"people", "skills"}]
    columns = {name: np.concatenate([getattr(ledger, name), getattr(trace, name)]) for name in names}
    columns["weight"][len(ledger) :] = 1e-6
    return Ledger(people=ledger.people, skills=ledger.skills, **columns)


def by_class(crowd, k=12):
    """Each true class is a skill of its own; k random gold answers of each worker are seen."""
    known = crowd.truth[crowd.item] >= 0
    person, skill = crowd.worker[known], crowd.truth[crowd.item][known]
    right = crowd.label[known] == skill
    order = np.random.default_rng(7).permutation(len(person))
    rank = np.empty(len(person), np.int64)
    by_person = order[np.argsort(person[order], kind="stable")]
    starts = np.searchsorted(person[by_person], np.arange(crowd.workers))
    rank[by_person] = np.arange(len(person)) - starts[person[by_person]]
    skills = tuple(sorted(Skill(f"0321.class{one:02d}", Competence.LABEL) for one in range(int(skill.max()) + 1)))
    none = np.zeros(len(person))
    return on_answers(person, skill, right, seen=rank < k, skills=skills, people=crowd.workers, difficulty=none)


def verbal_aggression(path):
    """Behaviour x (do, want) are six skills of four items each; twelve random items of each person are seen."""
    with gzip.open(path, "rt") if path.suffix == ".gz" else path.open() as lines:
        names, *rows = list(csv.reader(lines))
    answers = np.array(rows, dtype=int) == 1
    people, items = answers.shape
    skills = tuple(sorted(Skill(f"031{b}", c) for b in range(3) for c in (Competence.LABEL, Competence.JUDGE)))
    kinds = ("curse", "scold", "shout")
    of_item = np.array(
        [
            skills.index(
                Skill(
                    f"031{[k in name.lower() for k in kinds].index(True)}",
                    Competence.LABEL if "Do" in name else Competence.JUDGE,
                )
            )
            for name in names
        ]
    )
    seen = np.argsort(np.random.default_rng(2).random((people, items)), axis=1) < items // 2
    share = (np.where(seen, answers, 0).sum(axis=0) + 1) / (seen.sum(axis=0) + 2)
    difficulty = logit(np.where(seen, answers, 0).sum() / seen.sum()) - logit(share)
    person, item = np.divmod(np.arange(people * items), items)
    asked = {"seen": seen.ravel(), "skills": skills, "people": people, "difficulty": difficulty[item]}
    return on_answers(person, of_item[item], answers.ravel(), **asked)


def measure():
    found = {}
    for name, kin, tails in (
        ("kin", "kin", None),
        ("kin, heavy tails", "kin", 5),
        ("strangers", "strangers", None),
        ("talents", "talents", None),
    ):
        train = hierarchical(PEOPLE // 4, rng=np.random.default_rng(1), kinship=KINSHIPS[kin], tails=tails)
        judge = hierarchical(PEOPLE, rng=np.random.default_rng(2), kinship=KINSHIPS[kin], tails=tails)
        found[name] = in_world(train, judge, Settings())
    pools = [of_pool(people, rng=np.random.default_rng(seed)) for people, seed in ((PEOPLE // 3, 21), (PEOPLE, 22))]
    found["synthetic pool"] = in_world(*pools, Settings())
    real = {crowd.name: by_class(crowd) for crowd in crowds() if len(np.unique(crowd.truth[crowd.truth >= 0])) > 1}
    if os.environ.get("TOUCHSTONE_VERBAGG"):
        real["verbal aggression"] = verbal_aggression(Path(os.environ["TOUCHSTONE_VERBAGG"]))
    return {"worlds": found, "real": real}


def main():
    result = measure()
    for world, designs in result["worlds"].items():
        print(f"\n{world}: later work of {designs['tree']['n']:,} skills")
        for name, one in ((name, designs[name]) for name in DESIGNS):
            bands = " ".join(f"{share:.3f}" for share in one["coverage_by_records"].values())
            fields = "-".join(f"{share:.3f}" for share in one["coverage_by_field"])
            print(
                f"  {name:16} log score {one['log_score']:.4f}  rmse {one['rmse']:.4f}  90 % covers {one['coverage']:.3f}  "
                f"by records {bands}  by field {fields}  width {one['width']:.3f}"
            )
    for name, designs in result["real"].items():
        scores = "  ".join(f"{design} {designs[design]['log_score']:.4f}" for design in DESIGNS)
        gain = designs["tree_minus_additive"]
        scores += f"  tree - additive {gain['mean']:+.4f} (standard error {gain['error']:.4f})"
        print(
            f"\n{name}: log score of {designs['tree']['n']:,} unseen answers of {designs['tree']['people']} people\n  {scores}"
        )
    save("estimate_designs", result)


if __name__ == "__main__":
    main()
