"""Words that stand for one another when news is told: "captured" for "seized", "deaths" for "toll", "China" for "Chinese". Pure.

Our own lists, for looking whether a text speaks of what was asked. They prove nothing: the gate does not use them.
"""

from collections.abc import Iterator
from functools import lru_cache

from retrieval.language.irregular import BASE
from retrieval.language.terms import terms

_GROUPS = """
    capture captured seize seizure arrest detain detention abduct abduction kidnap custody|
    raid strike attack assault offensive bombing|
    dispute feud spat row quarrel tension standoff rift friction clash conflict|tariff duty levy|sell sale sold|
    buy purchase acquire acquisition bought|ban prohibit bar block restrict restriction curb|talk negotiate negotiation|
    meet meeting summit|visit trip tour|quake earthquake tremor|drill exercise manoeuvre maneuver|arms weapon weaponry|
    firm company business corporation maker manufacturer|resign resignation quit|
    protest demonstration demonstrator protester|win victory won winner beat beaten|lose loss lost defeat|
    injure injury wound wounded hurt|vote election poll ballot|approve approval endorse|
    response respond reaction react reply|increase rise grow growth climb jump surge|
    decrease fall drop decline slump plunge|announce announcement unveil|
    condemn denounce slam blast criticise criticize criticism lambast rebuke|crash collision collide|flood flooding deluge|
    unemployment jobless|law legislation|ship vessel boat|plane aircraft jet airplane|car vehicle automobile|
    money fund funding cash|plan proposal propose|stop halt cease end suspend|begin start launch|spy espionage spying|
    hack cyberattack hacker|migrant immigrant|student pupil|prison jail|murder homicide|vaccine vaccination jab|
    deal agreement pact accord treaty|death dead die died kill killed fatality casualty|child kid|big large|
    match game fixture|lead leader head chief chair chairman chairwoman|own owner owned|
    doctor physician|sanction sanctioned penalise penalize
"""
# A toll is told in these words; but a death is no toll.
# "Taken to" a place is sent, flown or brought there; "going" there is travelling.
_ONE_WAY = {
    "toll": "killed kill died die dead fatality casualty",
    "taken": "sent flown brought transferred moved driven",
    "go": "flew flown travelled traveled travel visit arrive arrived headed sailed",
    "went": "flew flown travelled traveled travel visit arrive arrived headed sailed",
}
_LANDS = """China Chinese|US American America Americans|Japan Japanese|Taiwan Taiwanese|Russia Russian|India Indian|Pakistan Pakistani|
    Venezuela Venezuelan|Korea Korean|Britain British UK|France French|Germany German|Iran Iranian|Israel Israeli|
    Ukraine Ukrainian|EU Europe European|Canada Canadian|Australia Australian|Mexico Mexican|Philippines Philippine Filipino|
    Vietnam Vietnamese|Spain Spanish|Italy Italian|Brazil Brazilian"""
_SPELT_OUT = {
    short: frozenset(terms(name))
    for short, name in (("us", "United States"), ("uk", "United Kingdom"), ("eu", "European Union"))
}


def held_terms(wanted: frozenset[str], known: frozenset[str]) -> frozenset[str]:
    """The wanted terms that are known, by another word of their kin too where there is more to go by."""
    held = wanted & known
    if held == wanted or len(wanted) < 2:
        return held
    return held | {term for term in wanted - held if _is_meant(term, known)}


def lands(wanted: frozenset[str]) -> frozenset[str]:
    """Every way to write the countries among some terms."""
    return frozenset().union(*(_LAND.get(term, frozenset()) for term in wanted))


def _is_meant(term: str, known: frozenset[str]) -> bool:
    spelt = _SPELT_OUT.get(term)
    return not _kin(term).isdisjoint(known) or (spelt is not None and spelt <= known)


@lru_cache(maxsize=4096)
def _kin(term: str) -> frozenset[str]:
    return _KIN.get(term, frozenset()) | _LAND.get(term, frozenset()) | _FORMS.get(term, frozenset())


def _stems(words: str) -> frozenset[str]:
    return frozenset(term for word in words.split() for term in terms(word))


def _groups() -> Iterator[tuple[str, frozenset[str]]]:
    for group in map(_stems, _GROUPS.split("|")):
        yield from ((term, group) for term in group)
    yield from ((term, _stems(words)) for name, words in _ONE_WAY.items() for term in terms(name))


def _forms() -> Iterator[tuple[str, frozenset[str]]]:
    by_base: dict[str, str] = {}
    for form, base in BASE.items():
        by_base[base] = f"{by_base.get(base, base)} {form}"
    for words in by_base.values():
        yield from ((term, _stems(words)) for term in _stems(words))


_KIN = dict(_groups())
_FORMS = dict(_forms())
_LAND = {term: _stems(line) for line in _LANDS.split("|") for term in _stems(line)}
