"""The one reader of replies: text that a model sent becomes a value of the asked type, or nothing. Nothing here ever raises.

A reply may stand in a fence, behind a sentence or behind a model's audible thinking; it may break off, nest without end,
or hold numbers that are none. Of equal keys the last one counts, as in every JSON reader.
"""

import json
import re
import unicodedata
from collections.abc import Iterable, Iterator
from typing import Any, TypeVar

from pydantic import BaseModel, ValidationError
from pydantic_core import from_json

from retrieval.web.plain_text import plain_text

LONGEST_SENTENCE = 400
_MARKS = re.compile(
    r"[\[【(（]\s*(?:source|article|citation|ref|n)?\.?\s*\d{1,3}(?:\s*[,;–-]\s*\d{1,3})*\s*[\]】)）]", re.IGNORECASE
)
_LINK = re.compile(
    r"(?:[a-z][a-z\d+.-]{1,20}:)?//\S*|www\.\S*|(?:mailto|javascript|data|tg):\S*|[^\s@]{1,64}@[^\s@]{1,255}\.[^\s@]+",
    re.IGNORECASE,
)
_LINKED = re.compile(r"!?\[([^\[\]]{0,500})\]\([^)\[]{0,2000}\)")
_FORM = re.compile(r"[<>\[\]{}*_`#|\\~^【】]")

T = TypeVar("T", bound=BaseModel)

LONGEST_REPLY = 200_000
# Prose before the JSON may hold braces of its own; a reply with more of them is no reply.
_STARTS = 20
_THOUGHT = re.compile(r"\A\s*<think(?:ing)?>.*?(?:</think(?:ing)?>|\Z)", re.DOTALL | re.IGNORECASE)


def read_reply(text: str, reply: type[T]) -> T | None:
    """The first JSON object in `text` that is a `reply`; one that was cut off counts with what is whole of it."""
    said = _THOUGHT.sub("", text[:LONGEST_REPLY])
    for found in _candidates(said):
        try:
            return reply.model_validate(found)
        except (ValidationError, RecursionError):
            continue
    return None


def read_items(pieces: Iterable[str], item: type[T], *, most: int) -> Iterator[T]:
    """The innermost objects of a reply that comes in pieces, each as soon as its brace closes; at most `most`.

    What is no `item` is left out. Raises what `pieces` raises.
    """
    count = 0
    for text in _innermost(pieces):
        found = read_reply(text, item)
        if found is not None:
            yield found
            count += 1
            if count == most:
                return


def _candidates(text: str) -> Iterator[dict[str, Any]]:
    decoder = json.JSONDecoder(parse_constant=_no_number)
    starts = [match.start() for match in re.finditer(r"\{", text)][:_STARTS]
    for start in starts:
        try:
            found, _ = decoder.raw_decode(text, start)
        except (ValueError, RecursionError):
            continue
        if isinstance(found, dict):
            yield found
    for start in starts:
        yield from _cut_off(text[start:])


def _cut_off(text: str) -> Iterator[dict[str, Any]]:
    """A reply that ended too early, without the entry it ended in."""
    try:
        found = from_json(text, allow_inf_nan=False, allow_partial=True)
    except ValueError:
        return
    if isinstance(found, dict):
        yield found


def _no_number(word: str) -> object:
    raise ValueError(f"{word} is no number")


def _innermost(pieces: Iterable[str]) -> Iterator[str]:
    """Every innermost JSON object of a text that comes in pieces."""
    start: int | None = None
    text, at = "", 0
    in_string = is_escaped = False
    for piece in pieces:
        text += piece
        for at in range(at, len(text)):  # noqa: B020 (goes on where the last piece ended)
            letter = text[at]
            if in_string:
                in_string = is_escaped or letter != '"'
                is_escaped = letter == "\\" and not is_escaped
            elif letter == '"':
                in_string = start is not None
            elif letter == "{":
                start = at
            elif letter == "}" and start is not None:
                yield text[start : at + 1]
                start = None
        at = len(text)


def clean_sentence(text: str) -> str:
    """A sentence of a reply without marks, links, markup and characters that hide: its words alone, on one line.

    Empty when nothing is left, or more than `LONGEST_SENTENCE` characters. What the words say is the gate's to judge.
    """
    words = plain_text(_LINKED.sub(r"\1", text[: 4 * LONGEST_SENTENCE]))
    # Entities decoded by the first pass may spell markup: the second takes it.
    words = _FORM.sub(" ", _MARKS.sub(" ", _LINK.sub(" ", plain_text(words))))
    words = " ".join(unicodedata.normalize("NFC", words).split())
    words = re.sub(r"\s+([.,;:!?])", r"\1", words).strip(" -•·–—")
    return words if len(words) <= LONGEST_SENTENCE and any(letter.isalpha() for letter in words) else ""
