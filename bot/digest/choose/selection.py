"""Which stories and articles a digest is made of: breadth over outlets and sides, freshness, relevance, and caps.

No I/O. What is dropped is counted with its reason; what is missing is said (`notes.py`), never filled.
"""

import math
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta

from bot.digest.articles.article_kind import Kind, judge_piece
from bot.digest.articles.own_sentences import is_foreign, tellable_share
from bot.digest.articles.voices import split_voices
from bot.digest.choose.relevance import OF_BOTH_SIDES
from bot.digest.choose.side_limits import SideLimits
from bot.digest.choose.ties import Ties
from bot.digest.stories.grouping import Story
from retrieval.articles import Article
from retrieval.sources.topics import Topic

LEAST_RELEVANCE = 0.15
HALF_LIFE = timedelta(hours=24)


@dataclass(frozen=True, slots=True)
class Candidate:
    """An article that may be used, with what was found out about it. `side` is empty where the topic has no sides.

    `tellable` says how well it can be told (`extractive.tellable_share`).
    """

    article: Article
    side: str
    kind: Kind
    relevance: float
    tellable: float = 1.0


@dataclass(frozen=True, slots=True)
class Told:
    """What earlier digests already told: articles cited, sentences and headlines; `until` is when the last was made.

    `titles` has by story, and by article, the headline it was first told under, `by_story` the sentences of a story, the
    latest first.
    """

    article_ids: frozenset[str] = frozenset()
    texts: tuple[str, ...] = ()
    until: datetime | None = None
    titles: Mapping[str, str] = field(default_factory=dict)
    by_story: Mapping[str, tuple[str, ...]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Pick:
    """A story chosen, with one article a voice, best first; `articles` are all that may be used, reprints too.

    All are newer than the last digest; `older` are those it could have told and did not. `known_as` is the headline under
    which an earlier digest had the story, where names or things tie what is new to it.
    """

    story: Story
    candidates: tuple[Candidate, ...]
    score: float
    known_as: str = ""
    articles: tuple[Article, ...] = ()
    older: tuple[Candidate, ...] = ()

    @property
    def is_told(self) -> bool:
        return bool(self.known_as)

    @property
    def relevance(self) -> float:
        return max(candidate.relevance for candidate in self.candidates)

    @property
    def sides(self) -> tuple[str, ...]:
        return tuple(dict.fromkeys(candidate.side for candidate in self.candidates))

    def of_side(self, side: str) -> tuple[Candidate, ...]:
        return tuple(candidate for candidate in self.candidates if candidate.side == side)


@dataclass(frozen=True, slots=True)
class Plan:
    """Picks, the highest score first."""

    picks: tuple[Pick, ...]


def judge_candidates(
    articles: Sequence[Article],
    *,
    side_of: Callable[[Article], str | None],
    relevance: Mapping[str, float],
    names: Callable[[Article], Sequence[str]] = lambda _: (),
) -> tuple[list[Candidate], Counter[str]]:
    """Articles that may be used, and how many were left out for which reason."""
    kept: list[Candidate] = []
    dropped: Counter[str] = Counter()
    for article in articles:
        judgement = judge_piece(article)
        side = side_of(article) or ""
        reason: str = "" if judgement.is_usable else judgement.kind
        if not reason and relevance.get(article.id, 0.5) < LEAST_RELEVANCE:
            reason = "not about the topic"
        tellable = 0.0 if reason else tellable_share(article, names(article))
        if not reason and not tellable:
            reason = "nothing that can be told"
        if reason:
            dropped[reason] += 1
        else:
            kept.append(Candidate(article, side, judgement.kind, relevance.get(article.id, 0.5), tellable))
    return kept, dropped


def rank_stories(stories: Sequence[Story], candidates: Sequence[Candidate], *, told: Told, now: datetime) -> list[Pick]:
    """All stories that may be told, the highest score first: those with an article newer than the last digest."""
    by_id = {candidate.article.id: candidate for candidate in candidates}
    ties = Ties([candidate.article.title for candidate in candidates])
    picks = [pick for story in stories if (pick := _pick_story(story, by_id, ties, told=told, now=now)) is not None]
    return sorted(picks, key=lambda pick: (-pick.score, pick.story.id))


def plan_digest(
    stories: Sequence[Story], candidates: Sequence[Candidate], *, topic: Topic, told: Told, now: datetime
) -> Plan:
    """Choose and cap."""
    picks = rank_stories(stories, candidates, told=told, now=now)
    kept = _cap(picks, SideLimits(topic.articles_per_perspective))
    return Plan(tuple(kept))


def _pick_story(story: Story, by_id: Mapping[str, Candidate], ties: Ties, *, told: Told, now: datetime) -> Pick | None:
    members = [by_id[identity] for identity in story.article_ids if identity in by_id]
    untold = [member for member in members if member.article.id not in told.article_ids]
    members = [member for member in untold if told.until is None or member.article.published > told.until]
    if not members:
        return None
    known_as = next((told.titles[each] for each in (story.id, *story.article_ids) if each in told.titles), "")
    return Pick(
        story,
        tuple(_one_a_voice(members)),
        _score(story, members, now),
        known_as if any(_is_tied(member.article, known_as, story, ties) for member in members) else "",
        tuple(member.article for member in members),
        tuple(member for member in untold if member not in members),
    )


def _is_tied(article: Article, known_as: str, story: Story, ties: Ties) -> bool:
    return ties.are_tied(known_as, article.title, days=(article.published - story.first_seen) / timedelta(days=1))


def _one_a_voice(members: Sequence[Candidate]) -> list[Candidate]:
    """The best article of each voice; within a side different outlets first."""
    ranked = sorted(members, key=_rank)
    by_id = {member.article.id: member for member in ranked}
    # A text that both sides print is told by both: voices are counted within a side.
    voices = [
        by_id[voice[0].id]
        for side in dict.fromkeys(member.side for member in ranked)
        for voice in split_voices([member.article for member in ranked if member.side == side])
    ]
    voices.sort(key=_rank)
    seen: Counter[tuple[str, str]] = Counter()
    rounds: list[tuple[int, int, Candidate]] = []
    for place, member in enumerate(voices):
        key = (member.side, member.article.outlet)
        rounds.append((seen[key], place, member))
        seen[key] += 1
    return [member for _, _, member in sorted(rounds, key=lambda entry: entry[:2])]


def _rank(candidate: Candidate) -> tuple[object, ...]:
    """News before opinion, English before other languages (we do not translate), full text before headline, newest first."""
    article = candidate.article
    return (
        candidate.kind != "news",
        candidate.tellable < 1,
        is_foreign(article),
        not article.body,
        -candidate.relevance,
        -article.published.timestamp(),
        article.id,
    )


def _score(story: Story, members: Sequence[Candidate], now: datetime) -> float:
    """Both sides' business first, then independent origins, then told by both, then the newest (editing.md, "Order"); what no
    outlet tells in the reader's language comes later."""
    sides = len({member.side for member in members if member.side})
    origins = story.count_origins(member.article for member in members)
    newest = max(member.article.published for member in members)
    freshness: float = 0.5 ** (max(timedelta(0), now - newest) / HALF_LIFE)
    opinion = 0.5 if all(member.kind == "opinion" for member in members) else 0.0
    relevance = max(member.relevance for member in members)
    tellable = max(member.tellable for member in members)
    foreign = 0.8 if all(is_foreign(member.article) for member in members) else 0.0
    business = 3 * relevance + 1.5 * (relevance >= OF_BOTH_SIDES)
    return business + 1.2 * math.log2(origins) + 1.2 * (sides > 1) + freshness + tellable - opinion - foreign


def _cap(picks: Sequence[Pick], limits: SideLimits) -> list[Pick]:
    """Walk down the ranking; a candidate over a limit is left out, and a pick without candidates with it."""
    kept: list[Pick] = []
    for pick in picks:
        chosen = [one for one in pick.candidates if limits.take(one.side, one.article.outlet, story=pick.story.id)]
        if chosen:
            kept.append(replace(pick, candidates=tuple(chosen)))
    return kept
