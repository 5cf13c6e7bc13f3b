"""The one door through which something is pushed to us: a secret at the door, a cap on size, and an answer that says
whether to come again."""

from collections.abc import Callable
from dataclasses import dataclass

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response

from retrieval.errors import BadInput, StorageError

SECRET_HEADER = "x-telegram-bot-api-secret-token"  # noqa: S105
MAX_BYTES = 1024 * 1024


@dataclass(frozen=True, slots=True)
class Door:
    """`receive` takes the bytes: it raises BadInput for what it will never take, StorageError for what it cannot keep now."""

    path: str
    is_known: Callable[[str], bool]
    receive: Callable[[bytes], None]

    async def enter(self, request: Request) -> Response:
        if not self.is_known(request.headers.get(SECRET_HEADER, "")):
            return _answer(403, "who are you?")
        body = await _read(request)
        if body is None:
            return _answer(413, "too much")
        try:
            await run_in_threadpool(self.receive, body)
        except BadInput:
            return _answer(400, "not an update")
        except StorageError:
            return _answer(503, "come again")
        return _answer(200, "taken")


async def _read(request: Request) -> bytes | None:
    """The body, or None when it is longer than anything we expect."""
    body = bytearray()
    async for piece in request.stream():
        body += piece
        if len(body) > MAX_BYTES:
            return None
    return bytes(body)


def _answer(status: int, words: str) -> Response:
    return PlainTextResponse(f"{words}\n", status_code=status)
