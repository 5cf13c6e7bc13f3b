"""How many tokens the model may still cost today, and what it has cost.

Who may ask how often is the conversation's rule, not this one.
"""

from retrieval.budget.token_budget import TokenBudget
from retrieval.budget.use_store import ModelUse, Prices, UseStore

__all__ = ["ModelUse", "Prices", "TokenBudget", "UseStore"]
