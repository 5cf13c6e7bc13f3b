"""Answers what a program asks of the archive: topics, digests, stories, search, answers, what each side says, outlets.

It reads and answers; it builds no digest, so that a look costs little. Raises Missing for what is not here and BadInput for what
cannot be understood; "nothing found" and "not enough evidence" are answers.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from bot.digest.editor import Editor
from bot.digest.model.digest_store import DigestStore
from bot.digest.show.public_json import digest_json
from bot.programs.archive_search import ArchiveSearch, Find
from bot.programs.json_shapes import answer_json, citation_json, outlet_json, search_json, stories_json
from bot.programs.typed_filters import Missing, make_filters, require_topic, sides_named, topic_named
from retrieval.answers import MAX_QUESTION, Answer, Citation
from retrieval.articles import Article, Filters
from retrieval.errors import BadInput
from retrieval.instants import shifted
from retrieval.ports import Clock
from retrieval.sources.catalog import Catalog
from retrieval.sources.sides import Sides
from retrieval.store import ArticleStore

Stream = Callable[..., Iterator[Answer]]
"""An answerer's `stream`."""

MAX_WORDS = 300
MOST_HITS, USUAL_HITS = 50, 20
# What one side is quoted with.
LINES_A_SIDE = 4
# A longer passage would be a copy of the article, and would crowd everything else out of an assistant's window.
MAX_PASSAGE = 1_500


@dataclass(frozen=True, slots=True)
class Wish:
    """What is searched: some words, within a topic, a side (SIDE or TOPIC/SIDE), an outlet, days (both included)."""

    words: str = ""
    topic: str = ""
    side: str = ""
    outlet: str = ""
    first: date | None = None
    last: date | None = None
    count: int = USUAL_HITS


class ReadingDesk:
    """One desk for every program that asks."""

    def __init__(
        self,
        catalog: Catalog,
        articles: ArticleStore,
        digests: DigestStore,
        editor: Editor,
        search: ArchiveSearch,
        answers: Stream,
        clock: Clock,
    ) -> None:
        self._catalog = catalog
        self._articles = articles
        self._digests = digests
        self._editor = editor
        self._search = search
        self._answers = answers
        self._clock = clock

    @property
    def catalog(self) -> Catalog:
        return self._catalog

    def topics(self) -> dict[str, Any]:
        """The topics, each with its sides and its newest day."""
        return {
            "topics": [
                {
                    "id": topic.id,
                    "name": topic.name,
                    "perspectives": [{"id": side.id, "name": side.name} for side in topic.perspectives],
                    "latest": next((f"{day}" for day in self._digests.days(topic.id)), None),
                }
                for topic in self._catalog.topics.values()
            ]
        }

    def digests(self, topic_id: str) -> dict[str, Any]:
        """The days of a topic that have a digest, newest first."""
        topic = topic_named(self._catalog, topic_id)
        days = [f"{day}" for day in self._digests.days(topic.id)]
        return {"topic": topic.id, "topic_name": topic.name, "days": days}

    def digest(self, topic_id: str, day: date | None = None) -> dict[str, Any]:
        """The stored digest of a day, or the newest; without what rested on articles retracted since."""
        topic = topic_named(self._catalog, topic_id)
        stored = self._digests.get(topic.id, day) if day else self._digests.latest(topic.id)
        if stored is None:
            raise Missing(f"There is no digest of {topic.name}{f' of {day}' if day else ''} here.")
        return digest_json(self._editor.refresh(stored))

    def stories(self, topic_id: str, day: date | None = None) -> dict[str, Any]:
        """The story groups of a day, by default today's."""
        topic, now = topic_named(self._catalog, topic_id), self._clock.now()
        first = day or now.astimezone(ZoneInfo(topic.timezone)).date()
        try:
            stories = self._editor.stories(topic.id, first, now=now)
        except BadInput as error:
            # A day that has not begun is none of ours, however well it is written.
            raise Missing(error.said) from error
        articles = self._articles.get_many(article for story in stories for article in story.article_ids)
        return stories_json(topic, first, None, stories, articles)

    def find(self, wish: Wish) -> list[Find]:
        """The articles that match, as values."""
        if len(wish.words) > MAX_WORDS:
            raise BadInput(f"A search has at most {MAX_WORDS} characters.")
        span = _midnight(wish.first), _midnight(wish.last, days=1)
        filters = make_filters(self._catalog, wish.outlet, wish.side, wish.topic, span, now=self._clock.now())
        count = min(wish.count, MOST_HITS)
        return self._search.find(wish.words, filters, registry=self._catalog.registry, count=count)

    def search(self, wish: Wish) -> dict[str, Any]:
        """The articles that match, each with its matching sentence; none where nothing is evidence for the words."""
        found = self.find(wish)
        shape = search_json(wish.words, [one.hit for one in found], self._catalog.sides)
        for hit, one in zip(shape["hits"], found, strict=True):
            hit["sentence"] = one.sentence
            hit["passage"] = hit["passage"][:MAX_PASSAGE]
        return shape

    def ask(self, question: str, topic: str = "") -> dict[str, Any]:
        """The answer with its citations, or the refusal."""
        if not question.strip() or len(question) > MAX_QUESTION:
            raise BadInput(f"A question has one to {MAX_QUESTION:,} characters.")
        require_topic(self._catalog, topic)
        *_, answer = self._answers(question, now=self._clock.now(), topic=topic)
        return answer_json(answer)

    def compare(self, about: str, topic_id: str = "") -> dict[str, Any]:
        """What each side of a topic says on something, in its outlets' own sentences. Where no side says anything, `no_answer`."""
        if not about.strip() or len(about) > MAX_WORDS:
            raise BadInput(f"Say in one to {MAX_WORDS} characters what the sides are compared on.")
        topics = sorted(self._catalog.topics)
        topic = topic_named(self._catalog, topic_id or (topics[0] if len(topics) == 1 else ""))
        sources = _Sources(self._catalog.sides)
        sides = [
            {
                "perspective": side.id,
                "name": side.name,
                "lines": [
                    {"text": said.quote, "citations": [sources.cite(one.article, one.quote, topic.id) for one in (said, *said.copies)]}
                    for said in self._search.excerpts(about, self._of(topic.id, side.id), count=LINES_A_SIDE)
                ],
            }
            for side in topic.perspectives
        ]  # fmt: skip
        return {
            "about": about,
            "topic": topic.id,
            "status": "answered" if sources.cited else "no_answer",
            "sides": sides,
            "silent": [side["perspective"] for side in sides if not side["lines"]],
            "citations": [citation_json(citation) for citation in sources.cited],
        }

    def outlets(self, side: str = "", topic: str = "") -> dict[str, Any]:
        """The outlets that have a side in some topic, those of one side or topic where it is named."""
        require_topic(self._catalog, topic)
        wanted = sides_named(self._catalog, side, topic) if side else None
        topics = [one for one in self._catalog.topics.values() if topic in ("", one.id)]
        known = []
        for outlet in self._catalog.registry:
            mine = {one.id: found for one in topics if (found := one.side_of(outlet))}
            if mine and (wanted is None or not wanted.isdisjoint(mine.items())):
                known.append(outlet_json(outlet, mine))
        return {"outlets": known}

    def _of(self, topic_id: str, side_id: str) -> Filters:
        return Filters(perspectives=frozenset({(topic_id, side_id)}), until=self._clock.now())


class _Sources:
    """The numbered sources of a comparison: the same article cited with the same sentence is one."""

    def __init__(self, sides: Sides) -> None:
        self._sides = sides
        self.cited: list[Citation] = []

    def cite(self, article: Article, quote: str, topic: str) -> int:
        known = next((one.n for one in self.cited if (one.article.id, one.quote) == (article.id, quote)), 0)
        if not known:
            known = len(self.cited) + 1
            side = self._sides.side_of(article, topic) or ""
            self.cited.append(Citation(known, article, quote, side, topic))
        return known


def _midnight(day: date | None, *, days: int = 0) -> datetime | None:
    return shifted(datetime.combine(day, time(0), UTC), timedelta(days=days)) if day else None


def sides_of(catalog: Catalog) -> Sequence[tuple[str, Sequence[tuple[str, str]]]]:
    """Each topic's name with its sides, as TOPIC/SIDE and the side's name."""
    return [
        (topic.name, [(f"{topic.id}/{side.id}", side.name) for side in topic.perspectives])
        for topic in catalog.topics.values()
    ]
