"""Claims made by machine from real articles: sentences left alone, shortened or joined (supported), and turned false.

The texts come from rtqa_2025q4 and stay where they are; every claim is made anew from a seed. Half of the made claims is
set in lower case after the first letter, claim and source alike, as some public sets are.
"""

import gzip
import json
import random
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path

from benchmarks.claim_opposites import OPPOSITES
from retrieval.claims.text_facts.names import names
from retrieval.claims.text_facts.quantities import quantities
from retrieval.claims.text_facts.tokens import read
from retrieval.language.sentences import split_sentences

CORPUS = Path(__file__).parents[2] / "shared" / "eval" / "rtqa_2025q4" / "corpus.00.jsonl.gz"
_LEADING = re.compile(
    r"^(?:In|On|At|After|Before|When|While|As|Since|With|During|For|Despite|According)\b[^,“”\"]{3,80}, (?=\w)"
)
_MIDDLE = re.compile(r", (?:who|which|whose|a|an|the|one of|including|according to)\b[^,“”\"]{3,90},(?= )")
_TRAILING = re.compile(
    r",? (?:after|before|when|while|as|since|because|which|who|where|with|during|amid|according to)\b[^“”\"]{8,120}\.$"
)
_CUTTING = re.compile(
    r" (?=(?:in|on|at|for|with|to|after|before|by|from|is|was|has|had|will|are|were|said|that|and|of)\b)"
)
_VERB = re.compile(r"\b(is|was|are|were|has|have|had|will|would|can|could|should)\b(?! not)")
_PREDICATE = re.compile(
    r" (?:is|was|are|were|has|have|had|will|would|can|could|said|told|announced|became|plans|wants) "
)
_PRONOUN = re.compile(r"^(?:He|She) ")
_SUBJECT_NAME = re.compile(r"([A-Z][a-z]+ [A-Z][a-z]+) (?!and\b)")
_MADE_UP = ("in a secret ceremony", "despite strong protests", "for the third time", "under heavy security", "worth millions",
            "against expert advice", "on live television", "with foreign help")  # fmt: skip


@dataclass(frozen=True, slots=True)
class Made:
    """`group` is the article's number: halves are cut by it."""

    group: int
    kind: str
    claim: str
    source: str
    is_supported: bool


@dataclass(frozen=True, slots=True)
class _Page:
    text: str
    sentences: tuple[str, ...]


def made_claims(*, articles: int = 400, seed: int = 4) -> list[Made]:
    """About ten claims an article, as many supported as not."""
    chance = random.Random(seed)
    return [made for number, page in enumerate(_pages(articles)) for made in _claims(number, page, chance)]


def _pages(most: int) -> Iterator[_Page]:
    count = 0
    with gzip.open(CORPUS, "rt", encoding="utf-8") as lines:
        for line in lines:
            text = json.loads(line)["text"][:6000]
            spans = split_sentences(text)
            sentences = tuple(text[s.start : s.end] for s in spans)
            whole = tuple(s for s in sentences if s[0].isupper() and s.endswith(".") and 8 <= len(s.split()) <= 45)
            if len(whole) >= 8:
                yield _Page(text, whole)
                count += 1
            if count == most:
                return


def _claims(number: int, page: _Page, chance: random.Random) -> Iterator[Made]:
    for makers, is_supported in ((_TRUE, True), (_FALSE, False)):
        for maker in chance.sample(makers, 5):
            claim = maker(page, chance)
            if claim and claim not in page.text:
                is_low = chance.random() < 0.5
                low: Callable[[str], str] = _lowered if is_low else str
                yield Made(number, maker.__name__.strip("_"), low(claim), low(page.text), is_supported)


def _lowered(text: str) -> str:
    return "".join(
        text[s.start].upper() + text[s.start + 1 : s.end].lower() + " " for s in split_sentences(text)
    ).strip()


def _pick(page: _Page, chance: random.Random, fits: Callable[[str], object] = bool) -> str:
    found = [sentence for sentence in page.sentences if fits(sentence)]
    return chance.choice(found) if found else ""


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]


def _without_start(page: _Page, chance: random.Random) -> str:
    return _capital(_LEADING.sub("", _pick(page, chance, _LEADING.search)))


def _without_middle(page: _Page, chance: random.Random) -> str:
    return _MIDDLE.sub("", _pick(page, chance, _MIDDLE.search))


def _without_end(page: _Page, chance: random.Random) -> str:
    claim = _TRAILING.sub(".", _pick(page, chance, _TRAILING.search))
    return claim if len(claim.split()) >= 5 else ""


def _joined_neighbours(page: _Page, chance: random.Random) -> str:
    at = chance.randrange(len(page.sentences) - 1)
    one, other = page.sentences[at : at + 2]
    return "" if other.startswith(("And", "But", "So ")) else f"{one[:-1]}, and {other}"


def _splice(page: _Page, chance: random.Random) -> str:
    one, other = chance.sample(range(len(page.sentences)), 2)
    if abs(one - other) < 2:
        return ""
    first, second = _CUTTING.split(page.sentences[one]), _CUTTING.split(page.sentences[other])
    if len(first) < 3 or len(second) < 3:
        return ""
    return " ".join(first[: max(1, len(first) // 2)]) + " " + " ".join(second[-(len(second) // 2) :])


def _other_name(page: _Page, chance: random.Random) -> str:
    sentence = _pick(page, chance, lambda s: names(read(s)))
    known = sorted({name.text for name in names(read(page.text)) if name.text not in sentence})
    mine = [name.text for name in names(read(sentence))] if sentence else []
    return sentence.replace(chance.choice(mine), chance.choice(known)) if mine and known else ""


def _swapped_names(page: _Page, chance: random.Random) -> str:
    def two(text: str) -> list[str]:
        return sorted({name.text for name in names(read(text))})

    sentence = _pick(page, chance, lambda s: len(two(s)) == 2)
    if not sentence:
        return ""
    one, other = two(sentence)
    return sentence.replace(one, "\0").replace(other, one).replace("\0", other)


def _other_number(page: _Page, chance: random.Random) -> str:
    sentence = _pick(page, chance, re.compile(r"\b\d+\b").search)
    known = sorted({q.text for q in quantities(read(page.text)) if q.text.isdigit() and q.text not in sentence})
    mine = re.findall(r"\b\d+\b", sentence)
    return sentence.replace(chance.choice(mine), chance.choice(known or ["37"])) if mine else ""


def _negated(page: _Page, chance: random.Random) -> str:
    return _VERB.sub(r"\1 not", _pick(page, chance, _VERB.search), count=1)


def _opposite(page: _Page, chance: random.Random) -> str:
    pattern = re.compile(rf"\b({'|'.join(sorted(OPPOSITES))})\b")
    sentence = _pick(page, chance, pattern.search)
    return pattern.sub(lambda match: OPPOSITES[match.group()], sentence, count=1)


def _invented(page: _Page, chance: random.Random) -> str:
    sentence = _pick(page, chance)
    return f"{sentence[:-1]} {chance.choice(_MADE_UP)}."


def _cut_twice(page: _Page, chance: random.Random) -> str:
    sentence = _pick(page, chance, lambda s: _TRAILING.search(s) and (_LEADING.search(s) or _MIDDLE.search(s)))
    return _capital(_MIDDLE.sub("", _LEADING.sub("", _TRAILING.sub(".", sentence))))


def _pronoun(page: _Page, chance: random.Random, *, is_right: bool) -> str:
    """ "He" at the beginning of a sentence replaced by the name that opens the one before, or by another of the page."""
    found = [
        (subject[1], other)
        for one, other in pairwise(page.sentences)
        if _PRONOUN.match(other) and (subject := _SUBJECT_NAME.match(one)) and subject[1] not in other
    ]
    if not found:
        return ""
    name, sentence = chance.choice(found)
    if not is_right:
        others = sorted(
            {n.text for n in names(read(page.text)) if len(n.words) == 2 and n.text not in {name, sentence}}
        )
        name = chance.choice([other for other in others if other not in sentence] or [""])
    return _PRONOUN.sub(f"{name} ", sentence, count=1) if name else ""


def _right_person(page: _Page, chance: random.Random) -> str:
    return _pronoun(page, chance, is_right=True)


def _wrong_person(page: _Page, chance: random.Random) -> str:
    return _pronoun(page, chance, is_right=False)


def _two(page: _Page, chance: random.Random, pattern: re.Pattern[str]) -> tuple[str, str]:
    """Two sentences apart from each other, each with the pattern in it; empty when there are none."""
    places = [number for number, sentence in enumerate(page.sentences) if pattern.search(sentence)]
    pairs = [(a, b) for a in places for b in places if abs(a - b) > 1]
    one, other = chance.choice(pairs) if pairs else (0, 0)
    return (page.sentences[one], page.sentences[other]) if pairs else ("", "")


def _wrong_subject(page: _Page, chance: random.Random) -> str:
    """What one sentence says of its subject, said of another's."""
    one, other = _two(page, chance, _PREDICATE)
    mine, theirs = _PREDICATE.search(one), _PREDICATE.search(other)
    return one[: mine.start()] + other[theirs.start() :] if mine and theirs else ""


def _wrong_clause(page: _Page, chance: random.Random) -> str:
    """A sentence that goes on with the last clause of another one."""
    one, other = _two(page, chance, _TRAILING)
    mine, theirs = _TRAILING.search(one), _TRAILING.search(other)
    return one[: mine.start()] + theirs.group() if mine and theirs else ""


def _lost_object(page: _Page, chance: random.Random) -> str:
    """A sentence whose middle is gone from one verb to the end of another clause: who did it, and to whom, is mixed up."""
    sentence = _pick(page, chance, lambda s: len(s.split()) >= 18)
    words = sentence.split()
    if not words:
        return ""
    start = chance.randrange(3, len(words) // 2)
    return " ".join(words[:start] + words[chance.randrange(start + 3, len(words) - 2) :])


_TRUE = (_without_start, _without_middle, _without_end, _joined_neighbours, _cut_twice, _right_person)
_FALSE = (_splice, _wrong_subject, _wrong_clause, _lost_object, _wrong_person, _other_name, _swapped_names, _other_number, _negated,
          _opposite, _invented)  # fmt: skip
PIECED = frozenset(
    maker.__name__.strip("_") for maker in (_splice, _wrong_subject, _wrong_clause, _lost_object, _wrong_person)
)
