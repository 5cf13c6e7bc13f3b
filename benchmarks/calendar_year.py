"""One simulated year of morning posts in eight zones at 48 times, on an injected clock: missing and double days.

    python -m benchmarks.calendar_year [--year 2026] [--step 10]

The clock ticks every STEP minutes through the whole year, as the running program's does; every subscription must be
served on each of its local days exactly once, at its local time (or at the end of the gap that the clock change cuts).
"""

import argparse
import sys
import time as clock_time
from collections import Counter
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta

from bot.delivery.due import Slot, Timetable, find_zone, next_slot, plan_slot
from tests.bot.delivery.zones import ZONES

TIMES = tuple(time(minute // 60, minute % 60) for minute in range(0, 1440, 30))


@dataclass(frozen=True)
class Year:
    """What one subscription got: local days without a post, with two, and posts at another local time than asked."""

    missing: tuple[date, ...]
    double: tuple[date, ...]
    moved: tuple[datetime, ...]


def live(timetable: Timetable, year: int, step: timedelta) -> Year:
    """Let a year pass for one subscription."""
    zone = find_zone(timetable.zone)
    first, last = date(year, 1, 2), date(year, 12, 30)
    now = datetime(year, 1, 1, tzinfo=UTC)
    end = datetime(year + 1, 1, 1, tzinfo=UTC)
    pending = next_slot(timetable, after=now)
    posts: list[tuple[Slot, datetime]] = []
    while now < end and pending is not None:
        if pending.at <= now:
            plan = plan_slot(timetable, pending, now=now)
            if plan.deliver is not None:
                posts.append((plan.deliver, now))
            pending = plan.next
            continue
        # The ticks before the next slot change nothing: go on at the first one that is not before it.
        now += step * max(1, -(-(pending.at - now) // step))
    served = Counter(slot.day for slot, _ in posts)
    days = [first + timedelta(days=n) for n in range((last - first).days + 1)]
    moved = [slot.at for slot, _ in posts if slot.at.astimezone(zone).time() != timetable.time]
    return Year(
        tuple(day for day in days if served[day] == 0),
        tuple(day for day in days if served[day] > 1),
        tuple(moved),
    )


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--year", type=int, default=2026)
    parser.add_argument("--step", type=int, default=1, help="minutes between ticks")
    options = parser.parse_args()
    began = clock_time.monotonic()
    missing = double = 0
    for zone in ZONES:
        years = [live(Timetable(moment, zone), options.year, timedelta(minutes=options.step)) for moment in TIMES]
        missing += sum(len(one.missing) for one in years)
        double += sum(len(one.double) for one in years)
        moved = sum(len(one.moved) for one in years)
        print(f"{zone:22} {len(years)} times, {moved} posts at the end of a gap")
    print(f"missing {missing}  double {double}  seconds {clock_time.monotonic() - began:.1f}")
    return 0 if missing == double == 0 else 1


if __name__ == "__main__":
    sys.exit(main())
