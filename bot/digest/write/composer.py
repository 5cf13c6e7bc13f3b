"""The digest by story without a model: every sentence an outlet's own, chosen so that it can stand alone.

One story is one block; what another writer needs to write the same block in its own words is the pick (`write_block`).
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace

from bot.digest.articles.headlines import trim_headline
from bot.digest.articles.own_sentences import is_near
from bot.digest.articles.voices import is_same_title, overlap
from bot.digest.choose.selection import Pick
from bot.digest.choose.silence import Window
from bot.digest.write.contradictions import find_clash
from bot.digest.write.draft import BlockDraft, Clash, Draft, Line
from bot.digest.write.teller import Offer, Teller
from bot.digest.write.tellings import count_tellings
from retrieval.articles import Article
from retrieval.language.terms import term_set
from retrieval.sources.topics import Topic

# A reader stands and has a minute and a half (editing.md, "Length"): characters of sentences, sources not counted.
ROOM = 2_000
MOST_BLOCKS, LEAST_BLOCKS = 7, 3
MOST_ALSO, ALSO_AN_OUTLET = 5, 2
MOST_NAMED = 6
LEAD_SENTENCES = 2
# A line adds to the block when at least so many, and so large a share, of its terms are not in it yet; a sentence of a
# text has to name again what it speaks of.
NEW_TERMS, NEW_SHARE, NEW_SHARE_OF_TEXT = 3, 0.6, 0.5
# What is older is tied to a block by so many of its terms.
TIED_TERMS = 3
# So much better another outlet's sentence must be than one of the outlet whose headline leads the block: the others
# have their turn right after it.
TURN = 0.3
# The relevance of an article whose headline names every side of the topic (`relevance.py`).
OF_BOTH_SIDES = 0.7


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


def compose_digest(picks: Sequence[Pick], teller: Teller, scope: Scope) -> Draft:
    """The lead, blocks of the first stories that add to it, then one line each of what else there is.

    What contradicts what is told first: no lead takes the sentences away.
    """
    clashes = {pick.story.id: tell_clashes(pick, teller) for pick in picks[:MOST_BLOCKS]}
    lead = _compose_lead(picks[:LEAD_SENTENCES], teller)
    blocks, left = _compose_blocks(picks, teller, scope, Before(lead, clashes))
    return Draft(tuple(blocks), tuple(lead), tuple(_compose_also(left, teller)))


def write_block(pick: Pick, teller: Teller, scope: Scope, before: "Before") -> BlockDraft | None:
    """The block of one story; None where no article of it can be told in a sentence. `before` was told of it already."""
    clashes = before.clashes.get(pick.story.id, ())
    lines = [line for clash in clashes for line in clash.lines]
    known = [*before.lead, *lines]
    headed = _tell_what(pick, teller, known)
    if headed is None and not lines:
        return None
    title, what = headed or (lines[0].text.removesuffix("."), [])
    told = [*known, *what]
    sides: list[tuple[str, tuple[Line, ...]]] = []
    for perspective in scope.topic.perspectives:
        own = _tell_more(pick, teller, told, spoken=_outlets([*what, *lines]), side=perspective.id)
        told += own
        if own:
            sides.append((perspective.id, tuple(own)))
    others = _tell_more(pick, teller, told, spoken=_outlets(told), side="") if scope.topic.perspectives else []
    cited = {article.id for line in (*told, *others) if line.story == pick.story for article in line.articles}
    return BlockDraft(
        story=pick.story,
        title=title,
        what=tuple(what),
        sides=tuple(sides),
        others=tuple(others),
        clashes=clashes,
        silent=tuple(
            scope.window.silent_sides(pick.articles, pick.story.perspectives, is_known=scope.is_known).items()
        ),
        background=tuple(_tell_background(pick, teller, told)),
        also_by=tuple(_also_reporting(pick, cited)),
        since=pick.story.first_seen.date() if pick.is_told else None,
        known_as=teller.told_title(pick) if pick.is_told else "",
        outlets=len({article.outlet for article in pick.articles}),
        origins=pick.story.count_origins(pick.articles),
        told_by=count_tellings(pick, scope.side_of),
    )


def _compose_blocks(
    picks: Sequence[Pick], teller: Teller, scope: Scope, before: "Before"
) -> tuple[list[BlockDraft], list[Pick]]:
    blocks: list[BlockDraft] = []
    left: list[Pick] = []
    room = ROOM * scope.factor - sum(len(line.text) for line in before.lead)
    for place, pick in enumerate(picks):
        is_full = len(blocks) >= MOST_BLOCKS * scope.factor or (room <= 0 and len(blocks) >= LEAST_BLOCKS)
        is_worth = len(pick.articles) > 1 or (_is_thin(picks[place:], len(blocks)) and _is_of_topic(pick, picks))
        block = write_block(pick, teller, scope, before) if is_worth and not is_full else None
        if block is None:
            left.append(pick)
            continue
        blocks.append(block)
        room -= sum(len(line.text) for line in block.lines)
    return blocks, left


def tell_clashes(pick: Pick, teller: Teller) -> tuple[Clash, ...]:
    found = find_clash(teller.offers(pick))
    return (Clash(found.about, tuple(teller.tell(pick, offer) for offer in found.offers)),) if found else ()


def _is_thin(rest: Sequence[Pick], told: int) -> bool:
    """Whether a story of one article gets a block: only while those of several would not fill the digest."""
    return told + sum(len(pick.articles) > 1 for pick in rest) < LEAST_BLOCKS + 1


def _is_of_topic(pick: Pick, picks: Iterable[Pick]) -> bool:
    """Whether it is the business of all sides, or goes on: what one paper has of one side only is at most worth a line.

    Where nothing names all sides that is not how this topic speaks.
    """
    best = min(OF_BOTH_SIDES, max(each.relevance for other in picks for each in other.candidates))
    return pick.is_told or max(each.relevance for each in pick.candidates) >= best


def _tell_what(pick: Pick, teller: Teller, known: Iterable[Line]) -> tuple[str, list[Line]] | None:
    """The headline that tells most of the story, and the sentence of a text that adds most to it."""
    heads = [offer for offer in teller.offers(pick) if offer.statement.is_headline and offer.is_plain]
    lines: list[Line] = []
    title = ""
    if heads:
        head = max(heads, key=lambda offer: worth(offer) + _centrality(offer, pick))
        lines.append(teller.tell(pick, _in_full(head, teller.offers(pick))))
        title = head.statement.text.removesuffix(".")
    said = _terms_of([*known, *lines])
    adding = [offer for offer in _sentences(teller.offers(pick)) if _news_in(offer, said)]
    # Of a story told before one line is new; the others mostly say again how it began.
    if adding and not (pick.is_told and lines):
        turn = {name for line in lines for name in line.said_by}
        best = max(adding, key=lambda offer: worth(offer) + TURN * (offer.candidate.article.outlet in turn))
        lines.append(teller.tell(pick, best))
        title = title or _label(best)
    return (title, lines) if lines else None


def _in_full(head: Offer, offers: Iterable[Offer]) -> Offer:
    """The sentence of the same article that says what its headline says, where there is one: it says more."""
    same = [offer for offer in _sentences(offers) if offer.candidate == head.candidate]
    return max((offer for offer in same if is_near(offer.statement.text, head.statement.text)), key=worth, default=head)


def _label(offer: Offer) -> str:
    """The title over a sentence whose own headline is none: the headline, or the sentence where that says the same."""
    article = offer.candidate.article
    headline = trim_headline(article.title, (article.outlet,))
    return offer.statement.text.removesuffix(".") if is_near(headline, offer.statement.text) else headline


def _tell_more(pick: Pick, teller: Teller, told: Iterable[Line], *, spoken: frozenset[str], side: str) -> list[Line]:
    """What outlets of a side that did not speak yet say beyond what the block says already: the best sentence, where there
    is none a question or headline."""
    known = _terms_of(told)
    own = [
        (offer, _news_in(offer, known))
        for offer in teller.offers(pick)
        if offer.candidate.side == side and offer.candidate.article.outlet not in spoken
    ]
    best = max(
        ((offer, share) for offer, share in own if share),
        key=lambda entry: (entry[0].statement.manner == "says", worth(entry[0]) + entry[1]),
        default=None,
    )
    return [teller.tell(pick, best[0])] if best else []


def _tell_background(pick: Pick, teller: Teller, told: Iterable[Line]) -> list[Line]:
    """The newest sentence of an article that the last digest could have told and did not, if it speaks of the same."""
    known = _terms_of(line for line in told if line.story == pick.story)
    plain = [offer for offer in teller.offers(replace(pick, candidates=pick.older)) if offer.is_plain]
    tied = [offer for offer in plain if len(term_set(offer.statement.text) & known) >= TIED_TERMS]
    newest = max(tied, key=lambda offer: (offer.candidate.article.published, worth(offer)), default=None)
    return [teller.tell(pick, newest)] if newest else []


def _outlets(lines: Iterable[Line]) -> frozenset[str]:
    return frozenset(article.outlet for line in lines for article in line.articles)


def _terms_of(lines: Iterable[Line]) -> frozenset[str]:
    return frozenset[str]().union(*(term_set(line.text) for line in lines))


def _sentences(offers: Iterable[Offer]) -> list[Offer]:
    """Whole sentences of texts that are news."""
    return [offer for offer in offers if not offer.statement.is_headline and offer.is_plain]


def _news_in(offer: Offer, known: frozenset[str]) -> float:
    """The share of a sentence's terms that the block has not; 0 where they are too few to be worth a line."""
    said = term_set(offer.statement.text)
    new = said - known
    least = NEW_SHARE if offer.statement.is_headline else NEW_SHARE_OF_TEXT
    return len(new) / len(said) if len(new) >= NEW_TERMS and len(new) >= least * len(said) else 0.0


def worth(offer: Offer) -> float:
    """How well a sentence tells: news before opinion, the reader's language first (nothing translates it here)."""
    is_foreign = offer.candidate.article.language not in ("en", "")
    return offer.statement.quality - 0.6 * (offer.candidate.kind == "opinion") - 0.8 * is_foreign


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


def _compose_lead(picks: Sequence[Pick], teller: Teller) -> list[Line]:
    """The strongest sentence of each of the first stories; none where only headlines are known, or a block would have
    nothing left: then the titles of the blocks are the lead."""
    told = [pick for pick in picks if len(pick.articles) > 1]
    strongest = [max(found, key=worth) for pick in told if (found := _sentences(teller.offers(pick)))]
    if len(strongest) < LEAD_SENTENCES:
        return []
    return [teller.tell(pick, offer) for pick, offer in zip(picks, strongest, strict=True)]


def _compose_also(picks: Sequence[Pick], teller: Teller) -> list[Line]:
    lines: list[Line] = []
    for pick in picks:
        plain = [offer for offer in teller.offers(pick) if offer.is_plain]
        if plain and len(lines) < MOST_ALSO:
            best = max(plain, key=lambda offer: (offer.statement.is_headline, worth(offer)))
            outlet = best.candidate.article.outlet
            if sum(line.articles[0].outlet == outlet for line in lines) < ALSO_AN_OUTLET:
                lines.append(teller.tell(pick, best))
    return lines
