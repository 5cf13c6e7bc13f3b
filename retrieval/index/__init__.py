"""The search index: passages by their words and by their meaning, kept in step with the stored articles and rebuildable from them."""

from retrieval.index.change_follower import SyncReport
from retrieval.index.index_upkeep import IndexStatus
from retrieval.index.search_index import Index

__all__ = ["Index", "IndexStatus", "SyncReport"]
