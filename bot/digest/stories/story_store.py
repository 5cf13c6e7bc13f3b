"""Remembers which article joined which story, so that a story keeps its id and its beginning over days."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Row, func, select

from bot.digest.stories.grouping import Membership, Story
from bot.digest.stories.story_tables import story_articles
from retrieval.articles import Article
from retrieval.database import Database, upsert

_CHUNK = 500


class StoryStore:
    """Story memory per topic. What was decided at an instant is known to digests of that instant and later ones only."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def recall(self, topic_id: str, article_ids: Iterable[str], *, until: datetime) -> list[Membership]:
        """Memberships of these articles decided before `until`, with the first publication of their whole story."""
        found = self._members(topic_id, sorted(set(article_ids)), until)
        begun = self._beginnings(topic_id, sorted({row.story_id for row in found}), until)
        return [Membership(row.article_id, row.story_id, begun[row.story_id]) for row in found]

    def remember(
        self, topic_id: str, stories: Iterable[Story], articles: Iterable[Article], *, decided_at: datetime
    ) -> None:
        """Keep memberships not known yet; an earlier decision replaces a later one, never the other way round."""
        published = {article.id: article.published for article in articles}
        known = {member.article_id for member in self.recall(topic_id, published, until=decided_at)}
        with self._database.write() as connection:
            for story in stories:
                for identity in story.article_ids:
                    if identity not in known:
                        row = {
                            "topic": topic_id,
                            "article_id": identity,
                            "story_id": story.id,
                            "published": published[identity],
                            "decided_at": decided_at,
                        }
                        upsert(connection, story_articles, row, keys=("topic", "article_id"))

    def _members(self, topic_id: str, article_ids: Sequence[str], until: datetime) -> list[Row[Any]]:
        found: list[Row[Any]] = []
        with self._database.read() as connection:
            for start in range(0, len(article_ids), _CHUNK):
                query = select(story_articles.c.article_id, story_articles.c.story_id).where(
                    story_articles.c.topic == topic_id,
                    story_articles.c.article_id.in_(article_ids[start : start + _CHUNK]),
                    story_articles.c.decided_at < until,
                )
                found.extend(connection.execute(query.order_by(story_articles.c.article_id)))
        return found

    def _beginnings(self, topic_id: str, story_ids: Sequence[str], until: datetime) -> dict[str, datetime]:
        found: dict[str, datetime] = {}
        with self._database.read() as connection:
            for start in range(0, len(story_ids), _CHUNK):
                query = (
                    select(story_articles.c.story_id, func.min(story_articles.c.published).label("begun"))
                    .where(
                        story_articles.c.topic == topic_id,
                        story_articles.c.story_id.in_(story_ids[start : start + _CHUNK]),
                        story_articles.c.decided_at < until,
                    )
                    .group_by(story_articles.c.story_id)
                )
                found.update((row.story_id, row.begun) for row in connection.execute(query))
        return found
