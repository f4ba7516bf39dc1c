"""Catalogues are compiled without gettext's tools."""

import gettext
import os

from touchstone.server.translations import compile_catalogues

PO = """
msgid ""
msgstr "Content-Type: text/plain; charset=UTF-8\\nPlural-Forms: nplurals=2; plural=n != 1;\\n"

msgid "Who can do it"
msgstr "Quién puede hacerlo"

#, fuzzy
msgid "Nobody knows"
msgstr "Nadie lo confirmó"
"""


def written(tmp_path, text=PO):
    catalogue = tmp_path / "source" / "es" / "LC_MESSAGES" / "django.po"
    catalogue.parent.mkdir(parents=True, exist_ok=True)
    catalogue.write_text(text)
    return catalogue


def compiled(tmp_path):
    with (tmp_path / "target" / "es" / "LC_MESSAGES" / "django.mo").open("rb") as file:
        return gettext.GNUTranslations(file)


def test_a_catalogue_is_compiled_once_and_again_when_it_changed(tmp_path):
    catalogue = written(tmp_path)
    assert compile_catalogues(tmp_path / "source", tmp_path / "target") == ["es"]
    assert compile_catalogues(tmp_path / "source", tmp_path / "target") == []
    assert compiled(tmp_path).gettext("Who can do it") == "Quién puede hacerlo"
    catalogue.write_text(PO.replace("Quién", "¿Quién"))
    os.utime(catalogue, (1, 1))
    assert compile_catalogues(tmp_path / "source", tmp_path / "target") == ["es"]
    assert compiled(tmp_path).gettext("Who can do it") == "¿Quién puede hacerlo"


def test_what_nobody_has_confirmed_is_left_in_english(tmp_path):
    written(tmp_path)
    compile_catalogues(tmp_path / "source", tmp_path / "target")
    assert compiled(tmp_path).gettext("Nobody knows") == "Nobody knows"


def test_no_catalogues_is_fine(tmp_path):
    assert compile_catalogues(tmp_path / "source", tmp_path / "target") == []
