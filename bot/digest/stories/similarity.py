"""The numbers by which articles are compared: weighted terms of title and lead, meaning (vectors), time.

Every measure is a dot product, so that the mean likeness of two groups is the dot product of their sums.
"""

import math
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from bot.digest.articles.voices import figures_of
from bot.digest.stories.thresholds import MEANING_SHARE
from retrieval.articles import Article
from retrieval.language.synonyms import as_concepts
from retrieval.language.terms import terms
from retrieval.ports import Embedder, Vectors

# Some embedders put all texts into one corner, which a window of a few articles cannot tell from its topic: what invented
# headlines on unrelated matters have in common is taken out before articles are compared.
_ABOUT_ANYTHING = (
    "The ministry of finance lowers the tax on bread from April.",
    "Firefighters put out a blaze in a furniture warehouse.",
    "A court sends two former bank directors to prison.",
    "The national team wins the final after extra time.",
    "Researchers find a new species of frog in a mountain stream.",
    "Train drivers begin a strike of three days over pay.",
    "A storm cuts power to thousands of homes on the coast.",
    "The president meets foreign ministers to speak about a ceasefire.",
    "A car maker recalls vehicles because of faulty brakes.",
    "The central bank leaves interest rates unchanged.",
    "A novelist receives the country's highest prize for literature.",
    "Hospitals report more patients with influenza than last winter.",
    "Voters go to the polls in five provinces on Sunday.",
    "A software company buys its smaller rival.",
    "The navy begins exercises with two allies.",
    "Farmers expect a poor harvest after months of drought.",
)

Weights = dict[int, float]

# A title says in ten words what the story is; the lead confirms it; what follows is background that other stories share.
TITLE_WEIGHT = 3
LEAD_CHARACTERS = 1500
# Fitted on eval sets by benchmarks/stories.py (see docs/decisions/0050).
NAME_WEIGHT = 1.5
SMALL_WINDOW = 10
BLOCK = 8_192
# So many articles of a language are needed before its own direction is believed.
FEW_OF_A_LANGUAGE = 4


@dataclass(frozen=True, slots=True, eq=False)
class Traits:
    """Row i describes article i. `terms` and `meaning` rows have length 1 (or 0 where there is nothing); `bare` are the rows
    of which only a headline is known; `figures` are the numbers in each headline, years about its own left out."""

    terms: tuple[Weights, ...]
    meaning: Vectors
    days: NDArray[np.float64]
    languages: tuple[str, ...] = ()
    bare: frozenset[int] = frozenset()
    figures: tuple[frozenset[str], ...] = ()

    def __len__(self) -> int:
        return len(self.terms)


def measure_traits(
    articles: Sequence[Article], vectors: Mapping[str, Vectors], *, background: Vectors | None = None
) -> Traits:
    """Traits of the articles of one window. Term weights come from the window itself: what all write about counts little.

    `background` is the mean vector of texts about anything: what a small window is compared with.
    """
    counts = [_count_terms(article) for article in articles]
    return Traits(
        terms=tuple(_weigh(counts, _names(articles))),
        meaning=centre_vectors(articles, vectors, background=background),
        days=np.array([article.published.timestamp() / 86_400 for article in articles], np.float64),
        languages=_languages(articles),
        bare=frozenset(row for row, article in enumerate(articles) if not article.body),
        figures=tuple(_figures(article) for article in articles),
    )


def _languages(articles: Iterable[Article]) -> tuple[str, ...]:
    return tuple(article.language.partition("-")[0] for article in articles)


def sparse_dot(one: Weights, other: Weights) -> float:
    few, many = (one, other) if len(one) < len(other) else (other, one)
    return sum([weight * many[term] for term, weight in few.items() if term in many])


def sum_terms(traits: Traits, rows: Iterable[int]) -> Weights:
    """The terms of several rows with their summed weights."""
    total: Weights = defaultdict(float)
    for row in rows:
        for term, weight in traits.terms[row].items():
            total[term] += weight
    return dict(total)


def pairs_likeness(traits: Traits, pairs: NDArray[np.int64]) -> NDArray[np.float64]:
    """The likeness of each pair of rows, shape (n, 2)."""
    words = np.array([sparse_dot(traits.terms[one], traits.terms[other]) for one, other in pairs], np.float64)
    if not traits.meaning.shape[1]:
        return words
    meaning = np.concatenate(
        [
            np.zeros(0),
            *(
                np.einsum("ij,ij->i", traits.meaning[block[:, 0]], traits.meaning[block[:, 1]])
                for block in np.array_split(pairs, len(pairs) // BLOCK + 1)
            ),
        ]
    )
    likenesses: NDArray[np.float64] = (1 - MEANING_SHARE) * words + MEANING_SHARE * meaning
    return likenesses


def _count_terms(article: Article) -> Counter[str]:
    """Terms under the name of their concept; the years about the article's own are in every other headline."""
    counted = Counter(as_concepts(terms(article.body[:LEAD_CHARACTERS])))
    for term in as_concepts(terms(article.title)):
        counted[term] += TITLE_WEIGHT
    for year in _years(article):
        counted.pop(year, None)
    return counted


def _figures(article: Article) -> frozenset[str]:
    return figures_of(article.title) - set(_years(article))


def _years(article: Article) -> tuple[str, ...]:
    year = article.published.year
    return str(year - 1), str(year), str(year + 1)


def _names(articles: Iterable[Article]) -> frozenset[str]:
    """Terms that are mostly written with a capital or a digit inside running text: names and numbers tell events apart."""
    words: Counter[str] = Counter()
    for article in articles:
        words.update(article.body[:LEAD_CHARACTERS].split())
    seen: Counter[str] = Counter()
    capital: Counter[str] = Counter()
    for word, times in words.items():
        is_capital = not word.lstrip("\"'“‘(")[:1].islower()
        for term in as_concepts(terms(word)):
            seen[term] += times
            capital[term] += times * is_capital
    return frozenset(term for term, times in seen.items() if capital[term] > 0.6 * times)


def _weigh(counts: Sequence[Counter[str]], names: frozenset[str]) -> Iterable[Weights]:
    documents = Counter(term for counted in counts for term in counted)
    numbers = {term: number for number, term in enumerate(sorted(documents))}
    rarity = {term: math.log((len(counts) + 1) / (found + 0.5)) for term, found in documents.items()}
    for counted in counts:
        weights = {
            numbers[term]: (1 + math.log(times)) * rarity[term] * (NAME_WEIGHT if term in names else 1.0)
            for term, times in counted.items()
        }
        length = math.sqrt(sum(weight * weight for weight in weights.values())) or 1.0
        yield {term: weight / length for term, weight in weights.items()}


def centre_vectors(
    articles: Sequence[Article], vectors: Mapping[str, Vectors], *, background: Vectors | None = None
) -> Vectors:
    """Unit rows, one an article, with what the window and the language share taken out: vectors of one topic, and of one
    language, all point the same way; what differs is the story. Without any vector the rows are empty."""
    rows, languages = [vectors.get(article.id) for article in articles], _languages(articles)
    known = sum(row is not None for row in rows)
    if not known:
        return np.zeros((len(rows), 0), np.float32)
    mean = np.mean([row for row in rows if row is not None], axis=0)
    stacked = np.stack([mean if row is None else row for row in rows])
    spoken = np.array(languages)
    centred = np.empty_like(stacked)
    for language in np.unique(spoken):
        own = spoken == language
        shared = (stacked[own].sum(axis=0) + FEW_OF_A_LANGUAGE * mean) / (own.sum() + FEW_OF_A_LANGUAGE)
        centred[own] = stacked[own] - _trusted(shared, known, background)
    lengths = np.linalg.norm(centred, axis=1, keepdims=True)
    unit: Vectors = (centred / np.maximum(lengths, 1e-9)).astype(np.float32)
    return unit


def _trusted(mean: Vectors, size: int, background: Vectors | None) -> Vectors:
    """The mean of a handful of articles is the articles themselves, not their topic: trust it as the window grows."""
    trust = size / (size + SMALL_WINDOW)
    trusted: Vectors = trust * mean if background is None else trust * mean + (1 - trust) * background
    return trusted


def background_vector(embedder: Embedder) -> Vectors:
    """The mean vector of invented headlines on unrelated matters; not of length 1."""
    mean: Vectors = embedder.embed_passages(_ABOUT_ANYTHING).mean(axis=0)
    return mean
