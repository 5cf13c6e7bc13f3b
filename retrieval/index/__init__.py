"""The search index: passages by their words and by their meaning, kept in step with the stored articles and rebuildable from them."""

from retrieval.index.following import SyncReport
from retrieval.index.index import Index
from retrieval.index.keeping import IndexStatus

__all__ = ["Index", "IndexStatus", "SyncReport"]
