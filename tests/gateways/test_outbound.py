"""A request to an address that somebody typed in reaches what is public, or listed, and nothing else."""

import ipaddress
import socket
import ssl
import time
from datetime import UTC, datetime, timedelta

import pytest

from receiver import receiving
from touchstone.core.errors import BadInput
from touchstone.gateways import outbound
from touchstone.gateways.errors import GatewayError
from touchstone.gateways.outbound import Allowed, Refused, check, is_public, post

NOBODY = Allowed()
LOOPBACK = Allowed.parse(["127.0.0.0/8"])
# RFC 6890 and its IPv6 guises: none of these is anybody's on the internet.
PRIVATE = [
    "0.0.0.0", "10.0.0.1", "100.64.0.1", "127.0.0.1", "127.1.2.3", "169.254.169.254", "172.16.0.1", "192.0.0.1",
    "192.0.2.1", "192.168.1.1", "198.18.0.1", "198.51.100.1", "203.0.113.1", "224.0.0.1", "240.0.0.1",
    "255.255.255.255", "::", "::1", "::ffff:127.0.0.1", "::ffff:169.254.169.254", "64:ff9b::7f00:1",
    "64:ff9b::a9fe:a9fe", "2002:7f00:1::", "2001:db8::1", "fc00::1", "fd00:ec2::254", "fe80::1", "ff02::1",
]  # fmt: skip


@pytest.fixture
def other():
    with receiving() as server:
        yield server


@pytest.fixture
def names(monkeypatch):
    """Where names lead: a function that says it for one; the others lead nowhere."""
    known, asked = {}, []

    def look(host, port, *_args, **_more):
        try:
            addresses = [str(ipaddress.ip_address(host))]  # connecting asks for these too
        except ValueError:
            asked.append(host)
            if host not in known:
                raise socket.gaierror(host) from None
            addresses = known[host].pop(0) if len(known[host]) > 1 else known[host][0]
        return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (one, port)) for one in addresses]

    monkeypatch.setattr(outbound.socket, "getaddrinfo", look)

    def leads(name, *answers):
        known[name] = list(answers)

    leads.asked = asked
    return leads


def send(address, *, allowed=LOOPBACK, **more):
    return post(address, b"{}", headers={"Content-Type": "application/json"}, allowed=allowed, **more)


@pytest.mark.parametrize("address", PRIVATE)
def test_what_is_not_public_is_known_in_every_guise(address):
    assert not is_public(ipaddress.ip_address(address))


@pytest.mark.parametrize("address", ["1.1.1.1", "8.8.8.8", "2606:4700::1111", "::ffff:8.8.8.8", "64:ff9b::808:808"])
def test_what_is_public_is_let_through(address):
    assert is_public(ipaddress.ip_address(address))


@pytest.mark.parametrize("address", PRIVATE)
def test_an_address_that_is_not_public_is_refused_in_an_url(address):
    host = f"[{address}]" if ":" in address else address
    with pytest.raises(Refused, match="not public"):
        check(f"https://{host}/x", allowed=NOBODY)


@pytest.mark.parametrize(
    ("address", "why"),
    [
        ("", "no address"),
        ("hooks.example.org", "no address"),
        ("ftp://example.org", "no address"),
        ("file:///etc/passwd", "no address"),
        ("javascript:alert(1)", "no address"),
        ("https://", "no address"),
        ("https://[::1", "no address"),
        ("https://example.org:99999/", "no address"),
        ("https://exam ple.org/", "no address"),
        ("https://example.org/\r\nX-Evil: 1", "no address"),
        ("https://éxample.org/", "no address"),
        ("https://example.org/" + "x" * 3000, "no address"),
        ("https://user:secret@example.org/", "no user"),
        ("https://example.org/#there", "no user"),
        ("http://example.org/", "not encrypted"),
        ("https://example.org:22/", "port 22"),
        ("https://example.org:25/", "port 25"),
    ],
)
def test_an_address_of_another_form_is_refused_and_nothing_is_looked_up(names, address, why):
    for act in (lambda: check(address, allowed=NOBODY), lambda: send(address, allowed=NOBODY)):
        with pytest.raises(Refused, match=why) as refused:
            act()
        assert refused.value.place == "url"
        assert refused.value.hint
    assert names.asked == []


def test_one_private_address_among_public_ones_is_enough_to_refuse(names):
    names("mixed.example.org", ["8.8.8.8", "10.0.0.1"])
    with pytest.raises(Refused):
        check("https://mixed.example.org/", allowed=NOBODY)


@pytest.mark.parametrize("disguise", ["0x7f000001", "2130706433", "127.1", "localhost"])
def test_another_way_to_write_this_machine_is_seen_through(disguise):
    with pytest.raises((Refused, GatewayError)):
        check(f"https://{disguise}/", allowed=NOBODY)


def test_a_name_that_leads_nowhere_is_said(names):
    with pytest.raises(GatewayError, match="no host of this name"):
        check("https://nowhere.example.org/", allowed=NOBODY)


def test_a_name_that_changes_its_mind_is_refused_when_it_is_used(names, other):
    names("rebinds.example.org", ["8.8.8.8"], ["127.0.0.1"])
    address = f"https://rebinds.example.org:{other.port}/"
    check(address, allowed=NOBODY)
    with pytest.raises(Refused, match="not public"):
        send(address, allowed=NOBODY)
    assert other.came == []


def test_it_connects_to_the_address_that_it_looked_at(names, other):
    """One look-up for one request: there is no second one that could say something else."""
    names("hooks.internal", ["127.0.0.1"], ["10.255.255.1"])
    answered = send(f"http://hooks.internal:{other.port}/in?x=1", allowed=Allowed.parse(["hooks.internal"]))
    assert answered.is_success
    assert names.asked == ["hooks.internal"]
    ((path, headers, body),) = other.came
    assert (path, body) == ("/in?x=1", b"{}")
    assert headers["host"] == f"hooks.internal:{other.port}"
    assert headers["content-type"] == "application/json"


def test_a_name_is_listed_in_any_case_and_others_are_not(names, other):
    names("hooks.internal", ["127.0.0.1"])
    names("other.internal", ["127.0.0.1"])
    allowed = Allowed.parse(["Hooks.Internal"])
    assert send(f"http://hooks.internal:{other.port}/", allowed=allowed).is_success
    with pytest.raises(Refused):
        send(f"https://other.internal:{other.port}/", allowed=allowed)


@pytest.mark.parametrize("entry", ["10.0.0.0/33", "http://x", "a/b", "", "."])
def test_a_list_with_nonsense_in_it_is_refused(entry):
    with pytest.raises(BadInput, match="neither"):
        Allowed.parse([entry])


def test_a_redirection_is_not_followed(other):
    other.status, other.headers = 302, {"Location": "http://169.254.169.254/latest/meta-data/"}
    answered = send(f"http://127.0.0.1:{other.port}/")
    assert (answered.status, answered.is_success) == (302, False)
    assert len(other.came) == 1


def test_what_a_proxy_of_the_environment_would_get_goes_straight(other, monkeypatch):
    monkeypatch.setenv("HTTP_PROXY", "http://127.0.0.1:1")
    monkeypatch.setenv("ALL_PROXY", "http://127.0.0.1:1")
    assert send(f"http://127.0.0.1:{other.port}/").is_success


def test_when_to_come_again_is_read_where_it_is_said_in_seconds(other):
    other.status, other.headers = 429, {"Retry-After": "120"}
    assert send(f"http://127.0.0.1:{other.port}/").retry_after == 120
    other.headers = {"Retry-After": "Fri, 31 Dec 2027 23:59:59 GMT"}
    assert send(f"http://127.0.0.1:{other.port}/").retry_after is None


def test_a_number_beyond_all_numbers_does_not_say_when_to_come_again(other):
    other.status, other.headers = 429, {"Retry-After": "9" * 400}
    assert send(f"http://127.0.0.1:{other.port}/").retry_after is None


def test_an_answer_that_drips_ends_with_the_one_clock(other):
    other.drip = 0.1
    began = time.monotonic()
    with pytest.raises(GatewayError, match="within 1 seconds"):
        send(f"http://127.0.0.1:{other.port}/", seconds=1.0)
    assert time.monotonic() - began < 5


def test_nobody_there_is_said():
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        with pytest.raises(GatewayError, match="cannot be reached"):
            send(f"http://127.0.0.1:{taken.getsockname()[1]}/")


def test_a_name_that_takes_too_long_to_resolve_is_left(monkeypatch):
    monkeypatch.setattr(outbound.socket, "getaddrinfo", lambda *_a, **_k: time.sleep(30))
    with pytest.raises(GatewayError, match="too long"):
        send("https://slow.example.org/", allowed=NOBODY, seconds=0.2)


@pytest.fixture
def encrypted(other, tmp_path):
    """The other side by TLS, with a certificate for hooks.internal; its authority, for who trusts it."""
    from cryptography import x509
    from cryptography.hazmat.primitives import hashes, serialization
    from cryptography.hazmat.primitives.asymmetric import ec
    from cryptography.x509.oid import NameOID

    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "hooks.internal")])
    now = datetime.now(UTC)
    made = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.DNSName("hooks.internal")]), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .sign(key, hashes.SHA256())
    )
    kept = tmp_path / "certificate.pem"
    secret = key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    kept.write_bytes(made.public_bytes(serialization.Encoding.PEM) + secret)
    served = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    served.load_cert_chain(kept)
    other.socket = served.wrap_socket(other.socket, server_side=True)
    return ssl.create_default_context(cafile=str(kept))


def test_the_certificate_is_the_names_and_not_the_addresses(names, other, encrypted):
    for name in ("hooks.internal", "other.internal"):
        names(name, ["127.0.0.1"])
    allowed = Allowed.parse(["hooks.internal", "other.internal"])
    assert send(f"https://hooks.internal:{other.port}/", allowed=allowed, ssl_context=encrypted).is_success
    with pytest.raises(GatewayError, match="certificate"):
        send(f"https://other.internal:{other.port}/", allowed=allowed, ssl_context=encrypted)
    with pytest.raises(GatewayError, match="certificate"):
        send(f"https://hooks.internal:{other.port}/", allowed=allowed)
    assert len(other.came) == 1
