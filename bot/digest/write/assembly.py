"""From a draft to a digest: sources are numbered, lines get their citations. Decides nothing about words."""

from collections.abc import Callable, Iterable, Sequence
from datetime import date, datetime

from bot.digest.articles.headlines import trim_headline
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
    usual_title,
)
from bot.digest.write.draft import Contrast, Draft, ItemDraft, Line, lines_of
from retrieval.articles import Article
from retrieval.sources.topics import Topic

SideOf = Callable[[Article], str | None]


def assemble_digest(
    draft: Draft,
    *,
    topic: Topic,
    day: date,
    last_day: date | None,
    now: datetime,
    side_of: SideOf,
    notes: Sequence[str],
    writer: str,
    layout: str = "perspectives",
) -> Digest:
    """The digest; `sources` are the articles cited, those of the first side first."""
    sources = _number_sources(draft, topic, side_of)
    numbers = {source.article_id: source.n for source in sources}
    return Digest(
        topic=topic.id,
        topic_name=topic.name,
        day=day,
        last_day=last_day,
        title=str(usual_title(topic.name, day, last_day)),
        built_at=now,
        highlights=tuple(_bullet(line, numbers) for line in draft.highlights),
        perspectives=tuple(
            Side(
                id=perspective.id,
                name=perspective.name,
                bullets=tuple(_bullet(line, numbers) for line in dict(draft.bullets).get(perspective.id, ())),
                articles=tuple(source.n for source in sources if source.perspective == perspective.id),
            )
            for perspective in topic.perspectives
        ),
        differences=tuple(_difference(contrast, numbers) for contrast in draft.contrasts),
        one_sided=tuple(_side_statement(line, numbers) for line in draft.one_sided),
        developing=tuple(
            Development.of(_bullet(line, numbers), story=trim_headline(line.story.title), since=since)
            for since, line in draft.developing
        ),
        sections=tuple(
            DigestSection(
                name,
                tuple(
                    SectionItem(item.headline, item.text, tuple(numbers[article.id] for article in item.articles))
                    for item in items
                ),
            )
            for name, items in draft.sections
        ),
        sources=sources,
        notes=tuple(notes),
        layout=layout,
        writer=writer,
    )


def _told(draft: Draft) -> Iterable[Line | ItemDraft]:
    yield from lines_of(draft)
    for _, items in draft.sections:
        yield from items


def _number_sources(draft: Draft, topic: Topic, side_of: SideOf) -> tuple[Source, ...]:
    story_of: dict[str, str] = {}
    articles: dict[str, Article] = {}
    for told in _told(draft):
        for article in told.articles:
            articles.setdefault(article.id, article)
            story_of.setdefault(article.id, told.story.id)
    order = {perspective.id: place for place, perspective in enumerate(topic.perspectives)}
    ranked = sorted(articles.values(), key=lambda article: order.get(side_of(article) or "", len(order)))
    return tuple(
        Source(
            n=n,
            article_id=article.id,
            title=article.title,
            outlet=article.outlet,
            url=article.url,
            published=article.published,
            perspective=side_of(article) or "",
            locale=article.locale or article.language,
            story=story_of[article.id],
        )
        for n, article in enumerate(ranked, 1)
    )


def _bullet(line: Line, numbers: dict[str, int]) -> Bullet:
    cited = tuple(numbers[article.id] for article in line.articles)
    day = line.articles[0].published.date()
    return Bullet(line.text, cited, line.said_by, day, line.manner, line.is_opinion)


def _side_statement(line: Line, numbers: dict[str, int]) -> SideStatement:
    return SideStatement.of(_bullet(line, numbers), line.side)


def _difference(contrast: Contrast, numbers: dict[str, int]) -> Difference:
    sides = tuple(_side_statement(line, numbers) for line in contrast.lines)
    return Difference(trim_headline(contrast.story.title), sides, contrast.contradiction)
