"""Every pattern of the program on hostile texts of growing length: the work must grow with the text, not with its square."""

import re
from collections.abc import Iterator
from functools import lru_cache
from importlib import import_module
from pathlib import Path
from pkgutil import walk_packages
from time import process_time

import pytest

import bot
import config
import retrieval

pytestmark = pytest.mark.slow

ROOT = Path(__file__).parents[1]
# What patterns stumble over: runs of one character, and of short pieces that they may cut in many ways.
RUNS = ". \n\taA1;\"'(),-:/<&[_=?!%“’…。中の"
PIECES = (
    (
        "a ",
        "A ",
        "1 ",
        "1,",
        "1.",
        ". ",
        "a.",
        "A.",
        "Aa ",
        "a, ",
        "\t ",
        "1-",
        "a/",
        "a:",
        "(a",
        "[1]",
        "[1] ",
        '"a',
        'a"',
    ),
    ("# ", "A-", "a@", "$1", "the ", "and ", "U.S. ", "Mr. ", "said ", "in ", "on ", "two ", "million ", "between "),
    ("what does ", "1 January ", "http://a ", "<a "),
)
UNITS = (*RUNS, *(piece for line in PIECES for piece in line))
SHORT, LONG = 1024, 4096
# Never asked of more than a few characters: why.
SHORT_TEXTS = {
    "retrieval.question.wanted_sources.source_phrases.FRAMES": "questions, of which there are a thousand characters at most, "
    "with single blanks between",
    "retrieval.language.sentences._WORD_BEFORE": "the two dozen characters before a full stop",
}
# A pattern that takes a moment on the longer text is timed twice; sixteen times as long for four times the text is a square.
MOMENT_SECONDS = 0.06
MOST_GROWTH = 9.0


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


def seconds(pattern: re.Pattern[str], text: str) -> float:
    began = process_time()
    for _ in pattern.finditer(text):
        pass
    return process_time() - began


def test_no_pattern_takes_the_square_of_a_text() -> None:
    known: dict[tuple[str, int], str] = {}
    for name, pattern in patterns():
        if name not in SHORT_TEXTS:
            known.setdefault((pattern.pattern, pattern.flags), name)
    assert len(known) > 200
    slow = [
        f"{name} on {unit!r}: {longer:.2f} s"
        for (source, flags), name in known.items()
        for unit in UNITS
        for pattern in [re.compile(source, flags)]
        for longer in [seconds(pattern, (unit * LONG)[:LONG] + "\x00")]
        if longer > MOMENT_SECONDS
        and longer > MOST_GROWTH * min(seconds(pattern, (unit * SHORT)[:SHORT] + "\x00") for _ in range(3))
    ]
    assert slow == [], "\n".join(slow)


@pytest.mark.parametrize(("pattern", "unit"), [(r"a+$", "a"), (r"\s*x", " ")])
def test_a_square_is_noticed(pattern: str, unit: str) -> None:
    compiled = re.compile(pattern)
    longer, shorter = (seconds(compiled, unit * length + "\x00") for length in (2 * LONG, LONG // 2))
    assert longer > MOST_GROWTH * shorter
