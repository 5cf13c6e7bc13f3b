"""Which side of a topic an article is on: its outlet's, never that of the search that found it."""

from collections.abc import Mapping
from dataclasses import dataclass

from retrieval.articles import Article
from retrieval.sources.outlets import Outlet, Registry
from retrieval.sources.topics import Topic


@dataclass(frozen=True)
class Sides:
    """The registry and the topics, answering questions about sides."""

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
        outlet = self.outlet_of(article)
        if outlet is not None:
            return topic.side_of(outlet)
        stated = dict(article.stated_perspectives).get(topic_id, "")
        return stated if topic.perspective(stated) else None

    def outlet_names(self, topic_id: str, perspective_id: str) -> frozenset[str]:
        """The names of all registered outlets on one side, as articles carry them."""
        topic = self.topics.get(topic_id)
        if topic is None:
            return frozenset()
        return frozenset(outlet.name for outlet in self.registry if topic.side_of(outlet) == perspective_id)
