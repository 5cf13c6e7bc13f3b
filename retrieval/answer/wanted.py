"""What a question asks for, in pieces that can be looked for in a text: its terms, its names, and the kind of its answer. No I/O."""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache

from retrieval.answer.measures import counted, has_measure
from retrieval.language.calendar import months, near_days, short_months, weekdays
from retrieval.language.countries import countries, country_of, short_names
from retrieval.language.numbers import WIDE_CHARACTERS, WORDS
from retrieval.language.patterns import either
from retrieval.language.synonyms import held_terms, lands
from retrieval.language.terms import term_set, terms
from retrieval.language.vocabulary import vocabularies

_NAME = re.compile(r"(?:(?<=[\s“\"'(¿])|^)(?:[^\W\d_][\w.'’&-]*|\d[\d.,:/-]*\w*)", re.UNICODE)
_NO_NAMES = frozenset(
    term for known in vocabularies().values() for word in known.question_words for term in (word, *terms(word))
)
# "How long" and "how big" say what kind of thing is asked, not what it is about.
_MEASURE = re.compile(
    r"\bhow\s+(?:many|much|long|old|big|large|high|far|often|tall|deep|wide|fast|heavy|expensive|costly|severe)\b",
    re.IGNORECASE,
)
_WORD = re.compile(r"[^\W\d_][\w'’]*")
_SHORT = 3
_PROUD = 0.6
_WIDE = re.compile(r"[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]")
# The word a sentence begins with shows by its capital nothing; it is taken for a name where somebody then does something.
_FIRST_NAME = re.compile(
    r"[\W_]*[A-Z][^\W\d_]+(?<!ing)(?<!ly)(?=\s+(?:[a-z]+(?:s|ed|t)|won|beat|has|had|is|was|will)\b)"
)
_DOUBTS = re.compile(
    r"^\W*(?:is|are|was|were|did|does|do|has|have|will|can)\b|\b(?:true|correct|right|wrong|or not)\b", re.IGNORECASE
)
# Where something is says not who did it.
_PLACED = re.compile(
    r"\b(?:in|at|near|from|outside|off|across|(?:city|town|village|state|province|district) of)\s+"
    r"(?:(?:the|a|an)\s+)?[A-Z][\w'’.-]+(?:\s+[A-Z][\w'’.-]+)*"
)
_NEAR = [phrase for which in ("today", "yesterday", "tomorrow") for phrase in near_days(which)]
_WIDE_DAYS = [phrase for phrase in _NEAR if _WIDE.match(phrase)]
_DAYS = [phrase for phrase in _NEAR if phrase not in _WIDE_DAYS]
# "Who is the ambassador", "the name of the pilot": somebody of a role, up to where the role is held or what he did.
_ROLE = re.compile(
    r"\b(?:who(?:['’]s|\s+(?:is|was|are|were))|names?\s+of)\s+the\s+(?P<role>[^?,]+?)"
    r"(?=\s+(?:of|in|to|at|for|from|on|that|which|who|whose|now)\b|\W*$)",
    re.IGNORECASE,
)
_BESIDE = 3
SOFT = frozenset({"reason"})
"""Kinds whose answers no words tell for sure."""
_KINDS = {
    "reason": re.compile(
        r"\b(?:because|due to|"
        r"after|amid|over|as|following|since|so that|in order to|thanks to|owing to|reason|cause[sd]?|blam\w+|needs?|"
        r"citing|tras|por|debido|porque|ante)\b|因|由于|为了",
        re.IGNORECASE,
    ),
    "number": re.compile(rf"\d|\b(?:{either(WORDS)})\b|[{WIDE_CHARACTERS}]", re.IGNORECASE),
    "person": re.compile(r"(?<![.!?]\s)(?<!^)\b[A-Z][\w'’.-]+(?:\s+(?:[a-z]{1,3}\s+)?[A-Z][\w'’.-]+)*|[\u4e00-\u9fff]{2,}"),
    "time": re.compile(
        rf"\b(?:19|20)\d\d\b|\b(?:{either((*weekdays(), *months(), *short_months()))})\b|\b(?:{either(_DAYS)})\b|"
        r"\b(?:last|next|this) (?:week|month|year|night|summer|winter|spring|autumn|fall)\b|\d{1,2}(?::\d\d|\s?[ap]\.?m\b)|"
        rf"\d{{1,2}}[日号月年]|{either(_WIDE_DAYS)}",
        re.IGNORECASE,
    ),
    "place": re.compile(r"(?<!^)\b[A-Z][\w’.-]{1,100}+|[\u4e00-\u9fff]{2,}"),
    # Words up to a length: from the middle of an endless one, each letter would read it to its end.
    "name": re.compile(
        r"\b[A-Z][\w’.-]{1,100}+"
        r"(?:\s+(?:(?:de|da|di|du|la|le|el|al|bin|van|von|der)\s+)?[A-Z][\w’.-]+)+|[\u4e00-\u9fff]{2,}"
    ),
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Asked:
    """`terms` are all that count; `names` those of names and numbers among them, `phrases` the names of several words as
    they stand; `kind` is as in `Query.answer_kind`; `measure` is what a number should be of (see `measures.py`),
    `role` what somebody asked for is.
    """

    terms: frozenset[str]
    names: frozenset[str]
    phrases: tuple[tuple[str, ...], ...]
    kind: str
    measure: str = ""
    role: frozenset[str] = frozenset()


@lru_cache(maxsize=256)
def what_is_asked(content: str, kind: str = "", *, more_names: frozenset[str] = frozenset()) -> Asked:
    """The pieces of a question's content. In one case only no names show but those of countries, and `more_names`."""
    for spelt_out, short in sorted(short_names().items(), reverse=True):
        content = content.replace(spelt_out, short)
    measure = counted(content) if kind == "number" else ""
    role = _role_in(content) if kind in ("person", "name") else frozenset()
    content = _MEASURE.sub("how", content)
    wanted = frozenset(terms(content))
    runs = [] if content in (content.lower(), content.upper()) else list(_name_runs(content))
    names = (frozenset(term for run in runs for term in run) | _countries_in(content) | more_names) & wanted
    wanted = wanted - _NO_NAMES or wanted
    if asks_whether(content):
        # "6 percent, right?" is answered by another number.
        names = frozenset(name for name in names if not name[0].isdigit())
    return Asked(wanted, names & wanted, tuple(run for run in runs if len(run) > 1), kind, measure, role - names)


def _role_in(content: str) -> frozenset[str]:
    found = _ROLE.search(content)
    return frozenset(terms(found["role"])) - _NO_NAMES if found else frozenset()


def _names_role(sentence: str, asked: Asked) -> bool:
    """Whether a name stands right beside the role that somebody is asked for by."""
    words = re.findall(rf"{_WORD.pattern}|,", sentence)
    at = [n for n, word in enumerate(words) if held_terms(asked.role | {""}, term_set(word))]
    after = {place + n for place in at for n in range(1, _BESIDE + 1)}
    # Capitals right before it are what it is a role in: "Forces officer".
    before = {place - n for place in at for n in range(2, _BESIDE + 2) if not words[place - 1][0].isupper()}
    return any(_is_name(words[n], asked) for n in after | before if 0 <= n < len(words))


def _is_name(word: str, asked: Asked) -> bool:
    return word[0].isupper() and not (
        term_set(word) <= asked.terms or is_of_people(word) or country_of(word.casefold())
    )


def _countries_in(content: str) -> frozenset[str]:
    named = (found[0] for found in _WORD.finditer(content) if country_of(found[0].casefold()))
    return frozenset(term for name in named for term in terms(name))


def asks_whether(content: str) -> bool:
    """Whether a question is answered by yes or no."""
    return bool(_DOUBTS.search(content))


def is_title_case(text: str) -> bool:
    """Whether most words have a capital, so that it says nothing."""
    later = [found[0] for found in _WORD.finditer(text) if len(found[0]) > _SHORT][1:]
    return sum(word[0].isupper() for word in later) > _PROUD * len(later)


def names_in_use(wanted: frozenset[str], texts: Iterable[str]) -> frozenset[str]:
    """The terms that texts write with a capital within a sentence and never without: names, however the question wrote them.

    Headlines that give every word a capital say nothing of it.
    """
    proud: set[str] = set()
    plain: set[str] = set()
    for text in texts:
        if wanted.isdisjoint(term_set(text)) or is_title_case(text):
            continue
        for word in [found[0] for found in _WORD.finditer(text)][1:]:
            (proud if word[0].isupper() else plain).update(wanted.intersection(terms(word)))
    return frozenset(proud - plain)


def _name_runs(content: str) -> Iterator[tuple[str, ...]]:
    """Names and numbers: words with capitals or digits, those side by side as one."""
    run: list[str] = []
    end = 0
    for found in _NAME.finditer(content):
        mine = [term for term in terms(found[0]) if term not in _NO_NAMES]
        is_name = bool(mine) and (found[0][0].isupper() or found[0][0].isdigit())
        # "Taiwan's US arms deal" names two.
        if run and (not is_name or content[end : found.start()] != " " or content[:end].endswith(("'s", "’s"))):
            yield tuple(run)
            run = []
        # A first word has its capital from the sentence, unless a name goes on from it.
        if is_name and not (found.start() == 0 and _is_lone(content, found.end())):
            run += mine
        end = found.end()
    if run:
        yield tuple(run)


def _is_lone(content: str, end: int) -> bool:
    return bool(content[end:].strip(" ?.!")) and not content[end:].lstrip()[:1].isupper()


def stand_together(name: Sequence[str], text: Sequence[str]) -> bool:
    """Whether the terms of a name stand near each other somewhere in a text's terms, in any order."""
    width = len(name) + 1
    wanted = frozenset(name)
    beginnings = wanted | lands(wanted)
    starts = (at for at, term in enumerate(text) if term in beginnings)
    return any(held_terms(wanted, frozenset(text[at : at + width])) == wanted for at in starts)


def holds_kind(sentence: str, asked: Asked) -> bool:
    """Whether a sentence holds something of the kind asked for that the question does not already name."""
    pattern = _KINDS.get(asked.kind)
    if pattern is None:
        return True
    if asked.measure and not has_measure(sentence, asked.measure):
        return False
    is_shouted = is_title_case(sentence)
    if asked.kind in ("name", "person"):
        sentence = _PLACED.sub("", sentence)
    if ((asked.kind == "name" or asked.role) and is_shouted) or (asked.role and not _names_role(sentence, asked)):
        return False
    if asked.kind == "name":
        others = asked.terms - asked.names
        is_about = not others or 2 * len(held_terms(others, term_set(sentence))) >= len(others)
        return is_about and any(asked.terms.isdisjoint(terms(found[0])) for found in pattern.finditer(sentence))
    first = _FIRST_NAME.match(sentence) if asked.kind == "person" else None
    if first and not term_set(first[0]) <= asked.terms | _NO_NAMES:
        return True
    found_here = (found[0] for found in pattern.finditer(sentence))
    return any(
        not term_set(one) <= asked.terms
        and not (asked.kind == "person" and (is_of_people(one) or term_set(one) & asked.names))
        for one in found_here
    )


def is_of_people(words: str) -> bool:
    """Whether a word says only of which country something is: "Chinese", "American"."""
    known = countries().get(country_of(words.casefold()))
    return known is not None and (words in known.people or words.isupper())


def is_wide(text: str) -> bool:
    """Whether a text is written mostly in an unspaced East Asian script."""
    return 2 * len(_WIDE.findall(text)) > sum(letter.isalpha() for letter in text)
