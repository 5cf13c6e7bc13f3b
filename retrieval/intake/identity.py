"""Decides which entries are one article. No I/O: entries in, candidates with everything they may be recognised by out.

An article is recognised by its address, by its feed's id for it, and by its outlet's headline within some hours, so that
any one of them (and guid and address together) may change without making a second article.
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from functools import lru_cache
from hashlib import blake2b
from itertools import pairwise

from retrieval.articles import MAX_TEXT, Entry
from retrieval.intake.credits import credited_names
from retrieval.language.detect import entry_language
from retrieval.sources.outlets import fold_name
from retrieval.web.domains import host_of
from retrieval.web.plain_text import clean_title, fold_text
from retrieval.web.urls import canonical_url, is_front_page, url_key

TITLE_WINDOW = timedelta(hours=20)
"""Less than a day: outlets give daily columns one title for years."""
_GOOGLE_NEWS = "news.google.com"
IMPORTED_GUID = "import:"
"""What the guid of an imported text without an address begins with."""


@dataclass(frozen=True, slots=True)
class Candidate:
    """An entry ready to be judged: everything about it that needs no look at what is stored.

    `addresses` are hashes, `guids` the feed's own names for it; `title_key` with `outlet_key` is the weak sign. `credits`
    are the names that may be those of whose words these are.
    """

    entry: Entry
    id: str
    addresses: tuple[str, ...]
    guids: tuple[str, ...]
    title_key: str
    outlet_key: str
    host: str
    entry_hash: str
    published: datetime
    is_telling: bool
    language: str
    credits: tuple[str, ...]

    @property
    def is_dated(self) -> bool:
        return self.entry.published is not None

    def guid_links(self, feed: str) -> list[str]:
        """The hashes of its guids: a guid is a name within its feed only."""
        return [_guid_link(feed, guid) for guid in self.guids]


# Asked for some times over while a feed is stored.
@lru_cache(maxsize=4096)
def _guid_link(feed: str, guid: str) -> str:
    return short_hash("guid", feed, guid, size=16)


def article_id(url: str) -> str:
    """16 hex digits made from the canonical address; the same on every machine."""
    return short_hash(url_key(canonical_url(url) or url))


def short_hash(*parts: str, size: int = 8) -> str:
    return blake2b("\x00".join(parts).encode("utf-8", "replace"), digest_size=size).hexdigest()


def content_hash(title: str, summary: str, text: str) -> str:
    """What makes an edit an edit: the words. Dates and guids are left out, since some feeds restamp every item."""
    return short_hash(title, summary, text)


def title_key(title: str) -> str:
    return short_hash(fold_text(title))


def is_same_headline(first: Candidate, published: datetime, is_dated: bool) -> bool:
    """Whether an article of the same outlet and title, published then, is the candidate's.

    A short title ("Weather", "Item 3") needs the very same instant as well.
    """
    gap = abs(first.published - published)
    if first.is_telling:
        return gap <= TITLE_WINDOW
    return gap == timedelta() and first.is_dated and is_dated


def candidates(entries: Iterable[Entry], *, now: datetime) -> tuple[list[Candidate], int]:
    """One candidate an article, and how many entries had to be left out (no words at all).

    An entry without a web address (or with one of another kind) stays an article that nobody can click.
    The result does not depend on the order of the entries.
    """
    cleaned = [_cleaned(entry, now) for entry in entries]
    usable = [entry for entry in cleaned if entry is not None]
    made = _recognise(usable, now)
    return [_folded(group) for group in _groups(made)], len(cleaned) - len(usable)


def _cleaned(entry: Entry, now: datetime) -> Entry | None:
    url = canonical_url(entry.url)
    title = (
        clean_title(entry.title) or clean_title(entry.text or entry.summary, limit=100) or clean_title(_words_of(url))
    )
    if not title:
        return None
    published = entry.published
    if published is not None and published > now + timedelta(hours=1):
        published = None
    if (url, title, published) == (entry.url, entry.title, entry.published):
        return entry
    return replace(entry, url=url, title=title, published=published)


def _words_of(url: str) -> str:
    """The words of the last part of an address ("bridge-opens.html"): better than no title."""
    slug = url.rstrip("/").rpartition("/")[2].partition("?")[0].partition(".")[0]
    words = slug.replace("_", "-").split("-")
    return " ".join(words).capitalize() if len(words) > 1 else ""


def _recognise(entries: Sequence[Entry], now: datetime) -> list[Candidate]:
    addresses = [url_key(entry.url) for entry in entries]
    headlines = [fold_text(entry.title) for entry in entries]
    shared_guids = _shared_by_several((entry.guid for entry in entries), addresses, headlines)
    shared_urls = _shared_by_several(addresses, (entry.guid for entry in entries), headlines)
    return [
        _candidate(
            entry,
            headline,
            now=now,
            address=address if not is_front_page(entry.url) and address not in shared_urls else "",
            guid=entry.guid if _is_plausible(entry.guid) and entry.guid not in shared_guids else "",
        )
        for entry, address, headline in zip(entries, addresses, headlines, strict=True)
    ]


def _shared_by_several(names: Iterable[str], others: Iterable[str], headlines: Iterable[str]) -> set[str]:
    """Names that several articles bear: they differ in headline, and no other name says that they are one."""
    seen: dict[str, tuple[set[str], set[str]]] = defaultdict(lambda: (set(), set()))
    for name, other, headline in zip(names, others, headlines, strict=True):
        seen[name][0].add(other)
        seen[name][1].add(headline)
    return {name for name, (called, said) in seen.items() if len(said) > 1 and len(called - {""}) != 1}


def _is_plausible(guid: str) -> bool:
    """Counters ("1", "02") are positions in a list, not names; a front page names the site."""
    return len(guid) > 3 and not (guid.startswith("http") and is_front_page(guid))


def _candidate(entry: Entry, headline: str, *, now: datetime, address: str, guid: str) -> Candidate:
    """`address` and `guid` are empty where they do not name this article alone."""
    entry = replace(entry, summary=entry.summary[:MAX_TEXT], text=entry.text[:MAX_TEXT])
    own_host = host_of(entry.url)
    host = host_of(entry.outlet_url) or (own_host if own_host != _GOOGLE_NEWS else "")
    words = entry.summary or entry.text
    entry_hash = content_hash(entry.title, entry.summary, entry.text)
    is_placed = bool(entry.url) or entry.guid.startswith(IMPORTED_GUID)
    place = url_key(entry.url) if is_placed else f"{fold_name(entry.outlet)}@{host}"
    own_address = address or f"{place}#{guid or (headline if entry.url else entry_hash)}"
    return Candidate(
        entry=entry,
        id=short_hash(own_address),
        addresses=(short_hash("url", own_address, size=16),),
        guids=(guid,) if guid else (),
        title_key=short_hash(headline),
        outlet_key=fold_name(entry.outlet or host),
        host=host,
        entry_hash=entry_hash,
        published=entry.published or now,
        # Nothing but its words tells an entry without an address from another, so all of them count.
        is_telling=is_placed and _is_telling(headline),
        language=entry_language(f"{entry.title}\n{words}", entry.language)[:8],
        credits=credited_names(
            outlet=entry.outlet or host, author=entry.author, title=entry.title, text=entry.text or entry.summary
        ),
    )


def _is_telling(headline: str) -> bool:
    return (headline.count(" ") >= 3 and len(headline) >= 20) or (not headline.isascii() and len(headline) >= 10)


def _groups(made: Sequence[Candidate]) -> list[list[Candidate]]:
    """Candidates that are one article, by any sign they share (union-find over links and headlines)."""
    parents = list(range(len(made)))

    def root(i: int) -> int:
        while parents[i] != i:
            parents[i] = i = parents[parents[i]]
        return i

    seen: dict[str, int] = {}
    headlines: dict[tuple[str, str], list[int]] = defaultdict(list)
    for i, candidate in enumerate(made):
        for name in (*candidate.addresses, *(f"guid {guid}" for guid in candidate.guids)):
            parents[root(i)] = root(seen.setdefault(name, i))
        headlines[candidate.outlet_key, candidate.title_key].append(i)
    for same in headlines.values():
        same.sort(key=lambda i: (made[i].published, made[i].is_dated))
        for earlier, later in pairwise(same):
            if is_same_headline(made[later], made[earlier].published, made[earlier].is_dated):
                parents[root(later)] = root(earlier)
    groups: dict[int, list[Candidate]] = defaultdict(list)
    for i, candidate in enumerate(made):
        groups[root(i)].append(candidate)
    return list(groups.values())


def _rank(candidate: Candidate) -> tuple[object, ...]:
    """A total order, so that which entry of a group goes first does not depend on the feed's order."""
    entry = candidate.entry
    return (
        candidate.published,
        len(entry.url),
        entry.url,
        candidate.entry_hash,
        not entry.guid,
        entry.guid,
        candidate.id,
    )


def _folded(group: Sequence[Candidate]) -> Candidate:
    """One candidate with the most of each: the earliest gives address and title, the longest gives the words."""
    if len(group) == 1:
        return group[0]
    ordered = sorted(group, key=_rank)
    first = ordered[0]
    summary = max((c.entry.summary for c in ordered), key=len)
    text = max((c.entry.text for c in ordered), key=len)
    dated = next((c.entry.published for c in ordered if c.entry.published), None)
    return replace(
        first,
        entry=replace(first.entry, summary=summary, text=text, published=dated),
        addresses=tuple(dict.fromkeys(address for c in ordered for address in c.addresses)),
        guids=tuple(dict.fromkeys(guid for c in ordered for guid in c.guids)),
        entry_hash=content_hash(first.entry.title, summary, text),
        published=dated or first.published,
        credits=tuple(dict.fromkeys(name for c in ordered for name in c.credits)),
    )
