"""Limits how hard one host is asked: few requests at once, and a pause between them."""

import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

from retrieval.feeds.host_manners import is_shared_host, requests_at_once
from retrieval.web.domains import registrable_domain

BREATH_SECONDS = 0.2
# Hosts that carry the feeds of many, Google News above all, are asked once a second (docs/decisions/0022).
SHARED_BREATH_SECONDS = 1.0


@dataclass(slots=True)
class _Gate:
    turns: threading.BoundedSemaphore
    lock: threading.Lock = field(default_factory=threading.Lock)
    next_start: float = 0.0


class HostLimits:
    """Turns by registrable domain: two at once, one for hosts that many feeds share, each start a breath after the last."""

    def __init__(
        self,
        *,
        sleep: Callable[[float], None] = time.sleep,
        monotonic: Callable[[], float] = time.monotonic,
    ) -> None:
        self._sleep = sleep
        self._monotonic = monotonic
        self._gates: dict[str, _Gate] = {}
        self._lock = threading.Lock()

    @contextmanager
    def turn(self, host: str, *, is_own: bool = False) -> Iterator[None]:
        """Hold one of the host's turns. A host of our own (`is_own`) needs no breath."""
        gate = self._gate(host)
        with gate.turns:
            if not is_own:
                self._breathe(gate, SHARED_BREATH_SECONDS if is_shared_host(host) else BREATH_SECONDS)
            yield

    def _gate(self, host: str) -> _Gate:
        name = registrable_domain(host)
        with self._lock:
            if name not in self._gates:
                self._gates[name] = _Gate(threading.BoundedSemaphore(requests_at_once(host)))
            return self._gates[name]

    def _breathe(self, gate: _Gate, breath: float) -> None:
        with gate.lock:
            now = self._monotonic()
            start = max(now, gate.next_start)
            gate.next_start = start + breath
        if start > now:
            self._sleep(start - now)
