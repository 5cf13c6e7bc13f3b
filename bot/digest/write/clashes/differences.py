"""What sentences count: tolls, arrests, ships, votes, and the days they name."""

import re
from dataclasses import dataclass
from datetime import timedelta

from retrieval.language.calendar import weekdays
from retrieval.language.numbers import LARGE, ONES
from retrieval.language.patterns import either
from retrieval.language.units import units

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
_BETWEEN = r"(?: (?:were|was|are|is|have been|had been|have|been|confirmed|feared|reported))*"
_OTHER_UNIT = rf" (?:{either(word for kind in ('time', 'share') for words in units(kind).values() for word in words)})"
_PATTERNS = {
    kind: (
        re.compile(rf"\b{_N}{_PEOPLE}{_BETWEEN} {after}\b", re.IGNORECASE),
        re.compile(rf"\b{before}{_ABOUT} {_N}\b(?!{_OTHER_UNIT})", re.IGNORECASE),
    )
    for kind, (after, before) in _COUNTED.items()
}
# Of "157 of 338 seats" the first number is the count.
_OF_WHOLE = r"(?: (?:out )?of (?:the |its |all )?\d[\d,]*)"
# Things worth counting that are neither money nor time.
_THINGS = re.compile(
    rf"\b{_N}{_OF_WHOLE}? (?:[a-z-]+ )?"
    r"(?P<thing>aircraft|warplanes|jets|planes|ships|warships|vessels|boats|missiles|rockets|drones|flights|"
    r"soldiers|troops|votes|seats|companies|firms|countries|nations|ports|islands|tonnes|tons|barrels|vehicles|chips|deals|agreements|tankers|"
    r"hostages|prisoners|balloons|tanks)\b",
    re.IGNORECASE,
)
_DAY = re.compile(rf"\b({either(name.capitalize() for name in weekdays())})\b")
SAME_DEED = 0.5
_WHOLE = re.compile(r"\d (?:out )?of (?:the |its |all )?$", re.IGNORECASE)
# A bound, an estimate or an addition: another number need not contradict it.
_INEXACT = re.compile(
    r"\b(?:at least|at most|about|around|some|nearly|almost|roughly|approximately|more than|fewer than|less than|over|under|up to|"
    r"as many as|another|additional|further)\s*$",
    re.IGNORECASE,
)
# Who did it counted among the dead, or a count that goes on: another number need not contradict it.
_OTHER_COUNT = re.compile(
    r"^[^.;]{0,40}?\b(?:including|among them|counting) (?:the |an? |its |his |her )?(?:[\w-]+ )?"
    r"(?:gunman|shooter|attackers?|assailants?|bombers?|killer|suspects?|driver|pilot)\b|^[^.;]{0,30}?\bso far\b",
    re.IGNORECASE,
)
# A later figure is news, not a contradiction.
NEWS_AGES = timedelta(hours=24)


@dataclass(frozen=True, slots=True)
class Count:
    """So many of a kind, as one outlet has it; not `is_exact` where the sentence gives a bound or counts on."""

    kind: str
    number: float
    outlet: str
    is_exact: bool = True


def counts_in(text: str, outlet: str) -> list[Count]:
    """The counts of a sentence."""
    found = [
        (kind, match)
        for kind, patterns in _PATTERNS.items()
        for pattern in patterns
        for match in pattern.finditer(text)
    ]
    found += [(match["thing"].casefold(), match) for match in _THINGS.finditer(text)]
    # Of "157 of 338 seats" the second number is the whole they are part of.
    found = [(kind, match) for kind, match in found if not _WHOLE.search(text[: match.start("n")])]
    return [Count(kind, _value(match), outlet, is_exact=_is_exact(match)) for kind, match in found]


def days_in(text: str) -> frozenset[str]:
    """The days of the week it names."""
    return frozenset(_DAY.findall(text))


def _is_exact(match: re.Match[str]) -> bool:
    before = match.string[max(0, match.start("n") - 20) : match.start("n")]
    after = match.string[match.end("n") : match.end("n") + 10]
    is_other = _OTHER_COUNT.search(match.string[match.end("n") :])
    return not _INEXACT.search(before) and not is_other and not re.match(r" (?:more|others?)\b", after, re.IGNORECASE)


def _value(match: re.Match[str]) -> float:
    word = match["n"].casefold()
    number = float(ONES[word]) if word in ONES else float(word.replace(",", "").rstrip("."))
    scale = (match["scale"] or "").strip().casefold()
    return number * LARGE.get(scale, 1)
