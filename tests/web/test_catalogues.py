"""Every string is translated, none is doubtful, and no template says something that nobody can translate."""

import re
from html.parser import HTMLParser
from pathlib import Path

import pytest
from babel.messages.pofile import read_po
from django.conf import settings

PACKAGE = Path(settings.CATALOGUES).parent.parent
LANGUAGES = [code for code, _name in settings.LANGUAGES if code != "en"]
TEMPLATES = sorted(PACKAGE.glob("**/templates/**/*.html"))
PLACE = re.compile(r"%\((\w+)\)s")
# What is the same in every language, or no language at all.
SAME = {"touchstone", "p", "api", "n", "en", "es", "pt", "new york", "h", "x", "st", "utc"}
TAG = re.compile(r"{%.*?%}|{{.*?}}|{#.*?#}", re.DOTALL)
SAID = re.compile(r"{%\s*blocktranslate.*?%}.*?{%\s*endblocktranslate\s*%}|{%\s*translate.*?%}", re.DOTALL)


def catalogue(language):
    with (settings.CATALOGUES / language / "LC_MESSAGES" / "django.po").open("rb") as file:
        return read_po(file, locale=language)


def said(message):
    return (message.string,) if isinstance(message.string, str) else message.string


@pytest.mark.parametrize("language", LANGUAGES)
def test_nothing_is_untranslated(language):
    missing = [message.id for message in catalogue(language) if message.id and not all(said(message))]
    assert not missing


@pytest.mark.parametrize("language", LANGUAGES)
def test_nothing_is_doubtful(language):
    assert not [message.id for message in catalogue(language) if message.id and message.fuzzy]


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_translation_has_the_places_of_its_original(language):
    for message in catalogue(language):
        originals = (message.id,) if isinstance(message.id, str) else message.id
        for text in said(message):
            wanted = set(PLACE.findall(originals[-1]))
            assert set(PLACE.findall(text)) == wanted, f"{text!r} should have {wanted}"


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_translation_keeps_the_blanks_at_its_ends(language):
    for message in catalogue(language):
        if isinstance(message.id, str) and message.id.strip() != message.id:
            assert message.string[:1].isspace() == message.id[:1].isspace()
            assert message.string[-1:].isspace() == message.id[-1:].isspace()


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_string_in_code_and_templates_is_in_the_catalogue(language):
    known = {message.id if isinstance(message.id, str) else message.id[0] for message in catalogue(language)}
    missing = {text for text in strings_in_templates() if text not in known and text.replace("%", "%%") not in known}
    assert not missing, "run `touchstone-server messages`, then translate what came out empty"


def strings_in_templates():
    for path in TEMPLATES:
        yield from re.findall(r'{%\s*translate\s+"([^"]+)"', path.read_text())


def test_every_lazy_string_in_code_is_in_the_catalogue():
    import ast

    known = {message.id for message in catalogue("es") if isinstance(message.id, str)}
    for path in PACKAGE.rglob("*.py"):
        if "migrations" in path.parts or "core" in path.parts:
            continue
        for node in ast.walk(ast.parse(path.read_text())):
            if (
                isinstance(node, ast.Call)
                and isinstance(node.func, ast.Name)
                and node.func.id in {"_", "lazy"}
                and node.args
            ):
                first = node.args[0]
                if isinstance(first, ast.Constant) and isinstance(first.value, str):
                    assert first.value in known, f"{path.name}: {first.value!r} is in no catalogue"


class Visible(HTMLParser):
    """The words that a template shows or reads out, whoever the reader is."""

    def __init__(self):
        super().__init__()
        self.words = []
        self.hidden = 0

    def handle_starttag(self, tag, attrs):
        self.hidden += tag in {"style", "script"}
        self.words += [
            value for name, value in attrs if value and name in {"aria-label", "title", "placeholder", "alt"}
        ]

    def handle_endtag(self, tag):
        self.hidden -= tag in {"style", "script"}

    def handle_data(self, data):
        if not self.hidden:
            self.words.append(data)


@pytest.mark.parametrize("path", TEMPLATES, ids=lambda path: path.name)
def test_a_template_shows_no_words_that_cannot_be_translated(path):
    parser = Visible()
    text = re.sub(
        r"<(code|kbd)[^>]*>.*?</\1>|<button name=\"language\".*?</button>", " ", path.read_text(), flags=re.DOTALL
    )
    parser.feed(TAG.sub(" ", SAID.sub(" ", text)))
    left = {word.lower() for word in re.findall(r"[^\W\d_]+(?: [^\W\d_]+)*", " ".join(parser.words))}
    assert left <= SAME, f"{path.name} shows {left - SAME} in one language only"


# A mail program reads no style sheet.
@pytest.mark.parametrize(
    "path", [path for path in TEMPLATES if path.parent.name != "mails"], ids=lambda path: path.name
)
def test_a_template_has_no_inline_style_or_script(path):
    text = TAG.sub(" ", path.read_text())
    assert not re.search(r"\sstyle=|\son\w+=|<style|javascript:", text)
    assert not re.search(r"<script(?![^>]*(\ssrc=|\stype=\"application/json\"))", text)
