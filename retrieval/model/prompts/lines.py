"""`lines`: single sentences of a digest that were refused, said once more.

Request: `{"task","items":[{"item","sentence","complaint","articles":[{"number","outlet","published","title","text"}]}]}`.
"""

from typing import Annotated

from retrieval.model.fields import Line, Most, Number, Reply
from retrieval.model.task import Task


class LineSaid(Reply):
    """A sentence for one item, resting on the item's articles."""

    item: Number
    text: Line


class LinesSaid(Reply):
    """An item that is left out stays refused."""

    sentences: Annotated[tuple[LineSaid, ...], Most(16)]


LINES = Task(
    name="lines",
    version=2,
    prompt=(
        "You edit a news digest that shows how different sides report the same events. Each item holds a `sentence` of yours that was "
        "refused, the `complaint` about it, and the articles it may rest on. Say for each item what the sentence was to say, as far "
        "as its articles bear it out: ONE sentence in English of at most 30 words that tells who did or said what, with names and "
        "figures as the articles have them, hedges kept; no pronoun without its noun, no judgement, nothing from your own knowledge. "
        "Leave an item out if its articles bear out nothing of it."
    ),
    reply=LinesSaid,
    max_tokens=600,
)
