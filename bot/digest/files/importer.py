"""Files brought in: digests, newsletters, articles and feed lists, told apart by what is in them.

Importing twice changes nothing. Each file is read whole before anything of it is stored, so a bad file leaves nothing
behind; it is named in the report and the others go on.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from pathlib import Path
from typing import NamedTuple

from bot.digest.files.hugo import HugoDigest, is_hugo, parse_hugo
from bot.digest.files.hugo_digest import digest_of, digest_sources
from bot.digest.files.import_entries import (
    article_entry,
    entries_by_locale,
    is_topic_id,
    newsletter_entries,
    newsletter_topic,
    read_entry,
    with_articles,
)
from bot.digest.files.newsletter import Newsletter, PlainArticle, read_article, read_newsletter
from bot.digest.model.digest import Digest
from bot.digest.model.digest_store import DigestStore
from retrieval.articles import Entry
from retrieval.errors import BadInput, ParseError
from retrieval.feeds.opml import ListedFeed, parse_opml
from retrieval.sources.catalog import Catalog
from retrieval.store import ArticleStore

MAX_LIST_BYTES = 1_000_000_000
MAX_TEXT_BYTES = 20_000_000
SUFFIXES = frozenset({".md", ".markdown", ".txt", ".jsonl", ".opml"})


class Skipped(NamedTuple):
    """A file, or `file:line`, that was not imported, and why."""

    path: str
    reason: str


@dataclass(frozen=True, slots=True)
class Progress:
    """`done` of `total` files; `path` is the one just finished."""

    done: int
    total: int
    path: Path


@dataclass(slots=True)
class ImportReport:
    """What an import did. `files` counts those read without fault, `feeds` the addresses that were new."""

    files: int = 0
    digests: int = 0
    articles_new: int = 0
    articles_updated: int = 0
    feeds: int = 0
    skipped: list[Skipped] = field(default_factory=list)


def import_paths(
    paths: Sequence[Path],
    *,
    store: ArticleStore,
    digests: DigestStore,
    catalog: Catalog,
    now: datetime,
    feeds: Callable[[Sequence[ListedFeed]], int] | None = None,
    on_progress: Callable[[Progress], None] | None = None,
) -> ImportReport:
    """Import files and folders of them. `feeds` takes a feed list and says how many were new.

    Raises StorageError only; a file that cannot be used is in `skipped`.
    """
    importer = _Importer(store, digests, catalog, now, feeds)
    files = list(dict.fromkeys(file for path in paths for file in files_of(path)))
    for done, file in enumerate(files, 1):
        importer.take(file)
        if on_progress:
            on_progress(Progress(done, len(files), file))
    return importer.report


def files_of(path: Path) -> Iterator[Path]:
    """The file itself, or the importable files under a folder, by name; hidden ones are left out."""
    if not path.is_dir():
        yield path
        return
    for file in sorted(path.rglob("*")):
        is_hidden = any(part.startswith(".") for part in file.relative_to(path).parts)
        if file.suffix.casefold() in SUFFIXES and not is_hidden and file.is_file():
            yield file


class _Importer:
    def __init__(
        self,
        store: ArticleStore,
        digests: DigestStore,
        catalog: Catalog,
        now: datetime,
        feeds: Callable[[Sequence[ListedFeed]], int] | None,
    ) -> None:
        self.report = ImportReport()
        self._store = store
        self._digests = digests
        self._catalog = catalog
        self._now = now
        self._feeds = feeds
        self._seen: dict[tuple[str, date, date | None], tuple[Path, str]] = {}

    def take(self, file: Path) -> None:
        try:
            self._take(file)
        except (ParseError, BadInput) as error:
            self.report.skipped.append(Skipped(str(file), str(error)))
        else:
            self.report.files += 1

    def _take(self, file: Path) -> None:
        suffix = file.suffix.casefold()
        if suffix == ".opml":
            self._take_feeds(parse_opml(_read(file, MAX_TEXT_BYTES)))
        elif suffix == ".jsonl":
            self._take_lines(file, _decoded(_read(file, MAX_LIST_BYTES)))
        else:
            self._take_text(file, _decoded(_read(file, MAX_TEXT_BYTES)))

    def _take_text(self, file: Path, text: str) -> None:
        if is_hugo(text):
            self._take_digest(file, text, parse_hugo(text))
        elif file.suffix.casefold() in (".md", ".markdown"):
            raise ParseError("This Markdown file is no digest: it does not begin with front matter (`---`).")
        elif newsletter := read_newsletter(text):
            self._take_newsletter(newsletter)
        elif article := read_article(text):
            self._take_article(file, article)
        else:
            raise ParseError("There are no words in this file.")

    def _take_digest(self, file: Path, text: str, hugo: HugoDigest) -> None:
        topic, moment = hugo.front.topic, hugo.front.moment
        if not is_topic_id(topic):
            raise ParseError("The topic of this digest cannot be used: write letters and digits with hyphens between.")
        if moment is None:
            raise ParseError(
                "The front matter of this digest has no readable date: write it like 2026-01-07T04:00:00Z."
            )
        sources = digest_sources(hugo)
        digest = digest_of(hugo, sources)
        first, first_text = self._seen.setdefault((topic, digest.day, digest.last_day), (file, text))
        if first_text != text:
            raise ParseError(f"It is another digest of {topic} for {digest.day}, which {first} brought already.")
        self._catalog.ensure_topic(topic, now=self._now)
        articles = self._store.get_many(self._ids_of(digest, text) or self._ids_stored(digest)).values()
        placed = with_articles(sources, articles, self._catalog.sides, topic)
        self._digests.save(digest_of(hugo, placed), origin="imported", markdown=text)
        self.report.digests += 1

    def _ids_of(self, digest: Digest, text: str) -> list[str]:
        """The articles of this very file when it was imported before. Taking them again would undo later edits of titles."""
        if self._digests.markdown(digest.topic, digest.day, digest.last_day) != text:
            return []
        known = self._digests.get(digest.topic, digest.day, digest.last_day, origin="imported")
        return [source.article_id for source in known.sources if source.article_id] if known else []

    def _ids_stored(self, digest: Digest) -> list[str]:
        """Store the sources as articles, first seen when the digest was written: a replay must not know less than it did."""
        ids: list[str] = []
        for locale, entries in entries_by_locale(digest.sources, digest.topic).items():
            ids += self._ingest(entries, digest.built_at, topics=(digest.topic,), locale=locale)
        return ids

    def _take_newsletter(self, newsletter: Newsletter) -> None:
        entries = newsletter_entries(newsletter, self._catalog.registry)
        topic = newsletter_topic(newsletter)
        self._catalog.ensure_topic(topic, now=self._now)
        self._ingest(entries, entries[0].published or self._now, topics=(topic,))

    def _take_article(self, file: Path, article: PlainArticle) -> None:
        entry = article_entry(article, self._catalog.registry, file_name=file.name)
        self._ingest([entry], entry.published or self._now)

    def _take_lines(self, file: Path, text: str) -> None:
        entries: list[Entry] = []
        # Not splitlines(): texts may hold the other line ends it knows.
        for number, line in enumerate(text.split("\n"), 1):
            try:
                if line.strip():
                    entries.append(read_entry(line, now=self._now))
            except ParseError as error:
                self.report.skipped.append(Skipped(f"{file}:{number}", str(error)))
        for topic in dict.fromkeys(entry.topic for entry in entries if entry.topic):
            self._catalog.ensure_topic(topic, now=self._now)
        newest = max((entry.published for entry in entries if entry.published), default=self._now)
        self._ingest(entries, max(newest, self._now))

    def _take_feeds(self, feeds: Sequence[ListedFeed]) -> None:
        if self._feeds is None:
            raise BadInput("Feed lists cannot be taken here.")
        self.report.feeds += self._feeds(feeds)

    def _ingest(
        self, entries: Sequence[Entry], now: datetime, *, topics: Sequence[str] = (), locale: str = ""
    ) -> Sequence[str]:
        report = self._store.ingest(entries, now=now, topics=topics, locale=locale)
        self.report.articles_new += report.new
        self.report.articles_updated += report.updated
        return report.article_ids


def _read(file: Path, limit: int) -> bytes:
    try:
        if file.stat().st_size > limit:
            raise ParseError(f"It is larger than {limit // 1_000_000} MB: split it.")
        return file.read_bytes()
    except FileNotFoundError as error:
        raise ParseError("There is no such file.") from error
    except OSError as error:
        raise ParseError(f"It cannot be read: {error.strerror or error}.") from error


def _decoded(data: bytes) -> str:
    try:
        text = data.decode()
    except UnicodeDecodeError as error:
        raise ParseError("It is not UTF-8 text: save it as UTF-8.") from error
    if "\x00" in text:
        raise ParseError("It is not a text file.")
    return text
