"""A server that says what was recorded: for the real client, on loopback."""

import json
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

from bot.adapters.clock import FixedClock
from bot.adapters.model_service.openai_model import OpenAiModel
from bot.demo.recordings import RECORDED_AT, recording_key
from retrieval.ports import Message
from tests.bot.adapters.model_servers import COMPLETIONS, refusal, reply, scripted_server
from tests.feedserver import Page

THOUGHT = 1_200
"""Tokens that a model thinks before each reply, as the stand-in has it."""


@dataclass
class PlayedServer:
    """Says what was recorded, and counts tokens as the stand-in does. `asked` are the keys of all requests, `unknown` of those
    that nobody answered."""

    replies: dict[str, str]
    asked: list[str] = field(default_factory=list)
    unknown: list[str] = field(default_factory=list)
    tasks: Counter[str] = field(default_factory=Counter)
    sent: int = 0
    received: int = 0

    def answer(self, body: bytes) -> Page:
        messages = json.loads(body)["messages"]
        key = recording_key([Message(each["role"], each["content"]) for each in messages])
        self.asked.append(key)
        if key not in self.replies:
            self.unknown.append(key)
            return refusal(400, "Nobody played this.")
        said = self.replies[key]
        self.tasks[json.loads(messages[-1]["content"])["task"]] += 1
        sent, received = sum(len(each["content"]) for each in messages) // 4, len(said) // 4 + THOUGHT
        self.sent += sent
        self.received += received
        usage = {"prompt_tokens": sent, "completion_tokens": received, "total_tokens": sent + received}
        return reply(said, usage=usage)


@contextmanager
def played_model(replies: dict[str, str]) -> Iterator[tuple[OpenAiModel, PlayedServer]]:
    played = PlayedServer(replies)
    with scripted_server() as server:
        server.server.pages[COMPLETIONS] = lambda handler: played.answer(handler.body)
        yield (
            OpenAiModel(api_key="none", base_url=server.base_url, model="gpt-6-luna", clock=FixedClock(RECORDED_AT)),
            played,
        )
