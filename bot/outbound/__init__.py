"""Sends every request for a feed, a page or anything an admin types: there is no other way out.

Must not know what is fetched. The rules on private addresses, sizes and times protect the server: loosen none without
its tests.
"""
