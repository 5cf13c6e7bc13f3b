"""Makes hits of ranked ids and stored articles. No I/O."""

from collections.abc import Mapping, Sequence

from retrieval.articles import Article, Hit
from retrieval.index.candidates import Found
from retrieval.index.fusion import find_copies
from retrieval.index.passages import Passage, PassageId, full_text, split_passages, text_version
from retrieval.index.ranking import Ranked
from retrieval.language.terms import term_set


def make_hits(
    ranked: Sequence[Ranked], articles: Mapping[str, Article], found: Found, content: str, cosines: Mapping[str, float]
) -> list[Hit]:
    """The ranked passages that still exist, in order. Of an article rewritten since, the passage is chosen anew.

    `cosines` has those that no search in `found` measured.
    """
    hits: dict[tuple[str, int], Hit] = {}
    for place in ranked:
        article = articles.get(place.article_id)
        if article is not None:
            passage = _passage_of(article, place.passage_id, content)
            signals = signals_of(place, found)
            if place.passage_id in cosines:
                signals["cosine"] = cosines[place.passage_id]
            hit = _hit(article, passage, place.score, signals)
            hits.setdefault((article.id, passage.start), hit)
    return list(hits.values())


def lead_hit(article: Article) -> Hit:
    """An article by its first passage, found by nothing but its filters."""
    return _hit(article, split_passages(article)[0], 0.0, {})


def copies_last(hits: Sequence[Hit]) -> list[Hit]:
    """The same hits; those of articles whose headline is nearly that of an earlier article's come last."""
    copies = find_copies({hit.article.id: term_set(hit.article.title) for hit in hits})
    return sorted(hits, key=lambda hit: hit.article.id in copies)


def signals_of(place: Ranked, found: Found) -> dict[str, float]:
    """What each engine said of a passage and its article. An engine that did not find it says nothing."""
    signals: dict[str, float] = {}
    for candidates, _ in found:
        for name, scores, key in (
            ("article_bm25", candidates.articles, place.article_id),
            ("bm25", candidates.passages, place.passage_id),
            ("cosine", candidates.cosines, place.passage_id),
        ):
            if key in scores:
                signals.setdefault(name, scores[key])
                signals.setdefault(f"{name}_rank", float(_rank(scores, key)))
    return signals


def _rank(scores: Mapping[str, float], key: str) -> int:
    return 1 + sum(1 for score in scores.values() if score > scores[key])


def _passage_of(article: Article, passage_id: str, content: str) -> Passage:
    """The passage of that id, if the text still is what was indexed; else the one with most of the content's words."""
    if passage_id:
        known = PassageId.parse(passage_id)
        if known.version == text_version(article):
            return Passage(0, known.start, known.end)
    wanted, text = term_set(content), full_text(article)
    # The first of the best: max keeps it.
    return max(split_passages(article), key=lambda piece: len(wanted & term_set(text[piece.start : piece.end])))


def _hit(article: Article, passage: Passage, score: float, signals: dict[str, float]) -> Hit:
    text = full_text(article)[passage.start : passage.end]
    return Hit(article, text, passage.start, passage.end, score, signals)
