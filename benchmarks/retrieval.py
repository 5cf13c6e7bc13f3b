"""Retrieval on rtqa_2025q4: BM25, vectors alone, plain fusion and ours, in one run and one table.

`python -m benchmarks.retrieval [--embedder multilingual] [--quick N]`. The set has no gold links, so three measures:
ans@k (a normalised answer occurs in one of the first k articles: saturated, many answers occur by chance), and over the
questions where one article can be told to be the source, hits@k and MRR. The source is the article that holds the
answer and is among the three nearest to the quiz's own explanation, which no method here gets to see.
"""

import argparse
import gzip
import json
import re
import statistics
import tempfile
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

from benchmarks.cached import OUT, CachedEmbedder
from retrieval.articles import Article, Entry, Filters
from retrieval.database import open_database
from retrieval.embedding.embedders import open_embedder
from retrieval.index import Index
from retrieval.index.candidates import Candidates, find_meanings, find_words, owner
from retrieval.index.ranking import rank_articles
from retrieval.index.word_index import ANYWHERE, ArticleFacts, LexicalEntry, WordIndex
from retrieval.language.terms import terms
from retrieval.sources.catalog import Catalog
from retrieval.store import ArticleStore

SET = Path(__file__).parents[2] / "shared" / "eval" / "rtqa_2025q4"
_RECENT = re.compile(r"\b(?:(?:this|last|past) week|recent(?:ly)?|this month|today|yesterday)\b", re.IGNORECASE)
_WEEK = timedelta(days=8)

Way = Callable[["Question"], Sequence[str]]


@dataclass(frozen=True, slots=True)
class Question:
    text: str
    asked: datetime
    answers: tuple[str, ...]
    explanation: str


@dataclass
class Corpus:
    """The set, ingested and indexed. Articles and questions by our own ids."""

    store: ArticleStore
    index: Index
    embedder: CachedEmbedder
    articles: dict[str, Article]
    questions: list[Question]
    plain: WordIndex

    def __post_init__(self) -> None:
        self._texts = {key: f" {_plain(a.title + ' ' + a.text)} " for key, a in self.articles.items()}
        self.holders = [self._holders(question) for question in self.questions]
        self.sources = [self._source(q, holders) for q, holders in zip(self.questions, self.holders, strict=True)]

    def _holders(self, question: Question) -> frozenset[str]:
        wanted = [f" {_plain(answer)} " for answer in question.answers]
        return frozenset(key for key, text in self._texts.items() if any(answer in text for answer in wanted))

    def _source(self, question: Question, holders: frozenset[str]) -> str:
        told = f"{question.text} {question.explanation} {' '.join(question.answers)}"
        return next((key for key in _reciprocal(self.candidates(told))[:3] if key in holders), "")

    def candidates(self, text: str) -> Candidates:
        words, meanings = self.index._keeper.words, self.index._keeper.meanings
        assert meanings is not None
        query = self.embedder.embed_query(text)
        return Candidates(*find_words(words, terms(text), ANYWHERE), find_meanings(meanings, words, query, ANYWHERE))


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--embedder", default="multilingual")
    options.add_argument("--quick", type=int, default=0, help="only so many articles")
    given = options.parse_args()
    if not SET.is_dir():
        raise SystemExit(f"{SET} is not there: this benchmark needs the shared evaluation sets.")
    with tempfile.TemporaryDirectory() as folder:
        corpus = _open_corpus(Path(folder), given.embedder, given.quick)
        known = sum(map(bool, corpus.sources))
        print(f"{len(corpus.articles)} articles, {len(corpus.questions)} questions, {known} with a known source\n")
        print(f"{'':38}{'ans@1':>7}{'ans@5':>7}{'ans@10':>7}{'MRR':>7} |{'hit@1':>7}{'hit@10':>7}{'MRR':>7}")
        for name, way in _ways(corpus).items():
            print(f"{name:38}{_scores(corpus, way)}")
        corpus.index.close()


def _ways(corpus: Corpus) -> dict[str, Way]:
    index = corpus.index
    found = {question: corpus.candidates(question.text) for question in corpus.questions}
    return {
        "BM25, title + text": lambda q: [key for key, _ in corpus.plain.search(terms(q.text), 50)],
        "BM25, passages": lambda q: _owners(found[q].passages),
        "vectors alone": lambda q: _owners(found[q].cosines),
        "reciprocal ranks, k 60, three lists": lambda q: _reciprocal(found[q]),
        "ours": lambda q: _ids(index.search(q.text, k=50)),
        "ours, recent preferred when asked": lambda q: _ids(index.search(q.text, k=50, prefer=_preferred(q))),
        "ours without passages' BM25": lambda q: _ranked(Candidates(found[q].articles, {}, found[q].cosines)),
        "ours without articles' BM25": lambda q: _ranked(Candidates({}, found[q].passages, found[q].cosines)),
        "ours without vectors": lambda q: _ranked(Candidates(found[q].articles, found[q].passages, {})),
        "ours without moving copies back": lambda q: _ranked(found[q]),
    }


def _preferred(question: Question) -> Filters | None:
    if not _RECENT.search(question.text):
        return None
    return Filters(since=question.asked - _WEEK, until=question.asked + timedelta(days=2))


def _ids(hits: Sequence[object]) -> list[str]:
    return [hit.article.id for hit in hits]  # type: ignore[attr-defined]


def _ranked(found: Candidates) -> list[str]:
    return [place.article_id for place in rank_articles([(found, 1.0)], 50)]


def _owners(passages: Mapping[str, float]) -> list[str]:
    return list(dict.fromkeys(owner(passage) for passage, _ in sorted(passages.items(), key=lambda item: -item[1])))


def _reciprocal(found: Candidates) -> list[str]:
    shares: dict[str, float] = {}
    for ranking in (list(found.articles), _owners(found.passages), _owners(found.cosines)):
        for place, key in enumerate(ranking[:50], start=1):
            shares[key] = shares.get(key, 0.0) + 1 / (60 + place)
    return sorted(shares, key=lambda key: -shares[key])


def _scores(corpus: Corpus, way: Way) -> str:
    found = [way(question) for question in corpus.questions]
    answers = [_first(ranked, holders) for ranked, holders in zip(found, corpus.holders, strict=True)]
    sources = [_first(ranked, {source}) for ranked, source in zip(found, corpus.sources, strict=True) if source]
    figures = [*(_share(answers, k) for k in (1, 5, 10)), _reciprocal_mean(answers)]
    of_sources = [_share(sources, 1), _share(sources, 10), _reciprocal_mean(sources)]
    return "".join(f"{x:7.3f}" for x in figures) + " |" + "".join(f"{x:7.3f}" for x in of_sources)


def _first(ranked: Sequence[str], wanted: frozenset[str] | set[str]) -> int:
    """The place of the first wanted one, counted from 1; a large number when there is none."""
    return next((place for place, key in enumerate(ranked, start=1) if key in wanted), 10**6)


def _share(places: Sequence[int], k: int) -> float:
    return statistics.fmean(place <= k for place in places)


def _reciprocal_mean(places: Sequence[int]) -> float:
    return statistics.fmean(1 / place if place <= 10 else 0.0 for place in places)


def _open_corpus(folder: Path, embedder_name: str, quick: int) -> Corpus:
    embedder = CachedEmbedder(open_embedder(embedder_name, OUT))
    database = open_database(f"sqlite:///{folder / 'articles.db'}")
    database.create_all()
    store = ArticleStore(database, Catalog(database, [], []))
    with gzip.open(SET / "corpus.00.jsonl.gz", "rt", encoding="utf-8") as file:
        rows = [json.loads(line) for line in file][: quick or None]
    now = datetime(2026, 6, 1, tzinfo=UTC)
    ids = store.ingest([_entry(row) for row in rows], now=now).article_ids
    index = Index(store, embedder, folder=folder / "index")
    index.sync()
    articles = store.get_many(ids)
    plain = WordIndex(folder / "plain")
    plain.replace([], [_plain_entry(article) for article in articles.values()])
    with (SET / "questions.jsonl").open(encoding="utf-8") as lines:
        questions = [_question(json.loads(line)) for line in lines]
    return Corpus(store, index, embedder, articles, questions, plain)


def _plain_entry(article: Article) -> LexicalEntry:
    facts = ArticleFacts(article.id, article.published)
    return LexicalEntry(article.id, facts, [*terms(article.title), *terms(article.text)])


def _entry(row: Mapping[str, str]) -> Entry:
    published = datetime.strptime(row["date"], "%Y/%m/%d").replace(tzinfo=UTC, hour=12)
    return Entry(url=row["url"], title=row["title"], text=row["text"], outlet=row["source"], published=published)


def _question(row: Mapping[str, object]) -> Question:
    asked = datetime.strptime(str(row["date"]), "%Y-%m-%d").replace(tzinfo=UTC)
    answers = tuple(str(answer) for answer in row["answer"])  # type: ignore[attr-defined]
    return Question(str(row["question"]), asked, answers, str(row["evidence"]))


def _plain(text: str) -> str:
    return " ".join(re.findall(r"\w+", text.casefold().replace("’", "'")))


if __name__ == "__main__":
    main()
