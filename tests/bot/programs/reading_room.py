"""A reading desk over the newsroom's four articles and one digest, for tests of whatever asks it."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from bot.programs.archive_search import ArchiveSearch
from bot.programs.reading_desk import ReadingDesk
from bot.web.site_archive import StoredArchive
from retrieval.answer.answerer import Answerer
from retrieval.index import Index
from tests.bot.digest.newsroom import DAY, EVERYTHING, NOON, Newsroom, open_newsroom
from tests.fakes import FakeClock, FakeEmbedder


@dataclass(frozen=True)
class ReadingRoom:
    newsroom: Newsroom
    index: Index
    desk: ReadingDesk


def desk_over(newsroom: Newsroom, index: Index) -> ReadingDesk:
    """A desk that answers at noon."""
    embedder = FakeEmbedder()
    return ReadingDesk(
        newsroom.catalog,
        newsroom.store,
        newsroom.digests,
        newsroom.editor(),
        ArchiveSearch(index, embedder=embedder.name),
        Answerer(newsroom.catalog, newsroom.store, index, embedder=embedder).stream,
        FakeClock(NOON),
    )


def archive_over(newsroom: Newsroom, desk: ReadingDesk) -> StoredArchive:
    """What the site shows of it."""
    return StoredArchive(newsroom.catalog, newsroom.digests, newsroom.editor(), desk.find, FakeClock(NOON))


@contextmanager
def open_reading_room(folder: Path) -> Iterator[ReadingRoom]:
    newsroom = open_newsroom(folder)
    newsroom.publish(*EVERYTHING)
    index = Index(newsroom.store, FakeEmbedder(), folder=folder / "index")
    newsroom.editor().build("east-west", DAY, now=NOON)
    index.sync()
    try:
        yield ReadingRoom(newsroom, index, desk_over(newsroom, index))
    finally:
        index.close()
        newsroom.database.close()
