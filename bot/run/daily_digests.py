"""Builds the topics' own digests each day at their hour, for the archive, its feeds and files, whether anybody reads them or not."""

import logging
from collections.abc import Callable, Iterator
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from bot.digest.editor import Editor
from bot.digest.files.exporter import ExportReport
from bot.digest.model.digest_store import DigestStore
from retrieval.errors import CounterpointError
from retrieval.sources.catalog import Catalog
from retrieval.sources.topics import Topic

log = logging.getLogger(__name__)

WriteFiles = Callable[[], ExportReport]

# So many days are caught up after downtime.
CAUGHT_UP = 7


class DailyDigests:
    """Builds what is due, the oldest day first, and has the files written where there are some. May run twice."""

    def __init__(
        self, catalog: Catalog, editor: Editor, digests: DigestStore, *, write_files: WriteFiles | None = None
    ) -> None:
        self._catalog = catalog
        self._editor = editor
        self._digests = digests
        self._write_files = write_files
        self._written: object = None
        # Days of the past that rest on no article: nothing is kept of them, and they are not tried again.
        self._bare: set[tuple[str, date]] = set()

    def publish(self, now: datetime) -> int:
        """How many digests were made. One that cannot be made is logged, tried again next time, and stops no other."""
        made = 0
        for topic, day in list(self._due(now)):
            try:
                made += self._make(topic, day, now)
            except CounterpointError:
                log.exception("digest not built", extra={"topic": topic.id, "day": str(day)})
        self._follow_with_files()
        return made

    def _follow_with_files(self) -> None:
        """Whoever made a digest (a reader's post may have been first), the files follow. Raises StorageError where they cannot
        be written; the next call tries again."""
        if self._write_files is None or (state := self._digests.state()) == self._written:
            return
        report = self._write_files()
        self._written = state
        log.info("digests written to files", extra={"files": report.files})

    def _due(self, now: datetime) -> Iterator[tuple[Topic, date]]:
        for topic in self._catalog.topics.values():
            today = now.astimezone(ZoneInfo(topic.timezone)).date()
            days = [] if topic.is_paused else [today - timedelta(days=back) for back in range(CAUGHT_UP, -1, -1)]
            yield from (
                (topic, day)
                for day in days
                if (topic.id, day) not in self._bare and self._editor.is_due(topic, day, now=now)
            )

    def _make(self, topic: Topic, day: date, now: datetime) -> bool:
        """A day that is over and rests on no article was before our time."""
        is_today = day == now.astimezone(ZoneInfo(topic.timezone)).date()
        digest = self._editor.build(topic.id, day, now=now, keeps_empty=is_today)
        if not is_today and not digest.sources:
            self._bare.add((topic.id, day))
            return False
        log.info("digest published", extra={"topic": topic.id, "day": str(day), "sources": len(digest.sources)})
        return True
