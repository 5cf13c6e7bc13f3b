"""Answers as the conversation remembers them: enough to show the passages and to go on asking after a restart."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from itertools import islice
from typing import Any

from bot.digest.model.digest import Digest
from bot.digest.show.views import title_of
from bot.talk.frame.desk import Turn
from retrieval.answer.quotable import quotable_sentences
from retrieval.answers import Answer, Citation, Query
from retrieval.articles import Article, Filters
from retrieval.index.passages import full_text

_WORDS = (
    r"(?:what(?:['’]s)?|who|which|where|when|and|so|ok|please|can|could|would|you|i|we|it|tell|show|give|open|read|quote|cite|explain|"
    r"summari[sz]e|see|me|us|more|about|on|of|did|does|do|is|was|in|the|from|say|says|said|saying|write|writes|wrote|written|"
    r"report|reports|reported|tells|told|mean|means|full|whole|text|passage|link|for|to|at|article|number|no|source)"
)
_MARK = re.compile(r"[\[【](?P<n>\d{1,3})[\]】]")
_NAMED = r"\b(?:source|citation|reference|footnote)\s+(?:number\s+|no\.?\s+|#)?(?P<m>\d{1,3})\b"
_POINTS = re.compile(
    rf"^(?:\W{{0,4}}{_WORDS}\b)*?\W{{0,4}}?(?:{_MARK.pattern}|{_NAMED})(?:\W{{0,4}}{_WORDS}\b)*\W*", re.IGNORECASE
)

LEAD = 3
LATEST = "latest"
CITED = "cited"
"""The latest answer that has sources: a refusal after it does not hide them."""
# What of a query a follow-up needs, beside its filters.
PLAIN = ("question", "content", "intent", "understood", "answer_kind")


@dataclass(frozen=True, slots=True)
class CitedPassage:
    """Source `n` of a remembered answer, with its passage word for word."""

    n: int
    article_id: str
    outlet: str
    title: str
    url: str
    published: datetime | None
    quote: str
    topic: str
    perspective: str
    more_quotes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Recollection:
    question: str
    query: Query
    citations: tuple[CitedPassage, ...]
    meant: str = ""

    @property
    def sides(self) -> set[tuple[str, str]]:
        """The (topic, perspective) pairs that were cited."""
        return {(one.topic, one.perspective) for one in self.citations if one.perspective}


def remember_answer(turn: Turn, answer: Answer) -> str:
    """Store an answer of this chat; its name. It is the chat's latest until the next one."""
    name = str(turn.utterance.message_id or int(turn.now.timestamp()))
    kept = {
        "question": answer.question,
        "query": _query_to_json(answer.query),
        "meant": answer.meant,
        "citations": [
            {
                "n": one.n,
                "article_id": one.article.id,
                "outlet": one.article.outlet,
                "title": one.article.title,
                "url": one.article.url,
                "published": one.article.dated.isoformat() if one.article.dated else "",
                "quote": one.quote,
                "topic": one.topic,
                "perspective": one.perspective,
                "more_quotes": _more_quotes(answer, one),
            }
            for one in answer.citations
        ],
    }
    # A button pressed under an answer asks again: its answer must not take the place of the first.
    if turn.utterance.press is not None:
        name = f"{name}-{turn.now.timestamp():.3f}"
    turn.desk.memory.keep(turn.chat_id, f"answer:{name}", kept, now=turn.now)
    turn.desk.memory.keep(turn.chat_id, f"answer:{LATEST}", kept, now=turn.now)
    if answer.citations:
        turn.desk.memory.keep(turn.chat_id, f"answer:{CITED}", kept, now=turn.now)
    return name


def recall_answer(turn: Turn, name: str, *, since: datetime | None = None) -> Recollection | None:
    """An answer of this chat, with those of its articles that were not retracted since."""
    kept = turn.desk.memory.recall(turn.chat_id, f"answer:{name}", since=since)
    if kept is None:
        return None
    citations = [
        CitedPassage(
            **one
            | {
                "published": datetime.fromisoformat(one["published"]) if one["published"] else None,
                "more_quotes": tuple(one.get("more_quotes", ())),
            }
        )
        for one in kept["citations"]
    ]
    stored = turn.desk.articles.get_many([one.article_id for one in citations])
    return Recollection(
        kept["question"],
        _query_from_json(kept["query"]),
        tuple(one for one in citations if one.article_id in stored),
        kept.get("meant", ""),
    )


def recollect_sources(turn: Turn, digest: Digest) -> Recollection:
    """The sources of a digest, each with the beginning of its stored text, as if an answer had cited them."""
    stored = turn.desk.articles.get_many([source.article_id for source in digest.sources])
    cited = tuple(
        CitedPassage(
            source.n,
            source.article_id,
            source.outlet,
            source.title,
            source.url,
            source.published if source.is_dated else None,
            quote,
            digest.topic,
            source.perspective,
            tuple(more),
        )
        for source in digest.sources
        if source.article_id in stored
        for quote, *more in [_lead(stored[source.article_id])]
    )
    title = title_of(digest)
    return Recollection(title, Query(title, ""), cited)


def _lead(article: Article) -> list[str]:
    """The first sentences of an article that tell something, word for word; its headline where it has no others."""
    spans = islice(quotable_sentences(article.body), LEAD)
    return [article.body[span.start : span.end] for span in spans] or [article.title]


def _more_quotes(answer: Answer, citation: Citation) -> list[str]:
    """The passages of an article behind the other sentences that cite it, word for word."""
    text = full_text(citation.article)
    passages = [sentence.quote or sentence.text for sentence in answer.sentences if citation.n in sentence.citations]
    return [one for one in dict.fromkeys(passages) if one in text and one not in citation.quote]


def _query_to_json(query: Query) -> dict[str, Any]:
    filters = query.filters
    return {name: getattr(query, name) for name in PLAIN} | {
        "filters": {
            "outlets": sorted(filters.outlets),
            "perspectives": sorted(filters.perspectives),
            "topics": sorted(filters.topics),
            "since": filters.since.isoformat() if filters.since else None,
            "until": filters.until.isoformat() if filters.until else None,
        }
    }


def _query_from_json(kept: Mapping[str, Any]) -> Query:
    raw = kept["filters"]
    filters = Filters(
        outlets=frozenset(raw["outlets"]),
        perspectives=frozenset((topic, side) for topic, side in raw["perspectives"]),
        topics=frozenset(raw["topics"]),
        since=datetime.fromisoformat(raw["since"]) if raw["since"] else None,
        until=datetime.fromisoformat(raw["until"]) if raw["until"] else None,
    )
    return Query(filters=filters, **{name: kept[name] for name in PLAIN})


def number_pointed_at(question: str) -> int | None:
    """The number of the source, when the question asks for nothing but what that one says."""
    found = _POINTS.fullmatch(question.strip())
    return int(found["n"] or found["m"]) if found else None


def number_within(question: str) -> int | None:
    """The number of a source that a longer question names: "what did [2] say about the tariffs?"."""
    found = _MARK.search(question)
    return int(found["n"]) if found else None


def with_outlet(question: str, outlet: str) -> str:
    """The question with the source's outlet in place of its number."""
    return _MARK.sub(lambda _: outlet, question, count=1)
