"""`lead`: the two sentences on top of a digest.

Request: `{"task","topic","stories":[{"title","lines":[{"text","citations"}]}]}`.
"""

from typing import Annotated

from retrieval.model.fields import Most, Reply
from retrieval.model.prompts.sentence import Sentence
from retrieval.model.task import Task


class Lead(Reply):
    sentences: Annotated[tuple[Sentence, ...], Most(2)]


LEAD = Task(
    name="lead",
    version=2,
    prompt=(
        "You write the top of a news digest from the blocks below it: at most two sentences of at most 35 words, in English, the "
        "day's strongest story first, the next one or two joined to it only where a sentence can honestly hold them. Use only what "
        "the lines given say, in other words than theirs; names, figures, hedges and who claims what as they stand; no judgement, "
        "no link between stories that no line makes, no “today's digest”. `citations` are the numbers that the lines used cite; "
        "`said_by` is the person or body that a sentence quotes, or empty."
    ),
    reply=Lead,
    max_tokens=250,
)
