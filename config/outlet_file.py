"""The outlet registry, `config/outlets.yaml`: read into `Outlet` values with every mistake named."""

from pathlib import Path
from typing import get_args

from config.country_codes import COUNTRIES, COUNTRY_HINT
from config.yaml_files import Mistakes, Node, read_file
from retrieval.sources.outlets import Outlet, Ownership, fold_name

_DOMAIN = r"(?!www\.)[a-z0-9]([a-z0-9-]*[a-z0-9])?(\.[a-z0-9]([a-z0-9-]*[a-z0-9])?)+"
_DOMAIN_HINT = "write a domain in small letters without https:// and www., like globaltimes.cn"
_OWNERSHIPS: dict[str, Ownership] = {word: word for word in get_args(Ownership)}


def load_outlets(path: Path) -> list[Outlet]:
    """All outlets of the file. A name, alias or domain may belong to one outlet only, names compared by `fold_name`.

    Raises BadInput naming every mistake.
    """
    mistakes = Mistakes()
    node = read_file(path, mistakes)
    items = list(node.items()) if node else []
    outlets = [_read_outlet(item) for item in items]
    _reject_shared(items, outlets)
    mistakes.raise_any("The outlet registry cannot be used:")
    return outlets


def _read_outlet(node: Node) -> Outlet:
    if not node.expect_keys("name", "aliases", "domains", "country", "ownership", "republishes"):
        return Outlet("")
    country = node.at("country").text(pattern="[A-Z]{2}", hint=COUNTRY_HINT, required=True)
    if country and country not in COUNTRIES:
        node.at("country").reject(f"{country} is no country code: {COUNTRY_HINT}")
    ownership = node.at("ownership").text(
        "unknown", pattern="|".join(_OWNERSHIPS), hint=f"write one of {', '.join(_OWNERSHIPS)}"
    )
    return Outlet(
        name=node.at("name").text(hint="write the outlet's name", required=True),
        aliases=node.at("aliases").texts(),
        domains=node.at("domains").texts(pattern=_DOMAIN, hint=_DOMAIN_HINT),
        country=country,
        ownership=_OWNERSHIPS[ownership],
        is_aggregator=node.at("republishes").flag(default=False),
    )


def _reject_shared(items: list[Node], outlets: list[Outlet]) -> None:
    owners: dict[str, str] = {}
    for item, outlet in zip(items, outlets, strict=True):
        keys = {f"name {fold_name(word)}": word for word in (outlet.name, *outlet.aliases) if word}
        keys |= {f"domain {domain}": domain for domain in outlet.domains}
        for key, word in keys.items():
            if key in owners:
                item.reject(f"{word} belongs to {owners[key]} already: an alias or domain points to one outlet")
            owners.setdefault(key, outlet.name)
