"""How well briefs are read: precision and recall per field against what a person read out of the same text.

    python bench/briefs_parser.py [--misses] [--half tune|hold|all]

Two sets: `tests/corpus/briefs.jsonl`, our own invented briefs, and, where it is at hand, a file of real advertisements
in the same shape: `TOUCHSTONE_REAL_BRIEFS=path/to/briefs.jsonl`, or `../shared/data/briefs.jsonl` beside the checkout.

What counts, field by field, is in this file and nowhere else:

- a figure or a range is right when both ends are (weeks: within a tenth of a week per month rounding, i.e. 0.7);
- pay also needs its currency and unit; every piece of work that is no label and no word is one kind ("task");
- "full time" with no figure is read as 40 hours at low confidence; such implied values are not scored;
- a degree in the facts may be a list ("BS/MS/PhD"): the lowest named is what is enough; one that the text does not
  state (`NOT_IN_TEXT`) is left out;
- languages are compared by code; levels apart, where both sides have one;
- a location is right when it names the same town or country, or "remote"/"worldwide" where the facts say so;
- "professional" in the facts is a licence and no degree: right when any clearance is read;
- the real set has no facts on weeks (but in its contract words), volume, people, budget and start: not scored there;
- domain words in the facts are loose: `DOMAINS` says which codes of the taxonomy count for each; only recall is
  given, because the facts do not list every field that a text touches; likewise tools.
"""

import argparse
import json
import os
import re
from collections import defaultdict
from datetime import date
from pathlib import Path

from touchstone.core.briefs import Contract, Degree, LanguageLevel, Schedule, read_text
from touchstone.core.briefs.gazetteer import country_codes, mentions, regions
from touchstone.core.money import PayUnit
from touchstone.core.skills import taxonomy
from touchstone.core.text import fold, words

ROOT = Path(__file__).parent.parent
CORPUS = ROOT / "tests" / "corpus" / "briefs.jsonl"
REAL = (os.environ.get("TOUCHSTONE_REAL_BRIEFS"), ROOT.parent / "shared" / "data" / "briefs.jsonl")
TODAY = date(2026, 11, 23)
IMPLIED = 0.6  # readings below this confidence are offered to be confirmed, not stated

DEGREES = {
    "secondary": Degree.SECONDARY,
    "diploma": Degree.DIPLOMA,
    "associate": Degree.DIPLOMA,
    "bachelor": Degree.BACHELOR,
    "bs": Degree.BACHELOR,
    "undergraduate": Degree.BACHELOR,
    "master": Degree.MASTER,
    "ms": Degree.MASTER,
    "phd": Degree.DOCTORATE,
    "doctorate": Degree.DOCTORATE,
}
NOT_IN_TEXT = {"bachelor (master's/PhD preferred)"}  # the text only prefers; what is required is not said
# What the loose words of the real set's facts stand for. "general" is no field.
DOMAINS = {
    "law": ["0421"],
    "biology": ["0511"],
    "physics": ["0533"],
    "mathematics": ["0541", "0542"],
    "linguistics": ["0231", "0232"],
    "linguistics/search": ["0231", "0619.ai"],
    "post-training": ["0619.ai"],
    "information retrieval": ["0619.ai"],
    "writing": ["0321", "0231", "0232"],
    "vision": ["0619.ai.vision", "0213", "0211"],
    "vision/lidar": ["0619.ai.vision"],
    "trust and safety": ["0619.trust", "0619.ai.safety"],
    "ml engineering": ["0619.ai", "0613", "0612"],
    "ml infrastructure": ["0619.ai", "0613", "0612"],
    "software": ["0613"],
    "alignment": ["0619.ai", "0619.trust"],
}
UNITS = {"hour", "day", "week", "month", "year", "label", "word", "project"}
CONTRACTOR = re.compile(
    r"contract(?!.*permanent)|hourly|freelan|b2b|1099|\bpj\b|\bmei\b|aut[oó]nomo|servicios|monotribut", re.IGNORECASE
)
EMPLOYEE = re.compile(r"permanent|employee|w-2|\bclt\b|indefinid|salaried|planilla|dependencia", re.IGNORECASE)


def lowest_degree(words_):
    named = [DEGREES[word] for word in re.findall(r"[a-z]+", words_.lower().replace("'s", "")) if word in DEGREES]
    order = list(Degree)
    return min(named, key=order.index) if named else None


def unit_of(words_):
    unit = words_.rpartition("/")[2]
    return unit if unit in UNITS else "task"


def same_range(gold, value, tolerance=0.01):
    ends = (value.low, value.high)
    return all(
        (g is None) == (v is None) and (g is None or abs(g - v) <= tolerance) for g, v in zip(gold, ends, strict=True)
    )


def read_rate(brief):
    if brief.pay is None:
        return None
    pay = brief.pay
    ends = [None if end is None else float(end.major) / pay.per for end in (pay.low, pay.high)]
    money = pay.low or pay.high
    return ends[0], ends[1], money.currency, "task" if pay.unit == PayUnit.TASK else pay.unit.value


def gold_rate(fact):
    return fact[0], fact[1], fact[2].partition("/")[0], unit_of(fact[2])


def rates_agree(gold, read):
    close = all(
        (g is None) == (r is None) and (g is None or abs(g - r) < 0.006)
        for g, r in zip(gold[:2], read[:2], strict=True)
    )
    return close and gold[2:] == read[2:]


def places_of(words_):
    named = {fold(words_[m.start : m.end]) for m in mentions(words_, list(words(words_)))}
    codes = {code for m in mentions(words_, list(words(words_))) for code in m.place.countries}
    capitals = {fold(word) for word in re.findall(r"[A-ZÁÉÍÓÚÃÕÇ][\wáéíóúãõçñ]{3,}", words_)} - {
        "remote",
        "worldwide",
        "hybrid",
    }
    return named | capitals, codes


def location_agrees(gold, brief):
    said = (brief.location or "").lower()
    if re.search(r"worldwide", gold, re.IGNORECASE):
        return said in {"worldwide", "remote"}
    towns, codes = places_of(gold)
    if towns or codes:
        read_towns, read_codes = places_of(brief.location or "")
        return bool(towns & read_towns or codes & (read_codes | set(brief.countries)))
    if re.search(r"remot|home|online", gold, re.IGNORECASE):
        return brief.on_site is False
    codes = {code for part in re.split(r"[,\s]+", gold) if (code := country_codes().get(fold(part)))}
    return bool(codes & set(brief.countries))


def gold_languages(fact):
    return {re.match(r"[a-zA-Z0-9-]+", item)[0] for item in fact if item != "native"}


def gold_levels(fact):
    levels = {}
    for item in fact:
        if (match := re.match(r"([\w-]+) \((\w+)", item)) and match[2] in {level.value for level in LanguageLevel}:
            levels[match[1]] = match[2]
    return levels


def domain_hit(word, codes):
    wanted = DOMAINS.get(word)
    if wanted is None:
        wanted = [match.code for match in taxonomy().find(word, minimum=0.05)]
    return bool(wanted) and any(code.startswith(want) or want.startswith(code) for code in codes for want in wanted)


class Scores:
    def __init__(self):
        self.counts = defaultdict(lambda: [0, 0, 0])  # right, read, there
        self.misses = defaultdict(list)

    def one(self, field, gold, read, row, *, agree=None):
        counts = self.counts[field]
        right = gold is not None and read is not None and (agree(gold, read) if agree else gold == read)
        counts[0] += right
        counts[1] += read is not None
        counts[2] += gold is not None
        if not right and (gold is not None or read is not None):
            self.misses[field].append((row["id"], gold, read))

    def many(self, field, gold, read, row):
        counts = self.counts[field]
        counts[0] += len(gold & read)
        counts[1] += len(read)
        counts[2] += len(gold)
        if gold != read:
            self.misses[field].append((row["id"], sorted(gold - read), sorted(read - gold)))

    def recall(self, field, hits, row, *, missed=None):
        counts = self.counts[field]
        counts[0] += sum(hits)
        counts[2] += len(hits)
        counts[1] = -1
        if not all(hits):
            self.misses[field].append((row["id"], missed, None))


def sure(reading, field):
    """Whether the field's value was read outright and not implied."""
    return any(one.used and one.confidence >= IMPLIED for one in reading.found if one.field == field)


def score(rows):
    scores = Scores()
    for row in rows:
        reading = read_text(row["text"], title=row["title"], today=TODAY)
        score_figures(scores, row, reading)
        score_words(scores, row, reading)
    return scores


def score_figures(scores, row, reading):
    brief, facts = reading.brief, row["facts"]
    rate = facts.get("rate")
    scores.one("rate", gold_rate(rate) if rate else None, read_rate(brief), row, agree=rates_agree)
    for field in ("hours_per_week", "hours_total", "weeks"):
        value = getattr(brief, field) if sure(reading, field) else None
        if field == "weeks" and "split" not in row:
            score_real_weeks(scores, row, value)
            continue
        tolerance = 0.7 if field == "weeks" else 0.01
        scores.one(field, facts.get(field), value, row, agree=lambda g, v, t=tolerance: same_range(g, v, t))
    scores.one("years_experience", facts.get("years_experience"), brief.years_experience, row)
    if "split" not in row:
        return
    scores.one("people", facts.get("people"), brief.people, row, agree=lambda g, v: (g[0] or 0) <= v <= (g[1] or 10**9))
    budget = facts.get("budget")
    read = (float(brief.budget.major), brief.budget.currency) if brief.budget else None
    scores.one("budget", (budget[1] or budget[0], budget[2]) if budget else None, read, row)
    start = facts.get("start")
    read = brief.start.isoformat() if brief.start else None
    gold = TODAY.isoformat() if start == "immediate" else start
    scores.one("start", gold, read, row, agree=lambda g, v: v.startswith(g))
    volumes = sorted((task.volume for task in brief.tasks if task.volume), reverse=True)
    gold = facts["volume"][0] if "volume" in facts else None
    scores.one("volume", gold, volumes[0] if volumes else None, row)


def score_real_weeks(scores, row, value):
    match = re.search(r"(\d+)(?:-(\d+))? weeks", row["facts"].get("contract", ""))
    if match:
        gold = [float(match[1]), float(match[2] or match[1])]
        scores.one("weeks", gold, value, row, agree=same_range)


def score_words(scores, row, reading):
    brief, facts = reading.brief, row["facts"]
    if facts.get("degree") == "professional":
        scores.recall("licence", [bool(brief.clearances)], row, missed=(brief.clearances, brief.degree))
    elif facts.get("degree") not in NOT_IN_TEXT:
        scores.one("degree", lowest_degree(facts["degree"]) if "degree" in facts else None, brief.degree, row)
    scores.many("languages", gold_languages(facts.get("languages", [])), {need.code for need in brief.languages}, row)
    levels = gold_levels(facts.get("languages", []))
    said = {need.code: need.level.value for need in brief.languages if need.level}
    scores.recall(
        "language level", [said.get(code) == level for code, level in levels.items()], row, missed=(levels, said)
    )
    score_contract(scores, row, brief)
    gold = facts.get("location")
    # Facts that give countries and no place say the same in another field.
    named = (brief.location is not None or brief.on_site is not None) and not (gold is None and "countries" in facts)
    scores.one("location", gold, brief if named else None, row, agree=location_agrees)
    score_countries(scores, row, brief)
    zone = facts.get("timezone")
    if "split" in row:
        scores.one("minimum_overlap", facts.get("minimum_overlap"), brief.minimum_overlap, row)
    scores.one("time zone", zone, brief.time_zone, row, agree=lambda g, v: zone_of(g) == v)
    wanted = facts.get("domain", [])
    wanted = [word for word in ([wanted] if isinstance(wanted, str) else wanted) if word != "general"]
    known = [domain_hit(word, brief.domains) for word in wanted]
    scores.recall("domain", known, row, missed=(wanted, brief.domains))
    tools = [fold(tool) for tool in facts.get("skills", [])]
    read = [fold(tool) for tool in brief.tools]
    scores.recall("tools", [tool in read for tool in tools], row, missed=[tool for tool in tools if tool not in read])


def score_contract(scores, row, brief):
    words_ = row["facts"].get("contract")
    gold = None
    if words_ and CONTRACTOR.search(words_):
        gold = Contract.CONTRACTOR
    elif words_ and EMPLOYEE.search(words_):
        gold = Contract.EMPLOYEE
    scores.one("contract", gold, brief.contract, row)
    if words_ and re.search(r"(full|part)-time", words_):
        wanted = Schedule.FULL_TIME if "full-time" in words_ else Schedule.PART_TIME
        scores.recall("schedule", [brief.schedule is wanted], row, missed=(words_, brief.schedule))


def score_countries(scores, row, brief):
    """Countries that only follow from a named town are no error where the facts name the town."""
    facts = row["facts"]
    gold = {code for name in facts.get("countries", []) for code in regions().get(name.lower(), (name,))}
    implied = places_of(facts.get("location", ""))[1] | {
        country_codes().get(fold(p)) for p in re.split(r"[,\s]+", facts.get("location", ""))
    }
    if "countries" in facts or not implied - {None}:
        scores.many("countries", gold, set(brief.countries) - (implied - gold), row)


def zone_of(words_):
    found = [one.value for one in read_text(f"4 hours overlap with {words_}").found if one.field == "time_zone"]
    return found[0] if found else None


def report(name, rows, *, misses):
    scores = score(rows)
    print(f"\n{name}: {len(rows)} briefs")
    print(f"  {'field':18}{'right':>7}{'read':>7}{'there':>7}{'precision':>11}{'recall':>9}")
    for field, (right, read, there) in scores.counts.items():
        precision = "      -" if read < 0 else f"{right / read:.3f}" if read else "no data"
        recall = f"{right / there:.3f}" if there else "no data"
        print(f"  {field:18}{right:>7}{max(read, 0) if read >= 0 else '-':>7}{there:>7}{precision:>11}{recall:>9}")
    if misses:
        for field, items in scores.misses.items():
            for item in items:
                gold, read = item[1], item[2]
                shown = (read.location, read.on_site, read.countries) if hasattr(read, "on_site") else read
                print(f"    {field:16} {item[0]:10} there: {gold!s:40} read: {shown}")


def rows_of(path):
    return [json.loads(line) for line in Path(path).read_text(encoding="utf-8").splitlines() if line.strip()]


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--misses", action="store_true")
    parser.add_argument("--half", choices=["tune", "hold", "all"], default="all")
    options = parser.parse_args()
    corpus = rows_of(CORPUS)
    for half in ("tune", "hold") if options.half == "all" else (options.half,):
        report(
            f"Own corpus, {half} half (invented)",
            [row for row in corpus if row["split"] == half],
            misses=options.misses,
        )
    real = next((Path(path) for path in REAL if path and Path(path).exists()), None)
    if real is None:
        print("\nReal advertisements: no file (set TOUCHSTONE_REAL_BRIEFS); no data")
    else:
        report("Real advertisements", rows_of(real), misses=options.misses)


if __name__ == "__main__":
    main()
