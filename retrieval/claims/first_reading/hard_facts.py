"""The first reading, by code: whether the hard facts of a sentence are in the texts it cites.

Names, numbers, dates, quotes and speakers are hard facts; who did what to whom, whether and why is the second reading's.
"""

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from functools import lru_cache

from retrieval.claims.first_reading.figures import missing_quantities, missing_quantity
from retrieval.claims.first_reading.known_names import missing_name, missing_word, stands_in
from retrieval.claims.first_reading.speaker import Clause, clauses, is_reporting, missing_speaker
from retrieval.claims.source import Source, bounded, evidence
from retrieval.claims.text_facts.names import names
from retrieval.claims.text_facts.quantities import Quantity, quantities
from retrieval.claims.text_facts.quotes import has_open_mark, missing_quote, quotes
from retrieval.claims.text_facts.text_dates import missing_moment, moments, positions_of
from retrieval.claims.text_facts.tokens import Tokens, read

LONGEST_SENTENCE = 3_000
NOTHING = "there is nothing to compare"
_LINK = re.compile(r"https?:|www\.|\bt\.me\b|\]\(|\[\d+\]|</?[a-zA-Z!]|\*\*|__|```|^\s*[#>*-]\s|(?<!\w)@\w")
# Words that begin no site are found as well, as nothing, so that each is read once.
_SITE = re.compile(
    r"\b(?:([\w-]++\.(?:com|org|net|info|io|me|ru|cn|uk|app|xyz|top|site|online|biz|dev|ai)\b)|[\w-]++)", re.IGNORECASE
)
_HIDDEN = frozenset({"Cc", "Cf", "Co", "Cs"})
_JOINERS = "\u200c\u200d"  # Persian and Hindi are written with them
_YEAR = re.compile(r"1[89]\d\d|20\d\d")
# A source that holds all hard facts and half of the words bears a sentence out by itself.
_LEAST_OF_BEARING_OUT = 0.5
# Fewer words of its own than this, and no fact, are no reason to cite a source beside another.
_LEAST_ADDED = 2


@dataclass(frozen=True, slots=True)
class Reading:
    """`reason` says what is not in the sources, empty where it passes; `cited` counts the sources that add something."""

    passes: bool
    reason: str
    cited: tuple[int, ...] = ()


def first_reading(sentence: str, sources: Sequence[Source], *, speaker: str = "") -> Reading:
    """Whether names, numbers, dates, quotes and speakers of a sentence are in the texts it cites. Never raises.

    `speaker` is who says it where the sentence does not: a cited outlet, whose texts alone count then, or somebody whom the
    texts must name. What a clause of the sentence gives to an outlet must be in the texts of that outlet. At most 3,000
    characters of a sentence and 200,000 of its sources are looked at; a longer sentence is refused.
    """
    return _first_reading(sentence.strip(), bounded(sources), speaker)


@lru_cache(maxsize=64)
def _first_reading(sentence: str, sources: tuple[Source, ...], speaker: str) -> Reading:
    if reason := _malformed(sentence, sources):
        return Reading(False, reason)
    outlets = frozenset({speaker}) & {source.outlet for source in sources}
    pieces = [Clause(each.text, each.outlets or outlets) for each in clauses(sentence, sources)]
    if not any(source.said.strip() for source in sources) or not any(read(piece.text).stems for piece in pieces):
        return Reading(False, NOTHING)
    stranger = "" if outlets or not speaker else missing_name(read(f"It was {speaker}."), read(evidence(sources)))
    absent = (_missing_fact(piece, sources, is_told=bool(speaker or piece.outlets)) for piece in pieces)
    if reason := stranger or next(filter(None, absent), ""):
        return Reading(False, reason)
    cited = _cited(pieces, sources)
    return Reading(True, "", cited) if cited else Reading(False, "none of it is in the sources")


def _malformed(sentence: str, sources: Sequence[Source]) -> str:
    """Why a text is no plain sentence: length, links, markup, hidden characters, open quotation marks; empty when it is."""
    if len(sentence) > LONGEST_SENTENCE:
        return f"longer than {LONGEST_SENTENCE:,} characters"
    if found := _LINK.search(sentence):
        return f"“{found.group().strip()}” has no place in a sentence"
    if any(unicodedata.category(sign) in _HIDDEN and sign not in _JOINERS for sign in sentence):
        return "a hidden character has no place in a sentence"
    known = evidence(sources).casefold()
    strange = (site for site in _SITE.findall(sentence) if site and site.casefold() not in known)
    if site := next(strange, ""):
        return f"{site} is not in the sources"
    return "a quotation mark is not closed" if has_open_mark(sentence) else ""


def _missing_fact(clause: Clause, cited: Sequence[Source], *, is_told: bool) -> str:
    """Why a hard fact of a clause is not in the sources it must be found in; empty when all are."""
    chosen = [cited[n] for n in clause.sources(cited)]
    claim, source = read(clause.text), read(evidence(chosen))
    published = [each.published for each in chosen if each.published]
    said, known = moments(claim), moments(source)
    dated = positions_of(said)
    return (
        missing_quote(clause.text, source)
        or missing_speaker(clause.text, source, is_told=is_told)
        or missing_moment(said, known, published, is_reported=bool(clause.outlets))
        or missing_quantity(
            _without_years(quantities(claim, dated), published, source), quantities(source, positions_of(known))
        )
        or missing_name(claim, source, dated)
        or missing_word(claim, source)
    )


def _without_years(claimed: Sequence[Quantity], published: Sequence[date], source: Tokens) -> list[Quantity]:
    """The amounts without the year of publication, where the text itself names no year."""
    names_year = any(_YEAR.fullmatch(word.form) for word in source.words)
    years = set() if names_year else {float(day.year) for day in published}
    return [each for each in claimed if each.unit or each.value not in years]


def _cited(pieces: Sequence[Clause], sources: Sequence[Source]) -> tuple[int, ...]:
    """The sources that add something: the fullest first, then each with a fact or words of its own, or that bears it all out.

    An outlet that the sentence names keeps one source at least.
    """
    claims = [read(piece.text) for piece in pieces]
    facts = frozenset().union(*(_facts(claim) for claim in claims))
    words = frozenset().union(*(claim.stems for claim in claims)) - {
        w.stem for c in claims for w in c.words if is_reporting(w)
    }
    held = [_held(claims, facts, words, read(source.said)) for source in sources]
    order = sorted(range(len(sources)), key=lambda n: (-len(held[n] & facts), -len(held[n]), n))
    chosen: list[int] = []
    known: frozenset[str] = frozenset()
    for n in order:
        added = held[n] - known
        bears_out = facts <= held[n] and len(held[n] & words) >= _LEAST_OF_BEARING_OUT * len(words)
        if held[n] and (not chosen or added & facts or len(added) >= _LEAST_ADDED or bears_out):
            chosen.append(n)
            known |= held[n]
    named = frozenset().union(*(piece.outlets for piece in pieces)) - {sources[n].outlet for n in chosen}
    for outlet in sorted(named):
        chosen += [n for n in order if sources[n].outlet == outlet and held[n]][:1]
    return tuple(sorted(chosen))


def _facts(claim: Tokens) -> frozenset[str]:
    """The hard facts of a text, each as the words that say it."""
    dated = positions_of(moments(claim))
    amounts = {each.text for each in quantities(claim, dated)}
    called = {word.text for name in names(claim) for word in name.words}
    return frozenset(amounts | called | set(quotes(claim.text)))


def _held(claims: Sequence[Tokens], facts: frozenset[str], words: frozenset[str], source: Tokens) -> frozenset[str]:
    """What of the facts and words a source holds."""
    amounts = quantities(source, positions_of(moments(source)))
    found = set(words & source.stems)
    for claim in claims:
        own = quantities(claim)
        found |= {each.text for each in own} - {each.text for each, _ in missing_quantities(own, amounts)}
        found |= {word.text for name in names(claim) for word in name.words if stands_in(word, source)}
        found |= {quote for quote in quotes(claim.text) if read(quote).line in source.line}
    return frozenset(found)
