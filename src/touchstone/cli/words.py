"""The glossary's words as the terminal prints them."""

ROLE_NAMES = {
    "data_annotator": "data annotator",
    "ai_training_specialist": "AI training specialist",
    "rlhf_specialist": "RLHF specialist",
    "ml_engineer": "ML engineer",
    "none": "none of these roles",
}

_FIELD_NAMES = {
    "minimum_overlap": "overlap",
    "years_experience": "experience",
    "model_state": "model",
    "quality_target": "quality",
    "unknown_domains": "field not known",
    "domains_joined": "fields",
    "degree_domains": "degree in",
    "unknown_degree_domains": "degree not known",
}


def field_name(field: str) -> str:
    """A field of a brief in words."""
    return _FIELD_NAMES.get(field, field.replace("_", " "))
