"""What a child process may take that reads a file of unknown origin; it puts the limits on itself before it looks."""

import resource


def put_on(*, memory: int, processor_seconds: int, answer: int) -> None:
    """Bytes of address space, seconds of processor, bytes of a file that it writes; never more than it has already."""
    for kind, wanted in (
        (resource.RLIMIT_AS, memory),
        (resource.RLIMIT_CPU, processor_seconds),
        (resource.RLIMIT_FSIZE, answer),
        (resource.RLIMIT_CORE, 0),
    ):
        _, allowed = resource.getrlimit(kind)
        most = wanted if allowed == resource.RLIM_INFINITY else min(wanted, allowed)
        resource.setrlimit(kind, (most, most))
