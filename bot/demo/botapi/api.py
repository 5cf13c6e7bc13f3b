"""The Bot API itself, without HTTP: what the methods share, and the dispatch of one call."""

import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from bot.demo.botapi.api_errors import ApiError, not_found, too_many
from bot.demo.botapi.calls import Call
from bot.demo.botapi.faults import Fault, Faults
from bot.demo.botapi.flood_control import FloodControl
from bot.demo.botapi.params import Params
from bot.demo.botapi.profile import Profile
from bot.demo.botapi.rooms import Account, Post, Room
from bot.demo.botapi.updates import WebhookSettings
from bot.demo.botapi.world import World

NOT_APPLIED: frozenset[Fault] = frozenset({"lost_request", "too_many", "server_error", "bad_gateway"})


@dataclass(slots=True)
class Press:
    """A button press (callback query) and the bot's answer to it."""

    id: str
    user: Account
    post: Post
    data: str
    at: float
    answer: dict[str, Any] | None = None


@dataclass(slots=True)
class InlineQuery:
    """An inline query and the results the bot gave."""

    id: str
    user: Account
    query: str
    at: float
    answer: dict[str, Any] | None = None


@dataclass(frozen=True, slots=True)
class StoredFile:
    """A file the bot sent, or a person."""

    id: str
    unique_id: str
    name: str
    content_type: str
    content: bytes

    @property
    def path(self) -> str:
        return f"files/{self.unique_id}/{self.name}"


@dataclass(frozen=True, slots=True)
class Answer:
    """What goes back: status, JSON body, and the fault the HTTP layer still has to play."""

    code: int
    body: dict[str, Any]
    fault: Fault | None = None


Method = Callable[["BotApi", Params], Any]


@dataclass(slots=True)
class BotApi:
    """State and rules of one bot's API. Everything is done under `world.lock`."""

    token: str
    world: World
    flood: FloodControl
    faults: Faults
    methods: Mapping[str, Method]
    timer: Callable[[], float] = time.monotonic
    profile: Profile = field(default_factory=Profile)
    webhook: WebhookSettings = field(default_factory=WebhookSettings)
    calls: list[Call] = field(default_factory=list)
    presses: dict[str, Press] = field(default_factory=dict)
    inline_queries: dict[str, InlineQuery] = field(default_factory=dict)
    files: dict[str, StoredFile] = field(default_factory=dict)
    drafts: list[dict[str, Any]] = field(default_factory=list)
    actions: list[tuple[int, str]] = field(default_factory=list)
    is_logged_out: bool = False

    def call(self, name: str, params: Params) -> Answer:
        """One call, faults included. Never raises for what a bot can send."""
        method = self.methods.get(name.lower())
        with self.world.lock:
            fault = self.faults.draw(name.lower()) if method is not None else None
            try:
                if method is None:
                    raise not_found()
                if fault == "too_many":
                    raise too_many(self.faults.retry_after, is_violation=False)
                if fault in NOT_APPLIED:
                    raise ApiError(500, "Internal Server Error")
                result = method(self, params)
            except ApiError as refusal:
                self.record(name, params, refusal=refusal, fault=fault)
                return Answer(refusal.code, error_body(refusal), fault)
            self.record(name, params, fault=fault)
            return Answer(200, {"ok": True, "result": result}, fault)

    def record(self, name: str, params: Params, *, refusal: ApiError | None = None, fault: Fault | None = None) -> None:
        stray = tuple(params.stray()) if refusal is None else ()
        self.calls.append(
            Call(
                self.timer(),
                name,
                dict(params.values),
                refusal.code if refusal else 200,
                refusal.text if refusal else "",
                is_violation=refusal.is_violation if refusal else bool(stray),
                fault=fault,
                stray=stray,
            )
        )
        self.world.lock.notify_all()

    def now(self) -> datetime:
        return self.world.now()

    def room(self, params: Params, name: str = "chat_id") -> Room:
        return self.world.find_room(params.text(name).strip())

    def spend(self, room: Room, params: Params, *, count: int = 1) -> None:
        """Count messages against the limits, as the last check before acting."""
        is_paid = params.boolean("allow_paid_broadcast")
        for _ in range(count):
            self.flood.spend(room.id, is_group=room.type != "private", is_paid=is_paid)


def error_body(refusal: ApiError) -> dict[str, Any]:
    body: dict[str, Any] = {"ok": False, "error_code": refusal.code, "description": refusal.text}
    return body | ({"parameters": refusal.parameters} if refusal.parameters else {})
