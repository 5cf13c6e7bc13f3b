"""Whether a model is worth asking once more for a digest: by what became of the calls before, and by the time that is left."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from threading import Lock
from time import monotonic

from retrieval.model import Missing

# So many refusals in a row, and the next story will not fare better.
MOST_IN_A_ROW = 2


@dataclass(frozen=True, slots=True)
class Effort:
    """How much of a model one digest may use: `calls` calls beside the second reading's, `at_once` side by side, each of at
    most `patience`, none begun later than `wall` after the first. `pace` stretches both for a slow server, as the model
    itself stretches what it is given."""

    calls: int = 24
    at_once: int = 3
    patience: timedelta = timedelta(seconds=30)
    wall: timedelta = timedelta(seconds=90)
    pace: float = 1.0


USUAL_EFFORT = Effort()


class Trust:
    """What one digest still may ask. Safe to use from several threads."""

    def __init__(self, effort: Effort = USUAL_EFFORT, *, timer: Callable[[], float] = monotonic) -> None:
        self._effort = effort
        self._timer = timer
        self._lock = Lock()
        self._ends = timer() + effort.wall.total_seconds() * effort.pace
        self._calls_left = effort.calls
        self._in_a_row = self._unread_in_a_row = 0
        self._is_lost = False
        self.is_earned = False
        """Whether some call was answered."""
        self.fault = ""
        """Why the last call that was not answered was not."""

    @property
    def is_lost(self) -> bool:
        """Whether nothing is to be asked any more."""
        return self._is_lost or self._calls_left <= 0 or self._left() <= 0

    def begin(self) -> timedelta | None:
        """How long a call that is begun now may take; None when none may be."""
        with self._lock:
            if self.is_lost:
                return None
            self._calls_left -= 1
            return min(self._effort.patience, timedelta(seconds=self._left() / self._effort.pace))

    def note(self, reply: object) -> None:
        """What became of a call. A model that is down is down for all; one that does not take to an article may take to the next."""
        with self._lock:
            if not isinstance(reply, Missing):
                self.is_earned, self._in_a_row = True, 0
                return
            self.fault = reply.cause
            self._in_a_row += 1
            self._is_lost = self._is_lost or not reply.is_of_this_request or self._in_a_row >= MOST_IN_A_ROW

    def note_reading(self, *, is_answered: bool) -> None:
        """Whether the second reading answered: where it does not, what is written is for nothing."""
        with self._lock:
            self._unread_in_a_row = 0 if is_answered else self._unread_in_a_row + 1
            if not is_answered:
                self.fault = "unread"
                self._is_lost = self._is_lost or self._unread_in_a_row >= MOST_IN_A_ROW

    def _left(self) -> float:
        return self._ends - self._timer()
