"""Functions that do the square of their text, each in another way, and some that do not: what the counting must tell apart."""

import re

_WORD = re.compile(r"\w+")


def square_by_slices(text: str) -> int:
    count = 0
    while text:
        text, count = text[1:], count + 1
    return count


def square_by_searching(text: str) -> list[str]:
    return [char for place, char in enumerate(text) if char in text[:place]]


def square_by_loops(words: tuple[str, ...]) -> int:
    return sum(one == other for one in words for other in words)


def square_by_a_pattern(text: str) -> int:
    return sum(len(_WORD.findall(text)) for _ in text)


def line_by_places(text: str) -> list[str]:
    found, place = list[str](), 0
    while match := _WORD.search(text, place):
        found.append(match[0])
        place = match.end()
    return found


def line_by_joining(words: tuple[str, ...]) -> str:
    return " ".join(sorted(set(words)))
