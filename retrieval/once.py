"""What is costly to load is loaded once, however many threads ask for it first. `lru_cache` lets each of them load its own."""

import threading
from collections import OrderedDict
from collections.abc import Callable, Hashable
from typing import Generic, ParamSpec, TypeVar

P = ParamSpec("P")
T = TypeVar("T")

_LOADERS: list[Callable[[], object]] = []


def once(load: Callable[[], T]) -> Callable[[], T]:
    """A decorator: the first call loads, others wait for it. One that raises is tried again by the next call."""
    lock = threading.Lock()
    loaded: list[T] = []

    def get() -> T:
        if not loaded:
            with lock:
                if not loaded:
                    loaded.append(load())
        return loaded[0]

    _LOADERS.append(get)
    return get


def load_all() -> None:
    """Load everything marked with `once` in the modules imported so far, so that the first reader need not wait."""
    for get in tuple(_LOADERS):
        get()


class once_each(Generic[P, T]):  # noqa: N801  (a decorator)
    """As `once`, for each arguments: the last `most` results are kept. Threads that ask for other arguments wait too."""

    def __init__(self, load: Callable[P, T], *, most: int = 16) -> None:
        self._load = load
        self._most = most
        self._lock = threading.Lock()
        self._loaded: OrderedDict[Hashable, T] = OrderedDict()

    def __call__(self, *arguments: P.args, **named: P.kwargs) -> T:
        key = (arguments, tuple(named.items()))
        with self._lock:
            if key not in self._loaded:
                self._loaded[key] = self._load(*arguments, **named)
                if len(self._loaded) > self._most:
                    self._loaded.popitem(last=False)
            self._loaded.move_to_end(key)
            return self._loaded[key]
