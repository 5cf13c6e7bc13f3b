"""Makes the JSON that programs are given, by the console and over HTTP; docs/contracts.md fixes it.

Digests have theirs in `bot/digest/show/public_json.py`.
"""

import json
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Any

from bot.digest.stories.grouping import Story
from retrieval.answers import Answer, Citation
from retrieval.articles import Article, Filters, Hit
from retrieval.instants import iso_instant, iso_written
from retrieval.intake.extract import Extract
from retrieval.sources.outlets import Outlet
from retrieval.sources.sides import Sides
from retrieval.sources.topics import Topic


def dump(value: object) -> str:
    """One line of JSON with characters as they are."""
    return json.dumps(value, ensure_ascii=False)


def answer_json(answer: Answer, *, id: object = None) -> dict[str, Any]:
    """`ask --json`. `id` comes first, and only where the batch line had one."""
    shape: dict[str, Any] = {} if id is None else {"id": id}
    return shape | {
        "question": answer.question,
        "understood": answer.query.understood or answer.query.content or answer.question,
        "status": answer.status,
        "answer": answer.text,
        "sentences": [{"text": s.text, "citations": list(s.citations)} for s in answer.sentences],
        "citations": [citation_json(citation) for citation in answer.citations],
        **({"closest": _closest_json(answer.closest)} if answer.closest else {}),
        "filters": filters_json(answer.query.filters),
        "writer": answer.writer,
        "verified_by": answer.verified_by,
        "elapsed_ms": round(answer.elapsed_ms, 1),
    }


def filters_json(filters: Filters) -> dict[str, Any]:
    return {
        "outlets": sorted(filters.outlets),
        "perspectives": sorted({perspective for _, perspective in filters.perspectives}),
        "topics": sorted(filters.topics),
        "since": iso_instant(filters.since),
        "until": iso_instant(filters.until),
    }


def search_json(query: str, hits: Sequence[Hit], sides: Sides) -> dict[str, Any]:
    """`search --json`: one hit an article, best first."""
    return {
        "query": query,
        "hits": [
            {
                "url": hit.article.url,
                "title": hit.article.title,
                "outlet": hit.article.outlet,
                "published": iso_written(hit.article.dated),
                "perspective": any_side(hit.article, sides),
                "score": round(hit.score, 4),
                "passage": hit.passage,
            }
            for hit in hits
        ],
    }


def article_json(article: Article, sides: Sides) -> dict[str, Any]:
    """One element of `articles --json`."""
    return {
        "url": article.url,
        "guid": article.guid,
        "title": article.title,
        "outlet": article.outlet,
        "published": iso_written(article.dated),
        "language": article.language,
        "perspectives": perspectives_of(article, sides),
        "summary": article.summary,
        "text": article.text,
        "feeds": list(article.feeds),
    }


def stories_json(
    topic: Topic, first: date, last: date | None, stories: Iterable[Story], articles: Mapping[str, Article]
) -> dict[str, Any]:
    """`stories --json` of a day, or of a span of days; `articles` by their ids."""
    return {
        "topic": topic.id,
        "date": f"{first}..{last}" if last else f"{first}",
        "stories": [
            {
                "id": story.id,
                "title": story.title,
                "articles": [articles[article].url for article in story.article_ids if article in articles],
                "perspectives": list(story.perspectives),
                "missing": [side.id for side in topic.perspectives if side.id not in story.perspectives],
                "first_seen": iso_instant(story.first_seen),
                "phase": story.phase,
            }
            for story in stories
        ],
    }


def outlet_json(outlet: Outlet, perspectives: Mapping[str, str]) -> dict[str, Any]:
    """An outlet, with its side in each topic that gives it one."""
    return {
        "name": outlet.name,
        "country": outlet.country,
        "ownership": outlet.ownership,
        "domains": list(outlet.domains),
        "perspectives": dict(perspectives),
    }


def extract_json(page: Extract) -> dict[str, Any]:
    """`extract --json`."""
    return {
        "url": page.url,
        "title": page.title,
        "text": page.text,
        "published": iso_written(page.published),
        "language": page.language,
        "outlet": page.outlet,
        "error": page.error or None,
    }


def perspectives_of(article: Article, sides: Sides) -> Mapping[str, str]:
    """Topic id -> side, for the article's topics in which its outlet has a side."""
    return {topic: side for topic in article.topics if (side := sides.side_of(article, topic))}


def any_side(article: Article, sides: Sides) -> str:
    """The side in the first of the article's topics that gives it one, or an empty string."""
    return next(iter(perspectives_of(article, sides).values()), "")


def _closest_json(closest: Citation) -> dict[str, Any]:
    article = closest.article
    return {
        "title": article.title,
        "outlet": article.outlet,
        "url": article.url,
        "published": iso_written(article.dated),
        "quote": closest.quote,
    }


def citation_json(citation: Citation) -> dict[str, Any]:
    article = citation.article
    return {
        "n": citation.n,
        "title": article.title,
        "outlet": article.outlet,
        "url": article.url,
        "published": iso_written(article.dated),
        "perspective": citation.perspective,
        "topic": citation.topic,
        "quote": citation.quote,
    }
