"""Answers from the stored articles: understand, search, weigh, choose sentences, check, cite."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from functools import cached_property, partial
from time import perf_counter

from retrieval.answer.compose import Part, compose_answer, refusal
from retrieval.answer.evidence import Scale, make_scale
from retrieval.answer.excerpts import Choice, Excerpt, choose_excerpts, limits_for, newest
from retrieval.answer.model_answer import ModelWriter
from retrieval.answer.readings import readings
from retrieval.answer.search_lanes import Lane, hits_among, not_later_than, passes, search_lanes
from retrieval.answer.unanswered import NO_NAMES, NOT_SAID, nearest_of, spelt_right, why_missing
from retrieval.answer.wanted import names_in_use
from retrieval.answers import Answer, Query
from retrieval.articles import Hit
from retrieval.claims import Verdict, check_claim
from retrieval.index import Index
from retrieval.index.passages import full_text
from retrieval.language.terms import terms
from retrieval.ports import Embedder, Model
from retrieval.question.model_reader import ModelReader, ModelReading, Setting
from retrieval.question.out_of_scope import OFF_THE_NEWS, wish_of
from retrieval.question.parse import understand
from retrieval.sources.catalog import Catalog
from retrieval.sources.sides import Sides
from retrieval.store import ArticleStore

Gate = Callable[[str, Sequence[str]], Verdict]
MayUse = Callable[[int], bool]
"""Whether so many tokens may be spent on a model now."""

_OTHERS = 5  # of others than the source asked, where none of its articles is near
_SLACK = timedelta(days=14)


def _no_limit(tokens: int) -> bool:
    return True


@dataclass(frozen=True)
class _Found:
    """What was found for one reading of a question: the lanes, and the sentences chosen from each."""

    query: Query
    scale: Scale
    lanes: Sequence[Lane]
    choices: Sequence[Choice]

    @property
    def parts(self) -> list[Part]:
        return [Part(lane.name, choice.excerpts) for lane, choice in zip(self.lanes, self.choices, strict=True)]

    @property
    def hits(self) -> list[Hit]:
        return [hit for lane in self.lanes for hit in lane.hits]

    @cached_property
    def missing(self) -> str:
        """Why nothing of it answers, empty where something does."""
        return why_missing(self.query, self.hits, self.choices)


class Answerer:
    """Answers questions. Without a model, and whenever the model fails, sentences are the articles' own."""

    def __init__(
        self,
        catalog: Catalog,
        store: ArticleStore,
        index: Index,
        *,
        model: Model | None = None,
        reader: ModelReader | None = None,
        embedder: Embedder | None = None,
        gate: Gate = check_claim,
    ) -> None:
        self._catalog = catalog
        self._store = store
        self._index = index
        self._embedder = embedder.name if embedder else ""
        self._gate = gate
        self._writer = ModelWriter(model, gate) if model else None
        self._reader = reader

    @property
    def catalog(self) -> Catalog:
        """The topics and outlets that questions are understood by."""
        return self._catalog

    def answer(
        self,
        question: str,
        *,
        now: datetime,
        zone: str = "UTC",
        topic: str = "",
        previous: Query | None = None,
        about: Sequence[str] = (),
        may_use_model: MayUse = _no_limit,
    ) -> Answer:
        """The answer at `now`: what was published later does not exist yet.

        `about` are the ids of articles that the question may lean on (it replies to a message about them). With a
        model, `may_use_model` is asked before it is used; where it says no, the answer is made without one.
        """
        *_, answer = self.stream(
            question, now=now, zone=zone, topic=topic, previous=previous, about=about, may_use_model=may_use_model
        )
        return answer

    def stream(
        self,
        question: str,
        *,
        now: datetime,
        zone: str = "UTC",
        topic: str = "",
        previous: Query | None = None,
        about: Sequence[str] = (),
        may_use_model: MayUse = _no_limit,
    ) -> Iterator[Answer]:
        """The answer as it grows, the last one whole. Only checked sentences are ever in it."""
        if wish := wish_of(question):
            yield Answer(question, "no_answer", wish.reply, Query(question, ""), asked_at=now)
            return
        started = perf_counter()
        read = partial(
            understand,
            catalog=self._catalog,
            now=now,
            zone=zone,
            previous=previous,
            topic=topic,
            more_outlets=self._store.outlet_names(),
        )
        understood = self._by_model(read, question, previous, now, zone, topic, may_use_model)
        if understood is not None and understood.asks_nothing:
            yield Answer(question, "no_answer", OFF_THE_NEWS, understood.query, asked_at=now)
            return
        with self._catalog.steady():
            if understood is not None:
                found, meant = self._find(understood.query, now, about), ""
            else:
                found = self._by_rules(read, question, now, zone, about)
                meant = self._meant(found, read, now, about)
            missing = found.missing or (NO_NAMES if meant else "")
            nearest = self._nearest(found, now) if missing or self._writer else None
        refused = refusal(found.query, nearest, missing or NOT_SAID, zone=zone, meant=meant)
        for answer in self._write(found, now, zone, may_use_model, refused=refused, is_doubted=bool(missing)):
            query = replace(answer.query, shown=tuple(one.article.id for one in answer.citations))
            yield replace(answer, query=query, asked_at=now, elapsed_ms=(perf_counter() - started) * 1000)

    def _by_model(
        self,
        read: Callable[..., Query],
        question: str,
        previous: Query | None,
        now: datetime,
        zone: str,
        topic: str,
        may_use: MayUse,
    ) -> ModelReading | None:
        """The question as a model understands it; None without one, or where it fails."""
        if self._reader is None:
            return None
        more, known = self._store.outlet_names(), self._catalog.snapshot()
        setting = Setting(known, now, zone, topic, more, self._store.languages())
        return self._reader.read(read(question, previous=None), setting, previous, may_use)

    def _by_rules(
        self, read: Callable[..., Query], question: str, now: datetime, zone: str, about: Sequence[str]
    ) -> _Found:
        """The question as it is answered, else as it stands: a side may be told of by others only, a month be the event's."""
        first = None
        for query in readings(read, question, self._store, self._index, now=now, zone=zone):
            found = self._find(query, now, about)
            if not found.missing:
                return found
            first = first or found
        return first or found

    def _find(self, query: Query, now: datetime, about: Sequence[str]) -> _Found:
        lanes = [self._of_its_time(query, lane) for lane in self._search(query, self._catalog.sides, now, about)]
        wanted = frozenset(terms(query.content))
        texts = [piece for lane in lanes for hit in lane.hits for piece in (hit.article.title, hit.passage)]
        scale = make_scale(query, self._index.rarity, names=names_in_use(wanted, texts))
        choices = [self._choose(query, lane, scale, len(lanes)) for lane in lanes]
        return _Found(query, scale, lanes, choices)

    def _of_its_time(self, query: Query, lane: Lane) -> Lane:
        """ "Recently" excludes nothing near it, but what is months old is no answer to it."""
        since = query.prefer.since if query.prefer else None
        kept = [
            hit
            for hit in lane.hits
            if (since is None or hit.article.published >= since - _SLACK) and hit.article.outlet not in query.excluded
        ]
        return replace(lane, hits=tuple(kept))

    def _search(self, query: Query, sides: Sides, now: datetime, about: Sequence[str]) -> list[Lane]:
        lanes = search_lanes(query, self._index, sides, now=now)
        at_hand = tuple(about) or query.shown
        if at_hand and len(lanes) == 1:
            known = [article for article in self._store.get_many(at_hand).values() if article.published < now]
            asked = [article for article in known if passes(article, query.filters, sides)]
            lanes = [Lane(lanes[0].name, (*hits_among(asked, query.content, lanes[0].hits), *lanes[0].hits))]
        return lanes

    def _choose(self, query: Query, lane: Lane, scale: Scale, lanes: int) -> Choice:
        if not query.content:
            return Choice(newest(lane.hits, limits_for(query, lanes=lanes)))
        choice = choose_excerpts(query, lane.hits, scale, limits_for(query, lanes=lanes), embedder=self._embedder)
        return replace(choice, excerpts=tuple(one for one in choice.excerpts if self._is_supported(one)))

    def _write(
        self, found: _Found, now: datetime, zone: str, may_use_model: MayUse, *, refused: Answer, is_doubted: bool
    ) -> Iterator[Answer]:
        """By the model where there is one, also where the rules doubt; where it says nothing, by the articles themselves."""
        query, parts, sides = found.query, found.parts, self._catalog.sides
        is_written = False
        if self._writer is not None and query.intent != "list" and query.content and not refused.meant:
            for answer in self._writer.write(query, found.lanes, sides, now=now, zone=zone, may_use=may_use_model):
                is_written = True
                yield answer or refused
        if not is_written:
            yield refused if is_doubted else compose_answer(query, parts, sides, zone=zone)

    def _nearest(self, found: _Found, now: datetime) -> Hit | None:
        """What a refusal names: the best that holds the rarest term asked for; where no source asked has it, another's."""
        query = found.query
        nearest = nearest_of(found.hits, found.scale)
        if nearest is not None or not query.names_source or not query.content:
            return nearest
        anyone = replace(query.filters, outlets=frozenset(), perspectives=frozenset())
        others = self._index.search(query.content, not_later_than(anyone, now), k=_OTHERS, prefer=query.prefer)
        return nearest_of(others, found.scale, needs_names=True)

    def _meant(self, found: _Found, read: Callable[[str], Query], now: datetime, about: Sequence[str]) -> str:
        """The question spelt right, if it then names a source or is answered. What is answered as it stands may only have
        misspelt its source.
        """
        query, is_needed = found.query, bool(found.missing)
        if not is_needed and query.names_source:
            return ""
        meant = spelt_right(query, self._index, self._catalog.registry, self._store.outlet_names())
        other = read(meant) if meant else query
        if other.names_source and not query.names_source:
            return meant
        return meant if meant and is_needed and not self._find(other, now, about).missing else ""

    def _is_supported(self, excerpt: Excerpt) -> bool:
        return self._gate(excerpt.quote, [full_text(excerpt.article)]).is_supported
