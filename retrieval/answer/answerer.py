"""Answers from the stored articles: understand, search, weigh, choose sentences, check, cite."""

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from functools import partial
from time import perf_counter

from retrieval.answer.compose import Part, compose_answer, refusal
from retrieval.answer.evidence import Scale, make_scale
from retrieval.answer.excerpts import Choice, Excerpt, choose_excerpts, limits_for, newest
from retrieval.answer.model_answer import ModelWriter
from retrieval.answer.quotable import is_quotable
from retrieval.answer.search_lanes import Lane, hits_among, not_later_than, passes, search_lanes
from retrieval.answer.wanted import names_in_use
from retrieval.answers import Answer, Query
from retrieval.articles import Filters, Hit
from retrieval.claims import Verdict, check_claim
from retrieval.index import Index
from retrieval.index.passages import full_text
from retrieval.language.terms import terms
from retrieval.messages import Phrase
from retrieval.once import once_each
from retrieval.ports import Embedder, Model
from retrieval.question.intent import asks_for_latest
from retrieval.question.parse import understand
from retrieval.question.spelling import WORD, names_in, nearest_asking, nearest_name
from retrieval.question.wishes import wish_of
from retrieval.sources.catalog import Catalog
from retrieval.sources.outlets import Registry
from retrieval.sources.sides import Sides
from retrieval.store import ArticleStore

Gate = Callable[[str, Sequence[str]], Verdict]
MayUse = Callable[[int], bool]
"""Whether so many tokens may be spent on a model now."""


# Of others than the source asked, where none of its articles is near.
_OTHERS = 5
_SLACK = timedelta(days=14)
_RECENT = (3, 14)
_SENTENCES = {
    "number": "articles come near it, but none says how many",
    "person": "articles come near it, but none says who",
    "name": "articles come near it, but none says who",
    "time": "articles come near it, but none says when",
    "place": "articles come near it, but none says where",
}


def _no_limit(tokens: int) -> bool:
    return True


@dataclass(frozen=True, slots=True)
class _Found:
    """What was found for one reading of a question: the lanes, and the sentences chosen from each."""

    scale: Scale
    lanes: Sequence[Lane]
    choices: Sequence[Choice]

    @property
    def parts(self) -> list[Part]:
        return [Part(lane.name, choice.excerpts) for lane, choice in zip(self.lanes, self.choices, strict=True)]

    @property
    def hits(self) -> list[Hit]:
        return [hit for lane in self.lanes for hit in lane.hits]


class Answerer:
    """Answers questions. Without a model, and whenever the model fails, sentences are the articles' own."""

    def __init__(
        self,
        catalog: Catalog,
        store: ArticleStore,
        index: Index,
        *,
        model: Model | None = None,
        embedder: Embedder | None = None,
        gate: Gate = check_claim,
    ) -> None:
        self._catalog = catalog
        self._store = store
        self._index = index
        self._embedder = embedder.name if embedder else ""
        self._gate = gate
        self._writer = ModelWriter(model, gate) if model else None

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
        started = perf_counter()
        if wish := wish_of(question):
            reply = Answer(question, "no_answer", wish.reply, Query(question, ""))
            yield replace(reply, asked_at=now, elapsed_ms=(perf_counter() - started) * 1000)
            return
        read = partial(
            understand,
            catalog=self._catalog,
            now=now,
            zone=zone,
            previous=previous,
            topic=topic,
            more_outlets=self._store.outlet_names(),
        )
        with self._catalog.steady():
            query, found = self._understood(read, question, now, about)
            missing = _missing(query, found)
            meant = self._meant(query, read, now, about, is_needed=bool(missing))
            if meant and not missing:
                missing = Phrase("no article holds the names you asked for")
            nearest = self._nearest(query, found, now) if missing or self._writer else None
        reason = missing or Phrase("articles come near it, but none says what you asked for")
        refused = refusal(query, nearest, reason, zone=zone, meant=meant)
        answers = self._write(query, found, zone, may_use_model, refused=refused, is_doubted=bool(missing))
        for answer in answers:
            yield replace(answer, asked_at=now, elapsed_ms=(perf_counter() - started) * 1000)

    def _understood(
        self, read: Callable[..., Query], question: str, now: datetime, about: Sequence[str]
    ) -> tuple[Query, _Found]:
        """The question as it is answered, else as it stands: a side may be told of by others only, a month be the event's."""
        first: tuple[Query, _Found] | None = None
        for query in self._readings(read, question, now):
            found = self._find(query, now, about)
            if not _missing(query, found):
                return query, found
            first = first or (query, found)
        return first or (query, found)

    def _readings(self, read: Callable[..., Query], question: str, now: datetime) -> Iterator[Query]:
        """What a question may mean, the likeliest first, each once."""
        plain = read(question)
        known: list[Query] = []
        for query in self._ways(read, question, plain, now):
            if query not in known:
                known.append(query)
                yield query

    def _ways(self, read: Callable[..., Query], question: str, plain: Query, now: datetime) -> Iterator[Query]:
        if not plain.sources and (told_by := read(question, reads_outlets="any")).sources and told_by.content:
            yield told_by
        filters = plain.filters
        if asks_for_latest(question, plain.content) and not (filters.since or plain.prefer or plain.answer_kind):
            for days in _RECENT:
                yield replace(plain, filters=replace(filters, since=now - timedelta(days=days)))
        yield plain
        yield read(question, may_speak=False)
        yield read(question, may_be_told=True)
        is_held = all(self._index.holds(outlet) for outlet in filters.outlets)
        if filters.outlets and is_held and not self._store.find(Filters(outlets=filters.outlets), limit=1):
            # An institute that is quoted by others and has no articles here.
            yield read(question, reads_outlets="told")

    def _find(self, query: Query, now: datetime, about: Sequence[str]) -> _Found:
        lanes = [self._of_its_time(query, lane) for lane in self._search(query, self._catalog.sides, now, about)]
        wanted = frozenset(terms(query.content))
        texts = [piece for lane in lanes for hit in lane.hits for piece in (hit.article.title, hit.passage)]
        scale = make_scale(query, self._index.rarity, names=names_in_use(wanted, texts))
        choices = [self._choose(query, lane, scale, len(lanes)) for lane in lanes]
        return _Found(scale, lanes, choices)

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
        if about and len(lanes) == 1:
            known = [article for article in self._store.get_many(about).values() if article.published < now]
            asked = [article for article in known if passes(article, query.filters, sides)]
            lanes = [Lane(lanes[0].name, (*hits_among(asked, query.content), *lanes[0].hits))]
        return lanes

    def _choose(self, query: Query, lane: Lane, scale: Scale, lanes: int) -> Choice:
        if not query.content:
            return Choice(newest(lane.hits, limits_for(query, lanes=lanes)))
        choice = choose_excerpts(query, lane.hits, scale, limits_for(query, lanes=lanes), embedder=self._embedder)
        return replace(choice, excerpts=tuple(one for one in choice.excerpts if self._is_supported(one)))

    def _write(
        self, query: Query, found: _Found, zone: str, may_use_model: MayUse, *, refused: Answer, is_doubted: bool
    ) -> Iterator[Answer]:
        """By the model where there is one, also where the rules doubt; where it says nothing, by the articles themselves."""
        parts, sides = found.parts, self._catalog.sides
        is_written = False
        if self._writer is not None and query.intent != "list" and query.content and not refused.meant:
            for answer in self._writer.write(query, parts, found.hits, sides, zone=zone, may_use=may_use_model):
                is_written = True
                yield answer or refused
        if not is_written:
            yield refused if is_doubted else compose_answer(query, parts, sides, zone=zone)

    def _nearest(self, query: Query, found: "_Found", now: datetime) -> Hit | None:
        """What a refusal names: the best that holds the rarest term asked for; where no source asked has it, another's."""
        scale = found.scale
        hits = sorted(found.hits, key=lambda hit: -hit.score)
        nearest = next((hit for hit in hits if _may_be_named(hit, scale)), None)
        if nearest is not None or not query.names_source or not query.content:
            return nearest
        anyone = replace(query.filters, outlets=frozenset(), perspectives=frozenset())
        others = self._index.search(query.content, not_later_than(anyone, now), k=_OTHERS, prefer=query.prefer)
        return next((hit for hit in others if _may_be_named(hit, scale) and scale.has_names(hit.article)), None)

    def _meant(
        self, query: Query, read: Callable[[str], Query], now: datetime, about: Sequence[str], *, is_needed: bool
    ) -> str:
        """The question spelt right, if it then names a source or is answered. What is answered as it stands may only have
        misspelt its source.
        """
        if not is_needed and query.names_source:
            return ""
        meant = self._spelt_right(query)
        other = read(meant) if meant else query
        if other.names_source and not query.names_source:
            return meant
        return meant if meant and is_needed and not _missing(other, self._find(other, now, about)) else ""

    def _spelt_right(self, query: Query) -> str:
        """The question with those words that nothing holds spelt like an outlet, a stored name or a word of asking."""
        outlets = _words_of(self._catalog.registry, self._store.outlet_names())
        question = query.question
        for word in dict.fromkeys(WORD.findall(query.content)):
            if not self._index.holds(word):
                right = (
                    nearest_asking(word)
                    or nearest_name(word, outlets)
                    or nearest_name(word, self._index.lookalikes(word))
                )
                question = right.join(re.split(rf"\b{re.escape(word)}\b", question)) if right else question
        return question if question != query.question else ""

    def _is_supported(self, excerpt: Excerpt) -> bool:
        return self._gate(excerpt.quote, [full_text(excerpt.article)]).is_supported


@once_each
def _words_of(registry: Registry, more: frozenset[str]) -> tuple[str, ...]:
    """The words of the names of all outlets."""
    return tuple(word for name in (*(outlet.name for outlet in registry), *more) for word in names_in(name))


def _missing(query: Query, found: _Found) -> str:
    """Why nothing can be answered, if so."""
    if any(choice.excerpts for choice in found.choices):
        return ""
    if not found.hits:
        return Phrase("nothing stored passes what you asked for")
    if not any(choice.has_names for choice in found.choices):
        return Phrase("no article holds the names you asked for")
    sentence = _SENTENCES.get(query.answer_kind, "") if any(choice.lacks_kind for choice in found.choices) else ""
    return Phrase(sentence or "articles come near it, but none says what you asked for")


def _may_be_named(hit: Hit, scale: Scale) -> bool:
    return (
        scale.shares_name(hit.article)
        and scale.holds_strongest(hit.passage, hit.article)
        and is_quotable(hit.article.title)
    )
