"""Turns what is due into ledger rows. Builds each digest once, a little before its first subscriber is due."""

import logging
from collections.abc import Callable, Hashable, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from threading import Lock

from bot.delivery.chats import Chat, Order, Subscription
from bot.delivery.due import CARRIED_FOR, ONE_DAY, Plan, Slot, plan_slot
from bot.delivery.ledger_entries import Claim
from bot.delivery.ports import Part
from bot.delivery.retry_schedule import growing_pause
from bot.delivery.store import Ledger, Subscriptions
from bot.digest.model.digest import Hour
from bot.digest.periods import round_hour

log = logging.getLogger(__name__)

# Writes the parts of an order; () means there is nothing to send that day.
Build = Callable[[Order, datetime], Sequence[Part]]

# What was made ahead is used within minutes; it is not kept for ever where its readers leave meanwhile.
KEPT_FOR = timedelta(hours=1)
# After longer than this the last post is no neighbour of today's: whoever has no post at weekends gets Monday's news on Monday.
FOLLOWS_FOR = timedelta(days=2)
# A digest is built so long before its first subscriber is due (docs/decisions/0082).
AHEAD = timedelta(minutes=5)
ROWS_AT_ONCE = 500


@dataclass(frozen=True, slots=True)
class TickReport:
    """`planned` deliveries were written, `held` subscriptions wait for later, `failed` topics could not be built."""

    planned: int = 0
    held: int = 0
    failed: tuple[str, ...] = ()


class Planner:
    """Asks the subscriptions what is due and writes it into the ledger. `pen` is shared with whoever else writes there."""

    def __init__(self, subscriptions: Subscriptions, ledger: Ledger, build: Build, *, pen: Lock) -> None:
        self._subscriptions = subscriptions
        self._ledger = ledger
        self._build = build
        self._pen = pen
        self._prepared: dict[Order, tuple[datetime, tuple[Part, ...]]] = {}
        self._failures: dict[str, tuple[int, datetime]] = {}

    def tick(self, now: datetime) -> TickReport:
        """Plan everything due at `now`. A topic that cannot be built stays due, is tried again after a growing pause, and
        stops no other."""
        orders, held = self._sort_due(now)
        planned = 0
        failed: set[str] = set()
        for order, claims in orders.items():
            try:
                planned += self._publish(order, claims, now)
            except Exception:
                failed.add(order.topic)
                self._note_failure(order.topic, now)
        self._prepare(now)
        return TickReport(planned, held, tuple(sorted(failed)))

    def _sort_due(self, now: datetime) -> tuple[dict[Order, list[Claim]], int]:
        """What is to be served now, by order; and how many subscriptions were put off."""
        orders: dict[Order, list[Claim]] = {}
        held = 0
        plan_for = planned_alike(now)
        for chat, subscription in self._subscriptions.due(now):
            plan = plan_for(chat, subscription)
            if plan.deliver is None:
                held += self._subscriptions.hold(subscription, plan)
            else:
                order = make_order(chat, subscription, plan)
                orders.setdefault(order, []).append(Claim(chat, subscription, plan))
        return orders, held

    def _publish(self, order: Order, claims: list[Claim], now: datetime) -> int:
        parts: tuple[Part, ...] = ()
        if not self._ledger.has_edition(order):
            if self._is_resting(order.topic, now):
                return 0
            parts = self._parts(order, now)
            if not parts:
                for claim in claims:
                    self._subscriptions.hold(claim.subscription, claim.plan)
                log.info("nothing to send", extra={"topic": order.topic, "day": str(order.day)})
                return 0
        planned = 0
        for start in range(0, len(claims), ROWS_AT_ONCE):
            chunk = claims[start : start + ROWS_AT_ONCE]
            with self._pen:
                planned += self._ledger.plan(order, parts, chunk, now=now)
        self._prepared.pop(order, None)
        self._failures.pop(order.topic, None)
        log.info("digest planned", extra={"topic": order.topic, "day": str(order.day), "deliveries": planned})
        return planned

    def _prepare(self, now: datetime) -> None:
        """Build what is due soon, so that its first subscriber need not wait for it."""
        self._prepared = {order: kept for order, kept in self._prepared.items() if kept[0] > now - KEPT_FOR}
        for order in self._coming(now):
            if self._is_resting(order.topic, now) or self._ledger.has_edition(order):
                continue
            try:
                self._parts(order, now)
            except Exception:
                self._note_failure(order.topic, now)

    def _coming(self, now: datetime) -> Iterable[Order]:
        """What is due soon, each order once: ten thousand readers of one hour order one digest."""
        orders: dict[Order, None] = {}
        seen: set[Hashable] = set()
        for chat, subscription in self._subscriptions.due(now + AHEAD):
            at = subscription.next_due
            key = _alike(chat, subscription), _taste(chat, subscription)
            if at is None or at <= now or key in seen:
                continue
            seen.add(key)
            plan = make_plan(chat, subscription, at)
            if plan.deliver is not None:
                orders[make_order(chat, subscription, plan)] = None
        return orders

    def _parts(self, order: Order, now: datetime) -> tuple[Part, ...]:
        kept = self._prepared.get(order)
        if kept is None:
            kept = self._prepared[order] = (now, tuple(self._build(order, now)))
        return kept[1]

    def _is_resting(self, topic: str, now: datetime) -> bool:
        return topic in self._failures and now < self._failures[topic][1]

    def _note_failure(self, topic: str, now: datetime) -> None:
        times = self._failures.get(topic, (0, now))[0]
        self._failures[topic] = (times + 1, now + growing_pause(times))
        log.exception("digest not built", extra={"topic": topic})


def planned_alike(now: datetime) -> Callable[[Chat, Subscription], Plan]:
    """`make_plan` at one instant, worked out once for all subscriptions that stand alike."""
    known: dict[Hashable, Plan] = {}

    def plan(chat: Chat, subscription: Subscription) -> Plan:
        key = _alike(chat, subscription)
        if key not in known:
            known[key] = make_plan(chat, subscription, now)
        return known[key]

    return plan


def _alike(chat: Chat, subscription: Subscription) -> Hashable:
    """All that a plan depends on besides the instant."""
    one = subscription
    return one.timetable(chat), one.next_day, one.next_due, one.missed_since


def _taste(chat: Chat, subscription: Subscription) -> Hashable:
    """All that an order depends on besides the plan."""
    one = subscription
    return one.topic, one.layout or chat.layout, chat.language, one.wishes, one.has_pictures, one.told_until


def make_plan(chat: Chat, subscription: Subscription, now: datetime) -> Plan:
    """What to do about a subscription whose slot has come."""
    if subscription.next_day is None or subscription.next_due is None:
        raise ValueError("the subscription is paused for ever")
    pending = Slot(subscription.next_day, subscription.next_due)
    return plan_slot(subscription.timetable(chat), pending, now=now, missed_since=subscription.missed_since)


def make_order(chat: Chat, subscription: Subscription, plan: Plan) -> Order:
    """What to write for a subscription whose plan delivers."""
    if plan.deliver is None:
        raise ValueError("nothing is delivered, so nothing is ordered")
    return Order(
        topic=subscription.topic,
        day=plan.deliver.day,
        first_day=plan.first_day,
        layout=subscription.layout or chat.layout,
        language=chat.language,
        wishes=subscription.wishes,
        has_pictures=subscription.has_pictures,
        is_late=plan.is_late,
        hour=_hour(plan.deliver.at, plan.first_day < plan.deliver.day, subscription.told_until),
    )


def _hour(at: datetime, is_merged: bool, told_until: datetime | None) -> Hour:
    """The hour of a post, and where the one before ended if that is not the same hour of yesterday."""
    until = round_hour(at)
    if told_until is None or told_until >= until:
        return Hour(until)
    passed = until - told_until
    is_usual = passed == ONE_DAY and not is_merged
    is_long_ago = passed > (CARRIED_FOR if is_merged else FOLLOWS_FOR)
    return Hour(until) if is_usual or is_long_ago else Hour(until, told_until)
