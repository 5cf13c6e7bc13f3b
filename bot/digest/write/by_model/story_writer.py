"""Has a model tell the stories of a finished draft: one call a story, side by side, the most important first.

Articles go to the model as data, its reply is input to validate. One failure costs one story; a model that answers nobody is left
alone.
"""

import logging
from collections import Counter
from collections.abc import Mapping, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass, field, replace

from bot.digest.write.by_model.block_writer import build_block
from bot.digest.write.by_model.brief import Brief
from bot.digest.write.by_model.proposals import propose
from bot.digest.write.by_model.trust import Effort, Trust
from bot.digest.write.by_model.two_readings import Desk, read_twice
from bot.digest.write.draft import BlockDraft, untold
from retrieval.model import Missing, ask_model
from retrieval.model.prompts import STORY
from retrieval.model.prompts.story import StorySaid

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of one story: its block, and how many of the model's sentences were `accepted`."""

    block: BlockDraft
    proposed: int = 0
    accepted: int = 0
    rejected: Mapping[str, int] = field(default_factory=dict)


def write_stories(desk: Desk, briefs: Sequence[Brief], trust: Trust, effort: Effort) -> list[Outcome]:
    """An outcome for each brief, in order. No sentence stands in two blocks."""
    done: list[Outcome | Future[Outcome]] = []
    with ThreadPoolExecutor(effort.at_once, thread_name_prefix="story") as pool:
        for brief in briefs:
            if trust.is_earned:
                done.append(pool.submit(_write, desk, brief, trust))
                continue
            # Alone until one is answered: whether anything is, two calls tell.
            said = _ask(desk, brief, trust)
            done.append(Outcome(brief.block) if said is None else pool.submit(_check, desk, brief, said, trust))
    return _told_once([_settled(one, brief) for one, brief in zip(done, briefs, strict=True)])


def _settled(one: "Outcome | Future[Outcome]", brief: Brief) -> Outcome:
    """What became of a story; an error of ours costs that story only."""
    if isinstance(one, Outcome):
        return one
    try:
        return one.result()
    except Exception:
        log.exception("story not written by the model", extra={"story": brief.block.story.id})
        return Outcome(brief.block)


def _write(desk: Desk, brief: Brief, trust: Trust) -> Outcome:
    said = _ask(desk, brief, trust)
    return Outcome(brief.block) if said is None else _check(desk, brief, said, trust)


def _ask(desk: Desk, brief: Brief, trust: Trust) -> StorySaid | None:
    patience = trust.begin()
    if patience is None:
        return None
    said = ask_model(desk.model, STORY, brief.request(), timeout=patience, replies=desk.replies)
    trust.note(said)
    return None if isinstance(said, Missing) else said


def _check(desk: Desk, brief: Brief, said: StorySaid, trust: Trust) -> Outcome:
    """Both readings of every sentence, and one more try for those that failed."""
    proposed = propose(brief, said)
    read = read_twice(desk, [each for each in proposed if not each.fault], trust)
    rejected = Counter(f"model: {each.fault}" for each in proposed if each.fault) + read.rejected
    block = build_block(brief, said, proposed, read.passed)
    accepted = len(read.passed) if block is not brief.block else 0
    return Outcome(block, len(proposed), accepted, rejected)


def _told_once(outcomes: Sequence[Outcome]) -> list[Outcome]:
    """Sentences that an earlier block says are left out of a later one that a model wrote."""
    told: list[str] = []
    kept: list[Outcome] = []
    for outcome in outcomes:
        if outcome.accepted:
            outcome = replace(outcome, block=without_told(outcome.block, told))
        told += [line.text for line in outcome.block.lines]
        kept.append(outcome)
    return kept


def without_told(block: BlockDraft, told: Sequence[str]) -> BlockDraft:
    sides = ((side, untold(lines, told)) for side, lines in block.sides)
    return replace(
        block,
        what=untold(block.what, told) or block.what,
        sides=tuple((side, lines) for side, lines in sides if lines),
        others=untold(block.others, told),
        why=untold(block.why, told),
        background=untold(block.background, told),
    )
