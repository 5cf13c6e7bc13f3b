"""Where sides contradict each other: different tolls, counts or days for the same thing of the same story."""

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta

from bot.digest.articles.own_sentences import read_sentences
from bot.digest.articles.voices import overlap
from retrieval.articles import Article
from retrieval.language.calendar import weekdays
from retrieval.language.numbers import LARGE, ONES
from retrieval.language.patterns import either
from retrieval.language.terms import term_set, terms
from retrieval.language.units import units
from retrieval.messages import Phrase

Side = tuple[str, Sequence[Article]]

_N = rf"(?P<n>(?<![\d,]{{2}})\d[\d,]*(?:\.\d+)?|{either(ONES)})(?P<scale> (?:{either(LARGE)}))?"
_PEOPLE = (
    r"(?: (?:more|other|people|persons|civilians|soldiers|troops|workers|children|students|passengers|tourists|protesters|"
    r"miners|fishermen|nationals|citizens|others|militants|officers|members))*"
)
_ABOUT = r"(?: (?:at least|about|around|some|nearly|more than|over|up to|as many as))?"
# What is counted, and how text says it before or after the number.
_COUNTED = {
    "deaths": (
        r"(?:dead|killed|deaths|die|died|dies|lives|bodies|fatalities)",
        r"(?:kill(?:s|ed|ing)?|toll (?:of|to|at|hits|reaches)|"
        r"(?:number of (?:people |those )?(?:killed|dead)|toll)[^.;]{1,60}? (?:to|at))",
    ),
    "injured": (r"(?:injured|wounded|hurt|injuries)", r"(?:injur(?:es|ed|ing)|wound(?:s|ed|ing))"),
    "missing": (r"(?:missing|unaccounted for)", r"(?:missing:)"),
    "arrested": (r"(?:arrested|detained|arrests|detentions)", r"(?:arrest(?:s|ed|ing)?|detain(?:s|ed|ing)?)"),
}
KIND_SENTENCES = {"deaths": "deaths", "injured": "injured", "missing": "missing", "arrested": "arrested"}
"""What is counted, as it is said; things are named by the word of the article."""
_BETWEEN = r"(?: (?:were|was|are|is|have been|had been|have|been|confirmed|feared|reported))*"
_OTHER_UNIT = rf" (?:{either(word for kind in ('time', 'share') for words in units(kind).values() for word in words)})"
_PATTERNS = {
    kind: (
        re.compile(rf"\b{_N}{_PEOPLE}{_BETWEEN} {after}\b", re.IGNORECASE),
        re.compile(rf"\b{before}{_ABOUT} {_N}\b(?!{_OTHER_UNIT})", re.IGNORECASE),
    )
    for kind, (after, before) in _COUNTED.items()
}
# Things worth counting that are neither money nor time.
_THINGS = re.compile(
    rf"\b{_N} (?:[a-z-]+ )?(?P<thing>aircraft|warplanes|jets|planes|ships|warships|vessels|boats|missiles|rockets|drones|flights|"
    r"soldiers|troops|votes|seats|companies|firms|countries|nations|ports|islands|tonnes|tons|barrels|vehicles|chips|deals|agreements|tankers|"
    r"hostages|prisoners|balloons|tanks)\b",
    re.IGNORECASE,
)
WEEKDAY_SENTENCES = {name.capitalize(): name.capitalize() for name in weekdays()}
_DAY = re.compile(rf"\b({either(WEEKDAY_SENTENCES)})\b")
_SAME_DEED = 0.5
_FIGURES = re.compile(r"\d[\d.,]*")
# A later figure is news, not a contradiction.
NEWS_AGES = timedelta(hours=24)


@dataclass(frozen=True, slots=True)
class Count:
    """So many of a kind, as one outlet has it."""

    kind: str
    number: float
    outlet: str


def name_contradiction(sides: Sequence[Side]) -> str:
    """What the sides do not agree on ("deaths: 12 (West Times) against 20 (East Post)"), or nothing.

    Only a figure on which each side agrees with itself counts; figures that a side itself gives twice prove nothing.
    """
    if len(sides) < 2:
        return ""
    (_, first), (_, second) = sides[0], sides[1]
    times = [article.published for article in (*first, *second)]
    if times and max(times) - min(times) > NEWS_AGES:
        return ""
    return _counts_apart(_counts_of(first), _counts_of(second)) or _days_apart(first, second)


def find_counts(article: Article) -> list[Count]:
    """The counts in the headline and the first sentences."""
    texts = (article.title, *read_sentences(article))
    return [count for text in texts for count in counts_in(text, article.outlet)]


def counts_in(text: str, outlet: str) -> list[Count]:
    found = [
        Count(kind, _value(match), outlet)
        for kind, patterns in _PATTERNS.items()
        for pattern in patterns
        for match in pattern.finditer(text)
    ]
    return found + [Count(match["thing"].casefold(), _value(match), outlet) for match in _THINGS.finditer(text)]


def _value(match: re.Match[str]) -> float:
    word = match["n"].casefold()
    number = float(ONES[word]) if word in ONES else float(word.replace(",", "").rstrip("."))
    scale = (match["scale"] or "").strip().casefold()
    return number * LARGE.get(scale, 1)


def name_disagreement(one: str, one_outlet: str, other: str, other_outlet: str) -> str:
    """What two sentences set side by side do not agree on, or nothing."""
    return _counts_apart(counts_in(one, one_outlet), counts_in(other, other_outlet))


def _counts_of(articles: Iterable[Article]) -> list[Count]:
    return [count for article in articles for count in find_counts(article)]


def _counts_apart(first: Iterable[Count], second: Iterable[Count]) -> str:
    one, other = _by_kind(first), _by_kind(second)
    for kind in sorted(one.keys() & other.keys()):
        mine, theirs = one[kind], other[kind]
        numbers = [{count.number for count in counts} for counts in (mine, theirs)]
        if len(numbers[0]) == len(numbers[1]) == 1 and numbers[0] != numbers[1]:
            what = Phrase(KIND_SENTENCES[kind]) if kind in KIND_SENTENCES else kind
            return Phrase("{what}: {one} against {other}", what=what, one=_shown(mine[0]), other=_shown(theirs[0]))
    return ""


def _by_kind(counts: Iterable[Count]) -> Mapping[str, list[Count]]:
    found: dict[str, list[Count]] = defaultdict(list)
    for count in counts:
        found[count.kind].append(count)
    return found


def _shown(count: Count) -> Phrase:
    return Phrase("{what} ({outlet})", what=f"{count.number:,.10g}", outlet=count.outlet)


def _days_apart(first: Iterable[Article], second: Iterable[Article]) -> str:
    """Two sentences on the same deed that name different days of the week."""
    mine = [(article, *found) for article in first for found in _dated(article)]
    theirs = [(article, *found) for article in second for found in _dated(article)]
    for article, day, sentence in mine:
        for other, another, told in theirs:
            if (
                day != another
                and _FIGURES.findall(sentence) == _FIGURES.findall(told)
                and overlap(term_set(sentence) - set(terms(day)), term_set(told) - set(terms(another))) >= _SAME_DEED
            ):
                return Phrase(
                    "{what}: {one} against {other}",
                    what=Phrase("day"),
                    one=Phrase("{what} ({outlet})", what=Phrase(WEEKDAY_SENTENCES[day]), outlet=article.outlet),
                    other=Phrase("{what} ({outlet})", what=Phrase(WEEKDAY_SENTENCES[another]), outlet=other.outlet),
                )
    return ""


def _dated(article: Article) -> list[tuple[str, str]]:
    sentences = ((_DAY.findall(sentence), sentence) for sentence in (article.title, *read_sentences(article)))
    return [(days[0], sentence) for days, sentence in sentences if len(set(days)) == 1]
