"""How a process ends with the one that started it."""

import ctypes
import os
import signal
import sys


def end_with_parent(parent: int) -> None:
    """At once, also when that is killed: one that outlived it would go on answering, or working, beside the next start.

    `parent` is the number of the process that started this; where it has ended already, so does this.
    """
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(1, signal.SIGKILL)  # PR_SET_PDEATHSIG, prctl(2)
    if os.getppid() != parent:
        os._exit(1)
