"""Speaks to model services: sends a request, learns from refusals, bounds and counts calls, chooses which model serves whom.

Must not know prompts, digests or answers: it sends messages and gives back text. A provider's odd habits may be added freely.
"""
