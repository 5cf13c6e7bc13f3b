"""What happened in the chats, in order, for the open pages to follow."""

import asyncio
import itertools
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from bot.demo.botapi.methods.sending import rich_words
from bot.demo.botapi.rooms import Account, Post
from bot.demo.botapi.world import Change

_KEPT = 5000


@dataclass(frozen=True, slots=True)
class PageEvent:
    """One thing to show. `chat_id` 0 concerns every chat."""

    number: int
    chat_id: int
    kind: str
    body: dict[str, Any]


@dataclass(slots=True)
class Hub:
    """Turns changes into page events. `wake` sets an event of the server's loop from any thread."""

    wake: Callable[[asyncio.Event], None]
    events: deque[PageEvent] = field(default_factory=lambda: deque(maxlen=_KEPT))
    watchers: set[asyncio.Event] = field(default_factory=set)
    _numbers: "itertools.count[int]" = field(default_factory=lambda: itertools.count(1))

    def note(self, change: Change) -> None:
        """The listener of a World; called under its lock."""
        body = dict(change.detail)
        if change.post is not None:
            body["message"] = message_view(change.post)
        self.events.append(PageEvent(next(self._numbers), change.chat_id, change.kind, body))
        for watcher in tuple(self.watchers):
            self.wake(watcher)

    @property
    def last_number(self) -> int:
        return self.events[-1].number if self.events else 0

    def after(self, number: int, chat_id: int) -> list[PageEvent]:
        return [e for e in tuple(self.events) if e.number > number and e.chat_id in {0, chat_id}]


def message_view(post: Post) -> dict[str, Any]:
    """A message as the page gets it: the Bot API's form and what only a person's own client knows."""
    view = post.to_api()
    view["is_deleted"] = post.is_deleted
    view["reactions"] = [item.get("emoji", "") for items in post.reactions.values() for item in items]
    if "rich_message" in post.extra:
        view["text"] = rich_words(post.extra["rich_message"])
    if post.markup and "inline_keyboard" not in post.markup:
        view["reply_keyboard"] = post.markup
    return view


def person_view(account: Account) -> dict[str, Any]:
    return {"id": account.id, "name": f"{account.first_name} {account.last_name}".strip()}
