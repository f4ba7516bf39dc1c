"""Which rules the words of a brief fire, where, and how strongly."""

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator
from functools import cache

from msgspec import Struct

from touchstone.core.roles.context import Reach, Sentence, heads_denied_list, reaches
from touchstone.core.roles.lexicon import Lexeme, lexicon, trade_words
from touchstone.core.roles.likeness import likeness
from touchstone.core.roles.rules import LIKENESS, Pattern, Rule, rules, settings
from touchstone.core.roles.tokens import COMMA, SENTENCE, SPACE, Token, languages_of, tokenise
from touchstone.core.roles.values import Role

# An object between a verb and the next object was that verb's own: it makes the way longer.
_OBJECT_COST = 2
_COMMA_COST, _CLAUSE_COST = 1, 5
_SPEAKS_OF_A_MODEL = frozenset(
    "ai model product reward rl scale_training ml_tool model_exists by_model label_tool geometry no_labels bad_labels "
    "named_annotator named_trainer named_rlhf named_engineer".split()
)
# Said anywhere, even inside a longer phrase, these speak of a model.
_MODEL_WORDS = frozenset("ai ia llm llms ml mlops llmops tinyml gpt chatgpt chatbot chatbots rlhf genai".split())
# "Data Annotator Tools Developer" is a developer: the last noun of a title is its head.
_HEADS = (
    "engineer",
    "developer",
    "architect",
    "programmer",
    "manager",
    "recruiter",
    "counsel",
    "ingenier",
    "engenheir",
    "gerente",
)
# "Tool Use Expert": titles call anybody an expert.
_LOOSE_IN_TITLES = frozenset({"expert"})
_MANY = re.compile(
    r"\b\d{1,3}(?:[.,]\d{3})+\b|\b(?!19\d\d\b|20\d\d\b)\d{4,}\b|\b\d+\s?k\b|\b\d+\s(?:mil|thousand|million|millones|milhoes)\b"
)


class Part(Struct, frozen=True):
    """Words of a brief: `where` they stand, how far in, and whether they are a heading."""

    where: str  # "text", "title" or "tasks"
    words: str
    offset: int = 0
    heading: bool = False


class Cue(Struct, frozen=True):
    """Words that fire a rule: characters `start` to `end` of where they stand, and what they keep of its weight."""

    rule: str
    where: str
    start: int
    end: int
    factor: float


class Heard(Struct, frozen=True):
    """All that was heard in a brief: the cues per rule, where each concept stands first, and whose briefs it is like."""

    cues: dict[str, list[Cue]]
    concepts: dict[str, Cue]
    likeness: dict[Role, float] = {}

    @property
    def of_a_model(self) -> bool:
        """Whether a model, or data for one, is spoken of at all."""
        return not _SPEAKS_OF_A_MODEL.isdisjoint(self.concepts)


def listen(parts: Iterable[Part]) -> Heard:
    """Read the parts of a brief."""
    read = [(part, tokenise(part.words)) for part in parts]
    languages = languages_of(
        "\n".join(part.words for part, _ in read), [token for _, tokens in read for token in tokens]
    )
    heard = Heard(defaultdict(list), {})
    for part, tokens in read:
        for token in tokens:
            if token.word in _MODEL_WORDS:
                heard.concepts.setdefault(
                    "ai", Cue("", part.where, token.start + part.offset, token.end + part.offset, 1.0)
                )
        for sentence in _sentences(part.words, tokens, languages):
            _hear(sentence, part, languages, heard)
    alike = likeness((part.heading, tokens) for part, tokens in read)
    if alike is not None:
        spoken = sorted(alike.tokens, key=lambda one: (one[0], one[1].start))
        heard.cues[LIKENESS[alike.role]] = [_spot(LIKENESS[alike.role], read[i][0], token) for i, token in spoken]
    return Heard(dict(heard.cues), heard.concepts, alike.scores if alike is not None else {})


def _spot(rule: str, part: Part, token: Token) -> Cue:
    return Cue(rule, part.where, token.start + part.offset, token.end + part.offset, 1.0)


def _hear(sentence: Sentence, part: Part, languages: tuple[str, ...], heard: Heard) -> None:
    found = reaches(sentence, settings().reach)
    for lexeme in sentence.lexemes:
        if _factor((lexeme,), found) > 0:
            for concept in lexeme.concepts - (_LOOSE_IN_TITLES if part.heading else frozenset()):
                heard.concepts.setdefault(concept, _cue("", part, (lexeme,), 1.0))
    for cue in (*_fire(sentence, found, part, languages), *_spoken(sentence, found, part, languages)):
        before = heard.cues[cue.rule]
        if not any(
            other.where == cue.where and other.start < cue.end and cue.start < other.end for other in before[-8:]
        ):
            before.append(cue)


def _sentences(words: str, tokens: list[Token], languages: tuple[str, ...]) -> Iterator[Sentence]:
    known = [*lexicon(languages).read(tokens), *_large_numbers(words, tokens)]
    lexemes = sorted(known, key=lambda lexeme: lexeme.first)
    starts = [i for i, token in enumerate(tokens) if token.gap == SENTENCE]
    position, denied = 0, False
    for i, first in enumerate(starts):
        last = starts[i + 1] if i + 1 < len(starts) else len(tokens)
        inside = []
        while position < len(lexemes) and lexemes[position].first < last:
            inside.append(lexemes[position])
            position += 1
        sentence = Sentence(tokens, inside, first, last, denied and tokens[first].bullet)
        yield sentence
        denied = sentence.denied or heads_denied_list(sentence)


def _large_numbers(words: str, tokens: list[Token]) -> Iterator[Lexeme]:
    starts = {token.start: i for i, token in enumerate(tokens)}
    for match in _MANY.finditer(words.lower()):
        first = last = starts.get(match.start(), len(tokens))
        while last < len(tokens) and tokens[last].end <= match.end():
            last += 1
        if last > first:
            yield Lexeme(frozenset({"many"}), first, last, match.start(), tokens[last - 1].end)


def _fire(sentence: Sentence, found: list[Reach], part: Part, languages: tuple[str, ...]) -> Iterator[Cue]:
    index = _index(heading=part.heading)
    costs = _costs(sentence)
    families = lexicon(languages).families
    objects = [
        any(families[concept] == "objects" for concept in lexeme.concepts - {"many"}) for lexeme in sentence.lexemes
    ]
    for i, lexeme in enumerate(sentence.lexemes):
        for concept in sorted(lexeme.concepts):
            for rule, steps in index.get(concept, ()):
                matched = _follow(steps, sentence.lexemes, i, costs, objects)
                if matched:
                    modifies = part.heading and rule.kind == "named" and _modifies(matched[-1], sentence)
                    keeps = settings().factors["modifier"] if modifies else _of_heading(rule, part)
                    # What a thing does is no duty of a person, but it tells of the engineer who builds it.
                    around = [one for one in found if one.kind != "built"] if rule.role is Role.ML_ENGINEER else found
                    yield _cue(rule.id, part, matched, _factor(matched, around) * keeps)


def _spoken(sentence: Sentence, found: list[Reach], part: Part, languages: tuple[str, ...]) -> Iterator[Cue]:
    """The words of each trade in the sentence."""
    for lexeme in trade_words(languages).read(sentence.tokens[sentence.first : sentence.last]):
        moved = Lexeme(
            lexeme.concepts, lexeme.first + sentence.first, lexeme.last + sentence.first, lexeme.start, lexeme.end
        )
        for concept in sorted(lexeme.concepts):
            yield _cue(concept, part, (moved,), _factor((moved,), found) * _of_heading(rules()[concept], part))


def _cue(rule: str, part: Part, matched: tuple[Lexeme, ...], factor: float) -> Cue:
    return Cue(rule, part.where, matched[0].start + part.offset, matched[-1].end + part.offset, factor)


def _modifies(lexeme: Lexeme, sentence: Sentence) -> bool:
    """Whether the head of the title is another noun, further on in the same breath."""
    for token in sentence.tokens[lexeme.last : sentence.last]:
        if token.gap >= COMMA:
            return False
        if token.word.startswith(_HEADS):
            return True
    return False


def _of_heading(rule: Rule, part: Part) -> float:
    if not part.heading:
        return 1.0
    kinds = {"named": "named_in_title", "trade": "trade_in_title", "other": "trade_in_title"}
    return settings().factors[kinds.get(rule.kind, "title")]


def _follow(
    steps: Pattern, lexemes: list[Lexeme], i: int, costs: dict[int, int], objects: list[bool]
) -> tuple[Lexeme, ...]:
    """The lexemes that meet `steps` from lexeme `i` on, nearest first; empty where they do not."""
    matched, here = [lexemes[i]], i
    for step in steps[1:]:
        between = 0
        for j in range(here + 1, len(lexemes)):
            way = costs[lexemes[j].first] - costs[lexemes[here].last - 1] - 1 + _OBJECT_COST * between
            if way > step.gap:
                return ()
            if lexemes[j].concepts & step.concepts:
                matched.append(lexemes[j])
                here = j
                break
            between += objects[j]
        else:
            return ()
    return tuple(matched)


def _costs(sentence: Sentence) -> dict[int, int]:
    """Running position per token, a comma one word and a semicolon five words long."""
    costs: dict[int, int] = {}
    position = 0
    for i in range(sentence.first, sentence.last):
        gap = SPACE if i == sentence.first else sentence.tokens[i].gap
        position += 1 + (0 if gap == SPACE else _COMMA_COST if gap == COMMA else _CLAUSE_COST)
        costs[i] = position
    return costs


def _factor(matched: tuple[Lexeme, ...], found: list[Reach]) -> float:
    """What a cue keeps of its weight: the strictest of the contexts that it stands in."""
    factors = settings().factors
    if any(reach.kind == "not" and reach.holds(lexeme) for reach in found for lexeme in matched):
        return factors["not"]
    kinds = {reach.kind for reach in found if (any if reach.kind == "has" else all)(map(reach.holds, matched))}
    return min((factors[kind] for kind in kinds), default=1.0)


@cache
def _index(*, heading: bool) -> dict[str, tuple[tuple[Rule, Pattern], ...]]:
    """The patterns by the concept they begin with."""
    index: dict[str, list[tuple[Rule, Pattern]]] = defaultdict(list)
    for rule in rules().values():
        for steps in rule.in_title if heading and rule.in_title is not None else rule.patterns:
            for concept in sorted(steps[0].concepts):
                index[concept].append((rule, steps))
    return {concept: tuple(found) for concept, found in index.items()}
