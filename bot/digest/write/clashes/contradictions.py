"""Where outlets contradict each other: two sentences that give different numbers, or days, for the same thing, or deny each other.

Not a contradiction: a bound that allows the other number, a rounding, a later count, another quantity (editing.md).
"""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from itertools import combinations

from bot.digest.articles.own_sentences import read_sentences
from bot.digest.articles.voices import is_same_title, overlap
from bot.digest.write.clashes.denials import name_denial
from bot.digest.write.clashes.differences import (
    NEWS_AGES,
    SAME_DEED,
    Count,
    counts_in,
    days_in,
)
from bot.digest.write.draft import outlets_of
from bot.digest.write.teller import Offer
from retrieval.language.calendar import months, weekdays
from retrieval.language.synonyms import as_concepts
from retrieval.language.terms import term_set, terms
from retrieval.messages import Phrase

# What is counted, as it is said; things are named by the word of the article.
KIND_SENTENCES = {"deaths": "deaths", "injured": "injured", "missing": "missing", "arrested": "arrested"}
DAY_SENTENCES = {
    "Monday": "Monday",
    "Tuesday": "Tuesday",
    "Wednesday": "Wednesday",
    "Thursday": "Thursday",
    "Friday": "Friday",
    "Saturday": "Saturday",
    "Sunday": "Sunday",
}
# Two sentences speak of one thing when they share so many terms beside their numbers.
SHARED_TERMS = 3
SHARED_NAMES = 2
# A headline with more of its words written large than this does not tell names from words.
TITLE_CASE = 0.7
# Less apart than this is a rounding.
ROUNDING = 0.05


@dataclass(frozen=True, slots=True)
class Found:
    """Two offers that contradict each other, and the values side by side."""

    about: str
    offers: tuple[Offer, Offer]


def find_clash(offers: Sequence[Offer]) -> Found | None:
    """The first contradiction between two outlets, of different sides if there is one: in numbers or days, else in words."""
    plain = [offer for offer in offers if offer.is_plain]
    pairs = [pair for pair in combinations(plain, 2) if _are_comparable(*pair)]
    pairs.sort(key=lambda pair: len({offer.candidate.side for offer in pair} - {""}) < len(pair))
    for are_alike, name in ((_are_of_one_event, _name_clash), (_share_names, name_denial)):
        found = next((Found(about, pair) for pair in pairs if are_alike(*pair) and (about := name(*pair))), None)
        if found:
            return found
    return None


def _are_comparable(one: Offer, other: Offer) -> bool:
    first, second = one.candidate.article, other.candidate.article
    return (
        outlets_of([first]) != outlets_of([second])
        and abs(first.published - second.published) <= NEWS_AGES
        and not is_same_title(first, second)
    )


def _share_names(one: Offer, other: Offer) -> bool:
    """Whether they name the same: who denies an act names others than who tells it, so two names have to be shared."""
    return len(_names(one.statement.text) & _names(other.statement.text)) >= SHARED_NAMES


def _are_of_one_event(one: Offer, other: Offer) -> bool:
    """Whether two sentences speak of one event: they share a name, and not each names what the other's article does not
    know. Where either gives no names (or is a headline in capitals) they must be mostly the same."""
    names = _names(one.statement.text), _names(other.statement.text)
    if not all(names):
        return overlap(_things(one), _things(other)) >= SAME_DEED
    strange = names[0] - term_set(_text(other)), names[1] - term_set(_text(one))
    return bool(names[0] & names[1]) and not all(strange)


def _names(sentence: str) -> frozenset[str]:
    """The terms written with a capital after the first word, without days and months; none of a headline that writes nearly
    all words so."""
    words = re.findall(r"[^\W\d_][\w’'-]*", sentence)[1:]
    large = [word for word in words if word[0].isupper()]
    if len(large) > TITLE_CASE * len(words):
        return frozenset()
    return _of(large) - _of(weekdays()) - _of(months())


def _text(offer: Offer) -> str:
    article = offer.candidate.article
    return " ".join((article.title, *read_sentences(article)))


def _name_clash(one: Offer, other: Offer) -> str:
    shared = _things(one) & _things(other)
    if len(shared) < SHARED_TERMS:
        return ""
    mine, theirs = _counts(one), _counts(other)
    kind = next((kind for kind in sorted(mine.keys() & theirs.keys()) if _excludes(mine[kind], theirs[kind])), "")
    if not kind:
        return _name_days(one, other)
    days = days_in(one.statement.text), days_in(other.statement.text)
    if all(days) and days[0].isdisjoint(days[1]):
        return ""
    what = Phrase(KIND_SENTENCES[kind]) if kind in KIND_SENTENCES else kind
    return Phrase("{what}: {one} against {other}", what=what, one=_shown(mine[kind]), other=_shown(theirs[kind]))


def _counts(offer: Offer) -> dict[str, Count]:
    """The counts of a sentence by kind. Of a kind counted twice it is not known which is meant; a number that the article
    elsewhere gives as a bound ("at least 12" under "12 die") is one."""
    article = offer.candidate.article
    found = counts_in(offer.statement.text, article.outlet)
    kinds = [count.kind for count in found]
    texts = (article.title, *read_sentences(article))
    bounds = {(count.kind, count.number) for text in texts for count in counts_in(text, "") if not count.is_exact}
    return {
        count.kind: replace(count, is_exact=count.is_exact and (count.kind, count.number) not in bounds)
        for count in found
        if kinds.count(count.kind) == 1
    }


def _excludes(one: Count, other: Count) -> bool:
    is_apart = abs(one.number - other.number) > ROUNDING * max(one.number, other.number)
    return is_apart and one.is_exact and other.is_exact


def _name_days(one: Offer, other: Offer) -> str:
    """Two sentences on the same deed that name different days of the week."""
    mine, theirs = days_in(one.statement.text), days_in(other.statement.text)
    if len(mine) != 1 or len(theirs) != 1 or mine == theirs:
        return ""
    deeds = [term_set(each.statement.text) - _of(days) for each, days in ((one, mine), (other, theirs))]
    if overlap(*deeds) < SAME_DEED or _numbers(deeds[0]) != _numbers(deeds[1]):
        return ""
    day, another = min(mine), min(theirs)
    return Phrase(
        "{what}: {one} against {other}",
        what=Phrase("day"),
        one=_by(Phrase(DAY_SENTENCES[day]), one.candidate.article.outlet),
        other=_by(Phrase(DAY_SENTENCES[another]), other.candidate.article.outlet),
    )


def _things(offer: Offer) -> frozenset[str]:
    return frozenset(term for term in as_concepts(term_set(offer.statement.text)) if not term.isdecimal())


def _of(words: Iterable[str]) -> frozenset[str]:
    return frozenset(term for word in words for term in terms(word))


def _numbers(found: Iterable[str]) -> frozenset[str]:
    return frozenset(term for term in found if term.isdecimal())


def _shown(count: Count) -> Phrase:
    return _by(f"{count.number:,.10g}", count.outlet)


def _by(what: str, outlet: str) -> Phrase:
    return Phrase("{what} ({outlet})", what=what, outlet=outlet)
