"""Questions understood and answers given, as values. Making them is elsewhere."""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Literal

from retrieval.articles import Article, Filters

Intent = Literal["find", "compare", "list", "timeline"]


@dataclass(frozen=True, slots=True)
class Source:
    """One outlet, or one side, that a question names: what it is called there, and the articles that are its own."""

    name: str
    filters: Filters


@dataclass(frozen=True, slots=True)
class Query:
    """A question as understood: filters, what is left to look for, and how the answer should be laid out.

    `understood` is a sentence that can be shown ("Global Times, 1 to 7 January 2026: Maduro"); it never
    contains more than the question and its context held. `prefer` is what was said in passing ("this week"): it ranks
    and excludes nothing. `sources` are the outlets and sides named, in order; `filters` is all of them together.
    `excluded` are outlets that it does not want ("besides Reuters"). `answer_kind` is what a short answer would be: number,
    person, name, time, place, or nothing. `wordings` are other words, perhaps in other languages, to search with as well.
    Of a question that leans on the one before it, `own` are its own words; `shown` are the articles that the answer (of the
    question before) cited.
    """

    question: str
    content: str
    filters: Filters = field(default_factory=Filters)
    intent: Intent = "find"
    understood: str = ""
    answer_kind: str = ""
    prefer: Filters | None = None
    sources: tuple[Source, ...] = ()
    excluded: frozenset[str] = frozenset()
    wordings: tuple[str, ...] = ()
    own: str = ""
    shown: tuple[str, ...] = ()

    @property
    def names_source(self) -> bool:
        return bool(self.filters.outlets or self.filters.perspectives)


# A question of more characters is no question.
MAX_QUESTION = 1_000


@dataclass(frozen=True, slots=True)
class Citation:
    """Source `n` of an answer. `quote` is a verbatim span of the article's stored text."""

    n: int
    article: Article
    quote: str
    perspective: str = ""
    topic: str = ""


@dataclass(frozen=True, slots=True)
class Sentence:
    """`quote` are the source's own words in it, without the byline; empty where a model wrote it."""

    text: str
    citations: tuple[int, ...]
    quote: str = ""


@dataclass(frozen=True, slots=True)
class Answer:
    """Under `no_answer`, `citations` and `sentences` are empty and `text` says what was searched and what is nearest.

    `closest` is the article then that shares a name with the question. `meant` is the question as it was perhaps meant,
    where a name in it is misspelt. `verified_by` says what let the sentences through: a model's second reading, or that they
    are the articles' own.
    """

    question: str
    status: Literal["answered", "no_answer"]
    text: str
    query: Query
    sentences: tuple[Sentence, ...] = ()
    citations: tuple[Citation, ...] = ()
    writer: str = "extractive"
    asked_at: datetime | None = None
    elapsed_ms: float = 0.0
    meant: str = ""
    verified_by: Literal["model", "verbatim"] = "verbatim"
    closest: Citation | None = None
