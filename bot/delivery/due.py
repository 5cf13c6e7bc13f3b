"""Decides when a digest is due, from local times, zones and `now`.

A slot is one local day of one subscription. Its instant is the local time in the zone; a time that the clock change
skips fires at the end of the gap, a repeated one the first time. A calendar day that a zone skips has no slot.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache
from itertools import takewhile
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from retrieval.errors import BadInput
from retrieval.messages import Phrase

EVERY_DAY = frozenset(range(7))
ONE_DAY = timedelta(days=1)
INSTANT = timedelta(microseconds=1)
LAST_USEFUL_YEAR = 9000

# A digest that comes later than this says that it is late; one that would come later than MERGE_AFTER is merged with the next:
# two digests of one topic never arrive at once (docs/decisions/0082).
LATE_AFTER = timedelta(minutes=15)
MERGE_AFTER = timedelta(hours=6)
# A pause may last for months; the post after it tells of two weeks at most.
CARRIED_FOR = timedelta(days=14)


@dataclass(frozen=True, slots=True)
class QuietHours:
    """Local hours without post, from `start` to before `end`; over midnight when `end` is not after `start`."""

    start: time
    end: time

    def covers(self, moment: time) -> bool:
        if self.start == self.end:
            return False
        if self.start < self.end:
            return self.start <= moment < self.end
        return moment >= self.start or moment < self.end


@dataclass(frozen=True, slots=True)
class Timetable:
    """When one subscription fires. `weekdays` counts Monday as 0; `paused_until` is the first day that fires again."""

    time: time
    zone: str
    weekdays: frozenset[int] = EVERY_DAY
    quiet: QuietHours | None = None
    paused_until: date | None = None


@dataclass(frozen=True, slots=True)
class Slot:
    day: date
    at: datetime


@dataclass(frozen=True, slots=True)
class Standing:
    """Where a subscription stands: its next slot, the last day it got, the first day it is still owed."""

    next: Slot | None = None
    served: date | None = None
    missed_since: date | None = None


@dataclass(frozen=True, slots=True)
class Plan:
    """What to do with a subscription whose slot has come.

    `deliver` is the slot to serve now, or None; `first_day` the first local day it stands for; `next` the slot after
    it (None: paused for ever); `missed_since` the first day still owed when nothing is delivered now.
    """

    deliver: Slot | None
    first_day: date
    is_late: bool
    next: Slot | None
    missed_since: date | None = None


@lru_cache(maxsize=700)
def find_zone(name: str) -> ZoneInfo:
    """The zone of an IANA name. Raises BadInput for anything else."""
    try:
        if name != name.strip() or not name:
            raise ValueError(name)
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError) as error:
        sentence = "“{name}” is not a time zone I know: write one like Europe/Berlin or America/New_York."
        raise BadInput(Phrase(sentence, name=name[:40])) from error


def instant_of(day: date, local_time: time, zone: str) -> datetime | None:
    """The UTC instant of a local time on a day; None if the zone skips the whole day (Apia, 30 December 2011)."""
    tz = find_zone(zone)
    wall = datetime.combine(day, local_time)
    instant = wall.replace(tzinfo=tz).astimezone(UTC)
    if instant.astimezone(tz).replace(tzinfo=None) == wall:
        return instant
    start = _gap_end(wall, tz)
    gap = _offset(start, tz) - _offset(start - timedelta(seconds=1), tz)
    begins_at = start.astimezone(tz).replace(tzinfo=None) - gap
    is_day_missing = start.astimezone(tz).date() > day and begins_at <= datetime.combine(day, time())
    return None if is_day_missing else start


def _gap_end(wall: datetime, tz: ZoneInfo) -> datetime:
    """The first instant after the gap that `wall` falls into, to the second."""
    before = wall.replace(tzinfo=tz, fold=1).astimezone(UTC)
    after = wall.replace(tzinfo=tz, fold=0).astimezone(UTC)
    old = _offset(before, tz)
    while after - before > timedelta(seconds=1):
        middle = before + timedelta(seconds=(after - before) // timedelta(seconds=2))
        if _offset(middle, tz) == old:
            before = middle
        else:
            after = middle
    return after


def _offset(instant: datetime, tz: ZoneInfo) -> timedelta:
    return instant.astimezone(tz).utcoffset() or timedelta()


def after_quiet(instant: datetime, timetable: Timetable) -> datetime:
    """The instant itself, or the end of the quiet hours it falls into.

    Where the clock change skips the only time without quiet, the quiet lasts until that time of the next day.
    """
    if timetable.quiet is None:
        return instant
    local = instant.astimezone(find_zone(timetable.zone))
    if not timetable.quiet.covers(local.time()):
        return instant
    ends_on = local.date() if timetable.quiet.end > local.time() else local.date() + ONE_DAY
    end = instant_of(ends_on, timetable.quiet.end, timetable.zone)
    # In a repeated hour the (first) end may lie behind us: then the quiet is over.
    return after_quiet(end, timetable) if end and end > instant else instant


def slots_from(timetable: Timetable, first: date) -> Iterator[Slot]:
    """The slots of all local days from `first` on, in order."""
    day = max(first, timetable.paused_until or first)
    while timetable.weekdays and day.year < LAST_USEFUL_YEAR:
        instant = instant_of(day, timetable.time, timetable.zone) if day.weekday() in timetable.weekdays else None
        if instant is not None:
            yield Slot(day, after_quiet(instant, timetable))
        day += ONE_DAY


def next_slot(timetable: Timetable, *, after: datetime, served: date | None = None) -> Slot | None:
    """The first slot later than `after`, on a local day after `served`; None if there never is one."""
    return next(_slots_after(timetable, after, served), None)


def due_slots(timetable: Timetable, *, after: datetime, now: datetime) -> tuple[Slot, ...]:
    """The slots in (after, now], in order. Those of two days may stand at one instant: the end of one long quiet."""
    return tuple(takewhile(lambda slot: slot.at <= now, _slots_after(timetable, after)))


def _slots_after(timetable: Timetable, after: datetime, served: date | None = None) -> Iterator[Slot]:
    # Three days back: quiet hours may move a slot past midnight, and past a day without a quiet end.
    first = after.astimezone(find_zone(timetable.zone)).date() - 3 * ONE_DAY
    if served is not None:
        first = max(first, served + ONE_DAY)
    return (slot for slot in slots_from(timetable, first) if slot.at > after)


def plan_slot(timetable: Timetable, pending: Slot, *, now: datetime, missed_since: date | None = None) -> Plan:
    """Decide about a slot with `pending.at <= now`: deliver it, wait for the end of quiet hours, or merge it with the next.

    Of several slots that have come only the last is served, and stands for the days before it too.
    """
    # From the pending instant itself: a late slot that waits for the end of quiet hours may meet the next day's slot there.
    coming = due_slots(timetable, after=max(pending.at - INSTANT, now - 40 * ONE_DAY), now=now)
    last = coming[-1] if coming and coming[-1].day > pending.day else pending
    first_day = min(missed_since or pending.day, pending.day)
    awake = after_quiet(now, timetable)
    if awake > now:
        return Plan(None, first_day, True, Slot(last.day, awake), first_day if first_day < last.day else None)
    following = next_slot(timetable, after=now, served=last.day)
    if now - last.at > MERGE_AFTER:
        return Plan(None, first_day, True, following, first_day)
    return Plan(last, first_day, now - last.at > LATE_AFTER, following)


def reschedule(standing: Standing, old: Timetable, new: Timetable, *, now: datetime) -> Standing:
    """Where a subscription stands once its timetable changes. The change costs no day that its reader still wants.

    What has come and was not served yet is due at once where the new timetable has it behind us too, else it goes with the
    next slot. A day that is still ahead and whose new hour has passed keeps its old hour.
    """
    following = next_slot(new, after=now, served=standing.served)
    owed = _first_owed(standing, old, now)
    if owed is None:
        return Standing(_keep_promised(standing, new, following), standing.served)
    come = [slot for slot in due_slots(new, after=now - MERGE_AFTER, now=now) if _is_open(slot, owed, standing)]
    pending = come[-1] if come else following
    if pending is not None:
        owed = max(owed, pending.day - CARRIED_FOR)
    return Standing(pending, standing.served, owed if pending is None or owed < pending.day else None)


def _first_owed(standing: Standing, timetable: Timetable, now: datetime) -> date | None:
    """The first day whose hour has come without post: it waits for the next tick, for a build, or for quiet hours to end."""
    pending = standing.next
    if standing.missed_since is not None or pending is None:
        return standing.missed_since
    at = instant_of(pending.day, timetable.time, timetable.zone)
    is_held = at is not None and at <= now and pending.at == after_quiet(now, timetable)
    return pending.day if pending.at <= now or is_held else None


def _is_open(slot: Slot, owed: date, standing: Standing) -> bool:
    return slot.day >= owed and (standing.served is None or slot.day > standing.served)


def _keep_promised(standing: Standing, new: Timetable, following: Slot | None) -> Slot | None:
    """The slot after a change: the day that was next keeps its old instant where its new one has passed."""
    pending = standing.next
    if pending is None or (following is not None and following.day <= pending.day):
        return following
    is_wanted = next((slot.day for slot in slots_from(new, pending.day)), None) == pending.day
    return Slot(pending.day, after_quiet(pending.at, new)) if is_wanted else following
