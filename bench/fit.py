"""How well the semantic fit finds the right expert, on real questions: lexical, encoder, and the two together.

    python bench/fit.py [--json]

Needs data that is not part of the repository: folders `expertqa` (ExpertQA, Malaviya et al. 2024, MIT) and `oab_exams`
(Brazilian bar examinations, Delfino et al., MIT) under $TOUCHSTONE_DATA, or ../shared/data.

expertqa   authors are split in two by a hash; one half's "field. speciality" lines are the profiles, the other half's
           questions the briefs. Right: a profile of the question's field. English, short profiles.
oab        each question of one area against the names of the 17 areas in Portuguese. The encoder knows no Portuguese.

pool       20,000 made-up people; a brief of the same content in three languages against profiles in three languages:
           mean fit of those on the subject and of the others. Nobody should lose for the language they write in.

P@1: the first is right. hit@5: one of the first five is. 95 % intervals by resampling authors (expertqa) or
questions (oab). The weight of the lexical score was chosen on the same expertqa questions: its figure flatters a little.
"""

import argparse
import hashlib
import json
import os
import sys
import time
from collections import defaultdict
from pathlib import Path

import numpy as np
from scipy.stats import rankdata

from touchstone.core.matching import fit as fitting
from touchstone.core.matching import lexical as words
from touchstone.core.matching.minilm import MiniLM
from touchstone.core.matching.synth import synthesise
from touchstone.gateways.encoders import Embeddings

DATA = Path(os.environ.get("TOUCHSTONE_DATA", Path(__file__).parents[2] / "shared" / "data"))
WEIGHTS = (0.0, 0.05, 0.1, fitting.LEXICAL_WEIGHT, 0.2, 0.3, 0.5, 0.7, 1.0)
RESAMPLES = 2_000
AREAS = {
    "ETHICS": "Ética profissional e Estatuto da Advocacia",
    "CONSTITUTIONAL": "Direito constitucional",
    "CIVIL": "Direito civil",
    "CIVIL-PROCEDURE": "Direito processual civil",
    "ADMINISTRATIVE": "Direito administrativo",
    "LABOUR": "Direito do trabalho",
    "CRIMINAL-PROCEDURE": "Direito processual penal",
    "CRIMINAL": "Direito penal",
    "LABOUR-PROCEDURE": "Direito processual do trabalho",
    "BUSINESS": "Direito empresarial",
    "TAXES": "Direito tributário",
    "CONSUMER": "Direito do consumidor",
    "CHILDREN": "Direito da criança e do adolescente",
    "INTERNATIONAL": "Direito internacional",
    "ENVIRONMENTAL": "Direito ambiental",
    "HUMAN-RIGHTS": "Direitos humanos",
    "PHILOSOPHY": "Filosofia do direito",
}


def lines(path):
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]


def expertqa():
    """Profiles, their fields, briefs, their fields, and the author of each brief."""
    rows = lines(DATA / "expertqa" / "questions.jsonl")

    def half(row):
        return hashlib.sha256(row["author"].encode()).digest()[0] % 2

    profiles = list(dict.fromkeys((row["field"], row["specific_field"].strip()) for row in rows if half(row) == 0))
    asked = [row for row in rows if half(row) == 1]
    return (
        [f"{field}. {speciality}" for field, speciality in profiles],
        [field for field, _ in profiles],
        [row["question"] for row in asked],
        [row["field"] for row in asked],
        [row["author"] for row in asked],
    )


def oab():
    """The same of the bar examinations."""
    rows = [row for row in lines(DATA / "oab_exams" / "oab_exams.jsonl") if len(row["areas"]) == 1]
    texts = [" ".join([row["question"], *row["choices"]]) for row in rows]
    return list(AREAS.values()), list(AREAS), texts, [row["areas"][0] for row in rows], [row["id"] for row in rows]


def lexical_scores(profiles, briefs, *, prefixes=True, codes=True):
    tokenise = words.Tokeniser(fitting._tokeniser()._concepts if codes else lambda _text: ())  # noqa: SLF001
    builder = words.LexicalBuilder()
    for profile in profiles:
        builder.add(without_prefixes(tokenise(profile), keep=prefixes))
    index = words.LexicalIndex(**builder.arrays())
    return np.array([index.asked(without_prefixes(tokenise(brief), keep=prefixes).counts).score() for brief in briefs])


def without_prefixes(tokens, *, keep):
    if not keep:
        for token in [token for token in tokens.counts if token.endswith("-")]:
            del tokens.counts[token]
    return tokens


def semantic_scores(encoder, profiles, briefs):
    return np.clip(encoder.encode(briefs) @ encoder.encode(profiles).T, 0, 1)


def nearness(scores, offset=10):
    """Reciprocal ranks (Cormack, Clarke & Buettcher 2009), ties sharing theirs: the other way to put two lists together."""
    return 1 / (offset + rankdata(-scores, axis=1))


def right(scores, labels, wanted):
    """(briefs, 2): whether the first is right, whether one of the first five is. Ties go to the earlier profile."""
    order = np.argsort(-scores, axis=1, kind="stable")[:, :5]
    found = np.array(labels)[order] == np.array(wanted)[:, None]
    return np.stack([found[:, 0], found.any(axis=1)], axis=1).astype(float)


def told(found, groups, rng):
    """Shares with 95 % intervals by resampling whole groups."""
    members = defaultdict(list)
    for row, group in enumerate(groups):
        members[group].append(row)
    sums = np.array([found[rows].sum(axis=0) for rows in members.values()])
    sizes = np.array([len(rows) for rows in members.values()])
    drawn = rng.integers(len(sizes), size=(RESAMPLES, len(sizes)))
    means = sums[drawn].sum(axis=1) / sizes[drawn].sum(axis=1)[:, None]
    low, high = np.quantile(means, [0.025, 0.975], axis=0)
    shares = found.mean(axis=0)
    return {name: [round(float(x), 3) for x in (shares[i], low[i], high[i])] for i, name in enumerate(("P@1", "hit@5"))}


def compare(data, encoder):
    profiles, labels, briefs, wanted, groups = data
    rng = np.random.default_rng(0)
    lexical = lexical_scores(profiles, briefs)
    start = time.perf_counter()
    semantic = semantic_scores(encoder, profiles, briefs)
    per_second = (len(profiles) + len(briefs)) / (time.perf_counter() - start)
    table = {
        "words only": lexical_scores(profiles, briefs, prefixes=False, codes=False),
        "words and first letters": lexical_scores(profiles, briefs, codes=False),
        "words and taxonomy": lexical_scores(profiles, briefs, prefixes=False),
        "lexical, as shipped": lexical,
        encoder.name: semantic,
    }
    for weight in WEIGHTS[1:-1]:
        table[f"fused, lexical weight {weight:g}"] = fitting.fused(lexical, semantic, weight=weight)
    for weight in (fitting.LEXICAL_WEIGHT, 0.5):
        table[f"ranks fused, weight {weight:g}"] = weight * nearness(lexical) + (1 - weight) * nearness(semantic)
    known = set(labels)
    return {
        "briefs": len(briefs),
        "profiles": len(profiles),
        "groups": len(set(groups)),
        "answerable": round(float(np.mean([label in known for label in wanted])), 3),
        "texts_per_second": round(per_second, 1),
        "results": {name: told(right(scores, labels, wanted), groups, rng) for name, scores in table.items()},
    }


BRIEFS = {
    "en": "Our model makes mistakes in tax law and medicine. We need experts who compare and correct its answers.",
    "es": "Nuestro modelo se equivoca en derecho tributario y medicina. Necesitamos expertos que comparen y corrijan sus respuestas.",
    "pt": "Nosso modelo erra em direito tributário e medicina. Precisamos de especialistas que comparem e corrijam suas respostas.",
}


def parity(people=20_000):
    """Mean fit by language of the brief and of the profile, for people on the subject and off it."""
    pool = list(synthesise(people, rng=np.random.default_rng(1)))
    index = fitting.fit_index(person.text for person in pool)
    on = np.array([any(claim.domain.startswith(("0421", "0912")) for claim in person.claims) for person in pool])
    rows = {}
    for language, brief in BRIEFS.items():
        scores = index.ask(brief)()
        for number, profile in enumerate(words.LANGUAGES):
            here = index.lexical.languages == number
            rows[f"{language} brief, {profile} profiles"] = {
                "on_subject": round(float(scores[here & on].mean()), 3),
                "off_subject": round(float(scores[here & ~on].mean()), 3),
                "n": int((here & on).sum()),
            }
    return rows


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--json", action="store_true", help="print the result as JSON")
    parser.add_argument("--encoder-url", help="an OpenAI-compatible endpoint, instead of MiniLM")
    parser.add_argument("--encoder-name", help="the model to ask there")
    given = parser.parse_args()
    as_json, result = given.json, {}
    if (DATA / "expertqa").is_dir() and (DATA / "oab_exams").is_dir():
        encoder = (
            Embeddings(
                address=given.encoder_url, model=given.encoder_name, key=os.environ.get("TOUCHSTONE_ENCODER_KEY")
            )
            if given.encoder_url
            else MiniLM()
        )
        result = {"expertqa": compare(expertqa(), encoder), "oab": compare(oab(), encoder)}
    else:
        print("no real questions: the folders expertqa and oab_exams are not there (TOUCHSTONE_DATA)", file=sys.stderr)
    by_language = parity()
    if as_json:
        print(json.dumps(result | {"pool": by_language}))
        return
    for name, part in result.items():
        print(
            f"{name}: {part['briefs']:,} briefs ({part['groups']:,} authors or questions), {part['profiles']} profiles, "
            f"{part['answerable']:.0%} have a right one; the encoder does {part['texts_per_second']:.0f} texts/s"
        )
        for method, shares in part["results"].items():
            cells = "   ".join(f"{name} {s:.3f} [{low:.3f}, {high:.3f}]" for name, (s, low, high) in shares.items())
            print(f"  {method:<30}{cells}")
    print("pool: 20,000 made-up people, lexical")
    for label, row in by_language.items():
        print(f"  {label:<24}on the subject {row['on_subject']:.2f}   off it {row['off_subject']:.2f}   n={row['n']:,}")


if __name__ == "__main__":
    main()
