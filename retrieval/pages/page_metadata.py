"""Reads what a page says about itself in its head: meta tags and JSON-LD. Values are still markup from outside."""

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

_ARTICLE = re.compile(r"(?:News|Report|Blog|Opinion|Analysis|Review|Live|Tech|Scholarly)?\w*(?:Article|Posting)$")
_MAX_JSON = 500_000
_MAX_DEPTH = 6


@dataclass(frozen=True, slots=True)
class PageMeta:
    """Empty where the page is silent. `dates` are in order of trust; `is_paid`: the page calls itself not free."""

    title: str = ""
    headline: str = ""
    description: str = ""
    canonical: str = ""
    og_url: str = ""
    site_name: str = ""
    publisher: str = ""
    author: str = ""
    language: str = ""
    dates: tuple[str, ...] = ()
    is_paid: bool = False


def read_meta(tree: Any) -> PageMeta:
    """The page's statements about itself; `tree` is an lxml HTML tree."""
    tags = _meta_tags(tree)
    data = next(_articles(tree), {})
    return PageMeta(
        title=_first(tree, "//title/text()"),
        headline=_string(data.get("headline")) or tags.get("og:title", "") or tags.get("twitter:title", ""),
        description=tags.get("og:description", "") or tags.get("description", "") or _string(data.get("description")),
        canonical=_first(tree, "//link[@rel='canonical']/@href"),
        og_url=tags.get("og:url", ""),
        site_name=tags.get("og:site_name", ""),
        publisher=_name(data.get("publisher")),
        author=_name(data.get("author")) or tags.get("author", "") or _no_address(tags.get("article:author", "")),
        language=_first(tree, "/html/@lang")
        or _string(data.get("inLanguage"))
        or tags.get("og:locale", "")
        or tags.get("content-language", ""),
        dates=tuple(_dates(tree, tags, data)),
        is_paid=_is_paid(data, tags),
    )


def _meta_tags(tree: Any) -> dict[str, str]:
    """The first content of each meta tag, by its name in lower case."""
    tags: dict[str, str] = {}
    for tag in tree.xpath("//meta[@content]"):
        name = tag.get("property") or tag.get("name") or tag.get("itemprop") or tag.get("http-equiv") or ""
        tags.setdefault(name.strip().lower(), tag.get("content", "").strip())
    return tags


def _articles(tree: Any) -> Iterator[Mapping[str, Any]]:
    """The JSON-LD objects that describe an article."""
    for script in tree.xpath("//script[contains(@type, 'ld+json')]/text()"):
        if len(script) > _MAX_JSON:
            continue
        try:
            data = json.loads(script, strict=False)
        except (ValueError, RecursionError):
            continue
        yield from _find_articles(data, _MAX_DEPTH)


def _find_articles(data: Any, depth: int) -> Iterator[Mapping[str, Any]]:
    if depth and isinstance(data, list):
        for item in data:
            yield from _find_articles(item, depth - 1)
    elif depth and isinstance(data, dict):
        kinds = data.get("@type")
        if any(_ARTICLE.match(str(kind)) for kind in (kinds if isinstance(kinds, list) else [kinds])):
            yield data
        for name in ("@graph", "mainEntity", "mainEntityOfPage"):
            yield from _find_articles(data.get(name), depth - 1)


def _dates(tree: Any, tags: Mapping[str, str], data: Mapping[str, Any]) -> Iterator[str]:
    yield _string(data.get("datePublished"))
    names = "article:published_time datepublished og:published_time parsely-pub-date sailthru.date pubdate publishdate "
    names += "publish-date dc.date.issued dc.date dcterms.created date"
    for name in names.split():
        yield tags.get(name, "")
    yield _first(tree, "//time[@itemprop='datePublished' or @pubdate]/@datetime")
    yield _first(tree, "//article//time/@datetime")
    yield _string(data.get("dateCreated"))


def _is_paid(data: Mapping[str, Any], tags: Mapping[str, str]) -> bool:
    free = str(data.get("isAccessibleForFree", "")).strip().lower()
    return free == "false" or tags.get("article:content_tier", "").lower() in ("locked", "metered")


def _name(value: Any) -> str:
    """The name of a person, organisation or a list of them."""
    if isinstance(value, list):
        return ", ".join(name for item in value[:5] if (name := _name(item)))
    if isinstance(value, dict):
        return _string(value.get("name"))
    return _no_address(_string(value))


def _no_address(text: str) -> str:
    return "" if text.startswith(("http://", "https://")) else text


def _first(tree: Any, path: str) -> str:
    found = tree.xpath(path)
    return str(found[0]).strip() if found else ""


def _string(value: Any) -> str:
    return value.strip() if isinstance(value, str) else ""
