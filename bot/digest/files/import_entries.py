"""Makes entries and sources of what files say. No I/O: `importer.py` reads files and stores.

A text without an address gets none invented: its entry has an empty `url` and a `guid` made from the document.
"""

import json
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from hashlib import blake2b
from typing import Any

from bot.digest.files.newsletter import Newsletter, PlainArticle, named_outlet
from bot.digest.model.digest import Source
from retrieval.articles import Article, Entry
from retrieval.errors import ParseError
from retrieval.instants import day_alone
from retrieval.intake.identity import IMPORTED_GUID
from retrieval.language.sentences import split_sentences
from retrieval.sources.outlets import Registry, fold_name
from retrieval.sources.sides import Sides
from retrieval.web.plain_text import clean_title, plain_text
from retrieval.web.timestamps import parse_date
from retrieval.web.urls import canonical_url, url_key

TOPIC_ID = re.compile(r"[A-Za-z0-9]+(?:-[A-Za-z0-9]+)*")
MAX_TOPIC_ID = 64
_YEARS_AHEAD = timedelta(days=366 * 100)
_FIELDS = ("url", "guid", "title", "outlet", "published", "text", "summary", "language", "topic", "perspective")


def source_entry(source: Source, topic: str) -> Entry:
    """A source of an old digest: all the file has is its title."""
    return Entry(
        url=source.url,
        title=clean_title(source.title),
        guid="" if canonical_url(source.url) else _guid(source.outlet, f"{source.published:%Y-%m-%d}", source.title),
        outlet=source.outlet,
        language=source.locale.partition("-")[0].replace("unknown", ""),
        published=source.published if source.is_dated else None,
        topic=topic,
    )


def with_articles(
    sources: Iterable[Source], articles: Iterable[Article], sides: Sides, topic: str
) -> tuple[Source, ...]:
    """The sources with their articles' ids, and with the sides of their outlets, wherever an old list put them.

    An article may be stored under another address of the same outlet and headline.
    """
    by_key: dict[str, Article] = {}
    for article in articles:
        by_key[_headline_key(article.outlet, article.title, sides.registry)] = article
        if article.url:
            by_key[url_key(article.url)] = article
    placed = []
    for source in sources:
        found = by_key.get(url_key(canonical_url(source.url))) or by_key.get(
            _headline_key(source.outlet, source.title, sides.registry)
        )
        if found is not None:
            side = sides.side_of(found, topic) or ""
            placed.append(replace(source, article_id=found.id, perspective=side))
        else:
            placed.append(source)
    return tuple(placed)


def newsletter_topic(newsletter: Newsletter) -> str:
    return re.sub(r"[^a-z0-9]+", "-", newsletter.name.casefold()).strip("-")[:MAX_TOPIC_ID] or "newsletter"


def newsletter_entries(newsletter: Newsletter, registry: Registry) -> list[Entry]:
    """One entry an item, by the outlet its text names, else by the newsletter itself."""
    # Made in the night before its day: a digest of that morning may rest on it.
    published = day_alone(newsletter.day)
    return [
        Entry(
            url="",
            title=clean_title(item.headline),
            guid=_guid(newsletter.name, f"{newsletter.day}", item.headline),
            text=plain_text(item.text),
            outlet=outlet.name if (outlet := named_outlet(item.text, registry)) else newsletter.name,
            published=published,
            topic=newsletter_topic(newsletter),
            section=item.section,
        )
        for item in newsletter.items
    ]


def article_entry(article: PlainArticle, registry: Registry, *, file_name: str) -> Entry:
    """The entry of a plain text; without a day in its first words it is undated."""
    outlet = named_outlet(article.text, registry)
    return Entry(
        url="",
        title=clean_title(article.title),
        guid=_guid("article", article.text),
        text=plain_text(article.text),
        outlet=outlet.name if outlet else file_name,
        published=day_alone(article.day) if article.day else None,
    )


def read_entry(line: str, *, now: datetime) -> Entry:
    """One line of `articles.jsonl`. Raises ParseError that says what is wrong with it."""
    raw = _object(line)
    for name in _FIELDS:
        if not isinstance(raw.get(name, ""), str | None):
            raise ParseError(f'"{name}" is not a text: write it in quotes.')
    value = {name: (raw.get(name) or "").strip() for name in _FIELDS}
    title, url = _title_of(value), canonical_url(value["url"])
    if not title:
        raise ParseError('It has no "title" and no text to take one from.')
    if not url:
        raise ParseError('Its "url" is no web address: write it with http:// or https://.')
    if value["topic"] and not is_topic_id(value["topic"]):
        raise ParseError('Its "topic" cannot be used: write letters and digits with hyphens between them.')
    return Entry(
        url=url,
        title=title,
        guid=value["guid"],
        summary=plain_text(value["summary"]),
        text=plain_text(value["text"]),
        outlet=clean_title(value["outlet"]),
        language=value["language"],
        published=_published(value["published"], now),
        topic=value["topic"],
        stated_perspective=value["perspective"] if value["topic"] else "",
    )


def is_topic_id(text: str) -> bool:
    """Whether a topic's id can be used as a name in paths and commands."""
    return bool(TOPIC_ID.fullmatch(text)) and len(text) <= MAX_TOPIC_ID


def _object(line: str) -> dict[str, Any]:
    try:
        raw = json.loads(line)
    except (ValueError, RecursionError) as error:
        raise ParseError("It is not JSON.") from error
    if not isinstance(raw, dict):
        raise ParseError("It is not a JSON object.")
    return raw


def _published(text: str, now: datetime) -> datetime | None:
    if not text:
        return None
    # A file may be newer than the clock of a replay.
    published = parse_date(text, now=now + _YEARS_AHEAD)
    if published is None:
        raise ParseError('Its "published" is no date: write it like 2026-01-06T08:00:00Z.')
    return published


def _title_of(value: Mapping[str, str]) -> str:
    """The title; where there is none, the first sentence."""
    if title := clean_title(value["title"]):
        return title
    text = plain_text(value["text"] or value["summary"])
    first = next(iter(split_sentences(text)), None)
    return clean_title(text[first.start : first.end]) if first else ""


def _headline_key(outlet: str, title: str, registry: Registry) -> str:
    known = registry.find_name(outlet)
    return f"{fold_name(known.name if known else outlet)}\n{clean_title(title)}"


def _guid(*parts: str) -> str:
    return IMPORTED_GUID + blake2b("\x00".join(parts).encode("utf-8", "replace"), digest_size=12).hexdigest()


def entries_by_locale(sources: Sequence[Source], topic: str) -> dict[str, list[Entry]]:
    """The entries of a digest's sources, grouped as the store takes them."""
    groups: dict[str, list[Entry]] = {}
    for source in sources:
        groups.setdefault(source.locale, []).append(source_entry(source, topic))
    return groups
