"""Guesses who an outlet is that nobody has described yet. A guess helps an admin to decide; it never puts an outlet on a side."""

import re
from collections import Counter

from retrieval.sources.outlets import Outlet, Registry, fold_name
from retrieval.web.domains import host_of

_COUNTRY_OF_TLD = {"uk": "GB", "su": "RU", "ac": "GB", "eu": ""}
# Country domains that are sold to the whole world say nothing about the country.
_WORLDWIDE = re.compile("ai|am|ag|bz|cc|cd|co|dj|fm|gg|gl|io|la|ly|me|ms|mu|nu|sc|sh|st|tk|to|tv|ws|vc")
_SECOND_LEVEL = frozenset({"co", "com", "net", "org", "gov", "ac", "edu", "or", "ne", "go", "gob", "gouv", "gc"})


def guess_outlet(name: str, domain: str, registry: Registry) -> Outlet:
    """An unconfirmed outlet: its country by a registered relative, else by its domain's ending; its owner by the relative."""
    host = host_of(domain) or (host_of(name) if "." in name and " " not in name.strip() else "")
    relative = _relative(name, host, registry)
    if relative is not None:
        country, ownership = relative.country, relative.ownership
    else:
        country, ownership = country_of_host(host), "unknown"
    return Outlet(name, (), (host,) if host else (), country, ownership, is_guess=True)


def country_of_host(host: str) -> str:
    """ISO 3166 code by the domain's ending, or empty (`.com`, `.tv` and others that tell nothing)."""
    ending = host.rpartition(".")[2]
    if len(ending) != 2 or not ending.isalpha() or _WORLDWIDE.fullmatch(ending):
        return ""
    return _COUNTRY_OF_TLD.get(ending, ending.upper())


def name_from_feed(title: str, host: str) -> str:
    """The outlet's name in a feed's title ("Harbour Gazette - World") when its host confirms it, else empty."""
    letters = re.sub(r"[^a-z0-9]", "", _site_part(host))
    for part in re.split(r"\s+[-–—|»·:>/]+\s+|:\s+", title):
        folded = fold_name(part).replace(" ", "")
        if folded and letters and (folded == letters or f"the{folded}" == letters):
            return " ".join(part.split())
    return ""


def _relative(name: str, host: str, registry: Registry) -> Outlet | None:
    """A registered outlet that shares the site's own word ("xinhuanet" of another ending) or most of the name."""
    site = _site_part(host)
    words = set(fold_name(name).split())
    found: Counter[Outlet] = Counter()
    for outlet in registry:
        if len(site) > 4 and any(_site_part(host_of(domain)) == site for domain in outlet.domains):
            found[outlet] += 2
        own = set(fold_name(outlet.name).split())
        if len(own) > 1 and own < words:
            found[outlet] += 1
    return found.most_common(1)[0][0] if found else None


def _site_part(host: str) -> str:
    """The word that was registered: `bbc` of `news.bbc.co.uk`."""
    labels = host.split(".")
    if len(labels) > 2 and len(labels[-1]) == 2 and labels[-2] in _SECOND_LEVEL:
        return labels[-3]
    return labels[-2] if len(labels) > 1 else ""
