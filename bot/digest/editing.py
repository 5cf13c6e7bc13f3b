"""The editor: one topic, one local day (or span of days), one digest. Everything it decides is decided elsewhere, purely."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from functools import partial
from typing import Protocol

from bot.digest.assembly import assemble_digest
from bot.digest.composition import Composer, Draft, Sizes, Tally
from bot.digest.digest import Digest
from bot.digest.gate import Gate, plain_gate
from bot.digest.modelwriter import ModelWriter
from bot.digest.periods import Period, digest_period
from bot.digest.relevance import rate_relevance
from bot.digest.retraction import without_articles
from bot.digest.selection import Plan, Told, judge_candidates, plan_digest
from bot.digest.store import DigestStore
from bot.digest.stories import Story, group_stories
from bot.digest.storystore import StoryStore
from bot.digest.told import recall_told
from retrieval.articles import Article, Filters
from retrieval.catalog import Catalog
from retrieval.errors import BadInput
from retrieval.outlets import fold_name
from retrieval.ports import Model, Vectors
from retrieval.store import ArticleStore
from retrieval.topics import Topic

EXTRACTIVE = "extractive"


class VectorSource(Protocol):
    """What the editor needs of the index."""

    def vectors(self, article_ids: Sequence[str]) -> Mapping[str, Vectors]: ...


@dataclass(frozen=True, slots=True)
class BuildReport:
    """How a digest came about, for `doctor`, benchmarks and the log."""

    articles: int
    stories: int
    written: int
    rejected: Mapping[str, int] = field(default_factory=dict)
    dropped: Mapping[str, int] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Edition:
    digest: Digest
    report: BuildReport


@dataclass(frozen=True, slots=True)
class _Desk:
    """What lies on the editor's desk for one period."""

    topic: Topic
    period: Period
    articles: Sequence[Article]
    vectors: Mapping[str, Vectors]
    stories: Sequence[Story]


class Editor:
    """Builds, keeps and shows digests. `gate` is the check every sentence must pass; with `memory` stories are
    followed over days, without it each window is grouped by itself."""

    def __init__(
        self,
        catalog: Catalog,
        store: ArticleStore,
        index: VectorSource,
        digests: DigestStore,
        *,
        memory: StoryStore | None = None,
        model: Model | None = None,
        gate: Gate = plain_gate,
    ) -> None:
        self._catalog = catalog
        self._store = store
        self._index = index
        self._digests = digests
        self._memory = memory
        self._model = model
        self._gate = gate

    def build(
        self, topic_id: str, day: date, *, now: datetime, last_day: date | None = None, rebuild: bool = False
    ) -> Digest:
        """The digest of a local day, made once: the stored one is returned unless `rebuild`.

        Only articles published before the digest's time on that day (and before `now`) count. Raises BadInput for an
        unknown topic or a day that has not begun.
        """
        stored = None if rebuild else self._digests.get(topic_id, day, last_day)
        if stored is not None:
            return self._refresh(stored)
        edition = self.edit(topic_id, day, now=now, last_day=last_day)
        self._digests.save(edition.digest, origin="built", markdown=None)
        return edition.digest

    def edit(self, topic_id: str, day: date, *, now: datetime, last_day: date | None = None) -> Edition:
        """Make a digest and say how, without keeping it (the stories found are remembered)."""
        desk = self._gather(topic_id, day, now=now, last_day=last_day)
        plan, dropped = self._plan(desk)
        tally = Tally()
        draft, writer = self._write(desk, plan, tally)
        digest = assemble_digest(
            draft,
            topic=desk.topic,
            day=day,
            last_day=last_day,
            now=now,
            side_of=self._side_of(desk.topic),
            notes=plan.notes,
            writer=writer,
        )
        report = BuildReport(len(desk.articles), len(desk.stories), tally.written, tally.rejected, dropped)
        return Edition(digest, report)

    def stories(self, topic_id: str, day: date, *, now: datetime, last_day: date | None = None) -> list[Story]:
        """The story groups of a day's window (or of a span), the oldest first."""
        return list(self._gather(topic_id, day, now=now, last_day=last_day).stories)

    def _gather(self, topic_id: str, day: date, *, now: datetime, last_day: date | None) -> _Desk:
        topic = self._topic(topic_id)
        period = digest_period(topic, day, last_day=last_day, now=now)
        filters = Filters(topics=frozenset({topic_id}), since=period.since, until=period.until)
        articles = self._store.find(filters)
        ids = [article.id for article in articles]
        vectors = self._index.vectors(ids)
        known = self._memory.recall(topic_id, ids, until=period.until) if self._memory else ()
        stories = group_stories(articles, vectors, side_of=self._side_of(topic), now=period.until, known=known)
        if self._memory:
            self._memory.remember(topic_id, stories, articles, decided_at=period.until)
        return _Desk(topic, period, articles, vectors, stories)

    def _plan(self, desk: _Desk) -> tuple[Plan, Counter[str]]:
        relevance = rate_relevance(desk.topic, desk.articles, desk.vectors)
        candidates, dropped = judge_candidates(
            desk.articles, topic=desk.topic, side_of=self._side_of(desk.topic), relevance=relevance
        )
        told = self._told(desk)
        return plan_digest(desk.stories, candidates, topic=desk.topic, told=told, now=desk.period.until), dropped

    def _write(self, desk: _Desk, plan: Plan, tally: Tally) -> tuple[Draft, str]:
        """The draft and who wrote it: the model where it is there and said at least one line well."""
        composer = Composer(gate=self._gate, names=self._outlet_names, told=self._told(desk), tally=tally)
        sides = [perspective.id for perspective in desk.topic.perspectives]
        draft = composer.compose(plan, sides, Sizes().times(2 if desk.period.is_span else 1))
        if self._model is None:
            return draft, EXTRACTIVE
        writer = ModelWriter(self._model, gate=self._gate, tally=tally)
        rewritten = writer.rewrite(draft)
        return rewritten, self._model.name if writer.rewritten else EXTRACTIVE

    def _told(self, desk: _Desk) -> Told:
        """A weekly edition may tell again what its days told."""
        if desk.period.is_span:
            return Told()
        first = desk.period.since.date()
        return recall_told(self._digests.since(desk.topic.id, first, desk.period.day - timedelta(days=1)))

    def _refresh(self, digest: Digest) -> Digest:
        """A stored digest without what rested on articles retracted since."""
        gone = frozenset(
            source.article_id
            for source in digest.sources
            if (article := self._store.get(source.article_id)) is not None and article.is_retracted
        )
        if not gone:
            return digest
        cleaned = without_articles(digest, gone)
        self._digests.save(cleaned, origin="built", markdown=None)
        return cleaned

    def _topic(self, topic_id: str) -> Topic:
        topic = self._catalog.topics.get(topic_id)
        if topic is None:
            known = ", ".join(sorted(self._catalog.topics)) or "none yet"
            raise BadInput(f"There is no topic “{topic_id}”: the topics are {known}.")
        return topic

    def _side_of(self, topic: Topic) -> "partial[str | None]":
        return partial(self._catalog.sides.side_of, topic_id=topic.id)

    def _outlet_names(self, article: Article) -> Sequence[str]:
        outlet = self._catalog.registry.resolve(article.outlet, article.url)
        return (outlet.name, *outlet.aliases) if outlet else (fold_name(article.outlet),)
