"""The review of a span of days: each affair once, how it moved day by day, what each side stressed and left out.

A block is the daily one (`write_block`) about the affair's main event; its days are sentences of its other articles. Without a
model; what is chosen was decided in `review_plan.py`.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import date

from bot.digest.choose.emphasis import stressed_words
from bot.digest.choose.review_plan import Affair
from bot.digest.choose.usable_articles import Candidate
from bot.digest.write.block import Before, Scope, tell_clashes, write_block
from bot.digest.write.draft import BlockDraft, Draft, Line, SideDraft, StressDraft
from bot.digest.write.side_lines import terms_of, worth
from bot.digest.write.teller import Offer, Teller
from retrieval.language.terms import term_set

# Blocks of a week and of longer spans, and so many while fewer affairs have several outlets (editing.md, "Length").
WEEK, MOST_IN_WEEK, MOST, LEAST = 10, 7, 10, 3
MOST_DAYS = 6
# A day's line is new when at least so many, and so large a share, of its terms are not in the block yet; so many tie it.
NEW_TERMS, NEW_SHARE, TIED_TERMS = 3, 0.4, 2
# What a side stressed or left out beside the blocks: so many lines each, and so many outlets or origins at least.
MOST_LINES, LEAST_OUTLETS, LEAST_ORIGINS = 2, 2, 3


def compose_review(affairs: Sequence[Affair], candidates: Sequence[Candidate], teller: Teller, scope: Scope) -> Draft:
    """The review of these affairs, the weightiest first; `candidates` are all articles of the span that may be used."""
    days = {candidate.article.published.date() for candidate in candidates}
    most = MOST_IN_WEEK if len(days) <= WEEK else MOST
    several = [affair for affair in affairs if affair.outlets > 1]
    chosen = (several if len(several) >= LEAST else affairs[:LEAST])[:most]
    clashes = {affair.main.story.id: tell_clashes(affair.main, teller) for affair in chosen}
    blocks: dict[str, BlockDraft] = {}
    for affair in chosen:
        block = write_block(affair.main, teller, scope, Before(clashes=clashes))
        if block is not None:
            blocks[affair.main.story.id] = _with_days(block, affair, teller)
    rest = _Rest([affair for affair in affairs if affair.main.story.id not in blocks], teller, scope)
    left_out = {side.id: rest.left_out(side.id) for side in scope.topic.perspectives}
    sides = (
        SideDraft(
            side.id,
            tuple(
                StressDraft(each.word, each.headlines, each.article)
                for each in stressed_words(candidates, side.id, scope.topic)
            ),
            rest.stressed(side.id),
            *left_out[side.id],
        )
        for side in scope.topic.perspectives
    )
    return Draft(
        tuple(blocks.values()), review=tuple(side for side in sides if side.words or side.stressed or side.left_out)
    )


def _with_days(block: BlockDraft, affair: Affair, teller: Teller) -> BlockDraft:
    """The block with what was new on its other days; whoever speaks there needs no naming at its end."""
    days = tuple(_tell_days(block, affair, teller))
    spoken = {article.outlet for line in days for article in line.articles}
    return replace(block, days=days, also_by=tuple(each for each in block.also_by if each.outlet not in spoken))


def _tell_days(block: BlockDraft, affair: Affair, teller: Teller) -> Iterable[Line]:
    """One line a day on which something new was told, in their order; of many days those with the most voices."""
    told, tied = set(terms_of(block.lines)), terms_of(block.lines)
    own = {candidate.article.id for candidate in affair.main.candidates}
    main = {line.articles[0].published.date() for line in block.what}
    by_day = {day: group for day, group in _by_day(affair).items() if day not in main}
    weightiest = sorted(by_day, key=lambda day: (-len(by_day[day]), day))[:MOST_DAYS]
    for day in sorted(weightiest):
        offers = teller.offers(replace(affair.main, candidates=tuple(by_day[day])))
        new = [offer for offer in offers if offer.is_plain and _is_new(offer, told) and _shares(offer, tied)]
        if new:
            best = max(
                new,
                key=lambda offer: (offer.statement.is_headline, offer.candidate.article.id in own, worth(offer)),
            )
            told |= term_set(best.statement.text)
            yield teller.tell(affair.main, best)


def _by_day(affair: Affair) -> Mapping[date, list[Candidate]]:
    by_day: defaultdict[date, list[Candidate]] = defaultdict(list)
    for candidate in (*affair.main.candidates, *affair.candidates):
        by_day[candidate.article.published.date()].append(candidate)
    return by_day


def _shares(offer: Offer, tied: frozenset[str]) -> bool:
    return len(term_set(offer.statement.text) & tied) >= TIED_TERMS


def _is_new(offer: Offer, told: Iterable[str]) -> bool:
    said = term_set(offer.statement.text)
    new = said.difference(told)
    return len(new) >= NEW_TERMS and len(new) >= NEW_SHARE * len(said)


class _Rest:
    """The affairs that are no block: each is told once, where a side left it out or else by the side that stressed it."""

    def __init__(self, affairs: Sequence[Affair], teller: Teller, scope: Scope) -> None:
        self._affairs = list(affairs)
        self._teller = teller
        self._scope = scope

    def left_out(self, side: str) -> tuple[tuple[Line, ...], int]:
        """What many wrote of and a side did not, with how many of its articles were compared."""
        silent = {
            affair.main.story.id: compared
            for affair in self._affairs
            if affair.origins >= LEAST_ORIGINS and (compared := self._compared(affair, side))
        }
        lines = self._tell([affair for affair in self._affairs if affair.main.story.id in silent])
        return lines, max(silent.values(), default=0)

    def stressed(self, side: str) -> tuple[Line, ...]:
        """What several outlets of a side and few others told, in that side's own words."""
        own = [affair for affair in self._affairs if _lead_of(side, affair) > 0]
        return self._tell(sorted(own, key=lambda affair: -_lead_of(side, affair)), side)

    def _compared(self, affair: Affair, side: str) -> int:
        """How many articles of a side do not tell the affair; 0 where it is not known to be silent."""
        return self._scope.window.silent_sides(affair.main, is_known=self._scope.is_known).get(side, 0)

    def _tell(self, affairs: Iterable[Affair], side: str | None = None) -> tuple[Line, ...]:
        """The best sentence of each affair, of a side's outlets where one is named; as many as there is room for."""
        lines: list[Line] = []
        for affair in affairs:
            offers = self._teller.offers(replace(affair.main, candidates=affair.all_candidates))
            plain = [offer for offer in offers if offer.is_plain and side in (None, offer.candidate.side)]
            if plain and len(lines) < MOST_LINES:
                best = max(plain, key=lambda offer: (offer.statement.is_headline, worth(offer)))
                lines.append(self._teller.tell(affair.main, best))
                self._affairs.remove(affair)
        return tuple(lines)


def _lead_of(side: str, affair: Affair) -> int:
    """How many more voices of a side than of all others tell an affair; 0 where only one outlet of it does."""
    own = [candidate for candidate in affair.all_candidates if candidate.side == side]
    outlets = {candidate.article.outlet for candidate in own}
    return 2 * len(own) - len(affair.all_candidates) if len(outlets) >= LEAST_OUTLETS else 0
