import itertools

from hypothesis import given
from hypothesis import strategies as st

from touchstone.core import text


@given(st.text())
def test_folding_keeps_every_position(original):
    folded = text.fold(original)
    assert len(folded) == len(original)
    assert all(text.fold(character) == folded[place] for place, character in enumerate(original))


@given(st.text())
def test_folding_twice_changes_nothing_more(original):
    assert text.fold(text.fold(original)) == text.fold(original)


def test_accents_case_and_typographic_marks_do_not_tell_words_apart():
    assert text.fold("Anotação de IMÁGENES – “l’été”") == 'anotacao de imagenes - "l\'ete"'


@given(st.text())
def test_words_stand_where_they_say(original):
    folded = text.fold(original)
    assert all(folded[word.start : word.end] == word.folded for word in text.words(original))


@given(st.text())
def test_sentences_cover_the_text_in_order_and_lose_no_word(original):
    spans = text.sentences(original)
    assert spans == sorted(spans)
    assert all(end <= start for (_, end), (start, _) in itertools.pairwise(spans))
    kept = [word for start, end in spans for word in text.words(original[start:end])]
    assert len(kept) == len(list(text.words(original)))


def test_short_texts_of_three_languages_are_told_apart():
    assert text.language_of("We need people who can judge the answers of our model") == "en"
    assert text.language_of("Necesitamos abogados que revisen las respuestas del modelo") == "es"
    assert text.language_of("Precisamos de advogados que revisem as respostas do modelo") == "pt"


def test_a_text_that_tells_nothing_counts_as_english():
    assert text.language_of("") == "en"
    assert text.language_of("42 %") == "en"
