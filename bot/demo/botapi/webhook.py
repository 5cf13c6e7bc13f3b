"""Pushing updates to the bot's own address: in order within a chat, chats in parallel, retries with growing pauses.

The HTTP post itself is urllib in a worker thread: the server needs no client library.
"""

import asyncio
import json
import urllib.error
import urllib.request

from bot.demo.botapi.api import BotApi
from bot.demo.botapi.updates import Pending

_LONGEST_PAUSE = 60.0


class WebhookSender:
    """Delivers the waiting updates while a webhook is set."""

    def __init__(self, api: BotApi) -> None:
        self._api = api
        self._pump: asyncio.Task[None] | None = None
        self._busy: set[int] = set()

    def ensure_running(self, updated: asyncio.Event) -> None:
        """Start delivering in the running loop, if it is not going on already."""
        if self._pump is None or self._pump.done():
            self._pump = asyncio.create_task(self._run(updated))

    async def _run(self, updated: asyncio.Event) -> None:
        running: set[asyncio.Task[None]] = set()
        while self._api.webhook.url:
            updated.clear()
            for update in self._ready():
                self._busy.add(update.key)
                task = asyncio.create_task(self._deliver(update, updated))
                running.add(task)
                task.add_done_callback(running.discard)
            await updated.wait()

    def _ready(self) -> list[Pending]:
        """The first waiting update of each chat that has none on its way, up to max_connections in all."""
        with self._api.world.lock:
            waiting = self._api.world.updates.take(10_000, now=self._api.now().timestamp())
        firsts: dict[int, Pending] = {}
        for update in waiting:
            firsts.setdefault(update.key, update)
        free = self._api.webhook.max_connections - len(self._busy)
        return [update for key, update in firsts.items() if key not in self._busy][: max(free, 0)]

    async def _deliver(self, update: Pending, updated: asyncio.Event) -> None:
        pause = self._api.webhook.first_pause
        try:
            while hook_url := self._api.webhook.url:
                error = await asyncio.to_thread(post_update, hook_url, self._api.webhook.secret, update)
                if not error:
                    with self._api.world.lock:
                        self._api.world.updates.remove(update.update_id)
                        self._api.world.lock.notify_all()
                    return
                self._note(error)
                await asyncio.sleep(pause)
                pause = min(pause * 2, _LONGEST_PAUSE)
        finally:
            self._busy.discard(update.key)
            updated.set()

    def _note(self, error: str) -> None:
        with self._api.world.lock:
            self._api.webhook.last_error = error
            self._api.webhook.last_error_at = self._api.world.timestamp()
            self._api.world.lock.notify_all()


def post_update(url: str, secret: str, update: Pending, *, timeout: float = 30.0) -> str:
    """Deliver one update; "" when the bot took it, else what went wrong."""
    headers = {"Content-Type": "application/json"}
    if secret:
        headers["X-Telegram-Bot-Api-Secret-Token"] = secret
    request = urllib.request.Request(url, json.dumps(update.to_api()).encode(), headers, method="POST")  # noqa: S310
    try:
        with urllib.request.urlopen(request, timeout=timeout):  # noqa: S310
            return ""
    except urllib.error.HTTPError as error:
        return f"Wrong response from the webhook: {error.code} {error.reason}"
    except OSError as error:
        return f"Connection failed: {error}"
