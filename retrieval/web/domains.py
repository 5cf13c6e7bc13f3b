"""Which registrable domain a host belongs to, by the public suffix list."""

from functools import lru_cache
from ipaddress import ip_address

from publicsuffixlist import PublicSuffixList


@lru_cache(maxsize=1)
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
