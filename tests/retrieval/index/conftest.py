from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.retrieval.index.rig import Archive


@pytest.fixture
def archive(tmp_path: Path) -> Iterator[Archive]:
    made = Archive(tmp_path)
    yield made
    made.close()
