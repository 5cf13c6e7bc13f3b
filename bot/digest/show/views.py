"""A digest as a document that reads on a phone in two minutes. What is shown, and in which words, is decided here."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import UTC, date

from bot.digest.model.attribution import attributed
from bot.digest.model.digest import Bullet, Digest, Side, SideStatement, Source, usual_title
from bot.digest.model.statements import statements
from bot.digest.show.document import (
    Block,
    Bold,
    BulletItem,
    Document,
    Heading,
    Inline,
    Instant,
    Italic,
    Line,
    Link,
    Paragraph,
    Quotation,
    Text,
    line,
)
from bot.digest.show.review_view import review_blocks
from bot.digest.show.story_blocks import story_blocks
from retrieval.articles import is_hourless
from retrieval.messages import LongDay, Phrase, ShortDay

OUTLETS_A_BULLET = 2


def digest_document(digest: Digest, *, has_sources: bool = True) -> Document:
    """The whole digest. Our own words (headings and the like) are Phrases, which a surface can say in another language.

    Bullets carry the keys of `statements`, so that a reader can point at one.
    """
    sources = {source.n: source for source in digest.sources}
    if digest.layout == "stories" and (digest.stories or digest.also):
        return Document((*_by_story(digest), *(_sources_at_end(digest) if has_sources else ())))
    blocks: list[Block] = [Heading(title_of(digest), 1)]
    if digest.layout == "sections" and digest.sections:
        # Every story has its item: other lines about the same articles would tell it twice.
        itemised = {n for section in digest.sections for item in section.items for n in item.citations}
        digest = replace(digest, one_sided=tuple(each for each in digest.one_sided if not itemised & {*each.citations}))
        blocks += _sections(digest, sources)
    else:
        blocks += [*_highlights(digest, sources), *_perspectives(digest, sources)]
    blocks += _differences(digest, sources)
    blocks += _one_sided(digest, sources)
    blocks += _developing(digest, sources)
    blocks += [Paragraph((Italic(note),)) for note in (*digest.notes, *_origin(digest))]
    return Document((*blocks, *(_sources_at_end(digest) if has_sources else ())))


def _by_story(digest: Digest) -> Iterator[Block]:
    """The day once, at the top; the notes in one line at the end."""
    yield Heading(days_title(digest), 1)
    yield from story_blocks(digest)
    yield from review_blocks(digest)
    if digest.notes:
        notes = [piece for note in digest.notes for piece in (Text(" "), Italic(note))]
        yield Paragraph(tuple(notes[1:]))


def days_title(digest: Digest) -> Phrase:
    """ "US vs China · Wednesday, 7 January"."""
    topic, first = digest.topic_name, LongDay(digest.day)
    if digest.last_day and digest.last_day != digest.day:
        return Phrase("{topic} · {first} – {last}", topic=topic, first=first, last=LongDay(digest.last_day))
    return Phrase("{topic} · {day}", topic=topic, day=first)


def _sources_at_end(digest: Digest) -> Sequence[Block]:
    return (Heading(Phrase("Sources")), sources_block(digest.sources)) if digest.sources else ()


def differences_document(digest: Digest) -> Document:
    """Only where the sides differ and what one of them alone tells."""
    sources = {source.n: source for source in digest.sources}
    blocks = [*_differences(digest, sources), *_one_sided(digest, sources)]
    nothing = Paragraph(
        line(Phrase("On this day no story was told differently by the sides, as far as their articles show."))
    )
    return Document((Heading(title_of(digest), 1), *(blocks or [nothing])))


def sources_document(digest: Digest) -> Document:
    return Document((Heading(title_of(digest), 1), sources_block(digest.sources, is_folded=False)))


def sources_block(sources: Sequence[Source], *, is_folded: bool = True) -> Quotation:
    """Every source on a line of its own: number, linked headline, outlet, time."""
    return Quotation(tuple(_source_line(source) for source in sources), is_folded)


def title_of(digest: Digest) -> str:
    """The title in our own words, where nobody gave it another."""
    return (
        usual
        if (usual := usual_title(digest.topic_name, digest.day, digest.last_day)) == digest.title
        else digest.title
    )


def published_inline(source: Source) -> Inline:
    """The time of an article; only the day where no more is known."""
    if not source.is_dated:
        return Text(Phrase("undated"))
    published = source.published
    moment = published.astimezone(UTC)
    if is_hourless(moment):
        return Text(Phrase("{day}", day=_day(moment)))
    return Instant(published, Phrase("{day} {clock} UTC", day=_day(moment), clock=f"{moment:%H:%M}"))


def _day(day: date) -> ShortDay:
    return ShortDay(day, has_year=False)


def _origin(digest: Digest) -> Iterator[str]:
    if digest.writer == "imported" and not any(bullet.citations for bullet in statements(digest).values()):
        yield Phrase("This digest was written elsewhere: its sentences do not say which source they rest on.")


def _highlights(digest: Digest, sources: Mapping[int, Source]) -> Iterator[Block]:
    """The first highlight is the lead, in bold."""
    for number, bullet in enumerate(digest.highlights, 1):
        words = _said(bullet, sources, is_lead=number == 1)
        yield BulletItem(words, f"h{number}")


def _perspectives(digest: Digest, sources: Mapping[int, Source]) -> Iterator[Block]:
    # Of a day on which nobody reported anything, the note under the digest says so once.
    sides = digest.perspectives if statements(digest) or digest.sources else ()
    for place, side in enumerate(sides, 1):
        yield Heading(side.name)
        if not side.bullets:
            yield Paragraph((Italic(_silence(side)),))
        for number, bullet in enumerate(side.bullets, 1):
            yield BulletItem(_said(bullet, sources), f"p{place}.{number}")
    if digest.sections:
        yield from _sections(digest, sources)


def _silence(side: Side) -> str:
    """Why a side's section is empty: its articles stand elsewhere in the digest, or there are none that are new."""
    if side.articles:
        return Phrase("What outlets of {side} report stands in the other parts of this digest.", side=side.name)
    return Phrase("Nothing new from outlets of {side}.", side=side.name)


def _sections(digest: Digest, sources: Mapping[int, Source]) -> Iterator[Block]:
    for place, section in enumerate(digest.sections, 1):
        yield Heading(section.name)
        for number, item in enumerate(section.items, 1):
            cited = _cited(item.citations, sources)
            if item.headline:
                text = ("\n", item.text) if item.text else ()
                yield Paragraph((*line(Bold(item.headline), *text), *cited))
            else:
                yield BulletItem((Text(item.text), *cited), f"s{place}.{number}")


def _differences(digest: Digest, sources: Mapping[int, Source]) -> Iterator[Block]:
    if digest.differences:
        yield Heading(Phrase("Where they differ"))
    for place, difference in enumerate(digest.differences, 1):
        yield Paragraph((Bold(difference.story),) if difference.sides else line(difference.story))
        for number, told in enumerate(difference.sides, 1):
            yield _statement(told, digest, sources, f"d{place}.{number}")
        if difference.contradiction:
            told_apart = Phrase("They contradict each other: {what}", what=difference.contradiction)
            yield Paragraph((Italic(told_apart),))


def _one_sided(digest: Digest, sources: Mapping[int, Source]) -> Iterator[Block]:
    if digest.one_sided:
        yield Heading(Phrase("Told by one side only"))
    for number, told in enumerate(digest.one_sided, 1):
        yield _statement(told, digest, sources, f"o{number}")


def _developing(digest: Digest, sources: Mapping[int, Source]) -> Iterator[Block]:
    if digest.developing:
        yield Heading(Phrase("Developing"))
    for number, new in enumerate(digest.developing, 1):
        since = line(" (", Phrase("since {day}", day=_day(new.since)), "): ")
        yield BulletItem((Bold(new.story), *since, *_said(new, sources)), f"n{number}")


def _statement(told: SideStatement, digest: Digest, sources: Mapping[int, Source], key: str) -> BulletItem:
    name = next((side.name for side in digest.perspectives if side.id == told.perspective), told.perspective)
    said = _said(told, sources)
    # "China: Xinhua: ..." would read as if one quoted the other.
    mark = (Bold(name), Text(" · ")) if isinstance(said[0], Link) else (Bold(f"{name}:"), Text(" "))
    return BulletItem((*(mark if name else ()), *said), key)


def _said(bullet: Bullet, sources: Mapping[int, Source], *, is_lead: bool = False) -> Line:
    """A sentence with its citations. An outlet that stands in front of it is linked there and not named once more."""
    whole, cited = attributed(bullet), _cited(bullet.citations, sources, bullet.said_by)
    words = (Bold if is_lead else Text)(whole.words)
    first = next((sources[n] for n in bullet.citations if n in sources), None)
    joint = [Text(piece, is_fixed=True) for piece in whole.joint]
    if first is None or not first.outlet or not whole.outlets.startswith(first.outlet):
        return (*((Text(whole.outlets, is_fixed=True),) if whole.outlets else ()), *joint, words, *cited)
    others = whole.outlets[len(first.outlet) :]
    return (
        Link(first.outlet, first.url),
        *((Text(others, is_fixed=True),) if others else ()),
        *joint,
        words,
        *cited,
    )


def _cited(citations: Iterable[int], sources: Mapping[int, Source], named: Sequence[str] = ()) -> Line:
    """After the words: ` [1]`, linked, of every article; then who the first outlets are and when they wrote.

    Of an outlet already `named` in front only the time is given.
    """
    known = [sources[n] for n in dict.fromkeys(citations) if n in sources]
    pieces: list[Inline] = []
    for source in known:
        pieces += [Text(" "), _marked(source)]
    first = list({source.outlet: source for source in reversed(known) if source.outlet}.values())[::-1]
    for place, source in enumerate(first[:OUTLETS_A_BULLET]):
        if place and source.outlet in named:
            continue
        outlet = () if source.outlet in named else (Link(source.outlet, source.url), Text(", "))
        pieces += [Text("; " if place else " "), *outlet, published_inline(source)]
    more = sum(source.outlet not in named for source in first[OUTLETS_A_BULLET:])
    return (*pieces, *line(" ", Phrase("and {count} more", count=more))) if more > 0 else tuple(pieces)


def _marked(source: Source) -> Inline:
    return Link(f"[{source.n}]", source.url)


def _source_line(source: Source) -> Line:
    outlet = f" - {source.outlet}, " if source.outlet else " - "
    title = source.title.removesuffix(f" - {source.outlet}")
    return line(f"{source.n}. ", Link(title, source.url), outlet, published_inline(source))
