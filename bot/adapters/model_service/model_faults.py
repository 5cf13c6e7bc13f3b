"""Says what went wrong with a model server: which of our causes it is, what to do, and whether waiting helps.

Servers are only nearly alike: status, `code`, `type` and the message are all looked at. Neither the key nor the prompt is
repeated in our own sentences; the server's message is kept beside them, for whoever asks for it.
"""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from email.utils import parsedate_to_datetime
from typing import Any

import httpx2
import openai

from bot.adapters.model_service.bounded_transport import TooMuch
from retrieval.errors import ModelCause, ModelError
from retrieval.ports import Clock


def _any_of(*patterns: str) -> re.Pattern[str]:
    return re.compile("|".join(patterns), re.IGNORECASE)


LONGEST_SAID = 400
# A quota or a key is mended by a person, in minutes at best; asking on costs a failing call for every story and answer.
REST = timedelta(hours=1)
RATE_PAUSE = timedelta(minutes=1)
OVERLOAD_PAUSE = timedelta(seconds=1)
LONGEST_PAUSE = timedelta(hours=6)
OVERLOADED = frozenset({500, 502, 503, 504, 520, 522, 524, 529})
PERMANENT: frozenset[ModelCause] = frozenset({"quota", "bad_key", "gone_model"})
_QUOTA = _any_of(
    "insufficient_quota", "billing", "credit", "balance", "payment", "spend(?:ing)?[ _]limit", "current quota"
)
_GONE = _any_of("model_not_found", "model.{0,80}(?:not found|does not exist|deprecated|shut ?down|retired|no longer)")
_BAD_KEY = _any_of(
    "invalid_api_key", "(?:invalid|incorrect).{0,20}api[ _-]?key", "api[ _-]?key.{0,30}(?:not valid|missing)"
)

_SENTENCES: dict[ModelCause, str] = {
    "quota": "refuses: the quota of the account is used up. Pay or raise it at the provider.",
    "bad_key": "refuses our key: check OPENAI_API_KEY, and OPENAI_BASE_URL it belongs to.",
    "gone_model": "does not exist on this server: check OPENAI_MODEL and OPENAI_BASE_URL.",
    "rate_limit": "is over its limit of requests: it is asked again when the server allows.",
    "overload": "is overloaded or out of order: it is asked again with the next story or question.",
    "refused_request": "refuses our request: run `counterpoint doctor` to see what its server says.",
    "no_api": "is somewhere else: write the address that OPENAI_BASE_URL redirects to.",
}


@dataclass(frozen=True, slots=True)
class Told:
    """What a server said of a failure."""

    status: int
    param: str
    code: str
    message: str
    pause: timedelta | None


def told_by(error: openai.APIError, clock: Clock) -> Told:
    """The parts of a server's error; those that are missing are empty."""
    body: Any = error.body
    message = body.get("message") if isinstance(body, dict) else body
    status = error.status_code if isinstance(error, openai.APIStatusError) else 0
    code = " ".join(str(part) for part in (error.code, error.type) if part)
    return Told(
        status=status or _status_within(body),
        param=error.param if isinstance(error.param, str) else "",
        code=code,
        message=_plain(message if isinstance(message, str) else str(body or "")),
        pause=_pause(error, clock),
    )


def fault(told: Told, who: str, clock: Clock) -> ModelError:
    """A server's refusal as our error."""
    cause = cause_of(told)
    pauses = {"rate_limit": told.pause or RATE_PAUSE, "overload": told.pause or OVERLOAD_PAUSE}
    pause = REST if cause in PERMANENT else pauses.get(cause)
    return ModelError(
        f"{who} {_SENTENCES.get(cause) or f'answered with status {told.status}.'}",
        cause=cause,
        permanent=cause in PERMANENT,
        retry_at=clock.now() + pause if pause is not None else None,
        server_said=told.message,
    )


def cause_of(told: Told) -> ModelCause:
    """Which of our causes a refusal is. An error event inside a stream has no status, or one in its `code`."""
    words = f"{told.code} {told.message}"
    causes: tuple[tuple[ModelCause, bool], ...] = (
        ("quota", told.status == 402 or (told.status in (0, 403, 429) and bool(_QUOTA.search(words)))),
        ("bad_key", told.status in (401, 403) or (told.status in (0, 400) and bool(_BAD_KEY.search(words)))),
        ("gone_model", told.status in (404, 410) or (told.status in (0, 400) and bool(_GONE.search(words)))),
        ("rate_limit", told.status == 429 or "rate_limit" in told.code),
        ("overload", told.status in OVERLOADED or "overloaded" in words.casefold()),
        ("refused_request", told.status in (400, 413, 415, 422)),
        ("no_api", 300 <= told.status < 400),
    )
    return next((cause for cause, is_it in causes if is_it), "down")


@contextmanager
def translated_errors(who: str, clock: Clock) -> Iterator[None]:
    """openai's errors as ModelError. Never repeats the key or the prompt."""
    try:
        yield
    except openai.APIStatusError as error:
        raise fault(told_by(error, clock), who, clock) from error
    except openai.APIConnectionError as error:
        raise _broken(error.__cause__, who) from error
    except httpx2.HTTPError as error:
        # While the body of a refusal is read the library lets these through.
        raise _broken(error, who) from error
    except openai.APIError as error:
        # An error event inside a stream that began with 200.
        said = told_by(error, clock)
        found = fault(said, who, clock)
        if found.cause in ("down", "overload"):
            found = ModelError(
                f"{who} broke off with an error: try again.", cause="broken_stream", server_said=said.message
            )
        raise found from error
    except (openai.OpenAIError, ValueError, LookupError, TypeError, AttributeError, RecursionError) as error:
        # Servers that are only nearly compatible send bodies that break the library's own parsing.
        raise ModelError(
            f"{who} answered with something that is not an OpenAI reply: check OPENAI_BASE_URL (it mostly ends in /v1).",
            cause="no_api",
        ) from error


def _broken(error: BaseException | None, who: str) -> ModelError:
    """A connection that failed: too slow, never made, broken off, or closed by us because too much came."""
    if isinstance(error, TooMuch):
        return too_much(who)
    if isinstance(error, httpx2.TimeoutException):
        advice = "COUNTERPOINT_MODEL_TIMEOUT_SECONDS gives it more."
        return ModelError(f"{who} did not answer in time: {advice}", cause="timeout")
    if isinstance(error, httpx2.ReadError | httpx2.WriteError | httpx2.RemoteProtocolError):
        return ModelError(f"{who} broke off in the middle: try again.", cause="broken_stream")
    return ModelError(f"{who} cannot be reached: check OPENAI_BASE_URL.", cause="unreachable")


def too_much(who: str) -> ModelError:
    return ModelError(f"{who} did not stop writing and was cut off: try another model.", cause="too_much")


def _status_within(body: object) -> int:
    """Relays put the status of the provider behind them into `code`."""
    code = body.get("code") if isinstance(body, dict) else None
    return code if isinstance(code, int) and 400 <= code < 600 else 0


def _pause(error: openai.APIError, clock: Clock) -> timedelta | None:
    """What Retry-After says: seconds or a date."""
    if not isinstance(error, openai.APIStatusError):
        return None
    value = error.response.headers.get("retry-after", "").strip()
    try:
        pause = (
            timedelta(seconds=float(value)) if re.fullmatch(r"\d{1,9}(?:\.\d+)?", value) else _until(value, clock.now())
        )
    except (ValueError, TypeError, OverflowError):
        return None
    return min(max(pause, timedelta()), LONGEST_PAUSE)


def _until(value: str, now: datetime) -> timedelta:
    return parsedate_to_datetime(value) - now


def _plain(text: str) -> str:
    return " ".join("".join(letter if letter.isprintable() else " " for letter in text).split())[:LONGEST_SAID]
