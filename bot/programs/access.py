"""Who may ask over HTTP, and how much: the setting, the token, and the limits that a person has in the chat. No I/O but the count."""

from collections.abc import Callable
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass
from datetime import timedelta
from functools import lru_cache
from hashlib import blake2b
from hmac import compare_digest
from ipaddress import ip_address, ip_network
from typing import Any, Protocol

from bot.talk.commands.allowance import allowance_of
from bot.talk.frame.memory import OURSELVES, Kind, Memory
from retrieval.ports import Clock

# Whoever has an IPv6 address has as many as these leave open.
_OWN_BITS = 64
_CALLERS = 4096

Spend = Callable[[str, Kind], timedelta]
"""Counts one call of a caller; zero where it may be served, else how long to wait."""


CALLER = "counterpoint.caller"
"""Where in the scope of a request its caller's name stands, for whoever serves it further on."""


class AssistantHttp(Protocol):
    """A server for assistants over HTTP: `run` holds it open, `handle_request` is an ASGI application."""

    def run(self) -> AbstractAsyncContextManager[None]: ...

    async def handle_request(self, scope: Any, receive: Any, send: Any) -> None: ...


@dataclass(frozen=True, slots=True)
class Access:
    """Whom the API and assistants' door let in: nobody, everybody, or who knows a token."""

    is_open: bool = False
    tokens: frozenset[str] = frozenset()

    @property
    def is_off(self) -> bool:
        return not self.is_open and not self.tokens


@dataclass(frozen=True, slots=True)
class Refusal:
    """Why a caller is not served: `code` is for programs, `sentence` for the person who reads it."""

    status: int
    code: str
    sentence: str
    wait: timedelta = timedelta()


def admit(access: Access, authorization: str, address: str) -> str | Refusal:
    """Who calls, as a name that tells neither token nor address; or why nobody is let in."""
    if access.is_off:
        return Refusal(403, "off", "The API is off here: whoever runs this bot turns it on with COUNTERPOINT_API.")
    if access.is_open:
        return _name("address", network_of(address))
    scheme, _, token = authorization.partition(" ")
    token = token.strip()
    # Every token is compared, so that the time taken tells nothing.
    known = [compare_digest(token.encode(), one.encode()) for one in access.tokens]
    if scheme.casefold() == "bearer" and any(known):
        return _name("token", token)
    return Refusal(401, "token", "Send the token that whoever runs this bot gave you: Authorization: Bearer TOKEN.")


def network_of(address: str) -> str:
    """What counts as one address: an IPv4 address, a whole /64 of IPv6, and everything else together."""
    try:
        known = ip_address(address)
    except ValueError:
        return ""
    return f"{known}" if known.version == 4 else f"{ip_network((known, _OWN_BITS), strict=False)}"


def too_much(wait: timedelta) -> Refusal:
    """The refusal of somebody who has to wait."""
    seconds = max(1, round(wait.total_seconds()))
    return Refusal(429, "limit", f"That is too much at once: ask again in {seconds} seconds.", wait)


def _name(kind: str, what: str) -> str:
    return f"{kind}:{blake2b(what.encode(), digest_size=16).hexdigest()}"


class ProgramAllowance:
    """Counts what programs ask like what people ask (docs/decisions/0102): for all replicas together, forgotten after a day."""

    def __init__(self, memory: Memory, clock: Clock, *, has_model: bool) -> None:
        self._memory = memory
        self._clock = clock
        self._has_model = has_model
        self._number = lru_cache(maxsize=_CALLERS)(self._number_of)

    def spend(self, caller: str, kind: Kind) -> timedelta:
        """Zero where it may be served, else how long to wait; what must wait is not counted."""
        most = allowance_of(kind, has_model=self._has_model)
        return self._memory.note_asked(
            kind, OURSELVES, self._number(caller), now=self._clock.now(), a_minute=most.a_minute, a_day=most.a_day
        )

    def _number_of(self, caller: str) -> int:
        return self._memory.number_of(caller, now=self._clock.now())
