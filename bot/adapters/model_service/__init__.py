"""Everything that speaks to a model service: one request and its refusals, what bounds and counts it, which model is for what.

Must not know prompts, digests or answers: it sends messages and gives back text. A provider's odd habits may be added freely.
"""
