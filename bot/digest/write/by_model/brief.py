"""What a model is told of one story: its articles, numbered, what earlier digests told, and nothing else.

The same articles make the same brief, whatever else stands in the digest: so a reply is paid for once.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from bot.digest.articles.voices import split_voices
from bot.digest.choose.selection import Pick, Told
from bot.digest.choose.usable_articles import Candidate
from bot.digest.stories.grouping import Story
from bot.digest.write.draft import BlockDraft
from retrieval.articles import Article
from retrieval.claims import Source
from retrieval.language.sentences import split_sentences
from retrieval.sources.topics import Topic

MOST_ARTICLES = 10
MOST_OLDER = 2
# Characters of all texts together, and of one at most: news says what matters in its first paragraphs.
ROOM, LONGEST_TEXT = 14_000, 2_400
MOST_TOLD = 8

SideOf = Callable[[Article], str | None]


@dataclass(frozen=True, slots=True)
class Voice:
    """An article, and the other outlets of its side that print the same text."""

    article: Article
    side: str
    reprinted_by: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Brief:
    """A story to be written: its block in the outlets' own sentences, and what the model is shown. Voices are numbered
    from 1, those of `older` articles after the others. `headlines` are those of earlier articles of the affair; `told` are
    the sentences of earlier digests, which are not shown: other words there must not cost this story anew."""

    block: BlockDraft
    topic: Topic
    voices: tuple[Voice, ...]
    older: tuple[Voice, ...] = ()
    headlines: tuple[str, ...] = ()
    told: tuple[str, ...] = ()

    @property
    def numbered(self) -> tuple[Voice, ...]:
        return self.voices + self.older

    def request(self) -> dict[str, Any]:
        """What the task `story` is asked with."""
        most = min(LONGEST_TEXT, ROOM // max(1, len(self.numbered)))
        shown = [_shown(n, voice, most) for n, voice in enumerate(self.numbered, 1)]
        return {
            "topic": self.topic.name,
            "sides": [{"id": side.id, "name": side.name} for side in self.topic.perspectives],
            "articles": shown[: len(self.voices)],
            "older": shown[len(self.voices) :],
            "told_before": list(self.headlines),
        }


@dataclass(frozen=True, slots=True)
class Archive:
    """What there is beside the picks: every story of the window, every article that may be used, and what was told."""

    stories: Sequence[Story]
    candidates: Sequence[Candidate]
    told: Told


def brief_stories(
    blocks: Iterable[BlockDraft], picks: Iterable[Pick], archive: Archive, *, topic: Topic, side_of: SideOf
) -> list[Brief]:
    """A brief for each block of a draft, in order."""
    by_story = {pick.story.id: pick for pick in picks}
    return [_brief(block, by_story[block.story.id], archive, topic, side_of) for block in blocks]


def _brief(block: BlockDraft, pick: Pick, archive: Archive, topic: Topic, side_of: SideOf) -> Brief:
    earlier = _earlier(pick, archive)
    return Brief(
        block,
        topic,
        _in_order(_voices([each.article for each in pick.candidates], pick.articles, side_of)[:MOST_ARTICLES]),
        _in_order(_voices(earlier, (), side_of)[:MOST_OLDER]),
        tuple(dict.fromkeys(article.title for article in earlier))[:MOST_TOLD],
        archive.told.by_story.get(pick.story.id, ()),
    )


def _earlier(pick: Pick, archive: Archive) -> list[Article]:
    """The articles of the story that the last digest could know, then those of its affair's earlier stories, the newest first."""
    until = archive.told.until
    if until is None:
        return []
    fresh = {article.id for article in pick.articles}
    usable = {each.article.id: each.article for each in archive.candidates if each.article.published <= until}
    by_id = {story.id: story for story in archive.stories}
    found: list[Article] = []
    for story in (pick.story, *(by_id[link] for link in pick.story.links if link in by_id)):
        own = [usable[id_] for id_ in story.article_ids if id_ in usable and id_ not in fresh]
        found += sorted(own, key=_age, reverse=True)
    return found


def source_of(article: Article) -> Source:
    """The article as the two readings see it."""
    return Source(article.outlet, article.day_written(), article.title, article.body)


def shown_text(article: Article, most: int) -> str:
    """The whole sentences at the beginning of a text, as far as they fit."""
    body = article.body[: most + 1]
    if len(body) <= most:
        return body
    ends = [span.end for span in split_sentences(body) if span.end < most]
    return body[: ends[-1]] if ends else body[:most]


def _voices(best: Sequence[Article], others: Sequence[Article], side_of: SideOf) -> list[Voice]:
    """One article of each voice of a side, the best first: a text that two sides print is told by both."""
    ranked = list({article.id: article for article in (*best, *sorted(others, key=_age))}.values())
    sides = dict.fromkeys(side_of(article) or "" for article in ranked)
    groups = [
        (side, voice)
        for side in sides
        for voice in split_voices([each for each in ranked if (side_of(each) or "") == side])
    ]
    groups.sort(key=lambda group: ranked.index(group[1][0]))
    return [_voice(side, articles) for side, articles in groups]


def _voice(side: str, articles: Sequence[Article]) -> Voice:
    """The origin's own article speaks for its reprints, where it is there."""
    first = next((article for article in articles if not article.original_outlet), articles[0])
    return Voice(first, side, tuple(sorted({article.outlet for article in articles} - {first.outlet})))


def _in_order(voices: Iterable[Voice]) -> tuple[Voice, ...]:
    return tuple(sorted(voices, key=lambda voice: _age(voice.article)))


def _age(article: Article) -> tuple[object, ...]:
    # Not by identity: the same article has another one where it is served at another address.
    return article.published, article.outlet, article.title


def _shown(n: int, voice: Voice, most: int) -> dict[str, Any]:
    article = voice.article
    return {
        "n": n,
        "outlet": article.outlet,
        "side": voice.side,
        "published": f"{article.day_written() or ''}",
        "title": article.title,
        "text": shown_text(article, most),
        "reprinted_by": list(voice.reprinted_by),
    }
