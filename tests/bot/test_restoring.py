import pytest

from benchmarks.restore_drill import run


@pytest.mark.slow
def test_a_lost_database_is_restored_with_every_row_and_the_bot_starts_on_it() -> None:
    assert run(300) == 0
