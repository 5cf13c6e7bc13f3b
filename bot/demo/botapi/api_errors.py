"""Refusals, with Telegram's codes and texts. Each says whether the bot could have known better."""

from typing import Any


class ApiError(Exception):
    """One refused call.

    `is_violation` marks what a careful bot never does (bad markup, too long, too fast), as opposed to what happens
    to it (blocked, kicked, message deleted meanwhile). `parameters` goes into the answer as Telegram's does.
    """

    def __init__(
        self, code: int, text: str, *, is_violation: bool = False, parameters: dict[str, Any] | None = None
    ) -> None:
        super().__init__(text)
        self.code = code
        self.text = text
        self.is_violation = is_violation
        self.parameters = parameters or {}


def bad_request(text: str, *, is_violation: bool = True) -> ApiError:
    return ApiError(400, f"Bad Request: {text}", is_violation=is_violation)


def gone(text: str) -> ApiError:
    """400 for something that was there a moment ago; not the bot's fault."""
    return bad_request(text, is_violation=False)


def forbidden(text: str) -> ApiError:
    return ApiError(403, f"Forbidden: {text}")


def conflict(text: str) -> ApiError:
    return ApiError(409, f"Conflict: {text}")


def too_many(retry_after: int, *, is_violation: bool = True) -> ApiError:
    return ApiError(
        429,
        f"Too Many Requests: retry after {retry_after}",
        is_violation=is_violation,
        parameters={"retry_after": retry_after},
    )


def migrated(new_chat_id: int) -> ApiError:
    return ApiError(
        400,
        "Bad Request: group chat was upgraded to a supergroup chat",
        parameters={"migrate_to_chat_id": new_chat_id},
    )


def not_found() -> ApiError:
    return ApiError(404, "Not Found", is_violation=True)


def unauthorized() -> ApiError:
    return ApiError(401, "Unauthorized")
