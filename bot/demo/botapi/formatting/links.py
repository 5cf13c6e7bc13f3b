"""Which addresses Telegram accepts behind a link. A bad one is dropped without an error in text, and refused on a button."""

import re
from urllib.parse import urlsplit

_SCHEMES = frozenset({"http", "https", "tg", "ton", "tonsite"})
_HOST = re.compile(r"[^\s/?#@:<>\\^`{|}\"\[\]]+")


def check_link(url: str) -> str:
    """The address as Telegram stores it, or "" when it is none: a known scheme, a host with a dot, a valid port."""
    url = url.strip()
    scheme, separator, rest = url.partition("://")
    if not separator:
        if re.match(r"(?i)(javascript|mailto|data|tel|file|ftp):", url):
            return ""
        scheme, rest = "http", url
    scheme = scheme.lower()
    if scheme not in _SCHEMES or not rest:
        return ""
    if scheme in {"tg", "ton"}:
        return f"{scheme}://{rest}"
    return _checked_web_address(scheme, rest)


def _checked_web_address(scheme: str, rest: str) -> str:
    address = f"{'https' if scheme == 'tonsite' else scheme}://{rest}"
    try:
        parts = urlsplit(address)
        host, port = parts.hostname or "", parts.port
    except ValueError:
        return ""
    is_host = bool(_HOST.fullmatch(host)) and "." in host.strip(".") and ".." not in host
    if not is_host or port == 0 or re.search(r"\s", rest):
        return ""
    authority, path = parts.netloc.lower(), parts.path or "/"
    query = f"?{parts.query}" if parts.query else ""
    fragment = f"#{parts.fragment}" if parts.fragment else ""
    return f"{scheme}://{authority}{path}{query}{fragment}"


def mentioned_user(url: str) -> int | None:
    """The user of `tg://user?id=N`, or None."""
    found = re.fullmatch(r"tg://user\?id=(\d{1,19})", url.strip())
    return int(found[1]) if found else None
