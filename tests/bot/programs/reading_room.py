"""A reading desk over the newsroom's four articles and one digest, for tests of whatever asks it."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from bot.programs.archive_search import ArchiveSearch
from bot.programs.reading_desk import ReadingDesk
from retrieval.answer.answerer import Answerer
from retrieval.index import Index
from tests.bot.digest.newsroom import DAY, EVERYTHING, NOON, Newsroom, open_newsroom
from tests.fakes import FakeClock, FakeEmbedder


@dataclass(frozen=True)
class ReadingRoom:
    newsroom: Newsroom
    index: Index
    desk: ReadingDesk


@contextmanager
def open_reading_room(folder: Path) -> Iterator[ReadingRoom]:
    newsroom = open_newsroom(folder)
    newsroom.publish(*EVERYTHING)
    embedder, editor = FakeEmbedder(), newsroom.editor()
    index = Index(newsroom.store, embedder, folder=folder / "index")
    editor.build("east-west", DAY, now=NOON)
    index.sync()
    desk = ReadingDesk(
        newsroom.catalog,
        newsroom.store,
        newsroom.digests,
        editor,
        ArchiveSearch(index, embedder=embedder.name),
        Answerer(newsroom.catalog, newsroom.store, index, embedder=embedder).stream,
        FakeClock(NOON),
    )
    try:
        yield ReadingRoom(newsroom, index, desk)
    finally:
        index.close()
        newsroom.database.close()
