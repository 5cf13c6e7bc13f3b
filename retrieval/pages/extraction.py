"""Reads article pages: bytes in, an `Extract` out. Fetches nothing. The home of trafilatura.

Where the page is no article (a wall, a stub, a soft 404, a consent page) the extract says so and carries no text.
"""

import re
from collections.abc import Mapping
from datetime import datetime
from typing import Any
from urllib.parse import urlsplit

import trafilatura

from retrieval.feeds.feed_bytes import decode_body
from retrieval.intake.extract import Extract
from retrieval.language.detect import clean_language, entry_language
from retrieval.pages.page_metadata import PageMeta, read_meta
from retrieval.pages.paywalls import Page, find_wall
from retrieval.sources.outlets import fold_name
from retrieval.web.domains import host_of, registrable_domain
from retrieval.web.plain_text import clean_title, fold_text, plain_text
from retrieval.web.timestamps import believable, parse_date
from retrieval.web.urls import canonical_url, is_front_page

__all__ = ["Extract", "extract_article"]

_MAX_PAGE = 5_000_000
_META_CHARSET = re.compile(rb"<meta[^>]{0,200}?charset\s*=\s*[\"']?([A-Za-z0-9._:-]{1,40})", re.IGNORECASE)
_BYLINE = re.compile(r"^(?:by|von|par|por|di|door|av|автор)\s*:?\s+\S.{1,80}$", re.IGNORECASE)


def extract_article(page: bytes, *, url: str, headers: Mapping[str, str], now: datetime) -> Extract:
    """Read one page. `url` is where it came from after redirects; `headers` have lower-case names. Never raises.

    `error` is empty, or a kind and a sentence ("paywall: ...") when there is no text to be had.
    """
    address = canonical_url(url) or url
    kind = headers.get("content-type", "").partition(";")[0].strip().lower()
    if kind and not re.search("html|xml|text/plain", kind):
        return Extract(address, error=f"not_html: {address} is {kind}, not a web page.")
    tree = _tree(page, headers.get("content-type", ""))
    if tree is None:
        return Extract(address, error=f"not_html: {address} holds no page that can be read.")
    meta = read_meta(tree)
    found = _body(tree, address)
    own_address = _own_address(meta, address)
    title = _title(meta, found)
    text = _text(found, title)
    wall = find_wall(
        Page(
            url=own_address,
            asked_url=address,
            title=title,
            text=text,
            all_text=plain_text(str(tree.text_content())[:100_000]),
            description=plain_text(meta.description),
            is_paid=meta.is_paid,
        )
    )
    return Extract(
        url=own_address,
        title=title,
        text="" if wall else text,
        published=_published(meta, found, now),
        language=entry_language(f"{title}\n{text[:1000]}", clean_language(meta.language)),
        outlet=_outlet(meta, address),
        author=clean_title(meta.author or _string(found, "author"), 150),
        error=wall,
    )


def _tree(page: bytes, content_type: str) -> Any:
    charset = _META_CHARSET.search(page[:4096])
    if charset and "charset" not in content_type.lower():
        content_type += f"; charset={charset[1].decode()}"
    html = decode_body(page[:_MAX_PAGE], content_type)
    # A declaration would make the parser refuse text that is decoded already.
    html = re.sub(r"^\s*<\?xml[^>]*>", "", html, count=1)
    if "<" not in html:
        return None
    try:
        tree = trafilatura.load_html(html)
        for element in (
            tree.xpath("//script[not(contains(@type, 'json'))] | //style | //noscript | //template")
            if tree is not None
            else ()
        ):
            element.drop_tree()
    except (ValueError, TypeError, AttributeError, RecursionError):
        return None
    return tree


def _body(tree: Any, url: str) -> Any:
    """trafilatura's document, or None where it finds nothing (or trips over the page)."""
    try:
        return trafilatura.bare_extraction(
            tree, url=url, with_metadata=True, include_comments=False, include_tables=False, favor_precision=True
        )
    except Exception:
        # Pages are endlessly odd, and what its many parts raise is not documented: no text is the answer to all of it.
        return None


def _string(found: Any, name: str) -> str:
    value = getattr(found, name, None)
    return value if isinstance(value, str) else ""


def _own_address(meta: PageMeta, address: str) -> str:
    """The page's canonical address if it is one of the same site and names an article, else where the page was found."""
    for written in (meta.canonical, meta.og_url):
        own = canonical_url(written, base=address) if written else ""
        is_same_site = registrable_domain(host_of(own)) == registrable_domain(host_of(address)) and (
            urlsplit(own).port == urlsplit(address).port
        )
        if own and is_same_site and (not is_front_page(own) or is_front_page(address)):
            return own
    return address


def _title(meta: PageMeta, found: Any) -> str:
    """The headline the page gives to others, without the site's name behind it."""
    title = clean_title(meta.headline or _string(found, "title") or meta.title)
    for separator in (" - ", " | ", " – ", " — ", " :: "):
        head, parted, tail = title.rpartition(separator)
        if parted and meta.site_name and fold_name(tail) == fold_name(meta.site_name):
            return head.strip()
    return title


def _text(found: Any, title: str) -> str:
    """The article's paragraphs without the headline and the byline above them."""
    lines = [plain for line in _string(found, "text").split("\n") if (plain := plain_text(line))]
    while lines and (fold_text(lines[0]) == fold_text(title) or _BYLINE.match(lines[0])):
        lines.pop(0)
    return "\n\n".join(lines)


def _published(meta: PageMeta, found: Any, now: datetime) -> datetime | None:
    """The first date that can be believed: the page's own data go before what is guessed from its text."""
    for written in (*meta.dates, _string(found, "date")):
        if moment := parse_date(written, now=now):
            return believable(moment, now=now)
    return None


def _outlet(meta: PageMeta, address: str) -> str:
    return clean_title(meta.site_name or meta.publisher, 150) or host_of(address)
