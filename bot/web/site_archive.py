"""Reads what the site shows from the stores: digests without retracted articles, search as for any question."""

from collections.abc import Callable, Sequence
from datetime import date, datetime

from bot.digest.editor import Editor
from bot.digest.model.digest import Digest
from bot.digest.model.digest_store import DigestStore
from bot.digest.show.document import Block, Document, Heading, with_texts
from bot.digest.show.html_view import document_html
from bot.digest.show.picture import coverage_figure
from bot.digest.show.views import digest_document
from bot.programs.archive_search import Find
from bot.programs.reading_desk import Wish
from bot.web.page_values import Said, TopicPage
from retrieval.articles import Article
from retrieval.ports import Clock
from retrieval.sources.catalog import Catalog
from retrieval.sources.topics import Topic

Search = Callable[[Wish], Sequence[Find]]


def is_title(block: Block) -> bool:
    return isinstance(block, Heading) and block.level == 1


class StoredArchive:
    """Implements `Archive` over the stores. Builds nothing: a page view must cost little."""

    def __init__(self, catalog: Catalog, digests: DigestStore, editor: Editor, search: Search, clock: Clock) -> None:
        self._catalog = catalog
        self._digests = digests
        self._editor = editor
        self._search = search
        self._clock = clock

    def topics(self) -> Sequence[TopicPage]:
        """Every topic, those with digests and no longer configured too: an archive does not forget."""
        known = self._catalog.topics
        names = {topic.id: topic.name for topic in known.values()}
        for stored in self._digests.stored():
            names.setdefault(stored.topic, stored.topic)
        return [
            TopicPage(topic, name, tuple(self._digests.days(topic)), _sides(known.get(topic)))
            for topic, name in names.items()
        ]

    def digest(self, topic: str, day: date) -> Digest | None:
        stored = self._digests.get(topic, day)
        return self._editor.refresh(stored) if stored else None

    def digest_html(self, digest: Digest, said: Said) -> str:
        """Without its title: the page and the feed say it themselves."""
        blocks = with_texts(digest_document(digest), said).blocks
        return document_html(Document(tuple(block for block in blocks if not is_title(block))))

    def figure(self, digest: Digest, said: Said) -> str:
        return coverage_figure(digest, said)

    def find(self, wish: Wish) -> Sequence[Find]:
        return self._search(wish)

    def side_of(self, article: Article) -> str:
        """The name of its side in the first of its topics that gives it one."""
        sides = self._catalog.sides
        for topic_id in article.topics:
            side = sides.side_of(article, topic_id)
            known = sides.topics[topic_id].perspective(side) if side else None
            if known is not None:
                return known.name
        return ""

    def now(self) -> datetime:
        return self._clock.now()


def _sides(topic: Topic | None) -> tuple[tuple[str, str], ...]:
    return tuple((side.id, side.name) for side in topic.perspectives) if topic else ()
