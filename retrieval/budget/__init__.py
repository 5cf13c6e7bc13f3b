"""How many tokens the model may still cost today, and what it has cost.

Who may ask how often is the conversation's rule, not this one.
"""

from retrieval.budget.store import TokenBudget
from retrieval.budget.usestore import ModelUse, Prices, UseStore

__all__ = ["ModelUse", "Prices", "TokenBudget", "UseStore"]
