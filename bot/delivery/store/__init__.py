"""The SQL of delivery: `Subscriptions`, `Ledger`, `Inbox`, `Lease`."""

from bot.delivery.store.ledger import Ledger
from bot.delivery.store.subscriptions import Subscriptions

__all__ = ["Ledger", "Subscriptions"]
