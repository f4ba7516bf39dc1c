"""Models propose and never decide; the endpoint here is a real server on loopback that answers as it is told."""

import json
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest

from touchstone.core.briefs import LanguageNeed, read_text
from touchstone.gateways.errors import GatewayError
from touchstone.gateways.models import KINDS, Model, OpenAICompatible, propose_fields

TEXT = "Our tutor praises wrong proofs. Somebody who has taught at a gymnasium in Graz would be best, a dozen hours each week."


class Endpoint(ThreadingHTTPServer):
    """Answers every request with `status` and `body`, and remembers what was asked."""

    def __init__(self):
        super().__init__(("127.0.0.1", 0), Handler)
        self.status, self.body, self.asked = 200, b"", []

    @property
    def address(self):
        return f"http://127.0.0.1:{self.server_address[1]}/v1"

    def proposes(self, *proposals, fence=False):
        content = json.dumps(
            {"proposals": [dict(zip(("field", "value", "quote"), one, strict=True)) for one in proposals]}
        )
        content = f"Here you are:\n```json\n{content}\n```" if fence else content
        self.body = json.dumps({"choices": [{"message": {"role": "assistant", "content": content}}]}).encode()


class Handler(BaseHTTPRequestHandler):
    def do_POST(self):
        body = self.rfile.read(int(self.headers["Content-Length"]))
        self.server.asked.append((self.path, dict(self.headers), json.loads(body)))
        self.send_response(self.server.status)
        self.send_header("Content-Type", "application/json")
        self.end_headers()
        self.wfile.write(self.server.body)

    def log_message(self, *args):
        pass


@pytest.fixture
def endpoint():
    server = Endpoint()
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True)
    thread.start()
    yield server
    server.shutdown()
    server.server_close()
    thread.join()


@pytest.fixture
def model(endpoint):
    return OpenAICompatible(address=endpoint.address, model="tiny", key="k-123", seconds=5)


def proposed(endpoint, model, *proposals, text=TEXT, fence=False):
    endpoint.proposes(*proposals, fence=fence)
    return propose_fields(read_text(text), model=model)


def test_a_proposal_with_a_quote_fills_an_open_field(endpoint, model):
    reading = proposed(endpoint, model, ("languages", "de", "taught at a gymnasium in Graz"))
    assert reading.brief.languages == (LanguageNeed("de"),)
    found = next(one for one in reading.found if one.by != "rules")
    assert (found.by, found.words, found.confidence) == ("model:tiny", "taught at a gymnasium in Graz", 0.5)
    assert TEXT[found.start : found.end] == found.words
    assert not any(question.field == "languages" for question in reading.missing)


def test_the_request_is_a_chat_completion_with_the_key_and_the_text_as_data(endpoint, model):
    proposed(endpoint, model)
    path, headers, asked = endpoint.asked[0]
    assert path == "/v1/chat/completions"
    assert headers["Authorization"] == "Bearer k-123"
    assert (asked["model"], asked["temperature"]) == ("tiny", 0)
    assert asked["messages"][1] == {"role": "user", "content": TEXT}


@pytest.mark.parametrize(
    "proposal",
    [
        ("languages", "fr", "fluent French is needed"),
        ("languages", "fr", ""),
        ("people", 12, "a dozen HOURS"),
        ("people", 40, "a dozen hours each week"),
        ("pay", "40 USD/hour", "a dozen hours each week"),
        ("hours_per_week", "900", "a dozen hours each week"),
        ("languages", {"code": "not a code"}, "taught at a gymnasium"),
        ("text", "something else", "Our tutor"),
        ("clearances", "background_check", "Our tutor"),
        ("no_such_field", 1, "Our tutor"),
        ("symptoms", "sadness", "praises wrong proofs"),
    ],
)
def test_what_the_text_does_not_bear_out_is_dropped_and_told(endpoint, model, proposal):
    before = read_text(TEXT)
    reading = proposed(endpoint, model, proposal)
    assert reading.brief == before.brief
    assert reading.found == before.found
    assert "1 of 1 proposals" in reading.notes[-1]


def test_a_figure_in_words_bears_out_a_figure(endpoint, model):
    reading = proposed(endpoint, model, ("people", 12, "a dozen hours each week"))
    assert reading.brief.people == 12


def test_a_proposal_never_overrides_what_the_rules_read(endpoint, model):
    text = "We pay $20 per hour. English C1."
    reading = proposed(
        endpoint, model, ("pay", "20 EUR/hour", "$20 per hour"), ("languages", "en A1", "English C1"), text=text
    )
    assert reading.brief == read_text(text).brief
    assert [one.used for one in reading.found if one.by != "rules"] == [False, False]


def test_white_space_in_a_quote_may_differ(endpoint, model):
    reading = proposed(endpoint, model, ("languages", "de", "taught at a\n  gymnasium"))
    assert reading.brief.languages == (LanguageNeed("de"),)


def test_an_answer_in_a_fence_is_read(endpoint, model):
    assert proposed(endpoint, model, ("languages", "de", "in Graz"), fence=True).brief.languages == (
        LanguageNeed("de"),
    )


@pytest.mark.parametrize(
    ("status", "body", "permanent"),
    [
        (401, b"{}", True),
        (404, b"{}", True),
        (400, b"{}", True),
        (302, b"", True),
        (429, b"{}", False),
        (408, b"{}", False),
        (500, b"{}", False),
        (503, b"{}", False),
        (200, b"not json", True),
        (200, b'{"choices": []}', False),
        (200, b'{"choices": [{"message": {"content": "no idea"}}]}', True),
        (200, b'{"choices": [{"message": {"content": "{\\"proposals\\": 3}"}}]}', True),
        (200, b" " * (3 * 1024 * 1024), True),
    ],
)
def test_one_kind_of_error_says_whether_asking_again_will_help(endpoint, model, status, body, permanent):
    endpoint.status, endpoint.body = status, body
    with pytest.raises(GatewayError) as error:
        propose_fields(read_text(TEXT), model=model)
    assert error.value.permanent is permanent


def test_an_endpoint_that_is_not_there_is_a_passing_error(endpoint):
    closed = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    closed.server_close()
    gone = OpenAICompatible(address=f"http://127.0.0.1:{closed.server_address[1]}/v1", model="tiny", seconds=2)
    with pytest.raises(GatewayError, match="reached") as error:
        propose_fields(read_text(TEXT), model=gone)
    assert not error.value.permanent


def test_no_address_is_a_permanent_error():
    with pytest.raises(GatewayError, match="address") as error:
        propose_fields(read_text(TEXT), model=OpenAICompatible(address="ftp://x", model="tiny"))
    assert error.value.permanent


def test_every_kind_is_a_model():
    for kind in KINDS.values():
        made: Model = kind(address="http://127.0.0.1:1/v1", model="tiny")
        assert made.name == "tiny"
