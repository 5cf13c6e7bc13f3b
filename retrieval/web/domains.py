"""Finds the host of an address and its registrable domain, by the public suffix list. The home of publicsuffixlist."""

from functools import lru_cache
from ipaddress import ip_address
from urllib.parse import urlsplit

from publicsuffixlist import PublicSuffixList

from retrieval.once import once


@lru_cache(maxsize=8192)
def host_of(url: str) -> str:
    """The host of a URL or bare domain, lower case, without `www.`; empty when there is none."""
    try:
        host = urlsplit(url if "//" in url else f"//{url}").hostname or ""
    except ValueError:
        return ""
    return host.removeprefix("www.").rstrip(".")


@once
def _suffixes() -> PublicSuffixList:
    return PublicSuffixList()


@lru_cache(maxsize=16_384)
def registrable_domain(host: str) -> str:
    """`news.bbc.co.uk` gives `bbc.co.uk`. An IP address, a bare name or a public suffix itself is returned as it is."""
    plain = host.strip("[]").rstrip(".").casefold()
    try:
        return str(ip_address(plain))
    except ValueError:
        return _suffixes().privatesuffix(plain) or plain
