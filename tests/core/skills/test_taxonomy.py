"""The taxonomy as a tree and as a value."""

import csv
from importlib.resources import files
from pathlib import Path

import pytest

from touchstone.core.errors import BadInput
from touchstone.core.skills import (
    LANGUAGES,
    Competence,
    Level,
    Node,
    Skill,
    Taxonomy,
    competence_name,
    level_name,
    parent_code,
    skill_name,
    taxonomy,
)
from touchstone.core.skills.phrases import node_phrases

TREE = taxonomy()
MARITIME = Node(code="0421.maritime", names={"en": "Maritime law", "es": "Derecho marítimo", "pt": "Direito marítimo"})

# ISCED-F 2013 (UNESCO Institute for Statistics 2014, Appendix I): the detailed fields, without "not further defined",
# "inter-disciplinary" and "not elsewhere classified" ones.
DETAILED = """
0011 0021 0031 0111 0112 0113 0114 0211 0212 0213 0214 0215 0221 0222 0223 0231 0232 0311 0312 0313 0314 0321 0322
0411 0412 0413 0414 0415 0416 0417 0421 0511 0512 0521 0522 0531 0532 0533 0541 0542 0611 0612 0613 0711 0712 0713
0714 0715 0716 0721 0722 0723 0724 0731 0732 0811 0812 0821 0831 0841 0911 0912 0913 0914 0915 0916 0917 0921 0922
0923 1011 1012 1013 1014 1015 1021 1022 1031 1032 1041
""".split()


def test_every_detailed_field_of_the_published_classification_is_there():
    # 0417 (work skills) and the others above: all 80 fields of study of the published list.
    assert len(DETAILED) == 80
    assert [code for code in DETAILED if code not in TREE] == []


def test_no_field_hangs_in_the_air():
    for node in TREE:
        above = parent_code(node.code)
        assert above is None or above in TREE, node.code


def test_our_own_fields_hang_under_four_digits():
    for node in TREE:
        digits, _, own = node.code.partition(".")
        assert digits.isdigit()
        assert len(digits) == 4 if own else 2 <= len(digits) <= 4


def test_there_are_enough_fields_for_the_work_and_each_has_its_three_names():
    assert len(TREE) >= 450
    for node in TREE:
        assert set(node.names) == set(LANGUAGES), node.code
        assert all(name and name == name.strip() for name in node.names.values()), node.code


def test_no_two_fields_share_a_name():
    for language in LANGUAGES:
        deep = [node for node in TREE if len(node.code) > 3]  # 042 and 0421 are both law: the classification is so
        names = [node.names[language] for node in deep]
        assert sorted({name for name in names if names.count(name) > 1}) == []


def test_no_phrase_names_two_fields():
    owners: dict[tuple, str] = {}
    for node in TREE:
        for phrase in node_phrases(node):
            if not phrase.derived:
                key = (phrase.words, phrase.exact)
                assert owners.setdefault(key, node.code) == node.code, (key, owners[key], node.code)


def test_the_tables_hold_four_columns_and_no_empty_cell():
    for table in files("touchstone").joinpath("data", "taxonomy").iterdir():
        if table.name.endswith(".csv"):
            for number, row in enumerate(csv.reader(table.read_text("utf-8").splitlines()), start=1):
                assert len(row) == 4, (table.name, number)
                assert all(part.strip(" ~=-") for cell in row for part in cell.split("|")), (table.name, number)


def test_every_false_friend_hides_something():
    without = Taxonomy(TREE.nodes)
    hidden = [line for line in TREE.false_friends if without.find(f"{line}. {line.capitalize()}", minimum=0.0)]
    assert sorted(set(TREE.false_friends) - set(hidden)) == []
    assert [line for line in TREE.false_friends if TREE.find(line, minimum=0.0)] == []


def test_the_tree_can_be_walked():
    assert TREE.parent("0421.tax") == "0421"
    assert TREE.ancestors("0421.tax") == ("0421", "042", "04")
    assert TREE.ancestors("04") == ()
    assert "0421.tax" in TREE.children("0421")
    assert "0421.tax" in TREE.descendants("04")
    assert TREE.children("0421.tax") == ()
    assert TREE.covers("04", "0421.tax")
    assert TREE.covers("0421", "0421")
    assert not TREE.covers("0421.tax", "0421")


def test_names_come_in_three_languages_and_fall_back_to_english():
    assert [TREE.name("0421.tax", language) for language in ("en", "es", "pt", "de")] == [
        "Tax law",
        "Derecho tributario",
        "Direito tributário",
        "Tax law",
    ]
    assert TREE.names("es")["0541"] == "Matemáticas"
    assert TREE.path("0421.tax") == "Business and law > Law > Tax law"


def test_an_unknown_code_is_refused_with_its_neighbours():
    with pytest.raises(BadInput, match="no field") as refusal:
        TREE.node("0421.taxes")
    assert "0421.tax" in refusal.value.hint
    with pytest.raises(BadInput) as refusal:
        TREE.name("tax law")
    assert "0421.tax" in refusal.value.hint


def test_a_new_field_makes_a_new_taxonomy_that_knows_it():
    wider = TREE.with_node(MARITIME)
    assert "0421.maritime" in wider
    assert "0421.maritime" not in TREE
    assert [match.code for match in wider.find("a maritime law firm; direito marítimo")] == ["0421.maritime"] * 2
    assert wider.find_unknown("maritime law") == []
    assert [match.code for match in wider.find("two maritime lawyers")] == ["0421.maritime"]


def test_a_field_can_be_replaced():
    renamed = TREE.with_node(Node(code="0421.tax", names={"en": "Taxation"}))
    assert len(renamed) == len(TREE)
    assert renamed.name("0421.tax", "es") == "Taxation"


@pytest.mark.parametrize("code", ["", "tax", "0421.", "0421.Tax", "042.tax", "04211", "0421..tax", "0421.tax law", "4"])
def test_a_malformed_code_is_refused(code):
    with pytest.raises(BadInput, match="not a code"):
        TREE.with_node(Node(code=code, names={"en": "Anything"}))


def test_a_field_without_parent_or_name_is_refused():
    with pytest.raises(BadInput, match="does not exist"):
        TREE.with_node(Node(code="0421.space.moon", names={"en": "Moon law"}))
    with pytest.raises(BadInput, match="no English name"):
        TREE.with_node(Node(code="0421.space", names={"es": "Derecho espacial"}))


def test_skills_are_said_in_words():
    skill = Skill("0421.civil", Competence.JUDGE)
    assert skill_name(skill) == "Civil law, judging answers"
    assert skill_name(skill, "es") == "Derecho civil, evaluación de respuestas"
    assert skill_name(skill, "pt") == "Direito civil, julgamento de respostas"
    assert skill_name(Skill("0421.maritime", Competence.LABEL)) == "0421.maritime, labelling"
    assert skill_name(Skill("0421.maritime", Competence.LABEL), among=TREE.with_node(MARITIME)).startswith("Maritime")


def test_competences_and_levels_have_names_in_three_languages():
    for language in LANGUAGES:
        assert len({competence_name(competence, language) for competence in Competence}) == len(Competence)
        assert len({level_name(level, language) for level in Level}) == len(Level)
    assert competence_name(Competence.TUNE, "fr") == "fine-tuning"


def test_the_reference_page_names_every_field():
    page = Path(__file__).parents[3] / "docs" / "reference" / "taxonomy.md"
    text = page.read_text("utf-8")
    missing = [node.code for node in TREE if f"| {node.code} | {node.names['en']} |" not in text]
    assert missing == []
