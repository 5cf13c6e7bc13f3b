"""The digest by story without a model: which stories are blocks, what is the lead, what has one line under "also"."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import replace

from bot.digest.articles.openings import leans_on_a_person, leans_on_a_thing
from bot.digest.articles.own_sentences import is_foreign, text_before
from bot.digest.choose.relevance import OF_BOTH_SIDES
from bot.digest.choose.selection import Pick
from bot.digest.write.block import Before, Scope, find_headline, tell_clashes, write_block
from bot.digest.write.draft import BlockDraft, Draft, Line
from bot.digest.write.side_lines import find_sentences, worth
from bot.digest.write.teller import Offer, Teller
from bot.digest.write.titles import subject_title
from retrieval.language.terms import term_set

# A reader stands and has a minute and a half (editing.md, "Length"): characters of sentences, sources not counted.
ROOM = 2_400
MOST_BLOCKS, LEAST_BLOCKS = 7, 2
# So many lines under "also"; on a thin day, as many as its blocks leave of the whole.
MOST_ALSO, MOST_ITEMS, ALSO_AN_OUTLET = 5, 9, 2
# What so many wrote of has its block though its headlines name one side of the topic only.
MANY_ORIGINS, OF_ONE_SIDE = 3, OF_BOTH_SIDES / 2
# Of the first stories it is said who does not tell them.
MOST_SILENT = 3
LEAD_SENTENCES = 2
# The second sentence is of the next story that has one, so near the top.
LEAD_REACH = 4
# A sentence of the lead stands before anything else: it has to name so many things of its story's headlines.
NAMED_IN_LEAD = 3
LEAD_CHARACTERS, FULLNESS_WEIGHT = 800, 2
QUOTES = ('"', "'", "“", "‘", "«", "「")


def compose_digest(picks: Sequence[Pick], teller: Teller, scope: Scope) -> Draft:
    """The lead, blocks of the first stories that add to it, then one line each of what else there is.

    What contradicts what is told first: no lead takes the sentences away.
    """
    main, further = _choose_blocks([pick for pick in picks if not pick.is_late])
    clashes = {pick.story.id: tell_clashes(pick, teller) for pick in main}
    before = Before(_compose_lead(main[:LEAD_REACH], teller), clashes)
    blocks: dict[str, BlockDraft] = {}
    room = ROOM * scope.factor - sum(len(line.text) for line in before.lead)
    for pick in (*main, *further):
        is_wanted = len(blocks) < LEAST_BLOCKS or (
            pick in main and room > 0 and len(blocks) < MOST_BLOCKS * scope.factor
        )
        block = write_block(pick, teller, scope, before) if is_wanted else None
        if block is not None:
            # Said of every block it would read like a refrain.
            blocks[pick.story.id] = block if len(blocks) < MOST_SILENT else replace(block, silent=())
            room -= sum(len(line.text) for line in block.lines)
    left = [pick for pick in picks if pick.story.id not in blocks]
    ordered = [blocks[pick.story.id] for pick in picks if pick.story.id in blocks]
    return Draft(tuple(ordered), tuple(before.lead), tuple(_compose_also(left, teller, len(blocks))))


def _choose_blocks(picks: Sequence[Pick]) -> tuple[list[Pick], list[Pick]]:
    """Stories that several outlets tell and that are the topic's, or what many tell; and what else may be a block while those
    are too few, the topic's first."""
    # Where no headline names every side, that is not how this topic speaks.
    best = OF_BOTH_SIDES if any(pick.relevance >= OF_BOTH_SIDES for pick in picks) else 0.0
    of_topic = [pick for pick in picks if pick.relevance >= best or len(set(pick.sides) - {""}) > 1]
    several = [pick for pick in picks if _outlets(pick) > 1]
    main = [pick for pick in several if pick in of_topic or _is_much_told(pick)]
    return main, [pick for pick in picks if pick not in main]


def _is_much_told(pick: Pick) -> bool:
    """What the press of one side alone tells of its own takes more of them."""
    least = MANY_ORIGINS - (len(set(pick.sides)) > 1 or pick.sides == ("",))
    return pick.relevance >= OF_ONE_SIDE and pick.story.count_origins(pick.articles) >= least


def _outlets(pick: Pick) -> int:
    return len({article.outlet for article in pick.articles})


def _compose_lead(picks: Sequence[Pick], teller: Teller) -> list[Line]:
    """What happened in the first story and in the next one, in their fullest sentences; none where only headlines are known:
    then the titles of the blocks are the lead."""
    told = [pick for pick in picks if _outlets(pick) > 1]
    found = [
        (pick, max(leading, key=lambda offer: _fullness(offer, pick)))
        for pick in told
        if (leading := _leading(pick, teller))
    ][:LEAD_SENTENCES]
    if len(found) < LEAD_SENTENCES or found[0][0] is not picks[0]:
        return []
    return [teller.tell(pick, offer) for pick, offer in found]


def _leading(pick: Pick, teller: Teller) -> list[Offer]:
    """Sentences that name what the story's headlines name, and leave its block another title. None that opens with a quote or
    leans on something: who speaks, and of what, would come too late."""
    titles = term_set(pick.story.title).union(*(term_set(article.title) for article in pick.articles))
    return [
        offer
        for offer in find_sentences(teller.offers(pick))
        if len(term_set(offer.statement.text) & titles) >= NAMED_IN_LEAD
        and not offer.statement.text.startswith(QUOTES)
        and not leans_on_a_thing(offer.statement.text, frozenset())
        and not leans_on_a_person(
            offer.statement.text, text_before(offer.statement.text, offer.candidate.article), titles
        )
        and (subject_title(pick.articles) or find_headline(pick, teller, [offer.statement.text]))
    ]


def _fullness(offer: Offer, pick: Pick) -> float:
    """How well a sentence tells the whole story: it is well made, and holds much of what most articles tell."""
    texts = [term_set(f"{article.title} {article.body[:LEAD_CHARACTERS]}") for article in pick.articles]
    counts = Counter(term for text in texts for term in text)
    shared = {term for term, times in counts.items() if 2 * times > len(texts)}
    return worth(offer) + FULLNESS_WEIGHT * len(term_set(offer.statement.text) & shared) / (len(shared) or 1)


def _compose_also(picks: Sequence[Pick], teller: Teller, blocks: int) -> list[Line]:
    """One line of each further story, those in the reader's language first."""
    lines: list[Line] = []
    most = max(MOST_ALSO, MOST_ITEMS - 2 * blocks)
    for pick in sorted(picks, key=_is_foreign):
        plain = [offer for offer in teller.offers(pick) if offer.is_plain]
        if plain and len(lines) < most:
            best = max(plain, key=lambda offer: (offer.statement.is_headline, worth(offer)))
            outlet = best.candidate.article.outlet
            if sum(line.articles[0].outlet == outlet for line in lines) < ALSO_AN_OUTLET:
                lines.append(teller.tell(pick, best))
    return lines


def _is_foreign(pick: Pick) -> bool:
    return all(is_foreign(article) for article in pick.articles)
