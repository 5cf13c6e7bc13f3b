"""The door for tests and the demo: start the server, make people and chats, let them act, see what the bot did."""

import asyncio
import secrets
import time
from collections.abc import Callable
from datetime import UTC, datetime
from types import TracebackType
from typing import Any, Self, TypeVar

from starlette.applications import Starlette
from starlette.routing import BaseRoute

from bot.demo.asgi_thread import ServerThread
from bot.demo.botapi.api import BotApi, StoredFile
from bot.demo.botapi.calls import Call
from bot.demo.botapi.faults import Fault, Faults
from bot.demo.botapi.flood_control import FloodControl, Rates
from bot.demo.botapi.methods import all_methods
from bot.demo.botapi.people import Person, Place
from bot.demo.botapi.rooms import Account, Post, RoomType
from bot.demo.botapi.server import BotApiServer
from bot.demo.botapi.world import World

_T = TypeVar("_T")
# Claims about other things than the server (a handler was called) come true without its notice.
_GLANCE = 0.05
BOT_ID = 7_000_000_001


def system_now() -> datetime:
    return datetime.now(UTC)


class LocalBotApi:
    """A running local Bot API server.

    `rates` None switches flood control off; `now` is the time of messages and of update lifetimes, `timer` (seconds)
    that of flood control. Port 0 takes any. Raises PortBusy.
    """

    def __init__(
        self,
        *,
        port: int = 0,
        token: str = "",
        username: str = "counterpoint_demo_bot",
        name: str = "Counterpoint",
        now: Callable[[], datetime] = system_now,
        timer: Callable[[], float] = time.monotonic,
        rates: Rates | None = None,
        faults: Faults | None = None,
        extra_routes: Callable[["LocalBotApi"], list[BaseRoute]] = lambda _: [],
    ) -> None:
        self.token = token or f"{BOT_ID}:{secrets.token_urlsafe(24)}"
        bot = Account(int(self.token.partition(":")[0]), name, username=username, is_bot=True)
        self.world = World(bot, now)
        flood = FloodControl(rates or Rates(), timer, is_on=rates is not None)
        self.api = BotApi(self.token, self.world, flood, faults or Faults(), all_methods(), timer)
        self.http = BotApiServer(self.api)
        self.thread = ServerThread(Starlette(routes=[*self.http.routes(), *extra_routes(self)]), port=port)
        self.world.on_update = self._wake

    @property
    def base_url(self) -> str:
        """For TELEGRAM_API_BASE_URL: without `/bot<token>`."""
        return self.thread.url

    @property
    def faults(self) -> Faults:
        return self.api.faults

    def start(self) -> Self:
        self.thread.start()
        return self

    def stop(self) -> None:
        self.http.is_stopping = True
        self._wake()
        self.thread.stop()

    def __enter__(self) -> Self:
        return self.start()

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self.stop()

    def _wake(self) -> None:
        self.thread_wake(self.http.updated)

    def thread_wake(self, event: asyncio.Event) -> None:
        """Set an event of the server's loop, from any thread."""
        self.thread.call_soon(event)

    # People and chats

    def user(
        self, user_id: int, name: str = "", *, language: str = "en", username: str = "", is_started: bool = False
    ) -> Person:
        """The person of that id, made when new. `is_started`: has already pressed Start, without an update."""
        account = self.world.accounts.get(user_id)
        if account is None:
            account = self.world.add_account(Account(user_id, name or f"User {user_id}", "", username, language))
        if is_started:
            self.world.rooms[user_id].is_started = True
        return Person(self.api, account)

    def group(self, title: str, *, kind: RoomType = "supergroup", is_forum: bool = False, username: str = "") -> Place:
        """A group without anybody in it; `kind` "group" is a basic one, which can migrate."""
        return Place(self.api, self.world.add_room(kind, title, username=username, is_forum=is_forum))

    def channel(self, title: str, *, username: str = "") -> Place:
        return Place(self.api, self.world.add_room("channel", title, username=username))

    # What the bot did

    def messages(self, chat_id: int) -> list[Post]:
        """What the bot wrote there and did not delete, in order."""
        with self.world.lock:
            posts = self.world.rooms[chat_id].posts.values()
            return [post for post in posts if post.sender is self.world.bot and not post.is_deleted]

    def texts(self, chat_id: int) -> list[str]:
        return [post.text.text for post in self.messages(chat_id)]

    @property
    def calls(self) -> list[Call]:
        with self.world.lock:
            return list(self.api.calls)

    def calls_of(self, method: str) -> list[Call]:
        return [call for call in self.calls if call.method.lower() == method.lower()]

    @property
    def violations(self) -> list[Call]:
        """Calls that a careful bot would not have made: bad markup or shape, too long, too fast, unknown parameters."""
        return [call for call in self.calls if call.is_violation]

    @property
    def files(self) -> dict[str, StoredFile]:
        return self.api.files

    def fail_next(self, method: str, *faults: Fault) -> None:
        """Let the next calls of a method ("*" for any) go wrong."""
        with self.world.lock:
            self.api.faults.script(method, *faults)

    def wait_for(self, claim: Callable[[], _T], *, timeout: float = 10.0) -> _T:
        """Wait until `claim()` is truthy and return it. Raises TimeoutError with the last refused calls."""
        end = time.monotonic() + timeout
        with self.world.lock:
            while not (result := claim()) and time.monotonic() < end:
                self.world.lock.wait(_GLANCE)
        if not result:
            refused = [call.describe() for call in self.api.calls[-20:] if not call.is_applied]
            raise TimeoutError(f"nothing came within {timeout:g} s; refused calls: {refused}")
        return result

    def wait_for_message(
        self, chat_id: int, containing: str = "", *, after: Post | None = None, timeout: float = 10.0
    ) -> Post:
        """The first message of the bot in a chat that is newer than `after` and contains the words."""

        def found() -> Post | None:
            newer = (post for post in self.messages(chat_id) if after is None or post.id > after.id)
            return next((post for post in newer if containing in post.text.text), None)

        post = self.wait_for(found, timeout=timeout)
        assert post is not None  # noqa: S101
        return post

    def snapshot(self) -> dict[str, Any]:
        """Counts for a report."""
        calls = self.calls
        return {
            "calls": len(calls),
            "refused": sum(1 for call in calls if not call.is_applied),
            "violations": sum(1 for call in calls if call.is_violation),
            "too_many": sum(1 for call in calls if call.code == 429),
            "faults": self.faults.counts(),
        }
