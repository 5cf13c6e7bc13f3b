"""Logs: structlog over the standard library's loggers. The home of structlog.

Secrets never get out: libraries that log addresses (which carry the bot token) are silenced below warnings, and every
line passes a filter that blots out the secrets this process was told, wherever they come from, tracebacks included.
"""

import logging
import sys
from collections.abc import Iterable
from typing import Any

import structlog

from config.settings import SECRETS, Settings

NOISY = ("httpx", "httpcore", "apscheduler", "telegram", "chromadb", "openai", "urllib3", "uvicorn", "trafilatura")
BLOT = "[secret]"


def set_up_logs(settings: Settings) -> None:
    """Write log lines to stderr, as JSON or for people. Call once, before anything is logged."""
    shared: list[Any] = [
        structlog.stdlib.add_log_level,
        structlog.stdlib.add_logger_name,
        structlog.stdlib.ExtraAdder(),
        structlog.processors.TimeStamper(fmt="iso", utc=True),
        structlog.processors.format_exc_info,
    ]
    renderer: Any = structlog.processors.JSONRenderer(ensure_ascii=False)
    if settings.log == "console":
        renderer = structlog.dev.ConsoleRenderer(colors=sys.stderr.isatty())
    formatter = structlog.stdlib.ProcessorFormatter(
        foreign_pre_chain=shared,
        processors=[structlog.stdlib.ProcessorFormatter.remove_processors_meta, renderer],
    )
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(Blotting(formatter, secrets_of(settings)))
    root = logging.getLogger()
    root.handlers[:] = [handler]
    root.setLevel(settings.log_level.upper())
    for name in NOISY:
        logging.getLogger(name).setLevel(logging.WARNING)


class Blotting(logging.Formatter):
    """Another formatter's lines, with the secrets blotted out."""

    def __init__(self, inner: logging.Formatter, secrets: Iterable[str]) -> None:
        super().__init__()
        self._inner = inner
        self._secrets = tuple(sorted(secrets, key=len, reverse=True))

    def format(self, record: logging.LogRecord) -> str:
        line = self._inner.format(record)
        for secret in self._secrets:
            line = line.replace(secret, BLOT)
        return line


def secrets_of(settings: Settings) -> set[str]:
    """The values that must not be seen, and the telling halves of those that have parts (a token's, a URL's password)."""
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
    return {secret for secret in found if len(secret) >= 4}
