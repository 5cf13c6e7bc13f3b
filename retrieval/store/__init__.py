"""The articles, as stored: the one truth that index, stories and pages are rebuilt from."""

from retrieval.store.article_store import ArticleStore, Change

__all__ = ["ArticleStore", "Change"]
