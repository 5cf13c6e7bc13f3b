"""A claim beside the sentence of the sources that is nearest to it: what was changed on the way. Pure."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from functools import lru_cache
from itertools import pairwise

from retrieval.claims.names import is_same_name, name_stems
from retrieval.claims.opposites import are_opposite, is_denied, is_hedge, is_hedged, is_negated, is_negator
from retrieval.claims.support import common_length
from retrieval.claims.tokens import Reading, Word, word_set

_LONGEST = 120  # words of one sentence that are compared in order; news has none so long
KINDS = ("opposite", "negation", "hedge", "name", "number", "roles", "inserted")
_PASSIVE = word_set("was were is are been be being get got")


@dataclass(frozen=True, slots=True)
class Alignment:
    """`words` are those of the nearest sentence; `shared` of 1: the part of the claim's content found there."""

    sentence: int
    words: tuple[Word, ...]
    shared: float


@dataclass(frozen=True, slots=True)
class Change:
    """`kind` is one of `KINDS`. `is_sure` says that it refutes the claim by itself."""

    kind: str
    reason: str
    is_sure: bool


def align(claim: Reading, source: Reading, numbers: Sequence[int]) -> Alignment:
    """The alignment with the best of the sentences `numbers`: most content words, then most words in order."""
    content = [word.stem for word in claim.words if word.stem]
    own = set(content)

    def fit(number: int) -> tuple[float, float, int]:
        shared = len(own & source.stems_by_sentence[number])
        return (
            shared,
            _in_order(claim.words, source.sentence(number)) if shared else 0.0,
            -len(source.sentence(number)),
        )

    best = max(numbers, key=fit)
    shared = len(own & source.stems_by_sentence[best]) / len(own) if own else 0.0
    return Alignment(best, source.sentence(best), shared)


def _in_order(one: Sequence[Word], other: Sequence[Word]) -> float:
    return _matcher(tuple(w.form for w in one[:_LONGEST]), tuple(w.form for w in other[:_LONGEST])).ratio()


@lru_cache(maxsize=64)
def _matcher(one: tuple[str, ...], other: tuple[str, ...]) -> SequenceMatcher[str]:
    return SequenceMatcher(None, one, other, autojunk=False)


def changes(claim: Reading, source: Reading, alignment: Alignment) -> list[Change]:
    """What the claim turns round against its nearest sentence, surest first."""
    found = [
        *_replacements(claim, source, alignment),
        *_polarity(claim, alignment),
        *_roles(claim, source, alignment),
        *_insertions(claim, source, alignment),
    ]
    return sorted(found, key=lambda change: not change.is_sure)


def _replacements(claim: Reading, source: Reading, alignment: Alignment) -> Iterator[Change]:
    """Words that stand where the nearest sentence has others: opposites, other names, other numbers."""
    is_near = alignment.shared >= 0.5
    around = _around(source, alignment.sentence)
    claim_names, source_names = name_stems(claim), name_stems(source)
    matcher = _matcher(tuple(w.form for w in claim.words[:_LONGEST]), tuple(w.form for w in alignment.words[:_LONGEST]))
    claim_forms = {word.form for word in claim.words}
    here = {word.form for word in alignment.words}
    for tag, a, b, c, d in matcher.get_opcodes():
        if tag != "replace":
            continue
        new = [w for w in claim.words[a:b] if w.form not in here]
        old = [w for w in alignment.words[c:d] if w.form not in claim_forms]
        for mine in new:
            for theirs in old:
                if are_opposite(mine, theirs):
                    yield Change("opposite", f"“{mine.text}” where the sources say “{theirs.text}”", is_near)
                elif mine.text[0].isdigit() and theirs.text[0].isdigit() and mine.form not in around:
                    yield Change("number", f"says {mine.text}, the sources say {theirs.text}", alignment.shared >= 0.6)
        names_new = [w for w in new if w.stem in claim_names and w.stem not in around]
        names_old = [
            w for w in old if w.stem in source_names and w.text[0].isupper() and not is_same_name(w, names_new)
        ]
        if names_new and names_old and b - a <= 4 and d - c <= 6:
            reason = f"“{names_new[0].text}” where the sources say “{names_old[0].text}”"
            yield Change("name", reason, alignment.shared >= 0.6)


def _around(source: Reading, sentence: int) -> frozenset[str]:
    """Stems and forms of a sentence and its neighbours."""
    near = range(max(0, sentence - 1), min(len(source.bounds), sentence + 2))
    return frozenset(part for n in near for word in source.sentence(n) for part in (word.form, word.stem) if part)


def _polarity(claim: Reading, alignment: Alignment) -> Iterator[Change]:
    """Words that both have, denied or hedged on one side only."""
    places = {word.stem: at for at, word in reversed(list(enumerate(alignment.words))) if word.stem}
    is_near = alignment.shared >= 0.75
    has_hedge = any(is_hedge(word) for word in claim.words)
    has_no, other_no = is_denied(claim.words), is_denied(alignment.words)
    called = name_stems(claim)
    for at, word in enumerate(claim.words):
        if not word.stem or is_negator(word) or word.stem in called:
            continue
        mine = is_negated(claim.words, at)
        if mine and not other_no:
            yield Change("negation", f"denies “{word.text}”, the sources do not", is_near)
        if word.stem not in places:
            continue
        there = places[word.stem]
        theirs = is_negated(alignment.words, there)
        if theirs and not has_no:
            yield Change("negation", f"the sources deny “{word.text}”, the claim does not", is_near)
        if is_hedged(alignment.words, there) and not has_hedge and not theirs:
            yield Change("hedge", f"“{word.text}” is certain in the claim, not in the sources", is_near)


def _roles(claim: Reading, source: Reading, alignment: Alignment) -> Iterator[Change]:
    """Who did it to whom: two names around a word that stand the other way round in the nearest sentence."""
    found = name_stems(claim) | name_stems(source)
    where = {word.stem: at for at, word in enumerate(alignment.words) if word.stem}
    counts: dict[str, int] = {}
    for word in alignment.words:
        counts[word.stem] = counts.get(word.stem, 0) + 1
    people = [at for at, word in enumerate(claim.words) if word.stem in found and counts.get(word.stem) == 1]
    for left, right in pairwise(people):
        one, other = claim.words[left], claim.words[right]
        for verb in range(left + 1, right):
            middle = claim.words[verb]
            if counts.get(middle.stem) != 1 or not middle.stem:
                continue
            was_before = where[one.stem] < where[middle.stem]
            was_after = where[other.stem] > where[middle.stem]
            here_passive = _is_passive(claim.words, verb)
            there_passive = _is_passive(alignment.words, where[middle.stem])
            is_turned = not was_before and not was_after
            if (is_turned and here_passive == there_passive) or (
                was_before and was_after and here_passive != there_passive
            ):
                reason = f"“{one.text} {middle.text} {other.text}”: in the sources it is the other way round"
                is_near = alignment.shared >= 0.7 and len(claim.words) <= 1.3 * len(alignment.words)
                yield Change("roles", reason, is_near)


def _is_passive(words: Sequence[Word], at: int) -> bool:
    """ "was hit by": a form of "be" shortly before and "by" shortly after."""
    before = any(word.form in _PASSIVE for word in words[max(0, at - 2) : at])
    return before and any(word.form == "by" for word in words[at + 1 : at + 4])


def _insertions(claim: Reading, source: Reading, alignment: Alignment) -> Iterator[Change]:
    """Two or more words of content in a row that no source has, in a claim that is otherwise copied."""
    kept = [word.form for word in claim.words[:_LONGEST] if not word.stem or word.stem in source.stems]
    copied = common_length(kept, [word.form for word in alignment.words[:_LONGEST]])
    is_copied = len(kept) >= 4 and copied >= 0.85 * len(kept)
    strange: list[Word] = []
    for word in (*claim.words[:_LONGEST], None):
        if word is not None and (not word.stem or word.stem not in source.stems):
            strange.append(word)
            continue
        content = [w for w in strange if w.stem]
        if len(content) >= 2:
            shown = " ".join(w.text for w in strange[strange.index(content[0]) : strange.index(content[-1]) + 1])
            yield Change("inserted", f"“{shown}” is not in the sources", is_copied)
        strange = []
