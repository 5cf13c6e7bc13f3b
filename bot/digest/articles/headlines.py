"""Headlines as sentences: trimmed of what is not the sentence, and judged whether they can stand alone."""

import re
from collections.abc import Iterable
from typing import Literal

from bot.digest.articles.headline_verbs import has_verb
from retrieval.language.numbers import CARDINALS
from retrieval.language.patterns import either
from retrieval.sources.outlets import fold_name

# "says": a sentence; "asks": a question; "heads": no sentence, so it can only be quoted as the headline it is.
Manner = Literal["says", "asks", "heads"]

SHORTEST_WORDS = 4
# Somebody and a verb, outside of the quotation marks.
SPEAKER_WORDS = 2
LONGEST_WORDS = 35
# A headline with more of its words in capitals is an agency's flash.
SHOUTED = 0.7

# Labels that say how a piece was made or filed, not what it says.
_LABEL = re.compile(
    r"^\W{0,2}(?:update\s*\d*|flash|urgent|round-?up|icymi|exclusive|breaking(?: news)?|developing|just in|explainer|factbox|"
    r"correct(?:ed|ion)(?:-[\w ]+)?|timeline|(?:fact|reality) ?check|"
    r"interview|video|photos?|watch|wrapup\s*\d*|refile|rpt|recast|feature|"
    r"insight|focus|my take|special report|in pictures|graphic|gt (?:exclusive|investigates|voice)|xinhua headlines?|"
    r"china focus|world insights?|economic watch|opinion|op-?ed|editorial|analysis|(?:xinhua )?comment(?:ary)?|column|"
    r"editor['’]s (?:choice|pick)|scoop|news wrap|the latest|独家|快讯|最新|社评|评论|"
    r"exclusiva|última hora|срочно)"
    r"\s*(?:[:：|｜丨]|\s[-–—]\s|-(?=[A-Z]))\s*",
    re.IGNORECASE,
)
# "[Video]", "[SMM Analysis]", "(2nd LD)": how a site or an agency files the piece.
_BRACKETED = re.compile(r"^(?:\[[^\]]{2,30}\]|\((?:\d\w\w )?LD\))\s+(?=(?:\S+\s+){3,}\S)")
# A film's page: "Watch Minister Opens Bridge".
_VIDEO = re.compile(r"^Watch\s+(?=[A-Z‘“])(?=(?:\S+\s+){3,}\S)")
# The name of a series before a bar ("Open Questions | ..."), where a whole headline follows.
_SERIES = re.compile(r"^[^|｜:：?]{2,40}?\s*[|｜]\s+(?=(?:\S+\s+){3,}\S)")
_SERIES_WORDS = 4
_TAIL = re.compile(r" [-–—|｜] ([^-–—|｜]{2,60})$")
# An agency's name with nothing between ("... in Geneva-Xinhua"); a section of the site ("... | India News").
_TIGHT_TAIL = re.compile(r" ?[-–—|｜] ?([^-–—|｜]{2,60})$")
_SECTION_TAIL = re.compile(
    r" ?[|｜] ?(?:[A-Z][\w&’'-]{0,30} ){0,2}(?:News|World|Politics|Business|Opinion|Video|Sports?|Updates?|National|International)\.?$"
)
# The share a market site filed the piece under ("(ANSL:NYSE)").
_TICKER = re.compile(r"(?<!\s)\s*\([A-Z.]{1,6}:[A-Z]{2,12}\)$")
# What hangs on a headline for those who see the page: "(+Video)", "#10Abr", an address.
_HANGER = re.compile(
    r"(?:\(\+ ?[^)]{2,30}\)|[\[(](?:video|photos?|fotos?|watch|listen)[\])]|(?<=\s)#\w++|\W?https?://\S++|[\U0001F300-\U0001FAFF])$",
    re.IGNORECASE,
)
# One at a time, since a pattern for several would try all ways to part them; more of them are no headline.
_MOST_HANGERS = 12
_BARS = re.compile(r"[|｜]")
# Sections behind a dash ("... - International - World").
_SECTION_TAILS = re.compile(r"(?: - (?:World|International|News|Politics|Business|Economy|Sports?|Opinion))+$")
_TAIL_LABEL = re.compile(
    r" ?[:|\-–—] ?(?:[A-Z][\w ]{1,30} )?(?:editorial|opinion|commentary|analysis) ?$",
    re.IGNORECASE,
)
_CUT_OFF = re.compile(
    r"(?:\.\.\.|…|[,:;\-–—(]|\b(?:the|a|an|of|to|with|and|or|but|than|that|its|their|is|are|will|against|between|amid))$",
    re.IGNORECASE,
)
_SEVERAL = either(word for word, number in CARDINALS.items() if number > 1)
_ASKS = re.compile(
    r"\?|^\W*(?:how|why|what|when|where|who|which|whose|is|are|was|were|do|does|did|can|could|should|will|would|has|have|may|"
    r"here(?:'|’)s|here are|this|meet|inside|these|those|that|it|he|she|they|we|i|you|your|my|our|his|her|their|its|repeat|"
    r"\d+ (?:things|ways|reasons|takeaways|facts|charts|questions)|everything)\b|"
    rf":\s+(?:\d+|{_SEVERAL}) (?:things|ways|reasons|takeaways|facts|charts|questions|scenarios|lessons)\b|"
    r":\s+(?:what|why|how|who|here) (?:this|it|that|you|we|to|comes|is|are|has)\b",
    re.IGNORECASE,
)
# A headline that sends its reader somewhere tells nothing itself.
_BECKONS = re.compile(
    r"^\W*(?:see|read|learn|find out|check out|discover|look at|take a look|look back)\b"
    r"(?= (?:how|what|why|who|where|when|which|if|the|our|more|here|at|all|inside|photos|video))",
    re.IGNORECASE,
)
_SPEAKS_ON = re.compile(r"\bon (?:why|how|what|whether)\b")
# "Label: why CLAUSE" and "How CLAUSE" take the clause for true. Turned-round questions, "how to" and pronouns do not.
_EXPLAINS = re.compile(
    r"^(?:(?:[‘“'][^:?]{2,60}|\S+(?: \S+){0,3}): )?(?:here(?:'|’)s )?(?:why|how)\s+"
    r"(?!(?:to|much|many|long|far|often|not|it|this|that|they|he|she|we|i|you|do|does|did|is|are|was|were|will|would|can|could|should|shall|has|have|had|may|might|must)\b)(?P<clause>\S[^?;]*)$",
    re.IGNORECASE,
)
# Why somebody should do something is an argument for it, not news of it.
_ARGUES = re.compile(r"\b(?:must|should|ought to|needs? to|cannot|can(?:'|’)t)\b", re.IGNORECASE)
# Of "how they see it" and "why it is so late" the clause alone says something else.
_MANNER = re.compile(r"\b(?:sees?|views?|works?|looks?|feels?)\b|\bso [a-z]+", re.IGNORECASE)
# "... – and why it matters" promises what the headline does not say.
_PROMISE = re.compile(
    r"(?<!\s)(?:\s+[-–—]\s+(?:and )?(?:here(?:'|’)s )?|[.;!]\s+here(?:'|’)s )(?:why|how|what|who|where)\b[^–—]*(?:– find out[^–—]*)?$",
    re.IGNORECASE,
)
# It tells that there is something to tell.
_TEASES = re.compile(
    r"\b(?:everything (?:we|you) |all (?:you|we) need to know|what (?:we|you) (?:know|need to know)|(?:the )?latest on\b|"
    r"things to know|what to expect|lo último (?:sobre|de)\b|todo lo que|"
    r"\besto (?:es|fue) lo\b|\best[ao]s (?:son|fueron) l[ao]s\b|(?:^|: )as[ií] (?:fue|es|era|se|será|sería)\b|"
    r"\blo que se sabe\b)",
    re.IGNORECASE,
)
_ADDRESSES = re.compile(r"\b(?:you|your|we|our|us|my|me|i)\b")
_QUOTED = re.compile(r"[‘“«\"'](?=\w).{0,300}?(?<=\w)[’”»\"'](?!\w)")
WIDE = re.compile(r"[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]")


def trim_headline(title: str, outlet_names: Iterable[str] = ()) -> str:
    """The headline without labels ("UPDATE 1-", "Exclusive |") and without the outlet's name at its end."""
    names = {fold_name(name) for name in outlet_names if name}
    trimmed = " ".join(title.split())
    tail = _TAIL.search(trimmed)
    if tail and _names_outlet(fold_name(tail[1]), names):
        trimmed = trimmed[: tail.start()]
    tight = _TIGHT_TAIL.search(trimmed)
    if tight and fold_name(tight[1]) in names:
        trimmed = trimmed[: tight.start()]
    trimmed = _SECTION_TAIL.sub("", trimmed)
    for _ in range(2):
        trimmed = _LABEL.sub("", trimmed, count=1)
    trimmed = _BRACKETED.sub("", trimmed, count=1)
    trimmed = _VIDEO.sub("", trimmed, count=1)
    series = _SERIES.match(trimmed)
    if series and len(series[0].split()) <= _SERIES_WORDS + 1:
        trimmed = trimmed[series.end() :]
    trimmed = _without_hangers(_SECTION_TAILS.sub("", _TICKER.sub("", trimmed)))
    return _first_sentence(_TAIL_LABEL.sub("", trimmed).strip(" |｜-–—:"))


def _without_hangers(headline: str) -> str:
    for _ in range(_MOST_HANGERS):
        shorter = _HANGER.sub("", headline).rstrip()
        if shorter == headline:
            break
        headline = shorter
    return headline


def _first_sentence(headline: str) -> str:
    """What stands before a bar, where that reads as a sentence: behind it come labels, or another headline."""
    first, *rest = _BARS.split(headline)
    first = first.rstrip()
    return first if rest and not headline_fault(first) else headline


def loosen_label(title: str) -> str:
    """The headline with what hangs on its last word ("up 1.4 pct in May-Xinhua") set apart: "May" is a word of it."""
    return _TIGHT_TAIL.sub(r" - \1", title)


def _is_shouted(headline: str) -> bool:
    """Whether it is written in capitals: names cannot be told from words, and nobody reads it gladly."""
    words = re.findall(r"[^\W\d_]{2,}", headline)
    return len(words) >= SHORTEST_WORDS and sum(word.isupper() for word in words) > SHOUTED * len(words)


def _names_outlet(tail: str, names: set[str]) -> bool:
    return any(tail == name or (len(name) > 3 and (tail.startswith(name) or name.startswith(tail))) for name in names)


def stated_headline(headline: str) -> str:
    """What a trimmed headline states: "Why the bridge stays closed" states that it stays closed. Only words are left out;
    a headline that states nothing that way comes back as it is."""
    plain = _PROMISE.sub("", headline)
    headline = headline if headline_fault(plain) else plain
    found = _EXPLAINS.match(headline)
    if found is None or _MANNER.search(found["clause"]) or _ARGUES.search(found["clause"]):
        return headline
    clause = re.sub(r"[^\W\d_]", lambda letter: letter[0].upper(), found["clause"], count=1)
    return headline if headline_fault(clause) else clause


def headline_manner(headline: str, language: str = "en") -> Manner | None:
    """How a trimmed headline can be told as its outlet's word; None when it cannot be told at all."""
    fault = headline_fault(headline, language)
    if not fault:
        return "says"
    is_whole = len(headline.split()) > SHORTEST_WORDS and not _CUT_OFF.search(headline)
    if fault not in ("question", "fragment") or not is_whole or _ADDRESSES.search(_QUOTED.sub("", headline)):
        return None
    return "asks" if headline.endswith("?") else "heads"


def headline_fault(headline: str, language: str = "en") -> str:
    """Why a trimmed headline does not read as a sentence of its own, as a short constant; empty when it does.

    Verbs are known of English only; in any other language a headline is taken to have one.
    """
    if WIDE.search(headline):
        return "question" if headline.endswith(("？", "?")) else ("fragment" if len(headline) < 8 else "")
    words = len(headline.split())
    faults = (
        ("fragment", words < SHORTEST_WORDS),
        ("too long", words > LONGEST_WORDS),
        ("speaks to the reader", _TEASES.search(headline)),
        ("question", _ASKS.search(headline)),
        ("in capitals", _is_shouted(headline)),
        ("cut off", _CUT_OFF.search(headline)),
        ("speaks to the reader", _BECKONS.search(headline)),
        ("quote without speaker", len(_QUOTED.sub("", headline).split()) < SPEAKER_WORDS),
        ("speaks to the reader", _ADDRESSES.search(_QUOTED.sub("", headline))),
        ("fragment", language in ("en", "") and not has_verb(_SPEAKS_ON.split(headline)[0])),
    )
    return next((fault for fault, is_there in faults if is_there), "")
