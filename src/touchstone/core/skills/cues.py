"""Words around the name of a field that tell whether the field is meant, and words that never make a sub-field.

"Law" alone may be a statute; "a law degree", "an expert in law", "law questions" are the field. "Advanced physics" and
"Brazilian law" name no field below physics and law. The lists are in data/taxonomy/words.toml.
"""

import tomllib
from importlib.resources import files

_LISTS = {
    name: frozenset(words.split())
    for name, words in tomllib.loads(
        files("touchstone").joinpath("data", "taxonomy", "words.toml").read_text("utf-8")
    ).items()
}

BEFORE, AFTER = _LISTS["before"], _LISTS["after"]
LIST_WORDS, NEGATIONS = _LISTS["list"], _LISTS["negation"]
EVERYDAY = frozenset[str]().union(*_LISTS.values()) - _LISTS["not_a_field"]

# Endings of adjectives that make sub-fields: maritime, forensic, enumerative; marítimo, tributario, procesal.
ENGLISH_ENDINGS = tuple("al ic ary ory itime ive ar ous oid ine ean iac".split())  # codespell:ignore
ROMANCE_ENDINGS = tuple(
    "al ales ais ico ica icos icas ario aria arios arias ivo iva ivos ivas imo ima oso osa ar ares il iles eo ea ista "
    "ense orio oria".split()
)

# Endings of names of sciences and arts.
FIELD_ENDINGS = tuple("ology ologia ography ografia onomy onomia istics atics osophy metrics ldry".split())
NOT_FIELDS = _LISTS["not_a_field"]
