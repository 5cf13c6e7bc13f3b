"""Has a model tell the stories of a finished draft: one call a story, side by side, the most important first.

Articles go to the model as data, its reply is input to validate: every sentence passes both readings against the articles it
cites or is asked for once more with the complaint; what fails again is told by the outlets' own sentences. One failure costs
one story; a model that answers nobody is left alone.
"""

import logging
from collections import Counter
from collections.abc import Mapping, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass, field, replace

from bot.digest.articles.own_sentences import is_near
from bot.digest.write.by_model.block_writer import build_block
from bot.digest.write.by_model.brief import Brief, shown_text
from bot.digest.write.by_model.proposals import Proposal, propose
from bot.digest.write.by_model.trust import Effort, Trust
from bot.digest.write.draft import BlockDraft, Line
from retrieval.claims import NO_ANSWER, Reviewed, Verifier, review
from retrieval.claims import Draft as Claim
from retrieval.model import Missing, ReplyCache, ask_model
from retrieval.model.prompts import LINES, STORY
from retrieval.model.prompts.story import StorySaid
from retrieval.ports import Model

log = logging.getLogger(__name__)

TOKENS_A_LINE = 90


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of one story: its block, and how many of the model's sentences were `accepted`."""

    block: BlockDraft
    proposed: int = 0
    accepted: int = 0
    rejected: Mapping[str, int] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Desk:
    """Who writes, who reads a second time, and what was written before."""

    model: Model
    verifier: Verifier | None = None
    replies: ReplyCache | None = None


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
    readable = [each for each in proposed if not each.fault]
    again = _Rewriter(desk, readable, trust)
    reviewed = review([each.claim() for each in readable], verifier=desk.verifier, rewrite=again)
    trust.note_reading(is_answered=not any(each.verdict.problem == NO_ANSWER for each in reviewed))
    passed = [
        _as_said(proposal, each).resting_on(each.verdict)
        for proposal, each in zip(readable, reviewed, strict=True)
        if each.verdict.is_supported
    ]
    rejected = Counter(f"model: {each.fault}" for each in proposed if each.fault)
    rejected.update(f"model: {each.verdict.reason}" for each in reviewed if not each.verdict.is_supported)
    block = build_block(brief, said, proposed, passed)
    is_told = block is not brief.block
    return Outcome(block, len(proposed), len(passed) if is_told else 0, rejected)


def _as_said(proposal: Proposal, reviewed: Reviewed) -> Proposal:
    """The proposal, in the words it has after it was said once more."""
    said = reviewed.draft.sentence
    return proposal if said == proposal.line.text else proposal.reworded(said)


@dataclass(frozen=True, slots=True)
class _Rewriter:
    """Asks once more for the sentences of a story that were refused."""

    desk: Desk
    readable: Sequence[Proposal]
    trust: Trust

    def __call__(self, refused: Mapping[int, str]) -> Mapping[int, Claim]:
        # What nobody read was not refused for what it says; a title is not worth a call.
        asked = {
            n: reason for n, reason in refused.items() if reason != NO_ANSWER and self.readable[n].place.part != "title"
        }
        places = list(asked)
        patience = self.trust.begin() if places else None
        if patience is None:
            return {}
        reply = ask_model(
            self.desk.model,
            LINES,
            {"items": [_item(number, self.readable[n], asked[n]) for number, n in enumerate(places, 1)]},
            max_tokens=TOKENS_A_LINE * len(places) + 40,
            timeout=patience,
            replies=self.desk.replies,
        )
        self.trust.note(reply)
        if isinstance(reply, Missing):
            return {}
        found: dict[int, Claim] = {}
        for each in reply.sentences:
            n = places[each.item - 1] if 1 <= each.item <= len(places) else None
            if n is None or self.readable[n].reworded(each.text).fault or self._is_told(n, each.text):
                continue
            found[n] = replace(self.readable[n].claim(), sentence=" ".join(each.text.split()))
        return found

    def _is_told(self, n: int, text: str) -> bool:
        place = self.readable[n].place
        others = (each for each in self.readable if each.place != place and each.place.part != "title")
        return any(is_near(text, other.line.text) for other in others)


def _item(number: int, refused: Proposal, complaint: str) -> dict[str, object]:
    most = 4_000 // max(1, len(refused.line.articles))
    return {
        "item": number,
        "sentence": refused.line.text,
        "complaint": complaint,
        "articles": [
            {
                "number": n,
                "outlet": article.outlet,
                "published": f"{article.published.date()}",
                "title": article.title,
                "text": shown_text(article, most),
            }
            for n, article in enumerate(refused.line.articles, 1)
        ],
    }


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
    def kept(lines: Sequence[Line]) -> tuple[Line, ...]:
        return tuple(line for line in lines if not any(is_near(line.text, text) for text in told))

    sides = ((side, kept(lines)) for side, lines in block.sides)
    return replace(
        block,
        what=kept(block.what) or block.what,
        sides=tuple((side, lines) for side, lines in sides if lines),
        others=kept(block.others),
        why=kept(block.why),
        background=kept(block.background),
    )
