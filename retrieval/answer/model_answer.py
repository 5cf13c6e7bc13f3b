"""Answers in a model's words. It is shown a few articles as data, has no tools, and every sentence goes through the gate."""

import logging
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any
from zoneinfo import ZoneInfo

from retrieval.answer.compose import Citations, Part, as_text, asked_topics, nothing_from
from retrieval.answer.quotable import is_quotable, quotable_text
from retrieval.answers import Answer, Query, Sentence
from retrieval.articles import Article, Hit
from retrieval.claims import Verdict
from retrieval.claims.check import leans_on
from retrieval.errors import ModelError
from retrieval.index.passages import full_text
from retrieval.language.sentences import split_sentences
from retrieval.language.terms import term_set
from retrieval.model import request_messages, stream_items
from retrieval.model.prompts import ANSWER
from retrieval.model.prompts.answer import AnswerSentence
from retrieval.model.reply_reader import clean_sentence
from retrieval.ports import Message, Model
from retrieval.sources.sides import Sides

log = logging.getLogger(__name__)

Gate = Callable[[str, Sequence[str]], Verdict]
# Together they stay under 4,000 tokens of prompt and 600 of reply; a word with its mark is two tokens or three.
_ARTICLES = 10
_WORDS = 900
_MOST = 12
# Leaves an answer without the model time enough to come within 15 seconds.
_PATIENCE = timedelta(seconds=12)
_REMEMBERED = 200
_NOTHING = re.compile(r"\{\s*\"sentences\"\s*:\s*\[\s*\]\s*,?\s*\}")


@dataclass(frozen=True, slots=True)
class _Shown:
    """An article in the prompt: its number there, what is shown of it, and what a sentence about it is checked against."""

    number: int
    article: Article
    passages: tuple[str, ...]
    source: str


class ModelWriter:
    """Writes with a model. What it yields is checked; where it yields nothing, another writer must do."""

    def __init__(self, model: Model, gate: Gate) -> None:
        self._model = model
        self._gate = gate

    def write(
        self,
        query: Query,
        parts: Sequence[Part],
        hits: Sequence[Hit],
        sides: Sides,
        *,
        zone: str,
        may_use: Callable[[int], bool],
    ) -> Iterator[Answer | None]:
        """The answer as it grows, a sentence at a time; None alone when the model says that the articles do not answer.

        Nothing when the model may not be used, fails, or says nothing true.
        """
        shown = _show(hits, zone)
        payload = make_payload(query, shown, zone)
        if not shown or not may_use(estimate_tokens(payload)):
            return
        draft = _Draft(query, Citations(sides, asked_topics(query)), self._model.name)
        heard = _Heard(self._model)
        try:
            for said in stream_items(heard, ANSWER, payload, AnswerSentence, most=_MOST, timeout=_PATIENCE):
                if self._add(draft, said, shown):
                    yield draft.answer()
        except ModelError as error:
            log.warning("model failed, answering without it", extra={"cause": error.cause, "reason": str(error)})
        if heard.says_nothing:
            yield None
        if draft.sentences:
            draft.sentences += [Sentence(nothing_from(part.name, query), ()) for part in parts if not part.excerpts]
            yield draft.answer()

    def _add(self, draft: "_Draft", said: AnswerSentence, shown: Sequence[_Shown]) -> bool:
        text = clean_sentence(said.text)
        cited = [one for one in shown if one.number in said.sources]
        if not text or not cited or not is_quotable(text) or draft.has(text):
            return False
        sources = [one.source for one in cited]
        verdict = self._gate(text, sources)
        leans = bool(draft.dropped) and leans_on(text, draft.dropped, [sentence.text for sentence in draft.sentences])
        if not verdict.is_supported or leans:
            # Without the reason: it repeats words of the sentence, which a model may have taken from the reader.
            log.info("sentence of the model dropped", extra={"by": verdict.by})
            draft.dropped = text
            return False
        draft.add(text, cited, verdict.by)
        return True


class _Heard:
    """The model, with what it said kept: no sentences at all are an answer too."""

    def __init__(self, model: Model) -> None:
        self._model = model
        self._said = ""

    @property
    def name(self) -> str:
        return self._model.name

    @property
    def says_nothing(self) -> bool:
        return bool(_NOTHING.search(self._said))

    def complete(
        self,
        messages: Sequence[Message],
        *,
        schema: Mapping[str, Any] | None = None,
        max_tokens: int = 600,
        timeout: timedelta = _PATIENCE,
    ) -> str:
        return self._model.complete(messages, schema=schema, max_tokens=max_tokens, timeout=timeout)

    def stream(
        self,
        messages: Sequence[Message],
        *,
        schema: Mapping[str, Any] | None = None,
        max_tokens: int = 600,
        timeout: timedelta = _PATIENCE,
    ) -> Iterator[str]:
        for piece in self._model.stream(messages, schema=schema, max_tokens=max_tokens, timeout=timeout):
            self._said = (self._said + piece)[-_REMEMBERED:]
            yield piece


class _Draft:
    """The checked sentences so far."""

    def __init__(self, query: Query, citations: Citations, writer: str) -> None:
        self._query = query
        self._citations = citations
        self._writer = writer
        self._is_read = False
        self.sentences: list[Sentence] = []
        self.dropped = ""

    def has(self, text: str) -> bool:
        return any(sentence.text.casefold() == text.casefold() for sentence in self.sentences)

    def add(self, text: str, cited: Sequence[_Shown], by: str) -> None:
        self._is_read = self._is_read or by == "model"
        self.dropped = ""
        numbers = [self._citations.cite(one.article, best_quote(one.article, one.passages, text)) for one in cited]
        self.sentences.append(Sentence(text, tuple(numbers)))

    def answer(self) -> Answer:
        cited = tuple(self._citations.cited.values())
        return Answer(
            self._query.question,
            "answered",
            as_text(self.sentences),
            self._query,
            tuple(self.sentences),
            cited,
            self._writer,
            verified_by="model" if self._is_read else "verbatim",
        )


def make_payload(query: Query, shown: Sequence[_Shown], zone: str) -> dict[str, Any]:
    """The question and the articles as data."""
    return {
        "question": query.question,
        "understood": query.understood or query.content or query.question,
        "articles": [
            {
                "n": one.number,
                "outlet": one.article.outlet,
                "published": _day(one.article, zone),
                "text": "\n".join(one.passages),
            }
            for one in shown
        ],
    }


def estimate_tokens(payload: Mapping[str, Any]) -> int:
    """Rather too many than too few: what the prompt and the longest reply may take."""
    messages = request_messages(ANSWER, payload)
    characters = sum(len(message.content) for message in messages)
    wide = sum(ord(letter) > 0x2E80 for message in messages for letter in message.content)
    return (characters - wide) // 3 + wide + ANSWER.max_tokens


def best_quote(article: Article, passages: Sequence[str], sentence: str) -> str:
    """The sentence of the article that holds most of the words of a sentence about it."""
    wanted = term_set(sentence)
    pieces = [article.title]
    for passage in passages:
        pieces += [passage[span.start : span.end] for span in split_sentences(passage)]
    return max(pieces, key=lambda piece: (len(wanted & term_set(piece)), -len(piece)))


def _show(hits: Sequence[Hit], zone: str) -> list[_Shown]:
    """The first articles with their passages, as many words as there is room for, without what speaks to a machine."""
    passages: dict[str, list[str]] = {}
    articles: dict[str, Article] = {}
    room = _WORDS
    for hit in hits:
        if hit.article.id not in articles and len(articles) == _ARTICLES:
            continue
        piece = quotable_text(hit.passage)
        words = len(piece.split()) + sum(ord(letter) > 0x2E80 for letter in piece) // 2
        if not piece or words > room:
            continue
        room -= words
        articles[hit.article.id] = hit.article
        passages.setdefault(hit.article.id, []).append(piece)
    return [
        _Shown(number, articles[id_], tuple(pieces), _source(articles[id_], zone))
        for number, (id_, pieces) in enumerate(passages.items(), 1)
    ]


def _source(article: Article, zone: str) -> str:
    """What a sentence is checked against: the article without what speaks to a machine, under its outlet and date."""
    head = f"{article.outlet}, {_day(article, zone)}"
    return f"{head}\n\n{quotable_text(full_text(article))}"


def _day(article: Article, zone: str) -> str:
    day = article.day_written(ZoneInfo(zone))
    return f"{day:%-d %B %Y}" if day else "undated"
