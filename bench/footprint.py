"""How much an installation weighs: fresh environments from the lock files, in MB on disk, byte code included.

    python bench/footprint.py

Goals: base at most 350 MB, with the server at most 700 MB.
"""

import subprocess
import sys
import tempfile
from functools import partial
from pathlib import Path

ROOT = Path(__file__).parent.parent
GOALS = {"base": 350, "server": 700}


def installed(folder, lock):
    """Install the lock file and the package into a new environment and return its megabytes."""
    uv = Path(sys.executable).with_name("uv")
    environment = Path(folder) / lock
    run = partial(subprocess.run, check=True, capture_output=True, text=True)
    run([uv, "venv", "--quiet", environment])
    install = [
        uv,
        "pip",
        "install",
        "--quiet",
        "--python",
        environment / "bin" / "python",
        "--link-mode",
        "copy",
        "--compile-bytecode",
    ]
    run([*install, "--require-hashes", "-r", ROOT / "requirements" / f"{lock}.txt"])
    run([*install, "--no-deps", ROOT])
    return int(run(["du", "-sm", environment]).stdout.split()[0])


def main():
    with tempfile.TemporaryDirectory() as folder:
        for lock, goal in GOALS.items():
            print(f"{lock:8} {installed(folder, lock):4} MB  goal {goal} MB")


if __name__ == "__main__":
    main()
