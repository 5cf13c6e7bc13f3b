"""The layout `stories`: a lead, one block a story with every side in it, one line each of what else there is."""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from datetime import date, timedelta

from bot.digest.model.attribution import attributed
from bot.digest.model.digest import Bullet, Contradiction, Digest, Source, StoryBlock
from bot.digest.show.document import Block, Bold, BulletItem, Heading, Inline, Italic, Line, Link, Paragraph, Text
from bot.digest.show.safety import safe_link
from retrieval.language.detect import detect_language
from retrieval.messages import Phrase, ShortDay

NAMED = 5
# Under "also", what is older than the day before has its day in front.
ONE_DAY = timedelta(days=1)


def story_blocks(digest: Digest) -> Iterator[Block]:
    """Everything between the title and the notes. Bullets carry the keys of `statements`."""
    page = Page(digest)
    if digest.lead:
        yield Paragraph(tuple(page.lead()))
    for place, story in enumerate(digest.stories, 1):
        yield from page.story(place, story)
    if digest.also:
        yield Heading(Phrase("Also"))
    for number, bullet in enumerate(digest.also, 1):
        is_late = bullet.said_on is not None and bullet.said_on < digest.day - ONE_DAY
        yield BulletItem((*(_dated(bullet) if is_late else ()), *page.sentence(bullet)), f"a{number}")


class Page:
    """One digest being shown by story: its sources and the names of its sides at hand."""

    def __init__(self, digest: Digest) -> None:
        self._sources: Mapping[int, Source] = {source.n: source for source in digest.sources}
        self._names = {side.id: side.name for side in digest.perspectives}
        self._digest = digest

    def lead(self) -> Iterator[Inline]:
        for number, bullet in enumerate(self._digest.lead):
            yield from ((Text(" "),) if number else ())
            yield from self.sentence(bullet)

    def story(self, place: int, story: StoryBlock) -> Iterator[Block]:
        keys = {id(line): f"b{place}.{number}" for number, line in enumerate(story.lines, 1)}
        headline = story.what[0] if story.what and story.what[0].text.removesuffix(".") == story.title else None
        yield Paragraph((*self._title(place, story, headline), *self._facts(story)))
        for line in story.what[1:] if headline else story.what:
            yield Paragraph(tuple(self.sentence(line)), is_close=True)
        for side in story.sides:
            name = self.side(side.perspective)
            for line in side.lines:
                mark = (Bold(name), Text(" · ", is_fixed=True)) if (name,) != line.said_by else ()
                yield BulletItem((*mark, *self.sentence(line)), keys[id(line)], is_close=True)
        for line in story.others:
            mark = (Bold(Phrase("Others")), Text(" · ", is_fixed=True))
            yield BulletItem((*mark, *self.sentence(line)), keys[id(line)], is_close=True)
        for each in story.contradictions:
            yield from self._contradiction(each, keys)
        for line in story.why:
            words = (Italic(Phrase("Why it matters")), Text(" · ", is_fixed=True), *self.sentence(line))
            yield BulletItem(words, keys[id(line)], is_close=True)
        for line in story.background:
            day = (Text(" "), Text(Phrase("{day}", day=_short(line.said_on)))) if line.said_on else ()
            words = (Italic(Phrase("Earlier")), *day, Text(" · ", is_fixed=True), *self.sentence(line))
            yield BulletItem(words, keys[id(line)], is_close=True)
        for line in story.days:
            yield BulletItem((*_dated(line), *self.sentence(line)), keys[id(line)], is_close=True)
        yield from self._ends(story)

    def sentence(self, bullet: Bullet) -> Iterator[Inline]:
        """Who says it, linked, then the words, then the numbers of the sources."""
        whole = attributed(bullet)
        first = next((self._sources[n] for n in bullet.citations if n in self._sources), None)
        if first and whole.outlets and whole.outlets == first.outlet:
            yield _outlet(first)
        elif whole.outlets:
            yield Text(whole.outlets, is_fixed=True)
        yield from (Text(piece, is_fixed=True) for piece in whole.joint)
        yield Text(whole.words)
        yield from self._language(first, whole.words)
        yield from self.numbers(bullet.citations)

    def _title(self, place: int, story: StoryBlock, headline: Bullet | None) -> Iterator[Inline]:
        yield Text(f"{place}  ", is_fixed=True)
        yield Bold(story.title)
        if headline is None:
            return
        yield from self._language(self._sources.get(headline.citations[0]), headline.text)
        if headline.said_by:
            yield Text(f" ({', '.join(headline.said_by)})", is_fixed=True)
        yield from self.numbers(headline.citations)

    def _facts(self, story: StoryBlock) -> Iterator[Inline]:
        """How many tell it and since when; nothing of a story of one outlet."""
        facts: list[Phrase] = []
        if story.outlets > 1:
            facts.append(_counted(story))
        if story.since:
            facts.append(Phrase("since {day}", day=_short(story.since)))
        yield from (piece for fact in facts for piece in (Text(" · ", is_fixed=True), Text(fact, is_fixed=True)))

    def _contradiction(self, each: Contradiction, keys: Mapping[int, str]) -> Iterator[Block]:
        told = Phrase("They contradict each other: {what}", what=each.about)
        yield Paragraph((Text("⇄ ", is_fixed=True), Italic(told)), is_close=True)
        for line in each.lines:
            yield BulletItem(tuple(self.sentence(line)), keys[id(line)], is_close=True)

    def _ends(self, story: StoryBlock) -> Iterator[Block]:
        for silence in story.not_told_by:
            side = self.side(silence.perspective)
            words = Phrase("Not told by: {side} ({n} articles compared).", side=side, n=silence.articles_compared)
            yield Paragraph((Italic(words),), is_close=True)
        others = [self._sources[n] for n in story.also_by if n in self._sources]
        spoken = {self._sources[n].perspective for line in story.lines for n in line.citations if n in self._sources}
        if others:
            yield Paragraph((Italic(Phrase("Also reported by:")), *self._reporters(others, spoken)), is_close=True)

    def _reporters(self, sources: Sequence[Source], spoken: Collection[str]) -> Iterator[Inline]:
        """The outlets; of a side that has no line of its own, with its name, so that nobody takes it for silent."""
        for place, source in enumerate(sources[:NAMED]):
            yield Text(", " if place else " ", is_fixed=True)
            yield _outlet(source)
            if source.perspective not in spoken and source.perspective in self._names:
                yield Text(f" ({self.side(source.perspective)})")
            yield from self.numbers((source.n,))
        if len(sources) > NAMED:
            yield Text(f" +{len(sources) - NAMED}", is_fixed=True)

    def side(self, perspective: str) -> str:
        """The name of a side."""
        return self._names.get(perspective, perspective)

    def numbers(self, citations: Iterable[int]) -> Iterator[Inline]:
        """The numbers of sources, linked, each after a blank."""
        for n in dict.fromkeys(citations):
            if n in self._sources:
                yield Text(" ", is_fixed=True)
                yield Link(f"[{n}]", self._sources[n].url)

    def _language(self, source: Source | None, words: str) -> Line:
        """A line in another language says so: half closed to its reader, it is at least no riddle. A model tells foreign
        articles in English."""
        language = source.locale.partition("-")[0] if source else ""
        if self._digest.verified_by == "model" and detect_language(words) == "en":
            return ()
        return (Text(f" ({language})", is_fixed=True),) if language not in ("", "en", "unknown") else ()


def _counted(story: StoryBlock) -> Phrase:
    """A text that many print is one report: who wrote it is said where it is known."""
    if story.origins == 1 and story.origin:
        return Phrase("{outlets} outlets, all from {origin}", outlets=story.outlets, origin=story.origin)
    if story.origins == 1:
        return Phrase("{outlets} outlets, one report", outlets=story.outlets)
    sentence = "{outlets} outlets, {origins} reports" if story.origins < story.outlets else "{outlets} outlets"
    return Phrase(sentence, outlets=story.outlets, origins=story.origins)


def _outlet(source: Source) -> Inline:
    """The outlet's name, linked; a name that is an address of its own ("harbour.example") stands plain, its number leads on."""
    link = Link(source.outlet, source.url)
    return link if safe_link(link) == (link,) else Text(source.outlet, is_fixed=True)


def _dated(line: Bullet) -> Line:
    """The day of a line, in front of it."""
    return (Italic(Phrase("{day}", day=_short(line.said_on))), Text(" · ", is_fixed=True)) if line.said_on else ()


def _short(day: date) -> ShortDay:
    return ShortDay(day, has_year=False)
