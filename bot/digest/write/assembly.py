"""From a draft to a digest: sources are numbered, lines get their citations. Decides nothing about words."""

from collections.abc import Callable, Iterable, Sequence
from datetime import date, datetime

from bot.digest.model.digest import (
    Bullet,
    Contradiction,
    Digest,
    DigestSection,
    SectionItem,
    SideLines,
    SideReview,
    Silence,
    Source,
    StoryBlock,
    Stress,
    VerifiedBy,
    usual_title,
)
from bot.digest.write.draft import BlockDraft, Draft, Line, SideDraft, lines_of
from bot.digest.write.older_lists import list_by_side
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
    verified_by: VerifiedBy = "verbatim",
    layout: str = "stories",
) -> Digest:
    """The digest; `sources` are the articles cited, those of the first side first."""
    sources = _number_sources(draft, topic, side_of)
    numbers = {source.article_id: source.n for source in sources}
    stories = tuple(_story(block, numbers) for block in draft.blocks)
    lead, also = _bullets(draft.lead, numbers), _bullets(draft.also, numbers)
    review = tuple(_side_review(side, numbers) for side in draft.review)
    further = (*also, *(line for side in review for line in (*side.stressed, *side.left_out)))
    lists = list_by_side(stories, lead, further, sides=topic.perspectives, sources=sources)
    return Digest(
        topic=topic.id,
        topic_name=topic.name,
        day=day,
        last_day=last_day,
        title=str(usual_title(topic.name, day, last_day)),
        built_at=now,
        highlights=lists.highlights,
        perspectives=lists.perspectives,
        differences=lists.differences,
        one_sided=lists.one_sided,
        developing=lists.developing,
        stories=stories,
        lead=lead,
        also=also,
        review=review,
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
        verified_by=verified_by,
    )


def _citing(draft: Draft) -> Iterable[tuple[str, Sequence[Article]]]:
    """The articles cited, each time with the id of the story that cites them."""
    for line in lines_of(draft):
        yield line.story.id, line.articles
    for block in draft.blocks:
        yield block.story.id, block.also_by
    for _, items in draft.sections:
        for item in items:
            yield item.story.id, item.articles
    for side in draft.review:
        yield "", [each.article for each in side.words]


def _number_sources(draft: Draft, topic: Topic, side_of: SideOf) -> tuple[Source, ...]:
    story_of: dict[str, str] = {}
    articles: dict[str, Article] = {}
    for story, cited in _citing(draft):
        for article in cited:
            articles.setdefault(article.id, article)
            story_of.setdefault(article.id, story)
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
            is_dated=article.is_dated,
            perspective=side_of(article) or "",
            locale=article.locale or article.language,
            story=story_of[article.id],
        )
        for n, article in enumerate(ranked, 1)
    )


def _bullet(line: Line, numbers: dict[str, int]) -> Bullet:
    cited = tuple(numbers[article.id] for article in line.articles)
    return Bullet(line.text, cited, line.said_by, line.articles[0].day_written(), line.manner, line.is_opinion)


def _bullets(lines: Iterable[Line], numbers: dict[str, int]) -> tuple[Bullet, ...]:
    return tuple(_bullet(line, numbers) for line in lines)


def _story(block: BlockDraft, numbers: dict[str, int]) -> StoryBlock:
    return StoryBlock(
        id=block.story.id,
        title=block.title,
        what=_bullets(block.what, numbers),
        sides=tuple(SideLines(side, _bullets(lines, numbers)) for side, lines in block.sides),
        others=_bullets(block.others, numbers),
        contradictions=tuple(Contradiction(clash.about, _bullets(clash.lines, numbers)) for clash in block.clashes),
        not_told_by=tuple(Silence(side, compared) for side, compared in block.silent),
        background=_bullets(block.background, numbers),
        why=_bullets(block.why, numbers),
        also_by=tuple(numbers[article.id] for article in block.also_by),
        since=block.since,
        known_as=block.known_as,
        is_new=block.since is None,
        outlets=block.outlets,
        origins=block.origins,
        told_by=block.told_by,
        origin=block.origin,
        days=_bullets(block.days, numbers),
    )


def _side_review(side: SideDraft, numbers: dict[str, int]) -> SideReview:
    return SideReview(
        side.side,
        tuple(Stress(each.word, each.headlines, numbers[each.article.id]) for each in side.words),
        _bullets(side.stressed, numbers),
        _bullets(side.left_out, numbers),
        side.compared,
    )
