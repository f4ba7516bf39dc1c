"""What every measurement of the numerical core shares: CPU seconds of one thread, and a file of results that says on what."""

import json
import os
import platform
import statistics
import time
from datetime import UTC, datetime
from importlib import metadata
from pathlib import Path

RESULTS = Path(__file__).parent / "results"


def cpu_seconds(work, *, repeats=5):
    """The median CPU seconds of `work()` over `repeats` runs, and what the last one returned."""
    seconds, result = [], None
    for _ in range(repeats):
        start = time.process_time()
        result = work()
        seconds.append(time.process_time() - start)
    return statistics.median(seconds), result


def save(name, result, *, peers=()):
    """Write `result` to results/NAME.json with the date, the machine, and the versions of what was measured."""
    RESULTS.mkdir(exist_ok=True)
    document = {
        "measured": datetime.now(UTC).date().isoformat(),
        "machine": machine(),
        "versions": versions(("numpy", "scipy", *peers)),
        **result,
    }
    path = RESULTS / f"{name}.json"
    path.write_text(json.dumps(document, indent=2) + "\n")
    return path


def versions(packages):
    """The version of each package, and of Python; None for what is not installed."""
    found = {"python": platform.python_version()}
    for package in packages:
        try:
            found[package] = metadata.version(package)
        except metadata.PackageNotFoundError:
            found[package] = None
    return found


def machine():
    """The processor's name as the kernel says it, and the number of cores."""
    lines = Path("/proc/cpuinfo").read_text().splitlines() if Path("/proc/cpuinfo").exists() else []
    names = [line.partition(":")[2].strip() for line in lines if line.startswith("model name")]
    return {"cpu": names[0] if names else platform.processor(), "cores": os.cpu_count(), "system": platform.system()}
