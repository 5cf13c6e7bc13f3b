"""The first reading, by code: do a claim's hard facts, its speaker and its wording stand in the texts it cites.

Must not ask a model. A new check refuses more; what is refused today must not pass without a case that says why.
"""
