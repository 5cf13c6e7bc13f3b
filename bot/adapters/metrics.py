"""Keeps the figures for Prometheus: counts events as they happen, and reads gauges from the stores when somebody asks.

The home of prometheus_client. Label values are our own words (states, page patterns, topic ids), never what people wrote.
"""

import logging
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta

from prometheus_client import CollectorRegistry, Counter, Histogram, generate_latest
from prometheus_client.core import GaugeMetricFamily
from prometheus_client.registry import Collector

from retrieval.errors import CounterpointError
from retrieval.ports import Usage

log = logging.getLogger(__name__)

ANSWER_SECONDS = (0.05, 0.1, 0.25, 0.5, 1, 2, 4, 8, 15, 30)
POLL_SECONDS = (0.5, 1, 2, 5, 10, 30, 60, 120, 300, 600)


@dataclass(frozen=True, slots=True)
class Gauge:
    """A figure read at each scrape. `read` gives a value for each value of `label`; without a label, for the empty string."""

    name: str
    help: str
    read: Callable[[], Mapping[str, float]]
    label: str = ""


class Meters:
    """Counts what happens. One for each app; safe from several threads."""

    def __init__(self) -> None:
        self.registry = CollectorRegistry(auto_describe=False)
        self._questions = self._counter("questions", "Questions by what came of them.", "outcome")
        self._answer_seconds = self._histogram("answer_seconds", "From question to answer.", ANSWER_SECONDS)
        self._model_calls = self._counter("model_calls", "Calls of the language model by outcome.", "outcome")
        self._model_tokens = self._counter(
            "model_tokens",
            "Tokens of the language model, as its server counts them; reasoning is part of received.",
            "direction",
        )
        self._model_seconds = self._histogram("model_seconds", "How long a call of the model took.", ANSWER_SECONDS)
        self._feed_polls = self._counter("feed_polls", "Polls of single feeds by what came of them.", "status")
        self._new_articles = self._counter("articles_new", "Articles that polls brought.")
        self._poll_seconds = self._histogram("poll_seconds", "How long a round of polling took.", POLL_SECONDS)
        self._requests = self._counter("http_requests", "Requests to our own pages.", "page", "status")
        self._job_errors = self._counter("job_errors", "Turns of the schedule that failed.", "job")

    def count_answer(self, outcome: str, took: timedelta) -> None:
        """`outcome` is answered, no_answer or error."""
        self._questions.labels(outcome).inc()
        self._answer_seconds.observe(took.total_seconds())

    def count_model_call(self, *, outcome: str, usage: Usage, took: timedelta) -> None:
        """`outcome` is ok or the cause of a failure."""
        self._model_calls.labels(outcome).inc()
        self._model_tokens.labels("sent").inc(usage.sent)
        self._model_tokens.labels("received").inc(usage.received)
        self._model_tokens.labels("reasoning").inc(usage.reasoning)
        self._model_seconds.observe(took.total_seconds())

    def count_feed(self, status: str, *, new: int) -> None:
        self._feed_polls.labels(status).inc()
        self._new_articles.inc(new)

    def count_round(self, took: timedelta) -> None:
        """One round over all feeds that were due."""
        self._poll_seconds.observe(took.total_seconds())

    def count_request(self, page: str, status: int) -> None:
        """`page` is the pattern of the address, not the address."""
        self._requests.labels(page, str(status)).inc()

    def count_job_error(self, job: str) -> None:
        self._job_errors.labels(job).inc()

    def watch(self, gauges: Sequence[Gauge]) -> None:
        """Read these too, from now on, at every scrape."""
        self.registry.register(_Readings(gauges))

    def render(self) -> bytes:
        """Everything in the text format that Prometheus reads."""
        return generate_latest(self.registry)

    def _counter(self, name: str, about: str, *labels: str) -> Counter:
        return Counter(f"counterpoint_{name}", about, labels, registry=self.registry)

    def _histogram(self, name: str, about: str, buckets: Sequence[float]) -> Histogram:
        return Histogram(f"counterpoint_{name}", about, buckets=buckets, registry=self.registry)


class _Readings(Collector):
    """The gauges. One that cannot be read is left out and named in `counterpoint_unreadable`."""

    def __init__(self, gauges: Sequence[Gauge]) -> None:
        self._gauges = tuple(gauges)

    def describe(self) -> Iterable[GaugeMetricFamily]:
        return ()

    def collect(self) -> Iterator[GaugeMetricFamily]:
        unreadable = GaugeMetricFamily("counterpoint_unreadable", "Gauges that could not be read.", labels=("gauge",))
        for gauge in self._gauges:
            try:
                yield _family(gauge)
            except CounterpointError as error:
                log.warning("gauge not read", extra={"gauge": gauge.name, "kind": type(error).__name__})
                unreadable.add_metric((gauge.name,), 1)
        yield unreadable


def _family(gauge: Gauge) -> GaugeMetricFamily:
    labels = (gauge.label,) if gauge.label else ()
    family = GaugeMetricFamily(f"counterpoint_{gauge.name}", gauge.help, labels=labels)
    for value, figure in gauge.read().items():
        family.add_metric((value,) if gauge.label else (), figure)
    return family
