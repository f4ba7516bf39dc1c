"""A process that keeps a worker beside the pages: it starts one, and another when that ends.

It is a process of its own, and nothing but the standard library, because whoever serves pages forks: a thread there that
starts programs would leave its pipes open in the forks.
"""

import logging
import os
import signal
import subprocess
import sys
import time
from types import FrameType

from touchstone.server.parent import end_with_parent

logger = logging.getLogger("touchstone.server")
STOPS_IN = 25.0  # seconds that a worker has to finish what it is at
_STEADY = 60.0  # seconds after which the end of a worker is no failed start
_LONGEST_PAUSE = 60.0


class _Ending(Exception):
    """We were told to stop."""


def begin() -> "subprocess.Popen[bytes]":
    """Start a keeper; it ends with this process at the latest."""
    command = [sys.executable, "-m", "touchstone.server.keep", str(os.getpid())]
    return subprocess.Popen(command, start_new_session=True)  # noqa: S603 - our own program


def end(process: "subprocess.Popen[bytes]") -> None:
    """Stop it, and its worker: by asking first."""
    process.terminate()
    try:
        process.wait(timeout=STOPS_IN)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()


def main() -> None:
    """Keep a worker until SIGTERM. One that ends at once each time is started more and more seldom."""
    logging.basicConfig(format="{asctime} {levelname} {name}: {message}", style="{", level=logging.INFO)
    end_with_parent(int(sys.argv[1]))
    signal.signal(signal.SIGTERM, _stop)
    pause = 1.0
    while True:
        began = time.monotonic()
        command = [sys.executable, "-m", "touchstone.server.manage", "worker", "--kept-by", str(os.getpid())]
        worker = subprocess.Popen(command)  # noqa: S603 - our own program
        try:
            code = worker.wait()
            pause = 1.0 if time.monotonic() - began > _STEADY else min(2 * pause, _LONGEST_PAUSE)
            logger.warning("the worker ended with %s and is started again in %.0f s", code, pause)
            time.sleep(pause)
        except _Ending:
            end(worker)
            return


def _stop(_number: int, _frame: FrameType | None) -> None:
    raise _Ending


if __name__ == "__main__":
    main()
