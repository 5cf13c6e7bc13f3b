from collections.abc import Mapping
from datetime import timedelta

from bot.adapters.metrics import Gauge, Meters
from retrieval.errors import StorageError
from retrieval.ports import Usage


def lines(meters: Meters) -> list[str]:
    return [line for line in meters.render().decode().splitlines() if not line.startswith("#")]


def test_what_happened_is_counted() -> None:
    meters = Meters()
    meters.count_answer("answered", timedelta(seconds=0.2))
    meters.count_answer("no_answer", timedelta(seconds=3))
    meters.count_model_call(outcome="timeout", usage=Usage(120, 0), took=timedelta(seconds=1))
    meters.count_feed("ok", new=3)
    meters.count_request("/t/{topic}", 200)
    shown = lines(meters)
    assert 'counterpoint_questions_total{outcome="no_answer"} 1.0' in shown
    assert 'counterpoint_answer_seconds_bucket{le="0.25"} 1.0' in shown
    assert 'counterpoint_model_calls_total{outcome="timeout"} 1.0' in shown
    assert 'counterpoint_model_tokens_total{direction="sent"} 120.0' in shown
    assert "counterpoint_articles_new_total 3.0" in shown
    assert 'counterpoint_http_requests_total{page="/t/{topic}",status="200"} 1.0' in shown


def test_gauges_are_read_when_somebody_asks() -> None:
    stock = {"failing": 1.0}
    meters = Meters()
    meters.watch([Gauge("feeds", "Feeds by state.", lambda: stock, "state"), Gauge("lag", "Lag.", lambda: {"": 2.5})])
    assert 'counterpoint_feeds{state="failing"} 1.0' in lines(meters)
    stock["failing"] = 4.0
    assert 'counterpoint_feeds{state="failing"} 4.0' in lines(meters)
    assert "counterpoint_lag 2.5" in lines(meters)


def test_a_gauge_that_cannot_be_read_leaves_the_others() -> None:
    def broken() -> Mapping[str, float]:
        raise StorageError("The disk is full.")

    meters = Meters()
    meters.watch([Gauge("feeds", "Feeds.", broken, "state"), Gauge("articles", "Articles.", lambda: {"": 7.0})])
    assert "counterpoint_articles 7.0" in lines(meters)
    assert 'counterpoint_unreadable{gauge="feeds"} 1.0' in lines(meters)


def test_two_apps_count_apart() -> None:
    first, second = Meters(), Meters()
    first.count_feed("ok", new=1)
    assert "counterpoint_articles_new_total 0.0" in lines(second)
