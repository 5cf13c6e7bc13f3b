"""How much of a claim's wording its sources hold, as figures between 0 and 1 for the fitted weights. Pure."""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise

from retrieval.claims.tokens import Reading, word_set

_LONGEST = 400  # words of a claim that are looked at
_SPOKEN = word_set("i i'm i've i'll i'd you you're you've you'll your my me we we're we've we'll our us")


@dataclass(frozen=True)
class SourceIndex:
    """What is asked of a source again and again. `places` holds the sentences of each stem.

    `spoken` is the part of all words that stand for the speaker and the one spoken to: under .04 in articles, over .05
    in talk. What talk says is told in other words than its own.
    """

    places: dict[str, frozenset[int]]
    positions: dict[str, tuple[int, ...]]
    forms: tuple[str, ...]
    content_pairs: frozenset[tuple[str, str]]
    sentences: int
    spoken: float

    def weight(self, stem: str) -> float:
        """Rare words weigh more: 1 for one that is in no sentence, less the more sentences have it."""
        return math.log(1 + self.sentences / (len(self.places.get(stem, ())) or 0.5)) / math.log(1 + 2 * self.sentences)


@lru_cache(maxsize=64)
def index_source(source: Reading) -> SourceIndex:
    places: dict[str, set[int]] = {}
    positions: dict[str, list[int]] = {}
    for at, word in enumerate(source.words):
        positions.setdefault(word.form, []).append(at)
        if word.stem:
            places.setdefault(word.stem, set()).add(word.sentence)
    forms = tuple(word.form for word in source.words)
    content = [word.stem for word in source.words if word.stem]
    return SourceIndex(
        places={stem: frozenset(numbers) for stem, numbers in places.items()},
        # A word that stands everywhere ("the") is followed from its first places only: time stays bounded.
        positions={form: tuple(found[:200]) for form, found in positions.items()},
        forms=forms,
        content_pairs=frozenset(pairwise(content)),
        sentences=len(source.bounds),
        spoken=sum(form in _SPOKEN for form in forms) / max(1, len(forms)),
    )


@dataclass(frozen=True, slots=True)
class Best:
    """`sentence` holds most of the claim's content; `three` are the best three, best first; `two` is the weighted part of
    the content that the best one and any other hold together.
    """

    sentence: int
    three: tuple[int, ...]
    two: float


def find_best(claim: Reading, index: SourceIndex) -> Best:
    """The sentences that hold most of the claim's content, rare words counted for more."""
    stems = sorted({word.stem for word in claim.words[:_LONGEST] if word.stem})
    weights = {stem: index.weight(stem) for stem in stems}
    total = sum(weights.values())
    if not total or not index.sentences:
        return Best(0, (), 0.0)
    by_sentence: dict[int, set[str]] = {}
    for stem in stems:
        for number in index.places.get(stem, ()):
            by_sentence.setdefault(number, set()).add(stem)
    if not by_sentence:
        return Best(0, (), 0.0)

    def held(found: set[str]) -> float:
        return sum(weights[stem] for stem in sorted(found)) / total

    scores = {number: held(found) for number, found in by_sentence.items()}
    three = tuple(sorted(scores, key=lambda number: (-scores[number], number))[:3])
    top = three[0]
    missing = set(stems) - by_sentence[top]
    two = max(held(by_sentence[top] | (found & missing)) for found in by_sentence.values())
    return Best(top, three, two)


@dataclass(frozen=True, slots=True)
class Fragments:
    """The claim as a chain of the longest pieces copied from the source (Grusky et al. 2018: coverage and density)."""

    count: int
    squares: int


def fragments(claim: Reading, index: SourceIndex) -> Fragments:
    forms = [word.form for word in claim.words[:_LONGEST]]
    count = squares = at = 0
    while at < len(forms):
        length = max((_run(forms, at, index.forms, start) for start in index.positions.get(forms[at], ())), default=0)
        count += 1
        squares += length * length
        at += length or 1
    return Fragments(count, squares)


def _run(forms: Sequence[str], at: int, known: Sequence[str], start: int) -> int:
    length = 0
    while at + length < len(forms) and start + length < len(known) and forms[at + length] == known[start + length]:
        length += 1
    return length


def common_length(one: Sequence[str], other: Sequence[str]) -> int:
    """Length of the longest common subsequence, by one big integer as a row of bits (Hyyrö 2004)."""
    masks: dict[str, int] = {}
    for at, item in enumerate(one):
        masks[item] = masks.get(item, 0) | 1 << at
    full = (1 << len(one)) - 1
    row = full
    for item in other:
        match = row & masks.get(item, 0)
        row = (row + match | row - match) & full
    return len(one) - row.bit_count()


def measure_support(claim: Reading, source: Reading, index: SourceIndex, best: Best) -> dict[str, float]:
    """The figures by name; all but `words` are in 0..1, and none depends on where in the source something stands."""
    words = claim.words[:_LONGEST]
    forms = [word.form for word in words]
    content = [word.stem for word in words if word.stem]
    pieces = fragments(claim, index)
    length = len(forms)
    neighbours = [pair for pair in pairwise(content) if pair[0] != pair[1]]
    held = [pair for pair in neighbours if pair[0] in index.places and pair[1] in index.places]
    together = sum(bool(index.places[a] & index.places[b]) for a, b in held)
    near = source.words_around(best.sentence)
    in_order_forms = common_length(forms, [word.form for word in source.sentence(best.sentence)]) / length
    return {
        "best_two": best.two,
        "forms_known": sum(form in index.positions for form in forms) / length,
        "content_pairs": sum(pair in index.content_pairs for pair in neighbours) / len(neighbours)
        if neighbours
        else 1.0,
        "together": together / len(held) if held else 1.0,
        "apart": math.log1p(len(held) - together) / 3,
        "words": float(length),
        "pieces": pieces.count / length,
        "density": math.sqrt(pieces.squares) / length,
        "in_order_forms": in_order_forms,
        "in_order_near": max(common_length(forms, [word.form for word in two]) for two in near) / length,
        "cut_only": float(in_order_forms > 0.999),
        "one_cut": float(in_order_forms > 0.999 and pieces.count <= 2),
        "length": min(1.0, math.log(length) / 5),
        "spoken": index.spoken,
    }
