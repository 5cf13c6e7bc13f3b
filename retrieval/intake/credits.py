"""Finds whom an article credits: the names in its byline, dateline and closing line, and the wire's among them. No I/O."""

import re
from collections.abc import Iterable, Iterator

from retrieval.sources.outlets import Registry

_VIA = re.compile(
    r"^(?P<origin>.{2,60}?)\s+(?:via|on|on behalf of)\s+.{2,60}$|^.{2,60}?\s*[(/]\s*(?P<origin2>[^()/]{2,40})\)?$",
    re.IGNORECASE,
)
_DATELINE = re.compile(r"^[^\n]{0,90}?\(\s*([^()\n]{2,40}?)\s*\)\s*(?:[-–—]{1,2}|:|\.)\s")
_DATELINE_BARE = re.compile(r"^(?:[A-ZÀ-Ý][\w.' ]{1,40},\s[^\n]{0,40}?)?\b([A-Z][A-Za-z]{1,20})\s[-–—]{1,2}\s")
_CREDIT = re.compile(
    r"(?:^|\n|[.。]\s)\W{0,3}(?:source|quelle|fuente|fonte|来源|來源|"
    r"(?:this (?:article|story) (?:was )?(?:first|originally) (?:appeared|published) (?:in|on|by)))"
    r"\s*[:：]?\s+([^\n.。|]{2,50})",
    re.IGNORECASE,
)
_BY = re.compile(r"^\s*(?:by|von|por|par|from|source:?)\s+", re.IGNORECASE)


def credited_names(*, outlet: str, author: str = "", title: str = "", text: str = "") -> tuple[str, ...]:
    """Names that may be those of whose words these are, the surest first: of the outlet ("Far Wire via Portal"), the byline
    ("Far Wire"), the dateline ("LONDON (Far Wire) -"), a closing credit, the end of the title."""
    return tuple(dict.fromkeys(name for name in _names(outlet, author, title, text) if name and name != outlet))


def original_outlet(registry: Registry, names: Iterable[str], *, outlet: str, host: str = "") -> str:
    """The registered outlet among the credited names when it is not the one that carries the article, else empty.

    A name the registry does not know proves nothing.
    """
    carrier = registry.resolve(outlet, host)
    for name in names:
        origin = registry.find_name(name, is_exact=True) if "." not in name else None
        if origin is not None and (carrier is None or origin.name != carrier.name):
            return origin.name
    return ""


def _names(outlet: str, author: str, title: str, text: str) -> Iterator[str]:
    if via := _VIA.match(outlet):
        yield via["origin"] or via["origin2"] or ""
    for part in re.split(r"[,;/|&]|\band\b|\bwith\b", _BY.sub("", author)[:200]):
        yield _BY.sub("", part).strip(" ()")
    for pattern in (_DATELINE, _DATELINE_BARE):
        if lead := pattern.match(text[:200]):
            yield lead[1]
    closing = _CREDIT.search(text[-300:])
    if closing:
        yield closing[1].strip()
    if via := re.search(r"\(([^()]{2,30})\)\s*$", title):
        yield via[1]
