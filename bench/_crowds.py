"""Public sets of crowd answers with truth, where a folder has them: NAME.label.csv (item, worker, label), NAME.truth.csv (item, truth).

The folder is TOUCHSTONE_CROWDS, several of them apart by ":"; files may be gzipped. Nothing of them is part of the repository.
"""

import csv
import gzip
import os
from pathlib import Path
from typing import NamedTuple

import numpy as np


class Crowd(NamedTuple):
    """A set of answers in columns: item, worker and label are (answers,); truth is (items,), -1 where there is none."""

    name: str
    item: np.ndarray
    worker: np.ndarray
    label: np.ndarray
    truth: np.ndarray
    workers: int


def crowds():
    folders = [Path(folder) for folder in os.environ.get("TOUCHSTONE_CROWDS", "").split(":") if folder]
    files = {
        path.name.partition(".label.csv")[0]: path for folder in folders for path in sorted(folder.glob("*.label.csv*"))
    }
    return [_read(name, files[name]) for name in sorted(files)]


def _read(name, path):
    answers, truths = _rows(path), _rows(path.with_name(path.name.replace(".label.", ".truth.")))
    items = {item: at for at, item in enumerate(sorted({row[0] for row in answers}))}
    workers = {worker: at for at, worker in enumerate(sorted({row[1] for row in answers}))}
    labels = {label: at for at, label in enumerate(sorted({row[2] for row in answers} | {row[1] for row in truths}))}
    truth = np.full(len(items), -1)
    for item, said in truths:
        if item in items:
            truth[items[item]] = labels[said]
    columns = (np.array([numbers[row[at]] for row in answers]) for at, numbers in enumerate((items, workers, labels)))
    return Crowd(name, *columns, truth, len(workers))


def _rows(path):
    with gzip.open(path, "rt") if path.suffix == ".gz" else path.open() as lines:
        return list(csv.reader(lines))[1:]
