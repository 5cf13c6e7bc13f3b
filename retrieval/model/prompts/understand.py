"""`understand`: a question in anybody's words and language, as the search can use it.

Request: `{"task","question","earlier":[{"question","understood"}],"today":"YYYY-MM-DD",
"topics":[{"id","name","sides":[{"id","name"}]}],"languages":[code]}`; `languages` are those of the stored articles.
"""

from typing import Annotated, Literal

from pydantic import Field

from retrieval.model.fields import Line, Most, Reply, Word
from retrieval.model.task import Task

Kind = Literal[
    "fact", "number", "person", "time", "place", "reason", "yes_no", "comparison", "list", "change", "latest", "courtesy",
    "no_question",
]  # fmt: skip


class Wording(Reply):
    """The question's search words in one language of the articles."""

    language: Word
    words: Line


class Understood(Reply):
    """`question` stands by itself. Empty strings and lists are what the question does not say."""

    question: Line = Field(description="the question, complete without the conversation, in its own language")
    kind: Kind
    topic: Word = Field(default="", description="the id of the one topic it is about, or empty")
    perspectives: Annotated[tuple[Word, ...], Most(6)] = Field(default=(), description="ids of sides it asks for")
    outlets: Annotated[tuple[Word, ...], Most(6)] = Field(
        (), description="outlets whose reports it asks for, as written"
    )
    since: Word = Field(default="", description="YYYY-MM-DD, the first day it asks about, or empty")
    until: Word = Field(default="", description="YYYY-MM-DD, the last day it asks about, or empty")
    names: Annotated[tuple[Word, ...], Most(8)] = Field(
        default=(), description="the names that an answer must speak of"
    )
    wordings: Annotated[tuple[Wording, ...], Most(8)] = Field(
        default=(), description="search words, one entry a language"
    )


UNDERSTAND = Task(
    name="understand",
    version=2,
    prompt=(
        "You prepare questions for a search in stored news articles. Do not answer them. Say in `question` what is asked so that "
        "it stands without the earlier questions: put the names in for the pronouns, keep everything else. A short follow-up keeps "
        "the names and days of the question before it; “and X?” keeps the relation and exchanges the name. `kind` is what would "
        "answer: a number, a person, a time, a reason and so on; thanks and greetings are `courtesy`; what asks for nothing from "
        "the news is `no_question`. An outlet or a side is asked for only where the question wants to know what it reports; an "
        "organisation or a country that the news are about is a name. `since` and `until` are days of publication: give them "
        "only where the question asks what was reported or happened on certain days (yesterday, last week, on 3 May). A month "
        "or year that belongs to the thing itself (January's exports, the 2025 budget, a vote in June) gives none, it stays in "
        "the question. Days are counted from `today`: yesterday is that day, the last three "
        "days are today and two before, last week is Monday to Sunday before; “latest” sets no days. `wordings` holds, for each "
        "of `languages`, the few words by which articles in it would tell the answer: names, the act and its usual synonyms. "
        "Words about the asking (please, compare, what do the papers say) belong nowhere."
    ),
    reply=Understood,
    max_tokens=500,
)
