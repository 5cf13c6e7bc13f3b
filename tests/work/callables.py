"""Every function of the program that takes a text, with what it must be given besides: found by a scan, so that a new one is in."""

import dataclasses
import inspect
import types
import typing
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence, Set
from datetime import UTC, date, datetime, time, timedelta
from importlib import import_module
from pkgutil import walk_packages
from typing import Any, Union

NOON = datetime(2026, 1, 7, 12, tzinfo=UTC)
DULL: Mapping[object, object] = {
    int: 3,
    float: 0.5,
    bool: True,
    type(None): None,
    datetime: NOON,
    date: NOON.date(),
    time: NOON.time(),
    timedelta: timedelta(days=1),
    Any: None,
    object: None,
}
SMALL = "Lena 2"
MANY = (Sequence, Iterable, list, tuple, frozenset, set, Set)


class Unfit(Exception):
    """A parameter that no text can be made into."""


@dataclasses.dataclass(frozen=True)
class TextFunction:
    name: str
    call: Callable[..., object]
    hints: Mapping[str, object]

    @property
    def growing(self) -> list[str]:
        """The parameters that hold text. They grow one at a time: two that grow together may well cost their product."""
        return [name for name, hint in self.hints.items() if _holds_text(hint)]

    def ask(self, grown: str, text: str) -> None:
        """Call it with a text for one parameter. What it gives is used up; what it raises is its own affair."""
        try:
            given = self.call(
                **{name: make(hint, text if name == grown else SMALL) for name, hint in self.hints.items()}
            )
            if isinstance(given, Iterator):
                for _ in given:
                    pass
        except Exception:
            return


def text_functions(*packages: types.ModuleType) -> Iterator[TextFunction]:
    for package in packages:
        inside = walk_packages(getattr(package, "__path__", ()), f"{package.__name__}.")
        for module in (package.__name__, *(found.name for found in inside)):
            if not module.endswith("__main__") and ".migrations" not in module:
                for name, value in vars(import_module(module)).items():
                    yield from _taken(module, name, value)


def _taken(module: str, name: str, value: object) -> Iterator[TextFunction]:
    plain = inspect.unwrap(value) if callable(value) else value
    if not isinstance(plain, types.FunctionType) or plain.__module__ != module or inspect.iscoroutinefunction(plain):
        return
    try:
        hints = _needed(plain)
        for hint in hints.values():
            make(hint, SMALL)
    except (Unfit, NameError, TypeError):
        return
    found = TextFunction(f"{module}.{name}", plain, hints)
    if found.growing:
        yield found


def _needed(function: types.FunctionType) -> dict[str, object]:
    """The parameters that have no default, and those that are texts."""
    hints = typing.get_type_hints(function)
    parameters = inspect.signature(function).parameters.values()
    if any(one.name not in hints or one.kind is one.POSITIONAL_ONLY for one in parameters):
        raise Unfit(function)
    return {
        one.name: hints[one.name]
        for one in parameters
        if one.kind not in (one.VAR_POSITIONAL, one.VAR_KEYWORD)
        and (one.default is one.empty or hints[one.name] is str)
    }


def _holds_text(hint: object) -> bool:
    if hint is str:
        return True
    if dataclasses.is_dataclass(hint):
        return any(one in (str, "str") for one in _fields(hint).values())
    return any(_holds_text(one) for one in typing.get_args(hint))


def make(hint: Any, text: str) -> Any:
    """A value of a type, every text in it the given one. Raises Unfit."""
    if hint is str or hint in DULL:
        return DULL.get(hint, text)
    origin, args = typing.get_origin(hint), typing.get_args(hint)
    if origin in (Union, types.UnionType):
        return next(make(one, text) for one in (*[one for one in args if one is not type(None)], *args))
    if origin is typing.Literal:
        return args[0]
    if origin is not None or hint in MANY:
        return _collection(origin or hint, args, text)
    if dataclasses.is_dataclass(hint) and isinstance(hint, type):
        return hint(**{name: make(one, text) for name, one in _fields(hint).items()})
    raise Unfit(hint)


def _collection(origin: Any, args: tuple[Any, ...], text: str) -> Any:
    if origin is tuple and args and args[-1] is not Ellipsis:
        return tuple(make(one, text) for one in args)
    if origin in (Mapping, dict):
        return {make(args[0], text): make(args[1], text)}
    if origin not in MANY:
        raise Unfit(origin)
    kind: Any = {frozenset: frozenset, set: set, Set: frozenset, list: list}.get(origin, tuple)
    return kind(_pieces(args[0] if args else str, text))


def _pieces(hint: object, text: str) -> list[Any]:
    """Many words, where words are wanted; else the text as a whole."""
    return text.split() if hint is str else [make(hint, text)]


def _fields(hint: Any) -> dict[str, object]:
    known = typing.get_type_hints(hint)
    has_default = (dataclasses.MISSING, dataclasses.MISSING)
    return {
        one.name: known[one.name]
        for one in dataclasses.fields(hint)
        if one.init and ((one.default, one.default_factory) == has_default or known[one.name] is str)
    }
