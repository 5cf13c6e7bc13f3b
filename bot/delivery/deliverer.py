"""Writes what is due into the ledger, and sends what the ledger holds.

It decides nothing itself: `due` says when, `ledger` what an outcome means, the messenger keeps the pace.
"""

import logging
from collections import Counter
from collections.abc import Callable, Mapping
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from threading import Event

from bot.delivery.ledger_entries import Task, UnknownPart
from bot.delivery.pacing import Pacer
from bot.delivery.pen import Departure, Pen, Withdrawn
from bot.delivery.planner import Build, Planner, TickReport
from bot.delivery.ports import Messenger, Migrated, NotSent, Part, SendError, Unreachable
from bot.delivery.retry_schedule import growing_pause, is_outage, step_after
from bot.delivery.store import Ledger, Subscriptions
from retrieval.errors import StorageError
from retrieval.ports import Clock

log = logging.getLogger(__name__)

# Chats in a row that could not be reached: then it is the line.
OUTAGE_AFTER = 3
# A reader is asked about a message in doubt as long as they may remember it.
ASK_WITHIN = timedelta(days=2)


@dataclass(frozen=True, slots=True)
class DrainReport:
    """How many sends ended how: sent, queued (again), failed, unknown, withdrawn, error."""

    outcomes: Mapping[str, int] = field(default_factory=dict)

    @property
    def sent(self) -> int:
        return self.outcomes.get("sent", 0)


class Deliverer:
    """One per data folder (or the leader of several replicas). Safe to stop anywhere, also by a kill.

    `doubt` writes the question that a private chat is asked about a part whose fate is unknown; None asks nobody.
    `owns` says whether this process may still send (a lease may be lost).
    """

    def __init__(
        self,
        subscriptions: Subscriptions,
        ledger: Ledger,
        messenger: Messenger,
        build: Build,
        *,
        pacer: Pacer | None = None,
        doubt: Callable[[UnknownPart], Part] | None = None,
        workers: int = 32,
        owns: Callable[[], bool] = lambda: True,
    ) -> None:
        self._subscriptions = subscriptions
        self._ledger = ledger
        self._messenger = messenger
        self._pacer = pacer
        self._doubt = doubt
        self._workers = workers
        self._owns = owns
        self._refusals = 0
        self._hold_until: datetime | None = None
        self._pen = Pen()
        self._doubtful: list[UnknownPart] = []
        self._planner = Planner(subscriptions, ledger, build, pen=self._pen.lock)

    # -- planning

    def start(self, now: datetime) -> tuple[UnknownPart, ...]:
        """Once, before anything is sent: mark what a killed predecessor left half-done. The next `drain` looks for it."""
        unknown = self._ledger.doubts.recover(now)
        for part in unknown:
            log.warning("part unknown after restart", extra={"delivery": part.delivery_id, "part": part.number})
        self._doubtful = [part for part in self._ledger.doubts.all() if part.since > now - ASK_WITHIN]
        return unknown

    def tick(self, now: datetime) -> TickReport:
        """Write deliveries for everything due at `now`; a minute's tick of the scheduler calls this."""
        return self._planner.tick(now) if self._owns() else TickReport()

    # -- sending

    def serve(self, clock: Clock, stop: Event, *, rest: timedelta = timedelta(milliseconds=200)) -> None:
        """Send whatever becomes ready until `stop` is set; what is under way then is finished."""
        while not stop.is_set():
            try:
                self.drain(clock, stop=stop)
            except Exception:
                log.exception("sending paused")
                stop.wait(5)
            stop.wait(rest.total_seconds())

    def drain(self, clock: Clock, *, stop: Event | None = None) -> DrainReport:
        """Send what is ready, until nothing is ready any more or `stop` is set."""
        self._pen.write_rest()
        outcomes: Counter[str] = Counter()
        under_way: dict[Future[str], int] = {}
        waiting: list[Task] = []
        with ThreadPoolExecutor(self._workers, thread_name_prefix="send") as pool:
            while True:
                while self._doubtful and not self._is_halted(clock.now(), stop):
                    part = self._doubtful.pop()
                    under_way[pool.submit(self._look_for, part, clock)] = part.place.chat_id
                if not waiting and not self._is_halted(clock.now(), stop):
                    waiting = list(self._ledger.ready(clock.now(), limit=8 * self._workers, busy=under_way.values()))
                while waiting and len(under_way) < self._workers and not self._is_halted(clock.now(), stop):
                    task = waiting.pop(0)
                    under_way[pool.submit(self._send, task, clock)] = task.place.chat_id
                if self._is_halted(clock.now(), stop):
                    waiting = []
                if not under_way:
                    return DrainReport(dict(outcomes))
                finished, _ = wait(under_way, timeout=1.0, return_when=FIRST_COMPLETED)
                for future in finished:
                    under_way.pop(future)
                    outcomes[self._outcome(future, clock.now())] += 1

    def _is_halted(self, now: datetime, stop: Event | None) -> bool:
        if stop is not None and stop.is_set():
            return True
        if self._hold_until is not None and now < self._hold_until:
            return True
        return not self._owns()

    def _outcome(self, future: Future[str], now: datetime) -> str:
        try:
            return future.result()
        except Exception:
            # The ledger could not be written (disk full, locked): sending on would be sending blind.
            log.exception("outcome not written")
            self._hold_until = now + growing_pause(0)
            return "error"

    def _send(self, task: Task, clock: Clock) -> str:
        departure = Departure(self._ledger, task, clock, self._pen)
        part = replace(task.content, html="") if task.is_plain else task.content
        try:
            message_id = self._messenger.send(task.place, part, is_broadcast=True, on_departure=departure)
        except Withdrawn:
            return "withdrawn"
        except StorageError:
            raise
        except Exception as error:
            if not departure.is_over and not isinstance(error, SendError):
                error = NotSent(f"it never left: {error}")
            return self._after_error(task, error, clock.now())
        self._refusals = 0
        self._pen.write(
            lambda: self._ledger.mark_sent(task, message_id, now=clock.now(), go_on_at=self._go_on_at(task, clock))
        )
        return "sent"

    def _go_on_at(self, task: Task, clock: Clock) -> datetime:
        if self._pacer is None:
            return clock.now()
        return clock.now() + timedelta(seconds=self._pacer.wait_for(task.place.chat_id))

    def _after_error(self, task: Task, error: Exception, now: datetime) -> str:
        step = step_after(error, task, now=now)
        chat_id = task.place.chat_id
        log.warning(
            "part not sent" if step.state != "unknown" else "part unknown",
            extra={
                "delivery": task.delivery_id,
                "part": task.number,
                "error": type(error).__name__,
                "state": step.state,
            },
        )
        self._pen.write(lambda: self._ledger.mark(task, step, now=now))
        if isinstance(error, Unreachable):
            self._pen.write(lambda: self._ledger.drop_chat(chat_id, step.reason, now=now))
            self._pen.write(lambda: self._subscriptions.deactivate(chat_id, step.reason, now))
        elif isinstance(error, Migrated):
            self._pen.write(lambda: self._subscriptions.migrate(chat_id, error.new_chat_id))
        self._note_outage(error, now)
        if step.state == "unknown":
            self._doubtful += [
                part
                for part in self._ledger.doubts.all(chat_id)
                if (part.delivery_id, part.number) == (task.delivery_id, task.number)
            ]
        return step.state

    def _note_outage(self, error: Exception, now: datetime) -> None:
        """Several chats in a row that could not be reached are no matter of those chats: let the line recover."""
        self._refusals = self._refusals + 1 if is_outage(error) else 0
        if self._refusals >= OUTAGE_AFTER:
            self._hold_until = now + growing_pause(min(4, self._refusals - OUTAGE_AFTER))

    # -- doubt

    def _look_for(self, part: UnknownPart, clock: Clock) -> str:
        """Settle a part in doubt if its message can be seen; else ask the reader. Not to see it proves nothing."""
        found = self._found(part)
        if found is None:
            self._ask(part, clock.now())
            return "in doubt"
        log.info("part found", extra={"delivery": part.delivery_id, "part": part.number})
        self._pen.write(
            lambda: self._ledger.doubts.settle(
                part.delivery_id, part.number, has_arrived=True, by="edit", now=clock.now(), message_id=found
            )
        )
        return "found"

    def _found(self, part: UnknownPart) -> int | None:
        clues = self._ledger.doubts.clues(part)
        if clues is None:
            return None
        try:
            ids = clues.message_ids
            return next((each for each in ids if self._messenger.shows(part.place, each, clues.content)), None)
        except SendError as error:
            log.info("part not looked for", extra={"delivery": part.delivery_id, "kind": type(error).__name__})
            return None

    def _ask(self, part: UnknownPart, now: datetime) -> None:
        """Ask the reader whether a part arrived: once, in private chats only."""
        if self._doubt is None or part.place.chat_id < 0:
            return
        question = self._doubt(part)
        self._pen.write(lambda: self._ledger.enqueue(part.question_subject, [question], [part.place], now=now))
