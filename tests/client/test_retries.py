"""What goes wrong between the client and the server, and what the client does then."""

import socket
import ssl
import threading
import time
from contextlib import suppress
from datetime import UTC, datetime, timedelta

import httpx2
import pytest
from cryptography import x509
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import Encoding
from cryptography.x509.oid import NameOID

from needs import ANYBODY, TAX_LAW
from touchstone.client import ApiError, Client, TooMany
from touchstone.gateways.errors import GatewayError

pytestmark = pytest.mark.django_db


class Between(httpx2.BaseTransport):
    """Passes requests on, and does one thing to each of the first few: `faults`, in order."""

    def __init__(self, server, faults):
        self.server, self.faults, self.keys = server, list(faults), []

    def handle_request(self, request):
        self.keys.append(request.headers.get("Idempotency-Key"))
        fault = self.faults.pop(0) if self.faults else None
        if fault == "refused":
            raise httpx2.ConnectError("refused")
        if isinstance(fault, httpx2.Response):
            return fault
        answer = self.server.handle_request(request)
        if fault == "answer lost":
            answer.read()
            raise httpx2.ReadError("lost")
        return answer


def problem(status, code, **headers):
    body = {"code": code, "title": code, "status": status}
    return httpx2.Response(
        status, json=body, headers={name.replace("_", "-"): value for name, value in headers.items()}
    )


@pytest.fixture
def faulty(client_of):
    """A client whose first requests meet these faults, and what stands between."""

    def make(*faults, seconds=20.0):
        stands = []

        def between(server):
            stands.append(Between(server, faults))
            return stands[0]

        return client_of(between=between, seconds=seconds), stands[0]

    return make


def test_a_write_whose_answer_was_lost_is_done_once(faulty):
    alice, between = faulty("answer lost", "refused", "answer lost")
    brief = alice.submit_brief(TAX_LAW)
    assert [one.id for one in alice.briefs()] == [brief.id]
    assert len(set(between.keys[:4])) == 1
    assert between.keys[0]


def test_a_document_whose_answer_was_lost_is_done_once(faulty):
    alice, _between = faulty("answer lost")
    brief = alice.submit_document(TAX_LAW.encode(), name="need.txt")
    assert [one.id for one in alice.briefs()] == [brief.id]


def test_another_write_has_another_key(faulty):
    alice, between = faulty()
    alice.submit_brief(ANYBODY)
    alice.submit_brief(ANYBODY)
    assert len(set(between.keys)) == 2
    assert len(list(alice.briefs())) == 2


def test_what_is_still_running_or_away_is_waited_for_as_long_as_it_says(faulty):
    running, away = problem(409, "still_running", Retry_After="1"), problem(503, "fault", Retry_After="0")
    alice, between = faulty(running, away, httpx2.Response(502, text="<html>proxy</html>"))
    begun = time.monotonic()
    alice.submit_brief(ANYBODY)
    assert time.monotonic() - begun >= 1
    assert len(between.keys) == 4


def test_what_will_not_end_in_time_is_given_up_at_once(faulty):
    alice, between = faulty(problem(429, "too_many", Retry_After="3000"))
    with pytest.raises(TooMany) as refused:
        alice.submit_brief(ANYBODY)
    assert (len(between.keys), refused.value.permanent) == (1, False)


def test_the_whole_of_it_has_a_bound(faulty):
    alice, between = faulty(*["refused"] * 1000, seconds=0.8)
    begun = time.monotonic()
    with pytest.raises(GatewayError):
        alice.list_briefs()
    assert time.monotonic() - begun < 2
    assert 2 <= len(between.keys) <= 10


@pytest.mark.parametrize("answer", [problem(500, "fault"), problem(422, "bad_input"), problem(404, "not_found")])
def test_what_asking_again_does_not_cure_is_not_asked_again(faulty, answer):
    alice, between = faulty(answer)
    with pytest.raises(ApiError):
        alice.list_briefs()
    assert len(between.keys) == 1


def test_nobody_is_followed_to_another_place(faulty):
    moved = httpx2.Response(307, headers={"Location": "https://elsewhere.example/api/v1/briefs"})
    alice, between = faulty(moved)
    with pytest.raises(GatewayError, match=r"elsewhere\.example") as refused:
        alice.list_briefs()
    assert (len(between.keys), refused.value.permanent) == (1, True)


@pytest.mark.parametrize("body", [b"<html>", b"[]", b'{"items": 3}', b'{"items": [{"id": "x"}], "next": null}'])
def test_an_answer_of_another_shape_is_said_to_be_one(faulty, body):
    alice, _between = faulty(httpx2.Response(200, content=body))
    with pytest.raises(GatewayError, match="not understood"):
        alice.list_briefs()


def a_certificate_of_ones_own(folder):
    """A certificate for 127.0.0.1 that nobody vouches for."""
    now = datetime.now(tz=UTC)
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "127.0.0.1")])
    made = x509.CertificateBuilder().subject_name(name).issuer_name(name).public_key(key.public_key())
    made = made.serial_number(7).not_valid_before(now).not_valid_after(now + timedelta(days=1)).sign(key, SHA256())
    plain = serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    path = folder / "certificate.pem"
    path.write_bytes(made.public_bytes(Encoding.PEM) + key.private_bytes(Encoding.PEM, *plain))
    return path


def test_a_server_for_which_nobody_vouches_gets_no_token(tmp_path):
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(a_certificate_of_ones_own(tmp_path))
    heard = []

    def serve(listening):
        with suppress(OSError):
            while True:
                connection = listening.accept()[0]
                with suppress(OSError), context.wrap_socket(connection, server_side=True) as spoken:
                    heard.append(spoken.recv(1000))

    with socket.create_server(("127.0.0.1", 0)) as listening:
        threading.Thread(target=serve, args=[listening], daemon=True).start()
        address = f"https://127.0.0.1:{listening.getsockname()[1]}"
        with Client(address, "tst_x", seconds=0.5) as client, pytest.raises(GatewayError):
            client.list_briefs()
        listening.shutdown(socket.SHUT_RDWR)
    assert not heard
