"""What people do, what is wrong with the model, in which field and with which tools."""

import pytest

from touchstone.core.briefs import ModelState, Symptom, read_text
from touchstone.core.skills.values import Competence

C, S = Competence, Symptom


def brief(text):
    return read_text(text).brief


@pytest.mark.parametrize(
    ("text", "competence"),
    [
        ("Draw bounding boxes around cars.", C.LABEL),
        ("Transcribe call-centre recordings.", C.LABEL),
        ("Tag each message by intent.", C.LABEL),
        ("Classify product photos.", C.LABEL),
        ("Compare two chatbot replies and pick the better one.", C.JUDGE),
        ("Rank model answers from best to worst.", C.JUDGE),
        ("Fact-check AI summaries against sources.", C.JUDGE),
        ("Score answers with a rubric.", C.JUDGE),
        ("Rewrite clumsy answers in plain language.", C.WRITE),
        ("Write model solutions to exam problems.", C.WRITE),
        ("Correct mistranslated sentences.", C.WRITE),
        ("Write original prompts and rubrics.", C.AUTHOR),
        ("Create challenging physics problems.", C.AUTHOR),
        ("Design grading criteria for essays.", C.AUTHOR),
        ("Build an evaluation framework.", C.EVALUATE),
        ("Find failure patterns in the model's answers.", C.EVALUATE),
        ("Red-team the assistant.", C.EVALUATE),
        ("Fine-tune the model on curated data.", C.TUNE),
        ("Design reward functions for RLHF.", C.TUNE),
        ("Deploy models on Kubernetes.", C.BUILD),
        ("Maintain the training cluster.", C.BUILD),
        ("Etiquetar imágenes de cultivos.", C.LABEL),
        ("Comparar respuestas del asistente.", C.JUDGE),
        ("Redactar preguntas difíciles.", C.AUTHOR),
        ("Corregir respuestas médicas.", C.WRITE),
        ("Desplegar el servicio en la nube.", C.BUILD),
        ("Anotar vídeos de trânsito.", C.LABEL),
        ("Avaliar respostas jurídicas.", C.JUDGE),
        ("Escrever perguntas de matemática.", C.AUTHOR),
        ("Reescrever respostas erradas.", C.WRITE),
    ],
)
def test_the_kind_of_work_is_read(text, competence):
    assert competence in {task.competence for task in brief(text).tasks}


def test_work_that_is_denied_is_no_task():
    assert C.LABEL not in {task.competence for task in brief("Grade essays. You will not label images.").tasks}


@pytest.mark.parametrize(
    ("text", "volume", "unit"),
    [
        ("Label 18,000 images of shelves.", 18_000, "image"),
        ("Review about 500 answers per language.", 500, "answer"),
        ("Transcribe 1.200 grabaciones.", 1_200, "grabacion"),
        ("Classify 40k support tickets.", 40_000, "ticket"),
        ("Hay que etiquetar 35.000 fotografías.", 35_000, "fotografia"),
        ("Revisar umas 600 respostas.", 600, "resposta"),
        ("Write two hundred questions.", 200, "question"),
    ],
)
def test_the_number_of_pieces_belongs_to_the_work(text, volume, unit):
    tasks = [task for task in brief(text).tasks if task.volume]
    assert [(task.volume, task.unit) for task in tasks] == [(volume, unit)]


def test_pieces_a_day_are_no_volume():
    assert not any(task.volume for task in brief("Label images, 600 images per shift.").tasks)


def test_minutes_for_one_piece_are_read():
    assert brief("Rate answers. Each task takes about 10 minutes.").tasks[0].minutes_each == 10


@pytest.mark.parametrize(
    ("text", "symptom"),
    [
        ("Our assistant makes up case citations.", S.HALLUCINATION),
        ("It cites rulings that do not exist.", S.HALLUCINATION),
        ("It gives the wrong dose.", S.WRONG_IN_DOMAIN),
        ("Multi-step problems go wrong; its reasoning is weak.", S.WEAK_REASONING),
        ("It ignores our formatting instructions.", S.IGNORES_INSTRUCTIONS),
        ("The bot sounds too robotic.", S.BAD_TONE),
        ("Users jailbreak it.", S.UNSAFE),
        ("It produces harmful content.", S.UNSAFE),
        ("It refuses perfectly normal questions.", S.REFUSES_TOO_MUCH),
        ("Users prefer our competitor's answers.", S.NOT_PREFERRED),
        ("It is much worse in Portuguese.", S.WEAK_LANGUAGE),
        ("We have raw footage without labels.", S.NO_LABELS),
        ("Our labels are inconsistent.", S.BAD_LABELS),
        ("We cannot tell whether it improves.", S.NO_MEASURE),
        ("Inference is too slow.", S.TOO_SLOW),
        ("The service does not scale.", S.DOES_NOT_SCALE),
        ("Quality has degraded since June.", S.DRIFTS),
        ("El modelo alucina jurisprudencia.", S.HALLUCINATION),
        ("Inventa fuentes.", S.HALLUCINATION),
        ("Ignora las instrucciones.", S.IGNORES_INSTRUCTIONS),
        ("Responde con contenido tóxico.", S.UNSAFE),
        ("No sabemos si mejora.", S.NO_MEASURE),
        ("O assistente inventa fontes.", S.HALLUCINATION),
        ("Recusa perguntas normais.", S.REFUSES_TOO_MUCH),
        ("As respostas são muito longas e prolixas.", S.BAD_TONE),
        ("O modelo piorou desde março.", S.DRIFTS),
    ],
)
def test_what_is_wrong_is_read(text, symptom):
    assert symptom in brief(text).symptoms


def test_a_symptom_that_is_denied_is_none():
    assert S.HALLUCINATION not in brief("The model does not hallucinate.").symptoms


@pytest.mark.parametrize(
    ("text", "state"),
    [
        ("Our assistant is live with 3,000 users.", ModelState.PRODUCTION),
        ("The model is deployed in production.", ModelState.PRODUCTION),
        ("We have a prototype.", ModelState.PROTOTYPE),
        ("We start from scratch.", ModelState.NONE),
        ("There is no model yet.", ModelState.NONE),
        ("Review answers generated by a language model: our model already gives decent answers.", ModelState.BUILT),
        ("Tenemos un prototipo.", ModelState.PROTOTYPE),
        ("Hay que construir el modelo desde cero.", ModelState.NONE),
        ("O modelo já está em produção.", ModelState.PRODUCTION),
    ],
)
def test_how_far_the_model_is_is_read(text, state):
    assert brief(text).model_state is state


@pytest.mark.parametrize(
    ("text", "tools"),
    [
        ("Python, SQL and Git", ("Python", "SQL", "Git")),
        ("Experience with PyTorch or JAX", ("PyTorch", "JAX")),
        ("annotate in CVAT or Label Studio", ("CVAT", "Label Studio")),
        ("You write R and C++.", ("R", "C++")),
        ("LaTeX for formulas", ("LaTeX",)),
        ("manejo de Excel", ("Excel",)),
        ("Kubernetes, Terraform, AWS", ("Kubernetes", "Terraform", "AWS")),
    ],
)
def test_tools_are_read_by_their_makers_names(text, tools):
    assert brief(text).tools == tools


@pytest.mark.parametrize(
    "text",
    ["Go home and rest; word by word.", "R&D team, spark joy, lean methods.", "No Python needed.", "We excel at this."],
)
def test_words_that_are_also_tools_are_left_alone(text):
    assert brief(text).tools == ()


def test_a_field_is_read_to_the_sub_field():
    assert "0421.tax" in brief("Lawyers who know tax law review the answers.").domains


def test_the_wider_field_is_not_asked_for_beside_the_narrow_one():
    domains = brief("Law graduates for tax law questions.").domains
    assert "0421.tax" in domains
    assert "0421" not in domains


def test_an_unknown_sub_field_is_told_and_never_widened():
    reading = read_text("We need an expert in maritime insurance law to review answers.")
    assert any("maritime" in words for words in reading.brief.unknown_domains)
    assert "0421" not in reading.brief.domains
    assert any("maritime" in note and "added" in note for note in reading.notes)
