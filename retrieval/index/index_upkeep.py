"""Keeps the index: opens its parts, follows the articles, mends and rebuilds. Searching is elsewhere.

In the folder: `words.json` and `vectors.json` (bookmarks), each naming the folder beside it that holds the part.
"""

import re
import shutil
import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

from retrieval.errors import IndexDamaged
from retrieval.index.bookmark import Bookmark, read_bookmark, write_bookmark
from retrieval.index.change_follower import Follower, P, Progress, SyncReport
from retrieval.index.index_parts import FORMAT, Meanings, Words
from retrieval.index.vector_index import open_folder, open_server
from retrieval.messages import Phrase
from retrieval.ports import Embedder
from retrieval.store import ArticleStore


@dataclass(frozen=True, slots=True)
class IndexStatus:
    """`waiting` articles are stored but not yet searched by meaning; `vectors_work` False: words alone answer."""

    model: str
    articles: int
    passages: int
    vectors: int
    waiting: int
    vectors_work: bool


class Keeper:
    """Keeps the parts of one index. All threads may read them; one process writes, one thread at a time."""

    def __init__(self, store: ArticleStore, embedder: Embedder, *, folder: Path, chroma_url: str = "") -> None:
        self._store = store
        self._embedder = embedder
        self._folder = folder
        self._chroma_url = chroma_url
        self._writing = threading.Lock()
        self._is_checked = False
        self._damaged: Meanings | None = None
        self._words = self._follower("words", FORMAT, self._open_words)
        self._meanings = self._opened_meanings()

    @property
    def words(self) -> Words:
        return self._words.part

    @property
    def meanings(self) -> Meanings | None:
        """None while the vectors do not work: words alone must do."""
        part = self._meanings.part
        return None if part is self._damaged else part

    def doubt(self, meanings: Meanings) -> None:
        """A search found that these vectors do not work: they are not asked again until a sync has mended them."""
        self._damaged = meanings

    def sync(self, on_progress: Progress | None = None) -> SyncReport:
        with self._writing:
            self.words.claim()
            self._tidy()
            if self.meanings is None or self._is_lost():
                self._mend()
            try:
                return self._catch_up(on_progress)
            except IndexDamaged:
                # Once: what is damaged again after it was opened anew is for the operator to look at.
                self._mend()
                return self._catch_up(on_progress)

    def rebuild(self, on_progress: Progress | None = None) -> SyncReport:
        """All anew from the articles; searches use the old parts until the new ones are whole.

        On a Chroma server, which others share, the vectors are emptied and filled in place.
        """
        with self._writing:
            self.words.claim()
            self._tidy()
            self._words = self._rebuilt("words", self._words, self._open_words)
            self.words.claim()
            if self._chroma_url:
                self._meanings.part.store.clear()
                self._meanings.bookmark = Bookmark("server", self._meanings.bookmark.made_of)
                report = self._meanings.follow(self._store, on_progress)
            else:
                self._meanings = self._rebuilt("vectors", self._meanings, self._open_meanings, on_progress)
                report = SyncReport(taken=len(self._meanings.part.article_ids()))
            self._tidy()
            return report

    def status(self) -> IndexStatus:
        meanings = self.meanings
        try:
            vectors = meanings.store.count() if meanings is not None else 0
        except IndexDamaged:
            meanings, vectors = None, 0
        self.words.passages.refresh()
        self.words.articles.refresh()
        return IndexStatus(
            model=self._embedder.name,
            articles=self.words.articles.count(),
            passages=self.words.passages.count(),
            vectors=vectors,
            waiting=self._meanings.waiting(self._store),
            vectors_work=meanings is not None,
        )

    def close(self) -> None:
        self._words.part.close()
        self._meanings.part.close()

    def _catch_up(self, on_progress: Progress | None) -> SyncReport:
        self._words.follow(self._store)
        report = self._meanings.follow(self._store, on_progress)
        if not self._is_checked:
            self._words.reconcile(self._store)
            report += self._meanings.reconcile(self._store)
            self._is_checked = True
        return report

    def _is_lost(self) -> bool:
        """Somebody deleted a part under us: open files go on working, what is written to them is gone."""
        words, vectors = (self._folder / part.bookmark.folder for part in (self._words, self._meanings))
        return not words.is_dir() or not (self._chroma_url or vectors.is_dir())

    def _mend(self) -> None:
        """Open both parts anew. Words that cannot be read are thrown away, vectors begun again in another folder."""
        self._words.part.close()
        self._words.part = self._open_words(self._folder / self._words.bookmark.folder)
        self.words.claim()
        self._meanings.part.close()
        folder = self._folder / self._meanings.bookmark.folder
        try:
            if not self._chroma_url and not folder.is_dir():
                raise IndexDamaged(Phrase("{folder} is gone.", folder=f"{folder}"))
            self._meanings.part = self._open_meanings(folder)
            self._meanings.part.store.probe()
        except IndexDamaged:
            if self._chroma_url:
                raise
            self._meanings = self._fresh_meanings()
        self._damaged = None
        self._is_checked = False

    def _fresh_meanings(self) -> Follower[Meanings]:
        made_of = f"{FORMAT} {self._embedder.name}"
        bookmark = Bookmark(self._unused("vectors"), made_of)
        return Follower(self._open_meanings(self._folder / bookmark.folder), bookmark, self._folder / "vectors.json")

    def _opened_meanings(self) -> Follower[Meanings]:
        try:
            return self._follower("vectors", f"{FORMAT} {self._embedder.name}", self._open_meanings)
        except IndexDamaged:
            if self._chroma_url:
                raise
            return self._fresh_meanings()

    def _follower(self, name: str, made_of: str, open_part: Callable[[Path], P]) -> Follower[P]:
        path = self._folder / f"{name}.json"
        bookmark = read_bookmark(path)
        if bookmark is None or bookmark.made_of != made_of or not re.fullmatch(r"[a-z]+-\d+", bookmark.folder):
            bookmark = Bookmark(self._unused(name), made_of)
        return Follower(open_part(self._folder / bookmark.folder), bookmark, path)

    def _rebuilt(
        self, name: str, old: Follower[P], open_part: Callable[[Path], P], on_progress: Progress | None = None
    ) -> Follower[P]:
        """The part made anew in another folder and swapped in at the end; the old one is closed."""
        bookmark = Bookmark(self._unused(name), old.bookmark.made_of)
        new = Follower(open_part(self._folder / bookmark.folder), bookmark, self._folder / f"{name}.next.json")
        new.follow(self._store, on_progress)
        new.path.unlink(missing_ok=True)
        new.path = old.path
        write_bookmark(new.path, new.bookmark)
        old.part.close()
        return new

    def _open_words(self, folder: Path) -> Words:
        return Words(folder)

    def _open_meanings(self, folder: Path) -> Meanings:
        model = self._embedder.name
        opened = open_server(self._chroma_url, model=model) if self._chroma_url else open_folder(folder, model=model)
        return Meanings(opened, self._embedder)

    def _unused(self, name: str) -> str:
        """A folder name never used: Chroma would take one used in this process for the folder that was there before."""
        known = read_bookmark(self._folder / f"{name}.json")
        names = [path.name for path in self._part_folders(name)] + ([known.folder] if known else [])
        numbers = [int(found.rpartition("-")[2]) for found in names if found.rpartition("-")[2].isdigit()]
        return f"{name}-{max(numbers, default=0) + 1}"

    def _part_folders(self, name: str) -> Iterator[Path]:
        found = self._folder.glob(f"{name}-*") if self._folder.is_dir() else ()
        return (path for path in found if path.name.rpartition("-")[2].isdigit())

    def _tidy(self) -> None:
        """Remove what an interrupted rebuild or another model left."""
        used = {self._words.bookmark.folder, self._meanings.bookmark.folder}
        for name in ("words", "vectors"):
            for path in self._part_folders(name):
                if path.name not in used:
                    shutil.rmtree(path, ignore_errors=True)
