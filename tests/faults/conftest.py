"""A fresh installation for each test."""

import pytest

from processes import Installation


@pytest.fixture
def installation(tmp_path):
    for folder in (tmp_path, tmp_path.parent, tmp_path.parent.parent):
        folder.chmod(0o755)
    there = Installation(tmp_path / "home")
    yield there
    there.close()
