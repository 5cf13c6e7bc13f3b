"""Servers of models for tests, on loopback: scripted replies, and the strict stand-in that lies beside the checkout."""

import json
import subprocess
import sys
import urllib.request
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tests.feedserver import Answer, FeedServer, Page

STAND_IN = Path(__file__).parents[4] / "shared" / "tools" / "openai_server.py"
COMPLETIONS = "/v1/chat/completions"
JSON = {"Content-Type": "application/json"}


def refusal(status: int, message: str, *, param: str = "", code: str = "", **headers: str) -> Page:
    error = {"message": message, "type": "invalid_request_error", "param": param or None, "code": code or None}
    return Page(json.dumps({"error": error}).encode(), status, {**JSON, **headers})


def reply(*pieces: str, finish: str | None = "stop", usage: Any = None, more: Sequence[dict[str, Any]] = ()) -> Page:
    """A stream of these pieces; `more` are events before its end."""
    events: list[dict[str, Any]] = [event({"content": piece}) for piece in pieces]
    events += [*more, event({}, finish)]
    if usage is not None:
        events.append({"id": "1", "object": "chat.completion.chunk", "choices": [], "usage": usage})
    body = "".join(f"data: {json.dumps(each)}\n\n" for each in events) + "data: [DONE]\n\n"
    return Page(body.encode(), 200, {"Content-Type": "text/event-stream"})


def event(delta: dict[str, Any], finish: str | None = None) -> dict[str, Any]:
    return {
        "id": "1",
        "object": "chat.completion.chunk",
        "choices": [{"index": 0, "delta": delta, "finish_reason": finish}],
    }


@dataclass
class ScriptedServer:
    """What a server answers to chat completions, one after another (the last for ever), and what it was asked."""

    server: FeedServer

    @property
    def base_url(self) -> str:
        return self.server.url("/v1")

    @property
    def asked(self) -> list[dict[str, Any]]:
        return [json.loads(request.body) for request in self.server.asked if request.path == COMPLETIONS]


@contextmanager
def scripted_server(*answers: Answer) -> Iterator[ScriptedServer]:
    server = FeedServer()
    server.pages[COMPLETIONS] = list(answers)
    try:
        yield ScriptedServer(server)
    finally:
        server.close()


@dataclass
class StandIn:
    """The strict stand-in with one of its profiles."""

    base_url: str
    log: Path

    @property
    def refusals(self) -> list[str]:
        return [line["why"] for line in map(json.loads, self.log.read_text().splitlines()) if line["status"] != 200]


@contextmanager
def stand_in(profile: str, folder: Path, *, verify: str = "replay") -> Iterator[StandIn]:
    """Runs until the block ends. It fills the schema that it is sent with sentences of the prompt; `verify` "yes" or "no" is what
    it says of every sentence that it is to read a second time."""
    port = free_port()
    log = folder / f"{profile}.jsonl"
    log.touch()
    options = ["--port", str(port), "--profile", profile, "--unknown", "copy", "--log", str(log), "--verify", verify]
    with subprocess.Popen([sys.executable, str(STAND_IN), *options]) as process:
        try:
            wait_for(f"http://127.0.0.1:{port}/v1/models", process)
            yield StandIn(f"http://127.0.0.1:{port}/v1", log)
        finally:
            process.kill()


def free_port() -> int:
    server = FeedServer()
    server.close()
    return server.port


def wait_for(url: str, process: "subprocess.Popen[bytes]") -> None:
    while process.poll() is None:
        try:
            urllib.request.urlopen(url, timeout=5).close()
            return
        except OSError:
            continue
    raise AssertionError("the stand-in ended before it answered")
