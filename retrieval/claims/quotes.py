"""What a claim puts between quotation marks must stand in the sources word for word."""

import re

from retrieval.claims.tokens import Reading, read

_QUOTED = re.compile(
    r"“([^“”]{1,2000})”|\"([^\"]{1,2000})\"|„([^„“”]{1,2000})[“”]|«([^«»]{1,2000})»|「([^「」]{1,2000})」|『([^『』]{1,2000})』"
    r"|``\s?([^`]{1,2000}?)\s?''|(?<!\w)[‘`]([^‘’`']{2,2000}(?:['’]\w[^‘’`']{0,2000})?)[’'](?!\w)|(?<!\w)'([^']{2,2000})'(?!\w)"
)
_CUTS = re.compile(r"\[[^\]]*\]|\.\.\.|…")


def quotes(text: str) -> list[str]:
    """The quoted pieces, cut where something is left out or put in by the one who quotes ("...", "[the city]")."""
    quoted = (next(group for group in match.groups() if group is not None) for match in _QUOTED.finditer(text))
    return [piece for quote in quoted for piece in _CUTS.split(quote) if read(piece).words]


def missing_quote(text: str, source: Reading) -> str:
    """Why a quote of the claim is not one; empty when all are."""
    for quote in quotes(text):
        if word_line(read(quote)) not in word_line(source):
            shown = quote if len(quote) <= 60 else quote[:57] + "…"
            return f"the quote “{shown.strip()}” is not in the sources"
    return ""


def word_line(reading: Reading) -> str:
    """The forms of all words, one space around each: punctuation and typography do not matter."""
    return f" {' '.join(word.form for word in reading.words)} "
