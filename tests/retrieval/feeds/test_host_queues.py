"""Lanes: the feeds of one host, one after another."""

import pytest

from retrieval.feeds.host_queues import Lane


@pytest.mark.parametrize(("refusals", "is_refused"), [(2, False), (3, True)])
def test_a_host_that_refuses_again_and_again_means_us(refusals: int, is_refused: bool) -> None:
    assert Lane("westtimes.example", refusals=refusals).is_refused == is_refused
