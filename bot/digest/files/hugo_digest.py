"""Between a digest and its Hugo file: which line says what. The text of lines is `hugo_lines.py`'s matter."""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import UTC, date, datetime

from bot.digest.files.front_matter import FrontMatter, FrontPerspective
from bot.digest.files.hugo import (
    DEVELOPING,
    DIFFERENCES,
    HIGHLIGHTS,
    NOTES,
    ONE_SIDED,
    SOURCES,
    HugoDigest,
    HugoSection,
)
from bot.digest.files.hugo_lines import (
    HugoLine,
    Item,
    Prose,
    SectionHeading,
    SourceLine,
    Subheading,
    Verbatim,
    markdown_url,
    one_line,
    said,
)
from bot.digest.model.attribution import attributed, taken_apart
from bot.digest.model.digest import (
    Bullet,
    Development,
    Difference,
    Digest,
    DigestSection,
    SectionItem,
    Side,
    SideStatement,
    Source,
)
from retrieval.instants import day_alone

CONTRADICTION = "They contradict each other: "
NO_HIGHLIGHTS = "No highlights available for this time period."
_PLACEHOLDER = re.compile(
    r"(?:No .{0,80}(?:available|for) .{0,60}(?:time period|summary|sources)|No key points available|Unable to generate .{1,40})\.?"
)
_SINCE = re.compile(r"(?P<story>.*) \(since (?P<day>\d{4}-\d{2}-\d{2})\)")
Outlets = Mapping[int, str]
"""The outlet of each source, by its number."""
_BLANK = Verbatim("")
_MORE = Verbatim("<!--more-->")


def hugo_of(digest: Digest) -> HugoDigest:
    """The file of a digest: front matter, order and section names of the older site, then the sections only we have."""
    names = {side.id: one_line(side.name) for side in digest.perspectives}
    sections = [HugoSection((_BLANK,))]
    if digest.layout != "sections" or digest.highlights:
        bullets = _items(digest.highlights) or [Item(NO_HIGHLIGHTS)]
        sections.append(_section(HIGHLIGHTS, [*bullets, _BLANK, _MORE]))
    if digest.layout == "sections":
        sections += [_section(one_line(part.name), list(_newsletter_lines(part.items))) for part in digest.sections]
    sections += [_side_section(side) for side in digest.perspectives if digest.layout != "sections" or side.bullets]
    sections.append(_section(SOURCES, list(_source_lines(digest.sources))))
    later: list[tuple[str, list[HugoLine]]] = [
        (DIFFERENCES, list(_difference_lines(digest.differences, names))),
        (ONE_SIDED, [_statement(told, names) for told in digest.one_sided]),
        (DEVELOPING, [_development(new) for new in digest.developing]),
        (NOTES, [Item(one_line(note)) for note in digest.notes if one_line(note)]),
    ]
    sections += [_section(heading, lines) for heading, lines in later if lines]
    return HugoDigest(_front(digest), tuple(sections))


def digest_sources(hugo: HugoDigest) -> tuple[Source, ...]:
    """The sources of a file. A day has no time in it, so it stands for noon UTC, but never for later than the digest itself."""
    return tuple(_source(line, hugo.front.moment) for line in hugo.sources)


def digest_of(hugo: HugoDigest, sources: Sequence[Source]) -> Digest:
    """What a file says as a digest; `sources` are its own (`digest_sources`), perhaps with ids and perspectives by now.

    Paragraphs count as bullets. Sections of no known kind become sections of the digest.
    """
    ids, outlets = _perspective_ids(hugo), {source.n: source.outlet for source in sources}
    by_kind: dict[str, list[HugoSection]] = {}
    for section in hugo.sections:
        by_kind.setdefault(section.kind, []).append(section)
    front, moment = hugo.front, hugo.front.moment or datetime(1970, 1, 1, tzinfo=UTC)
    return Digest(
        topic=front.topic,
        topic_name=front.topic_name or front.topic,
        day=digest_day(front),
        title=front.title or front.topic_name or front.topic,
        built_at=moment,
        highlights=tuple(bullet for part in by_kind.get("highlights", ()) for bullet in _bullets(part, outlets)),
        perspectives=tuple(_side(part, ids, sources, outlets) for part in by_kind.get("perspective", ())),
        differences=tuple(each for part in by_kind.get("differences", ()) for each in _differences(part, ids, outlets)),
        one_sided=tuple(
            _told(item, ids, outlets) for part in by_kind.get("one_sided", ()) for item in _plain_items(part)
        ),
        developing=tuple(_developments(by_kind.get("developing", ()), digest_day(front), outlets)),
        sections=tuple(_newsletter_section(part) for part in by_kind.get("other", ()) if part.heading),
        sources=tuple(sources),
        notes=tuple(item.text for part in by_kind.get("notes", ()) for item in _plain_items(part)),
        layout=front.layout or "perspectives",
        writer="imported",
        last_day=front.last_day,
    )


def digest_day(front: FrontMatter) -> date:
    """The day a file is about: the one its title ends with, else the day it was written."""
    if match := re.search(r"(\d{4}-\d{2}-\d{2})\s*$", front.title):
        try:
            return date.fromisoformat(match[1])
        except ValueError:
            pass
    return (front.moment or datetime(1970, 1, 1, tzinfo=UTC)).date()


def _front(digest: Digest) -> FrontMatter:
    sides = tuple(
        FrontPerspective(one_line(side.id), one_line(side.name), len(side.articles)) for side in digest.perspectives
    )
    return FrontMatter(
        title=one_line(digest.title),
        moment=digest.built_at.replace(microsecond=digest.built_at.microsecond // 1000 * 1000),
        topic=digest.topic,
        topic_name=one_line(digest.topic_name),
        sources=tuple(dict.fromkeys(name for source in digest.sources if (name := one_line(source.outlet)))),
        article_count=len(digest.sources),
        perspectives=sides,
        counts=tuple((side.id, side.count) for side in sides if re.fullmatch(r"[A-Za-z_][\w-]*", side.id, re.ASCII)),
        layout="sections" if digest.layout == "sections" else "",
        last_day=digest.last_day if digest.last_day != digest.day else None,
    )


def _words(bullet: Bullet) -> str:
    return one_line(str(attributed(bullet))) if bullet.text else ""


def _section(heading: str, lines: Iterable[HugoLine]) -> HugoSection:
    return HugoSection((SectionHeading(heading), _BLANK, *lines, _BLANK))


def _items(bullets: Iterable[Bullet]) -> list[HugoLine]:
    return [Item(text, bullet.citations) for bullet in bullets if (text := _words(bullet))]


def _side_section(side: Side) -> HugoSection:
    name = one_line(side.name)
    lines = _items(side.bullets) or [Item(f"No {name} sources available for this time period.")]
    return _section(f"{name} Perspective ({name} Sources)", lines)


def _source_lines(sources: Sequence[Source]) -> Iterator[HugoLine]:
    noun = "article" if len(sources) == 1 else "articles"
    yield Prose(f"This summary is based on {len(sources)} {noun} from the following sources:")
    if sources:
        yield _BLANK
    for source in sources:
        locale = source.locale if re.fullmatch(r"[\w-]{1,35}", source.locale, re.ASCII) else ""
        yield SourceLine(
            source.n,
            one_line(source.title),
            _readable_url(source.url),
            one_line(source.outlet),
            source.published.astimezone(UTC).date() if source.is_dated else None,
            locale,
        )


def _readable_url(url: str) -> str:
    """The address as it is read back from the file."""
    return re.sub(r"\\([()])", r"\1", markdown_url(url))


def _newsletter_lines(items: Iterable[SectionItem]) -> Iterator[HugoLine]:
    for number, item in enumerate(items):
        if number:
            yield _BLANK
        if headline := one_line(item.headline):
            yield Subheading(headline)
            yield _BLANK
        paragraphs = [text for part in item.text.split("\n\n") if (text := one_line(part))]
        for place, paragraph in enumerate(paragraphs, 1):
            yield Prose(paragraph, item.citations if place == len(paragraphs) else ())
            if place < len(paragraphs):
                yield _BLANK


def _difference_lines(differences: Iterable[Difference], names: dict[str, str]) -> Iterator[HugoLine]:
    for number, difference in enumerate(differences):
        if number:
            yield _BLANK
        yield Subheading(one_line(difference.story))
        yield _BLANK
        yield from (_statement(side, names) for side in difference.sides)
        if contradiction := one_line(difference.contradiction):
            yield _BLANK
            yield Prose(CONTRADICTION + contradiction)


def _statement(told: SideStatement, names: dict[str, str]) -> Item:
    return Item(_words(told), told.citations, names.get(told.perspective, one_line(told.perspective)))


def _development(new: Development) -> Item:
    return Item(_words(new), new.citations, f"{one_line(new.story)} (since {new.since})")


def _perspective_ids(hugo: HugoDigest) -> dict[str, str]:
    """Perspective id by name: from the front matter, else the count key that begins alike, else the name as an id."""
    ids = {side.name: side.id for side in hugo.front.perspectives}
    keys = [key for key, _ in hugo.front.counts]
    for section in hugo.sections:
        if section.kind == "perspective" and section.side not in ids:
            slug = re.sub(r"\W+", "-", section.side.casefold()).strip("-")
            ids[section.side] = next((key for key in keys if key.casefold().startswith(slug[:6])), slug)
    return ids


def _side(section: HugoSection, ids: dict[str, str], sources: Sequence[Source], outlets: Outlets) -> Side:
    side_id = ids[section.side]
    articles = tuple(source.n for source in sources if source.perspective == side_id)
    return Side(side_id, section.side, tuple(_bullets(section, outlets)), articles)


def _bullets(section: HugoSection, outlets: Outlets) -> Iterator[Bullet]:
    """Bullets and paragraphs in order; the lines of one paragraph are joined."""
    paragraph: list[Prose] = []
    for line in [*map(said, section.lines), _BLANK]:
        if isinstance(line, Prose):
            paragraph.append(line)
            continue
        if paragraph:
            text = " ".join(part.text for part in paragraph)
            yield from _real(_read(text, tuple(n for part in paragraph for n in part.citations), outlets))
            paragraph = []
        if isinstance(line, Item):
            text = f"{line.label}: {line.text}" if line.label else line.text
            yield from _real(_read(text, line.citations, outlets))


def _read(text: str, citations: tuple[int, ...], outlets: Outlets) -> Bullet:
    return taken_apart(text, citations, [outlets[n] for n in citations if n in outlets])


def _told(item: Item, ids: dict[str, str], outlets: Outlets) -> SideStatement:
    return SideStatement.of(_read(item.text, item.citations, outlets), ids.get(item.label, item.label))


def _real(bullet: Bullet) -> Iterator[Bullet]:
    if bullet.text and not _PLACEHOLDER.fullmatch(bullet.text):
        yield bullet


def _plain_items(section: HugoSection) -> Iterator[Item]:
    return (line for line in map(said, section.lines) if isinstance(line, Item))


def _differences(section: HugoSection, ids: dict[str, str], outlets: Outlets) -> Iterator[Difference]:
    """Ours have a story and its sides; the older ones are bare bullets, each a story without sides."""
    story, sides, contradiction = "", list[SideStatement](), ""
    for line in [*map(said, section.lines), Subheading("")]:
        if isinstance(line, Subheading):
            if story:
                yield Difference(story, tuple(sides), contradiction)
            story, sides, contradiction = line.text, [], ""
        elif isinstance(line, Item) and story:
            sides.append(_told(line, ids, outlets))
        elif isinstance(line, Item):
            yield Difference(line.text, ())
        elif isinstance(line, Prose) and line.text.startswith(CONTRADICTION):
            contradiction = line.text.removeprefix(CONTRADICTION)


def _developments(sections: Iterable[HugoSection], day: date, outlets: Outlets) -> Iterator[Development]:
    for section in sections:
        for item in _plain_items(section):
            match = _SINCE.fullmatch(item.label)
            since = date.fromisoformat(match["day"]) if match else day
            said_new = _read(item.text, item.citations, outlets)
            yield Development.of(said_new, story=match["story"] if match else item.label, since=since)


def _newsletter_section(section: HugoSection) -> DigestSection:
    items: list[SectionItem] = []
    for line in map(said, section.lines):
        if isinstance(line, Subheading):
            items.append(SectionItem(line.text, "", ()))
        elif isinstance(line, Prose | Item):
            if not items or (not items[-1].headline and isinstance(line, Item)):
                items.append(SectionItem("", line.text, line.citations))
            else:
                last = items.pop()
                text = f"{last.text}\n\n{line.text}" if last.text else line.text
                items.append(SectionItem(last.headline, text, last.citations + line.citations))
    return DigestSection(section.heading, tuple(items))


def _source(line: SourceLine, moment: datetime | None) -> Source:
    """A source with its day and no hour; where the file gives none, it is undated, and stands with the moment of the file."""
    published = day_alone(line.day) if line.day else moment or datetime(1970, 1, 1, tzinfo=UTC)
    return Source(
        line.n, "", line.title, line.outlet, line.url, published, locale=line.locale, is_dated=line.day is not None
    )
