import pytest

from benchmarks.storage_kills import run

pytestmark = pytest.mark.slow


def test_kills_under_write_load_lose_no_acknowledged_article_and_leave_an_index_that_catches_up() -> None:
    assert run(4, 20260108, with_index=True) == 0
