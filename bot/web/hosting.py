"""Limits how many pages are made at once, and answers health checks meanwhile, also when every place is taken."""

import asyncio
from collections.abc import Awaitable, Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from functools import partial
from typing import TypeVar

from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response

T = TypeVar("T")
Endpoint = Callable[[Request], Awaitable[Response]]

# Each page may hold a connection to the database; readers who ask the bot need some too.
PAGES_AT_ONCE = 8
# Whoever comes when so many wait is asked to come back after COME_BACK_SECONDS.
PAGES_WAITING = 200
COME_BACK_SECONDS = 5
# Docker gives a health check five seconds.
HEALTH_WITHIN_SECONDS = 2.0


@dataclass(frozen=True, slots=True)
class Health:
    """Whether the program can do its work now; `problems` are sentences for the admin and hold no secrets.

    `is_sound` False: it cannot even store what it hears (`/healthz` says so).
    """

    is_ready: bool
    problems: tuple[str, ...] = ()
    is_sound: bool = True


class Crowded(Exception):
    """Too many wait already."""


class PageDesk:
    """Makes pages in a few threads. Who comes when too many wait is asked to come back."""

    def __init__(self, *, at_once: int = PAGES_AT_ONCE, waiting: int = PAGES_WAITING, name: str = "page") -> None:
        self._pool = ThreadPoolExecutor(at_once, thread_name_prefix=name)
        self._most = at_once + waiting
        self._here = 0

    async def run(self, call: Callable[[], T]) -> T:
        """What `call` returns, from a thread. Raises Crowded when too many wait."""
        if self._here >= self._most:
            raise Crowded
        self._here += 1
        try:
            return await asyncio.get_running_loop().run_in_executor(self._pool, call)
        finally:
            self._here -= 1

    def endpoint(self, page: Callable[[Request], Response]) -> Endpoint:
        async def endpoint(request: Request) -> Response:
            try:
                return await self.run(partial(page, request))
            except Crowded:
                refusal = {"retry-after": str(COME_BACK_SECONDS)}
                return PlainTextResponse("Too many pages are asked for: try again in a moment.\n", 503, refusal)

        return endpoint


class HealthLook:
    """Looks at the health in a thread of its own, one look at a time, and answers soon whatever the look does."""

    def __init__(self, health: Callable[[], Health], *, within: float = HEALTH_WITHIN_SECONDS) -> None:
        self._health = health
        self._within = within
        self._pool = ThreadPoolExecutor(1, thread_name_prefix="health")
        self._looking: asyncio.Future[Health] | None = None
        self._last = Health(False)

    def endpoint(self, page: Callable[[Health], Response]) -> Endpoint:
        async def endpoint(_: Request) -> Response:
            return page(await self._now())

        return endpoint

    async def _now(self) -> Health:
        """The health now; where the look takes too long, as it was last, with that said."""
        if self._looking is None or self._looking.done():
            self._looking = asyncio.get_running_loop().run_in_executor(self._pool, self._health)
        done, _ = await asyncio.wait([self._looking], timeout=self._within)
        if not done:
            slow = "The look at the database and the index takes long: the machine or the database is busy."
            return replace(self._last, is_ready=False, problems=(*self._last.problems, slow))
        self._last = self._looking.result()
        return self._last
