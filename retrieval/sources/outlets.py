"""Defines outlets: who publishes, under which names and domains, from which country, owned by whom.

The rule "which side does an outlet belong to" is `retrieval/sources/topics.py`; this module only knows who is who.
"""

import re
import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache
from typing import Literal

from retrieval.web.domains import host_of

_INSTITUTION = re.compile(r"\(website\)$|^(?:Ministry|Department) of\b")
_TELLS_NOTHING = frozenset({"", "news.google.com"})
Ownership = Literal["state", "public", "private", "unknown"]


@dataclass(frozen=True, slots=True)
class Outlet:
    """One publisher. `country` is ISO 3166 alpha-2 ("HK" is its own). `is_guess` until an admin confirms country and owner.

    `is_aggregator` says that most of what it carries is another outlet's text (MSN, Yahoo).
    """

    name: str
    aliases: tuple[str, ...] = ()
    domains: tuple[str, ...] = ()
    country: str = ""
    ownership: Ownership = "unknown"
    is_guess: bool = False
    is_aggregator: bool = False


@lru_cache(maxsize=8192)
def fold_name(name: str) -> str:
    """The form names are compared in: NFKC, case folded, without "The", punctuation and doubled spaces."""
    folded = unicodedata.normalize("NFKC", name).casefold().replace("’", "'")
    folded = re.sub(r"[^\w]+", " ", folded, flags=re.UNICODE).strip()
    return folded.removeprefix("the ").strip()


def short_name(outlet: Outlet) -> str:
    """The name without what only tells it from a namesake: "The Nation (US)" calls itself "The Nation".

    Empty for the site of an institution: the White House acts, its site publishes.
    """
    return "" if _INSTITUTION.search(outlet.name) else re.sub(r"\s*\([^()]*\)", "", outlet.name)


class Registry:
    """Finds outlets by any name, alias or domain. Later outlets win over earlier ones of the same name."""

    def __init__(self, outlets: Iterable[Outlet]) -> None:
        self._by_name: dict[str, Outlet] = {}
        self._by_alias: dict[str, Outlet] = {}
        self._by_domain: dict[str, Outlet] = {}
        for outlet in outlets:
            self._by_name[fold_name(outlet.name)] = outlet
        for outlet in self._by_name.values():
            for alias in (outlet.name, *outlet.aliases):
                self._by_alias.setdefault(fold_name(alias), outlet)
            for domain in outlet.domains:
                self._by_domain.setdefault(host_of(domain), outlet)
        self._by_alias.update(self._by_name)
        namesakes: dict[str, list[Outlet]] = {}
        for outlet in self._by_name.values():
            namesakes.setdefault(fold_name(short_name(outlet)), []).append(outlet)
        self._namesakes = {name: tuple(found) for name, found in namesakes.items() if name not in {"", *self._by_alias}}

    def __iter__(self) -> Iterator[Outlet]:
        return iter(self._by_name.values())

    def __len__(self) -> int:
        return len(self._by_name)

    def find_name(self, name: str, *, is_exact: bool = False) -> Outlet | None:
        """By name or alias, or by a short name that one outlet alone has (not with `is_exact`).

        A name that is a host ("news.cgtn.com") is also looked up as one.
        """
        found = self._by_alias.get(fold_name(name))
        if found is None and "." in name and " " not in name.strip():
            return self.find_domain(name)
        namesakes = () if is_exact else self._namesakes.get(fold_name(name), ())
        return namesakes[0] if found is None and len(namesakes) == 1 else found

    def find_domain(self, url: str) -> Outlet | None:
        """By the host of a URL: the host itself, then each parent domain that has a dot."""
        host = host_of(url)
        while "." in host:
            if host in self._by_domain:
                return self._by_domain[host]
            host = host.split(".", 1)[1]
        return None

    def candidates(self, name: str, url: str = "") -> tuple[Outlet, ...]:
        """Who may be meant: by name first (a Google News link says nothing about the publisher), then by the URL's host.

        Several where namesakes share a short name; none of them where the address is somebody else's.
        """
        found = self.find_name(name, is_exact=True) if name else None
        found = found or (self.find_domain(url) if url else None)
        if found is not None:
            return (found,)
        return self._namesakes.get(fold_name(name), ()) if host_of(url) in _TELLS_NOTHING else ()

    def resolve(self, name: str, url: str = "") -> Outlet | None:
        """The outlet meant, or None where nobody or several may be."""
        found = self.candidates(name, url)
        return found[0] if len(found) == 1 else None

    def aliases(self) -> dict[str, Outlet]:
        """Every folded name and alias, for finding outlets in a question."""
        return dict(self._by_alias)
