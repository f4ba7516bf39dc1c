"""A list compares texts by their meaning where an encoder is set up, and by their words where it does not answer."""

import hashlib
import shutil

import numpy as np
import pytest
from django.conf import settings

from needs import ANYBODY
from touchstone.apps.accounts.actor import operator
from touchstone.apps.accounts.tenancy import tenant
from touchstone.apps.briefs.actions import submit_text
from touchstone.apps.matching.actions.drawing import draw_shortlist
from touchstone.apps.matching.gather import result_in
from touchstone.apps.talent import gather
from touchstone.apps.talent.actions import pool as talent
from touchstone.apps.talent.models import PoolSnapshot
from touchstone.core.matching import model_of
from touchstone.core.matching.synth import DAY
from touchstone.gateways.errors import GatewayError

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("pool")]


class Encoder:
    """Words thrown into sixteen heaps; it answers until it is told not to."""

    name, digest, languages = "sixteen heaps", "1", frozenset({"en", "es", "pt"})

    def __init__(self):
        self.away, self.asked = False, []

    def encode(self, texts):
        if self.away:
            raise GatewayError("the endpoint cannot be reached", permanent=False)
        self.asked += texts
        vectors = np.zeros((len(texts), 16), np.float32)
        for row, text in enumerate(texts):
            for word in text.split():
                vectors[row, hashlib.sha256(word.encode()).digest()[0] % 16] += 1
        return vectors / np.maximum(np.linalg.norm(vectors, axis=1, keepdims=True), 1e-9)


@pytest.fixture
def encoder(settings):
    settings.ENCODER = Encoder()
    yield settings.ENCODER
    gather.opened.cache_clear()


@pytest.fixture
def snapshot(encoder):
    """A snapshot written with the encoder; its files go with the test, as its row does."""
    with tenant(operator("test").organisation):
        made = talent.build_snapshot(by=operator("test"))
    yield made
    shutil.rmtree(settings.HOME.snapshots / made.folder)


def drawn(cast):
    with tenant(cast.alice.organisation.pk):
        brief = submit_text(ANYBODY, by=cast.alice.actor, today=DAY)
        return result_in(draw_shortlist(brief, by=cast.alice.actor, today=DAY))


def codes(result):
    return {note.code for note in result.noted}


def test_profiles_are_encoded_as_they_are_written_with_the_models_name_and_hash(snapshot, encoder):
    about = gather.opened(settings.HOME.snapshots / snapshot.folder).about
    assert about.model == model_of(encoder)
    assert len(encoder.asked) == snapshot.size


def test_a_list_asks_the_encoder_once(cast, snapshot, encoder):
    before = len(encoder.asked)
    result = drawn(cast)
    assert encoder.asked[before:] == [ANYBODY]
    assert any(one.fit for one in result.candidates)
    assert "note_words_alone" not in codes(result)


def test_an_encoder_that_does_not_answer_keeps_nobody_waiting(cast, snapshot, encoder):
    encoder.away = True
    result = drawn(cast)
    assert result.candidates
    assert "note_words_alone" in codes(result)


def test_a_snapshot_is_written_without_an_encoder_that_is_away_and_anew_when_it_is_back(encoder):
    encoder.away = True
    with tenant(operator("test").organisation):
        made = talent.build_snapshot(by=operator("test"))
        folder = settings.HOME.snapshots / made.folder
        try:
            assert gather.opened(folder).about.model is None
            encoder.away = False
            talent.ensure_snapshot(by=operator("test"))
            assert PoolSnapshot.objects.latest() == made
            assert gather.opened(folder).about.model == model_of(encoder)
        finally:
            shutil.rmtree(folder)


def test_vectors_of_the_encoder_before_are_not_compared(cast, snapshot, encoder):
    encoder.digest = "2"
    assert "note_words_alone" in codes(drawn(cast))


def test_without_an_encoder_nothing_is_said_of_one(cast):
    assert "note_words_alone" not in codes(drawn(cast))
