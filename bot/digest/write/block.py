"""The block of one story without a model: every sentence an outlet's own, chosen so that it can stand alone.

What another writer needs to write the same block in its own words is the pick (`write_block`).
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace

from bot.digest.articles.headlines import trim_headline
from bot.digest.articles.own_sentences import is_foreign, is_near
from bot.digest.articles.speech import speech_share
from bot.digest.articles.voices import is_same_title, overlap
from bot.digest.choose.selection import Pick
from bot.digest.choose.silence import Window
from bot.digest.write.contradictions import find_clash
from bot.digest.write.draft import BlockDraft, Clash, Line
from bot.digest.write.teller import Offer, Teller
from bot.digest.write.tellings import count_tellings
from retrieval.articles import Article
from retrieval.language.terms import term_set
from retrieval.sources.topics import Topic

MOST_NAMED = 6
# A further line of those who spoke already adds to the block when at least so many, and so large a share, of its terms are
# not in it yet; a sentence of a text has to name again what it speaks of.
NEW_TERMS, NEW_SHARE, NEW_SHARE_OF_TEXT = 3, 0.6, 0.5
# A side that has not spoken yet speaks, if it does not merely say the same in other words.
OWN_TERMS, OWN_SHARE = 2, 0.3
# What is older is tied to a block by so many of its terms.
TIED_TERMS = 3
# How much a side's own word weighs beside a well-made sentence.
SPEECH_WEIGHT = 0.5


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
    head = _find_headline(pick, teller)
    what = [teller.tell(pick, head)] if head else _tell_more(pick, teller, told)
    told += what
    if not told:
        return None
    title = (head.statement.text if head else _label(told[-1])).removesuffix(".")
    sides = _tell_sides(pick, teller, told, scope.topic)
    told += [line for _, lines in sides for line in lines]
    if not sides and not pick.is_told:
        more = _tell_more(pick, teller, told)
        what, told = [*what, *more], [*told, *more]
    others = _tell_others(pick, teller, told) if scope.topic.perspectives else []
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


def worth(offer: Offer) -> float:
    """How well a sentence tells: news before opinion, the reader's language first (nothing translates it here)."""
    return (
        offer.statement.quality - 0.6 * (offer.candidate.kind == "opinion") - 0.8 * is_foreign(offer.candidate.article)
    )


def find_sentences(offers: Iterable[Offer]) -> list[Offer]:
    """Whole sentences of texts that are news."""
    return [offer for offer in offers if not offer.statement.is_headline and offer.is_plain]


def tell_clashes(pick: Pick, teller: Teller) -> tuple[Clash, ...]:
    """What contradicts what in a story, told."""
    found = find_clash(teller.offers(pick))
    return (Clash(found.about, tuple(teller.tell(pick, offer) for offer in found.offers)),) if found else ()


def _find_headline(pick: Pick, teller: Teller) -> Offer | None:
    """The news headline nearest to the story, in the reader's language where there is one: rather a bare one than a foreign."""
    heads = [offer for offer in teller.offers(pick) if offer.statement.is_headline and offer.candidate.kind == "news"]
    plain = [offer for offer in heads if offer.is_plain]
    own = [offer for offer in plain if not is_foreign(offer.candidate.article)]
    bare = [offer for offer in heads if offer.statement.manner == "heads" and not is_foreign(offer.candidate.article)]
    return max(
        own or bare * bool(plain) or plain, key=lambda offer: worth(offer) + _centrality(offer, pick), default=None
    )


def _label(line: Line) -> str:
    """The title of a story without a headline that could be told: the headline over a sentence of it, or the sentence where
    that says the same."""
    article = line.articles[0]
    headline = trim_headline(article.title, (article.outlet,))
    return line.text if is_near(headline, line.text) else headline


def _tell_sides(pick: Pick, teller: Teller, told: Sequence[Line], topic: Topic) -> list[tuple[str, tuple[Line, ...]]]:
    sides: list[tuple[str, tuple[Line, ...]]] = []
    for perspective in topic.perspectives:
        own = _tell_side(pick, teller, [*told, *(line for _, lines in sides for line in lines)], perspective.id)
        if own:
            sides.append((perspective.id, tuple(own)))
    return sides


def _tell_more(pick: Pick, teller: Teller, told: Sequence[Line]) -> list[Line]:
    """The sentence of a text that adds most to what is told."""
    known = _terms_of(told)
    adding = [offer for offer in find_sentences(teller.offers(pick)) if _news_in(offer, known)]
    return [teller.tell(pick, max(adding, key=worth))] if adding else []


def _tell_side(pick: Pick, teller: Teller, told: Sequence[Line], side: str) -> list[Line]:
    """A side's own sentence. One that has not spoken yet speaks, however much it agrees; one that has, only with more."""
    own, known = [offer for offer in teller.offers(pick) if offer.candidate.side == side], _terms_of(told)
    if any(line.side == side for line in told):
        own = _adding(own, told)
    else:
        own = [offer for offer in own if _has_news(offer, known, OWN_TERMS, OWN_SHARE)]
    best = max(own, key=lambda offer: (offer.statement.manner == "says", _voice(offer, known)), default=None)
    return [teller.tell(pick, best)] if best else []


def _voice(offer: Offer, known: frozenset[str]) -> float:
    """How well a sentence gives a side's own word: somebody of it speaks, and says more than stands there already."""
    said = term_set(offer.statement.text)
    return worth(offer) + SPEECH_WEIGHT * speech_share(offer.statement.text) + len(said - known) / (len(said) or 1)


def _tell_others(pick: Pick, teller: Teller, told: Sequence[Line]) -> list[Line]:
    """What an outlet of neither side adds: the best sentence, where there is none a question or headline."""
    own = _adding([offer for offer in teller.offers(pick) if not offer.candidate.side], told)
    known = _terms_of(told)
    best = max(own, key=lambda offer: (offer.statement.manner == "says", _voice(offer, known)), default=None)
    return [teller.tell(pick, best)] if best else []


def _adding(offers: Iterable[Offer], told: Sequence[Line]) -> list[Offer]:
    """Those of outlets that did not speak yet, with enough that is not told."""
    spoken, known = {article.outlet for line in told for article in line.articles}, _terms_of(told)
    return [offer for offer in offers if offer.candidate.article.outlet not in spoken and _news_in(offer, known)]


def _tell_background(pick: Pick, teller: Teller, told: Iterable[Line]) -> list[Line]:
    """The newest sentence of an article that the last digest could have told and did not, if it speaks of the same."""
    known = _terms_of(told)
    plain = [offer for offer in teller.offers(replace(pick, candidates=pick.older)) if offer.is_plain]
    tied = [offer for offer in plain if len(term_set(offer.statement.text) & known) >= TIED_TERMS]
    newest = max(tied, key=lambda offer: (offer.candidate.article.published, worth(offer)), default=None)
    return [teller.tell(pick, newest)] if newest else []


def _terms_of(lines: Iterable[Line]) -> frozenset[str]:
    return frozenset[str]().union(*(term_set(line.text) for line in lines))


def _news_in(offer: Offer, known: frozenset[str]) -> bool:
    """Whether a sentence says enough that is not known yet to be worth a further line."""
    return _has_news(offer, known, NEW_TERMS, NEW_SHARE if offer.statement.is_headline else NEW_SHARE_OF_TEXT)


def _has_news(offer: Offer, known: frozenset[str], least: int, share: float) -> bool:
    said = term_set(offer.statement.text)
    new = len(said - known)
    return new >= least and new >= share * len(said)


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
