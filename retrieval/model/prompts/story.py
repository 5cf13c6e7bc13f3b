"""`story`: one story of a digest as a block: what happened, what each side says, where they contradict each other.

Request: `{"task","topic","sides":[{"id","name"}],"articles":[{"n","outlet","side","published","title","text"}],"told_before":[text],
"complaints":[{"text","problem"}]}`; `complaints` are sentences of an earlier reply that were refused, and why.
"""

from typing import Annotated

from pydantic import Field

from retrieval.model.fields import Line, Most, Reply, Word
from retrieval.model.prompts.sentence import Sentence
from retrieval.model.task import Task

Sentences3 = Annotated[tuple[Sentence, ...], Most(3)]
Sentences2 = Annotated[tuple[Sentence, ...], Most(2)]


class SideLines(Reply):
    """What one side says and the others do not."""

    perspective: Word
    lines: Sentences2


class Contradiction(Reply):
    """Two or more statements of which one excludes the other; `about` names the quantity, cause or act."""

    about: Word
    lines: Sentences3


class StoryBlock(Reply):
    title: Line
    what: Sentences3 = Field(description="what happened, the strongest first")
    sides: Annotated[tuple[SideLines, ...], Most(6)] = ()
    others: Sentences2 = Field(default=(), description="what outlets of no side add")
    contradictions: Annotated[tuple[Contradiction, ...], Most(2)] = ()
    background: Sentences2 = ()
    why: Sentences2 = Field(default=(), description="why it matters, as an article says")


STORY = Task(
    name="story",
    version=1,
    prompt=(
        "You edit a news digest that shows how different sides report the same event. Write one block about the story that the "
        "articles tell. Every sentence: at most 30 words, who did or said what, with names and figures; only what the articles "
        "cited say, with their own names, numbers, days and strength of verb; nothing from your own knowledge; no pronoun without "
        "its noun; no judgement. Hedges stay hedges, a passive without an actor stays one, a denial is called a denial, a question "
        "in a headline is no fact. `what` is one to three sentences that all of them can agree on. A line of a side is what its own "
        "outlets, or the people they quote, say and the other sides do not: one strong line is better than two weak ones, and none "
        "is better than one that repeats `what`. `said_by` is the outlet, or the person quoted. A contradiction needs two "
        "statements about the same quantity, cause or act at the same time of which one excludes the other; other counts, "
        "moments, bounds or rounding are none, and most stories have none. `why` and `background` only where an article says so. "
        "No sentence says what another one, or one of `told_before`, says already. The title has at most ten words. Leave lists "
        "empty rather than fill them. Where `complaints` are given, say those sentences right or leave them out."
    ),
    reply=StoryBlock,
    max_tokens=1_200,
)
