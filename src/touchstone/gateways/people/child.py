"""The child's side: put the limits on, read one file of people, write line by line what is in it, and end."""

import sys
from collections import Counter
from pathlib import Path

import msgspec

from touchstone.core.errors import BadInput
from touchstone.core.matching.pool import PoolProblem
from touchstone.core.people import people_format, read_people
from touchstone.core.skills import Node, packaged, using_taxonomy
from touchstone.gateways.limits import put_on
from touchstone.gateways.people.reading import PeopleLimits, Told


def main() -> int:
    """Read what the arguments name: the limits, the file and what it is called; write to standard output.

    On standard input comes what the taxonomy has beside the packaged one.
    """
    limits = msgspec.json.decode(sys.argv[1], type=PeopleLimits)
    put_on(memory=limits.memory, processor_seconds=limits.processor_seconds, answer=limits.answer)
    encode, out = msgspec.json.Encoder().encode, sys.stdout.buffer

    def tell(told: Told) -> None:
        out.write(encode(told) + b"\n")

    def note(problem: PoolProblem) -> None:
        tell(Told(problem=problem))

    fields = packaged().with_nodes(msgspec.json.decode(sys.stdin.buffer.read(), type=tuple[Node, ...]))
    source, name, left = Path(sys.argv[2]), sys.argv[3], Counter[str]()
    try:
        kind = people_format(source, name=name)
        with using_taxonomy(fields):
            for row in read_people(source, name=name, on_problem=note, left=left):
                tell(Told(row=row))
    except BadInput as refused:
        tell(Told(refusal=str(refused)))
    except MemoryError:
        return 1
    else:
        tell(Told(format=kind, left=dict(left)))
    return 0


if __name__ == "__main__":
    sys.exit(main())
