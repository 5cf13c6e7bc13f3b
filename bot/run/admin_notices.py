"""Tells admins what they did not ask about: once for each thing, through the ledger, so that no kill swallows or repeats it."""

import hashlib
import logging
from collections.abc import Callable, Iterable
from datetime import datetime, timedelta
from html import escape
from pathlib import Path

from bot.adapters.disk_space import FINE_DISK, LOW_DISK, disk_problem
from bot.delivery.ledger_entries import REPLY
from bot.delivery.ports import Part, Place
from bot.delivery.store import Ledger
from bot.talk.frame.localise import Words
from retrieval.feeds.feed_store import FeedStore
from retrieval.messages import Phrase
from retrieval.store.backup import free_bytes

log = logging.getLogger(__name__)

# Of the model's tokens of a day: early enough that something can still be done.
NEARLY_SPENT = 0.8
# By then the reader has answered, or will not soon.
DOUBT_FOR = timedelta(minutes=10)


def budget_problem(spent: int, a_day: int) -> str:
    """A sentence when most of the model's tokens of today are spent, else an empty string. It says the same all day."""
    if not a_day or spent < NEARLY_SPENT * a_day:
        return ""
    sentence = (
        "More than {share} of today's {tokens} tokens of the model are spent. When they are gone, digests and answers are made "
        "without it until midnight UTC; COUNTERPOINT_MODEL_TOKENS_PER_DAY sets how many there are."
    )
    return Phrase(sentence, share=f"{NEARLY_SPENT:.0%}", tokens=f"{a_day:,}")


class Watch:
    """Tells admins what ended, ran full or broke."""

    def __init__(
        self,
        feeds: FeedStore,
        ledger: Ledger,
        admins: Iterable[int],
        folder: Path,
        *,
        free: Callable[[Path], int] = free_bytes,
        words_of: Callable[[int], Words] = lambda _: Words(),
    ) -> None:
        self._feeds = feeds
        self._ledger = ledger
        self._admins = tuple(sorted(admins))
        self._folder = folder
        self._free = free
        self._words_of = words_of
        self._is_low = False
        self._is_cut_off = False

    def look(self, now: datetime) -> None:
        """Tell what is new since the last look."""
        for notice in self._feeds.take_notices(now=now):
            self.tell(notice.sentence, now=now)
        below = FINE_DISK if self._is_low else LOW_DISK
        problem = disk_problem(self._folder, free=self._free, below=below)
        if problem and not self._is_low:
            self.tell(problem, now=now)
        self._is_low = bool(problem)
        outage = self._feeds.outage()
        if outage and not self._is_cut_off:
            log.error("no feed can be reached", extra={"problem": outage})
            self.tell(outage, now=now)
        self._is_cut_off = bool(outage)
        self._tell_doubts(now)

    def _tell_doubts(self, now: datetime) -> None:
        """Once for each digest: how many of its messages nobody knows the fate of. Of a reply its reader was asked."""
        doubtful = [
            part
            for part in self._ledger.doubts.all()
            if part.since < now - DOUBT_FOR and not part.subject.startswith(REPLY)
        ]
        for subject in sorted({part.subject for part in doubtful}):
            chats = {part.place.chat_id for part in doubtful if part.subject == subject}
            groups = sum(chat < 0 for chat in chats)
            sentence = Phrase(
                "The connection broke while {subject} was sent, and for {chats} chats nobody knows whether it arrived: "
                "{readers} readers were asked, {groups} are groups or channels, where nobody is. "
                "Nothing is sent again by itself.",
                subject=subject,
                chats=len(chats),
                readers=len(chats) - groups,
                groups=groups,
            )
            self._enqueue(f"notice:doubt:{subject}", sentence, now)

    def tell(self, sentence: str, *, now: datetime) -> None:
        """Queue a sentence for every admin, in their language; the same sentence once a day at most."""
        mark = hashlib.blake2b(sentence.encode(), digest_size=8).hexdigest()
        self._enqueue(f"notice:{now:%Y%m%d}:{mark}", sentence, now)

    def _enqueue(self, subject: str, sentence: str, now: datetime) -> None:
        for admin in self._admins:
            said = self._words_of(admin).said(sentence)
            self._ledger.enqueue(subject[:160], [Part(escape(said, quote=False), said)], [Place(admin)], now=now)
