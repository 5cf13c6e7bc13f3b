"""Answers with a real, small and bad model: what it tried, and what got past the gate."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from bot.adapters.clock import SystemClock
from bot.adapters.model_service.openai_model import OpenAiModel
from retrieval.answers import Answer
from retrieval.claims import check_claim
from retrieval.evaluation.evaluation import count_forged
from retrieval.model import read_items
from retrieval.model.prompts.answer import AnswerSentence
from retrieval.ports import Message
from tests.builders import NOON
from tests.model_server import missing_reason, running_model_server
from tests.retrieval.answering import archive, story

pytestmark = pytest.mark.slow

needs_model = pytest.mark.skipif(bool(missing_reason()), reason=missing_reason())
STORIES = (
    story(
        "New bridge opens over the Lune", text="The bridge over the Lune opened on Monday. It cost 340 million crowns."
    ),
    story(
        "Shops near the Lune bridge stay shut",
        "East Post",
        "Shops near the bridge over the Lune stayed shut on Monday.",
    ),
    story("Ferry over the Lune ends", "Far Wire", "The last ferry over the Lune sailed on Sunday with 90 people."),
)
# How long the model may take on a machine that does other things too: a limit for a hang, not a measure.
PATIENCE = timedelta(minutes=10)
QUESTIONS = (
    "What happened at the bridge over the Lune?",
    "How much did the bridge over the Lune cost?",
    "What about the ferry over the Lune?",
)


class Listening:
    """A model with a memory of everything the model behind it tried to say."""

    def __init__(self, model: OpenAiModel) -> None:
        self._model = model
        self.name = model.name
        self.tried: list[AnswerSentence] = []
        self.pieces = 0

    def complete(self, messages: Sequence[Message], **more: Any) -> str:
        return "".join(self.stream(messages, **more))

    def stream(
        self,
        messages: Sequence[Message],
        *,
        schema: Mapping[str, Any] | None = None,
        max_tokens: int = 600,
        timeout: timedelta = timedelta(seconds=15),
    ) -> Iterator[str]:
        said = ""
        for piece in self._model.stream(messages, schema=schema, max_tokens=200, timeout=PATIENCE):
            said += piece
            self.pieces += 1
            yield piece
        self.tried += read_items([said], AnswerSentence, most=12)


@needs_model
def test_a_bad_model_gets_nothing_unsupported_past_the_gate(
    tmp_path: Path, record_property: Callable[[str, object], None]
) -> None:
    with running_model_server() as url:
        model = Listening(OpenAiModel(api_key="unused", base_url=url, model="smollm2", clock=SystemClock()))
        with archive(tmp_path, *STORIES, model=model) as answerer:
            answers = [answerer.answer(question, now=NOON) for question in QUESTIONS]
    assert model.pieces > len(QUESTIONS)
    for answer in answers:
        assert answer.status == "answered"
        check_written(answer)
    let_through = sum(len(answer.sentences) for answer in answers if answer.writer == model.name)
    record_property("sentences tried", len(model.tried))
    record_property("sentences let through", let_through)


def check_written(answer: Answer) -> None:
    cited = {citation.n: citation.article for citation in answer.citations}
    assert count_forged(answer, {article.id: article for article in cited.values()}.get) == 0
    for sentence in answer.sentences:
        articles = [cited[n] for n in sentence.citations]
        sources = [
            f"{article.outlet}, {article.published:%-d %B %Y}\n\n{article.title}\n\n{article.body}"
            for article in articles
        ]
        assert check_claim(sentence.text, sources).is_supported, sentence.text
