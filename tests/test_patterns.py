"""Every pattern of the program on hostile texts of growing length: the steps must grow with the text, not with its square."""

import re
from collections.abc import Iterator
from functools import lru_cache
from importlib import import_module
from pathlib import Path
from pkgutil import walk_packages

import pytest

import bot
import config
import retrieval
from tests.work.steps import Counter, deep, examples, has_long_repeat

_parser = import_module("re._parser")
ROOT = Path(__file__).parents[1]
# What patterns stumble over: runs of one character, and of short pieces that they may cut in many ways.
RUNS = ". \n\taA1;\"'(),-:/<&[_=?!%“’…。中の"
PIECES = (
    ("a ", "A ", "1 ", "1,", "1.", ". ", "a.", "A.", "Aa ", "a, ", "\t ", "1-", "a/", "a:", "(a", "[1]", "[1] "),
    ('"a', 'a"', "# ", "A-", "a@", "$1", "the ", "and ", "U.S. ", "Mr. ", "said ", "in ", "on ", "two ", "million "),
    ("between ", "what does ", "1 January ", "http://a ", "<a "),
)
UNITS = (*RUNS, *(piece for line in PIECES for piece in line))
# Never asked of more than a few characters: why.
SHORT_TEXTS = {
    "bot.digest.articles.headlines._QUOTED": "a headline, of which there are 500 characters at most",
    "bot.digest.articles.headlines._SECTION_TAILS": "a headline, of which there are 500 characters at most",
    "retrieval.question.wanted_sources.source_phrases._AFTER": "questions, of which there are a thousand characters at most, "
    "with single blanks between, and from the place behind a name only",
    "retrieval.question.wanted_sources.source_phrases._IN": "as the one before",
    "retrieval.language.sentences._WORD_BEFORE": "the two dozen characters before a full stop",
}
SHORTEST, DOUBLINGS = 32, 4
# The square of a text twice as long is four times as much; a look at a word's neighbours is not much more than twice.
MOST_GROWTH = 3.0
# So few steps a character are no trouble in any text that is stored.
FEW = 5


def patterns() -> Iterator[tuple[str, re.Pattern[str]]]:
    """Every pattern of text that a module holds, itself or in tables, and that is not only matched from the beginning."""
    for package in (bot, retrieval, config):
        for found in walk_packages(package.__path__, f"{package.__name__}."):
            if not found.name.endswith("__main__") and ".migrations" not in found.name:
                for name, value in vars(import_module(found.name)).items():
                    yield from ((f"{found.name}.{name}", one) for one in _held(value) if _is_searched(name, one))


def _held(value: object) -> Iterator[re.Pattern[str]]:
    if isinstance(value, re.Pattern):
        if isinstance(value.pattern, str):
            yield value
    elif isinstance(value, dict):
        yield from _held(tuple(value.values()))
    elif isinstance(value, tuple | list):
        for one in value:
            yield from _held(one)
    elif hasattr(value, "__dataclass_fields__") and not isinstance(value, type):
        yield from _held(tuple(getattr(value, name, None) for name in value.__dataclass_fields__))


def _is_searched(name: str, pattern: re.Pattern[str]) -> bool:
    """Whether it is tried at every place of a text. Where nobody calls it by its name, it is."""
    uses = set(re.findall(rf"(?<!\w){re.escape(name)}\.(\w+)\(", _source()))
    return not uses or not uses <= {"match", "fullmatch"}


@lru_cache(maxsize=2)
def _source(root: Path = ROOT) -> str:
    files = (file for package in ("bot", "retrieval", "config") for file in (root / package).rglob("*.py"))
    return "\n".join(file.read_text("utf-8") for file in files)


def squares(pattern: re.Pattern[str]) -> Iterator[str]:
    """The pieces of text that, written again and again, make a pattern take the square of the text."""
    parsed, counter = _parser.parse(pattern.pattern, pattern.flags), Counter(pattern)
    if has_long_repeat(parsed):
        yield from (unit for unit in sorted({*UNITS, *examples(parsed)}) if _is_square(counter, unit))


def _is_square(counter: Counter, unit: str) -> bool:
    """The text is doubled as long as the steps grow too fast, four times at most."""
    length, before = SHORTEST, _steps(counter, unit, SHORTEST)
    if before <= FEW * length:
        return False
    for _ in range(DOUBLINGS):
        length *= 2
        now = _steps(counter, unit, length)
        if now <= MOST_GROWTH * before:
            return False
        before = now
    return True


def _steps(counter: Counter, unit: str, length: int) -> int:
    """Also sees that the counter finds what `re` finds: else its steps would say nothing."""
    text = (unit * length)[:length] + "\x00"
    counter.steps = 0
    assert counter.spans(text) == [found.span() for found in counter.pattern.finditer(text)], (counter.pattern, unit)
    return counter.steps


@pytest.mark.slow
def test_no_pattern_takes_the_square_of_a_text() -> None:
    known = {(one.pattern, one.flags): name for name, one in patterns() if name not in SHORT_TEXTS}
    assert len(known) > 200
    found: list[str] = []

    def look() -> None:
        for (source, flags), name in known.items():
            found.extend(f"{name} on {unit!r}" for unit in squares(re.compile(source, flags)))

    deep(look)
    assert found == [], "\n".join(found)


@pytest.mark.parametrize(
    ("pattern", "unit"), [(r"a+$", "a"), (r"\s*x", " "), (r"“[^”]*”", "“"), (r"(?:to )+end", "to ")]
)
def test_a_square_is_noticed(pattern: str, unit: str) -> None:
    deep(lambda: _see(unit in list(squares(re.compile(pattern)))))


@pytest.mark.parametrize("pattern", [r"(?<!a)a++b", r"\w+", r"(?<!\s)\s*x", "“[^“”]*”", r"x{1,9}y"])
def test_what_takes_no_square_is_let_be(pattern: str) -> None:
    deep(lambda: _see(list(squares(re.compile(pattern))) == []))


def _see(claim: bool) -> None:
    assert claim
