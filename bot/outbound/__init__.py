"""The one way out: every request for a feed, a page or anything an admin types passes through this package."""
