"""A language that shows what is ours: every sentence of the catalogues stands in ⟦ ⟧, every value put into one in ⟪ ⟫.

What is left outside ⟦ ⟧ is a name, a text of somebody else's, or a sentence that nobody can translate.
"""

import re
from collections.abc import Collection, Iterator, Mapping
from datetime import date, datetime, time

from bot.talk.frame.localise import Words
from retrieval.messages import Days, Phrase, ShortDay, Value

PIECE = re.compile(r"[⟦⟧⟪⟫]|[^⟦⟧⟪⟫]+")
CLOSED_BY = {"⟦": "⟧", "⟪": "⟫"}
# What is written alike in every language: addresses, commands, time zones, days and hours as they are typed, marks of sources.
TYPED = re.compile(r"https?://\S+|/[a-z]{3,}\b|\b[A-Z][A-Za-z]+/[A-Z][A-Za-z_]+|\bUTC\b|\bHTTP\b")
LETTERS = re.compile(r"[^\W\d_]{2,}")


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
        left = TYPED.sub(" ", left)
        for name in sorted(names, key=len, reverse=True):
            left = left.replace(name, " ")
        if LETTERS.search(left):
            stray.append(leaf.strip())
    return stray


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
