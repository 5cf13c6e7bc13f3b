"""What a claim turns round against its sources as a whole, where no single sentence is near enough to compare."""

import math

from retrieval.claims.opposites import are_opposite, has_opposite, is_denied, is_negated
from retrieval.claims.reading import Reading
from retrieval.claims.support import SourceIndex

_LONGEST = 400  # words of a claim that are looked at
_MOST_OPPOSITES = 300  # words of the sources that have an opposite


def measure_far(claim: Reading, source: Reading, index: SourceIndex, nearest: int) -> dict[str, float]:
    """Figures in 0..1: opposites of the sources' words, words denied only here, words put between neighbours.

    `strange_here` counts the content that is neither in the nearest sentence nor in its neighbours.
    """
    words = claim.words[:_LONGEST]
    content = [word for word in words if word.stem]
    own = [
        word
        for word in words
        if has_opposite(word) and word.form not in index.positions and word.stem not in index.places
    ]
    said = [word for word in source.words if has_opposite(word)][:_MOST_OPPOSITES] if own else []
    inserted = sum(
        b.stem not in index.places and (a.stem, c.stem) in index.content_pairs
        for a, b, c in zip(content, content[1:], content[2:], strict=False)
    )
    denied = [word for at, word in enumerate(words) if word.stem in index.places and is_negated(words, at)]
    only_here = sum(not _is_denied_there(word.stem, source, index) for word in denied)
    around = {
        w.stem for n in (nearest - 1, nearest, nearest + 1) if 0 <= n < index.sentences for w in source.sentence(n)
    }
    strange = len({word.stem for word in content} - around)
    return {
        "far_opposite": float(any(are_opposite(mine, theirs) for mine in own for theirs in said)),
        "inserted": min(1.0, inserted / 2),
        "far_denied": min(1.0, only_here / 2),
        "none_denied": float(is_denied(words) and not is_denied(source.words)),
        "strange_here": min(1.0, math.log1p(strange) / 3),
    }


def _is_denied_there(stem: str, source: Reading, index: SourceIndex) -> bool:
    return any(is_denied(source.sentence(number)) for number in sorted(index.places[stem])[:50])
