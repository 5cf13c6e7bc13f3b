"""Builds the topics' own digests each day at their hour, for the archive, its feeds and files, whether anybody reads them or not."""

import logging
from collections.abc import Iterator
from datetime import date, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

from bot.digest.editor import Editor
from bot.digest.files.exporter import export_digests
from bot.digest.model.digest_store import DigestStore
from retrieval.errors import CounterpointError
from retrieval.sources.catalog import Catalog
from retrieval.sources.topics import Topic

log = logging.getLogger(__name__)

# So many days are caught up after downtime.
CAUGHT_UP = 7


class DailyDigests:
    """Builds what is due, the oldest day first, and writes the files to `folder` where one is named. May run twice."""

    def __init__(self, catalog: Catalog, editor: Editor, digests: DigestStore, *, folder: Path | None = None) -> None:
        self._catalog = catalog
        self._editor = editor
        self._digests = digests
        self._folder = folder
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
        if made and self._folder is not None:
            report = export_digests(self._digests, self._folder)
            log.info("digests written to files", extra={"files": report.files})
        return made

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
