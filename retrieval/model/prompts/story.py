"""`story`: one story of a digest as a block: what happened, what each side says, where they contradict each other.

Request: `{"task","topic","sides":[{"id","name"}],"articles":[A],"older":[A],"told_before":[headline]}`, where A is
`{"n","outlet","side","published","title","text","reprinted_by":[outlet]}`; `older` are articles from before the last digest.
"""

from typing import Annotated

from pydantic import Field

from retrieval.model.fields import Line, Most, Reply, Word
from retrieval.model.prompts.sentence import Sentence
from retrieval.model.task import Task

Sentences2 = Annotated[tuple[Sentence, ...], Most(2)]


class SideSaid(Reply):
    """What one side says and the others do not."""

    perspective: Word
    lines: Sentences2


class ContradictionSaid(Reply):
    """Two or three statements of which one excludes the other; `about` names the quantity, cause or act."""

    about: Word
    lines: Annotated[tuple[Sentence, ...], Most(3)]


class StorySaid(Reply):
    title: Line
    what: Sentences2 = Field(description="what happened, the strongest first")
    sides: Annotated[tuple[SideSaid, ...], Most(6)] = ()
    others: Sentences2 = Field(default=(), description="what outlets of no side add")
    contradictions: Annotated[tuple[ContradictionSaid, ...], Most(2)] = ()
    background: Sentences2 = ()
    why: Sentences2 = Field(default=(), description="why it matters, as an article says")


STORY = Task(
    name="story",
    version=2,
    prompt=(
        "You edit a news digest that shows how different sides report the same event. Write one block, in English, about the story "
        "that `articles` tell, for a reader who knows nothing of it and has twenty seconds: four or five short sentences in all. "
        "Every sentence: at most 22 words, understood by itself, who did or said what, with names and figures; only what the "
        "articles cited say, with their own names, numbers, days and strength of verb; nothing from your own knowledge; no pronoun "
        "without its noun; no judgement. Hedges stay hedges, a passive without an actor stays one, a denial is called a denial, a "
        "question in a headline is no fact; what one side alone claims is told as its claim. Name the weekday or the date where an "
        "article does, never “today” or “yesterday”. `citations` are the numbers of the articles that say all of it. `said_by` is "
        "the person or body that says it, which the sentence names; empty where the outlets themselves say it. "
        "`title`: at most ten words, plain, in sentence case, no label. `what`: one sentence, or two, that all accounts can agree on; "
        "they add to the title (who, where, when, how many). `sides`: for a side the one line that its own outlets, or the people "
        "they quote, say and the other side does not, citing an article of that side; a second line only if it is as strong, none "
        "if it would repeat. `others`: at most one such line of articles of no side. A contradiction needs two "
        "statements about the same quantity, cause or act at the same time of which one excludes the other; other counts, moments, "
        "bounds or rounding are none, and most stories have none: `about` names the thing in one to four words of the articles, "
        "without figures; each line gives one account with its value. `background`: at most one sentence from `older`, where the "
        "reader needs it. `why`: at most one sentence on why it matters, where an article says so. No sentence says what the title "
        "or another one says; `told_before` are headlines that the reader knows: `what` then tells what is new. Leave lists empty "
        "rather than fill them."
    ),
    reply=StorySaid,
    max_tokens=1_200,
)
