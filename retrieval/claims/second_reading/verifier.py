"""The second reading, of meaning: an independent call that sees only a sentence, its speaker and the texts it cites."""

import hashlib
import json
from collections import OrderedDict
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from threading import Lock
from typing import Protocol

from retrieval.claims.source import Source

BATCH = 10
NO_ANSWER = "the second reading did not answer"


@dataclass(frozen=True, slots=True)
class Item:
    """One sentence to be read with the texts it cites, `id` unique in its batch."""

    id: str
    sentence: str
    speaker: str
    sources: tuple[Source, ...]


@dataclass(frozen=True, slots=True)
class Reply:
    """What a reader said of one item: `problem` names the words that the texts do not bear out."""

    supported: bool
    problem: str = ""


Ask = Callable[[Sequence[Item]], Mapping[str, Reply]]
"""Puts up to ten items to a reader. An item that is missing in the answer was not answered; nothing is raised."""


class VerdictCache(Protocol):
    """Remembers replies by what was asked, and nothing else."""

    def get(self, keys: Collection[str]) -> Mapping[str, Reply]: ...

    def put(self, replies: Mapping[str, Reply]) -> None: ...


class MemoryCache:
    """The last replies of this process."""

    def __init__(self, *, most: int = 2_000) -> None:
        self._most = most
        self._kept: OrderedDict[str, Reply] = OrderedDict()
        self._lock = Lock()

    def get(self, keys: Collection[str]) -> Mapping[str, Reply]:
        with self._lock:
            return {key: self._kept[key] for key in keys if key in self._kept}

    def put(self, replies: Mapping[str, Reply]) -> None:
        with self._lock:
            self._kept.update(replies)
            while len(self._kept) > self._most:
                self._kept.popitem(last=False)


class Verifier:
    """Asks a reader about sentences, ten at a time, and never twice about the same sentence of the same texts.

    `name` says who reads by which prompt ("gpt-x, verify 1"): another reader is asked anew. What was not answered is a no, and
    is not remembered.
    """

    def __init__(self, ask: Ask, *, name: str, cache: VerdictCache | None = None) -> None:
        self._ask = ask
        self._cache = cache or MemoryCache()
        self.name = name

    def read(self, items: Sequence[Item]) -> list[Reply]:
        """A reply for each item, in order; their ids do not matter. A sentence that stands twice is asked once."""
        keys = [key_of(item, self.name) for item in items]
        known = dict(self._cache.get(set(keys)))
        asked = {key: item for key, item in zip(keys, items, strict=True) if key not in known}
        waiting = list(asked.items())
        for start in range(0, len(waiting), BATCH):
            batch = waiting[start : start + BATCH]
            numbered = {str(n): key for n, (key, _) in enumerate(batch, 1)}
            replies = self._ask(
                [Item(str(n), item.sentence, item.speaker, item.sources) for n, (_, item) in enumerate(batch, 1)]
            )
            answered = {numbered[id_]: reply for id_, reply in replies.items() if id_ in numbered}
            self._cache.put(answered)
            known |= answered
        return [known.get(key, Reply(False, NO_ANSWER)) for key in keys]


def key_of(item: Item, reader: str) -> str:
    """What a reply is remembered by: the reader, the sentence, its speaker and all that is shown of its sources."""
    shown = [[source.outlet, str(source.published), source.said] for source in item.sources]
    asked = json.dumps([reader, item.sentence, item.speaker, shown], ensure_ascii=True)
    return hashlib.sha256(asked.encode()).hexdigest()
