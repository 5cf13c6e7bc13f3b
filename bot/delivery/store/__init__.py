"""Keeps delivery in SQL: `Subscriptions`, `Ledger`, `Inbox`, `Leases`."""

from bot.delivery.store.inbox import Inbox, StoredUpdate
from bot.delivery.store.leases import Leases
from bot.delivery.store.ledger import Ledger
from bot.delivery.store.subscriptions import Subscriptions

__all__ = ["Inbox", "Leases", "Ledger", "StoredUpdate", "Subscriptions"]
