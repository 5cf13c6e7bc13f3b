"""Decides which addresses may be asked: the URL as it is written, and the IP address at the moment of connecting. No I/O."""

import re
from dataclasses import dataclass
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_address
from urllib.parse import quote, urlsplit, urlunsplit

from retrieval.errors import FetchError
from retrieval.messages import Phrase

ALLOWED_PORTS = frozenset({80, 443, 8080, 8443})
MAX_URL_LENGTH = 8_192

_DEFAULT_PORTS = {"http": 80, "https": 443}
_GLOBAL_UNICAST = IPv6Network("2000::/3")
# Where IPv6 carries an IPv4 address inside, or a relay does: 6to4, Teredo, ORCHID.
_CARRIERS = (IPv6Network("2002::/16"), IPv6Network("2001::/23"))
# The relays of 6to4; all else that is not public, `ipaddress` knows.
_RELAYS_V4 = IPv4Network("192.88.99.0/24")
# What inet_aton takes for an address though it is not written as four decimal numbers: 2130706433, 0x7f.1, 0177.0.0.1
_NUMERIC_LABEL = re.compile(r"0[xX][0-9a-fA-F]*|\d+")
_PLAIN_V4 = re.compile(r"(?:(?:0|[1-9]\d{0,2})\.){3}(?:0|[1-9]\d{0,2})")


@dataclass(frozen=True, slots=True)
class Target:
    """A URL taken apart. `host` is ASCII and lower case, an IPv6 address without brackets; `path` includes the query."""

    scheme: str
    host: str
    port: int
    path: str

    @property
    def authority(self) -> str:
        """The exact `host:port` an exception is listed under."""
        return f"[{self.host}]:{self.port}" if ":" in self.host else f"{self.host}:{self.port}"

    @property
    def url(self) -> str:
        host = f"[{self.host}]" if ":" in self.host else self.host
        port = "" if self.port == _DEFAULT_PORTS[self.scheme] else f":{self.port}"
        return f"{self.scheme}://{host}{port}{self.path}"


def parse_target(url: str, *, allowed_private: frozenset[str] = frozenset()) -> Target:
    """Take a URL apart, refusing what is never asked for.

    Raises FetchError `bad_url` or `refused_address`: other schemes, user names, odd spellings of IP addresses, private
    addresses written out, and other ports than 80, 443, 8080 and 8443, unless `allowed_private` lists the `host:port`.
    """
    target = _split(url)
    if target.authority in allowed_private:
        return target
    if target.port not in ALLOWED_PORTS:
        raise refused(url, Phrase("port {port} is not one feeds are served on (80, 443, 8080, 8443)", port=target.port))
    if _is_disguised(target.host):
        raise refused(url, Phrase("{host} is an unusual spelling of an IP address", host=target.host))
    if (literal := _literal(target.host)) and (reason := refusal(literal)):
        raise refused(url, reason)
    return target


def refusal(address: IPv4Address | IPv6Address) -> str:
    """Why an IP address may not be connected to; empty when it may."""
    if isinstance(address, IPv4Address):
        is_open = address.is_global and not address.is_multicast and address not in _RELAYS_V4
        return "" if is_open else _not_public(address)
    if address.scope_id or address not in _GLOBAL_UNICAST or not address.is_global or address.is_multicast:
        return _not_public(address)
    if any(address in net for net in _CARRIERS):
        return Phrase("{address} hides another address", address=str(address))
    return ""


def _not_public(address: IPv4Address | IPv6Address) -> Phrase:
    return Phrase("{address} is not a public address", address=str(address))


def _split(url: str) -> Target:
    if len(url) > MAX_URL_LENGTH or re.search(r"[\x00-\x20\x7f\\]", url.strip()):
        raise _bad(url)
    try:
        parts = urlsplit(url.strip())
        host, port = parts.hostname or "", parts.port
    except ValueError as error:
        raise _bad(url) from error
    if parts.scheme not in _DEFAULT_PORTS or not host:
        raise _bad(url)
    if parts.username is not None or parts.password is not None:
        raise FetchError(
            Phrase("{url} is refused: leave the user name out of the address.", url=url),
            url=url,
            kind="refused_address",
            permanent=True,
        )
    path = quote(urlunsplit(("", "", parts.path or "/", parts.query, "")), safe="/%:=&?~#+!$,;'@()*[]|")
    path = path if path.startswith("/") else f"/{path}"
    return Target(parts.scheme, _ascii_host(url, host), _DEFAULT_PORTS[parts.scheme] if port is None else port, path)


def _ascii_host(url: str, host: str) -> str:
    if ":" in host:
        return host
    try:
        return host.rstrip(".").encode("idna").decode("ascii").casefold()
    except UnicodeError as error:
        raise _bad(url) from error


def _literal(host: str) -> IPv4Address | IPv6Address | None:
    try:
        return ip_address(host)
    except ValueError:
        return None


def _is_disguised(host: str) -> bool:
    last = host.rsplit(".", 1)[-1]
    return ":" not in host and bool(_NUMERIC_LABEL.fullmatch(last)) and not _PLAIN_V4.fullmatch(host)


def _bad(url: str) -> FetchError:
    shown = url if len(url) <= 200 else f"{url[:200]}…"
    return FetchError(
        Phrase(
            "{url} is not an address we can fetch: give one that starts with http:// or https://.", url=f"{shown!r}"
        ),
        url=url,
        kind="bad_url",
        permanent=True,
    )


def refused(url: str, reason: str) -> FetchError:
    """The error for an address, or a name that leads to one, that may not be connected to."""
    return FetchError(
        Phrase(
            "{url} is refused: {reason}. If it is a host of your own, list its host:port in "
            "COUNTERPOINT_ALLOW_PRIVATE_HOSTS.",
            url=url,
            reason=reason,
        ),
        url=url,
        kind="refused_address",
        permanent=True,
    )
