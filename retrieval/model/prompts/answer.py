"""`answer`: a question answered from a few articles.

Request: `{"task","question","understood","today","articles":[{"n","outlet","asked_as"?,"published","text"}]}`.
"""

from typing import Annotated

from pydantic import Field

from retrieval.model.fields import Line, Most, Number, Reply
from retrieval.model.task import Task

MOST_SENTENCES = 6


class AnswerSentence(Reply):
    text: Line
    sources: Annotated[tuple[Number, ...], Most(4)] = Field(description="numbers of the articles it rests on")


class AnswerSaid(Reply):
    """No sentences: the articles do not answer."""

    sentences: Annotated[tuple[AnswerSentence, ...], Most(MOST_SENTENCES)]


ANSWER = Task(
    name="answer",
    version=3,
    prompt=(
        "You answer a question from the articles given, and from nothing else: one to five short sentences, each with the numbers of "
        "the articles it rests on. The first sentence answers what was asked: the number, day, name, place or reason itself, or yes "
        "or no with what decides it. Add only what the asker needs with it: a condition, how the figure moved, who says otherwise. "
        "Use the articles' own names, numbers, dates and wording; name outlets, not the countries they are from. `understood` is "
        "the question with what the conversation before it added. Look closely whether an article tells what was asked: the same "
        "thing counted, of the same country, person and period, and something that happened rather than a plan, demand or "
        "forecast of it. Where a figure was corrected or has grown, the newest comes first and the older one with its day; a "
        "forecast that the result has overtaken is not told. Outlets that differ are named, each with its figure. In a comparison "
        "say for each side what it tells that the other does not, and contradictions with both statements; where only one side is "
        "asked for (“what does A say that B does not”) only what that one tells. Articles found for one of the sides have its "
        "name in `asked_as`. A list names all that the articles name. If the articles do not tell what was asked, even though "
        "they tell of the same event, give no sentences; the same for what is no question about news. Add nothing that you know "
        "from elsewhere."
    ),
    reply=AnswerSaid,
    max_tokens=600,
)
