"""Spells the address of an article in one way, without what only follows readers about.

Never fetches. The rules join only what is surely the same page: a wrong merge loses an article for good.
"""

import re
from base64 import urlsafe_b64decode
from collections.abc import Iterator
from urllib.parse import parse_qsl, quote, unquote, urljoin, urlsplit, urlunsplit

from retrieval.web.domains import host_of

MAX_LENGTH = 4096

_TRACKING = re.compile(
    r"(?:utm_|mtm_|pk_|piwik_|matomo_|_hs|hsa_|vero_|oly_|at_custom|at_medium|at_campaign|wt\.mc|wt_mc|sc_c|trk_)\w*"
    r"|fbclid|gclid|gclsrc|dclid|gbraid|wbraid|msclkid|yclid|ysclid|twclid|ttclid|li_fat_id|igsh|igshid|mc_cid|mc_eid|mc_\w+"
    r"|mkt_tok|srsltid|_openstat|s_cid|ncid|cmpid|cmp_id|ocid|smid|smtyp|xtor|ns_campaign|ns_mchannel|ns_source|"
    r"ns_linkname|ns_fee|guccounter|guce_referrer|guce_referrer_sig|spm|_ga|_gl|rb_clickid|wickedid|fb_action_ids|"
    r"fb_action_types|fb_source|fb_ref|echobox|dicbo|cvid",
    re.IGNORECASE,
)
# host pattern (the whole host) and path start -> the query parameters that may hold the real address
_REDIRECTORS: tuple[tuple[str, str, tuple[str, ...]], ...] = (
    (r"(?:www\.)?google\.[a-z.]{2,6}", "/url", ("url", "q")),
    (r"(?:l|lm|www)\.facebook\.com", "/l.php", ("u",)),
    (r"l\.instagram\.com", "/", ("u",)),
    (r"(?:www\.)?youtube\.com", "/redirect", ("q",)),
    (r"(?:www\.)?bing\.com", "/news/apiclick.aspx", ("url",)),
    (r"out\.reddit\.com", "/", ("url",)),
    (r"t\.umblr\.com", "/redirect", ("z",)),
    (r"(?:www\.)?linkedin\.com", "/redir/", ("url",)),
    (r"vk\.com", "/away.php", ("to",)),
    (r"slack-redir\.net", "/link", ("url",)),
    (r"go\.(?:redirectingat|skimresources)\.com", "/", ("url",)),
    (r"[a-z0-9]+\.safelinks\.protection\.outlook\.com", "/", ("url",)),
    (r"exit\.sc", "/", ("url",)),
)
_ANY_REDIRECTOR = re.compile("|".join(f"(?:{pattern})" for pattern, _, _ in _REDIRECTORS))
_AMP_VIEWER = re.compile(
    r"^https?://(?:www\.)?google\.[a-z.]{2,6}/amp/(s/)?(.+)$|^https?://[^/]+\.cdn\.ampproject\.org/[cv]/(s/)?(.+)$"
)
_GOOGLE_NEWS_PATH = re.compile(r"/(?:__i/)?(?:rss/)?(?:rd/)?articles/([A-Za-z0-9_-]{20,})")
_HOST = re.compile(r"[a-z0-9_](?:[a-z0-9_.-]{0,251}[a-z0-9_])?|[0-9a-f:.]+")
# Most addresses are in that spelling already: nothing to join, undo, drop or encode.
_PLAIN = re.compile(
    r"https?://(?!news\.google\.com)(?![^/]+(?:/amp/|\.cdn\.ampproject\.org/))[a-z0-9](?:[a-z0-9.-]*[a-z0-9])?/[A-Za-z0-9/._~-]*"
)
_PATH_SAFE = "/:@!$&'()*+,;=~-._"
_QUERY_SAFE = _PATH_SAFE + "?"


def canonical_url(url: str, *, base: str = "") -> str:
    """The address in one spelling: absolute, http(s), host in ASCII, no user name, tracking or fragment; redirectors undone.

    `base` is the feed or page the link stood in: relative links are joined to it, and `ref` goes when it names its host.
    Empty when the link is no web address.
    """
    if len(url) <= MAX_LENGTH and _PLAIN.fullmatch(url):
        return url
    link = _absolute(url, base)
    while link:
        plain = _normalised(link, host_of(base))
        # What a redirector holds is a part of its own address, so this ends.
        inner = _unwrapped(plain)
        if not inner:
            return plain
        link = _absolute(inner, "")
    return ""


def url_key(url: str) -> str:
    """What two spellings of one canonical address share: no scheme, `www.`, closing slash or order of parameters."""
    parts = urlsplit(url)
    host = parts.netloc.removeprefix("www.")
    query = "&".join(sorted(filter(None, parts.query.split("&"))))
    return (
        f"{host}{parts.path.rstrip('/')}{'?' + query if query else ''}{'#' + parts.fragment if parts.fragment else ''}"
    )


def is_front_page(url: str) -> bool:
    """Whether the address is a site's front door, which says nothing about which article is meant."""
    parts = urlsplit(url)
    return not parts.path.strip("/") and not parts.query and not parts.fragment


def _absolute(url: str, base: str) -> str:
    link = re.sub(r"[\x00-\x20\x7f-\xa0\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff]+", _space, url.strip())
    if not link or re.fullmatch(r"https?:/*", link, re.IGNORECASE):
        # Joined to its base, nothing would be the base itself.
        return ""
    try:
        link = urljoin(base, link) if base else link
        if link.startswith("//"):
            link = f"https:{link}"
        parts = urlsplit(link)
        is_web = parts.scheme.lower() in ("http", "https") and bool(parts.hostname)
    except ValueError:
        return ""
    return link if is_web and len(link) <= MAX_LENGTH else ""


def _space(found: re.Match[str]) -> str:
    return "%20" if found.group().strip("\t\r\n\x00") == " " else ""


def _unwrapped(link: str) -> str:
    """The address inside a redirector's, or empty."""
    try:
        parts = urlsplit(link)
        host = (parts.hostname or "").lower()
    except ValueError:
        return ""
    amp = _AMP_VIEWER.match(link) if "amp" in link else None
    if amp:
        return f"{'https' if amp[1] or amp[3] else 'http'}://{amp[2] or amp[4]}"
    if host == "news.google.com":
        return _google_news_target(parts.path)
    if not _ANY_REDIRECTOR.fullmatch(host):
        return ""
    for pattern, path, names in _REDIRECTORS:
        if parts.path.startswith(path) and re.fullmatch(pattern, host):
            values = dict(parse_qsl(parts.query))
            return next(
                (values[name] for name in names if values.get(name, "").startswith(("http://", "https://"))), ""
            )
    return ""


def _google_news_target(path: str) -> str:
    """The publisher's address that Google News links of the older kind carry in base64; empty for the newer ones."""
    article = _GOOGLE_NEWS_PATH.match(path)
    if not article:
        return ""
    code = article[1]
    try:
        data = urlsafe_b64decode(code + "=" * (-len(code) % 4))
    except ValueError:
        return ""
    address = re.search(rb"https?://[\x21-\x7e]+", data)
    if not address:
        return ""
    # A protobuf string: its length stands before it, in one byte or (with a high bit on the first) in two.
    before = data[max(address.start() - 2, 0) : address.start()]
    length = before[-1] if before else 0
    if len(before) == 2 and before[0] & 0x80:
        length = (before[0] & 0x7F) | before[1] << 7
    return address[0][: length or None].decode("ascii")


def _normalised(link: str, base_host: str) -> str:
    try:
        parts = urlsplit(link)
        host, port = _ascii_host(parts.hostname or ""), parts.port
    except ValueError:
        return ""
    if not _HOST.fullmatch(host):
        return ""
    scheme = parts.scheme.lower()
    netloc = f"[{host}]" if ":" in host else host
    if port and port != {"http": 80, "https": 443}[scheme]:
        netloc += f":{port}"
    query = "&".join(_kept_parameters(parts.query, base_host))
    fragment = _requoted(parts.fragment, _QUERY_SAFE) if parts.fragment.startswith(("!", "/")) else ""
    url = urlunsplit((scheme, netloc, _requoted(parts.path, _PATH_SAFE) or "/", query, fragment))
    return url if len(url) <= MAX_LENGTH else ""


def _ascii_host(host: str) -> str:
    host = host.rstrip(".").lower()
    if host.isascii():
        return host
    try:
        return host.encode("idna").decode("ascii")
    except UnicodeError:
        return ""


def _kept_parameters(query: str, base_host: str) -> Iterator[str]:
    for parameter in query.split("&"):
        name, _, value = parameter.partition("=")
        if not parameter or _TRACKING.fullmatch(unquote(name)):
            continue
        if name.lower() == "ref" and base_host and host_of(unquote(value)) == base_host:
            continue
        yield _requoted(parameter, _QUERY_SAFE)


def _requoted(text: str, safe: str) -> str:
    """Percent-encoding in one spelling: escapes kept (upper case), unreserved ones decoded, all else encoded."""
    pieces = re.split(r"(%[0-9A-Fa-f]{2})", text)
    for i, piece in enumerate(pieces):
        if i % 2:
            character = chr(int(piece[1:], 16))
            pieces[i] = (
                character if character.isascii() and (character.isalnum() or character in "-._~") else piece.upper()
            )
        else:
            pieces[i] = quote(piece, safe=safe, errors="replace")
    return "".join(pieces)
