"""The outlet registry file, and the registry that we ship."""

import re
from collections import Counter
from pathlib import Path

import pytest

from config.outlet_file import load_outlets
from retrieval.errors import BadInput
from retrieval.sources.outlets import Outlet, Registry

ROOT = Path(__file__).parents[2]
ARCHIVE = ROOT.parent / "shared" / "archive"
SOURCE_LINE = re.compile(r"\d+\. (?:\[[\w-]+\] )?\[.*\]\(http\S+\) - (.+) \(\d+/\d+/\d+\)")

GOOD = "- {name: East Post, aliases: [EP], domains: [eastpost.example], country: CN, ownership: state}\n"


@pytest.fixture(scope="module")
def shipped() -> list[Outlet]:
    return load_outlets(ROOT / "config" / "outlets.yaml")


def write(folder: Path, text: str) -> Path:
    path = folder / "outlets.yaml"
    path.write_text(text, encoding="utf-8")
    return path


def mistakes(folder: Path, text: str) -> list[str]:
    with pytest.raises(BadInput) as raised:
        load_outlets(write(folder, text))
    return [line.removeprefix("- outlets.yaml: ") for line in str(raised.value).splitlines()[1:]]


def test_an_outlet_is_read(tmp_path: Path) -> None:
    [outlet] = load_outlets(write(tmp_path, GOOD))
    assert outlet == Outlet("East Post", ("EP",), ("eastpost.example",), "CN", "state")


def test_an_outlet_that_republishes_is_an_aggregator(tmp_path: Path) -> None:
    [outlet] = load_outlets(write(tmp_path, GOOD.replace("ownership", "republishes: true, ownership")))
    assert outlet.is_aggregator


@pytest.mark.parametrize(
    ("line", "place"),
    [
        ("- {name: Other, country: UK}", "[1].country: UK is no country code"),
        ("- {name: Other}", "[1].country: is missing"),
        ("- {country: US}", "[1].name: is missing"),
        ("- {name: Other, country: US, ownership: rich}", "[1].ownership: write one of state"),
        ("- {name: Other, country: US, domains: [https://other.example]}", "[1].domains[0]: write a domain"),
        ("- {name: Other, country: US, domains: [www.other.example]}", "[1].domains[0]: write a domain"),
        ("- {name: Other, country: US, alias: [O]}", "[1].alias: no such key"),
        ("- {name: Other, country: US, aliases: [THE EP]}", "[1]: THE EP belongs to East Post"),
        ("- {name: The East Post, country: US}", "[1]: The East Post belongs to East Post"),
        ("- {name: Other, country: US, domains: [eastpost.example]}", "[1]: eastpost.example belongs to East Post"),
        ("- just words", "[1]: write keys and values"),
    ],
)
def test_a_mistake_is_named_with_its_place(tmp_path: Path, line: str, place: str) -> None:
    [mistake] = mistakes(tmp_path, GOOD + line)
    assert mistake.startswith(place)


def test_all_mistakes_are_told_together(tmp_path: Path) -> None:
    assert len(mistakes(tmp_path, "- {name: A, country: ZZ}\n- {name: B, country: YY}\n- {country: US}")) == 3


def test_the_shipped_registry_covers_the_world_and_every_kind_of_owner(shipped: list[Outlet]) -> None:
    assert len(shipped) >= 1000
    countries = Counter(outlet.country for outlet in shipped)
    assert len(countries) >= 80
    at_least = {"US": 200, "CN": 50, "HK": 15, "TW": 20, "JP": 25, "IN": 50, "PK": 20, "VE": 20, "KR": 20, "GB": 40}
    assert {code: countries[code] for code in at_least if countries[code] < at_least[code]} == {}
    assert {outlet.ownership for outlet in shipped} == {"state", "public", "private"}
    assert all(outlet.domains for outlet in shipped)


@pytest.mark.parametrize(
    ("written", "name", "country"),
    [
        ("Bloomberg.com", "Bloomberg", "US"),
        ("WSJ", "The Wall Street Journal", "US"),
        ("新华网", "Xinhua", "CN"),
        ("新华社", "Xinhua", "CN"),
        ("环球时报", "Global Times", "CN"),
        ("人民日报", "People's Daily", "CN"),
        ("news.cgtn.com", "CGTN", "CN"),
        ("newsus.cgtn.com", "CGTN", "CN"),
        ("CCTV.com English", "CCTV", "CN"),
        ("Global Edition", "China Daily", "CN"),
        ("scmp.com", "South China Morning Post", "HK"),
        ("SCMP", "South China Morning Post", "HK"),
        ("Focus Taiwan", "Central News Agency", "TW"),
        ("読売新聞", "The Yomiuri Shimbun", "JP"),
        ("Japan Wire by KYODO NEWS", "Kyodo News", "JP"),
        ("조선일보", "The Chosun Daily", "KR"),
    ],
)
def test_outlets_are_found_as_feeds_write_them(shipped: list[Outlet], written: str, name: str, country: str) -> None:
    found = Registry(shipped).find_name(written)
    assert found is not None
    assert (found.name, found.country) == (name, country)


def test_no_alias_is_an_ordinary_word_of_a_question(shipped: list[Outlet]) -> None:
    """Aliases are looked for in questions: these would turn half of all questions into questions about an outlet."""
    ordinary = {
        "time", "post", "sun", "star", "hill", "nation", "national", "standard", "mirror", "metro", "age", "week", "world",
        "wire", "print", "mint", "dawn", "reason", "fortune", "nature", "who", "nato", "white house", "sana", "rand", "shine",
        "drive", "province", "interpreter", "et", "it", "us", "state department", "china today", "global news", "外交部", "国防部",
    }  # fmt: skip
    assert ordinary & set(Registry(shipped).aliases()) == set()


@pytest.mark.skipif(not ARCHIVE.is_dir(), reason="../shared/archive is not here")
def test_every_outlet_seen_five_times_in_the_archive_is_known(shipped: list[Outlet]) -> None:
    seen = Counter(
        found[1].strip()
        for path in ARCHIVE.glob("*.md")
        for line in path.read_text(encoding="utf-8").splitlines()
        if (found := SOURCE_LINE.match(line))
    )
    outlets = Registry(shipped)
    assert sum(seen.values()) > 2000
    unknown = {name: count for name, count in seen.items() if outlets.find_name(name) is None}
    assert [name for name, count in unknown.items() if count >= 5] == []
    assert sum(unknown.values()) / sum(seen.values()) < 0.01
