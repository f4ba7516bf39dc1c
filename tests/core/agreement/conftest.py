import numpy as np
import pytest

from core.agreement.published import FLEISS, KRIPPENDORFF, SHROUT, counts_rows, grid_rows, rows_of


@pytest.fixture
def krippendorff():
    return rows_of(grid_rows(KRIPPENDORFF))


@pytest.fixture
def fleiss():
    return rows_of(counts_rows(FLEISS))


@pytest.fixture
def shrout():
    return rows_of([(unit, rater, value) for unit, line in enumerate(SHROUT) for rater, value in enumerate(line)])


@pytest.fixture
def rng():
    return np.random.default_rng(20260101)
