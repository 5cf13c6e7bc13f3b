"""Why a sentence of an article is dropped: what it is, or lacks, so that it cannot stand alone in a digest."""

import re

from bot.digest.articles.headlines import LONGEST_WORDS, SPEAKER_WORDS, WIDE

SHORTEST_WORDS = 7
_BOILERPLATE = re.compile(
    r"^ai[- ](?:assisted|generated)|"
    r"\bsign up\b|\bsubscribe\b|newsletter|click here|read (?:more|also|full)|follow us|all rights reserved|copyright|"
    r"photo(?:graph)?(?: by|:)|getty images|advertisement|cookie|share this|contributed to this|reporting by|"
    r"editing by|©|https?://|\.com/|file photo|"
    r"this (?:article|story|report) (?:was|is|first|has)|download (?:the|our) app",
    re.IGNORECASE,
)
_DANGLING = re.compile(
    r"^[\"'“‘«(]*(?:in (?:those|these)|all (?:of )?(?:the|these|those)|the (?:last|first|next|sum|figures?|number)\b(?! of)|"
    r"he|she|they|it|this|these|those|that|his|her|their|its|him|them|but|and|or|so|yet|however|meanwhile|also|"
    r"moreover|furthermore|therefore|thus|hence|instead|still|then|there|here|such|both|neither|either|another|other|others|"
    r"again|besides|nevertheless|nonetheless|additionally|in addition|for (?:example|instance)|as a result|"
    r"in (?:fact|turn|response|contrast|this|that)|"
    r"on the other hand|finally|eventually|indeed|of course|even so|that said|perhaps|maybe|within (?:seconds|minutes|hours|days)|"
    r"until (?:then|(?:this|that)(?: point)?)|one of (?:them|these|those)|"
    r"in the (?:thread|video|speech|letter|post|interview|statement|memo|tweet)s?|"
    r"after (?:that|this)|the (?:former|latter|two|pair|duo|same|move|decision|announcement|"
    r"report|statement|comments?|"
    r"remarks?|figure|ruling|incident|deal|plan|study|survey|video|post|company|ministry|firm|group|bill|law|man|woman|official|minister|"
    r"president|spokes\w+)|according to (?:him|her|them|it|the (?:report|statement|ministry|company|official|study))|"
    r"i|we|you|my|our|your|what|why|how|who|when|where|which|if|because|although|though|while|whereas|while|like|unlike|"
    r"这|该|此|他|她|它|其|但|而|因此|同时|此外|另外|然而|对此)\b",
    re.IGNORECASE,
)
_DANGLING_WIDE = re.compile(r"^[“「]?(?:这|该|此|他|她|它|其|但|而|因此|同时|此外|另外|然而|对此)")
_FIRST_PERSON = re.compile(r"\b(?:I|we|my|our|us|you|your)\b")
_QUOTED = re.compile(r"[“\"][^“”\"]{0,600}[”\"]|[‘][^‘’]{6,600}[’]")
_PRONOUN = re.compile(r"\b(?:he|she|they|him|them)\b", re.IGNORECASE)


def sentence_fault(sentence: str, *, longest: int = LONGEST_WORDS) -> str:
    """Why a sentence of running text cannot stand alone, as a short constant; empty when it can."""
    is_wide = bool(WIDE.search(sentence))
    size = len(sentence) / 2 if is_wide else len(sentence.split())
    unquoted = _QUOTED.sub("", sentence)
    # What a named speaker says about "it" is his to explain.
    opening = unquoted.lstrip(" ,.!-–—") if re.match(r"[“\"]", sentence) else sentence
    faults = (
        ("fragment", size < SHORTEST_WORDS or not sentence.rstrip("\"'”’»)」』").endswith((".", "!", "。", "！"))),
        ("fragment", not is_wide and not re.match(r"[\"'“‘«(]?[A-Z0-9À-ÞА-Я$€£¥]", sentence)),
        ("too long", size > longest),
        ("boilerplate", _BOILERPLATE.search(sentence)),
        ("dangling", _DANGLING_WIDE.match(sentence) if is_wide else _DANGLING.match(opening)),
        ("dangling", not is_wide and _has_unnamed_pronoun(sentence)),
        ("speaks to the reader", not is_wide and _FIRST_PERSON.search(unquoted)),
        ("unbalanced", _is_unbalanced(sentence)),
        ("quote without speaker", not is_wide and len(unquoted.split()) < SPEAKER_WORDS),
        ("question", sentence.endswith(("?", "？"))),
    )
    return next((fault for fault, is_there in faults if is_there), "")


def _has_unnamed_pronoun(sentence: str) -> bool:
    """A "he" before anybody was named in the sentence."""
    pronoun = _PRONOUN.search(_QUOTED.sub(lambda quoted: " " * len(quoted.group()), sentence))
    if pronoun is None:
        return False
    before = sentence[: pronoun.start()]
    return not re.search(r"[A-Z][\w’'-]+", before[1:]) and len(before.split()) < 6


def _is_unbalanced(sentence: str) -> bool:
    pairs = (("(", ")"), ("“", "”"), ("「", "」"), ("[", "]"))
    return any(sentence.count(left) != sentence.count(right) for left, right in pairs) or sentence.count('"') % 2 == 1
