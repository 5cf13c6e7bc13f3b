"""Has a model write a finished draft anew: its stories, then the lead from what passed. Nothing that fails leaves a gap."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from bot.digest.write.by_model.brief import Brief
from bot.digest.write.by_model.lead_writer import Lead, write_lead
from bot.digest.write.by_model.story_writer import write_stories
from bot.digest.write.by_model.trust import USUAL_EFFORT, Effort, Trust
from bot.digest.write.by_model.two_readings import Desk
from bot.digest.write.draft import BlockDraft, Draft, Line, untold
from bot.digest.write.teller import Tally


@dataclass(frozen=True, slots=True)
class Rewritten:
    """A draft as far as a model wrote it; `accepted` counts its sentences, `fault` says why calls were not answered."""

    draft: Draft
    accepted: int = 0
    fault: str = ""


def rewrite_draft(
    draft: Draft, briefs: Sequence[Brief], desk: Desk, tally: Tally, effort: Effort = USUAL_EFFORT
) -> Rewritten:
    """The draft with every story, and the lead, as the model tells them; own sentences where it failed."""
    trust = Trust(effort)
    outcomes = write_stories(desk, briefs, trust, effort)
    accepted = sum(outcome.accepted for outcome in outcomes)
    blocks = tuple(_without_told_days(outcome.block) for outcome in outcomes)
    told = [line.text for block in blocks for line in block.lines]
    lead = write_lead(desk, briefs[0].topic.name, blocks, trust) if accepted else Lead()
    tally.proposed += sum(outcome.proposed for outcome in outcomes) + lead.proposed
    for rejected in (*(outcome.rejected for outcome in outcomes), lead.rejected):
        tally.rejected.update(rejected)
    accepted += len(lead.lines)
    tally.accepted += accepted
    if not accepted:
        return Rewritten(draft, 0, trust.fault)
    # A block in other words tells what the own lead tells, though no word for word comparison sees it.
    written = {outcome.block.story.id for outcome in outcomes if outcome.accepted}
    own_lead = () if any(line.story.id in written for line in draft.lead) else draft.lead
    leading = lead.lines or own_lead
    blocks = tuple(block if block.story.id in written else _with_lead(block, draft.lead, leading) for block in blocks)
    also = untold(draft.also, told)
    review = tuple(
        replace(side, stressed=untold(side.stressed, told), left_out=untold(side.left_out, told))
        for side in draft.review
    )
    draft = replace(draft, blocks=blocks, lead=leading, also=also, review=review)
    return Rewritten(draft, accepted, trust.fault)


def _without_told_days(block: BlockDraft) -> BlockDraft:
    """The block without the days of a review that its new sentences tell already."""
    told = [line.text for line in replace(block, days=()).lines]
    return replace(block, days=untold(block.days, told))


def _with_lead(block: BlockDraft, own: Sequence[Line], leading: Sequence[Line]) -> BlockDraft:
    """A block in its outlets' words that takes back what only the own lead told of it, where another lead stands now."""
    lost = tuple(line for line in own if line.story == block.story and line not in leading)
    return replace(block, what=(*lost, *block.what))
