"""A pool on disk from people, and a pool of a plausible world with people of every kind."""

import itertools

import numpy as np
import pytest

from core.matching.oracle import TODAY
from touchstone.core.matching import open_snapshot, synthesise, write_snapshot


@pytest.fixture
def pool_of(tmp_path):
    """Makes an open snapshot of some people."""
    numbers = itertools.count()

    def make(*people, today=TODAY):
        path = tmp_path / f"pool-{next(numbers)}.snapshot"
        write_snapshot(people, path, today=today)
        return open_snapshot(path, check=True)

    return make


@pytest.fixture(scope="session")
def world():
    """800 made-up people."""
    return tuple(synthesise(800, rng=np.random.default_rng(11), today=TODAY))


@pytest.fixture(scope="session")
def world_pool(world, tmp_path_factory):
    """Their snapshot."""
    path = tmp_path_factory.mktemp("world") / "pool.snapshot"
    write_snapshot(world, path, today=TODAY)
    return open_snapshot(path)
