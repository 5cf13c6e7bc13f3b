"""Second readers for tests: one that says the same to everything and remembers what it was asked."""

from collections.abc import Mapping, Sequence

from retrieval.claims import Item, Reply, VerdictCache, Verifier


class Reader:
    """Answers every item alike; `asked` holds the batches."""

    def __init__(self, supported: bool, problem: str = "") -> None:
        self.reply = Reply(supported, problem)
        self.asked: list[tuple[Item, ...]] = []

    def __call__(self, items: Sequence[Item]) -> Mapping[str, Reply]:
        self.asked.append(tuple(items))
        return {item.id: self.reply for item in items}


def reader_that_says(supported: bool, *, cache: VerdictCache | None = None) -> Verifier:
    return Verifier(Reader(supported), name="scripted", cache=cache)
