from collections.abc import Iterator
from pathlib import Path

import pytest

from bot.delivery import tables  # noqa: F401  (its tables must be known before create_all)
from retrieval.database import Database, open_database


@pytest.fixture
def database(tmp_path: Path) -> Iterator[Database]:
    opened = open_database(f"sqlite:///{tmp_path}/counterpoint.db")
    opened.create_all()
    yield opened
    opened.close()
