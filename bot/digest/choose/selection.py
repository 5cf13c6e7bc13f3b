"""Which stories and articles a digest is made of: breadth over outlets and sides, freshness, relevance, and caps.

No I/O. What is dropped is counted with its reason; what is missing is said (`notes.py`), never filled.
"""

import math
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta

from bot.digest.articles.headlines import trim_headline
from bot.digest.articles.own_sentences import is_foreign
from bot.digest.articles.voices import split_voices
from bot.digest.choose.acts import Act, act_of
from bot.digest.choose.nearness import Nearness
from bot.digest.choose.one_event import part_story
from bot.digest.choose.relevance import OF_BOTH_SIDES
from bot.digest.choose.side_limits import SideLimits
from bot.digest.choose.ties import Ties
from bot.digest.choose.usable_articles import Candidate
from bot.digest.stories.grouping import Story
from retrieval.articles import Article
from retrieval.sources.topics import Topic

# A digest of fewer stories is thin (docs/decisions/0218).
THIN = 5
HALF_LIFE = timedelta(hours=24)
# What a story is worth: the share of the sides that its headlines name, and all of them; each doubling of its origins; both
# sides' telling; each doubling of the other outlets that speak of the same in these days, up to so many; an act.
ABOUT, OF_BOTH, PER_ORIGIN, BOTH_TELL, AROUND, MOST_AROUND = 3.0, 1.5, 1.2, 1.5, 0.3, 3.0
ACTS: Mapping[Act, float] = {"deed": 0.8, "word": 0.5, "": 0.0, "view": -0.5}


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
    which an earlier digest had the story, where names or things tie what is new to it; `act` is what its headlines report.
    One that `is_late` is older as a whole: earlier digests could have told it and did not.
    """

    story: Story
    candidates: tuple[Candidate, ...]
    score: float
    known_as: str = ""
    articles: tuple[Article, ...] = ()
    older: tuple[Candidate, ...] = ()
    act: Act = ""
    is_late: bool = False

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


def rank_stories(
    stories: Sequence[Story],
    candidates: Sequence[Candidate],
    *,
    told: Told,
    now: datetime,
    near: Nearness | None = None,
    late: bool = False,
) -> list[Pick]:
    """All stories that may be told, the highest score first: those with an article newer than the last digest, or, `late`,
    those without one of which nothing was told."""
    by_id = {candidate.article.id: candidate for candidate in candidates}
    articles = [candidate.article for candidate in candidates]
    window = _Window(Ties([article.title for article in articles]), near or Nearness(articles), told, now, late)
    picks = [
        pick
        for story in stories
        for part, members in part_story(
            story, [by_id[each] for each in story.article_ids if each in by_id], window.near
        )
        if (pick := _pick_story(part, members, window)) is not None
    ]
    return sorted(picks, key=lambda pick: (-pick.score, pick.story.id))


def plan_digest(
    stories: Sequence[Story],
    candidates: Sequence[Candidate],
    *,
    topic: Topic,
    told: Told,
    now: datetime,
    near: Nearness | None = None,
) -> Plan:
    """Choose and cap. A thin day is filled with what earlier digests left out."""
    picks = rank_stories(stories, candidates, told=told, now=now, near=near)
    if len(picks) < THIN:
        left = rank_stories(stories, candidates, told=told, now=now, near=near, late=True)
        picks += [pick for pick in left if pick.act != "view"][: THIN - len(picks)]
    kept = _cap(picks, SideLimits(topic.articles_per_perspective))
    return Plan(tuple(kept))


@dataclass(frozen=True, slots=True)
class _Window:
    """What a story is seen in."""

    ties: Ties
    near: Nearness
    told: Told
    now: datetime
    late: bool


def _pick_story(story: Story, everybody: Sequence[Candidate], window: _Window) -> Pick | None:
    told = window.told
    untold = [member for member in everybody if member.article.id not in told.article_ids]
    members = [member for member in untold if told.until is None or member.article.published > told.until]
    if window.late:
        members = [] if members or len(untold) < len(everybody) else untold
    if not members:
        return None
    known_as = next((told.titles[each] for each in (story.id, *story.article_ids) if each in told.titles), "")
    return Pick(
        story,
        tuple(_one_a_voice(members)),
        _score(story, members, window),
        known_as if any(_is_tied(member.article, known_as, story, window.ties) for member in members) else "",
        tuple(member.article for member in members),
        tuple(member for member in untold if member not in members),
        _act(members),
        window.late,
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


def _score(story: Story, members: Sequence[Candidate], window: _Window) -> float:
    """What mattered (editing.md, "Order"): how many wrote of it themselves, whether both sides did, whether somebody acted,
    whether others speak of it in these days, whether it is the topic's, how new it is; what no outlet tells in the reader's
    language, and what is only thought of it, comes later."""
    articles = [member.article for member in members]
    sides = len({member.side for member in members if member.side})
    origins = story.count_origins(articles)
    newest = max(article.published for article in articles)
    freshness: float = 0.5 ** (max(timedelta(0), window.now - newest) / HALF_LIFE)
    relevance = max(member.relevance for member in members)
    tellable = max(member.tellable for member in members)
    opinion = all(member.kind == "opinion" for member in members)
    foreign = all(is_foreign(article) for article in articles)
    act = _act(members)
    around = math.log2(1 + window.near.outlets_around(articles, story.article_ids))
    # A headline that names everybody is no business of theirs where nobody acts and nobody else speaks of it.
    is_shared = relevance >= OF_BOTH_SIDES and (act in ("deed", "word") or origins > 1 or around > 0)
    business = ABOUT * relevance + OF_BOTH * is_shared
    told = PER_ORIGIN * math.log2(origins) + BOTH_TELL * relevance * (sides > 1) + AROUND * min(around, MOST_AROUND)
    return business + told + ACTS[act] + freshness + tellable - opinion - 0.8 * foreign


def _act(members: Sequence[Candidate]) -> Act:
    """The strongest thing that a headline of them reports."""
    return max(map(_act_of, members), key=ACTS.__getitem__)


def _act_of(candidate: Candidate) -> Act:
    article = candidate.article
    if candidate.kind != "news":
        return "view"
    return act_of(trim_headline(article.title, (article.outlet,)), article.language)


def _cap(picks: Sequence[Pick], limits: SideLimits) -> list[Pick]:
    """Walk down the ranking; a candidate over a limit is left out, and a pick without candidates with it."""
    kept: list[Pick] = []
    for pick in picks:
        chosen = [one for one in pick.candidates if limits.take(one.side, one.article.outlet, story=pick.story.id)]
        if chosen:
            kept.append(replace(pick, candidates=tuple(chosen)))
    return kept
