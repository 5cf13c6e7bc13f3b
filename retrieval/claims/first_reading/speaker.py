"""Who says it: the outlets that a sentence names, and the people whom it makes say something.

A cited outlet's name is taken off wherever it stands ("..., West Times reports", "West Times says that ...", "according to
West Times"): it is evidence for nothing. What a clause gives to an outlet must be in the texts of that outlet.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache

from retrieval.claims.source import Source
from retrieval.claims.text_facts.names import OPENERS, Name, names, same_country
from retrieval.claims.text_facts.quotes import QUOTED, quotes, shown
from retrieval.claims.text_facts.text_dates import MONTHS, moments, positions_of
from retrieval.claims.text_facts.tokens import Tokens, Word, read, word_forms, word_set

_REPORTING = frozenset(
    word_forms(verb)[1] or verb
    for verb in word_set("""say says said saying tell tells told call describe warn add claim argue state note insist write announce
        declare accuse deny urge report explain stress quote according vow pledge promise ask demand tweet post complain joke
        respond reply label dub""")
)
_REACH = 3  # words between a speaker and what makes him one
# A few words in quotation marks are a name or somebody's term; more are speech, and speech has a speaker.
_LEAST_OF_SPEECH = 5
_AROUND = 2  # sentences before and after a quote in which an article says who said it
_PRONOUNS = word_set("he she they it i we")
_PLACES = 20  # where the same words stand
# No word that matters is longer, with the blank behind it.
ONE_WORD = 100
STAND_IN = "it"  # what is read in an outlet's place


@dataclass(frozen=True, slots=True)
class Clause:
    """A piece of a sentence with its outlets taken off; `outlets` are those named in it, as the sources call them."""

    text: str
    outlets: frozenset[str]

    def sources(self, cited: Sequence[Source]) -> list[int]:
        """Which of the cited sources it must be found in: those of its outlets, or all where it names none."""
        return [n for n, source in enumerate(cited) if not self.outlets or source.outlet in self.outlets]


def clauses(sentence: str, cited: Sequence[Source]) -> list[Clause]:
    """The pieces of a sentence between semicolons, outside of quotation marks."""
    outlets = sorted({source.outlet for source in cited if source.outlet}, key=lambda name: (-len(name), name))
    quoted = [match.span() for match in QUOTED.finditer(sentence)]
    cuts = [at for at, sign in enumerate(sentence) if sign in ";；" and not any(a <= at < b for a, b in quoted)]
    pieces = [sentence[a:b] for a, b in zip([0, *(at + 1 for at in cuts)], [*cuts, len(sentence)], strict=True)]
    return [_without_outlets(piece.strip(), outlets) for piece in pieces if piece.strip()]


def _without_outlets(piece: str, outlets: Sequence[str]) -> Clause:
    found: set[str] = set()
    for outlet in outlets:
        parts, at = list[str](), 0
        for match in _pattern(outlet).finditer(piece):
            before = piece[max(0, match.start() - ONE_WORD) : match.start()]
            if not _ends_in_a_name(before):
                parts += [piece[at : match.start()], STAND_IN]
                at = match.end()
        found |= {outlet} if parts else set()
        piece = "".join(parts) + piece[at:]
    return Clause(piece, frozenset(found))


def _ends_in_a_name(text: str) -> bool:
    """ "Michael" before "Bloomberg": what follows is no outlet then."""
    last = read(text).words[-1:] if re.search(r"\w\s+$", text) else ()
    return any(
        word.text[0].isupper()
        and word.stem
        and word.form not in OPENERS | MONTHS.keys()
        and not word.text.endswith(("'s", "’s", "ing"))
        for word in last
    )


@lru_cache(maxsize=1024)
def _pattern(outlet: str) -> re.Pattern[str]:
    """The name as sentences have it: with or without "The", by its initials, and not as a part of a longer name."""
    bare = re.sub(r"^[Tt]he (?=\S)|\s*\([^)]*\)$", "", outlet) or outlet
    initials = "".join(word if word.isupper() else word[0] for word in bare.split() if word[0].isupper())
    forms = [
        re.escape(bare).replace("\\ ", r"\s+"),
        *([re.escape(initials)] if len(initials) > 1 and " " in bare else []),
    ]
    return re.compile(rf"(?<!\w)(?:[Tt]he\s+)?(?:{'|'.join(forms)})(?![^\W_])(?!\s+[A-Z][a-z])")


def is_reporting(word: Word) -> bool:
    return (word.stem or word.form) in _REPORTING


def speakers(tokens: Tokens) -> list[Name]:
    """The names beside a word of saying: shortly before it, or right after."""
    dated = positions_of(moments(tokens))
    at_of = {word: at for at, word in enumerate(tokens.words)}
    return [name for name in names(tokens) if at_of[name.words[0]] not in dated and _speaks(name, tokens, at_of)]


def _speaks(name: Name, tokens: Tokens, at_of: dict[Word, int]) -> bool:
    first, last = at_of[name.words[0]], at_of[name.words[-1]]
    after, before = tokens.words[last + 1 : last + 1 + _REACH], tokens.words[max(0, first - 2) : first]
    own = name.words[0].sentence
    return any(is_reporting(word) and word.sentence == own for word in (*after, *before))


def missing_speaker(text: str, source: Tokens, *, is_told: bool) -> str:
    """Why a quote of the claim has no speaker, or another one than in the sources; empty when all is well.

    `is_told`: something beside the sentence says who speaks, such as its outlet.
    """
    around = read(QUOTED.sub(" … ", text))
    named = speakers(around)
    is_told = is_told or any(is_reporting(word) for word in around.words)
    for quote in quotes(text):
        if not is_told and len(read(quote).words) >= _LEAST_OF_SPEECH:
            return f"nobody is named as the speaker of “{shown(quote)}”"
        known = [*_words_around(quote, source)]
        if named and not any(_is_same(word, other) for name in named for word in name.words for other in known):
            return f"the sources do not give “{shown(quote)}” to {named[0].text}"
    return ""


def _is_same(one: Word, other: Word) -> bool:
    return one.form == other.form or (bool(one.stem) and one.stem == other.stem) or same_country(one, other)


def _words_around(quote: str, source: Tokens) -> Iterator[Word]:
    """The words beside a quote in its sentence where they name somebody; else those of the sentences around it as well."""
    wanted = read(quote).line
    length = wanted.count(" ") - 1
    at = source.line.find(wanted)
    for _ in range(_PLACES):
        if at < 0:
            break
        first = source.line.count(" ", 0, at)
        number = source.words[first].sentence
        start, end = source.bounds[number]
        beside = [*source.words[start:first], *source.words[first + length : end]]
        if {word.form for word in beside} & _PRONOUNS or not any(_is_named(word) for word in beside):
            start = source.bounds[max(0, number - _AROUND)][0]
            end = source.bounds[min(len(source.bounds) - 1, number + _AROUND)][1]
            beside = list(source.words[start:end])
        yield from beside
        at = source.line.find(wanted, at + 1)


def _is_named(word: Word) -> bool:
    return bool(word.stem) and word.text[0].isupper() and word.form not in MONTHS
