"""Every request that leaves by HTTP. To an address that somebody typed in it reaches the public internet, and nothing of ours.

Every name is resolved once, every address that it has is looked at, and the connection is made to the one that was looked
at, so that a name that changes its mind in between gains nothing (OWASP, Server-Side Request Forgery Prevention). Nothing
is redirected, no proxy of the environment is used, and the whole exchange has one clock.
"""

import ipaddress
import math
import socket
import threading
import time
from collections.abc import Iterable
from enum import StrEnum
from queue import Empty, Queue
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

import httpcore2
import msgspec

from touchstone.core.errors import BadInput
from touchstone.gateways.errors import GatewayError

if TYPE_CHECKING:
    import ssl

LONGEST_ADDRESS = 2_000
_SECONDS = 15.0  # for everything: the name, the connection, what is sent and the answer's head
# Ports of the well-known services below 1024 speak something else; HTTP there is an attack on them.
_LEAST_PORT, _WEB_PORTS = 1024, frozenset({80, 443})
_NAT64 = ipaddress.ip_network("64:ff9b::/96")  # RFC 6052: the last four bytes are an IPv4 address

Address = ipaddress.IPv4Address | ipaddress.IPv6Address
Network = ipaddress.IPv4Network | ipaddress.IPv6Network


class Why(StrEnum):
    """Why there was no answer: for programs that say it in their own words."""

    FORM = "form"  # it is no address of a web server
    CREDENTIALS = "credentials"  # it holds a user, a password or a fragment
    PLAIN = "plain"  # http to a host that is not listed
    PORT = "port"  # of something that is no web server
    PRIVATE = "private"  # its name leads into a network that is not public
    NO_NAME = "no_name"
    SLOW_NAME = "slow_name"
    CERTIFICATE = "certificate"
    UNREACHABLE = "unreachable"
    TIMEOUT = "timeout"
    CUT = "cut"  # the connection ended before there was an answer


class Refused(BadInput):
    """An address that is not reached from here, and `why`."""

    def __init__(self, why: Why, message: str, *, hint: str) -> None:
        super().__init__(message, place="url", hint=hint)
        self.why = why


class NoAnswer(GatewayError):
    """It was asked and did not answer, and `why`; another try may go well."""

    def __init__(self, why: Why, message: str, *, place: str) -> None:
        super().__init__(message, permanent=False, place=place, hint="try again later")
        self.why = why


class Answered(msgspec.Struct, frozen=True):
    """What the other side said."""

    status: int
    retry_after: float | None  # seconds, where it says so in seconds
    body: bytes = b""  # as much of it as was wanted, and a byte more where it is longer

    @property
    def is_success(self) -> bool:
        """2xx; a redirection is none, because it is not followed."""
        return 200 <= self.status < 300


class Allowed(msgspec.Struct, frozen=True):
    """What may be reached although it is not public, or by plain HTTP: names, and networks of addresses."""

    names: frozenset[str] = frozenset()
    networks: tuple[Network, ...] = ()

    @classmethod
    def of(cls, address: str) -> "Allowed":
        """The host of an address that whoever runs this has set themselves: by setting it they have listed it."""
        try:
            return cls(names=frozenset({(urlsplit(address).hostname or "").casefold()} - {""}))
        except ValueError:
            return cls()

    @classmethod
    def parse(cls, entries: Iterable[str]) -> "Allowed":
        """Of entries such as "hooks.internal", "10.1.0.0/16" and "::1".

        Raises:
            BadInput: one is neither a network nor a name.
        """
        names, networks = set(), []
        for entry in entries:
            try:
                networks.append(ipaddress.ip_network(entry))
            except ValueError as error:
                if "/" in entry or ":" in entry or not entry.strip("."):
                    hint = "a host's name, or a network such as 10.1.0.0/16"
                    raise BadInput(f"{entry!r} is neither a name nor a network", hint=hint) from error
                names.add(entry.casefold())
        return cls(frozenset(names), tuple(networks))

    def address(self, address: Address) -> bool:
        """Whether an address may be reached because it is listed."""
        return any(address in network for network in self.networks)


def check(address: str, *, allowed: Allowed, seconds: float = _SECONDS) -> None:
    """Whether `address` may be asked: its form, and where its name leads now.

    Raises:
        Refused: it may not, and why.
        NoAnswer: its name cannot be resolved.
    """
    host, port = _parts(address, allowed)
    _resolve(host, port, allowed=allowed, seconds=seconds)


def post(
    address: str,
    body: bytes,
    *,
    headers: dict[str, str],
    allowed: Allowed,
    seconds: float = _SECONDS,
    most_answer: int = 0,
    ssl_context: "ssl.SSLContext | None" = None,
) -> Answered:
    """Send `body` once, and read at most so many bytes of the answer, and one more.

    Raises:
        Refused: the address may not be asked.
        NoAnswer: there was none.
    """
    _parts(address, allowed)
    backend = _Looking(allowed, deadline=time.monotonic() + seconds)
    sent = [(name.encode("ascii"), value.encode("ascii")) for name, value in headers.items()]
    try:
        with (
            httpcore2.ConnectionPool(network_backend=backend, ssl_context=ssl_context) as pool,
            pool.stream("POST", address, headers=sent, content=body) as answer,
        ):
            return Answered(answer.status, _retry_after(answer.headers), _read(answer, most_answer))
    except httpcore2.TimeoutException as error:
        raise NoAnswer(Why.TIMEOUT, f"no answer within {seconds:g} seconds", place=address) from error
    except httpcore2.ConnectError as error:
        if "CERTIFICATE" in str(error).upper():
            raise NoAnswer(Why.CERTIFICATE, "its certificate is not valid", place=address) from error
        raise NoAnswer(Why.UNREACHABLE, "it cannot be reached", place=address) from error
    except (httpcore2.NetworkError, httpcore2.ProtocolError) as error:
        raise NoAnswer(Why.CUT, "the connection ended before there was an answer", place=address) from error


def _parts(address: str, allowed: Allowed) -> tuple[str, int]:
    """The host and the port of an address that has the form of one that may be asked."""
    hint = "such as https://hooks.example.org/touchstone"
    if len(address) > LONGEST_ADDRESS or not address.isascii() or not address.isprintable() or " " in address:
        raise Refused(Why.FORM, "this is no address of a web server", hint=hint)
    try:
        parts = urlsplit(address)
        host, port = parts.hostname or "", parts.port
    except ValueError as error:
        raise Refused(Why.FORM, "this is no address of a web server", hint=hint) from error
    if parts.scheme not in {"http", "https"} or not host:
        raise Refused(Why.FORM, "this is no address of a web server", hint=hint)
    if parts.username is not None or parts.password is not None or parts.fragment:
        raise Refused(Why.CREDENTIALS, "an address holds no user, password or fragment here", hint=hint)
    if parts.scheme == "http" and not _listed(host, allowed):
        hint = "https; plain http only to hosts listed in OUTBOUND_ALLOWED"
        raise Refused(Why.PLAIN, "it is not encrypted", hint=hint)
    port = port or (443 if parts.scheme == "https" else 80)
    if port < _LEAST_PORT and port not in _WEB_PORTS and host.casefold() not in allowed.names:
        raise Refused(Why.PORT, f"port {port} belongs to something else", hint="443, 80, or 1024 and above")
    return host, port


def _listed(host: str, allowed: Allowed) -> bool:
    if host.casefold() in allowed.names:
        return True
    try:
        return allowed.address(ipaddress.ip_address(host))
    except ValueError:
        return False


def _resolve(host: str, port: int, *, allowed: Allowed, seconds: float) -> list[str]:
    """Addresses of `host`, every one of which may be reached."""
    addresses = _looked_up(host, port, seconds=seconds)
    if host.casefold() not in allowed.names:
        for one in addresses:
            address = ipaddress.ip_address(one.partition("%")[0])
            if not (allowed.address(address) or is_public(address)):
                hint = "a public address; whoever runs this can list others in OUTBOUND_ALLOWED"
                raise Refused(Why.PRIVATE, "it leads into a network that is not public", hint=hint)
    return addresses


def _looked_up(host: str, port: int, *, seconds: float) -> list[str]:
    """All addresses of a name, in the system's order. Its resolver keeps no clock, so it has a thread that may be left."""
    answer: Queue[list[str] | Exception] = Queue()

    def look() -> None:
        try:
            found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
            answer.put(list(dict.fromkeys(str(one[4][0]) for one in found)))
        except (OSError, UnicodeError) as error:
            answer.put(error)

    threading.Thread(target=look, name="looks a name up", daemon=True).start()
    try:
        said = answer.get(timeout=max(seconds, 0.0))
    except Empty as error:
        raise NoAnswer(Why.SLOW_NAME, "its name takes too long to resolve", place=host) from error
    if isinstance(said, Exception):
        raise NoAnswer(Why.NO_NAME, "there is no host of this name", place=host) from said
    return said


def is_public(address: Address) -> bool:
    """Whether anybody on the internet could reach it: by itself, and as the IPv4 address that it stands for."""
    if isinstance(address, ipaddress.IPv6Address):
        inner = address.ipv4_mapped or address.sixtofour or (address.teredo[1] if address.teredo else None)
        if address in _NAT64:
            inner = ipaddress.IPv4Address(int(address) & 0xFFFFFFFF)
        if inner is not None:
            return is_public(inner)
    return address.is_global and not (address.is_multicast or address.is_reserved or address.is_unspecified)


class _Looking(httpcore2.NetworkBackend):
    """Connects to addresses that were looked at, and to no other; what is read and written keeps to the deadline."""

    def __init__(self, allowed: Allowed, *, deadline: float) -> None:
        self._allowed, self._deadline = allowed, deadline
        self._plain = httpcore2.SyncBackend()

    def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,
        local_address: str | None = None,
        socket_options: Any = None,
    ) -> httpcore2.NetworkStream:
        """A connection to the first address that answers."""
        del timeout
        last: Exception = httpcore2.ConnectError(host)
        for one in _resolve(host, port, allowed=self._allowed, seconds=_left(self._deadline)):
            try:
                stream = self._plain.connect_tcp(one, port, _left(self._deadline), local_address, socket_options)
            except (httpcore2.ConnectError, httpcore2.ConnectTimeout) as error:
                last = error
                continue
            return _InTime(stream, self._deadline)
        raise last

    def connect_unix_socket(
        self, path: str, timeout: float | None = None, socket_options: Any = None
    ) -> httpcore2.NetworkStream:
        """Never: a socket of this machine is nobody's address."""
        del timeout, socket_options
        raise httpcore2.ConnectError(path)

    def sleep(self, seconds: float) -> None:
        """As ever."""
        self._plain.sleep(seconds)


class _InTime(httpcore2.NetworkStream):
    """A stream whose every step has what is left of the one clock: an answer that drips does not last for ever."""

    def __init__(self, stream: httpcore2.NetworkStream, deadline: float) -> None:
        self._stream, self._deadline = stream, deadline

    def read(self, max_bytes: int, timeout: float | None = None) -> bytes:
        """At most `max_bytes`."""
        del timeout
        return self._stream.read(max_bytes, _left(self._deadline, httpcore2.ReadTimeout))

    def write(self, buffer: bytes, timeout: float | None = None) -> None:
        """All of it."""
        del timeout
        self._stream.write(buffer, _left(self._deadline, httpcore2.WriteTimeout))

    def close(self) -> None:
        """Let go."""
        self._stream.close()

    def start_tls(
        self, ssl_context: "ssl.SSLContext", server_hostname: str | None = None, timeout: float | None = None
    ) -> httpcore2.NetworkStream:
        """Encrypted from here on; the certificate is the name's, not the address's."""
        del timeout
        return _InTime(self._stream.start_tls(ssl_context, server_hostname, _left(self._deadline)), self._deadline)

    def get_extra_info(self, info: str) -> Any:
        """What the stream knows of itself."""
        return self._stream.get_extra_info(info)


def _left(deadline: float, error: type[httpcore2.TimeoutException] = httpcore2.ConnectTimeout) -> float:
    left = deadline - time.monotonic()
    if left <= 0:
        raise error("the time is over")
    return left


def _read(answer: httpcore2.Response, most: int) -> bytes:
    body = bytearray()
    if most:
        for part in answer.iter_stream():
            body += part
            if len(body) > most:
                break
    return bytes(body[: most + 1])


def _retry_after(headers: Iterable[tuple[bytes, bytes]]) -> float | None:
    for name, value in headers:
        if name.lower() == b"retry-after" and value.strip().isdigit():
            seconds = float(value)
            return seconds if math.isfinite(seconds) else None
    return None
