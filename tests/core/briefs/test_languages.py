"""Languages that are asked for, with their level; nations and fields of study are none."""

import pytest

from touchstone.core.briefs import read_text


def languages(text, title=None):
    return [
        f"{need.code} {need.level.value}" if need.level else need.code
        for need in read_text(text, title=title).brief.languages
    ]


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("Fluency in English (C1 or above) is required.", ["en C1"]),
        ("Native-level French; professional English.", ["fr native", "en C1"]),
        ("You are a native speaker of Japanese.", ["ja native"]),
        ("English: B2+, German: C1", ["en B2", "de C1"]),
        ("Bilingual in Spanish and English.", ["es C1", "en C1"]),
        ("Must speak fluent Mandarin Chinese.", ["zh C1"]),
        ("Excellent written and spoken English.", ["en C1"]),
        ("C2-level Italian required", ["it C2"]),
        ("We need native Brazilian Portuguese speakers with conversational English.", ["pt-BR native", "en B1"]),
        ("Proficiency in Korean and English is a must.", ["ko C1", "en C1"]),
        ("Near-native Dutch", ["nl C2"]),
        ("Advanced Arabic (MSA) and intermediate English", ["ar C1", "en B1"]),
        ("Evaluate chatbot answers in Hindi and Bengali.", ["hi", "bn"]),
        ("Translate prompts from English into Vietnamese.", ["en", "vi"]),
        ("Working languages: French, English", ["fr", "en"]),
        ("Good command of written English", ["en B2"]),
        ("Basic Swahili, native English", ["sw A2", "en native"]),
        ("English at B2 level or higher", ["en B2"]),
        ("Latin American Spanish (native)", ["es-419 native"]),
        ("mother tongue: Polish", ["pl native"]),
        ("Canadian French and UK English", ["fr-CA", "en-GB"]),
        ("Spanish-speaking lawyers", ["es"]),
        ("Peruvian Spanish, native", ["es-PE native"]),
        ("Native or bilingual proficiency in Thai", ["th C1"]),
        ("native Hindi, working English", ["hi native", "en"]),
        ("French or Italian at C1, English at C1", ["fr C1", "it C1", "en C1"]),
        ("Advanced proficiency in Portuguese and a C1 (or higher) level of English", ["pt C1", "en C1"]),
        ("English proficiency must be advanced at C1 level", ["en C1"]),
        ("Minimum B2 English proficiency on the CEFR scale", ["en B2"]),
        # Spanish
        ("Inglés avanzado (C1) y español nativo.", ["en C1", "es native"]),
        ("Se requiere inglés fluido, oral y escrito.", ["en C1"]),
        ("Nivel de inglés: B2", ["en B2"]),
        ("Dominio del portugués y del inglés", ["pt C1", "en C1"]),
        ("Hablantes nativos de guaraní", ["gn native"]),
        ("español de México nativo", ["es-MX native"]),
        ("conocimientos básicos de francés", ["fr A2"]),
        ("Traducir del inglés al español", ["en", "es"]),
        ("inglés intermedio-alto", ["en B2"]),
        ("Bilingüe español-inglés", ["es C1", "en C1"]),
        # Portuguese
        ("Inglês avançado e espanhol intermediário.", ["en C1", "es B1"]),
        ("Fluência em inglês é obrigatória.", ["en C1"]),
        ("português nativo (Brasil)", ["pt native"]),
        ("Falantes nativos de português brasileiro", ["pt-BR native"]),
        ("Inglês nível B1", ["en B1"]),
        ("Domínio de inglês e conhecimento de espanhol", ["en C1", "es"]),
        ("avaliar respostas em português do Brasil", ["pt-BR"]),
        ("inglês fluente; alemão básico", ["en C1", "de A2"]),
    ],
)
def test_languages_are_read_with_their_level(text, wanted):
    assert sorted(languages(text)) == sorted(wanted)


@pytest.mark.parametrize(
    "text",
    [
        "A degree in English or journalism.",
        "Check answers on French tax law.",
        "German companies and Spanish banks use our product.",
        "Background in German literature.",
        "Swahili is a plus.",
        "No Spanish needed.",
        "English is not required.",
        "Preferably some Italian.",
        "Our Italian customers complain.",
        "Please polish the prompts.",
        "People from Latin America.",
        "Derecho español y tributación mexicana.",
        "No se requiere inglés.",
        "Francés deseable.",
        "Inglês será um diferencial.",
        "Não é necessário inglês.",
        "Licenciatura en inglés o letras.",
        "The bot answers well in English.",
    ],
)
def test_a_nation_a_wish_or_a_field_of_study_is_no_language(text):
    assert languages(text) == []


def test_the_general_language_is_dropped_beside_its_variant():
    assert languages("Portuguese reviewers: native Brazilian Portuguese.") == ["pt-BR native"]


def test_levels_in_a_pair_belong_to_the_languages_in_order():
    assert languages("Spanish and English (C1/B2)") == ["es C1", "en B2"]


def test_the_lowest_of_several_levels_is_enough():
    assert languages("native or fluent English") == ["en C1"]
    assert languages("Italian B2/C1") == ["it B2"]


def test_a_title_names_languages_too():
    assert languages("Judge answers.", title="Swedish Content Evaluator (Remote)") == ["sv"]


def test_the_language_of_the_brief_itself_is_not_asked_for():
    assert languages("We need people to label images of shelves.") == []
