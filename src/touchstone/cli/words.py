"""The glossary's words as the terminal prints them."""

ROLE_NAMES = {
    "data_annotator": "data annotator",
    "ai_training_specialist": "AI training specialist",
    "rlhf_specialist": "RLHF specialist",
    "ml_engineer": "ML engineer",
    "none": "none of these roles",
}
