"""The sentence of a digest as a model writes it."""

from typing import Annotated

from pydantic import Field

from retrieval.model.fields import Line, Most, Number, Reply, Word

CITED = 4


class Sentence(Reply):
    """`citations` are numbers of the articles it rests on. `said_by` is the outlet or the person whose statement it is, empty
    where the outlets cited say it themselves; `said_on` the day it was said, YYYY-MM-DD, where that is told."""

    text: Line = Field(min_length=1)
    citations: Annotated[tuple[Number, ...], Most(CITED)] = Field(description="numbers of the articles it rests on")
    said_by: Word = Field(default="", description="the outlet or person whose statement it is, or empty")
    said_on: Word = Field(default="", description="YYYY-MM-DD, or empty")
