"""A sentence of a model's reply, made plain: no marks, no links, no markup, no characters that hide.

What its words say is the gate's to judge; how a reply is read is `retrieval/model`'s.
"""

import re
import unicodedata

from retrieval.web.plain_text import plain_text

LONGEST = 400
_MARKS = re.compile(
    r"[\[【(（]\s*(?:source|article|citation|ref|n)?\.?\s*\d{1,3}(?:\s*[,;–-]\s*\d{1,3})*\s*[\]】)）]", re.IGNORECASE
)
_LINK = re.compile(
    r"(?:[a-z][a-z\d+.-]{1,20}:)?//\S*|www\.\S*|(?:mailto|javascript|data|tg):\S*|[^\s@]{1,64}@[^\s@]{1,255}\.[^\s@]+",
    re.IGNORECASE,
)
_LINKED = re.compile(r"!?\[([^\[\]]{0,500})\]\([^)\[]{0,2000}\)")
_FORM = re.compile(r"[<>\[\]{}*_`#|\\~^【】]")


def clean_sentence(text: str) -> str:
    """The words alone, on one line, at most `LONGEST` characters; empty when nothing is left."""
    words = plain_text(_LINKED.sub(r"\1", text[: 4 * LONGEST]))
    # Entities decoded by the first pass may spell markup: the second takes it.
    words = _FORM.sub(" ", _MARKS.sub(" ", _LINK.sub(" ", plain_text(words))))
    words = " ".join(unicodedata.normalize("NFC", words).split())
    words = re.sub(r"\s+([.,;:!?])", r"\1", words).strip(" -•·–—")
    return words if len(words) <= LONGEST and any(letter.isalpha() for letter in words) else ""
