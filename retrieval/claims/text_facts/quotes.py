"""What a sentence puts between quotation marks: whether the marks are closed and the words in the sources."""

import re

from retrieval.claims.text_facts.tokens import Tokens, read

QUOTED = re.compile(
    r"“([^“”]{1,2000})”|\"([^\"]{1,2000})\"|„([^„“”]{1,2000})[“”]|«([^«»]{1,2000})»|「([^「」]{1,2000})」|『([^『』]{1,2000})』"
    r"|``\s?([^`]{1,2000}?)\s?''|(?<!\w)[‘`]([^‘’`']{2,2000}(?:['’]\w[^‘’`']{0,2000})?)[’'](?!\w)|(?<!\w)'([^']{2,2000})'(?!\w)"
)
_CUTS = re.compile(r"\[[^\[\]]*\]|\.\.\.|…")
_MARKS = re.compile(r"[“”„«»「」『』\"]|(?<!\w)‘(?=\w)")


def quotes(text: str) -> list[str]:
    """The quoted pieces, cut where something is left out or put in by the one who quotes ("...", "[the city]")."""
    return [piece for quote in _quoted(text) for piece in _CUTS.split(quote) if read(piece).words]


def _quoted(text: str) -> list[str]:
    return [next(group for group in match.groups() if group is not None) for match in QUOTED.finditer(text)]


def missing_quote(text: str, source: Tokens) -> str:
    """Why a quote of the claim is not one; empty when all are."""
    for quote in quotes(text):
        if read(quote).line not in source.line:
            return f"the quote “{shown(quote)}” is not in the sources"
    return ""


def has_open_mark(text: str) -> bool:
    """Whether a quotation mark is left open, or closes nothing."""
    return _MARKS.search(QUOTED.sub(" ", text)) is not None


def shown(quote: str) -> str:
    """A quote as a reason names it."""
    return (quote if len(quote) <= 60 else quote[:57] + "…").strip()
