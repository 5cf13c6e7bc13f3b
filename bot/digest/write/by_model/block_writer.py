"""One story's block as a model tells it, made of the sentences that passed; the outlets' own stand wherever one did not."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import replace

from bot.digest.articles.own_sentences import is_foreign, is_near
from bot.digest.write.by_model.brief import Brief, source_of
from bot.digest.write.by_model.proposals import Part, Place, Proposal
from bot.digest.write.draft import BlockDraft, Clash, Line, untold
from retrieval.claims import first_reading
from retrieval.language.terms import term_set
from retrieval.model.prompts.story import StorySaid

LABEL_WORDS = 6
# More lines than this are no block that is read standing; then each side has one, and what is around the event none.
MOST_LINES = 7


def build_block(brief: Brief, said: StorySaid, proposed: Sequence[Proposal], passed: Sequence[Proposal]) -> BlockDraft:
    """The block with what passed. A part in which everything was refused keeps its own sentences; a part that the model
    left empty is empty. Where nothing of `what` passed the block is as it was."""
    own = brief.block
    what = _lines(passed, Place("what"))
    if not what:
        return own
    told = [each.line for each in passed if each.place.part != "title"]
    sides = {
        side: _lines(passed, Place("side", side)) or _kept(lines, proposed, Place("side", side), told)
        for side, lines in _by_side(brief)
    }
    made = replace(
        own,
        what=what,
        sides=tuple((side, lines) for side, lines in sides.items() if lines),
        others=_lines(passed, Place("others")) or _kept(own.others, proposed, Place("others"), told),
        clashes=_clashes(said, passed) or (own.clashes if _was_refused(proposed, "clash") else ()),
        why=_lines(passed, Place("why")),
        background=_lines(passed, Place("background")) or _kept(own.background, proposed, Place("background"), told),
    )
    return _with_sources(_titled(_shortened(made), own, passed), brief)


def _shortened(block: BlockDraft) -> BlockDraft:
    if _length(block) <= MOST_LINES:
        return block
    sides = tuple((side, lines[:1]) for side, lines in block.sides)
    block = replace(block, sides=sides, others=block.others[:1], why=block.why[:1], background=block.background[:1])
    return block if _length(block) <= MOST_LINES else replace(block, others=(), why=())


def _length(block: BlockDraft) -> int:
    """Lines, those of other days in a review not counted."""
    return len(block.lines) - len(block.days)


def _by_side(brief: Brief) -> list[tuple[str, tuple[Line, ...]]]:
    own = dict(brief.block.sides)
    return [(side.id, own.get(side.id, ())) for side in brief.topic.perspectives]


def _lines(passed: Iterable[Proposal], place: Place) -> tuple[Line, ...]:
    return tuple(each.line for each in passed if each.place == place)


def _kept(
    lines: tuple[Line, ...], proposed: Iterable[Proposal], place: Place, told: Sequence[Line]
) -> tuple[Line, ...]:
    """The own sentences of a part in which the model's were all refused, as far as nothing says the same."""
    if not any(each.place == place for each in proposed):
        return ()
    return untold(lines, [line.text for line in told])


def _was_refused(proposed: Iterable[Proposal], part: Part) -> bool:
    return any(each.place.part == part for each in proposed)


def _clashes(said: StorySaid, passed: Sequence[Proposal]) -> tuple[Clash, ...]:
    """The contradictions of which two outlets' accounts passed."""
    found: list[Clash] = []
    for number, clash in enumerate(said.contradictions):
        lines = _lines(passed, Place("clash", str(number)))
        about = _label(" ".join(clash.about.split()), lines)
        if len({line.articles[0].outlet for line in lines}) > 1 and about:
            found.append(Clash(about, lines))
    return tuple(found)


def _label(about: str, lines: Sequence[Line]) -> str:
    """What the accounts differ on: as the model says it in a few words of the sources, without figures, for nobody reads a
    label a second time; else the words that the accounts share."""
    cited = [source_of(article) for line in lines for article in line.articles]
    known = frozenset[str]().union(*(term_set(source.said) for source in cited))
    is_short = 0 < len(about.split()) <= LABEL_WORDS and not re.search(r"\d", about)
    if is_short and term_set(about) <= known and first_reading(about, cited).passes:
        return about
    shared = frozenset.intersection(*(term_set(line.text) for line in lines)) if lines else frozenset[str]()
    words = re.findall(r"[^\W\d_]+", lines[0].text) if lines else []
    return ", ".join(word for word in words if term_set(word) & shared)


def _titled(block: BlockDraft, own: BlockDraft, passed: Iterable[Proposal]) -> BlockDraft:
    """The model's title, if it passed and says something else than the first sentence: else that one is the title. Without
    it the headline stays, unless it may be in another language."""
    first = block.what[0].text.removesuffix(".")
    said = next((each.line.text for each in passed if each.place.part == "title"), "")
    title = said or (first if any(is_foreign(line.articles[0]) for line in own.what) else own.title)
    return replace(block, title=first if is_near(title, first) else title)


def _with_sources(block: BlockDraft, brief: Brief) -> BlockDraft:
    """Outlets that no line cites any more, or does now, in `also_by`."""
    cited = {article.id for line in block.lines for article in line.articles}
    outlets = {article.outlet for line in block.lines for article in line.articles}
    unnamed = [voice.article for voice in brief.voices if voice.article.outlet not in outlets]
    others = {article.outlet: article for article in (*block.also_by, *unnamed) if article.id not in cited}
    return replace(block, also_by=tuple(article for outlet, article in others.items() if outlet not in outlets))
