"""How long the command line takes from nothing: whole processes, the median of nine after one that is not counted.

    python bench/start_up.py

Goals: `--help` under 0.3 s, `diagnose` under 1 s.
"""

import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

TOUCHSTONE = Path(sys.executable).with_name("touchstone")
RUNS = 9
BRIEF = """Our contract assistant cites articles of the civil code that do not exist. We need lawyers who judge its answers
and write the corrected ones: 2,000 answers, native Portuguese, 20 hours a week for 12 weeks, up to $45 an hour."""
GOALS = {"--help": 0.3, "diagnose": 1.0}


def seconds(*arguments):
    times = []
    for _ in range(RUNS + 1):
        begin = time.perf_counter()
        subprocess.run([TOUCHSTONE, *arguments], check=True, capture_output=True)
        times.append(time.perf_counter() - begin)
    return times[1:]


def main():
    with tempfile.TemporaryDirectory() as folder:
        brief = Path(folder) / "brief.txt"
        brief.write_text(BRIEF)
        commands = {
            "--help": ["--help"],
            "diagnose": ["diagnose", str(brief)],
            "rates": ["rates", "rlhf_specialist"],
            "overlap": ["overlap", "New_York", "Santiago"],
            "plan": ["plan", str(brief)],
            "hire": ["hire", str(brief)],
        }
        for name, arguments in commands.items():
            times = seconds(*arguments)
            goal = f"  goal {GOALS[name]:.1f} s" if name in GOALS else ""
            print(
                f"{name:10} median {statistics.median(times):.2f} s  (from {min(times):.2f} to {max(times):.2f}){goal}"
            )


if __name__ == "__main__":
    main()
