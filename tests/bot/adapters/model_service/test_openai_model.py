"""The client of model servers: against a real model, against a strict stand-in, and against servers that misbehave."""

import json
from collections.abc import Callable, Iterator, Sequence
from datetime import timedelta
from pathlib import Path
from time import monotonic
from typing import Any

import pytest

from bot.adapters.clock import FixedClock, SystemClock
from bot.adapters.model_service.model_calls import Call
from bot.adapters.model_service.openai_embedder import OpenAiEmbedder
from bot.adapters.model_service.openai_model import OpenAiModel
from retrieval.errors import ModelError
from retrieval.model import Missing, ask_model
from retrieval.model.prompts import LINES
from retrieval.ports import Message, Usage
from tests.bot.adapters.model_servers import STAND_IN, event, refusal, reply, scripted_server, stand_in
from tests.builders import NOON
from tests.feedserver import Answer, Page
from tests.model_server import missing_reason, running_model_server

pytestmark = pytest.mark.slow

needs_model = pytest.mark.skipif(bool(missing_reason()), reason=missing_reason())
needs_stand_in = pytest.mark.skipif(not STAND_IN.is_file(), reason="../shared/tools is not here")
ONE_BULLET = {
    "type": "object",
    "properties": {
        "text": {"type": "string", "maxLength": 80},
        "citations": {"type": "array", "items": {"type": "integer"}, "maxItems": 2},
    },
    "required": ["text", "citations"],
    "additionalProperties": False,
}
# How long the model may take on a machine that does other things too: a limit for a hang, not a measure.
PATIENCE = timedelta(minutes=10)
QUESTION = [Message("system", "Answer in JSON."), Message("user", "Summarise: [1] The bridge opened on Monday.")]
OPENED = {"number": 1, "outlet": "West Times", "text": "The Lune bridge opened on Monday, two years late."}
LINES_ASKED = {"items": [{"item": 1, "articles": [OPENED]}]}
OVERLOADED = refusal(503, "The engine is currently overloaded", **{"Retry-After": "1"})
MAX_TOKENS = refusal(
    400, "Unsupported parameter: 'max_tokens'. Use 'max_completion_tokens' instead.", param="max_tokens"
)


@pytest.fixture(scope="module")
def base_url() -> Iterator[str]:
    with running_model_server() as url:
        yield url


def model(base_url: str, name: str = "smollm2", **more: Any) -> OpenAiModel:
    return OpenAiModel(api_key="unused", base_url=base_url, model=name, **{"clock": SystemClock(), **more})


def asked_of(*answers: Answer, name: str = "local", **more: Any) -> tuple[str, list[dict[str, Any]], list[Usage]]:
    """What is said when a server gives these answers, what it was asked, and what the call cost."""
    usages: list[Usage] = []
    with scripted_server(*answers) as server:
        made = model(server.base_url, name, sleep=lambda _: None, **more)
        try:
            said = "".join(made.pieces(Call(QUESTION, ONE_BULLET, 300, PATIENCE, usages.append, is_whole=True)))
        except ModelError as error:
            said = error.cause
        return said, server.asked, usages


@needs_model
def test_a_real_model_keeps_to_the_schema(base_url: str) -> None:
    answer = json.loads(model(base_url).complete(QUESTION, schema=ONE_BULLET, timeout=PATIENCE))
    assert set(answer) == {"text", "citations"}


@needs_model
def test_a_reply_streams_in_more_than_one_piece(base_url: str) -> None:
    pieces = list(model(base_url).stream(QUESTION, max_tokens=12, timeout=PATIENCE))
    assert len(pieces) > 1


@needs_model
def test_a_real_server_says_what_a_call_cost(base_url: str) -> None:
    usages: list[Usage] = []
    "".join(model(base_url).pieces(Call(QUESTION, None, 12, PATIENCE, usages.append)))
    assert [(usage.is_estimated, 0 < usage.received <= 13) for usage in usages] == [(False, True)]


def test_a_server_that_is_not_there_is_a_model_error_that_names_the_setting() -> None:
    with pytest.raises(ModelError, match="OPENAI_BASE_URL") as failure:
        model("http://127.0.0.1:9/v1").complete(QUESTION)
    assert failure.value.cause == "unreachable"


def test_an_embeddings_endpoint_that_is_not_there_is_a_model_error() -> None:
    embedder = OpenAiEmbedder(api_key="unused", base_url="http://127.0.0.1:9/v1", model="m", clock=SystemClock())
    with pytest.raises(ModelError, match="cannot be reached"):
        embedder.embed_query("bridge")


def test_what_a_server_refused_once_is_never_sent_again() -> None:
    said, asked, _ = asked_of(MAX_TOKENS, reply("yes"))
    assert said == "yes"
    assert [("max_tokens" in one, "max_completion_tokens" in one) for one in asked] == [(True, False), (False, True)]
    with scripted_server(MAX_TOKENS, reply("yes")) as server:
        made = model(server.base_url, "local")
        for _ in range(3):
            made.complete(QUESTION)
        assert len(server.asked) == 4


@pytest.mark.parametrize(
    ("answers", "cause", "requests"),
    [
        ([refusal(429, "You exceeded your current quota", code="insufficient_quota")], "quota", 1),
        ([refusal(401, "Incorrect API key provided.", code="invalid_api_key")], "bad_key", 1),
        ([refusal(404, "The model does not exist", code="model_not_found")], "gone_model", 1),
        ([refusal(429, "Slow down", code="rate_limit_exceeded", **{"Retry-After": "3600"})], "rate_limit", 1),
        ([OVERLOADED], "overload", 2),
        ([refusal(400, "No.")], "refused_request", 1),
        ([reply(more=[event({"refusal": "I cannot"})])], "refusal", 1),
        ([reply(finish="content_filter")], "filter", 1),
        ([reply(finish="length")], "length", 2),
        ([reply()], "empty", 1),
        ([reply("a", more=[{"error": {"code": 502, "message": "Provider disconnected"}}])], "broken_stream", 2),
        ([reply("x" * 70_000)], "too_much", 1),
        ([Page(b"data: {no json\n\n", 200, {"Content-Type": "text/event-stream"})], "no_api", 1),
        ([Page(b"<html>Welcome</html>", 200)], "empty", 1),
        ([Page(b"", 302, {"Location": "http://127.0.0.1:9/"})], "no_api", 1),
        ([reply(more=[{"choices": [{"delta": None}]}])], "no_api", 1),
        ([reply(more=[{"choices": "?"}])], "no_api", 1),
    ],
)
def test_failures_are_told_apart_and_tried_again_only_where_that_helps(
    answers: Sequence[Answer], cause: str, requests: int
) -> None:
    said, asked, _ = asked_of(*answers)
    assert (said, len(asked)) == (cause, requests)


@pytest.mark.parametrize("first", [OVERLOADED, reply("a", more=[{"error": {"code": 502, "message": "gone"}}])])
def test_where_waiting_helps_the_second_try_is_the_answer(first: Answer) -> None:
    said, asked, _ = asked_of(first, reply("yes"))
    assert (said, len(asked)) == ("yes", 2)


def test_a_wait_that_is_longer_than_the_callers_patience_is_not_begun() -> None:
    slept: list[float] = []
    with scripted_server(refusal(429, "Slow down", **{"Retry-After": "20"})) as server:
        made = model(server.base_url, sleep=slept.append)
        with pytest.raises(ModelError) as failure:
            made.complete(QUESTION, timeout=timedelta(seconds=10))
    assert (failure.value.cause, slept) == ("rate_limit", [])


def test_what_was_shown_already_is_not_said_twice() -> None:
    with scripted_server(reply("a", more=[{"error": {"code": 502, "message": "gone"}}]), reply("never")) as server:
        said: list[str] = []
        with pytest.raises(ModelError):
            said.extend(model(server.base_url).stream(QUESTION))
        assert len(server.asked) == 1


def test_a_model_that_thinks_all_its_tokens_away_gets_more_of_them() -> None:
    said, asked, _ = asked_of(reply(finish="length"), reply("yes"))
    caps = [one.get("max_tokens", 0) for one in asked]
    assert said == "yes"
    assert caps[1] >= caps[0] + 2_000


def test_the_servers_own_figures_are_what_a_call_cost() -> None:
    usage: dict[str, Any] = {"prompt_tokens": 812, "completion_tokens": 1_231, "total_tokens": 2_043}
    usage |= {"completion_tokens_details": {"reasoning_tokens": 1_200}}
    assert asked_of(reply("yes", usage=usage))[2] == [Usage(812, 1_231, 1_200)]
    (estimated,) = asked_of(reply("yes"))[2]
    assert estimated.is_estimated and estimated.sent > 0
    (absurd,) = asked_of(reply("yes", usage={"prompt_tokens": -5, "completion_tokens": "many", "total_tokens": 1}))[2]
    assert absurd.is_estimated
    assert asked_of(refusal(401, "No key."))[2] == []


def drip(
    piece: bytes, head: bytes = b"HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\n\r\n"
) -> Callable[[Any], None]:
    """A server that sends its headers and then this again and again, until the connection is closed."""

    def serve(handler: Any) -> None:
        handler.close_connection = True
        try:
            handler.wfile.write(head)
            while True:
                handler.wfile.write(piece)
                handler.wfile.flush()
                # The pause of the server, not of the test.
                handler.connection.settimeout(0.01)
                try:
                    if not handler.connection.recv(1):
                        return
                except TimeoutError:
                    continue
        except OSError:
            return

    return serve


@pytest.mark.parametrize(
    "server",
    [
        drip(b": PROCESSING\n\n"),
        drip(b"\n"),
        drip(b"d"),
        drip(b"x", head=b""),
        drip(b"X-More: 1\r\n", head=b"HTTP/1.1 200 OK\r\n"),
        drip(b"data: " + json.dumps(event({"reasoning_content": "hm"})).encode() + b"\n\n"),
    ],
    ids=["comments", "blank lines", "single bytes", "status line", "headers", "thinking"],
)
@pytest.mark.parametrize("is_whole", [True, False])
def test_whatever_drips_in_the_deadline_closes_the_connection(server: Callable[[Any], None], is_whole: bool) -> None:
    with scripted_server(server) as scripted:
        made = model(scripted.base_url)
        started = monotonic()
        with pytest.raises(ModelError) as failure:
            "".join(made.pieces(Call(QUESTION, None, 12, timedelta(seconds=0.5), is_whole=is_whole)))
        took = monotonic() - started
        assert (failure.value.cause, took < 5) == ("timeout", True)
        # The server saw its connection closed: nobody hangs on.
        while scripted.server.at_once:
            assert monotonic() - started < 30


def test_the_deadline_does_not_depend_on_a_clock_that_stands_still() -> None:
    with scripted_server(drip(b"\n")) as scripted, pytest.raises(ModelError) as failure:
        model(scripted.base_url, clock=FixedClock(NOON)).complete(QUESTION, timeout=timedelta(seconds=0.3))
    assert failure.value.cause == "timeout"


def test_the_setting_of_the_timeout_stretches_and_shrinks_every_call() -> None:
    with scripted_server(drip(b"\n")) as scripted:
        started = monotonic()
        with pytest.raises(ModelError, match="COUNTERPOINT_MODEL_TIMEOUT_SECONDS"):
            model(scripted.base_url, pace=0.01).complete(QUESTION, timeout=timedelta(seconds=30))
        assert monotonic() - started < 10


@pytest.mark.parametrize("status", [200, 400])
def test_a_flood_of_bytes_is_cut_off(status: int) -> None:
    sent = 0

    def flood(handler: Any) -> None:
        nonlocal sent
        handler.close_connection = True
        head = f"HTTP/1.1 {status} X\r\nContent-Type: text/event-stream\r\n\r\n"
        try:
            handler.wfile.write(head.encode())
            while True:
                sent += handler.wfile.write(b": " + b"x" * 65_536 + b"\n\n")
        except OSError:
            return

    with scripted_server(flood) as scripted:
        with pytest.raises(ModelError) as failure:
            model(scripted.base_url).complete(QUESTION, timeout=PATIENCE)
        assert failure.value.cause == "too_much"
        while scripted.server.at_once:
            pass
    assert sent < 40 * 2**20


def test_two_calls_of_one_thread_may_go_on_at_the_same_time() -> None:
    with scripted_server(reply(*"abc")) as server:
        made = model(server.base_url)
        outer = made.stream(QUESTION)
        assert next(outer) == "a"
        assert made.complete(QUESTION) == "abc"
        assert "".join(outer) == "bc"


def test_a_server_that_knows_when_it_stops_serving_a_model_is_believed() -> None:
    listed = {
        "object": "list",
        "data": [{"id": "old", "object": "model", "shutdown_date": "2027-01-14"}, {"id": "new"}],
    }
    with scripted_server() as server:
        server.server.pages["/v1/models"] = Page(json.dumps(listed).encode(), 200, {"Content-Type": "application/json"})
        ends = model(server.base_url, "old").shutdown_date()
        assert ends is not None and f"{ends:%Y-%m-%d}" == "2027-01-14"
        assert model(server.base_url, "new").shutdown_date() is None
        assert model(server.base_url, "unheard-of").shutdown_date() is None


@needs_stand_in
@pytest.mark.parametrize("name", ["gpt-6-luna", "gpt-4o-mini", "local"])
@pytest.mark.parametrize(
    "profile", ["openai-classic", "openai-reasoning", "no-json-schema", "ignores-format", "comments"]
)
def test_the_strict_server_is_asked_in_its_own_way_from_the_second_call_on(
    profile: str, name: str, tmp_path: Path
) -> None:
    with stand_in(profile, tmp_path) as server:
        made = model(server.base_url, name)
        first = ask_model(made, LINES, LINES_ASKED, timeout=PATIENCE)
        learned = len(server.refusals)
        second = ask_model(made, LINES, LINES_ASKED, timeout=PATIENCE)
        assert len(server.refusals) == learned <= 2
    assert not isinstance(first, Missing) and not isinstance(second, Missing)
    assert first.sentences == second.sentences != ()
