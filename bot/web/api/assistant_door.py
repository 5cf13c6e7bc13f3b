"""The door for assistants, `/mcp`: lets in whom the API lets in, a few at once, and hands the request to the protocol's own server."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from starlette.applications import Starlette
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.routing import Route
from starlette.types import Receive, Scope, Send

from bot.programs.access import CALLER, AssistantHttp, Refusal
from bot.web.api.api_routes import MAX_BODY, CountRequest, Programs, let_in
from bot.web.api.problems import BUSY, problem

PATH = "/mcp"
# Each may hold a thread and a connection to the database.
ASSISTANTS_AT_ONCE = 8


class AssistantDoor:
    """Opens with the site: the protocol's server is started when the first assistant may come, and ends with the site."""

    def __init__(self, programs: Programs, *, on_request: CountRequest) -> None:
        self._programs = programs
        self._count = on_request
        self._server: AssistantHttp | None = None
        self._here = 0

    def route(self) -> Route:
        return Route(PATH, self, methods=["POST"])

    @asynccontextmanager
    async def lifespan(self, _: Starlette) -> AsyncIterator[None]:
        """While the site is served. Where nobody is let in nothing is started."""
        if self._programs.access.is_off:
            yield
            return
        # The protocol's library takes a second to load: only where somebody may come.
        from bot.programs.assistant_tools import open_http

        self._server = open_http(self._programs.desk, self._programs.spend, max_body=MAX_BODY)
        async with self._server.run():
            yield

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """A call is counted as a search; what it asks for, by the tool."""
        request = Request(scope, receive)
        caller = await run_in_threadpool(let_in, self._programs, request, "search")
        if isinstance(caller, Refusal) or self._server is None or self._here >= ASSISTANTS_AT_ONCE:
            refused = caller if isinstance(caller, Refusal) else BUSY
            self._count(PATH, refused.status)
            await problem(refused)(scope, receive, send)
            return
        self._here += 1
        try:
            await self._server.handle_request({**scope, CALLER: caller}, receive, send)
        finally:
            self._here -= 1
            self._count(PATH, 200)
