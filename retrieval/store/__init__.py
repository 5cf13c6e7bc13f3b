"""The articles, as stored: the one truth that index, stories and pages are rebuilt from.

Must not decide what is news (that is `retrieval/intake`). A change of tables needs a migration.
"""

from retrieval.store.article_store import ArticleStore, Change

__all__ = ["ArticleStore", "Change"]
