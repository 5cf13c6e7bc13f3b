"""Answers in a model's words. It is shown a few articles as data, has no tools, and every sentence goes through the gate."""

import logging
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from retrieval.answer.compose import Citations, as_text, asked_topics, byline, nothing_from
from retrieval.answer.quotable import is_quotable
from retrieval.answer.search_lanes import Lane
from retrieval.answer.shown_articles import Shown, best_quote, day_of, may_stand_for, show_articles
from retrieval.answers import Answer, Query, Sentence
from retrieval.claims import Verdict
from retrieval.claims.check import leans_on
from retrieval.errors import ModelError
from retrieval.messages import Phrase
from retrieval.model import estimate_tokens, stream_items
from retrieval.model.prompts import ANSWER
from retrieval.model.prompts.answer import AnswerSentence
from retrieval.model.reply_reader import clean_sentence
from retrieval.ports import Message, Model
from retrieval.sources.sides import Sides

log = logging.getLogger(__name__)

Gate = Callable[[str, Sequence[str]], Verdict]
_MOST = 12
# Understanding the question may have taken 4 seconds: together they end within 15, answered without the model if need be.
_PATIENCE = timedelta(seconds=10)
_REMEMBERED = 200
_NOTHING = re.compile(r"\{\s*\"sentences\"\s*:\s*\[\s*\]\s*,?\s*\}")


class ModelWriter:
    """Writes with a model. What it yields is checked; where it yields nothing, another writer must do."""

    def __init__(self, model: Model, gate: Gate) -> None:
        self._model = model
        self._gate = gate

    def write(
        self,
        query: Query,
        lanes: Sequence[Lane],
        sides: Sides,
        *,
        now: datetime,
        zone: str,
        may_use: Callable[[int], bool],
    ) -> Iterator[Answer | None]:
        """The answer as it grows, a sentence at a time; None alone when the model says that the articles do not answer.

        Nothing when the model may not be used, fails, or says nothing true.
        """
        shown = show_articles(lanes, zone)
        payload = make_payload(query, shown, now=now, zone=zone)
        if not shown or not may_use(estimate_tokens(ANSWER, payload)):
            return
        draft = _Draft(query, Citations(sides, asked_topics(query)), self._model.name, zone)
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
            silent = (lane.name for lane in lanes if lane.name and not lane.hits)
            draft.sentences += [Sentence(nothing_from(name, query), ()) for name in silent]
            yield draft.answer()

    def _add(self, draft: "_Draft", said: AnswerSentence, shown: Sequence[Shown]) -> bool:
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
            # What a second reader denies is gone; what no code can tell the article may say itself.
            return verdict.by == "rules" and draft.add_own_words(text, cited[0])
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

    def __init__(self, query: Query, citations: Citations, writer: str, zone: str) -> None:
        self._query = query
        self._zone = zone
        self._citations = citations
        self._writer = writer
        self._is_read = False
        self.sentences: list[Sentence] = []
        self.dropped = ""

    def has(self, text: str) -> bool:
        return any(sentence.text.casefold() == text.casefold() for sentence in self.sentences)

    def add(self, text: str, cited: Sequence[Shown], by: str) -> None:
        self._is_read = self._is_read or by == "model"
        self.dropped = ""
        numbers = [self._citations.cite(one.article, best_quote(one.article, text)) for one in cited]
        self.sentences.append(Sentence(text, tuple(numbers)))

    def add_own_words(self, text: str, shown: Shown) -> bool:
        """The sentence of the article that comes nearest to one about it; False where none does or it stands there already."""
        quote = best_quote(shown.article, text)
        is_told = any(sentence.quote == quote for sentence in self.sentences)
        if is_told or not is_quotable(quote) or not may_stand_for(quote, text):
            return False
        said = Phrase("{byline}: {quote}", byline=byline(shown.article, self._zone), quote=quote)
        self.sentences.append(Sentence(said, (self._citations.cite(shown.article, quote),), quote))
        return True

    def answer(self) -> Answer:
        cited = tuple(self._citations.cited.values())
        return Answer(
            self._query.question,
            "answered",
            as_text(self.sentences),
            self._query,
            tuple(self.sentences),
            cited,
            self._writer if any(not sentence.quote for sentence in self.sentences) else "extractive",
            verified_by="model" if self._is_read else "verbatim",
        )


def make_payload(query: Query, shown: Sequence[Shown], *, now: datetime, zone: str) -> dict[str, Any]:
    """The question and the articles as data."""
    return {
        "question": query.question,
        "understood": query.content or query.question,
        "today": f"{now.astimezone(ZoneInfo(zone)):%-d %B %Y}",
        "articles": [
            {
                "n": one.number,
                "outlet": one.article.outlet,
                **({"asked_as": one.asked_as} if one.asked_as else {}),
                "published": day_of(one.article, zone),
                "text": one.text,
            }
            for one in shown
        ],
    }
