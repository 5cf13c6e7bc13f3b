"""The gate of promise 1: does a sentence follow from the texts it cites, and if not, why not."""

from retrieval.claims.check import Verdict, check_claim

__all__ = ["Verdict", "check_claim"]
