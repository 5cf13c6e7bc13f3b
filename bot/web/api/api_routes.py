"""Serves the operations: lets a caller in, reads what is asked, asks the desk in a thread, and answers once."""

import asyncio
import json
import logging
import re
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Any

from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Mount, Route

from bot.programs.access import Access, Refusal, Spend, admit, too_much
from bot.programs.reading_desk import ReadingDesk
from bot.talk.frame.memory import Kind
from bot.web.api.openapi import openapi
from bot.web.api.operations import OPERATIONS, Operation
from bot.web.api.parameters import read_parameters
from bot.web.api.problems import BUSY, DEFECT, NO_JSON, SLOW, TOO_LONG, problem, refusal_of, unroutable
from bot.web.conditional import answer_once
from bot.web.hosting import Crowded, PageDesk
from retrieval.errors import BadInput, CounterpointError

log = logging.getLogger(__name__)

PATH = "/api/v1"
AT_ONCE, WAITING = 4, 60
# An answer of a slow model takes its time; a client that waits longer has gone.
WITHIN_SECONDS = 60.0
# A question of the longest kind, each letter escaped.
MAX_BODY = 16 * 1024

CountRequest = Callable[[str, int], None]


@dataclass(frozen=True)
class Programs:
    """What the site needs to answer programs."""

    desk: ReadingDesk
    access: Access
    spend: Spend


def let_in(programs: Programs, request: Request, kind: Kind) -> Refusal | str:
    """The caller, counted; or why it is not served. Wrong tokens are counted too, by their address."""
    address = request.client.host if request.client else ""
    caller = admit(programs.access, request.headers.get("authorization", ""), address)
    if isinstance(caller, Refusal):
        if caller.status != 401:
            return caller
        stranger = admit(Access(is_open=True), "", address)
        wait = programs.spend(f"{stranger}", "reading")
        return too_much(wait) if wait else caller
    wait = programs.spend(caller, kind)
    return too_much(wait) if wait else caller


class ApiRoutes:
    """The API as an ASGI application, to be mounted."""

    def __init__(
        self, programs: Programs, *, on_request: CountRequest, public_url: str = "", within: float = WITHIN_SECONDS
    ) -> None:
        self._programs = programs
        self._count = on_request
        self._public_url = public_url
        self._within = within
        self._pages = PageDesk(at_once=AT_ONCE, waiting=WAITING, name="api")

    def mount(self) -> Mount:
        """The API at its address, and whatever is asked below it: to the library, a line break in an address is no address."""
        mount = Mount(PATH, self.application())
        mount.path_regex = re.compile(mount.path_regex.pattern, re.DOTALL)
        return mount

    def application(self) -> Starlette:
        routes = [Route(one.path, self._endpoint(one), methods=[one.method]) for one in OPERATIONS]
        routes.append(Route("/openapi.json", self._description, methods=["GET"]))
        return Starlette(routes=routes, exception_handlers={HTTPException: unroutable})

    async def _description(self, request: Request) -> Response:
        return answer_once(request, JSONResponse(openapi(public_url=self._public_url)))

    def _endpoint(self, operation: Operation) -> Callable[[Request], Awaitable[Response]]:
        async def endpoint(request: Request) -> Response:
            response = await self._serve(operation, request)
            self._count(f"{PATH}{operation.path}", response.status_code)
            return response

        return endpoint

    async def _serve(self, operation: Operation, request: Request) -> Response:
        try:
            given = await _given(operation, request)
            if isinstance(given, Refusal):
                return problem(given)
            response = await self._soon(lambda: self._answer(operation, request, given))
        except Crowded:
            return problem(BUSY)
        except Exception:
            log.exception("api request failed", extra={"operation": operation.name})
            return problem(DEFECT)
        return response if response is not None else problem(SLOW)

    async def _soon(self, call: Callable[[], Response]) -> Response | None:
        """What a thread answers; None where it takes too long: its place is free again only when it has ended."""
        task = asyncio.ensure_future(self._pages.run(call))
        done, _ = await asyncio.wait([task], timeout=self._within)
        if not done:
            task.add_done_callback(lambda late: late.cancelled() or late.exception())
            return None
        return task.result()

    def _answer(self, operation: Operation, request: Request, given: list[tuple[str, Any]]) -> Response:
        try:
            caller = let_in(self._programs, request, operation.kind)
            if isinstance(caller, Refusal):
                return problem(caller)
            asked = read_parameters(operation.parameters, given)
            shape = operation.call(self._programs.desk, asked)
        except CounterpointError as error:
            if not isinstance(error, BadInput):
                log.warning("api request failed", extra={"operation": operation.name, "why": type(error).__name__})
            return problem(refusal_of(error))
        response = JSONResponse(shape)
        return answer_once(request, response) if operation.method == "GET" else response


async def _given(operation: Operation, request: Request) -> list[tuple[str, Any]] | Refusal:
    """The values as they came, by the parameter's name."""
    given: list[tuple[str, Any]] = [*request.path_params.items(), *request.query_params.multi_items()]
    if operation.method == "GET":
        return given
    if request.headers.get("content-type", "").partition(";")[0].strip().casefold() != "application/json":
        return NO_JSON
    body = bytearray()
    async for piece in request.stream():
        body += piece
        if len(body) > MAX_BODY:
            return TOO_LONG
    try:
        read = json.loads(body)
    except (ValueError, RecursionError):
        return NO_JSON
    return [*given, *read.items()] if isinstance(read, dict) else NO_JSON
