"""An encoder behind an endpoint; the endpoint here is a real server on loopback that answers as it is told."""

import hashlib
import json
import threading
from datetime import date
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from itertools import pairwise

import numpy as np
import pytest

from touchstone.core.errors import BadInput
from touchstone.core.matching import Need, ask, demo_pool, open_snapshot, shortlist, write_snapshot
from touchstone.core.matching.ranking import FIT_BAND
from touchstone.core.roles import Role
from touchstone.core.skills.values import Competence, Skill
from touchstone.gateways.encoders import KINDS, Embeddings, encoder_of
from touchstone.gateways.encoders import embeddings as module
from touchstone.gateways.errors import GatewayError

DAY = date(2026, 11, 23)
WIDTH = 24


def vector(text):
    """A bag of words as a vector, the same for the same words: what a model's answer looks like."""
    total = np.zeros(WIDTH)
    for word in text.lower().split():
        seed = int.from_bytes(hashlib.sha256(word.encode()).digest()[:4], "little")
        total += np.random.default_rng(seed).normal(size=WIDTH)
    return total * 3


class Endpoint(ThreadingHTTPServer):
    """Embeds by `vector`, in an order of its own, unless it is told to do otherwise."""

    def __init__(self):
        super().__init__(("127.0.0.1", 0), Handler)
        self.asked, self.statuses, self.body = [], [], None

    @property
    def address(self):
        return f"http://127.0.0.1:{self.server_address[1]}/v1"


class Handler(BaseHTTPRequestHandler):
    def do_POST(self):
        asked = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        self.server.asked.append((self.path, dict(self.headers), asked))
        status = self.server.statuses.pop(0) if self.server.statuses else 200
        items = [{"index": i, "embedding": vector(text).tolist()} for i, text in enumerate(asked["input"])]
        body = self.server.body or json.dumps({"data": items[::-1]}).encode()
        self.send_response(status)
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *args):
        pass


@pytest.fixture
def endpoint(monkeypatch):
    monkeypatch.setattr(module, "_WAITS", (0.0, 0.0))
    server = Endpoint()
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True)
    thread.start()
    yield server
    server.shutdown()
    server.server_close()
    thread.join()


@pytest.fixture
def encoder(endpoint):
    return Embeddings(address=endpoint.address, model="a-multilingual-model", key="k", seconds=5)


def test_vectors_come_in_the_order_of_the_texts_and_have_length_one(encoder):
    texts = ["contract law", "organic chemistry", "contract law"]
    vectors = encoder.encode(texts)
    assert vectors.shape == (3, WIDTH)
    assert np.allclose(np.linalg.norm(vectors, axis=1), 1, atol=1e-6)
    expected = vector("organic chemistry") / np.linalg.norm(vector("organic chemistry"))
    assert np.allclose(vectors[1], expected, atol=1e-6)
    assert (vectors[0] == vectors[2]).all()


def test_an_empty_text_is_not_sent_and_is_zero(encoder, endpoint):
    vectors = encoder.encode(["", "law", "  "])
    assert [one[2]["input"] for one in endpoint.asked] == [["law"]]
    assert not vectors[[0, 2]].any()
    assert vectors[1].any()


def test_many_texts_go_in_batches_and_long_ones_are_cut(encoder, endpoint):
    vectors = encoder.encode([f"word{n}" for n in range(150)] + ["x" * 20_000])
    assert len(vectors) == 151
    assert [len(one[2]["input"]) for one in endpoint.asked] == [64, 64, 23]
    assert len(endpoint.asked[-1][2]["input"][-1]) == module.LONGEST


def test_what_is_sent_is_the_texts_the_model_and_the_key(encoder, endpoint):
    encoder.encode(["law"])
    path, headers, asked = endpoint.asked[0]
    assert path == "/v1/embeddings"
    assert headers["authorization" if "authorization" in headers else "Authorization"] == "Bearer k"
    assert asked == {"model": "a-multilingual-model", "input": ["law"], "encoding_format": "float"}


def test_what_passes_is_tried_again_and_what_does_not_is_not(encoder, endpoint):
    endpoint.statuses = [503, 429]
    assert encoder.encode(["law"]).any()
    endpoint.statuses = [401, 200]
    with pytest.raises(GatewayError) as refused:
        encoder.encode(["law"])
    assert refused.value.permanent
    endpoint.statuses = [500, 500, 500]
    with pytest.raises(GatewayError) as away:
        encoder.encode(["law"])
    assert not away.value.permanent


@pytest.mark.parametrize(
    "body",
    [
        b"not json",
        b'{"data": []}',
        b'{"data": [{"index": 1, "embedding": [1.0]}]}',
        b'{"data": [{"index": 0, "embedding": []}]}',
        b'{"data": [{"index": 0, "embedding": [0.0, 0.0]}]}',
        b'{"data": [{"index": 0, "embedding": [1e400, 0.0]}]}',
        b'{"data": [{"index": 0, "embedding": ["a"]}]}',
    ],
)
def test_an_answer_of_another_shape_is_refused(encoder, endpoint, body):
    endpoint.body = body
    with pytest.raises(GatewayError):
        encoder.encode(["law"])


def test_nobody_at_the_address_is_an_error_that_passes():
    away = Embeddings(address="http://127.0.0.1:9/v1", model="m", seconds=1)
    module_waits, module._WAITS = module._WAITS, ()
    try:
        with pytest.raises(GatewayError) as error:
            away.encode(["law"])
    finally:
        module._WAITS = module_waits
    assert not error.value.permanent


def test_another_name_or_version_is_another_model():
    digests = {
        Embeddings(address="http://a/v1", model="m").digest,
        Embeddings(address="http://a/v1", model="m", version="2").digest,
        Embeddings(address="http://a/v1", model="n").digest,
    }
    assert len(digests) == 3
    assert Embeddings(address="http://b/v1", model="m").digest in digests


def test_the_kinds_are_named_as_a_configuration_names_them():
    assert set(KINDS) == {"minilm", "openai_compatible"}
    assert encoder_of("openai_compatible", address="http://a/v1", model="m").name == "m"


@pytest.fixture
def pool(encoder, tmp_path):
    people = [person for number, person in enumerate(demo_pool(DAY)) if number < 300]
    write_snapshot(people, tmp_path / "pool", today=DAY, encoder=encoder)
    return open_snapshot(tmp_path / "pool")


def a_need(text):
    skill = Skill("", Competence.JUDGE)
    return Need(role=Role.RLHF_SPECIALIST, skills=(skill,), today=DAY, quality_bar=0.6, text=text)


def test_a_snapshot_keeps_the_models_name_and_digest(pool, encoder):
    assert (pool.about.model.name, pool.about.model.digest) == (encoder.name, encoder.digest)


def test_vectors_of_another_model_are_refused(pool, endpoint):
    other = Embeddings(address=endpoint.address, model="another", seconds=5)
    with pytest.raises(BadInput, match="another"):
        shortlist(pool, a_need(text="contract law in Portuguese"), encoder=other)


def test_a_text_encoded_before_gives_the_same_list(pool, encoder):
    need = a_need(text="contract law, reviewed with care")
    assert shortlist(pool, need, encoder=encoder) == shortlist(pool, need, meaning=ask(encoder, need.text))


@pytest.mark.parametrize("text", ["contract law", "derecho de los contratos con cuidado", "química orgânica e provas"])
def test_meaning_moves_nobody_over_somebody_cheaper_by_more_than_its_band(pool, encoder, text):
    found = shortlist(pool, a_need(text=text), k=50, explore=0, encoder=encoder).candidates
    sure = [one.cost_per_accepted.minor for one in found if one.meets_bar >= 0.7]
    assert any(one.fit for one in found)
    assert len(sure) > 3
    assert all(later * (1 + FIT_BAND) >= earlier - 1 for earlier, later in pairwise(sure))
