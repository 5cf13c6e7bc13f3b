"""Makes an `Entry` of plain text from one item as feedparser gives it. Knows the odd habits of feeds, not their markup."""

from calendar import timegm
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from typing import Any

from retrieval.articles import Entry
from retrieval.language.detect import clean_language
from retrieval.sources.outlet_guess import name_from_feed
from retrieval.sources.outlets import fold_name
from retrieval.web.domains import host_of
from retrieval.web.plain_text import clean_title, fold_text, plain_text
from retrieval.web.timestamps import believable, parse_date
from retrieval.web.urls import canonical_url

_GOOGLE_NEWS = "news.google.com"
# Characters: a name is a line, not a paragraph.
_MAX_NAME = 150
# Characters: a "description" as long as this is the article itself.
_LONG_SUMMARY = 1500


def make_entry(
    raw: Mapping[str, Any], *, url: str, feed_title: str, feed_link: str, language: str, now: datetime
) -> Entry:
    """The entry of one item; its `url` is empty when the item has no web address."""
    # feedparser's own lookups go through aliases for each key, and answer `updated` with the date of publication.
    raw = dict(raw)
    link = _link(raw, base=url)
    is_google = host_of(link) == _GOOGLE_NEWS
    outlet, outlet_url = _source(raw, base=url)
    title = without_outlet(clean_title(_text(raw.get("title"))), outlet)
    outlet = outlet or _outlet_of_feed(feed_title, host_of(link))
    summary, text = ("", "") if is_google else _words(raw, title)
    own_language = next((clean_language(_text(c.get("language"))) for c in _contents(raw) if c.get("language")), "")
    return Entry(
        url=link,
        title=title,
        guid=_text(raw.get("id")).strip()[:2000],
        summary=summary,
        text=text,
        outlet=outlet,
        outlet_url=outlet_url or (feed_link or canonical_url(url)) * (not host_of(link)),
        author=clean_title(_text(raw.get("author")), _MAX_NAME),
        language=own_language or language,
        published=_first_moment(raw, ("published", "created", "updated"), now),
        updated=moment_of(raw, "updated", now),
    )


def without_outlet(title: str, outlet: str) -> str:
    """A headline without the outlet's name that search feeds put at its end ("Bridge opens - Harbour Gazette")."""
    if not outlet:
        return title
    for separator in (" - ", " – ", " — ", " | "):
        head, found, tail = title.rpartition(separator)
        if found and head and fold_name(tail) == fold_name(outlet):
            return head.rstrip()
    return title


def moment_of(raw: Mapping[str, Any], name: str, now: datetime) -> datetime | None:
    """A date of an item: by our reading, else (words of other languages) by feedparser's if that can be believed."""
    written = _text(raw.get(name))
    if not written:
        return None
    if moment := parse_date(written, now=now):
        return moment
    parsed = raw.get(f"{name}_parsed")
    if parsed is None or written.isascii():
        return None
    try:
        return believable(datetime.fromtimestamp(timegm(parsed), UTC), now=now)
    except (ValueError, OverflowError, OSError):
        return None


def _first_moment(raw: Mapping[str, Any], names: tuple[str, ...], now: datetime) -> datetime | None:
    return next((moment for name in names if (moment := moment_of(raw, name, now))), None)


def _link(raw: Mapping[str, Any], *, base: str) -> str:
    """The item's web address: where a counting service says it came from, its link, its permanent id, its enclosure."""
    return next((link for written in _written_links(raw) if (link := canonical_url(written, base=base))), "")


def _written_links(raw: Mapping[str, Any]) -> Iterator[str]:
    yield _text(raw.get("feedburner_origlink"))
    yield _text(raw.get("link"))
    links = [link for link in raw.get("links") or () if isinstance(link, Mapping)]
    yield from (_text(link.get("href")) for link in links if link.get("rel", "alternate") == "alternate")
    guid = _text(raw.get("id"))
    if guid.startswith(("http://", "https://")):
        yield guid
    yield from (_text(link.get("href")) for link in links if link.get("rel") == "enclosure")


def _source(raw: Mapping[str, Any], *, base: str) -> tuple[str, str]:
    """The publisher an item names (`<source>`), and its address."""
    source = raw.get("source")
    if not isinstance(source, Mapping):
        return "", ""
    address = _text(source.get("href")) or _text(source.get("link"))
    return clean_title(_text(source.get("title")), _MAX_NAME), canonical_url(address, base=base) if address else ""


def _outlet_of_feed(feed_title: str, host: str) -> str:
    """The name in the feed's title when the items' host confirms it, or when the host is a bare number and says nothing."""
    if not host or host == "localhost" or host.replace(".", "").isdigit() or ":" in host:
        return feed_title[:_MAX_NAME]
    return name_from_feed(feed_title, host)


def _words(raw: Mapping[str, Any], title: str) -> tuple[str, str]:
    """(summary, text): a text that is no longer than the summary is none; a summary that repeats the title is none."""
    summary = plain_text(_text(raw.get("summary")))
    text = max((plain_text(_text(c.get("value"))) for c in _contents(raw)), key=len, default="")
    if fold_text(summary) == fold_text(title):
        summary = ""
    if len(text) <= len(summary):
        text = summary if len(summary) >= _LONG_SUMMARY else ""
    if text and (not summary or summary == text):
        summary = _lead(text)
    return (summary, "") if text and text == summary else (summary, text)


def _lead(text: str) -> str:
    """The first paragraphs of a text, up to some 400 characters."""
    lead = ""
    for paragraph in text.split("\n\n"):
        if lead and len(lead) + len(paragraph) > 400:
            break
        lead = f"{lead}\n\n{paragraph}" if lead else paragraph
    return clean_title(lead, 600) if len(lead) > 600 else lead


def _contents(raw: Mapping[str, Any]) -> list[Mapping[str, Any]]:
    return [content for content in raw.get("content") or () if isinstance(content, Mapping)]


def _text(value: object) -> str:
    return value if isinstance(value, str) else ""
