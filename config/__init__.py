"""Reads settings, topics and outlets, and reports every mistake in them together.

Knows only the values of `retrieval`. Read once, by the composition root; nothing else reads the environment or these
files.
"""
