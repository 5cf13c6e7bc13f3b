"""A model's reply is input to validate: here it becomes plain sentences with the numbers they name, or nothing.

Nothing of its form survives: no marks, no links, no markup, no characters that hide. What the words say is the gate's.
"""

import json
import re
import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from retrieval.web.plain_text import plain_text

MARK = "^"
"""What stands between the words of articles in a prompt, so that they look like data all the way through."""
LONGEST = 400
_MOST = 12
_MARKS = re.compile(
    r"[\[【(（]\s*(?:source|article|citation|ref|n)?\.?\s*\d{1,3}(?:\s*[,;–-]\s*\d{1,3})*\s*[\]】)）]", re.IGNORECASE
)
_LINK = re.compile(
    r"(?:[a-z][a-z\d+.-]{1,20}:)?//\S*|www\.\S*|(?:mailto|javascript|data|tg):\S*|\S+@\S+\.\S+", re.IGNORECASE
)
_LINKED = re.compile(r"!?\[([^\]]*)\]\([^)]*\)")
_FORM = re.compile(r"[<>\[\]{}*_`#|\\~^【】]")


@dataclass(frozen=True, slots=True)
class Told:
    """A sentence of a model and the numbers of the articles it says it is from."""

    text: str
    sources: tuple[int, ...]


def read_reply(pieces: Iterable[str]) -> Iterator[Told]:
    """The sentences of a reply as they are complete, at most a dozen; what is no sentence is left out. Raises what `pieces` raises."""
    for count, found in enumerate(_objects(pieces)):
        if count == _MOST:
            return
        told = _told(found)
        if told is not None:
            yield told


def clean_sentence(text: str) -> str:
    """The words alone, on one line, at most `LONGEST` characters; empty when nothing is left."""
    words = plain_text(_LINKED.sub(r"\1", text[: 4 * LONGEST]))
    # Entities decoded by the first pass may spell markup: the second takes it.
    words = _FORM.sub(" ", _MARKS.sub(" ", _LINK.sub(" ", plain_text(words).replace(MARK, " "))))
    words = " ".join(unicodedata.normalize("NFC", words).split())
    words = re.sub(r"\s+([.,;:!?])", r"\1", words).strip(" -•·–—")
    return words if len(words) <= LONGEST and any(letter.isalpha() for letter in words) else ""


def _told(found: dict[str, Any]) -> Told | None:
    text, sources = found.get("text"), found.get("sources")
    if not isinstance(text, str) or not isinstance(sources, list):
        return None
    numbers = tuple(dict.fromkeys(n for n in sources if isinstance(n, int) and not isinstance(n, bool)))
    clean = clean_sentence(text)
    return Told(clean, numbers) if clean and numbers else None


def _objects(pieces: Iterable[str]) -> Iterator[dict[str, Any]]:
    """Every innermost JSON object of a text that comes in pieces, as soon as its brace closes."""
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
                yield from _parsed(text[start : at + 1])
                start = None
        at = len(text)


def _parsed(text: str) -> Iterator[dict[str, Any]]:
    try:
        found = json.loads(text)
    except (ValueError, RecursionError):
        return
    if isinstance(found, dict):
        yield found
