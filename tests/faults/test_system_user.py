"""A first start as root makes a user for the database; several first starts at once make one, and the same one."""

import os
import pwd
import subprocess
import sys

import pytest

_ASK = """
import sys, time
from touchstone.server import system_user
system_user.NAME = sys.argv[1]
time.sleep(max(0.0, float(sys.argv[2]) - time.time()))
print(system_user.identity()["user"])
"""


@pytest.mark.skipif(os.geteuid() != 0, reason="only root makes users")
def test_starts_at_once_agree_on_the_number_of_the_user():
    import time

    name = f"touchstone-t{os.getpid()}"
    together = time.time() + 1.5
    command = [sys.executable, "-c", _ASK, name, str(together)]
    starts = [subprocess.Popen(command, stdout=subprocess.PIPE, text=True) for _ in range(6)]
    try:
        numbers = {int(start.communicate(timeout=60)[0]) for start in starts}
        assert numbers == {pwd.getpwnam(name).pw_uid}
    finally:
        subprocess.run(["userdel", name], check=True, capture_output=True)
