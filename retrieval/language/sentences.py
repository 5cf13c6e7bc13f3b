"""Finds where sentences begin and end in plain text, as offsets. Knows nothing of meaning or of articles."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

from retrieval.language.calendar import short_months, short_weekdays


@dataclass(frozen=True, slots=True)
class Span:
    """The half-open range [start, end) of a text, without white space at its ends."""

    start: int
    end: int


_CLOSERS = "\"'”’»)]」』）】〉》"
# A Latin full stop needs white space after it ("3.5", "example.com"); the full-width ones need nothing.
_STOP = re.compile(
    rf"[.!?…]++[{re.escape(_CLOSERS)}]*+(?=\s)|[。！？｡…]++[{re.escape(_CLOSERS)}]*+|[।؟۔]++[{re.escape(_CLOSERS)}]*+(?=\s)"
    r"|(?P<break>\n\s*)"
)
# Looked for first: one class of characters is found many times faster than the pattern above. A run of them is one place:
# tried at each of its characters, sixty thousand full stops take a minute.
_MAY_STOP = re.compile(r"[.!?…]+|[。！？｡]+|[।؟۔]+|\n")
_WORD_BEFORE = re.compile(r"(?:[^\W_]\.)*[^\W_]+$")


def _words(listed: str) -> frozenset[str]:
    return frozenset(listed.split())


# After these a full stop never ends a sentence: a name or a number follows.
_TITLES = _words("""mr mrs ms dr prof gen sen rep gov lt col capt cmdr sgt maj adm brig rev hon pres amb supt st mt ft messrs sr sra
    srta lic ing dra fr mons vs cf approx dept fig prop al""")
# After these it ends one only if the next word looks like a beginning.
_SHORT_FORMS = (
    _words("""inc corp ltd co bros plc llc jr sr etc ave blvd rd a.m p.m e.g i.e u.s u.k u.n e.u d.c ph.d b.a m.a
    no nos ee.uu s.a""")
    | short_months().keys()
    | short_weekdays().keys()
)
# After these it ends none before a number.
_NUMBERED = _words("fig ft vol pp")
_BEGINNINGS = _words("""the a an in it its he she they we i but and on at this that these those there his her their our as after before
    for when while if with by from however meanwhile still yet so some many most all one two according last since under
    el la los las en y pero no se su un una il le les des der die das""")


def split_sentences(text: str) -> list[Span]:
    """The sentences of a text in order: disjoint, trimmed, and together holding everything that is not white space.

    A blank line always ends a sentence; a single line break does unless the next line goes on in lower case.
    """
    return list(_split(text))


@lru_cache(maxsize=4096)
def _split(text: str) -> tuple[Span, ...]:
    cuts = [match.end() for match in _stops(text) if _is_end(text, match)]
    starts = [0, *cuts]
    spans = (_trim(text, start, end) for start, end in zip(starts, [*cuts, len(text)], strict=True))
    return tuple(span for span in spans if span.start < span.end)


def _stops(text: str) -> Iterator[re.Match[str]]:
    done = 0
    for found in _MAY_STOP.finditer(text):
        if found.start() >= done and (stop := _STOP.match(text, found.start())):
            yield stop
            done = stop.end()


def _trim(text: str, start: int, end: int) -> Span:
    piece = text[start:end]
    left = len(piece) - len(piece.lstrip())
    return Span(start + left, start + max(left, len(piece.rstrip())))


def _is_end(text: str, stop: re.Match[str]) -> bool:
    following = text[stop.end() : stop.end() + 40].lstrip()
    if stop["break"] is not None:
        return stop["break"].count("\n") > 1 or not following[:1].islower()
    mark = stop.group().rstrip(_CLOSERS)
    if mark[-1] in "。！？｡।؟۔":
        return True
    if following[:1].islower():
        return False
    return mark != "." or not _is_abbreviation(text[max(0, stop.start() - 24) : stop.start()], following)


def _is_abbreviation(before: str, following: str) -> bool:
    """Whether the full stop after `before` belongs to its last word rather than to the sentence."""
    # The pattern tries every place to begin at: the last run without spaces is all it can be in.
    found = _WORD_BEFORE.search(before.rpartition(" ")[2])
    if found is None:
        return False
    word = found.group()
    folded = word.casefold()
    if folded in _TITLES and (word[0].isupper() or folded in {"vs", "cf", "approx"}):
        return True
    if folded in _NUMBERED and following[:1].isdigit():
        return True
    is_initials = len(folded) == 1 and word.isupper() and word != "I"
    if is_initials or folded in _SHORT_FORMS or re.fullmatch(r"(?:[^\W\d_]\.)+[^\W\d_]", word):
        return not _looks_like_a_beginning(following)
    return False


def _looks_like_a_beginning(following: str) -> bool:
    first = re.match(r"[\"'“‘«(]*([^\W_]+)", following)
    return first is None or first.group(1).casefold() in _BEGINNINGS
