"""The sentence of a digest as a model writes it."""

from typing import Annotated

from pydantic import Field

from retrieval.model.fields import Line, Most, Number, Reply, Word

CITED = 4


class Sentence(Reply):
    """`said_by` is empty where the outlets cited say it themselves; the day it was said is known from the articles."""

    text: Line = Field(min_length=1)
    citations: Annotated[tuple[Number, ...], Most(CITED)] = Field(description="numbers of the articles it rests on")
    said_by: Word = Field(default="", description="the person or body that the sentence quotes, or empty")
