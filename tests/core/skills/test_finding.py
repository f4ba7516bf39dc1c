"""Which fields a text names, and which it names that are not there."""

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from touchstone.core.skills import Node, taxonomy

TREE = taxonomy()


def codes(text):
    return [match.code for match in TREE.find(text)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Our model gives wrong answers on tax law.", ["0421.tax"]),
        ("Modelo que erra em direito tributário", ["0421.tax"]),
        ("El modelo falla en derecho tributario", ["0421.tax"]),
        ("DERECHO PENAL", ["0421.criminal"]),
        ("quimica organica", ["0531.organic"]),  # typed without accents
        ("PhD in organic chemistry", ["0531.organic"]),
        ("number-theory proofs", ["0541.number_theory"]),
        ("two cardiologists and a nurse practitioner", ["0912.cardiology", "0913"]),
        ("C++, C# and SQL", ["0613.cpp", "0613.csharp", "0613.sql"]),
        ("Node.js developers", ["0613.javascript"]),
        ("Trust & Safety, trust and safety", ["0619.trust", "0619.trust"]),
        ("label images with bounding boxes", ["0619.ai.vision.image", "0619.ai.vision.image"]),
        ("Brazilian Portuguese literature and linguistics expert", ["0232"]),
        ("candidates who passed the bar exam", ["0421.bar_exam"]),
        ("organic\nchemistry", ["0531.organic"]),
    ],
)
def test_fields_are_found_in_three_languages(text, expected):
    assert codes(text) == expected


@pytest.mark.parametrize(
    "text",
    [
        "the law of large numbers and scaling laws",
        "required by law",
        "the legal entity name of the company",
        "a medicine ball",
        "physical presence in the office, good physique",
        "the history of the conversation; chat history; version history",
        "state of the art results; the art of the possible",
        "plays Apple Music",
        "economics of scale and unit economics",
        "general things in general",
        "health insurance and medical leave",
        "our engineering team has good chemistry with the team",
        "go through the list, react quickly, swift answers, a rust colour",
        "R & D budget in C major",
        "PHP 180/hour or PLN 40",
        "the stem of the plant",
        "an education level of at least",
        "accounting for errors",
        "drawing polygons around cars",
        "estado del arte, historia de la conversación, seguro medico",
        "todos los derechos reservados; tiene derecho a vacaciones",
        "pessoa física ou jurídica; direito a férias; plano de saúde",
        "persona física con actividad empresarial",
        "",
        "   \n\t ",
        "¿?¡!…",
    ],
)
def test_words_that_only_look_like_fields_are_left_alone(text):
    assert codes(text) == []


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("a law degree", ["0421"]),
        ("experts in law", ["0421"]),
        ("law, biology and economics", ["0421", "0511", "0311"]),  # the list says that law is the field
        ("experience in law or the equivalent", ["0421"]),
        ("professores de direito", ["0421"]),
        ("preguntas de física", ["0533"]),
        ("a degree in history or art", ["0222", "0213"]),
        ("R programming", ["0613.r"]),
        ("experience in Go and Rust", ["0613.go", "0613.rust"]),
        ("art history", ["0213.history"]),
    ],
)
def test_a_weak_name_counts_where_the_words_around_it_say_so(text, expected):
    assert codes(text) == expected


def test_the_longest_name_wins():
    assert codes("quantum field theory") == ["0533.particle"]
    assert codes("machine learning engineer") == ["0619.ai.ml"]
    assert codes("philosophy of law") == ["0421.theory"]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("civil and criminal law", ["0421.civil", "0421.criminal"]),
        ("tax, labour and constitutional law", ["0421.tax", "0421.labour", "0421.constitutional"]),
        ("derecho civil, penal y tributario", ["0421.civil", "0421.criminal", "0421.tax"]),
        ("química orgânica e inorgânica", ["0531.organic", "0531.inorganic"]),
        ("real and complex analysis", ["0541.analysis", "0541.analysis"]),
    ],
)
def test_names_that_share_their_head_are_all_found(text, expected):
    assert codes(text) == expected


def test_two_fields_side_by_side_do_not_make_a_third():
    assert codes("a degree in business or law") == ["041", "0421"]


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("tax lawyers", "0421.tax"),
        ("abogada penalista", "0421"),
        ("abogadas tributarias", "0421.tax"),
        ("abogado mercantil", "0421.corporate"),
        ("advogados trabalhistas", "0421.labour"),
        ("psicólogas clínicas", "0313.clinical"),
        ("ingenieros civiles", "0732"),
        ("engenheiras químicas", "0711"),
        ("organic chemists", "0531.organic"),
        ("médicos de familia", "0912.family"),
        ("tradutoras juramentadas", "0231.translation.legal"),
    ],
)
def test_professions_name_their_field_in_every_form(text, code):
    assert codes(text)[0] == code


def test_a_match_is_a_slice_of_the_text():
    text = "Revisión de respuestas de Cardiología — em português: Direito Penal, “tax law”."
    for match in TREE.find(text):
        assert text[match.start : match.end] == match.words
    assert codes(text) == ["0912.cardiology", "0421.criminal", "0421.tax"]


def test_a_sentence_end_parts_a_name():
    assert codes("We pay the tax. Law is not needed.") == []
    assert codes("all organic. Chemistry too") == ["0531"]


def test_what_is_not_needed_is_not_reported():
    for text in ("no medical knowledge needed", "without any biology background", "sin experiencia en medicina"):
        assert codes(text) == []
        assert TREE.find(text, minimum=0.2)


def test_confidence_ranks_names_of_several_words_first_and_lone_weak_words_last():
    ranks = {m.words: m.confidence for m in TREE.find("tax law. Biology. law degree. The law.", minimum=0.0)}
    assert ranks["tax law"] > ranks["Biology"] > ranks["law"]
    assert 0 < TREE.find("The law.", minimum=0.0)[0].confidence < 0.5


@given(st.text(max_size=300))
def test_any_text_can_be_read(text):
    for match in TREE.find(text, minimum=0.0):
        assert text[match.start : match.end] == match.words
        assert match.code in TREE
    for offer in TREE.find_unknown(text):
        assert text[offer.start : offer.end] == offer.words


words = st.sampled_from(
    "expert in maritime tax law derecho penal y marítimo of the and , . direito organic chemistry PhD en histórico "
    "medicina pediatric cardiology R C++ no sin engineering de seguros volcanology civil legal art history".split()
)


@given(st.lists(words, max_size=25).map(" ".join))
def test_matches_stand_in_order_and_do_not_overlap(text):
    found = TREE.find(text, minimum=0.0)
    assert all(left.end <= right.start for left, right in pairwise(found))
    offers = TREE.find_unknown(text)
    assert all(left.end <= right.start for left, right in pairwise(offers))
    for offer in offers:
        assert offer.suggested_code is None or offer.suggested_code not in TREE


def test_a_very_long_text_is_no_trouble():
    assert len(TREE.find("tax law and " * 20_000)) == 20_000


# --- what the taxonomy lacks ---------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "words", "parent", "code"),
    [
        ("We need an expert in maritime insurance law.", "maritime insurance law", "0421", "0421.maritime_insurance"),
        ("Buscamos abogados con experiencia en derecho marítimo", "derecho marítimo", "0421", "0421.maritimo"),
        ("especialista em direito desportivo", "direito desportivo", "0421", "0421.desportivo"),
        ("expertos en derecho de seguros", "derecho de seguros", "0421", "0421.seguros"),
        ("a pediatric cardiologist", "pediatric cardiologist", "0912.cardiology", "0912.cardiology.pediatric"),
        ("space law experts", "space law", "0421", "0421.space"),
        (
            "ingeniería aeronáutica forense",
            "ingeniería aeronáutica forense",
            "0716.aerospace",
            "0716.aerospace.forense",
        ),
    ],
)
def test_a_sub_field_that_is_lacking_is_named_with_its_nearest_parent(text, words, parent, code):
    [offer] = TREE.find_unknown(text)
    assert (offer.words, offer.nearest_parent, offer.suggested_code) == (words, parent, code)
    assert text[offer.start : offer.end] == words


@pytest.mark.parametrize("text", ["an expert in numismatics", "PhD in volcanology", "experto en vulcanología"])
def test_a_field_that_nothing_is_near_to_is_named_without_a_parent(text):
    [offer] = TREE.find_unknown(text)
    assert offer.words == text.split()[-1]
    assert (offer.nearest_parent, offer.suggested_code) == (None, None)


@pytest.mark.parametrize(
    "text",
    [
        "tax law",
        "international tax law",  # an everyday word makes no sub-field by itself
        "Brazilian law, US law, derecho chileno, direito brasileiro",
        "advanced physics, PhD-level chemistry, complex mathematics",
        "our law answers",
        "AI-written biology answers",
        "experts in annotation, prompt design and rubric writing",
        "expert in CVAT, background in Dynamics CRM",
        "modern Python, agentic coding, backend engineering",
        "quality management and inside sales",
        "degree in a STEM subject or related field",
        "a Senior Physics Adjudicator",
        "the history of the conversation, chat history",
        "experience in evaluating model output",
        "a master's in business",
        "",
    ],
)
def test_everyday_words_make_no_sub_field(text):
    assert TREE.find_unknown(text) == []


def test_an_unknown_sub_field_in_a_list_is_named_too():
    assert [offer.suggested_code for offer in TREE.find_unknown("maritime and tax law")] == ["0421.maritime"]
    assert [offer.suggested_code for offer in TREE.find_unknown("direito penal e marítimo")] == ["0421.maritimo"]


def test_reading_never_widens_an_unknown_sub_field_to_its_parent():
    domains = TREE.read("We need help with maritime insurance law, tax law and medieval numismatics.")
    assert [match.code for match in domains.known] == ["0421.tax"]
    assert [offer.words for offer in domains.unknown] == ["maritime insurance law"]


def test_an_offer_can_be_asked_for_and_taken():
    offer = TREE.suggest("maritime insurance law")
    assert (offer.words, offer.nearest_parent) == ("maritime insurance law", "0421")
    assert offer.suggested_code == "0421.maritime_insurance"
    assert TREE.suggest("derecho marítimo").suggested_code == "0421.maritimo"
    assert TREE.suggest("numismatics").suggested_code is None


def test_a_known_name_needs_no_offer():
    for known in ("tax law", "Derecho Tributario", "law", "abogados laborales", "C++"):
        assert TREE.suggest(known) is None
    assert TREE.suggest("   ") is None


def test_a_suggested_code_is_free_and_can_hold_the_field():
    offer = TREE.suggest("maritime law")
    wider = TREE.with_node(Node(code=offer.suggested_code, names={"en": "Maritime law"}))
    assert wider.suggest("maritime law") is None
    assert wider.suggest("maritime labour law").nearest_parent == "0421.labour"


def test_a_wide_parent_offers_its_other_field():
    [offer] = TREE.find_unknown("acoustical engineering experts")
    assert (offer.nearest_parent, offer.suggested_code) == ("07", "0719.acoustical")


def test_a_modifier_in_a_list_after_an_unknown_one_is_still_found():
    domains = TREE.read("especialista em direito agrário e ambiental")
    assert [match.code for match in domains.known] == ["0421.environmental"]
    assert [offer.suggested_code for offer in domains.unknown] == ["0421.agrario"]
