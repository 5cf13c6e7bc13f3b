"""A fact stands in one table: no module outside `retrieval/language` lists countries, months, days, numbers or synonyms itself."""

import ast
import re
from collections.abc import Iterator

import pytest

from retrieval.language import calendar, numbers
from retrieval.language.countries import countries
from retrieval.language.terms import terms
from retrieval.language.units import units
from tests.program import ROOT, modules, tree_of

HOME = "retrieval/language/"
# So many of one table's words in one literal make it a second table; two may be an example or a phrase of its own.
MOST = 3


def _languages(pick: str) -> frozenset[str]:
    return frozenset(name for code in ("en", "es") for name in getattr(calendar, pick)(code))


FACTS: dict[str, frozenset[str]] = {
    "months": (_languages("months") | calendar.short_months().keys()) - {"may", "mar"},
    "weekdays": _languages("weekdays") | {"mon", "tues", "wed", "thurs", "fri"},
    "countries": frozenset(
        name.casefold()
        for code in ("US", "CN", "JP", "IN", "PK", "RU", "GB", "FR", "DE", "IR", "VE", "UA", "KR", "PL", "BR")
        for country in [countries()[code]]
        for name in (*country.names, *country.people, *country.seats, *country.foreign["zh"])
        if len(name) > 2
    ),
    "numbers": frozenset(numbers.CARDINALS) - {"one"} | {"hundred", "thousand", "million", "billion", "trillion"},
    "units": frozenset(
        form for kind in ("length", "money") for forms in units(kind).values() for form in forms if len(form) > 3
    ),
}
# Written for another reason than to know the fact, each with that reason.
ELSEWHERE = {
    ("countries", "retrieval/question/wanted_sources/outlet_names.py"): "names of outlets that hold a country's",
    ("numbers", "retrieval/model/prompts/story.py"): "the lengths that a prompt asks for, in words",
    ("weekdays", "bot/digest/write/clashes/contradictions.py"): "keys of the catalogues, which are found as literals",
}


def literals(tree: ast.AST) -> Iterator[str]:
    """What each literal lists: a collection with its strings together, a string by itself; docstrings are left out."""
    said = {
        id(node.value) for node in ast.walk(tree) if isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant)
    }
    for node in ast.walk(tree):
        if isinstance(node, ast.Set | ast.List | ast.Tuple | ast.Dict | ast.JoinedStr):
            parts = (part.value for part in ast.walk(node) if isinstance(part, ast.Constant))
            yield " ".join(part for part in parts if isinstance(part, str))
        elif isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in said:
            yield node.value


def tables_in(tree: ast.AST) -> dict[str, list[str]]:
    """The facts of which some literal lists more words than an example would, with those words."""
    found: dict[str, list[str]] = {}
    for literal in literals(tree):
        words = set(re.findall(r"[^\W\d_]+", literal.casefold()))
        for fact, table in FACTS.items():
            listed = sorted(words & table)
            if len(listed) > max(MOST, len(found.get(fact, ()))):
                found[fact] = listed
    return found


def test_no_module_has_a_table_of_its_own() -> None:
    found = {
        (fact, module): words
        for module in modules()
        if not module.startswith(HOME)
        for fact, words in tables_in(tree_of(module)).items()
    }
    assert {table: words for table, words in found.items() if table not in ELSEWHERE} == {}


@pytest.mark.parametrize(
    ("source", "fact"),
    [
        ('M = {"january": 1, "february": 2, "march": 3, "april": 4}', "months"),
        ('R = re.compile(r"\\b(?:monday|tuesday|friday|sunday)\\b")', "weekdays"),
        ('WORDS = "two three four five".split()', "numbers"),
        ('LANDS = ("China", "Japan", "Poland", "France")', "countries"),
        ('U = {"euro", "dollar", "yuan", "rupee"}', "units"),
    ],
)
def test_a_second_table_is_seen(source: str, fact: str) -> None:
    assert fact in tables_in(ast.parse(source))
    assert not tables_in(ast.parse('"""January, February, March, April and May of China, Japan, Poland and France."""'))


def test_a_synonym_stands_in_one_group_of_what_is_the_same() -> None:
    table = (ROOT / HOME / "data/synonyms.toml").read_text(encoding="utf-8")
    groups = re.search(r'same = """\n(.*?)"""', table, re.DOTALL)
    assert groups is not None
    homes: dict[str, set[str]] = {}
    for line in groups[1].splitlines():
        for word in line.split():
            for term in terms(word)[:1]:
                homes.setdefault(term, set()).add(line)
    assert {word: home for word, home in homes.items() if len(home) > 1} == {}
