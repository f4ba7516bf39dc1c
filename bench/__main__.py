"""Every measurement, one after the other: `python -m bench [NAME…]`. What each prints is kept in bench/out/NAME.txt."""

import os
import subprocess
import sys
from pathlib import Path

HERE = Path(__file__).parent
# One thread everywhere, so that ratios are between methods and not between thread pools.
ONE_THREAD = {"OMP_NUM_THREADS": "1", "OPENBLAS_NUM_THREADS": "1", "MKL_NUM_THREADS": "1"}


def names():
    return sorted(path.stem for path in HERE.glob("*.py") if not path.stem.startswith("_"))


def run(name):
    """Run one measurement, show what it prints as it comes, and keep it."""
    print(f"\n── {name} " + "─" * 60, flush=True)
    with (HERE / "out" / f"{name}.txt").open("w") as kept:
        program = [sys.executable, str(HERE / f"{name}.py")]
        with subprocess.Popen(program, stdout=subprocess.PIPE, text=True, env=os.environ | ONE_THREAD) as process:
            for line in process.stdout:
                print(line, end="", flush=True)
                kept.write(line)
    return process.returncode


def main():
    (HERE / "out").mkdir(exist_ok=True)
    wanted = sys.argv[1:] or names()
    if unknown := set(wanted) - set(names()):
        sys.exit(f"no such measurement: {', '.join(sorted(unknown))} (there are {', '.join(names())})")
    failed = [name for name in wanted if run(name)]
    if failed:
        sys.exit(f"failed: {', '.join(failed)}")


if __name__ == "__main__":
    main()
