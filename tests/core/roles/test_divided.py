"""Where a brief divides the work itself, each part keeps its role; words that only sound so divide nothing."""

import itertools
from datetime import date

import pytest

from touchstone.core.briefs import read_text
from touchstone.core.roles import diagnose
from touchstone.core.roles.divided import divided

SHARED = [
    (
        "We need 30,000 chest X-rays boxed for nodules. Separately, radiologists should review 500 of our model's reports and correct what is wrong.",
        {"data_annotator", "ai_training_specialist"},
    ),
    (
        "Lot 1: transcribe 400 hours of calls. Lot 2: rebuild our training pipeline and deploy the recogniser on two servers.",
        {"data_annotator", "ml_engineer"},
    ),
    (
        "First, rank pairs of answers by helpfulness and safety for the reward model. Second, lawyers must fix the citations our assistant gets wrong and write the right answer.",
        {"ai_training_specialist", "rlhf_specialist"},
    ),
    (
        "Our tutor is live and gets algebra wrong: mathematicians correct its solutions and write new problems. We also need an engineer who builds the serving infrastructure and cuts the latency.",
        {"ai_training_specialist", "ml_engineer"},
    ),
    (
        "Two jobs: tag 50,000 product pictures by a list, and red-team our shopping assistant for unsafe advice.",
        {"data_annotator", "rlhf_specialist"},
    ),
    (
        "Necesitamos abogados que corrijan las respuestas del asistente y expliquen los errores. Aparte, hay que etiquetar 25.000 contratos por tipo según una guía.",
        {"data_annotator", "ai_training_specialist"},
    ),
    (
        "Por un lado, comparar pares de respuestas y elegir la mejor para el modelo de recompensa. Por otro lado, un ingeniero que monte el entrenamiento distribuido.",
        {"rlhf_specialist", "ml_engineer"},
    ),
    (
        "Duas frentes: anotar 60 mil imagens de plantações com polígonos e, além disso, agrônomos que avaliem e corrijam as respostas do nosso modelo.",
        {"data_annotator", "ai_training_specialist"},
    ),
    (
        "O modelo já existe e erra em cálculo de impostos: contadores devem corrigir as respostas. Além disso, precisamos de um engenheiro que reconstrua o pipeline de treino.",
        {"ai_training_specialist", "ml_engineer"},
    ),
    (
        "We run a travel assistant. Part one: linguists score its Portuguese answers and rewrite the bad ones. Part two: a platform engineer moves inference to our own cluster and makes it faster.",
        {"ai_training_specialist", "ml_engineer"},
    ),
    (
        "Two contracts. The first is 80,000 receipts to be keyed in line by line. The second is for accountants who grade the answers of our bookkeeping model and explain every mistake.",
        {"data_annotator", "ai_training_specialist"},
    ),
    (
        "Our model refuses harmless questions: we need people who compare refusals with answers and write the preferred one. Separately, 12,000 audio clips have to be transcribed.",
        {"data_annotator", "rlhf_specialist"},
    ),
    (
        "Hace falta anotar 15.000 radiografías con cajas. También necesitamos médicos que juzguen las respuestas del modelo y corrijan sus errores.",
        {"data_annotator", "ai_training_specialist"},
    ),
    (
        "Temos dois problemas: faltam rótulos em 40 mil fotos de estradas, e o nosso assistente dá conselhos perigosos que alguém precisa atacar e comparar.",
        {"data_annotator", "rlhf_specialist"},
    ),
    (
        "Primeiro, professores de física corrigem as soluções do modelo e escrevem problemas. Depois, e à parte, um engenheiro de ML refaz o deploy.",
        {"ai_training_specialist", "ml_engineer"},
    ),
    (
        "A good half of the job is ranking answers; the other half is building the reward-model training pipeline from scratch.",
        {"rlhf_specialist", "ml_engineer"},
    ),
]
ONE = [
    (
        "Chemists judge the answers of our model and say why they are wrong. In addition, they write fifty hard problems with solutions.",
        "ai_training_specialist",
    ),
    ("First you label ten images as a paid test. Second, you label 20,000 images by our guideline.", "data_annotator"),
    (
        "Our assistant is live. Annotators already label the data; we need lawyers who correct its answers. In addition they meet our engineers once a week.",
        "ai_training_specialist",
    ),
    (
        "Besides a law degree you bring patience: you judge two answers side by side and choose the safer one.",
        "rlhf_specialist",
    ),
    ("We also need good English. The work: drawing boxes around cars in 100,000 frames.", "data_annotator"),
    (
        "Build and deploy our training platform. Also wanted: experience with annotation tools. The other engineers are in Lisbon.",
        "ml_engineer",
    ),
    ("You will rank responses, in addition to flagging unsafe ones, following the policy.", "rlhf_specialist"),
    (
        "Además de revisar respuestas, los médicos escriben casos clínicos difíciles para evaluar el modelo.",
        "ai_training_specialist",
    ),
    (
        "Three things matter to us: accuracy, patience and good Portuguese. You correct the model's legal answers and explain each error.",
        "ai_training_specialist",
    ),
    (
        "Precisamos de alguém que compare respostas e escolha a melhor. Também queremos pontualidade e bom inglês.",
        "rlhf_specialist",
    ),
    (
        "Doctors review our model's discharge letters and correct them. They also need to document each error, and separately report the worst ones to our safety lead.",
        "ai_training_specialist",
    ),
    ("You label street scenes with boxes. On the side you check the labels of new colleagues.", "data_annotator"),
    ("Compare two replies and pick the better one. Additionally, write a sentence on why.", "rlhf_specialist"),
    ("First read the guideline, second pass a paid test, third tag 500 images a day.", "data_annotator"),
    (
        "Economistas avaliam as respostas do modelo e explicam os erros. Além disso, criam cem perguntas difíceis para o benchmark.",
        "ai_training_specialist",
    ),
]


def mix(text):
    return {share.role.value for share in diagnose(read_text(text, today=date(2026, 11, 27)).brief).mix}


@pytest.mark.parametrize(("text", "roles"), SHARED)
def test_a_part_that_is_kept_apart_keeps_its_role_beside_a_louder_one(text, roles):
    assert mix(text) == roles


@pytest.mark.parametrize(("text", "role"), ONE)
def test_work_of_one_role_is_not_divided_by_such_words(text, role):
    assert mix(text) == {role}


def test_the_parts_cover_the_text_and_follow_each_other():
    text = "Two jobs. First, label photos. Second, judge answers."
    parts = divided(text)
    assert (parts[0][0], parts[-1][1]) == (0, len(text))
    assert all(before[1] == after[0] for before, after in itertools.pairwise(parts))
    assert divided("Label photos by a list.") == []


def test_without_volumes_the_parts_count_alike():
    shares = diagnose(read_text(SHARED[2][0], today=date(2026, 11, 27)).brief).mix
    assert [share.share for share in shares] == [0.5, 0.5]


def test_a_list_of_hundreds_divides_nothing_and_costs_nothing():
    assert divided("Lot 1: label. " * 500) == []
