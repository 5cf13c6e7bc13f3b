"""The HTTP side: `/bot<token>/<method>`, long polling, file downloads, webhook delivery, and playing faults out."""

import asyncio
import json
import re
from typing import Any

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route
from starlette.types import Receive, Scope, Send

from bot.demo.botapi.api import Answer, BotApi, error_body
from bot.demo.botapi.api_errors import ApiError, conflict, not_found, unauthorized
from bot.demo.botapi.params import Params, read_params
from bot.demo.botapi.webhook import WebhookSender

_LONGEST_POLL = 50
_TOKEN = re.compile(r"[0-9]{1,20}:[A-Za-z0-9_-]{10,}")


class CutConnection(Response):
    """Promises a body and never sends it: the client sees the connection die."""

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        await send({"type": "http.response.start", "status": 200, "headers": [(b"content-length", b"4096")]})


class BotApiServer:
    """Routes for a BotApi. `wake` must be called (through the loop) when updates come or the server stops."""

    def __init__(self, api: BotApi) -> None:
        self.api = api
        self.updated = asyncio.Event()
        self.is_stopping = False
        self.is_polled = False
        self._poller: object | None = None
        self._webhook = WebhookSender(api)

    def routes(self) -> list[BaseRoute]:
        return [
            Route("/bot{token}/{method}", self.call, methods=["GET", "POST"]),
            Route("/file/bot{token}/{path:path}", self.download, methods=["GET"]),
        ]

    async def call(self, request: Request) -> Response:
        name = request.path_params["method"]
        try:
            self._check_token(request.path_params["token"])
            body = await request.body()
            params = read_params(request.url.query, request.headers.get("content-type", ""), body)
        except ApiError as refusal:
            return _answered(Answer(refusal.code, error_body(refusal)))
        if name.lower() == "getupdates":
            return _answered(await self._poll(params))
        answer = self.api.call(name, params)
        if self.api.webhook.url:
            self._webhook.ensure_running(self.updated)
        return await self._played(answer)

    async def download(self, request: Request) -> Response:
        try:
            self._check_token(request.path_params["token"])
        except ApiError as refusal:
            return _answered(Answer(refusal.code, error_body(refusal)))
        wanted = request.path_params["path"]
        file = next((file for file in self.api.files.values() if file.path == wanted), None)
        if file is None:
            return _answered(Answer(404, error_body(not_found())))
        return Response(file.content, media_type="application/octet-stream")

    async def _poll(self, params: Params) -> Answer:
        """getUpdates: the newest poller wins, an older one is told so."""
        mine = object()
        self._poller = mine
        self.updated.set()
        loop = asyncio.get_running_loop()
        deadline = loop.time() + min(_seconds(params), _LONGEST_POLL)
        while True:
            self.updated.clear()
            answer = self._updates_now(params)
            is_last = answer.code != 200 or answer.body["result"] or loop.time() >= deadline or self.is_stopping
            if is_last:
                return answer
            with self.api.world.lock:
                self.is_polled = True
                self.api.world.lock.notify_all()
            try:
                async with asyncio.timeout_at(deadline):
                    await self.updated.wait()
            except TimeoutError:
                continue
            if self._poller is not mine:
                self.updated.set()
                return self._refused(params)

    def _updates_now(self, params: Params) -> Answer:
        with self.api.world.lock:
            try:
                result = self.api.methods["getupdates"](self.api, params)
            except ApiError as refusal:
                self.api.record("getUpdates", params, refusal=refusal)
                return Answer(refusal.code, error_body(refusal))
            return Answer(200, {"ok": True, "result": result})

    def _refused(self, params: Params) -> Answer:
        text = "terminated by other getUpdates request; make sure that only one bot instance is running"
        refusal = conflict(text)
        with self.api.world.lock:
            self.api.record("getUpdates", params, refusal=refusal)
        return Answer(refusal.code, error_body(refusal))

    async def _played(self, answer: Answer) -> Response:
        faults = self.api.faults
        if answer.fault in {"lost_answer", "lost_request"}:
            return CutConnection()
        if answer.fault == "bad_gateway":
            page = "<html><head><title>502 Bad Gateway</title></head><body><h1>502 Bad Gateway</h1></body></html>"
            return Response(page, 502, media_type="text/html")
        if answer.fault in {"slow", "hang"}:
            await asyncio.sleep(faults.slow_seconds if answer.fault == "slow" else faults.hang_seconds)
        return _answered(answer)

    def _check_token(self, token: str) -> None:
        if not _TOKEN.fullmatch(token):
            raise not_found()
        if token != self.api.token or self.api.is_logged_out:
            raise unauthorized()


def _seconds(params: Params) -> int:
    try:
        return max(0, params.integer("timeout"))
    except ApiError:
        return 0


def _answered(answer: Answer) -> Response:
    headers = {}
    retry_after: Any = answer.body.get("parameters", {}).get("retry_after")
    if retry_after is not None:
        headers["Retry-After"] = str(retry_after)
    return Response(json.dumps(answer.body).encode(), answer.code, headers, "application/json")
