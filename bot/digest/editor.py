"""The editor: one topic, one local day (or span of days), one digest. Everything it decides is decided elsewhere, purely."""

import logging
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta
from functools import cached_property, partial
from typing import Protocol
from zoneinfo import ZoneInfo

from bot.digest.articles.article_kind import judge_piece
from bot.digest.articles.cut_titles import mend_titles
from bot.digest.choose.already_told import recall_told
from bot.digest.choose.emphasis import names_of_sides
from bot.digest.choose.nearness import Nearness
from bot.digest.choose.relevance import rate_relevance, share_relevance
from bot.digest.choose.review_plan import plan_review
from bot.digest.choose.selection import Pick, Plan, Told, plan_digest, rank_stories
from bot.digest.choose.silence import Window
from bot.digest.choose.usable_articles import Candidate, judge_candidates
from bot.digest.model.digest import Digest, Hour
from bot.digest.model.digest_store import DigestStore
from bot.digest.model.retraction import without_articles
from bot.digest.model.writer_store import NOTHING_PASSED, WriterStore, Written, faults_of
from bot.digest.periods import (
    Period,
    digest_due,
    digest_end,
    digest_period,
    edition_period,
    is_outgrown,
    is_own_hour,
    round_hour,
)
from bot.digest.stories.grouping import Story, group_stories
from bot.digest.stories.similarity import background_vector, centre_vectors
from bot.digest.stories.story_store import StoryStore
from bot.digest.write.assembly import assemble_digest
from bot.digest.write.block import Scope
from bot.digest.write.by_model.brief import Archive, brief_stories
from bot.digest.write.by_model.digest_writer import Rewritten, rewrite_draft
from bot.digest.write.by_model.trust import USUAL_EFFORT, Effort
from bot.digest.write.by_model.two_readings import Desk
from bot.digest.write.composer import compose_digest
from bot.digest.write.draft import Draft, ItemDraft, lines_of
from bot.digest.write.gate import Gate
from bot.digest.write.newsletter_sections import USUAL_SECTIONS, compose_sections, describe_sections
from bot.digest.write.notes import quiet_notes, reach_notes, side_notes
from bot.digest.write.review import compose_review
from bot.digest.write.teller import Tally, Teller
from retrieval.articles import Article, Filters
from retrieval.claims import Verifier, check_claim
from retrieval.errors import BadInput
from retrieval.feeds.feeds import Reach
from retrieval.instants import shifted
from retrieval.language.synonyms import as_concepts
from retrieval.messages import Phrase
from retrieval.model import ReplyCache
from retrieval.ports import Embedder, Model, Vectors
from retrieval.sources.catalog import Catalog
from retrieval.sources.outlets import fold_name
from retrieval.sources.topics import Layout, Topic
from retrieval.store import ArticleStore

log = logging.getLogger(__name__)

EXTRACTIVE = "extractive"
ONE_DAY = timedelta(days=1)
AskReach = Callable[[str, datetime], Reach]
"""Which feeds of a topic answered since an instant."""


class VectorSource(Protocol):
    """What the editor needs of the index."""

    def vectors(self, article_ids: Sequence[str]) -> Mapping[str, Vectors]: ...


@dataclass(frozen=True, slots=True)
class BuildReport:
    """How a digest came about, for `doctor`, benchmarks and the log. `proposed` and `accepted` are a model's sentences.

    `fault` says why a model that was there to write wrote nothing; it is empty when it wrote, or when there is none.
    """

    articles: int
    stories: int
    written: int
    rejected: Mapping[str, int] = field(default_factory=dict)
    dropped: Mapping[str, int] = field(default_factory=dict)
    proposed: int = 0
    accepted: int = 0
    fault: str = ""


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
    near: Nearness


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
        gate: Gate = check_claim,
        embedder: Embedder | None = None,
        effort: Effort = USUAL_EFFORT,
        writers: WriterStore | None = None,
        verifier: Verifier | None = None,
        replies: ReplyCache | None = None,
        reach: AskReach | None = None,
    ) -> None:
        self._reach = reach
        self._verifier = verifier
        self._replies = replies
        self._catalog = catalog
        self._store = store
        self._index = index
        self._digests = digests
        self._memory = memory
        self._model = model
        self._gate = gate
        self._embedder = embedder
        self._effort = effort
        self._writers = writers

    def build(
        self,
        topic_id: str,
        day: date,
        *,
        now: datetime,
        last_day: date | None = None,
        rebuild: bool = False,
        layout: Layout | None = None,
        keeps_empty: bool = True,
    ) -> Digest:
        """The digest of a local day, made once: the stored one is returned unless `rebuild`, or it was made before its hour.

        A quiet day has its digest too; without `keeps_empty` one that rests on no article is shown and not kept, so that
        asking for any day of the past leaves nothing behind.

        Only articles published before the digest's time on that day (and before `now`) count. `layout` is the topic's
        unless given; a stored digest that lacks it is made anew. Raises BadInput for an unknown topic or a day that
        has not begun.
        """
        topic = self._topic(topic_id)
        wanted = layout or topic.layout
        stored = None if rebuild else self._digests.get(topic_id, day, last_day)
        if stored is not None and self._is_outgrown(topic, stored, now=now):
            stored = None
        if stored is not None and (shown := self._shown(stored, wanted)):
            return shown
        edition = self.edit(topic_id, day, now=now, last_day=last_day, layout=wanted)
        if keeps_empty or edition.digest.sources:
            self._keep(edition, now)
        return edition.digest

    def edition(
        self,
        topic_id: str,
        day: date,
        hour: Hour,
        *,
        now: datetime,
        last_day: date | None = None,
        layout: Layout | None = None,
    ) -> Digest:
        """The digest for readers of one hour, made once: what was published before it and their last post did not tell.

        At the topic's own hour it is the topic's own digest. Raises BadInput for an unknown topic.
        """
        topic = self._topic(topic_id)
        if is_own_hour(topic, last_day or day, hour):
            return self.build(topic_id, day, now=now, last_day=last_day, layout=layout)
        wanted = layout or topic.layout
        stored = self._digests.edition(topic_id, day, last_day, hour=hour.key)
        if stored is not None and (shown := self._shown(stored, wanted)):
            return shown
        edition = self.edit(topic_id, day, now=now, last_day=last_day, layout=wanted, hour=hour)
        self._keep(edition, now)
        return edition.digest

    def _shown(self, stored: Digest, layout: Layout) -> Digest | None:
        """A stored digest in a layout; None where it was made without what that shows."""
        return replace(self.refresh(stored), layout=layout) if layout != "sections" or stored.sections else None

    def _keep(self, edition: Edition, now: datetime) -> None:
        self._digests.save(edition.digest)
        self._note_writer(edition, now)

    def _is_outgrown(self, topic: Topic, stored: Digest, *, now: datetime) -> bool:
        """An imported digest is never: it cannot be made again."""
        is_ours = "built" in self._digests.origins(topic.id, stored.day, stored.last_day)
        return is_ours and is_outgrown(topic, stored, now=now)

    def is_due(self, topic: Topic, day: date, *, now: datetime) -> bool:
        """Whether the topic's own digest of a day should be there by now and is not."""
        if digest_due(topic, day) > now:
            return False
        stored = self._digests.get(topic.id, day)
        return stored is None or self._is_outgrown(topic, stored, now=now)

    def edit(
        self,
        topic_id: str,
        day: date,
        *,
        now: datetime,
        last_day: date | None = None,
        layout: Layout | None = None,
        hour: Hour | None = None,
    ) -> Edition:
        """Make a digest and say how, without keeping it (the stories found are remembered)."""
        desk = self._gather(topic_id, day, now=now, last_day=last_day, hour=hour)
        told, tally = self._told(desk, hour), Tally()
        candidates, dropped = self._judge(desk)
        plan = plan_digest(desk.stories, candidates, topic=desk.topic, told=told, now=desk.period.until, near=desk.near)
        written = self._write(desk, plan, candidates, told, tally)
        draft = written.draft
        reach = self._reached(desk, now)
        notes = (
            *side_notes(desk.topic, candidates),
            *quiet_notes(desk.articles, plan, len(list(lines_of(draft))), reach),
            *reach_notes(reach),
        )
        wanted = layout or desk.topic.layout
        if wanted == "sections":
            draft = replace(draft, sections=self._sections(desk, told, tally))
        digest = assemble_digest(
            draft,
            topic=desk.topic,
            day=day,
            last_day=last_day,
            now=now,
            side_of=self._side_of(desk.topic),
            notes=notes,
            writer=self._model.name if self._model is not None and written.accepted else EXTRACTIVE,
            verified_by="model" if self._verifier is not None and written.accepted else "verbatim",
            layout=wanted,
        )
        if reach is not None:
            digest = replace(digest, feeds_reached=reach.reached, feeds_failed=reach.failed)
        digest = replace(digest, hour=hour)
        return Edition(digest, _report(desk, tally, dropped, written.fault))

    def _reached(self, desk: _Desk, now: datetime) -> Reach | None:
        """Which feeds answered in the last day of the window; None for a window of the past, of which nobody knows any more."""
        until = desk.period.until
        if self._reach is None or not desk.topic.feeds or now - until > ONE_DAY:
            return None
        return self._reach(desk.topic.id, max(desk.period.since, until - ONE_DAY))

    def stories(self, topic_id: str, day: date, *, now: datetime, last_day: date | None = None) -> list[Story]:
        """The story groups of a day's window (or of a span), the oldest first."""
        return list(self._gather(topic_id, day, now=now, last_day=last_day).stories)

    def _gather(
        self,
        topic_id: str,
        day: date,
        *,
        now: datetime,
        last_day: date | None,
        hour: Hour | None = None,
    ) -> _Desk:
        topic = self._topic(topic_id)
        if hour is None:
            period = digest_period(topic, day, last_day=last_day, now=now)
        else:
            period = edition_period(topic, day, hour, last_day=last_day, now=now)
        filters = Filters(topics=frozenset({topic_id}), since=period.since, until=period.until)
        articles = mend_titles(self._store.find(filters))
        ids = [article.id for article in articles]
        vectors = self._index.vectors(ids)
        known = self._memory.recall(topic_id, ids, until=period.until) if self._memory else ()
        stories = group_stories(
            articles,
            vectors,
            side_of=self._side_of(topic),
            now=period.until,
            known=known,
            background=self._background,
        )
        if self._memory:
            self._memory.remember(topic_id, stories, articles, decided_at=period.until)
        return _Desk(topic, period, articles, vectors, stories, self._nearness(topic, articles, vectors))

    def _nearness(self, topic: Topic, articles: Sequence[Article], vectors: Mapping[str, Vectors]) -> Nearness:
        rows = centre_vectors(articles, vectors, background=self._background)
        meaning = {each.id: row for each, row in zip(articles, rows, strict=True) if each.id in vectors}
        return Nearness(articles, meaning, frozenset(as_concepts(names_of_sides(topic))))

    def _judge(self, desk: _Desk, *, by_relevance: bool = True) -> tuple[list[Candidate], Counter[str]]:
        rated = rate_relevance(desk.topic, desk.articles, desk.vectors) if by_relevance else {}
        return judge_candidates(
            desk.articles,
            side_of=self._side_of(desk.topic),
            relevance=share_relevance(rated, desk.stories) if by_relevance else {},
            names=self._outlet_names,
        )

    def _write(self, desk: _Desk, plan: Plan, candidates: Sequence[Candidate], told: Told, tally: Tally) -> Rewritten:
        """The draft in the outlets' own sentences, and what the model made of it where there is one."""
        teller = Teller(gate=self._gate, names=self._outlet_names, told=told, tally=tally)
        picks, draft = self._compose(desk, plan, candidates, teller)
        if self._model is None or not draft.blocks:
            return Rewritten(draft)
        archive = Archive(desk.stories, candidates, told)
        side_of = self._side_of(desk.topic)
        briefs = brief_stories(draft.blocks, picks, archive, topic=desk.topic, side_of=side_of)
        written = rewrite_draft(draft, briefs, Desk(self._model, self._verifier, self._replies), tally, self._effort)
        return written if written.accepted else replace(written, fault=written.fault or NOTHING_PASSED)

    def _compose(
        self, desk: _Desk, plan: Plan, candidates: Sequence[Candidate], teller: Teller
    ) -> tuple[Sequence[Pick], Draft]:
        """A day tells what is new; a span of days is reviewed."""
        if not desk.period.is_span:
            return plan.picks, compose_digest(plan.picks, teller, self._scope(desk))
        affairs = plan_review(desk.stories, candidates, topic=desk.topic, near=desk.near)
        return [affair.main for affair in affairs], compose_review(affairs, candidates, teller, self._scope(desk))

    def _note_writer(self, edition: Edition, now: datetime) -> None:
        digest, fault = edition.digest, edition.report.fault
        if self._writers is None or self._model is None or not digest.sources:
            return
        self._writers.note(Written(digest.id, digest.writer, fault), now=now)
        if fault:
            last = self._writers.last()
            often = {"of_the_last": len(last), "without_the_model": sum(faults_of(last).values())}
            log.warning("digest written without the model", extra={"digest": digest.id, "cause": fault, **often})

    def _scope(self, desk: _Desk) -> Scope:
        side_of = self._side_of(desk.topic)

        def place(article: Article) -> str:
            return side_of(article) or ""

        usable = [article for article in desk.articles if judge_piece(article).is_usable]
        window = Window(usable, place, [perspective.id for perspective in desk.topic.perspectives], desk.near)
        return Scope(desk.topic, window, self._is_known, place, factor=2 if desk.period.is_span else 1)

    def _is_known(self, article: Article) -> bool:
        """Whether it is known of which country its outlet is."""
        outlet = self._catalog.sides.outlet_of(article)
        return outlet is not None and bool(outlet.country) and not outlet.is_guess

    def _sections(self, desk: _Desk, told: Told, tally: Tally) -> tuple[tuple[str, tuple[ItemDraft, ...]], ...]:
        """Stories by section, from every outlet: sections know no sides."""
        candidates, _ = self._judge(desk, by_relevance=False)
        sections = desk.topic.sections or USUAL_SECTIONS
        return compose_sections(
            rank_stories(desk.stories, candidates, told=told, now=desk.period.until, near=desk.near),
            sections,
            vectors=desk.vectors,
            described=describe_sections(sections, self._embedder),
            gate=self._gate,
            tally=tally,
        )

    def _told(self, desk: _Desk, hour: Hour | None) -> Told:
        """What the reader was told before. A weekly edition may tell again what its days told."""
        end_of = partial(digest_end, desk.topic)
        if hour is not None:
            return recall_told(self._posts_before(desk, hour), end_of=end_of)
        if desk.period.is_span:
            return Told()
        return recall_told(self._own_digests(desk), end_of=end_of)

    def _posts_before(self, desk: _Desk, hour: Hour) -> list[Digest]:
        """The posts that readers of an hour had in this window, the newest first: editions one after another, and before
        them, as far as is known, the topic's own digests."""
        posts: list[Digest] = []
        at = hour.after or shifted(hour.until, -ONE_DAY)
        ended = at
        while at >= desk.period.since:
            post = self._post_until(desk.topic, at)
            if post is not None:
                posts.append(post)
                ended = at
            at = post.hour.after if post and post.hour and post.hour.after else shifted(at, -ONE_DAY)
        known = {post.id for post in posts}
        own = (
            each for each in self._own_digests(desk) if digest_end(desk.topic, each) <= ended and each.id not in known
        )
        return [*posts, *own]

    def _post_until(self, topic: Topic, until: datetime) -> Digest | None:
        edition = self._digests.edition_until(topic.id, until)
        if edition is not None:
            return edition
        day = until.astimezone(ZoneInfo(topic.timezone)).date()
        return self._digests.get(topic.id, day) if round_hour(digest_due(topic, day)) == until else None

    def _own_digests(self, desk: _Desk) -> Iterator[Digest]:
        day = desk.period.day
        return (own for own in self._digests.since(desk.topic.id, desk.period.since.date(), day) if own.day < day)

    @cached_property
    def _background(self) -> Vectors | None:
        return background_vector(self._embedder) if self._embedder is not None else None

    def refresh(self, digest: Digest) -> Digest:
        """A stored digest without what rested on articles retracted since."""
        gone = frozenset(
            source.article_id
            for source in digest.sources
            if (article := self._store.get(source.article_id)) is not None and article.is_retracted
        )
        if not gone:
            return digest
        cleaned = without_articles(digest, gone)
        self._digests.save(cleaned)
        return cleaned

    def _topic(self, topic_id: str) -> Topic:
        topic = self._catalog.topics.get(topic_id)
        if topic is None:
            known = tuple(sorted(self._catalog.topics)) or Phrase("none yet")
            raise BadInput(Phrase("There is no topic “{id}”: the topics are {known}.", id=topic_id, known=known))
        return topic

    def _side_of(self, topic: Topic) -> "partial[str | None]":
        return partial(self._catalog.sides.side_of, topic_id=topic.id)

    def _outlet_names(self, article: Article) -> Sequence[str]:
        outlet = self._catalog.registry.resolve(article.outlet, article.url)
        return (outlet.name, *outlet.aliases) if outlet else (fold_name(article.outlet),)


def _report(desk: _Desk, tally: Tally, dropped: Mapping[str, int], fault: str) -> BuildReport:
    return BuildReport(
        articles=len(desk.articles),
        stories=len(desk.stories),
        written=tally.written,
        rejected=tally.rejected,
        dropped=dropped,
        proposed=tally.proposed,
        accepted=tally.accepted,
        fault=fault,
    )
