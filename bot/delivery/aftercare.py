"""What becomes of replies that could not be said at once: the ledger sends them later, or asks whether they arrived."""

from collections.abc import Callable, Sequence
from dataclasses import replace

from bot.delivery.doubt import doubt_part
from bot.delivery.ledger import REPLY, UnknownPart
from bot.delivery.ports import Part, Place
from bot.delivery.store import Ledger
from retrieval.ports import Clock


class LedgerAftercare:
    """Hands replies to the ledger; the deliverer sends from there. `doubt` writes the question about one in doubt."""

    def __init__(self, ledger: Ledger, clock: Clock, doubt: Callable[[UnknownPart], Part] = doubt_part) -> None:
        self._ledger = ledger
        self._clock = clock
        self._doubt = doubt

    def send_later(self, name: str, place: Place, parts: Sequence[Part]) -> None:
        """Queue messages that surely did not arrive; once for each name."""
        self._ledger.enqueue(f"{REPLY}{name}", parts, [replace(place, reply_to=None)], now=self._clock.now())

    def ask_about(self, name: str, place: Place, part: Part) -> None:
        """Ask the chat about a message that may have arrived; once for each name. In groups too: somebody asked there."""
        now = self._clock.now()
        unknown = self._ledger.note_unknown(f"{REPLY}{name}", part, place, now=now)
        if unknown is not None:
            self._ledger.enqueue(unknown.question_subject, [self._doubt(unknown)], [unknown.place], now=now)
