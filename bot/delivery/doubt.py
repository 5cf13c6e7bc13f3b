"""Settles parts that may or may not have arrived: asks the reader, or takes a reply or a press as evidence."""

import re
from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import datetime
from html import unescape

from bot.delivery.ledger_entries import REPLY, Evidence, UnknownPart
from bot.delivery.ports import Button, Part, Place
from bot.delivery.store import Ledger
from retrieval.messages import Phrase
from retrieval.ports import Clock

PRESS = "doubt"


def doubt_part(unknown: UnknownPart, said: Callable[[str], str] = str) -> Part:
    """The question to a reader whose post may be missing, in their language by `said`.

    Its buttons come back as `doubt:<delivery>:<part>:<yes|no>`.
    """
    question = Phrase(
        "The connection broke while part {number} of your post was on its way, so I do not know whether it arrived. "
        "If you cannot see it above, let me send it again.",
        number=unknown.number,
    )
    text = said(question)
    key = f"{PRESS}:{unknown.delivery_id}:{unknown.number}"
    yes, no = said(Phrase("It is there")), said(Phrase("Send it again"))
    return Part(text, text, ((Button(yes, f"{key}:yes"), Button(no, f"{key}:no")),))


def settle_press(ledger: Ledger, chat_id: int, data: str, *, now: datetime) -> str | None:
    """Act on a press of `doubt_part`'s buttons; what to tell the reader, or None if the press is not one of ours.

    Only the chat that was asked can answer, and only the first answer counts.
    """
    match = re.fullmatch(rf"{PRESS}:(\d+):(\d+):(yes|no)", data)
    if match is None:
        return None
    delivery_id, number, has_arrived = int(match[1]), int(match[2]), match[3] == "yes"
    asked = {(part.delivery_id, part.number) for part in ledger.doubts.all(chat_id)}
    if (delivery_id, number) not in asked:
        return Phrase("Thank you, that is settled already.")
    ledger.doubts.settle(delivery_id, number, has_arrived=has_arrived, by="reader", now=now)
    return Phrase("Good, thank you.") if has_arrived else Phrase("I am sending it again.")


def settle_seen(
    ledger: Ledger, chat_id: int, message_id: int, text: str, *, by: Evidence, now: datetime
) -> UnknownPart | None:
    """A message of ours was seen in a chat (replied to, pressed, edited): if it is an unknown part, that part arrived."""
    for part in ledger.doubts.all(chat_id):
        if _is_same_text(text, part):
            ledger.doubts.settle(part.delivery_id, part.number, has_arrived=True, by=by, now=now, message_id=message_id)
            return part
    return None


def _is_same_text(text: str, part: UnknownPart) -> bool:
    seen = _letters(text)
    return bool(seen) and seen in (_letters(part.plain), _letters(unescape(re.sub(r"<[^>]*>", "", part.html))))


def _letters(text: str) -> str:
    """Only what survives a chat service's trimming and spacing."""
    return re.sub(r"\W+", "", text).casefold()


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
