"""The SQL of delivery: `Subscriptions`, `Ledger`, `Inbox`, `Lease`."""

from bot.delivery.store.subscriptions import Subscriptions

__all__ = ["Subscriptions"]
