"""Carries requests to a model server: one deadline for the whole exchange, and a cap on the bytes that are read.

The deadline is the request's own read timeout, counted from its start: it holds also while only comments, blank lines or
single bytes come, in headers as in bodies, for any read timeout of a library starts anew with each byte. When it passes,
the connection is closed. The home of httpx2, which the openai library talks through; the sockets are those of `outbound`.
"""

import time
from collections.abc import Iterator
from contextlib import contextmanager
from urllib.request import getproxies, proxy_bypass

import httpcore
import httpx2

from bot.outbound.network import Exchange, GuardedBackend, exchange
from retrieval.errors import FetchError

# A reply of 60,000 characters in pieces of three, each in its envelope of some 250 bytes, is 5 MB; thinking comes on top.
MOST_BYTES = 12 * 1024 * 1024
_UNTIMED = 60.0


class TooMuch(httpx2.ReadError):
    """The server sent more than a reply can be."""


class BoundedTransport(httpx2.BaseTransport):
    """Connections for one server address. `proxy` is the address of an HTTP proxy, or empty."""

    def __init__(self, *, proxy: str = "", most_bytes: int = MOST_BYTES) -> None:
        self._most_bytes = most_bytes
        self._backend = GuardedBackend()
        tls = httpx2.create_ssl_context()
        # Talk, digests and translations bound their own calls; nobody waits here for a place.
        self._pool: httpcore.ConnectionPool = (
            httpcore.HTTPProxy(proxy, ssl_context=tls, max_connections=None, network_backend=self._backend)
            if proxy
            else httpcore.ConnectionPool(ssl_context=tls, max_connections=None, network_backend=self._backend)
        )

    def handle_request(self, request: httpx2.Request) -> httpx2.Response:
        seconds = request.extensions.get("timeout", {}).get("read") or _UNTIMED
        current = Exchange(str(request.url), time.monotonic() + seconds, is_private_allowed=True)
        # Packed replies are not asked for, so that what is counted is what is read.
        headers = [(name, value) for name, value in request.headers.raw if name.lower() != b"accept-encoding"]
        sent = httpcore.Request(
            method=request.method,
            url=httpcore.URL(
                scheme=request.url.raw_scheme,
                host=request.url.raw_host,
                port=request.url.port,
                target=request.url.raw_path,
            ),
            headers=[*headers, (b"accept-encoding", b"identity")],
            content=request.read(),
            extensions={"timeout": {"pool": seconds}},
        )
        with exchange(current), _translated():
            answer = self._pool.handle_request(sent)
        body = _Body(answer, current, self._most_bytes)
        if any(name.lower() == b"content-encoding" and value.lower() != b"identity" for name, value in answer.headers):
            body.close()
            raise httpx2.RemoteProtocolError("the server packs its replies although it was asked not to")
        return httpx2.Response(answer.status, headers=answer.headers, stream=body)

    def close(self) -> None:
        self._pool.close()
        self._backend.close()


class _Body(httpx2.SyncByteStream):
    """A reply's bytes. Each read, and only the read, belongs to the exchange: between two pieces the same thread may ask
    another question."""

    def __init__(self, answer: httpcore.Response, current: Exchange, most_bytes: int) -> None:
        self._answer = answer
        self._current = current
        self._most_bytes = most_bytes

    def __iter__(self) -> Iterator[bytes]:
        chunks, size = iter(self._answer.iter_stream()), 0
        while True:
            with exchange(self._current), _translated():
                self._current.remaining()
                chunk = next(chunks, None)
            if chunk is None:
                return
            size += len(chunk)
            if size > self._most_bytes:
                self.close()
                raise TooMuch("the server sent more than a reply can be")
            yield chunk

    def close(self) -> None:
        with exchange(self._current), _translated():
            self._answer.close()


@contextmanager
def _translated() -> Iterator[None]:
    """Errors of the sockets as those that the openai library knows."""
    try:
        yield
    except httpcore.TimeoutException as error:
        raise httpx2.ReadTimeout(str(error)) from error
    except FetchError as error:
        kind = httpx2.ReadTimeout if error.kind == "timeout" else httpx2.ConnectError
        raise kind(str(error)) from error
    except httpcore.RemoteProtocolError as error:
        raise httpx2.RemoteProtocolError(str(error)) from error
    except (httpcore.ConnectError, httpcore.ProxyError, httpcore.UnsupportedProtocol) as error:
        raise httpx2.ConnectError(str(error)) from error
    except (httpcore.NetworkError, httpcore.ProtocolError, OSError) as error:
        raise httpx2.ReadError(str(error)) from error


def environment_proxy(address: str) -> str:
    """The HTTP proxy that this machine wants used for an address (HTTPS_PROXY, NO_PROXY), or an empty string."""
    url = httpx2.URL(address)
    proxies = getproxies()
    proxy = proxies.get(url.scheme) or proxies.get("all") or ""
    return "" if not proxy.startswith("http") or proxy_bypass(url.host) else proxy
