"""How many tokens the model may still cost today. Who may ask how often is the conversation's rule, not this one."""

from retrieval.budget.store import TokenBudget

__all__ = ["TokenBudget"]
