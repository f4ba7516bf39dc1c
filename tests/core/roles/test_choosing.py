"""The guide's rule for choosing, sentence by sentence, in three languages."""

import pytest

from touchstone.core.briefs.values import Brief
from touchstone.core.roles import Role, diagnose

ANNOTATOR, TRAINER, RLHF, ENGINEER, NONE = Role


def role_of(text, title=None, **fields):
    return diagnose(Brief(text=text, title=title, **fields)).role


@pytest.mark.parametrize(
    ("text", "role"),
    [
        ("Draw boxes round every car in 9,000 street photos.", ANNOTATOR),
        ("Transcribe interviews word for word, 20 hours of audio a week.", ANNOTATOR),
        ("Say how relevant each search result is to the query, by our guideline.", ANNOTATOR),
        ("Read 300 sentences aloud on your phone so that our speech model hears your accent.", ANNOTATOR),
        ("Check finished bounding boxes and put loose ones right.", ANNOTATOR),
        ("Our annotators disagree on a third of the tickets; they must be labelled again.", ANNOTATOR),
        ("Tax lawyers check the model's answers, correct them and explain each mistake.", TRAINER),
        ("Write hard physics problems with full solutions to test a language model.", TRAINER),
        ("Write grading rubrics for essays that an AI wrote.", TRAINER),
        ("Our chatbot invents case law.", TRAINER),
        ("Nobody can tell whether the new version of our model is better.", TRAINER),
        ("Prepare instruction data and fine-tune our existing model on it; report what got better.", TRAINER),
        ("Write, test and refine prompts for our assistant.", TRAINER),
        ("Verify the sources that a chatbot cites and supply the right ones.", TRAINER),
        ("Two chatbot answers appear; choose the one you prefer.", RLHF),
        ("Collect human preference data and train a reward model.", RLHF),
        ("Try to jailbreak our model and report what it gives away.", RLHF),
        ("Write the safety policy for our assistant and grade its refusals.", RLHF),
        ("Users find our assistant preachy and like the rival's replies better.", RLHF),
        ("Our bot refuses harmless questions about medicine.", RLHF),
        ("Deploy our models on Kubernetes and cut their latency.", ENGINEER),
        ("Design and train a new vision model from scratch.", ENGINEER),
        ("There is no model yet; we want one that predicts pump failures.", ENGINEER),
        ("Our training pipeline breaks every night and GPU bills doubled.", ENGINEER),
        ("Build a retrieval service for our LLM with a vector database and serve it on AWS.", ENGINEER),
        ("Etiquetar 5.000 imágenes con recuadros siguiendo una guía.", ANNOTATOR),
        ("Abogados que revisen y corrijan las respuestas del modelo.", TRAINER),
        ("Comparar dos respuestas del asistente y elegir la mejor.", RLHF),
        ("Desplegar modelos en la nube y optimizar su latencia.", ENGINEER),
        ("Rediseñar nuestra página web.", NONE),
        ("Rotular fotos de plantas com polígonos.", ANNOTATOR),
        ("O modelo inventa artigos de lei; advogados devem corrigir as respostas.", TRAINER),
        ("Avaliadores escolhem a melhor entre duas respostas do chatbot.", RLHF),
        ("Implantar modelos de machine learning com Docker e monitorar a latência.", ENGINEER),
        ("Precisamos de um aplicativo para entregas.", NONE),
    ],
)
def test_the_work_names_the_role(text, role):
    assert role_of(text) is role


@pytest.mark.parametrize(
    ("title", "text", "role"),
    [
        ("Machine Learning Engineer", "Outline weeds in 10,000 field photos in CVAT. No experience needed.", ANNOTATOR),
        ("AI Trainer", "Set up distributed training on 64 GPUs and tune hyper-parameters.", ENGINEER),
        (
            "Data Labeling Specialist",
            "Rank four chatbot replies by preference; the rankings train a reward model.",
            RLHF,
        ),
        (
            "Data Engineer",
            "Find where the model fails, write an evaluation protocol and order the data to fix it.",
            TRAINER,
        ),
        ("Annotator", "PhD chemists correct a model's reasoning and write the ideal answer.", TRAINER),
        ("RLHF Engineer", "Scale rollout workers to thousands of GPUs; Ray, Kubernetes, fault tolerance.", ENGINEER),
        (
            "Data Annotation Platform Developer",
            "Build the backend services and APIs of our labelling platform; Docker.",
            ENGINEER,
        ),
    ],
)
def test_the_tasks_count_and_not_the_title(title, text, role):
    assert role_of(text, title) is role


def test_a_title_decides_where_the_text_says_nothing():
    assert role_of("Remote, 20 hours a week.", "Data Annotator") is ANNOTATOR


def test_a_first_line_without_a_full_stop_is_read_as_a_title():
    text = "ML Engineer\n\nTag 8,000 product pictures by colour and sleeve. Simple instructions."
    assert role_of(text) is ANNOTATOR


@pytest.mark.parametrize(
    "text",
    [
        "",
        "   \n ",
        "Hello, please call me.",
        "We would like to talk about AI.",
        "Accountant for monthly closing and payroll.",
        "Sell our AI annotation platform to enterprises.",
        "Teach our employees how to use ChatGPT: workshops and handouts.",
        "Which chatbot product should we buy?",
        "Fashion models for a photo shoot.",
        "Queremos comprar un programa para gestionar citas.",
    ],
)
def test_none_of_the_four_where_there_is_no_work_on_a_model(text):
    assert role_of(text) is NONE


def test_an_empty_brief_is_told_what_to_add():
    [reason] = diagnose(Brief()).reasons
    assert reason.rule == "says_too_little"
    assert "how much" in reason.text


def test_expert_knowledge_lifts_judging_from_preference_to_training():
    assert role_of("Compare pairs of chatbot answers and choose the better one.") is RLHF
    assert role_of("Cardiologists judge and compare chatbot answers on heart drugs for clinical accuracy.") is TRAINER


def test_fields_alone_are_enough():
    from touchstone.core.briefs.values import ModelState, Symptom, Task
    from touchstone.core.skills.values import Competence

    assert role_of("", symptoms=(Symptom.HALLUCINATION,), model_state=ModelState.PRODUCTION) is TRAINER
    assert role_of("", symptoms=(Symptom.UNSAFE, Symptom.REFUSES_TOO_MUCH)) is RLHF
    assert role_of("", symptoms=(Symptom.TOO_SLOW, Symptom.DOES_NOT_SCALE)) is ENGINEER
    assert role_of("", tasks=(Task(competence=Competence.LABEL, volume=50_000, unit="image"),)) is ANNOTATOR
    assert role_of("", tasks=(Task(competence=Competence.JUDGE, words="rank two answers by preference"),)) is RLHF


def test_most_of_both_corpora_is_answered_defensibly(corpus, advertisements):
    def share(rows):
        return sum(role_of(row["text"], row.get("title")) in row["acceptable_roles"] for row in rows) / len(rows)

    assert share(corpus) >= 0.95
    assert share([row for row in advertisements if row["split"] == "tune"]) >= 0.95


def test_most_misleading_titles_do_not_mislead(corpus):
    rows = [row for row in corpus if row["title_misleads"]]
    assert sum(role_of(row["text"], row["title"]) in row["acceptable_roles"] for row in rows) / len(rows) >= 0.9
