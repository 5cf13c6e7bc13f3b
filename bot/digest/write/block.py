"""The block of one story without a model: every sentence an outlet's own, chosen so that it can stand alone.

What another writer needs to write the same block in its own words is the pick (`write_block`).
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace

from bot.digest.articles.headlines import trim_headline
from bot.digest.articles.own_sentences import is_foreign, is_near, is_retold
from bot.digest.articles.voices import is_same_title, overlap
from bot.digest.choose.selection import Pick
from bot.digest.choose.silence import Window
from bot.digest.write.clashes.contradictions import find_clash
from bot.digest.write.draft import BlockDraft, Clash, Line
from bot.digest.write.side_lines import tell_more, tell_others, tell_sides, terms_of, worth
from bot.digest.write.teller import Offer, Teller
from bot.digest.write.tellings import count_tellings
from bot.digest.write.titles import subject_title
from retrieval.articles import Article
from retrieval.language.terms import term_set
from retrieval.sources.topics import Topic

MOST_NAMED = 6
# A headline of which so much is told is no further title (golden cases in test_composer.py).
TOLD_IN_TITLE = 0.4
# What is older is tied to a block by so many of its terms.
TIED_TERMS = 3


@dataclass(frozen=True, slots=True)
class Scope:
    """What a block is written for: the topic, what its sides published, and how outlets are known."""

    topic: Topic
    window: Window
    is_known: Callable[[Article], bool]
    side_of: Callable[[Article], str]
    factor: int = 1


@dataclass(frozen=True, slots=True)
class Before:
    """What stands in the digest before its blocks are written; contradictions by story."""

    lead: Sequence[Line] = ()
    clashes: Mapping[str, tuple[Clash, ...]] = field(default_factory=dict)


def write_block(pick: Pick, teller: Teller, scope: Scope, before: Before) -> BlockDraft | None:
    """The block of one story; None where no article of it can be told in a sentence. `before` was told of it already."""
    clashes = before.clashes.get(pick.story.id, ())
    told = [line for line in before.lead if line.story == pick.story]
    told += [line for clash in clashes for line in clash.lines]
    head = find_headline(pick, teller, [line.text for line in told])
    what = [teller.tell(pick, head)] if head else [] if told else tell_more(pick, teller, told)
    told += what
    if not told:
        return None
    title = (head.statement.text if head else _label(pick, told)).removesuffix(".")
    sides = tell_sides(pick, teller, told, scope.topic)
    told += [line for _, lines in sides for line in lines]
    if not sides and not pick.is_told:
        more = tell_more(pick, teller, told)
        what, told = [*what, *more], [*told, *more]
    others = tell_others(pick, teller, told) if scope.topic.perspectives else []
    background = _tell_background(pick, teller, [*told, *others])
    cited = {article.id for line in (*told, *others) for article in line.articles}
    return BlockDraft(
        story=pick.story,
        title=title,
        what=tuple(what),
        sides=tuple(sides),
        others=tuple(others),
        clashes=clashes,
        silent=tuple(scope.window.silent_sides(pick, is_known=scope.is_known).items()),
        background=tuple(background),
        also_by=tuple(_also_reporting(pick, cited)),
        since=pick.story.first_seen.date() if pick.is_told else None,
        known_as=pick.known_as,
        outlets=len({article.outlet for article in pick.articles}),
        origins=pick.story.count_origins(pick.articles),
        told_by=count_tellings(pick, scope.side_of),
        origin=pick.story.origin_of(pick.articles),
    )


def tell_clashes(pick: Pick, teller: Teller) -> tuple[Clash, ...]:
    """What contradicts what in a story, told."""
    found = find_clash(teller.offers(pick))
    return (Clash(found.about, tuple(teller.tell(pick, offer) for offer in found.offers)),) if found else ()


def find_headline(pick: Pick, teller: Teller, told: Sequence[str]) -> Offer | None:
    """The news headline nearest to the story that does not report again what is told; in the reader's language where there is
    one: rather a bare one than a foreign."""
    heads = [offer for offer in teller.offers(pick) if offer.statement.is_headline and offer.candidate.kind == "news"]
    heads = [
        offer for offer in heads if not any(is_retold(offer.statement.text, text, limit=TOLD_IN_TITLE) for text in told)
    ]
    plain = [offer for offer in heads if offer.is_plain]
    own = [offer for offer in plain if not is_foreign(offer.candidate.article)]
    bare = [offer for offer in heads if offer.statement.manner == "heads" and not is_foreign(offer.candidate.article)]
    return max(
        own or bare * bool(plain) or plain, key=lambda offer: worth(offer) + _centrality(offer, pick), default=None
    )


def _label(pick: Pick, told: Sequence[Line]) -> str:
    """The title of a story without a headline that could be told: what its articles name, else the headline over its last
    sentence, or that sentence where both say the same."""
    line = told[-1]
    headline = trim_headline(line.articles[0].title, (line.articles[0].outlet,))
    return subject_title(pick.articles) or (line.text if is_near(headline, line.text) else headline)


def _tell_background(pick: Pick, teller: Teller, told: Iterable[Line]) -> list[Line]:
    """The newest sentence of an article that the last digest could have told and did not, if it speaks of the same."""
    known = terms_of(told)
    plain = [offer for offer in teller.offers(replace(pick, candidates=pick.older)) if offer.is_plain]
    tied = [offer for offer in plain if len(term_set(offer.statement.text) & known) >= TIED_TERMS]
    newest = max(tied, key=lambda offer: (offer.candidate.article.published, worth(offer)), default=None)
    return [teller.tell(pick, newest)] if newest else []


def _centrality(offer: Offer, pick: Pick) -> float:
    """How near a headline is to the one that shares most with all others, and how many carry it."""
    copies = sum(is_same_title(offer.candidate.article, article) for article in pick.articles)
    return overlap(term_set(offer.statement.text), term_set(pick.story.title)) + 0.2 * (copies - 1)


def _also_reporting(pick: Pick, cited: set[str]) -> Iterable[Article]:
    """One article of each outlet that no line cites, the newest first."""
    outlets = {article.outlet for article in pick.articles if article.id in cited}
    found: dict[str, Article] = {}
    for article in sorted(pick.articles, key=lambda each: (each.published, each.id), reverse=True):
        if article.outlet and article.outlet not in outlets:
            found.setdefault(article.outlet, article)
    return list(found.values())[:MOST_NAMED]
