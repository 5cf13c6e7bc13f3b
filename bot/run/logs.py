"""Writes logs: structlog over the standard library's loggers. The home of structlog.

Two promises. Secrets never get out: libraries that log addresses (which carry the bot token) are silenced below
warnings, and every line passes a filter that blots out the secrets this process was told. What people wrote never gets
out: our own events are constant words with fields, and an exception is told by its kind and its place in the program;
its message only where it cannot hold anybody's words.
"""

import logging
import re
import sys
import traceback
from collections.abc import Iterable, Iterator
from types import TracebackType
from typing import Any, TextIO
from urllib.parse import quote, unquote

import structlog

from config.settings import SECRETS, Settings
from retrieval.errors import FetchError, IndexDamaged, ModelError, StorageError

NOISY = (
    "httpx",
    "httpcore",
    "telegram",
    "chromadb",
    "openai",
    "urllib3",
    "uvicorn",
    "trafilatura",
    "asyncio",
    "alembic",
    "sqlalchemy",
)
OURS = ("bot", "retrieval", "config")
BLOT = "[secret]"
# Their messages are written by us or by the operating system; others repeat what they were given.
SPEAKING = (StorageError, IndexDamaged, FetchError, ModelError, OSError)
LONGEST_MESSAGE = 300

ExcInfo = tuple[type[BaseException], BaseException, TracebackType | None]


def set_up_logs(settings: Settings, *, stream: TextIO | None = None) -> None:
    """Write log lines to stderr (or `stream`), as JSON or for people. Call once, before anything is logged."""
    target = stream or sys.stderr
    shared: list[Any] = [
        structlog.stdlib.add_log_level,
        structlog.stdlib.add_logger_name,
        structlog.stdlib.ExtraAdder(),
        _discreet,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
        structlog.processors.ExceptionRenderer(_as_text),
    ]
    renderer: Any = structlog.processors.JSONRenderer(ensure_ascii=False, default=str)
    if settings.log == "console":
        renderer = structlog.dev.ConsoleRenderer(colors=target.isatty())
    formatter = structlog.stdlib.ProcessorFormatter(
        foreign_pre_chain=shared,
        processors=[structlog.stdlib.ProcessorFormatter.remove_processors_meta, renderer],
    )
    handler = logging.StreamHandler(target)
    handler.setFormatter(Blotting(formatter, secrets_of(settings)))
    root = logging.getLogger()
    root.handlers[:] = [handler]
    root.setLevel(settings.log_level.upper())
    for name in NOISY:
        logging.getLogger(name).setLevel(logging.WARNING)
    # A turn that takes longer than its interval is no news; errors of jobs are logged by the ticker itself.
    logging.getLogger("apscheduler").setLevel(logging.CRITICAL)


class Blotting(logging.Formatter):
    """Formats as another formatter does, and blots out the secrets."""

    def __init__(self, inner: logging.Formatter, secrets: Iterable[str]) -> None:
        super().__init__()
        self._inner = inner
        self._secrets = tuple(sorted(secrets, key=len, reverse=True))

    def format(self, record: logging.LogRecord) -> str:
        return blotted(self._inner.format(record), self._secrets)


def blotted(text: str, secrets: Iterable[str]) -> str:
    """A text without the secrets; the longest must come first."""
    for secret in secrets:
        text = text.replace(secret, BLOT)
    return text


def secrets_of(settings: Settings) -> set[str]:
    """The values that must not be seen, the telling halves of those that have parts, and how they look in an address."""
    found: set[str] = set()
    for name in SECRETS:
        value = getattr(settings, name)
        if value is None:
            continue
        text = value.get_secret_value()
        found.add(text)
        if name == "telegram_bot_token":
            found.add(text.partition(":")[2])
        if name == "database_url" and "@" in text:
            found.add(text.partition("//")[2].rpartition("@")[0].partition(":")[2])
    known = {form for secret in found for form in (secret, quote(secret, safe=""), unquote(secret))}
    return {secret for secret in known if len(secret) >= 4}


def describe_exception(error: BaseException) -> str:
    """Where and what, with its causes, the first one first; without the words of messages that may be somebody's."""
    return "\n".join(piece for each in reversed(list(_chain(error))) for piece in _told(each))


def _chain(error: BaseException) -> Iterator[BaseException]:
    seen: set[int] = set()
    current: BaseException | None = error
    while current is not None and id(current) not in seen:
        seen.add(id(current))
        yield current
        current = current.__cause__ or (None if current.__suppress_context__ else current.__context__)


def _told(error: BaseException) -> Iterator[str]:
    for frame in traceback.extract_tb(error.__traceback__):
        yield f"  {frame.filename}:{frame.lineno} in {frame.name}: {frame.line}"
    kind = f"{type(error).__module__}.{type(error).__qualname__}".removeprefix("builtins.")
    yield f"{kind}: {_first_line(str(error))}" if isinstance(error, SPEAKING) else kind


def _as_text(exc_info: ExcInfo) -> str:
    return describe_exception(exc_info[1])


def _discreet(logger: object, method: str, event: dict[str, Any]) -> dict[str, Any]:
    """Libraries put what they were given into their messages (asyncio a whole exception): only the beginning is kept."""
    if str(event.get("logger", "")).partition(".")[0] not in OURS:
        event["event"] = _first_line(str(event.get("event", "")))
    return event


def _first_line(text: str) -> str:
    return re.split(r"[\r\n]", text.strip(), maxsplit=1)[0][:LONGEST_MESSAGE]
