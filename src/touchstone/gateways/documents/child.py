"""The child's side: put the limits on, read one file, say what is in it or why not, and end."""

import sys

import msgspec

from touchstone.gateways.documents.reading import Answer, Refusal, Request
from touchstone.gateways.limits import put_on


def main() -> int:
    """Read the request from standard input, write the answer to standard output."""
    request = msgspec.msgpack.decode(sys.stdin.buffer.read(), type=Request)
    limits = request.limits
    put_on(memory=limits.memory, processor_seconds=limits.processor_seconds, answer=limits.answer)
    try:
        answer = _read(request)
    except MemoryError:
        return 1
    sys.stdout.buffer.write(msgspec.msgpack.encode(answer))
    return 0


def _read(request: Request) -> Answer:
    from touchstone.core.briefs import read_document
    from touchstone.core.briefs.transport import encode_reading
    from touchstone.core.errors import BadInput
    from touchstone.core.skills import packaged, using_taxonomy

    try:
        with using_taxonomy(packaged().with_nodes(request.fields)):
            reading = read_document(request.data, request.name, today=request.today)
    except BadInput as refused:
        return Answer(refusal=Refusal(message=refused.message, place=refused.place, hint=refused.hint))
    return Answer(reading=encode_reading(reading))


if __name__ == "__main__":
    sys.exit(main())
