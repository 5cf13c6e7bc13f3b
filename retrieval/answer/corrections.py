"""Sentences that the next one takes back: "16 people died, we said. That was wrong. It was 14." No I/O.

What is taken back is no evidence by itself; together with what takes it back it is.
"""

import re

from retrieval.language.sentences import Span, split_sentences

_WRONG = (
    r"(?:wrong|incorrect|not\s+(?:right|true|correct|so|the\s+case)|untrue|false|inaccurate|mistaken|an?\s+(?:error|mistake)|"
    r"misstated|out\s+of\s+date|too\s+(?:high|low))"
)
_TAKES_BACK = re.compile(
    rf"^\W*(?:(?:it|which|(?:that|this|the)(?:\s+(?:figure|number|report|claim|statement|information|account|date|name|sum))?)\s+"
    rf"(?:was|is|were|has\s+(?:been|proved|proven)|turned\s+out\s+to\s+be|proved(?:\s+to\s+be)?)\s+(?:\w+ly\s+)?"
    rf"(?:{_WRONG}|(?:later\s+)?(?:corrected|withdrawn|retracted|revised))\b"
    r"|(?:we|the\s+(?:paper|report|article|agency|ministry|police))\s+(?:regrets?|apologi[sz]es?\s+for|withdr[ae]w|corrects?)\b"
    r"|(?:in\s+fact|actually|the\s+(?:correct|right|true|actual|real)\s+(?:figure|number|date|name|sum|amount|total)\b)"
    r"|(?:这|该)(?:是|个|一)?(?:数字|说法|消息)?(?:有误|是错误的|不实))",
    re.IGNORECASE,
)
_TELLS_NOTHING = 45
_LOOKED_AT = 400


def takes_back(sentence: str) -> bool:
    """Whether a sentence says that the one before it is wrong."""
    return bool(_TAKES_BACK.match(sentence))


def with_correction(text: str, start: int, end: int) -> tuple[int, int]:
    """The sentence at [start, end), longer by the ones that take it back, if the text goes on with such."""
    rest = text[end : end + _LOOKED_AT]
    if not takes_back(rest):
        return start, end
    last = end
    following: list[Span] = split_sentences(rest)
    for at, span in enumerate(following):
        sentence = rest[span.start : span.end]
        if not takes_back(sentence):
            break
        last = end + span.end
        if len(sentence) < _TELLS_NOTHING and at + 1 < len(following):
            # "That was wrong." leaves it to the next sentence to say what is right.
            return start, end + following[at + 1].end
    return start, last
