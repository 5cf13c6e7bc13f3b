"""The page's own routes: the page, its snapshot and event stream, and what a person does in it.

It is served on loopback; requests for another host or from another origin are refused (DNS rebinding, cross-site posts).
"""

import asyncio
import json
from collections.abc import AsyncIterator, Awaitable, Callable
from importlib.resources import files
from typing import Any
from urllib.parse import urlsplit

from starlette.requests import Request
from starlette.responses import JSONResponse, PlainTextResponse, Response, StreamingResponse
from starlette.routing import BaseRoute, Route

from bot.demo.botapi.control import LocalBotApi
from bot.demo.botapi.people import Person, Place
from bot.demo.botapi.rooms import Room
from bot.demo.page.hub import Hub, message_view, person_view

_HERE = files("bot.demo.page") / "static"
_STATIC = {
    "chat.css": "text/css",
    "chat.js": "text/javascript",
    "render.js": "text/javascript",
    "icon.svg": "image/svg+xml",
}
_POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; "
    "base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
)
_HEADERS = {
    "Content-Security-Policy": _POLICY,
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Cache-Control": "no-store",
}
_LOCAL_NAMES = frozenset({"127.0.0.1", "localhost", "::1"})
_SHOWN = 300
_KEEP_ALIVE = 15.0
_BERLIN = (52.52, 13.405)

Handler = Callable[[Request], Awaitable[Response]]


class Refused(Exception):
    """A request the page itself would not make."""


class ChatPage:
    """The page of one server. `users` are the ids a visitor may be, the first one by default; a `notice` stands over the chat."""

    def __init__(self, server: LocalBotApi, users: tuple[int, ...], *, notice: str = "") -> None:
        self._server = server
        self._notice = notice
        self._users = users
        self.hub = Hub(server.thread_wake)
        server.world.listeners.append(self.hub.note)

    def routes(self) -> list[BaseRoute]:
        return [
            Route("/", self._guarded(self._page)),
            Route("/page/static/{name}", self._guarded(self._static)),
            Route("/page/chat", self._guarded(self._snapshot)),
            Route("/page/events", self._guarded(self._events)),
            Route("/page/file/{unique_id}", self._guarded(self._file)),
            Route("/page/say", self._guarded(self._say), methods=["POST"]),
            Route("/page/press", self._guarded(self._press), methods=["POST"]),
        ]

    def _guarded(self, handler: Handler) -> Handler:
        async def guarded(request: Request) -> Response:
            if not _is_local(request):
                return PlainTextResponse("This page is for the machine it runs on.", 403)
            try:
                response = await handler(request)
            except (Refused, LookupError, ValueError) as error:
                response = JSONResponse({"error": str(error)}, 400)
            response.headers.update(_HEADERS)
            return response

        return guarded

    async def _page(self, request: Request) -> Response:
        return Response((_HERE / "chat.html").read_bytes(), media_type="text/html; charset=utf-8")

    async def _static(self, request: Request) -> Response:
        name = request.path_params["name"]
        if name not in _STATIC:
            return PlainTextResponse("not found", 404)
        return Response((_HERE / name).read_bytes(), media_type=_STATIC[name])

    async def _snapshot(self, request: Request) -> Response:
        person, room = self._visitor(dict(request.query_params))
        world = self._server.world
        with world.lock:
            member = room.members[world.bot.id]
            shown = [post for post in list(room.posts.values())[-_SHOWN:] if not post.is_deleted]
            language = person.account.language
            body = {
                "number": self.hub.last_number,
                "bot": person_view(world.bot) | {"username": world.bot.username},
                "notice": self._notice,
                "description": self._server.api.profile.text("description", language),
                "me": person_view(person.account) | {"language": language},
                "chat": {"id": room.id, "type": room.type, "title": room.title},
                "chats": [{"id": r.id, "title": r.title} for r in self._rooms_of(person)],
                "people": [person_view(world.accounts[user]) for user in self._users],
                "commands": self._server.api.profile.commands_for(room, person.account),
                "is_blocked": member.status == "kicked",
                "messages": [message_view(post) for post in shown],
            }
        return JSONResponse(body)

    def _rooms_of(self, person: Person) -> list[Room]:
        rooms = self._server.world.rooms.values()
        return [r for r in rooms if r.type != "private" and r.migrated_to is None and person.id in r.members]

    async def _events(self, request: Request) -> Response:
        _, room = self._visitor(dict(request.query_params))
        after = int(request.headers.get("last-event-id") or request.query_params.get("after") or 0)
        stream = self._stream(room.id, after)
        return StreamingResponse(stream, media_type="text/event-stream")

    async def _stream(self, chat_id: int, number: int) -> AsyncIterator[str]:
        """Server-sent events until the page goes or the server stops."""
        woken = asyncio.Event()
        self.hub.watchers.add(woken)
        try:
            yield "retry: 1000\n\n"
            while not self._server.http.is_stopping:
                woken.clear()
                for event in self.hub.after(number, chat_id):
                    number = event.number
                    body = json.dumps({"kind": event.kind, **event.body})
                    yield f"id: {number}\ndata: {body}\n\n"
                try:
                    async with asyncio.timeout(_KEEP_ALIVE):
                        await woken.wait()
                except TimeoutError:
                    yield ": still here\n\n"
        finally:
            self.hub.watchers.discard(woken)

    async def _file(self, request: Request) -> Response:
        wanted = request.path_params["unique_id"]
        file = next((f for f in self._server.files.values() if f.unique_id == wanted), None)
        if file is None:
            return PlainTextResponse("not found", 404)
        is_picture = file.content_type in {"image/png", "image/jpeg", "image/webp", "image/gif"}
        headers = {} if is_picture else {"Content-Disposition": "attachment"}
        return Response(file.content, 200, headers, file.content_type if is_picture else "application/octet-stream")

    async def _say(self, request: Request) -> Response:
        body = await _json_body(request)
        person, room = self._visitor(body)
        text = str(body.get("text", "")).strip()
        place = None if room.type == "private" else Place(self._server.api, room)
        replied = self._server.world.find_post(room, int(body.get("reply_to") or 0))
        if body.get("is_location"):
            person.send_location(*_BERLIN)
        elif not text:
            raise Refused("There is nothing to send.")
        for start in range(0, len(text), 4096):  # as Telegram's own apps split what is too long
            person.say(text[start : start + 4096], place=place, reply_to=replied)
        return JSONResponse({"ok": True})

    async def _press(self, request: Request) -> Response:
        body = await _json_body(request)
        person, room = self._visitor(body)
        post = self._server.world.find_post(room, int(body.get("message_id") or 0))
        if post is None:
            raise Refused("That message is gone.")
        press = person.press(post, str(body.get("data", "")))
        return JSONResponse({"ok": True, "press": press.id})

    def _visitor(self, given: dict[str, Any]) -> tuple[Person, Room]:
        user_id = int(given.get("user") or self._users[0])
        if user_id not in self._users:
            raise Refused(f"There is no demo user {user_id}; choose one of {', '.join(map(str, self._users))}.")
        person = self._server.user(user_id)
        room = self._server.world.rooms.get(int(given.get("chat") or user_id))
        if room is None or user_id not in room.members:
            raise Refused("You are not in that chat.")
        return person, room


async def _json_body(request: Request) -> dict[str, Any]:
    if request.headers.get("content-type", "").partition(";")[0] != "application/json":
        raise Refused("JSON is expected.")
    body = await request.json()
    if not isinstance(body, dict):
        raise Refused("A JSON object is expected.")
    return body


def _is_local(request: Request) -> bool:
    """The page's own host, and no foreign origin."""
    host = urlsplit(f"//{request.headers.get('host', '')}")
    origin = request.headers.get("origin")
    is_own_origin = origin is None or urlsplit(origin).netloc == host.netloc
    return (host.hostname or "") in _LOCAL_NAMES and is_own_origin
