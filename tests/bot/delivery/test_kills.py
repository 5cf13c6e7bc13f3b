import pytest

from benchmarks.kills import Setting, run

pytestmark = pytest.mark.slow


def test_ten_kills_lose_nothing_and_repeat_nothing() -> None:
    report = run(Setting(kills=10, chats=24, parts=2, faults=0.05, seed=20260108, deadline=120.0))
    assert report.kills == 10
    assert (report.lost, report.double, report.still_unknown) == (0, 0, 0)
