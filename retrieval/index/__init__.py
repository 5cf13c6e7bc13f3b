"""The search index: passages by their words and by their meaning, kept in step with the stored articles.

Must not know questions: it takes a query and filters. It can be deleted at any time; `reindex` rebuilds it from the
articles.
"""

from retrieval.index.change_follower import SyncReport
from retrieval.index.index_upkeep import IndexStatus
from retrieval.index.search_index import Index

__all__ = ["Index", "IndexStatus", "SyncReport"]
