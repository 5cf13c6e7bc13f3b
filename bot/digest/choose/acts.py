"""What a headline reports: a deed, an official's word, a view, or none of these. It puts stories in order, no more."""

import re
from collections.abc import Sequence
from functools import lru_cache
from typing import Literal

from bot.digest.articles.headlines import headline_manner
from bot.digest.articles.speech import speech_share
from retrieval.language.countries import all_names

Act = Literal["deed", "word", "view", ""]

# What governments, courts, armies and parties do to others, and what happens to people.
_DEEDS = """
    abandon abduct abolish acquit adopt agree annex approve arrest assassinate attack authorise authorize ban bar block bomb
    boycott cancel capture charge convict cripple curb cut delay deploy deport detain dismiss dissolve drop ease eject elect
    enact end evacuate execute expand expel extend extradite fire freeze grant halt hijack hike impose imprison indict intercept
    invade jail kidnap launch levy lift name nominate oppose order oust outlaw overturn pardon pass pause pledge postpone probe
    punish quit raid ratify recall recognise recognize refuse reject remove renew reopen repeal rescind resign restore restrict
    resume retaliate revoke sanction search seize sentence shoot sign slap stab storm strike strip sue summon suspend tighten
    topple veto visit vote waive withhold
"""
_IRREGULAR = "met meet meets shot struck withdraw withdraws withdrew froze overthrew"
_SPANISH = """
    acuerda adopta anula aprueba arresta ataca autoriza bloquea bombardea cancela captura cierra decreta deporta desbloquea
    despliega detiene elimina emite envía excarcela expulsa extradita firma flexibiliza impone incauta intercepta invade lanza
    levanta libera mata nombra ordena permite prohíbe reanuda reconoce restablece retira revoca sanciona suspende visita
"""
# What happened to people is told without whoever did it.
_TOLL = re.compile(
    r"\b(?:kill(?:s|ed|ing)?|dead|dies|died|death toll|wounded|injur(?:es|ed)|muer(?:e|en|tos)|murió|heridos)\b",
    re.IGNORECASE,
)
_OFFICIALS = """
    president presidents premier minister ministers ministry government gov't govt foreign spokesperson spokesman spokeswoman
    cabinet parliament congress senate senators senator house lawmakers lawmaker court courts judge army navy military troops forces
    coast police prosecutors embassy ambassador envoy commission treasury secretary pentagon officials official governor mayor
    chancellor king emperor un nato eu opec party opposition regulator regulators customs fm pm mfa
    presidente presidenta gobierno ministro ministra ministerio canciller cancillería parlamento asamblea senado tribunal corte
    juez fiscalía ejército policía embajada embajador tesoro
"""
# What somebody who has no office thinks of it, and what explains instead of reporting.
_VIEW = re.compile(
    r"\b(?:why|how|explained|analysts?|experts?|economists?|scholars?|academics?|observers?|netizens|poll|survey|study|"
    r"think tank|fans|ex-\w+|former|"
    r"researchers?|analistas?|expertos?|encuesta)\b",
    re.IGNORECASE,
)
# Before a noun that looks like a verb ("a strike"): what follows is named, not done.
_NAMING = "a an the of its his her their new more no un una el la los las de del sus su"
_WORD = re.compile(r"[^\W\d_](?:[\w.]|['’-](?=\w))*")


def _forms(root: str) -> set[str]:
    """Headlines speak in the present: plain, third person and the past that is also the passive."""
    if root.endswith("e"):
        return {root, f"{root}s", f"{root}d"}
    if root.endswith("y") and root[-2] not in "aeiou":
        return {root, f"{root[:-1]}ies", f"{root[:-1]}ied"}
    third = f"{root}es" if root.endswith(("s", "x", "ch", "sh")) else f"{root}s"
    return {root, third, f"{root}ed", f"{root}{root[-1]}ed"}


def _spanish_forms(present: str) -> tuple[str, ...]:
    stem = present[:-1]
    past = (f"{stem}ó", f"{stem}aron") if present.endswith("a") else (f"{stem}ió", f"{stem}ieron")
    return (present, f"{present}n", *past)


_IN_OFFICE, _NAMES = frozenset(_OFFICIALS.split()), frozenset(_NAMING.split())
_DOES = frozenset(
    {
        *(form for root in _DEEDS.split() for form in _forms(root)),
        *_IRREGULAR.split(),
        *(form for root in _SPANISH.split() for form in _spanish_forms(root)),
    }
)


@lru_cache(maxsize=16_384)
def act_of(headline: str, language: str = "en") -> Act:
    """A deed needs a country or somebody in office before its verb, a toll and somebody's word need one in the headline.

    A question, and what onlookers think or explain, is a view.
    """
    if headline_manner(headline, language) == "asks" or _VIEW.search(headline):
        return "view"
    words = _WORD.findall(headline)
    first = next((place for place in range(len(words)) if _is_official(words, place)), None)
    if first is None:
        return ""
    if _TOLL.search(headline) or any(_does(words, place) for place in range(first + 1, len(words))):
        return "deed"
    return "word" if speech_share(headline) else ""


def _does(words: Sequence[str], place: int) -> bool:
    return words[place].casefold() in _DOES and words[place - 1].casefold() not in _NAMES


def _is_official(words: Sequence[str], place: int) -> bool:
    """Whether an office or a country begins at this word; what is a country's ("Japan's Nomura") is not the country."""
    return words[place].casefold() in _IN_OFFICE or any(
        " ".join(words[place : place + size]).casefold() in all_names() for size in (1, 2)
    )
