import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from bot.delivery import tables  # noqa: F401  (its tables must be known before create_all)
from retrieval.database import Database, metadata, open_database

# Set it to run these tests on a PostgreSQL of your own; everything in that database is dropped.
POSTGRES = os.environ.get("COUNTERPOINT_TEST_POSTGRES", "")


@pytest.fixture
def database(tmp_path: Path) -> Iterator[Database]:
    opened = open_database(POSTGRES or f"sqlite:///{tmp_path}/counterpoint.db")
    if POSTGRES:
        metadata.drop_all(opened.engine)
    opened.create_all()
    yield opened
    opened.close()
