"""Answers from the stored articles: understand, search, weigh, choose sentences, check, cite."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from datetime import datetime
from time import perf_counter
from zoneinfo import ZoneInfo

from retrieval.answers import Answer, Citation, Query, Sentence
from retrieval.articles import Article, Filters, Hit
from retrieval.catalog import Catalog
from retrieval.claims import Verdict, check_claim
from retrieval.evidence import weigh_evidence
from retrieval.index import Index
from retrieval.ports import Embedder, Model
from retrieval.questions import understand
from retrieval.sentences import split_sentences
from retrieval.store import ArticleStore
from retrieval.words import term_set

PASSAGES = 30
SENTENCES = 6
PER_OUTLET = 3
LONGEST = 400

Gate = Callable[[str, Sequence[str]], Verdict]


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
        self._model = model
        self._embedder = embedder
        self._gate = gate

    def answer(
        self,
        question: str,
        *,
        now: datetime,
        zone: str = "UTC",
        topic: str = "",
        previous: Query | None = None,
        about: Sequence[str] = (),
    ) -> Answer:
        """The answer at `now`: what was published later does not exist yet."""
        started = perf_counter()
        query = understand(question, catalog=self._catalog, now=now, zone=zone, previous=previous, topic=topic)
        filters = not_later_than(query.filters, now)
        hits = self._index.passages(query.content, filters, k=PASSAGES)
        evidence = weigh_evidence(query, hits)
        chosen = self._choose(query, evidence.hits)
        answer = self._cited(query, chosen, zone) if chosen else refusal(query, hits, evidence.reason or "nothing fits")
        return replace(answer, asked_at=now, elapsed_ms=(perf_counter() - started) * 1000)

    def _choose(self, query: Query, hits: Sequence[Hit]) -> list[tuple[Article, str]]:
        """The best sentence of each article, no sentence twice, no outlet too often, oldest first."""
        wanted = term_set(query.content)
        chosen: list[tuple[Article, str]] = []
        seen: set[str] = set()
        for hit in hits:
            sentence = best_sentence(hit, wanted)
            is_taken = any(article.id == hit.article.id for article, _ in chosen) or sentence.casefold() in seen
            crowded = sum(article.outlet == hit.article.outlet for article, _ in chosen) >= PER_OUTLET
            if is_taken or (crowded and len(query.filters.outlets) != 1):
                continue
            if self._gate(sentence, [f"{hit.article.title}\n\n{hit.article.body}"]).is_supported:
                seen.add(sentence.casefold())
                chosen.append((hit.article, sentence))
            if len(chosen) == SENTENCES:
                break
        return sorted(chosen, key=lambda pair: (pair[0].published, pair[0].id))

    def _cited(self, query: Query, chosen: Sequence[tuple[Article, str]], zone: str) -> Answer:
        sides = self._catalog.sides
        sentences, citations = [], []
        for n, (article, quote) in enumerate(chosen, 1):
            topic = next((t for t in article.topics if sides.side_of(article, t)), next(iter(article.topics), ""))
            sentences.append(Sentence(attributed(article, quote, zone), (n,)))
            citations.append(Citation(n, article, quote, sides.side_of(article, topic) or "", topic))
        text = "\n".join(f"{s.text} {''.join(f'[{n}]' for n in s.citations)}" for s in sentences)
        return Answer(query.question, "answered", text, query, tuple(sentences), tuple(citations))


def not_later_than(filters: Filters, now: datetime) -> Filters:
    return replace(filters, until=min(filters.until, now) if filters.until else now)


def best_sentence(hit: Hit, wanted: frozenset[str]) -> str:
    """The sentence of the passage, or the title, that holds most of the wanted terms; the shorter of equals."""
    spans = split_sentences(hit.passage)
    candidates = [hit.passage[span.start : span.end] for span in spans] + [hit.article.title]
    fitting: Iterable[str] = [text for text in candidates if len(text) <= LONGEST] or [hit.article.title]
    return max(fitting, key=lambda text: (len(term_set(text) & wanted), -len(text)))


def attributed(article: Article, sentence: str, zone: str) -> str:
    """ "Global Times, 6 Jan 2026: ..." with the day of the asker's zone."""
    return f"{article.outlet}, {article.published.astimezone(ZoneInfo(zone)):%-d %b %Y}: {sentence}"


def refusal(query: Query, hits: Sequence[Hit], reason: str) -> Answer:
    """Say that we have nothing, what was searched, and what is nearest, without citing it."""
    where = f" ({query.understood})" if query.understood else ""
    text = f"I found nothing stored that answers this{where}: {reason}."
    if hits:
        nearest = hits[0].article
        text += f" The nearest is “{nearest.title}” ({nearest.outlet}, {nearest.published:%-d %b %Y})."
    return Answer(query.question, "no_answer", text, query)
