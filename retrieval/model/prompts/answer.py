"""`answer`: a question answered from a few articles.

Request: `{"task","question","understood","articles":[{"n","outlet","published","text"}]}`.
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
    version=1,
    prompt=(
        "You answer a question from the articles given, and from nothing else: one to six short sentences, each with the numbers of "
        "the articles it rests on, the one that answers first. Use the articles' own names, numbers, dates and wording. Name the "
        "outlet when outlets differ. If the articles do not answer the question, give no sentences."
    ),
    reply=AnswerSaid,
    max_tokens=600,
)
