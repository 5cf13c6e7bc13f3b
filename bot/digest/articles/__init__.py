"""Judges single articles: what sort of piece it is, what its headline states, which of its sentences can stand alone.

Must not know stories or digests. A rule here may change if its cases in the tests still read right.
"""
