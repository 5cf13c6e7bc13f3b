"""Which stretch of time a digest is about: the topic's window back from its hour on a local day, or from a reader's hour."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from bot.digest.model.digest import Digest, Hour
from retrieval.errors import BadInput
from retrieval.instants import as_utc, shifted
from retrieval.messages import Phrase
from retrieval.sources.topics import Topic

# A digest is made within minutes of its hour; what came in meanwhile belongs to it.
GRACE = timedelta(minutes=5)
EARLY_KEPT_FOR = timedelta(minutes=30)
# Readers choose whole and half hours; a finer step would cost a digest for every minute that somebody chose.
EDITION_MINUTES = 30
OVERLAP = timedelta(minutes=30)


@dataclass(frozen=True, slots=True)
class Period:
    """Articles published in [since, until) count. `day` is the last local day."""

    since: datetime
    until: datetime
    day: date
    is_span: bool


def digest_period(topic: Topic, day: date, *, last_day: date | None = None, now: datetime) -> Period:
    """The period of a local day, or of the days from `day` to `last_day`. Raises BadInput when it has not begun."""
    zone = ZoneInfo(topic.timezone)
    last = last_day or day
    if last < day:
        sentence = "The last day {last} is before the first day {first}: give the earlier day first."
        raise BadInput(Phrase(sentence, last=f"{last}", first=f"{day}"))
    begins = as_utc(datetime.combine(day, time(0), zone))
    if begins > now:
        sentence = "The day {day} has not begun yet in {zone}: choose an earlier one."
        raise BadInput(Phrase(sentence, day=f"{day}", zone=topic.timezone))
    until = min(shifted(_due(topic, last), GRACE), now)
    is_span = last != day
    since = min(begins, until) if is_span else shifted(until, -topic.window)
    return Period(since, until, last, is_span)


def edition_period(topic: Topic, day: date, hour: Hour, *, last_day: date | None = None, now: datetime) -> Period:
    """The period of an edition: from where its readers' last post ended, and never shorter than the topic's window.

    `day` is the readers' own; they may be a day ahead of the topic. It reaches back a little further than the window, as the
    edition before may have been made minutes ahead of its hour; what that one told is left out by what is told, not by the clock.
    """
    last = last_day or day
    until = min(hour.until, now)
    since = shifted(until, -topic.window - OVERLAP)
    if last != day:
        since = min(since, as_utc(datetime.combine(day, time(0), ZoneInfo(topic.timezone))))
    return Period(min(since, hour.after or since), until, last, last != day)


def round_hour(at: datetime) -> datetime:
    """The last half hour before an instant: readers of one half hour share an edition."""
    at = at.astimezone(UTC).replace(second=0, microsecond=0)
    return at - timedelta(minutes=at.minute % EDITION_MINUTES)


def is_own_hour(topic: Topic, day: date, hour: Hour) -> bool:
    """Whether readers of this hour get the topic's own digest of the day."""
    return hour.after is None and round_hour(_due(topic, day)) == hour.until


def digest_end(topic: Topic, digest: Digest) -> datetime:
    """What a digest could know was published before this, however late it was made."""
    if digest.hour is not None:
        return min(digest.hour.until, digest.built_at)
    return min(_due(topic, digest.last_day or digest.day) + GRACE, digest.built_at)


def digest_due(topic: Topic, day: date) -> datetime:
    """The topic's hour on a local day: from then on its digest is final."""
    return _due(topic, day)


def is_outgrown(topic: Topic, digest: Digest, *, now: datetime) -> bool:
    """Whether a digest made before its hour has to be made anew: its hour has come, or it was made a while ago.

    Somebody who asks in the night must not decide what the morning post tells; nor may everybody who asks cost a digest.
    """
    ready = shifted(_due(topic, digest.last_day or digest.day), -GRACE)
    return digest.built_at < ready and (now >= ready or now - digest.built_at >= EARLY_KEPT_FOR)


def _due(topic: Topic, day: date) -> datetime:
    return as_utc(datetime.combine(day, topic.time, ZoneInfo(topic.timezone)))
