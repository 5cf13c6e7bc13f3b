"""Both readings of what a model proposed, with one more try for the sentences that were refused."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

from bot.digest.articles.own_sentences import is_near_any
from bot.digest.write.by_model.brief import shown_text
from bot.digest.write.by_model.proposals import Proposal
from bot.digest.write.by_model.trust import Trust
from retrieval.claims import NO_ANSWER, Reviewed, Verifier, review
from retrieval.claims import Draft as Claim
from retrieval.model import Missing, ReplyCache, ask_model
from retrieval.model.prompts import LINES
from retrieval.ports import Model

TOKENS_A_LINE = 90


@dataclass(frozen=True, slots=True)
class Desk:
    """Who writes, who reads a second time, and what was written before."""

    model: Model
    verifier: Verifier | None = None
    replies: ReplyCache | None = None


@dataclass(frozen=True, slots=True)
class Readings:
    """What passed, in the words that passed, and why the others did not."""

    passed: list[Proposal]
    rejected: Counter[str] = field(default_factory=Counter)


def read_twice(desk: Desk, proposed: Sequence[Proposal], trust: Trust) -> Readings:
    """What of some sentences that stand together may be published."""
    if not proposed:
        return Readings([])
    again = _Rewriter(desk, proposed, trust)
    reviewed = review([each.claim() for each in proposed], verifier=desk.verifier, rewrite=again)
    asked = [each.verdict for each in reviewed if each.verdict.by == "model"]
    if asked:
        trust.note_reading(is_answered=any(verdict.problem != NO_ANSWER for verdict in asked))
    return Readings(
        [
            _as_said(proposal, each).resting_on(each.verdict)
            for proposal, each in zip(proposed, reviewed, strict=True)
            if each.verdict.is_supported
        ],
        Counter(f"model: {each.verdict.reason}" for each in reviewed if not each.verdict.is_supported),
    )


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
        return is_near_any(text, (other.line.text for other in others))


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
                "published": f"{article.day_written() or ''}",
                "title": article.title,
                "text": shown_text(article, most),
            }
            for n, article in enumerate(refused.line.articles, 1)
        ],
    }
