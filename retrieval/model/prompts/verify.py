"""`verify`: the second reading. Does what is cited say what the sentence says?

Request: `{"task":"verify","items":[{"id","sentence","speaker","sources":[{"n","outlet","published","text"}]}]}`. Its form is fixed:
others answer it too. Whoever asks takes a missing verdict for a no.
"""

from collections.abc import Sequence
from typing import Annotated

from pydantic import Field

from retrieval.model.fields import Id, Line, Most, Reply, Truth
from retrieval.model.task import Task

BATCH = 10
TOKENS_AN_ITEM = 60


class Verdict(Reply):
    id: Id
    supported: Truth
    problem: Line = Field(
        default="", description="the words that the sources do not say, and why; empty when supported"
    )


class Verdicts(Reply):
    # Twice a batch: a model that judges an item twice must not push another one out.
    verdicts: Annotated[tuple[Verdict, ...], Most(2 * BATCH)]

    def problems(self, ids: Sequence[str]) -> dict[str, str]:
        """What is wrong with each of these items; an empty string means supported. No verdict is a no, and of several one no
        is enough."""
        said = {id_: [verdict for verdict in self.verdicts if verdict.id == id_] for id_ in ids}
        return {id_: _problem(verdicts) for id_, verdicts in said.items()}


def _problem(verdicts: Sequence[Verdict]) -> str:
    if not verdicts:
        return "not judged"
    return next((verdict.problem or "not supported" for verdict in verdicts if not verdict.supported), "")


VERIFY = Task(
    name="verify",
    version=1,
    prompt=(
        "You check sentences against sources. For each item decide whether its sources, and nothing else, say what the sentence says. "
        "Judge the whole meaning: who did what to whom, which side is which, whether it happened, was planned, denied or only "
        "claimed, how certain, how many of what, when, where, and why. A cause, a contrast or a comparison must be made by a "
        "source, not follow from two of them. Another wording of the same is supported; a stronger word, a dropped hedge, a "
        "swapped actor, a merged event, a missing “not”, a headline's question turned into a statement is not. `speaker` is who is "
        "said to say it: the sentence is then supported if a source says it, or quotes the speaker saying it; the name of an outlet "
        "is no evidence. What you know yourself does not count, whether true or false. When in doubt it is not supported. "
        "Give one verdict for every id; `problem` names the words that are not supported."
    ),
    reply=Verdicts,
    max_tokens=BATCH * TOKENS_AN_ITEM,
)
