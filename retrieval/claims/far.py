"""What a claim turns round against the few sentences it may rest on, where none is near enough to compare word by word."""

import math
from collections.abc import Sequence

from retrieval.claims.opposites import are_opposite, denied_forms, has_opposite, is_denied, is_negated, is_negator
from retrieval.claims.support import Best, SourceIndex
from retrieval.claims.tokens import Reading, Word, word_set

_LONGEST = 400  # words of a claim that are looked at
# Words that shut something out or take all in. Who tells talk in a few sentences leaves out, and does not add such a word.
_SHUT_OUT = word_set("""only merely solely exclusively instead except unless without never nobody none nothing neither nowhere everyone
    everything everybody always rarely""")
_OPENING = 3  # content words at the beginning of a claim: what it is about


def measure_far(claim: Reading, source: Reading, index: SourceIndex, best: Best) -> dict[str, float]:
    """Figures in 0..1.

    `far_denied`: words denied here that no sentence of the sources denies. `denied_alone`: something is denied here, and
    nothing in the sentences it rests on. `near_opposite`: a word whose opposite stands in or beside them, and it nowhere
    (for opposites by a prefix, "unable", anywhere). `shut_out`: a word that shuts out or takes all in, which is not there.
    `head_near`: the part of what the claim opens with that stands in or beside them.
    `strange_here` counts the content that is neither in the nearest sentence nor in its neighbours.
    """
    words = claim.words[:_LONGEST]
    denied = [word for at, word in enumerate(words) if word.stem in index.places and is_negated(words, at)]
    only_here = sum(not _is_denied_there(word.stem, source, index) for word in denied)
    is_denying = any(is_negator(word) for word in words)
    rests_on_denial = any(is_denied(source.sentence(number)) for number in best.three)
    around = {word.stem for word in _near(source, [best.sentence])}
    near = _near(source, best.three)
    stems = {word.stem for word in near}
    opening = [word.stem for word in words if word.stem][:_OPENING]
    strange = len({word.stem for word in words if word.stem} - around)
    return {
        "far_denied": min(1.0, only_here / 2),
        "denied_alone": float(is_denying and not rests_on_denial),
        "near_opposite": float(_has_opposite_near(words, near, index)),
        "shut_out": float(bool(_SHUT_OUT & {word.form for word in words} - {word.form for word in near})),
        "head_near": sum(stem in stems for stem in opening) / max(1, len(opening)),
        "strange_here": min(1.0, math.log1p(strange) / 3),
    }


def _near(source: Reading, numbers: Sequence[int]) -> list[Word]:
    """The words of the sentences and of their neighbours."""
    chosen = {near for number in numbers for near in (number - 1, number, number + 1) if 0 <= near < len(source.bounds)}
    return [word for number in sorted(chosen) for word in source.sentence(number)]


def _has_opposite_near(words: Sequence[Word], near: Sequence[Word], index: SourceIndex) -> bool:
    own = [w for w in words if w.form not in index.positions and w.stem not in index.places]
    if any(form in index.positions for word in own if word.stem for form in denied_forms(word.form)):
        return True
    said = {word.form for word in words}
    poles = [word for word in own if has_opposite(word)]
    return any(are_opposite(mine, theirs) and theirs.form not in said for mine in poles for theirs in near)


def _is_denied_there(stem: str, source: Reading, index: SourceIndex) -> bool:
    return any(is_denied(source.sentence(number)) for number in sorted(index.places[stem])[:50])
