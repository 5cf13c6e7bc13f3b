"""Headlines as sentences: trimmed of what is not the sentence, and judged whether they can stand alone."""

import re
from collections.abc import Iterable
from typing import Literal

from bot.digest.verbs import has_verb
from retrieval.outlets import fold_name

# "says": a sentence; "asks": a question; "heads": no sentence, so it can only be quoted as the headline it is.
Manner = Literal["says", "asks", "heads"]

SHORTEST_WORDS = 4
LONGEST_WORDS = 35

# Labels that say how a piece was made or filed, not what it says.
_LABEL = re.compile(
    r"^\W{0,2}(?:update\s*\d*|exclusive|breaking(?: news)?|developing|just in|correct(?:ed|ion)(?:-[\w ]+)?|explainer|"
    r"factbox|timeline|fact ?check|interview|video|photos?|watch|wrapup\s*\d*|refile|rpt|recast|feature|insight|focus|my take|"
    r"special report|in pictures|graphic|gt (?:exclusive|investigates|voice)|xinhua headlines?|china focus|world insights?|"
    r"economic watch|opinion|op-?ed|editorial|analysis|comment(?:ary)?|独家|快讯|最新|社评|评论|exclusiva|última hora|срочно)"
    r"\s*(?:[:：|｜丨]|\s[-–—]\s|-(?=[A-Z]))\s*",
    re.IGNORECASE,
)
_TAIL = re.compile(r"\s+[-–—|｜]\s+([^-–—|｜]{2,60})$")
_TAIL_LABEL = re.compile(
    r"\s*[:|\-–—]\s*(?:[A-Z][\w ]{1,30} )?(?:editorial|opinion|commentary|analysis|report|source|sources)\s*$",
    re.IGNORECASE,
)
_CUT_OFF = re.compile(
    r"(?:\.\.\.|…|[,:;\-–—(]|\b(?:the|a|an|of|to|with|and|or|but|than|that|its|their|is|are|will|against|between|amid))$",
    re.IGNORECASE,
)
_ASKS = re.compile(
    r"\?|^\W*(?:how|why|what|when|where|who|which|whose|is|are|was|were|do|does|did|can|could|should|will|would|has|have|may|"
    r"here(?:'|’)s|here are|this|meet|inside|these|those|that|it|he|she|they|we|i|you|your|my|our|his|her|their|its|repeat|"
    r"\d+ (?:things|ways|reasons|takeaways|facts|charts|questions)|everything)\b",
    re.IGNORECASE,
)
_ADDRESSES = re.compile(r"\b(?:you|your|we|our|us|my|me|i)\b")
_QUOTED = re.compile(r"[‘“\"'](?=\w).*?(?<=\w)[’”\"'](?!\w)")
_WIDE = re.compile(r"[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]")


def trim_headline(title: str, outlet_names: Iterable[str] = ()) -> str:
    """The headline without labels ("UPDATE 1-", "Exclusive |") and without the outlet's name at its end."""
    names = {fold_name(name) for name in outlet_names if name}
    trimmed = " ".join(title.split())
    tail = _TAIL.search(trimmed)
    if tail and _names_outlet(fold_name(tail[1]), names):
        trimmed = trimmed[: tail.start()]
    for _ in range(2):
        trimmed = _LABEL.sub("", trimmed, count=1)
    return _TAIL_LABEL.sub("", trimmed).strip(" |｜-–—:")


def _names_outlet(tail: str, names: set[str]) -> bool:
    return any(tail == name or (len(name) > 3 and (tail.startswith(name) or name.startswith(tail))) for name in names)


def headline_manner(headline: str) -> Manner | None:
    """How a trimmed headline can be told as its outlet's word; None when it cannot be told at all."""
    fault = headline_fault(headline)
    if not fault:
        return "says"
    is_whole = len(headline.split()) > SHORTEST_WORDS and not _CUT_OFF.search(headline)
    if fault not in ("question", "fragment") or not is_whole or _ADDRESSES.search(_QUOTED.sub("", headline)):
        return None
    return "asks" if headline.endswith("?") else "heads"


def headline_fault(headline: str) -> str:
    """Why a trimmed headline does not read as a sentence of its own, as a short constant; empty when it does."""
    if _WIDE.search(headline):
        return "question" if headline.endswith(("？", "?")) else ("fragment" if len(headline) < 8 else "")
    words = len(headline.split())
    faults = (
        ("fragment", words < SHORTEST_WORDS),
        ("too long", words > LONGEST_WORDS),
        ("question", _ASKS.search(headline)),
        ("cut off", _CUT_OFF.search(headline)),
        ("speaks to the reader", _ADDRESSES.search(_QUOTED.sub("", headline))),
        ("fragment", not has_verb(headline)),
    )
    return next((fault for fault, is_there in faults if is_there), "")
