"""Counts the steps that a backtracking matcher takes for a pattern: the same number on every machine.

It walks the tree that `re` itself compiles, tries what `re` tries in the same order, and finds the same spans
(`tests/work/test_steps.py` compares them), but does so in Python and counts each character looked at.
"""

import re
import sys
import threading
from collections.abc import Callable, Sequence
from importlib import import_module
from typing import Any

# Not public, so unknown to type checkers: how the standard library itself takes a pattern apart.
ops: Any = import_module("re._constants")
_parser: Any = import_module("re._parser")

Go = Callable[[int], int]
"""What follows: from a place to the end of the match, or NONE."""
Piece = Callable[[int, Go], int]
NONE = -1
# What repeats no more often than this looks at few characters at each place.
SHORT_REPEAT = 32
# Of an alternation of hundreds of words a few are tried.
MOST_OF_AN_EXAMPLE = 40
ANY_CHARACTERS = (*"a1A .,-'\"“”‘’()[]<>/:@#$%&\n", *(chr(number) for number in range(33, 0x3100)), "中", "日", "月")
REPEATS = (ops.MAX_REPEAT, ops.MIN_REPEAT, ops.POSSESSIVE_REPEAT)
WORD = re.compile(r"\w")
CLASSES: dict[Any, Callable[[str], bool]] = {
    ops.CATEGORY_DIGIT: str.isdecimal,
    ops.CATEGORY_SPACE: str.isspace,
    ops.CATEGORY_WORD: lambda char: char.isalnum() or char == "_",
}
OPPOSITES = {
    ops.CATEGORY_NOT_DIGIT: ops.CATEGORY_DIGIT,
    ops.CATEGORY_NOT_SPACE: ops.CATEGORY_SPACE,
    ops.CATEGORY_NOT_WORD: ops.CATEGORY_WORD,
}
SINGLE = (ops.LITERAL, ops.NOT_LITERAL, ops.IN, ops.ANY, ops.CATEGORY)


class Counter:
    """A pattern that counts. `steps` grows with every look at a character or a place."""

    def __init__(self, pattern: "re.Pattern[str]") -> None:
        self.steps = 0
        self.pattern = pattern
        self._text = ""
        self._groups: dict[int, tuple[int, int]] = {}
        self._match = self._sequence(_parser.parse(pattern.pattern, pattern.flags), pattern.flags)

    def spans(self, text: str) -> list[tuple[int, int]]:
        """Where `finditer` finds it."""
        self._text, found, at, must_advance = text, list[tuple[int, int]](), 0, False
        while at <= len(text):
            span = self._search(at, must_advance=must_advance)
            if span is None:
                break
            found.append(span)
            must_advance = span[0] == span[1]
            at = span[1]
        return found

    def _search(self, first: int, *, must_advance: bool) -> tuple[int, int] | None:
        for start in range(first, len(self._text) + 1):
            barred = start if must_advance and start == first else NONE
            self.steps += 1
            self._groups.clear()
            end = self._match(start, lambda place, barred=barred: NONE if place == barred else place)  # type: ignore[misc]
            if end != NONE:
                return start, end
        return None

    # -- pieces of a pattern

    def _sequence(self, nodes: Any, flags: int) -> Piece:
        pieces = [self._piece(code, value, flags) for code, value in nodes]
        if len(pieces) == 1:
            return pieces[0]

        def run(place: int, go: Go, number: int = 0) -> int:
            if number == len(pieces):
                return go(place)
            return pieces[number](place, lambda after: run(after, go, number + 1))

        return run

    def _piece(self, code: Any, value: Any, flags: int) -> Piece:
        if code in SINGLE:
            return self._one(_reader(code, value, flags))
        make = getattr(self, f"_{str(code).lower()}", None)
        if make is None:
            raise NotImplementedError(code)
        piece: Piece = make(value, flags)
        return piece

    def _one(self, is_right: Callable[[str], bool]) -> Piece:
        def run(place: int, go: Go) -> int:
            self.steps += 1
            return go(place + 1) if place < len(self._text) and is_right(self._text[place]) else NONE

        return run

    def _branch(self, value: Any, flags: int) -> Piece:
        choices = [self._sequence(one, flags) for one in value[1]]

        def run(place: int, go: Go) -> int:
            for choice in choices:
                self.steps += 1
                if (end := choice(place, go)) != NONE:
                    return end
            return NONE

        return run

    def _subpattern(self, value: Any, flags: int) -> Piece:
        number, added, removed, nodes = value
        inner = self._sequence(nodes, (flags | added) & ~removed)
        if number is None:
            return inner

        def run(place: int, go: Go) -> int:
            before = self._groups.get(number)

            def close(after: int) -> int:
                self._groups[number] = place, after
                return go(after)

            if (end := inner(place, close)) == NONE:
                self._groups.pop(number, None) if before is None else self._groups.update({number: before})
            return end

        return run

    def _groupref(self, value: Any, flags: int) -> Piece:
        def run(place: int, go: Go) -> int:
            if value not in self._groups:
                return NONE
            said = self._text[slice(*self._groups[value])]
            self.steps += len(said)
            there = self._text[place : place + len(said)]
            is_same = there.lower() == said.lower() if flags & re.I else there == said
            return go(place + len(said)) if is_same else NONE

        return run

    def _groupref_exists(self, value: Any, flags: int) -> Piece:
        number, yes, no = value
        first, second = self._sequence(yes, flags), self._sequence(no or (), flags)
        return lambda place, go: (first if number in self._groups else second)(place, go)

    def _at(self, value: Any, flags: int) -> Piece:
        def run(place: int, go: Go) -> int:
            self.steps += 1
            return go(place) if self._is_at(value, place, flags) else NONE

        return run

    def _is_at(self, where: Any, place: int, flags: int) -> bool:
        text = self._text
        before, after = text[place - 1 : place] if place else "", text[place : place + 1]
        is_edge = bool(WORD.match(before)) != bool(WORD.match(after))
        is_last = place == len(text) or (place == len(text) - 1 and after == "\n")
        has_lines = bool(flags & re.M)
        return {
            ops.AT_BEGINNING: place == 0 or (has_lines and before == "\n"),
            ops.AT_BEGINNING_STRING: place == 0,
            ops.AT_END: (place == len(text) or after == "\n") if has_lines else is_last,
            ops.AT_END_STRING: place == len(text),
            ops.AT_BOUNDARY: is_edge,
            ops.AT_NON_BOUNDARY: not is_edge,
        }[where]

    def _assert(self, value: Any, flags: int) -> Piece:
        return self._look(value, flags, wanted=True)

    def _assert_not(self, value: Any, flags: int) -> Piece:
        return self._look(value, flags, wanted=False)

    def _look(self, value: Any, flags: int, *, wanted: bool) -> Piece:
        direction, nodes = value
        inner = self._sequence(nodes, flags)
        back = nodes.getwidth()[0] if direction < 0 else 0

        def run(place: int, go: Go) -> int:
            begins = place - back
            found = begins >= 0 and inner(begins, lambda end: end) != NONE
            return go(place) if found == wanted else NONE

        return run

    def _atomic_group(self, value: Any, flags: int) -> Piece:
        inner = self._sequence(value, flags)

        def run(place: int, go: Go) -> int:
            end = inner(place, lambda after: after)
            return go(end) if end != NONE else NONE

        return run

    def _possessive_repeat(self, value: Any, flags: int) -> Piece:
        return self._atomic_group([(ops.MAX_REPEAT, value)], flags)

    def _max_repeat(self, value: Any, flags: int) -> Piece:
        least, most, nodes = value
        if len(nodes) == 1 and nodes[0][0] in SINGLE:
            return self._run_of_ones(least, most, _reader(nodes[0][0], nodes[0][1], flags))
        return self._repeat(least, most, self._sequence(nodes, flags), is_greedy=True)

    def _min_repeat(self, value: Any, flags: int) -> Piece:
        least, most, nodes = value
        return self._repeat(least, most, self._sequence(nodes, flags), is_greedy=False)

    def _run_of_ones(self, least: int, most: int, is_right: Callable[[str], bool]) -> Piece:
        def run(place: int, go: Go) -> int:
            text, last = self._text, min(len(self._text), place + most)
            end = place
            while end < last and is_right(text[end]):
                end += 1
            self.steps += end - place + 1
            for after in range(end, place + least - 1, -1):
                self.steps += 1
                if (found := go(after)) != NONE:
                    return found
            return NONE

        return run

    def _repeat(self, least: int, most: int, inner: Piece, *, is_greedy: bool) -> Piece:
        def run(place: int, go: Go, done: int = 0) -> int:
            self.steps += 1

            def again() -> int:
                if done >= most:
                    return NONE
                return inner(place, lambda end: NONE if end == place and done >= least else run(end, go, done + 1))

            if done < least:
                return again()
            if not is_greedy:
                return end if (end := go(place)) != NONE else again()
            return end if (end := again()) != NONE else go(place)

        return run


def _reader(code: Any, value: Any, flags: int) -> Callable[[str], bool]:
    """Whether a character is one of those that a piece of a pattern stands for. Asked once for each character there is."""
    known: dict[str, bool] = {}

    def ask(char: str) -> bool:
        if char not in known:
            forms = {char, char.lower(), char.upper()} if flags & re.I else {char}
            known[char] = _is_one(code, value, forms, flags)
        return known[char]

    return ask


def _is_one(code: Any, value: Any, forms: set[str], flags: int) -> bool:
    match code:
        case ops.LITERAL | ops.NOT_LITERAL:
            is_right = any(form == chr(value) for form in forms)
        case ops.RANGE:
            is_right = any(len(form) == 1 and value[0] <= ord(form) <= value[1] for form in forms)
        case ops.ANY:
            is_right = bool(flags & re.S) or "\n" not in forms
        case ops.CATEGORY:
            kind = CLASSES[OPPOSITES.get(value, value)]
            is_right = any(len(form) == 1 and kind(form) for form in forms) != (value in OPPOSITES)
        case _:
            is_negated = bool(value) and value[0][0] is ops.NEGATE
            is_right = any(_is_one(item[0], item[1], forms, flags) for item in value[is_negated:]) != is_negated
    return is_right != (code is ops.NOT_LITERAL)


def has_long_repeat(nodes: Any) -> bool:
    """Whether something in a parsed pattern may repeat without end, or nearly so: what has not, looks at few characters."""
    for code, value in nodes:
        if code in REPEATS and value[1] > SHORT_REPEAT:
            return True
        if any(has_long_repeat(inner) for inner in _inside(code, value)):
            return True
    return False


def _inside(code: Any, value: Any) -> Sequence[Any]:
    if code is ops.BRANCH:
        return list(value[1])
    if code in (*REPEATS, ops.SUBPATTERN, ops.ASSERT, ops.ASSERT_NOT):
        return [value[-1]]
    if code is ops.ATOMIC_GROUP:
        return [value]
    return [part for part in value[1:] if part] if code is ops.GROUPREF_EXISTS else []


def examples(nodes: Any) -> set[str]:
    """Texts that begin as a parsed pattern does, and that its repeats take: what it may stumble over, written again and again."""
    whole, parts = _example(nodes)
    return {text[:MOST_OF_AN_EXAMPLE] for text in (whole, whole[:-1], *parts) if text}


def _example(nodes: Any) -> tuple[str, list[str]]:
    words, parts = "", list[str]()
    for code, value in nodes:
        if code in SINGLE:
            is_right = _reader(code, value, 0)
            words += next((char for char in ANY_CHARACTERS if is_right(char)), "")
            continue
        inside = _inside(code, value)
        if not inside or code in (ops.ASSERT, ops.ASSERT_NOT):
            continue
        word, more = _example(inside[0])
        words += word * max(1, value[0]) if code in REPEATS else word
        parts += [*more, word] if code in REPEATS else more
        parts += [part for choice in inside[1:] for part in _example(choice)[0:1] if code is ops.BRANCH]
    return words, parts


def deep(job: Callable[[], None]) -> None:
    """Run a job where matchers may call each other as deep as a text is long."""
    limit = sys.getrecursionlimit()
    before = threading.stack_size(512 * 1024 * 1024)
    sys.setrecursionlimit(1_000_000)
    failed: list[BaseException] = []

    def run() -> None:
        try:
            job()
        except BaseException as error:
            failed.append(error)

    try:
        thread = threading.Thread(target=run)
        thread.start()
        thread.join()
    finally:
        threading.stack_size(before)
        sys.setrecursionlimit(limit)
    if failed:
        raise failed[0]
