"""`lines`: single lines of a digest whose places and articles are decided, said in better words.

Request: `{"task","items":[{"item","complaint"?,"articles":[{"number","outlet","text"}]}]}`.
"""

from typing import Annotated

from retrieval.model.fields import Line, Most, Number, Reply
from retrieval.model.task import Task


class LineSaid(Reply):
    """A sentence for one item, and the numbers of the item's articles that it rests on."""

    item: Number
    text: Line
    articles: Annotated[tuple[Number, ...], Most(3)]


class LinesSaid(Reply):
    sentences: Annotated[tuple[LineSaid, ...], Most(12)]


LINES = Task(
    name="lines",
    version=1,
    prompt=(
        "You edit a news digest that shows how different sides report the same events. For every item write ONE sentence of at most "
        "30 words that tells a reader who did or said what, with names and figures. Use only what the item's articles say; name "
        "the outlet as the one who says it; stay neutral, no judgement of your own; no pronoun without its noun; no opening like "
        "“The article”. Give the numbers of the articles the sentence rests on. A `complaint` says why your last sentence for "
        "that item was refused."
    ),
    reply=LinesSaid,
    max_tokens=600,
)
