"""A language model says each line of a draft in better words; what it may say is fixed by the draft.

Which story stands where, and on which articles, was decided before. Articles go to the model as data, its reply is input to
validate: every sentence passes the gate against the articles it cites, gets one rewrite, else the extractive line stays.
"""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import Any

from bot.digest.articles.headlines import LONGEST_WORDS
from bot.digest.articles.own_sentences import is_concrete, is_near
from bot.digest.write.draft import Clash, Draft, Line, lines_of, outlets_of
from bot.digest.write.gate import Gate, dated_text, source_text
from bot.digest.write.teller import Tally
from retrieval.articles import Article
from retrieval.claims import Draft as Claim
from retrieval.claims import Source, Verdict, Verifier, judge
from retrieval.model import Missing, ask_model
from retrieval.model.prompts import LINES
from retrieval.model.prompts.lines import LineSaid
from retrieval.ports import Model

BATCH = 3
ARTICLE_CHARACTERS = 1_200


@dataclass(frozen=True, slots=True)
class Effort:
    """How much of a model one digest may use: at most `calls` calls of `patience` each; the lead of the digest comes first."""

    calls: int = 12
    patience: timedelta = timedelta(seconds=30)


USUAL_EFFORT = Effort()


class ModelWriter:
    """Rewrites drafts. Once the model fails, or the effort is spent, the rest of the draft stays extractive."""

    def __init__(
        self,
        model: Model,
        *,
        gate: Gate,
        tally: Tally,
        effort: Effort = USUAL_EFFORT,
        verifier: Verifier | None = None,
    ) -> None:
        self._model = model
        self._gate = gate
        self._verifier = verifier
        self._tally = tally
        self._patience = effort.patience
        self._calls_left = effort.calls
        self.rewritten = 0
        self.fault = ""
        """Why the model gave no reply to a request, the last time that it gave none."""

    def rewrite(self, draft: Draft) -> Draft:
        """The draft with every line that the model said well in its words."""
        lines = self._improve(list(lines_of(draft)))
        return with_lines(draft, lines)

    def _improve(self, lines: list[Line]) -> list[Line]:
        for start in range(0, len(lines), BATCH):
            places = range(start, min(start + BATCH, len(lines)))
            failed = self._attempt(lines, places, complaints={})
            if failed:
                self._attempt(lines, sorted(failed), complaints=failed)
        return lines

    def _attempt(self, lines: list[Line], places: Sequence[int], *, complaints: Mapping[int, str]) -> dict[int, str]:
        """Replace what passes; returns the places that did not, with the reason."""
        failed = dict.fromkeys(places, "no sentence given")
        asked = self._ask([lines[place] for place in places], [complaints.get(place, "") for place in places])
        proposed = [(places[each.item - 1], each) for each in asked if 1 <= each.item <= len(places)]
        self._tally.proposed += len(proposed)
        made = [(place, *_propose(lines[place], each)) for place, each in proposed]
        told = self._verdicts([line for _, line, _ in made if line is not None])
        for place, line, fault in made:
            verdict = next(told) if line is not None else None
            reason = fault or _fault(lines, place, line.text if line else "") or _refusal(verdict)
            if reason or line is None:
                failed[place] = reason
                self._tally.rejected[f"model: {reason}"] += 1
            elif place in failed:
                lines[place] = line
                del failed[place]
                self.rewritten += 1
                self._tally.accepted += 1
        return failed

    def _verdicts(self, proposed: Sequence[Line]) -> Iterator[Verdict]:
        """Both readings of each line, the second of all of them at once; by the gate alone where nobody reads a second time."""
        if self._verifier is None:
            return iter(
                [self._gate(line.text, [dated_text(article) for article in line.articles]) for line in proposed]
            )
        drafts = [Claim(line.text, tuple(map(_source, line.articles)), ", ".join(line.said_by)) for line in proposed]
        return iter(judge(drafts, verifier=self._verifier))

    def _ask(self, lines: Sequence[Line], complaints: Sequence[str]) -> list[LineSaid]:
        if not self._calls_left:
            return []
        self._calls_left -= 1
        reply = ask_model(
            self._model,
            LINES,
            {"items": _items(lines, complaints)},
            schema=reply_schema(lines),
            max_tokens=90 * len(lines) + 40,
            timeout=self._patience,
        )
        if isinstance(reply, Missing):
            # Articles that a model refuses to touch cost their own lines only; a model that is down is down for all.
            self._calls_left = self._calls_left if reply.is_of_this_request else 0
            self._tally.rejected[f"model: {reply.cause}"] += 1
            self.fault = reply.cause
            return []
        return list(reply.sentences)


def _propose(line: Line, proposal: LineSaid) -> tuple[Line | None, str]:
    """The line as the model says it, or why it cannot be looked at."""
    text = " ".join(proposal.text.split())
    cited = [line.articles[n - 1] for n in proposal.articles if 1 <= n <= len(line.articles)]
    if not cited:
        return None, "cites nothing"
    if not text or len(text.split()) > LONGEST_WORDS or re.search(r"\[\d+\]|<|https?:", text):
        return None, "not one plain sentence"
    # A sentence that names its outlet itself is not given that name once more.
    names_outlet = any(article.outlet.casefold() in text.casefold() for article in cited)
    said_by = () if names_outlet else outlets_of(cited[:1])
    return replace(line, text=text, articles=tuple(cited), said_by=said_by, manner="says"), ""


def _fault(lines: Sequence[Line], place: int, text: str) -> str:
    """Why a sentence does not belong into the digest, whether it is true or not; empty when it does."""
    if any(is_near(text, other.text) for at, other in enumerate(lines) if at != place):
        return "already told"
    return "" if is_concrete(text) else "names nobody and gives no figure"


def _refusal(verdict: Verdict | None) -> str:
    return "" if verdict is None or verdict.is_supported else verdict.reason


def _source(article: Article) -> Source:
    return Source(article.outlet, article.published.date(), article.title, article.body)


def reply_schema(lines: Sequence[Line]) -> Mapping[str, Any]:
    """The shape of a reply: only numbers of items and articles that there are, which keeps small models on the road."""
    sentence = {
        "type": "object",
        "properties": {
            "item": {"type": "integer", "enum": list(range(1, len(lines) + 1))},
            "text": {"type": "string"},
            "articles": {
                "type": "array",
                "items": {"type": "integer", "enum": list(range(1, max(len(line.articles) for line in lines) + 1))},
                "maxItems": 3,
            },
        },
        "required": ["item", "text", "articles"],
        "additionalProperties": False,
    }
    return {
        "type": "object",
        "properties": {"sentences": {"type": "array", "items": sentence, "maxItems": len(lines)}},
        "required": ["sentences"],
        "additionalProperties": False,
    }


def with_lines(draft: Draft, lines: Iterable[Line]) -> Draft:
    """The draft with other lines, in the order of `lines_of`. A block's title was a headline, and stays."""
    left = iter(lines)

    def take(places: Iterable[object]) -> tuple[Line, ...]:
        return tuple(next(left) for _ in places)

    return replace(
        draft,
        lead=take(draft.lead),
        blocks=tuple(
            replace(
                block,
                what=take(block.what),
                sides=tuple((side, take(told)) for side, told in block.sides),
                others=take(block.others),
                clashes=tuple(Clash(clash.about, take(clash.lines)) for clash in block.clashes),
                background=take(block.background),
                days=take(block.days),
            )
            for block in draft.blocks
        ),
        also=take(draft.also),
        review=tuple(
            replace(side, stressed=take(side.stressed), left_out=take(side.left_out)) for side in draft.review
        ),
    )


def _items(lines: Sequence[Line], complaints: Sequence[str]) -> list[dict[str, Any]]:
    return [
        {
            "item": number,
            **({"complaint": complaint} if complaint else {}),
            "articles": [
                {"number": n, "outlet": article.outlet, "text": source_text(article)[:ARTICLE_CHARACTERS]}
                for n, article in enumerate(line.articles, 1)
            ],
        }
        for number, (line, complaint) in enumerate(zip(lines, complaints, strict=True), 1)
    ]
