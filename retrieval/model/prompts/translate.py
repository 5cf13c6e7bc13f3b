"""`translate`: lines of a digest or an answer in the reader's language.

Request: `{"task","language","lines":[{"n","text"}]}`. Each line of the reply has its number: a model that leaves one out must
not shift the others.
"""

from typing import Annotated

from pydantic import Field, StringConstraints
from pydantic.types import Strict

from retrieval.model.fields import Most, Number, Reply, Word
from retrieval.model.task import Task

AT_ONCE = 12
Translation = Annotated[str, Strict(), StringConstraints(strip_whitespace=True, max_length=4_000)]


class NameForm(Reply):
    name: Word
    form: Word = Field(description="the form that the name has in the translation")


class LineTranslated(Reply):
    n: Number
    text: Translation
    names: Annotated[tuple[NameForm, ...], Most(30)]


class Translated(Reply):
    lines: Annotated[tuple[LineTranslated, ...], Most(AT_ONCE)]


TRANSLATE = Task(
    name="translate",
    version=1,
    prompt=(
        "You translate lines of a news digest into the language named. Keep every number as it is, in the same digits, and "
        "whatever stands in quotation marks word for word in its own language. Add and leave out nothing. Give for each line its "
        "number `n`, its translation as `text`, and as `names` every proper name of the line (`name`) with the form it has in your "
        "translation (`form`)."
    ),
    reply=Translated,
    max_tokens=600,
)
