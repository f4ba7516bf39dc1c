"""Skills in words: "Tax law, judging answers", in English, Spanish and Portuguese."""

from touchstone.core.skills.taxonomy import Taxonomy, taxonomy
from touchstone.core.skills.values import Competence, Level, Skill

_COMPETENCES: dict[Competence, dict[str, str]] = {
    Competence.LABEL: {"en": "labelling", "es": "etiquetado", "pt": "rotulagem"},
    Competence.JUDGE: {"en": "judging answers", "es": "evaluación de respuestas", "pt": "julgamento de respostas"},
    Competence.WRITE: {"en": "writing answers", "es": "redacción de respuestas", "pt": "redação de respostas"},
    Competence.AUTHOR: {"en": "authoring problems", "es": "creación de problemas", "pt": "criação de problemas"},
    Competence.EVALUATE: {"en": "designing evaluations", "es": "diseño de evaluaciones", "pt": "desenho de avaliações"},
    Competence.TUNE: {"en": "fine-tuning", "es": "ajuste fino", "pt": "ajuste fino"},
    Competence.BUILD: {"en": "building systems", "es": "construcción de sistemas", "pt": "construção de sistemas"},
}
_LEVELS: dict[Level, dict[str, str]] = {
    Level.CLAIMED: {"en": "claimed", "es": "declarado", "pt": "declarado"},
    Level.SCREENED: {"en": "screened", "es": "preseleccionado", "pt": "pré-avaliado"},
    Level.VETTED: {"en": "vetted", "es": "evaluado", "pt": "avaliado"},
    Level.PROVEN: {"en": "proven", "es": "comprobado", "pt": "comprovado"},
}


def competence_name(competence: Competence, language: str = "en") -> str:
    """What the competence is called; English where there is no name in `language`."""
    names = _COMPETENCES[competence]
    return names.get(language, names["en"])


def level_name(level: Level, language: str = "en") -> str:
    """What the level is called; English where there is no name in `language`."""
    names = _LEVELS[level]
    return names.get(language, names["en"])


def skill_name(skill: Skill, language: str = "en", *, among: Taxonomy | None = None) -> str:
    """The skill in words. A domain that the taxonomy (the packaged one by default) lacks is shown by its code."""
    fields = among or taxonomy()
    domain = fields.name(skill.domain, language) if skill.domain in fields else skill.domain
    return f"{domain}, {competence_name(skill.competence, language)}"
