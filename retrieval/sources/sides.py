"""Decides which side of a topic an article is on: its outlet's, never that of the search that found it."""

from collections.abc import Mapping
from dataclasses import dataclass

from retrieval.articles import Article
from retrieval.sources.outlets import Outlet, Registry
from retrieval.sources.topics import Topic


@dataclass(frozen=True)
class Sides:
    """Answers questions about sides, from the registry and the topics."""

    registry: Registry
    topics: Mapping[str, Topic]

    def outlet_of(self, article: Article) -> Outlet | None:
        """The outlet whose words these are: for a wire story carried by another outlet or an aggregator, the wire's."""
        return self.registry.resolve(article.original_outlet or article.outlet, article.url)

    def side_of(self, article: Article, topic_id: str) -> str | None:
        """The perspective id, or None. What an import file states counts only where the registry does not know the outlet."""
        topic = self.topics.get(topic_id)
        if topic is None:
            return None
        name = article.original_outlet or article.outlet
        side = self.side_of_name(topic_id, name, article.url)
        if side is not None or self.registry.candidates(name, article.url):
            return side
        stated = dict(article.stated_perspectives).get(topic_id, "")
        return stated if topic.perspective(stated) else None

    def side_of_name(self, topic_id: str, name: str, url: str = "") -> str | None:
        """The side of whoever bears a name: of namesakes the one that has a side here, where the others have none or the same.

        A name that the registry does not know is on the side that names it.
        """
        topic = self.topics.get(topic_id)
        if topic is None:
            return None
        found = self.registry.candidates(name, url)
        if not found:
            return topic.side_naming(name)
        sides = {topic.side_of(outlet) for outlet in found} - {None}
        return sides.pop() if len(sides) == 1 else None
