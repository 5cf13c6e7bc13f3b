"""Checks models for `doctor`: makes one real request for each purpose, says what the server answered and what models did lately.

The texts it sends are invented here, so whatever a server repeats of them may be shown.
"""

from collections.abc import Iterator, Mapping
from datetime import UTC, datetime, timedelta
from time import perf_counter
from typing import Any

from bot.adapters.model_service.model_calls import Call, MeasuredModel
from bot.adapters.model_service.openai_model import OpenAiModel
from bot.app import App
from bot.run.admin_notices import budget_problem
from bot.run.findings import Finding
from bot.run.logs import blotted, secrets_of
from bot.talk.frame.localise import Words
from bot.talk.frame.model_figures import figure_lines
from retrieval.errors import ModelError
from retrieval.model import Task, read_reply, request_messages
from retrieval.model.prompts import STORY, VERIFY
from retrieval.ports import Usage

PATIENCE = timedelta(seconds=30)
SHUTDOWN_WITHIN = timedelta(days=60)
_TEXT = "The bridge over the Lune opened on Monday, two years late. It cost 340 million crowns, Mayor Ada Brandt said."
_ARTICLE = {"n": 1, "outlet": "West Times", "side": "west", "published": "2026-01-05", "title": "The Lune bridge opens"}
_STORY: Mapping[str, Any] = {
    "topic": "East and West",
    "sides": [{"id": "west", "name": "The West"}],
    "articles": [{**_ARTICLE, "text": _TEXT, "reprinted_by": []}],
    "older": [],
    "told_before": [],
}
_SOURCE = {"n": 1, "outlet": "West Times", "published": "2026-01-05", "text": _TEXT}
_CLAIM = {"id": "1", "sentence": "The bridge over the Lune opened on Monday.", "speaker": "", "sources": [_SOURCE]}
_VERIFY: Mapping[str, Any] = {"items": [_CLAIM]}


def check_models(app: App) -> Iterator[Finding]:
    """Findings on the writer, the reader of the second reading where it is another model, the budget and the last digests."""
    if app.model is None:
        yield Finding("model", "ok", "none set: answers and digests are extracts from the articles")
        return
    for number, model in enumerate(app.models.measured):
        task, payload = (STORY, _STORY) if number == 0 else (VERIFY, _VERIFY)
        yield _check_reply(app, model, task, payload)
    for server in app.models.servers:
        yield from _check_shutdown(server, app.clock.now())
    yield from _check_figures(app)


def _check_reply(app: App, model: MeasuredModel, task: Task[Any], payload: Mapping[str, Any]) -> Finding:
    used: list[Usage] = []
    started = perf_counter()
    messages = request_messages(task, payload)
    call = Call(messages, task.schema, task.max_tokens, PATIENCE, used.append, is_whole=True)
    try:
        reply = "".join(model.pieces(call))
    except ModelError as error:
        return Finding("model", "fail", str(error), _said(app, error.server_said))
    seconds = perf_counter() - started
    kind = "a story of a digest" if task is STORY else "a second reading"
    if read_reply(reply, task.reply) is None:
        said = f"{model.name} was asked for {kind} and answered in another form: “{_shown(app, reply)}”"
        return Finding("model", "fail", said, "Nothing of it can be used: take another model.")
    cost = f"{sum(one.sent for one in used):,} tokens sent, {sum(one.received for one in used):,} received"
    thinking = sum(one.reasoning for one in used)
    detail = f"{model.name} made {kind} in {seconds:.1f} s: {cost}" + (
        f", {thinking:,} of them thinking" if thinking else ""
    )
    return Finding("model", "ok", detail)


def _check_shutdown(server: OpenAiModel, now: datetime) -> Iterator[Finding]:
    try:
        ends = server.shutdown_date()
    except ModelError:
        # Not every server lists its models; whether it serves this one was asked before.
        return
    if ends is not None and ends.replace(tzinfo=ends.tzinfo or UTC) - now <= SHUTDOWN_WITHIN:
        detail = f"{server.name} will be shut down by its provider on {ends:%Y-%m-%d}"
        yield Finding("model", "warn", detail, "Set OPENAI_MODEL (or OPENAI_VERIFY_MODEL) to its successor before.")


def _check_figures(app: App) -> Iterator[Finding]:
    figures = app.model_figures
    for line in figure_lines(figures, Words(), app.clock.now()):
        yield Finding("model", "ok", line.rstrip("."))
    if problem := budget_problem(figures.budget.spent(app.clock.now()), figures.budget.a_day):
        yield Finding("model", "warn", problem.rstrip("."))
    if line := figures.writers_line(Words()):
        yield Finding("model", "warn", line.rstrip("."), "docs/models.md says what to do about each cause.")


def _said(app: App, message: str) -> str:
    return f"The server says: “{_shown(app, message)}”" if message else ""


def _shown(app: App, text: str) -> str:
    secrets = sorted(secrets_of(app.settings), key=len, reverse=True)
    return " ".join(blotted(text, secrets).split())[:300]
