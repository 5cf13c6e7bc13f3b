"""Turns filters into one SQL condition on `articles`."""

from sqlalchemy import ColumnElement, and_, exists, false, or_

from retrieval.articles import Filters
from retrieval.store.bylines import BylineTable
from retrieval.store.tables import article_topics, articles


def condition(filters: Filters, bylines: BylineTable) -> ColumnElement[bool]:
    """True for the articles that pass every filter and are not retracted."""
    parts: list[ColumnElement[bool]] = [~articles.c.is_retracted]
    if filters.outlets:
        parts.append(articles.c.byline_id.in_(bylines.ids_of_outlets(filters.outlets)))
    if filters.perspectives:
        sides = sorted(filters.perspectives)
        parts.append(or_(false(), *(_on_side(topic, side, bylines) for topic, side in sides)))
    if filters.topics:
        parts.append(_in_topics(article_topics.c.topic_id.in_(sorted(filters.topics))))
    if filters.since is not None:
        parts.append(articles.c.published >= filters.since)
    if filters.until is not None:
        parts.append(articles.c.published < filters.until)
    return and_(*parts)


def _on_side(topic_id: str, perspective_id: str, bylines: BylineTable) -> ColumnElement[bool]:
    """The rule of `Sides.side_of` in SQL: the outlet's side, or the stated one where the registry knows no outlet."""
    by_outlet = articles.c.byline_id.in_(bylines.ids_of_side(topic_id, perspective_id))
    topic = bylines.sides.topics.get(topic_id)
    if topic is None or topic.perspective(perspective_id) is None:
        return by_outlet
    is_stated = _in_topics(
        (article_topics.c.topic_id == topic_id) & (article_topics.c.stated_perspective == perspective_id)
    )
    return or_(by_outlet, articles.c.byline_id.in_(bylines.unknown_ids()) & is_stated)


def _in_topics(which: ColumnElement[bool]) -> ColumnElement[bool]:
    return exists().where((article_topics.c.article_id == articles.c.id) & which)
