"""What people put around a question without asking anything by it: markup, bullets, quotation marks, emoji. No I/O."""

import html
import re

_ENTITY = re.compile(r"&(?:#\d{1,6}|#x[0-9a-f]{1,6}|[a-z]{2,8});", re.IGNORECASE)
_TAG = re.compile(r"</?[a-z][a-z0-9-]*(?:\s[^<>]{0,200})?/?>", re.IGNORECASE)
_LINK = re.compile(r"\[([^\[\]]{1,200})\]\(\s*\S{1,500}\s*\)")
_EMOJI = re.compile(
    r"[\d#*]\ufe0f?\u20e3|[\u2190-\u21ff\u2600-\u27bf\u2b00-\u2bff\U0001f000-\U0001faff\U000e0020-\U000e007f\ufe0f\u200d\u20e3]+"
)
# Marks of emphasis at the edge of a word; "snake_case" and "~5 %" keep theirs.
_EMPHASIS = re.compile(r"(?<!\w)(?:[*`|]+|_+|~~+)|(?:[*`|]+|_+|~~+)(?!\w)")
_BULLET = re.compile(r"^(?:[-–—•·▪◦‣●○+>#]+\s+|\(?\d{1,2}[.)]\s+|q(?:uestion)?\s*[:.]\s+)+(?=\S)", re.IGNORECASE)
_PAIRS = {'"': '"', "“": "”", "„": "“", "«": "»", "‘": "’", "'": "'", "‹": "›", "「": "」", "『": "』", "(": ")"}
_APOSTROPHE = re.compile(r"(?<=\w)['’](?=\w)")
# "Whats", "whos": as people type it on a phone.
_SHORTENED = re.compile(r"\b(what|who|where|when|how)s\b", re.IGNORECASE)
_LAST = re.compile(r"(?<![?!.？！。…\s])[?!.？！。…\s]++$")


def undecorated(text: str) -> str:
    """The question itself; a text that is nothing but decoration stays as it is."""
    plain = _ENTITY.sub(lambda found: html.unescape(found[0]), text)
    plain = _LINK.sub(r"\1", _TAG.sub(" ", plain))
    plain = " ".join(_EMPHASIS.sub("", _EMOJI.sub(" ", plain)).split())
    plain = _SHORTENED.sub(r"\1's", plain)
    while (bare := _unquoted(_BULLET.sub("", plain))) != plain:
        plain = bare
    return plain if any(letter.isalnum() for letter in plain) else text


def _unquoted(text: str) -> str:
    """Without the marks around the whole; what stands in marks within it keeps them."""
    body = _LAST.sub("", text)
    closer = _PAIRS.get(body[:1], "")
    inside = _APOSTROPHE.sub("", body[1:-1])
    if not closer or len(body) < 3 or body[-1] != closer or body[0] in inside or closer in inside:
        return text
    return f"{body[1:-1].strip()}{text[len(body) :]}"
