"""Fetches over real connections (`retrieval.ports.Http`) and keeps every promise about them in one place.

GET without cookies, referrer, proxy or netrc; redirects one by one, each judged anew; a body cap counted after
decompression; one deadline for the whole exchange; TLS always verified. httpcore alone, without httpx on top: see
docs/decisions/0020.
"""

import ssl
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, replace
from importlib.metadata import PackageNotFoundError, version

import httpcore

from bot.outbound.allowed_addresses import Target, parse_target
from bot.outbound.bodies import read_body, too_large
from bot.outbound.limits import HostLimits
from bot.outbound.network import Exchange, GuardedBackend, Resolve, exchange, system_resolve, timed_out
from bot.outbound.redirects import REDIRECTS, redirect_target, refuse_downgrade, refuse_endless
from retrieval.errors import FetchError
from retrieval.messages import Phrase
from retrieval.ports import Request, Response

_BODILESS = frozenset({204, 304})
Permit = Callable[[str], None]


def user_agent(contact_url: str) -> str:
    """The one name we go by: program, version and where to complain."""
    try:
        release = version("counterpoint")
    except PackageNotFoundError:
        release = "0"
    return f"Counterpoint/{release} (+{contact_url})"


@dataclass(frozen=True, slots=True)
class _Answer:
    """One hop's answer, and how long it took."""

    status: int
    headers: Mapping[str, str]
    body: bytes
    seconds: float = 0.0


class OutboundClient:
    """Fetches from public addresses. Thread-safe; hold one for the whole program and close it at the end."""

    def __init__(
        self,
        *,
        user_agent: str,
        allowed_private: frozenset[str] = frozenset(),
        resolve: Resolve = system_resolve,
        tls: ssl.SSLContext | None = None,
        limits: HostLimits | None = None,
    ) -> None:
        self._agent = user_agent
        self._allowed_private = frozenset(item.casefold() for item in allowed_private)
        self._backend = GuardedBackend(resolve)
        self._limits = limits or HostLimits()
        self._pool = httpcore.ConnectionPool(
            ssl_context=tls or httpcore.default_ssl_context(),
            max_connections=None,
            # Hardly any two feeds share a host, and the pool looks at every idle connection for each other one.
            max_keepalive_connections=10,
            keepalive_expiry=10,
            network_backend=self._backend,
        )

    def get(self, request: Request, *, permit: Permit | None = None) -> Response:
        """Fetch, following up to five redirects. `permit` is asked before each hop and may raise FetchError.

        Any status is a Response; everything else is a FetchError whose `kind` says what went wrong.
        """
        seconds = request.deadline.total_seconds()
        target = parse_target(request.url, allowed_private=self._allowed_private)
        hops: list[tuple[int, str]] = []
        while True:
            if permit:
                permit(target.url)
            url = hops[-1][1] if hops else request.url
            headers = request.headers if request.headers_for in ("", url, target.url) else {}
            answer = self._hop(target, headers, max_bytes=request.max_bytes, seconds=seconds)
            seconds -= answer.seconds
            location = answer.headers.get("location", "")
            if answer.status not in REDIRECTS or not location:
                return Response(answer.status, url, answer.headers, answer.body, tuple(hops))
            refuse_endless(request.url, url, followed=len(hops))
            following = parse_target(redirect_target(target.url, location), allowed_private=self._allowed_private)
            refuse_downgrade(target, following)
            target = following
            hops.append((answer.status, target.url))

    def post_form(self, request: Request, form: bytes) -> Response:
        """Send a form to exactly this address: no redirects. For services that answer no GET (Google News links)."""
        target = parse_target(request.url, allowed_private=self._allowed_private)
        seconds = request.deadline.total_seconds()
        headers = {**request.headers, "content-type": "application/x-www-form-urlencoded;charset=UTF-8"}
        answer = self._hop(target, headers, max_bytes=request.max_bytes, seconds=seconds, form=form)
        return Response(answer.status, request.url, answer.headers, answer.body)

    def close(self) -> None:
        self._pool.close()
        self._backend.close()

    def _hop(
        self, target: Target, headers: Mapping[str, str], *, max_bytes: int, seconds: float, form: bytes | None = None
    ) -> _Answer:
        is_own = target.authority in self._allowed_private
        with self._limits.turn(target.host, is_own=is_own):
            # Waiting for the turn is our politeness, not the server's slowness: the deadline runs from here.
            started = time.monotonic()
            current = Exchange(target.url, started + seconds, is_own)
            with exchange(current), _translated(current):
                answer = self._send(target, headers, current, max_bytes=max_bytes, form=form)
            return replace(answer, seconds=time.monotonic() - started)

    def _send(
        self, target: Target, headers: Mapping[str, str], current: Exchange, *, max_bytes: int, form: bytes | None
    ) -> _Answer:
        with self._pool.stream(
            "GET" if form is None else "POST",
            httpcore.URL(scheme=target.scheme, host=target.host, port=target.port, target=target.path),
            # As they came: a validator may hold any byte, and has to be sent back verbatim.
            headers=[(name.encode("ascii"), value.encode("latin-1")) for name, value in self._headers(target, headers)],
            content=form,
            extensions={"timeout": {"pool": current.remaining()}},
        ) as answer:
            return _read(answer, target.url, max_bytes=max_bytes)

    def _headers(self, target: Target, extra: Mapping[str, str]) -> Iterator[tuple[str, str]]:
        default_port = {"http": 80, "https": 443}[target.scheme]
        host = target.authority.removesuffix(f":{target.port}") if target.port == default_port else target.authority
        yield "Host", host
        yield "User-Agent", self._agent
        yield "Accept", "*/*"
        yield "Accept-Encoding", "gzip, br"
        yield from extra.items()


def _read(answer: httpcore.Response, url: str, *, max_bytes: int) -> _Answer:
    headers = _joined(answer.headers)
    if answer.status in _BODILESS or answer.status in REDIRECTS:
        return _Answer(answer.status, headers, b"")
    length = headers.get("content-length", "")
    if length.isdigit() and int(length) > max_bytes:
        raise too_large(url, max_bytes)
    body = read_body(answer.iter_stream(), coding=headers.get("content-encoding", ""), max_bytes=max_bytes, url=url)
    return _Answer(answer.status, headers, body)


def _joined(raw: list[tuple[bytes, bytes]]) -> dict[str, str]:
    headers: dict[str, str] = {}
    for name, value in raw:
        key = name.decode("latin-1").casefold()
        text = value.decode("latin-1")
        headers[key] = f"{headers[key]}, {text}" if key in headers else text
    return headers


@contextmanager
def _translated(current: Exchange) -> Iterator[None]:
    try:
        yield
    except httpcore.TimeoutException as error:
        raise timed_out(current.url) from error
    except (httpcore.NetworkError, httpcore.ProtocolError, httpcore.UnsupportedProtocol, OSError) as error:
        raise _network_error(current.url, error) from error


def _network_error(url: str, error: Exception) -> FetchError:
    if _is_tls(error):
        return FetchError(Phrase("{url} has no valid certificate.", url=url), url=url, kind="tls")
    if isinstance(error, httpcore.ConnectError):
        return FetchError(Phrase("{url} refuses connections.", url=url), url=url, kind="connect")
    said = str(error)
    if "complete message body" in said:
        return FetchError(Phrase("{url} broke off before its end.", url=url), url=url, kind="cut_off")
    if isinstance(error, httpcore.ProtocolError) and "without sending" not in said:
        return FetchError(Phrase("{url} does not speak HTTP properly.", url=url), url=url, kind="protocol")
    return FetchError(Phrase("{url} closed the connection.", url=url), url=url, kind="connection")


def _is_tls(error: BaseException | None) -> bool:
    while error is not None:
        if isinstance(error, ssl.SSLError):
            return True
        error = error.__cause__ or error.__context__
    return False
