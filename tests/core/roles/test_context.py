"""What stands around a cue: denied, already there, somebody else's, a wish, a past, a purpose."""

import pytest

from touchstone.core.roles.cues import Part, listen


def factor(rule, text):
    """What the strongest cue of `rule` keeps of its weight in `text`; None where the rule does not fire."""
    cues = listen([Part("text", text)]).cues.get(rule, [])
    return max((cue.factor for cue in cues), default=None)


@pytest.mark.parametrize(
    "text",
    [
        "This is not image labelling.",
        "You judge answers rather than label images.",
        "The task goes beyond labelling images.",
        "No se trata de etiquetar imágenes.",
        "Em vez de rotular imagens, escreva perguntas.",
        "Labelling images is not required.",
    ],
)
def test_what_is_denied_speaks_against(text):
    assert factor("label_media", text) < 0


def test_a_denial_ends_at_but():
    assert factor("label_media", "No coding, but label images all day.") == 1


def test_a_denial_runs_on_through_a_list_with_or():
    assert factor("deploy", "No training, serving or deployment of models.") < 0


@pytest.mark.parametrize(
    "text",
    [
        "What you do not do\n- judge answers, label images\n- label images",
        "Not part of the job: judging answers, labelling images.",
        "Não são atribuições: avaliar respostas, rotular imagens.",
        "No son funciones: comparar respuestas, etiquetar imágenes.",
    ],
)
def test_a_denial_that_heads_a_list_denies_all_of_it(text):
    assert factor("label_media", text) < 0


def test_what_stands_after_the_list_is_asked_for():
    assert factor("label_media", "What you do not do\n- judge answers\nYour work: label images.") == 1
    assert factor("label_media", "Not a desk job: label images outdoors.") == 1


def test_not_only_denies_nothing():
    assert factor("label_media", "You will not only label images but describe them.") == 1


@pytest.mark.parametrize(
    "text",
    [
        "Our ML engineers deploy the models.",
        "We already have engineers who deploy our models.",
        "You work alongside engineers who deploy models.",
        "Nuestros ingenieros ya despliegan los modelos; nuestro equipo despliega modelos.",
    ],
)
def test_what_the_house_does_itself_hardly_counts(text):
    assert abs(factor("deploy", text) or 0) <= 0.2


def test_what_the_client_has_may_still_need_work():
    assert factor("label_media", "We already have 40,000 images that must be labelled.") == 1


def test_a_belief_is_not_a_task():
    assert (factor("named_engineer", "My boss thinks we need an ML engineer.") or 0) <= 0.1


def test_a_wish_and_a_past_count_less_than_a_duty():
    duty = factor("judge_answers", "Rate chatbot answers.")
    past = factor("judge_answers", "Experience in rating chatbot answers.")
    wish = factor("prompts", "Writing prompts is a plus.")
    assert duty == 1
    assert past < 0.5
    assert wish < 0.5


def test_a_purpose_is_not_the_work():
    assert factor("reward", "Rank answers; they will be used to train a reward model.") < 0.5


def test_the_name_of_a_tool_is_not_the_work():
    assert factor("transcribe", "Replace our transcription service.") < 0.5


def test_what_a_thing_does_is_not_what_is_to_be_done_but_tells_of_its_builder():
    text = "Build services that label images and deploy models."
    assert factor("label_media", text) <= 0.2
    assert factor("build_pipelines", text) == 1
    assert factor("label_media", "Build a team that labels images.") == 1
