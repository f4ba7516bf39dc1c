"""The child's side: put the limits on, read one file, say what is in it or why not, and end."""

import resource
import sys

import msgspec

from touchstone.gateways.documents.reading import Answer, Limits, Refusal, Request


def main() -> int:
    """Read the request from standard input, write the answer to standard output."""
    request = msgspec.msgpack.decode(sys.stdin.buffer.read(), type=Request)
    _limit(request.limits)
    try:
        answer = _read(request)
    except MemoryError:
        return 1
    sys.stdout.buffer.write(msgspec.msgpack.encode(answer))
    return 0


def _limit(limits: Limits) -> None:
    for kind, wanted in (
        (resource.RLIMIT_AS, limits.memory),
        (resource.RLIMIT_CPU, limits.processor_seconds),
        (resource.RLIMIT_FSIZE, limits.answer),
        (resource.RLIMIT_CORE, 0),
    ):
        _, allowed = resource.getrlimit(kind)
        most = wanted if allowed == resource.RLIM_INFINITY else min(wanted, allowed)
        resource.setrlimit(kind, (most, most))


def _read(request: Request) -> Answer:
    from touchstone.core.briefs import read_document
    from touchstone.core.briefs.transport import encode_reading
    from touchstone.core.errors import BadInput

    try:
        reading = read_document(request.data, request.name, today=request.today)
    except BadInput as refused:
        return Answer(refusal=Refusal(message=refused.message, place=refused.place, hint=refused.hint))
    return Answer(reading=encode_reading(reading))


if __name__ == "__main__":
    sys.exit(main())
