import inspect
import pkgutil
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from functools import _lru_cache_wrapper
from importlib import import_module
from threading import Barrier

import pytest

import bot
import config
import retrieval
from retrieval.once import once, once_each

READERS = 32


class Shelf:
    """Counts how often it is loaded, slowly enough that everybody asks meanwhile."""

    def __init__(self) -> None:
        self.loads: list[object] = []
        self.everybody_asks = Barrier(READERS)

    def load(self, what: object = None) -> object:
        self.loads.append(what)
        return object()


def ask_at_once(shelf: Shelf, get: Callable[[], object]) -> set[object]:
    def ask(_: int) -> object:
        shelf.everybody_asks.wait(10)
        return get()

    with ThreadPoolExecutor(READERS) as pool:
        return set(pool.map(ask, range(READERS)))


def test_thirty_two_readers_at_once_load_a_thing_once() -> None:
    shelf = Shelf()
    assert len(ask_at_once(shelf, once(shelf.load))) == 1
    assert shelf.loads == [None]


def test_thirty_two_readers_at_once_load_each_of_several_things_once() -> None:
    shelf = Shelf()
    each = once_each(shelf.load)
    assert len(ask_at_once(shelf, lambda: (each("a"), each("b")))) == 1
    assert sorted(shelf.loads, key=str) == ["a", "b"]


def test_only_the_last_of_many_things_are_kept() -> None:
    shelf = Shelf()
    each = once_each(shelf.load, most=2)
    for what in "abcab":
        each(what)
    assert shelf.loads == list("abcab")


def test_a_load_that_fails_is_tried_again() -> None:
    answers = iter([None, "here"])

    def load() -> str:
        answer = next(answers)
        if answer is None:
            raise OSError("away")
        return answer

    get = once(load)
    with pytest.raises(OSError, match="away"):
        get()
    assert get() == "here"


def test_no_loader_is_left_that_threads_would_run_at_the_same_time() -> None:
    """A cached function without arguments is a loader: `lru_cache` would let every thread load its own."""
    loaders = [
        f"{module.__name__}.{name}"
        for package in (bot, retrieval, config)
        for found in pkgutil.walk_packages(package.__path__, f"{package.__name__}.")
        if not found.name.endswith("__main__") and ".migrations" not in found.name
        for module in [import_module(found.name)]
        for name, value in vars(module).items()
        if isinstance(value, _lru_cache_wrapper) and not inspect.signature(value).parameters
    ]
    assert loaders == []
