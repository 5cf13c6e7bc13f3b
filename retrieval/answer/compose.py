"""Excerpts made into an answer: attributed, dated, in order, with numbered citations. And the refusal. No I/O."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from zoneinfo import ZoneInfo

from retrieval.answer.excerpts import Excerpt
from retrieval.answer.quotable import quotable_sentences
from retrieval.answers import Answer, Citation, Query, Sentence
from retrieval.articles import Article, Hit
from retrieval.messages import Phrase, ShortDay
from retrieval.question.describe import describe_days
from retrieval.sources.sides import Sides

# An address ("evil.example"), a scheme ("tg://"), a name ("@somebody"), a command: broken by a sign that nobody sees.
_LINKING = re.compile(r"\.(?=[^\W\d])|:(?=//)|@(?=\w)|/(?=\w)|#(?=\w)")
_JOINER = "\u200c"
_NAMED = 5


@dataclass
class Citations:
    """Articles cited so far; each gets one number, from 1 in order of first use."""

    sides: Sides
    topics: frozenset[str] = frozenset()
    cited: dict[str, Citation] = field(default_factory=dict)

    def cite(self, article: Article, quote: str) -> int:
        if article.id not in self.cited:
            topic = self._topic_of(article)
            side = self.sides.side_of(article, topic) or "" if topic else ""
            self.cited[article.id] = Citation(len(self.cited) + 1, article, quote, side, topic)
        return self.cited[article.id].n

    def _topic_of(self, article: Article) -> str:
        """The topic asked about, else one in which the article has a side, else any of its own."""
        mine = sorted(article.topics, key=lambda topic: topic not in self.topics)
        return next((topic for topic in mine if self.sides.side_of(article, topic)), next(iter(mine), ""))


@dataclass(frozen=True, slots=True)
class Part:
    """The excerpts of one lane. `name` is what the question calls it."""

    name: str
    excerpts: tuple[Excerpt, ...]


def compose_answer(query: Query, parts: Sequence[Part], sides: Sides, *, zone: str) -> Answer:
    """The answer made of excerpts: by side, and within one by date; a short answer's best sentence comes first."""
    citations = Citations(sides, asked_topics(query))
    by_side = len(parts) > 1
    sentences: list[Sentence] = []
    for part in parts:
        if not part.excerpts:
            sentences.append(Sentence(nothing_from(part.name, query), ()))
        for excerpt in _ordered(query, part.excerpts):
            numbers = [citations.cite(one.article, one.quote) for one in (excerpt, *excerpt.copies)]
            side = part.name if by_side and part.name != excerpt.article.outlet else ""
            text = Phrase("{byline}: {quote}", byline=byline(excerpt.article, zone, side), quote=excerpt.quote)
            sentences.append(Sentence(text, tuple(dict.fromkeys(numbers)), excerpt.quote))
    return Answer(
        query.question, "answered", as_text(sentences), query, tuple(sentences), tuple(citations.cited.values())
    )


def as_text(sentences: Iterable[Sentence]) -> str:
    return "\n".join(
        f"{sentence.text} {''.join(f'[{n}]' for n in sentence.citations)}".rstrip() for sentence in sentences
    )


def byline(article: Article, zone: str, side: str = "") -> Phrase:
    """ "Global Times, 6 Jan 2026", with the day of the asker's zone; "Reuters (United States), 6 Jan 2026" among sides.

    Of an undated article the outlet alone.
    """
    outlet = article.outlet or Phrase("An unnamed source")
    day = article.day_written(ZoneInfo(zone))
    if day is None:
        return Phrase("{outlet} ({side})", outlet=outlet, side=side) if side else Phrase("{outlet}", outlet=outlet)
    written = ShortDay(day)
    if side:
        return Phrase("{outlet} ({side}), {day}", outlet=outlet, side=side, day=written)
    return Phrase("{outlet}, {day}", outlet=outlet, day=written)


def nothing_from(name: str, query: Query) -> Phrase:
    if query.content:
        return Phrase("{side}: nothing stored on “{words}”.", side=name, words=unlinked(query.content))
    return Phrase("{side}: nothing stored.", side=name)


def refusal(query: Query, nearest: Hit | None, reason: str, *, zone: str = "UTC", meant: str = "") -> Answer:
    """Say that we have nothing and why; of what, where that was not all; what is nearest, without citing it; what was `meant`."""
    text = Phrase("Nothing stored says that: {reason}.", reason=reason)
    if what := _searched(query, zone):
        text = Phrase("Nothing stored says that. I searched {what}: {reason}.", what=what, reason=reason)
    if nearest is not None and query.content:
        found = nearest.article
        sentence = "{refusal} The nearest is “{title}” ({source})."
        text = Phrase(sentence, refusal=text, title=found.title, source=byline(found, zone))
    if meant:
        text = Phrase("{refusal} Did you mean “{question}”?", refusal=text, question=unlinked(meant))
    return Answer(query.question, "no_answer", text, query, meant=meant, closest=_closest(nearest))


def _closest(nearest: Hit | None) -> Citation | None:
    """The article that comes near, with its most telling sentence."""
    if nearest is None:
        return None
    article = nearest.article
    sentences = (nearest.passage[span.start : span.end] for span in quotable_sentences(nearest.passage))
    quote = next((one for one in sentences if one.strip() not in article.title), article.title)
    return Citation(0, article, quote)


def unlinked(words: str) -> str:
    """Somebody's words, so that no chat makes a link, a name or a command of them: we lend nobody our voice."""
    return _LINKING.sub(lambda found: found[0] + _JOINER, words)


def asked_topics(query: Query) -> frozenset[str]:
    return query.filters.topics | {topic for topic, _ in query.filters.perspectives}


def _searched(query: Query, zone: str) -> Phrase | str:
    """What was searched, empty where it was all articles."""
    when = describe_days(query.filters, zone)
    if not (query.sources or query.filters.topics or when):
        return ""
    names = tuple(source.name for source in query.sources)
    who, more = names[:_NAMED], len(names) - _NAMED
    outlets = Phrase("{names} and {count} more", names=who, count=more) if more > 0 else who
    what = Phrase("what {outlets} published", outlets=outlets) if names else Phrase("all articles")
    if query.filters.topics:
        what = Phrase("{what} in {topics}", what=what, topics=tuple(sorted(query.filters.topics)))
    if when:
        what = Phrase("{what} ({when})", what=what, when=when)
    return what


def _ordered(query: Query, excerpts: Sequence[Excerpt]) -> list[Excerpt]:
    if query.answer_kind and query.intent == "find" and not query.filters.outlets:
        return list(excerpts)
    return sorted(excerpts, key=lambda excerpt: (excerpt.article.published, excerpt.article.id))
