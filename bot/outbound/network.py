"""Connects: resolves a name once, judges each address, and connects to that very address, all under one deadline.

The check stands at the connect, so a name that changes its answer between check and use gains nothing.
"""

import socket
import ssl
import threading
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from concurrent.futures import TimeoutError as FutureTimeoutError
from contextlib import contextmanager
from dataclasses import dataclass
from ipaddress import ip_address
from typing import Any

import httpcore

from bot.outbound.allowed_addresses import refusal, refused
from retrieval.errors import FetchError
from retrieval.messages import Phrase

Resolve = Callable[[str], Sequence[str]]
CONNECT_SECONDS = 5.0


@dataclass(frozen=True, slots=True)
class Exchange:
    """What the current thread is fetching, until when (monotonic seconds), and whether private addresses are allowed."""

    url: str
    ends_at: float
    is_private_allowed: bool

    def remaining(self) -> float:
        """Seconds left. Raises FetchError `timeout` when there are none."""
        left = self.ends_at - time.monotonic()
        if left <= 0:
            raise timed_out(self.url)
        return left


_current = threading.local()


@contextmanager
def exchange(current: Exchange) -> Iterator[Exchange]:
    """Every connect, read and write of this thread inside the block belongs to `current`."""
    _current.exchange = current
    try:
        yield current
    finally:
        _current.exchange = None


def timed_out(url: str) -> FetchError:
    return FetchError(Phrase("{url} took too long to answer.", url=url), url=url, kind="timeout")


def system_resolve(host: str) -> list[str]:
    """The addresses of a name, as the system gives them. Raises OSError."""
    found = socket.getaddrinfo(host, None, type=socket.SOCK_STREAM)
    return list(dict.fromkeys(str(item[4][0]) for item in found))


class GuardedBackend(httpcore.NetworkBackend):
    """Connects to public addresses only (any address where the exchange allows it)."""

    def __init__(self, resolve: Resolve = system_resolve) -> None:
        self._resolve = resolve
        # getaddrinfo knows no timeout; waiting for it elsewhere gives it one.
        self._resolvers = ThreadPoolExecutor(max_workers=16, thread_name_prefix="resolve")
        self._backend = httpcore.SyncBackend()

    def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,
        local_address: str | None = None,
        socket_options: Iterable[Any] | None = None,
    ) -> httpcore.NetworkStream:
        current: Exchange = _current.exchange
        failure: Exception | None = None
        for address in self._permitted(host, current):
            try:
                seconds = min(CONNECT_SECONDS, current.remaining())
                stream = self._backend.connect_tcp(address, port, seconds, local_address, socket_options)
            except (httpcore.ConnectError, httpcore.ConnectTimeout) as error:
                failure = error
                continue
            return _TimedStream(stream)
        raise failure or FetchError(Phrase("{host} has no address.", host=host), url=current.url, kind="dns")

    def connect_unix_socket(
        self, path: str, timeout: float | None = None, socket_options: Iterable[Any] | None = None
    ) -> httpcore.NetworkStream:
        raise NotImplementedError("feeds do not come from sockets of this machine")

    def close(self) -> None:
        self._resolvers.shutdown(wait=False, cancel_futures=True)

    def _permitted(self, host: str, current: Exchange) -> list[str]:
        addresses = self._addresses(host, current)
        if current.is_private_allowed:
            return addresses
        reasons = {address: refusal(ip_address(address)) for address in addresses}
        permitted = [address for address, reason in reasons.items() if not reason]
        if not permitted and reasons:
            raise refused(current.url, next(iter(reasons.values())))
        return permitted

    def _addresses(self, host: str, current: Exchange) -> list[str]:
        try:
            return [str(ip_address(host))]
        except ValueError:
            pass
        try:
            return list(self._resolvers.submit(self._resolve, host).result(current.remaining()))
        except FutureTimeoutError as error:
            raise timed_out(current.url) from error
        except (OSError, UnicodeError) as error:
            raise FetchError(_unfound(host, current.url, error), url=current.url, kind="dns") from error


def _unfound(host: str, url: str, error: Exception) -> Phrase:
    """A name that nobody knows is one thing, a machine that cannot ask for names another: then no address is wrong."""
    if isinstance(error, socket.gaierror) and error.errno != socket.EAI_NONAME:
        return Phrase(
            "{host} cannot be looked up now: check the network of this machine, and its name server (DNS).", host=host
        )
    return Phrase("There is no host {host}: open {url} in a browser; perhaps it has moved.", host=host, url=url)


class _TimedStream(httpcore.NetworkStream):
    """A connection whose reads and writes end when the exchange of the calling thread ends, however slowly bytes drip in."""

    def __init__(self, stream: httpcore.NetworkStream) -> None:
        self._stream = stream

    def read(self, max_bytes: int, timeout: float | None = None) -> bytes:
        return self._stream.read(max_bytes, _remaining(timeout))

    def write(self, buffer: bytes, timeout: float | None = None) -> None:
        self._stream.write(buffer, _remaining(timeout))

    def close(self) -> None:
        self._stream.close()

    def start_tls(
        self, ssl_context: ssl.SSLContext, server_hostname: str | None = None, timeout: float | None = None
    ) -> httpcore.NetworkStream:
        return _TimedStream(self._stream.start_tls(ssl_context, server_hostname, _remaining(timeout)))

    def get_extra_info(self, info: str) -> Any:
        return self._stream.get_extra_info(info)


def _remaining(timeout: float | None) -> float:
    current: Exchange = _current.exchange
    left = current.remaining()
    return left if timeout is None else min(timeout, left)
