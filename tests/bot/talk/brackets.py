"""A language that shows what is ours: every sentence of the catalogues stands in ⟦ ⟧, every value put into one in ⟪ ⟫.

What is left outside ⟦ ⟧ is a name, a text of somebody else's, or a sentence that nobody can translate.
"""

import re
from collections.abc import Collection, Iterator, Mapping
from datetime import date, datetime, time
from pathlib import Path

from bot.outbound.allowed_addresses import parse_target
from bot.outbound.bodies import too_large
from bot.outbound.network import timed_out
from bot.talk.frame.localise import Words
from retrieval.errors import FetchError, ParseError
from retrieval.feeds.http_exchange import http_error
from retrieval.feeds.parser import parse_feed
from retrieval.feeds.poll_schedule import after_failure
from retrieval.messages import Days, LongDay, Phrase, ShortDay, Value
from retrieval.ports import Request, Response
from tests.bot.talk.office import NOON, Office, open_office
from tests.bot.talk.test_admins import FEED, PAGE
from tests.fakes import FakeHttp

PIECE = re.compile(r"[⟦⟧⟪⟫]|[^⟦⟧⟪⟫]+")
CLOSED_BY = {"⟦": "⟧", "⟪": "⟫"}
# What is written alike in every language: addresses, commands, time zones, days and hours as they are typed, marks of sources.
TYPED = re.compile(r"https?://\S+|/[a-z]{3,}\b|\b[A-Z][A-Za-z]+/[A-Z][A-Za-z_]+|\bUTC\b|\bHTTP\b")
LETTERS = re.compile(r"[^\W\d_]{2,}")
BODIES = {
    "https://eastpost.example": PAGE,
    "https://eastpost.example/rss.xml": FEED,
    "https://page.example/": b"<html><body>Nothing here</body></html>",
}
# Feeds that have failed four times, each in its own way.
STATUSES = (304, 401, 403, 404, 410, 418, 429, 503)
UNPARSABLE = (
    b"<html><body>Nothing here</body></html>",
    b"",
    b"words",
    b"<svg/>",
    b"{broken",
    b'{"version": 1}',
    b'<?xml version="1.0"?><!DOCTYPE a [<!ENTITY b "&c;&c;">]><rss/>',
)


class Bracketed(Words):
    """Spanish where a language has to be named, English in its words."""

    def __init__(self, language: str = "es") -> None:
        super().__init__("es")

    def __call__(self, sentence: str, /, **values: Value) -> str:
        return f"⟦{sentence.format(**self._marked(values))}⟧"

    def many(self, one: str, other: str, number: int, /, **values: Value) -> str:
        return f"⟦{(one if number == 1 else other).format(**self._marked(values) | {'n': number})}⟧"

    def said(self, text: str) -> str:
        if not isinstance(text, Phrase):
            return text
        return f"⟦{(text.plural if text.values.get('n', 1) != 1 else text.key).format(**self._marked(text.values))}⟧"

    def number(self, number: float) -> str:
        return f"⟦{super().number(number)}⟧"

    def day(self, day: date) -> str:
        return f"⟦{super().day(day)}⟧"

    def short_day(self, day: ShortDay) -> str:
        return f"⟦{super().short_day(day)}⟧"

    def long_day(self, day: LongDay) -> str:
        return f"⟦{super().long_day(day)}⟧"

    def days(self, days: Days) -> str:
        return f"⟦{super().days(days)}⟧"

    def moment(self, moment: datetime, zone: str) -> str:
        return f"⟦{super().moment(moment, zone)}⟧"

    def clock(self, clock: time) -> str:
        return f"⟦{super().clock(clock)}⟧"

    def weekday(self, weekday: int) -> str:
        return f"⟦{super().weekday(weekday)}⟧"

    def together(self, items: list[str]) -> str:
        return f"⟦{'⟫ ⟦y⟧ ⟪'.join(['', *items, ''])}⟧"

    def _marked(self, values: Mapping[str, Value]) -> dict[str, str]:
        return {name: f"⟪{self._shown_value(value)}⟫" for name, value in values.items()}


def bare_words(shown: str, names: Collection[str], texts: Collection[str]) -> list[str]:
    """What is shown and is neither ours, nor names, nor typed alike everywhere, nor a piece of one of the `texts`."""
    stray = []
    for leaf in _leaves(shown):
        left = leaf.strip(" .…“”'\n")
        if any(left in text for text in texts):
            continue
        # A title may name several things of its articles, each with a large letter.
        things = [thing.strip(" .…“”0123456789\n") for thing in TYPED.sub(" ", left).split(" ·")]
        left = " ".join(thing for thing in things if not _is_of(thing, texts))
        for name in sorted(names, key=len, reverse=True):
            left = left.replace(name, " ")
        if LETTERS.search(left):
            stray.append(leaf.strip())
    return stray


def _is_of(thing: str, texts: Collection[str]) -> bool:
    return any(thing in text or f"{thing[:1].lower()}{thing[1:]}" in text for text in texts)


def _leaves(shown: str) -> Iterator[str]:
    """What stands outside of all brackets, or is a value."""
    open_ones: list[str] = []
    for piece in PIECE.findall(shown):
        if piece in CLOSED_BY:
            open_ones.append(piece)
        elif piece in CLOSED_BY.values():
            # A text that was cut short may end before its brackets do.
            while open_ones and CLOSED_BY[open_ones.pop()] != piece:
                pass
        elif not open_ones or open_ones[-1] == "⟪":
            yield piece


class Web:
    """Refuses what the real client refuses, answers with a status where the host is one, else with what a page holds."""

    def get(self, request: Request) -> Response:
        host = parse_target(request.url).host
        if host.startswith("slow"):
            raise timed_out(request.url)
        if host.startswith("large"):
            raise too_large(request.url, 15 * 1024 * 1024)
        name = host.partition(".")[0]
        return Response(int(name), request.url, {}, b"") if name.isdecimal() else FakeHttp(dict(BODIES)).get(request)


def failures() -> Iterator[tuple[str, FetchError]]:
    for status in STATUSES:
        url = f"https://{status}.example/"
        yield url, http_error(Response(status, url, {}, b""), now=NOON)
    for number, body in enumerate(UNPARSABLE):
        url = f"https://unparsable-{number}.example/"
        try:
            parse_feed(body, url=url, headers={}, now=NOON)
        except ParseError as error:
            yield url, FetchError(error.said, url=url, kind="parse")


def open_bracketed(folder: Path) -> Office:
    """An office that speaks in brackets, with feeds that fail."""
    office = open_office(folder, http=Web(), words=Bracketed)
    for url, error in failures():
        feed = office.desk.feeds.add(url, now=NOON)
        for _ in range(4):
            feed = after_failure(feed, error, now=NOON)
        office.desk.feeds.record([feed])
    return office
