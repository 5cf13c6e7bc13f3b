"""The one way out: every request for a feed, a page or anything an admin types passes through this package.

Must not know what is fetched. The rules on private addresses, sizes and times protect the server: loosen none without
its tests.
"""
