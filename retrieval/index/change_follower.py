"""Follows the store's change log: what must be taken in, in which order, and how far we are."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Generic, TypeVar

from retrieval.articles import Filters
from retrieval.index.bookmark import Bookmark, write_bookmark
from retrieval.index.index_parts import Part
from retrieval.store import ArticleStore, Change

# About 300 passages for articles of usual length: enough to embed by length, few enough to lose in a crash.
BATCH = 32
_PAGE = 5000

Progress = Callable[[int, int], None]


@dataclass(frozen=True, slots=True)
class SyncReport:
    """How many articles were taken in and how many forgotten, by the part that follows last (the vectors)."""

    taken: int = 0
    forgotten: int = 0

    def __add__(self, other: "SyncReport") -> "SyncReport":
        return SyncReport(self.taken + other.taken, self.forgotten + other.forgotten)


P = TypeVar("P", bound=Part)


@dataclass
class Follower(Generic[P]):
    """One part and its bookmark. The bookmark is written after the data: a batch may be done twice, never not at all."""

    part: P
    bookmark: Bookmark
    path: Path

    def waiting(self, store: ArticleStore) -> int:
        """How many articles changed since the bookmark."""
        return sum(1 for _ in _pending(store, self.bookmark.seq))

    def follow(self, store: ArticleStore, on_progress: Progress | None = None) -> SyncReport:
        """Take in all changes since the bookmark."""
        if self.bookmark.seq and not store.changes(self.bookmark.seq - 1, 1):
            # The log is shorter than what we followed: the database was restored from a backup or made anew.
            self._turn_to(0)
        pending = list(_pending(store, self.bookmark.seq))
        report = SyncReport()
        for start in range(0, len(pending), BATCH):
            batch = pending[start : start + BATCH]
            report += self._take(store, [change.article_id for change in batch])
            self._turn_to(batch[-1].seq)
            if on_progress is not None:
                on_progress(min(start + BATCH, len(pending)), len(pending))
        return report

    def reconcile(self, store: ArticleStore) -> SyncReport:
        """Make the set of articles held equal to the set stored, whatever happened to either."""
        held, strays = self.part.article_ids(), self.part.stray_ids()
        # Read after ours: an article that another process has just stored and indexed must not look like a stray.
        stored = set(store.ids_matching(Filters()))
        wrong = sorted((stored - held) | (strays - stored))
        report = SyncReport()
        for start in range(0, len(wrong), BATCH):
            report += self._take(store, wrong[start : start + BATCH])
        return report

    def _take(self, store: ArticleStore, article_ids: Sequence[str]) -> SyncReport:
        articles = store.get_many(article_ids)
        gone = [article_id for article_id in article_ids if article_id not in articles]
        self.part.take(list(articles.values()), gone, store.byline_ids(articles))
        return SyncReport(len(articles), len(gone))

    def _turn_to(self, seq: int) -> None:
        self.bookmark = Bookmark(self.bookmark.folder, self.bookmark.made_of, seq)
        write_bookmark(self.path, self.bookmark)


def _pending(store: ArticleStore, after: int) -> Iterator[Change]:
    while page := store.changes(after, _PAGE):
        yield from page
        after = page[-1].seq
