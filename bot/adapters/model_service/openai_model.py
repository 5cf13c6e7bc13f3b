"""Asks the language model behind any OpenAI-compatible server.

Asks in the form that the server takes (`request_form`), within a wall deadline (`bounded_transport`), tells failures apart
(`model_faults`), and tries once more where waiting a moment helps. What comes back is capped in size.
"""

import logging
import time
from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

import openai
from openai.types.chat import ChatCompletionChunk, ChatCompletionMessageParam

from bot.adapters.model_service.form_memory import ForgetfulMemory, FormMemory
from bot.adapters.model_service.model_calls import Call, MeasuredModel, estimate_usage
from bot.adapters.model_service.model_faults import told_by, too_much, translated_errors
from bot.adapters.model_service.openai_client import USUAL_ADDRESS, open_client
from bot.adapters.model_service.request_form import RequestForm, adapt, first_form, with_more_headroom
from retrieval.errors import ModelError
from retrieval.ports import Clock, Message, Usage

log = logging.getLogger(__name__)

# As events on the wire these are 5 MB; the transport reads 12 MB and no more (docs/decisions/0194).
MAX_REPLY_CHARACTERS = 60_000
# Some servers answer a parameter that they do not know with an error of their own.
_REFUSING = frozenset({400, 415, 422, 500, 501})
# Each refusal takes one thing away; there are seven.
_MOST_FORMS = 8
_MOST_TOKENS = 10**8


@dataclass(slots=True)
class _Reply:
    """Collects what has come of a reply so far."""

    pieces: list[str] = field(default_factory=list)
    length: int = 0
    refusal: str = ""
    finish: str = ""
    usage: Usage | None = None
    has_thought: bool = False


class OpenAiModel(MeasuredModel):
    """`retrieval.ports.Model` over chat completions. `pace` stretches the time that callers give: 2 for a slow server."""

    def __init__(
        self,
        *,
        api_key: str,
        base_url: str | None,
        model: str,
        clock: Clock,
        effort: str = "",
        pace: float = 1.0,
        forms: FormMemory | None = None,
        sleep: Callable[[float], None] = time.sleep,
    ) -> None:
        self._model = model
        self._clock = clock
        self._pace = pace
        self._sleep = sleep
        self._client = open_client(api_key=api_key, base_url=base_url)
        self._forms = forms or ForgetfulMemory()
        self._key = f"{base_url or USUAL_ADDRESS} {model} {effort}"
        is_openai = "api.openai.com" in (base_url or USUAL_ADDRESS)
        self.form = self._forms.recall(self._key) or first_form(model, is_openai=is_openai, effort=effort)

    @property
    def name(self) -> str:
        return self._model

    def close(self) -> None:
        self._client.close()

    def shutdown_date(self) -> datetime | None:
        """When the server says that it will stop serving this model; None where it does not say. Raises ModelError."""
        with self._translated():
            listed = self._client.models.list(timeout=10 * self._pace)
            said = next((str(one.shutdown_date or "") for one in listed.data if one.id == self._model), "")
            return datetime.fromisoformat(said) if said else None

    def pieces(self, call: Call) -> Iterator[str]:
        ends = time.monotonic() + call.timeout.total_seconds() * self._pace
        is_second = False
        while True:
            reply, form = _Reply(), self.form
            try:
                said = self._once(call, reply, ends)
                yield from ["".join(said)] if call.is_whole else said
                return
            except ModelError as error:
                is_shown = reply.pieces and not call.is_whole
                pause = None if is_second or is_shown else self._pause_for(error, form)
                # A second try that cannot end in time is none.
                if pause is None or time.monotonic() + pause + 1 > ends:
                    raise
                self._sleep(pause)
                is_second = True

    def _pause_for(self, error: ModelError, form: RequestForm) -> float | None:
        """How many seconds to wait before a second try; None where it would not help."""
        if error.cause in ("rate_limit", "overload") and error.retry_at is not None:
            return max(0.0, (error.retry_at - self._clock.now()).total_seconds())
        if error.cause == "broken_stream":
            return 0.0
        if error.cause == "length" and (roomier := with_more_headroom(form)):
            self._learn(form, roomier)
            return 0.0
        return None

    def _once(self, call: Call, reply: _Reply, ends: float) -> Iterator[str]:
        with self._translated():
            chunks = self._open(call, ends)
            try:
                with closing(chunks):
                    for chunk in chunks:
                        yield from self._read(chunk, reply)
            finally:
                call.on_usage(reply.usage or estimate_usage(call.messages, "".join(reply.pieces)))
        if reply.has_thought and not self.form.headroom:
            self._learn(self.form, with_more_headroom(self.form))
        self._judge(reply)

    def _open(self, call: Call, ends: float) -> "openai.Stream[ChatCompletionChunk]":
        for _ in range(_MOST_FORMS):
            form = self.form
            sent = form.parameters(schema=call.schema, max_tokens=call.max_tokens)
            try:
                opened: openai.Stream[ChatCompletionChunk] = self._client.chat.completions.create(
                    model=self._model,
                    messages=[_as_param(message) for message in call.messages],
                    timeout=max(0.01, ends - time.monotonic()),
                    stream=True,
                    **sent,
                )
            except openai.APITimeoutError:
                # The server may have read and thought all the same.
                call.on_usage(estimate_usage(call.messages, ""))
                raise
            except openai.APIStatusError as error:
                told = told_by(error, self._clock)
                adapted = adapt(form, sent, param=told.param, message=told.message)
                if error.status_code not in _REFUSING or adapted is None:
                    raise
                self._learn(form, adapted)
            else:
                return opened
        raise ModelError(f"The model {self._model} takes no form of request that we know.", cause="refused_request")

    def _learn(self, form: RequestForm, better: RequestForm | None) -> None:
        """Ask in another form from now on, unless another thread learned something meanwhile."""
        if better is not None and self.form == form:
            self.form = better
            self._forms.keep(self._key, better)
            log.info("request form changed", extra={"model": self._model, "form": str(better)})

    def _read(self, chunk: ChatCompletionChunk, reply: _Reply) -> Iterator[str]:
        reply.usage = _usage(chunk) or reply.usage
        choice = chunk.choices[0] if chunk.choices else None
        if choice is None:
            return
        reply.finish = str(choice.finish_reason or reply.finish)
        delta = choice.delta
        reply.has_thought |= any(getattr(delta, name, None) for name in ("reasoning_content", "reasoning"))
        if isinstance(delta.refusal, str):
            reply.refusal += delta.refusal[:MAX_REPLY_CHARACTERS]
        piece = delta.content
        if not isinstance(piece, str) or not piece:
            return
        reply.length += len(piece)
        if reply.length > MAX_REPLY_CHARACTERS:
            raise too_much(self._who)
        reply.pieces.append(piece)
        yield piece

    def _judge(self, reply: _Reply) -> None:
        """Raises what an ended reply without the text that was asked for means."""
        if reply.finish == "content_filter":
            raise ModelError(f"{self._who} was stopped by the provider's filter.", cause="filter")
        if reply.length:
            return
        if reply.refusal:
            raise ModelError(f"{self._who} refused to answer.", cause="refusal", server_said=reply.refusal[:400])
        if reply.finish == "length":
            raise ModelError(
                f"{self._who} spent all its tokens before the first word: set OPENAI_REASONING_EFFORT=low, or take "
                "another model.",
                cause="length",
            )
        raise ModelError(f"{self._who} answered with nothing.", cause="empty")

    @property
    def _who(self) -> str:
        return f"The model {self._model}"

    def _translated(self) -> Any:
        return translated_errors(self._who, self._clock)


def _usage(chunk: ChatCompletionChunk) -> Usage | None:
    """The server's own figures, where they are figures."""
    told = chunk.usage
    if told is None:
        return None
    details = told.completion_tokens_details
    figures = (told.prompt_tokens, told.completion_tokens, (details.reasoning_tokens if details else 0) or 0)
    if all(isinstance(figure, int) and 0 <= figure < _MOST_TOKENS for figure in figures):
        return Usage(*figures)
    return None


def _as_param(message: Message) -> ChatCompletionMessageParam:
    match message.role:
        case "system":
            return {"role": "system", "content": message.content}
        case "user":
            return {"role": "user", "content": message.content}
        case "assistant":
            return {"role": "assistant", "content": message.content}
