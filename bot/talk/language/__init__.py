"""Speaks to readers in their language: digests and answers translated by a model, each line checked after it.

Must not know commands. What fails the check stays in the original; that rule is not free to change.
"""
