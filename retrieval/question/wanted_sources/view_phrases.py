"""The words around a bare country or side that ask how it sees or tells something: "the Chinese view of", "how does X see".

A country is a side only where the question is about telling or seeing. "What did China say at the UN" is about what happened
(docs/decisions/0180).
"""

import re
from functools import lru_cache

from retrieval.question.wanted_sources.source_phrases import TELLS

_OFFICIAL = r"(?:\s+(?:own|official|state|government|public|prevailing|mainstream))?"
_NOUNS = (
    r"(?:views?|viewpoints?|points?\s+of\s+view|perspectives?|standpoint|take|stance|angle|narrative|framing|reading|spin|"
    r"version(?!\s+of\s+(?!(?:the|this|that|these|those|what|how|why|events)\b))|side\s+of\s+the\s+story)"
)
_ABOUT = (
    r"(?=\s*(?:$|[?!.,;:)]|(?:of|on|about|regarding|concerning|over|towards?|to|for|in|when|as|is|was|and|vs|versus|compared|"
    r"differs?)\b))"
)
# A view or take "of China" is also one that others have of it; one "from China" is its own.
_PLACED = r"(?:view|take|perspective|narrative|reaction|mood|opinion|story|version)s?\s+(?:from|in|out of)"
_ADVERB = r"(?:(?:currently|really|now|actually|usually|officially)\s+)?"
_ADDRESSED = r"(?!\s+(?:at|to|in|before|with|it|they|its|he|she|we)\b)"
_SPEAKING = (
    # what does X say ...; how do X and Z see ...
    rf"\b(?:what|how)\s+(?:does|do|is|are)\s+(?:the\s+)?(?P<names>{{many}})\s+{_ADVERB}(?:{TELLS})\b{_ADDRESSED}",
    rf"\bhow\s+(?:did|has|have|had|is|are|was|were)\s+(?:the\s+)?(?P<names>{{many}})\s+{_ADVERB}(?!respon|react|call){TELLS}\b{_ADDRESSED}",
    rf"\b(?:what|how)\s+(?:the\s+)?(?P<names>{{many}})\s+{_ADVERB}{TELLS}\b{_ADDRESSED}",
    rf"\bhow\s+(?:is|are|was|were)\s+[^?.!]{{{{1,60}}}}?\s+{TELLS}\s+(?:in|by|from)\s+(?:the\s+)?(?P<names>{{many}})(?=\W*$)",
    r"\b(?:qué|que|o\s+que|cómo|como|что|как)\s+(?:dice|dicen|opina|opinan|piensa|piensan|ve|ven|diz|dizem|pensa|pensam|vê|veem|"
    r"говорит|говорят|пишет|пишут|думает|думают|видит|видят)\s+(?:el\s+|la\s+|los\s+|o\s+|a\s+|the\s+)?(?P<names>{many})(?=\W*$|\s+(?:sobre|de|о|об|про)\b)",
    r"(?P<names>{many})\s*(?:は\s*(?:何と|どう)(?:言って|伝えて|報じて|見て)|(?:क्या|कैसे)\s+(?:कहत|देखत)|(?:کیا|کیسے)\s+(?:کہت|دیکھت))",
    r"(?P<names>{wide})\s*(?:(?:对|對|就|关于|關於)[^，。？?]{{1,30}}?)?\s*(?:怎么|怎麼|如何|怎样|怎樣)(?:看|说|說|评论|評論|报道|報道)",
)  # fmt: skip

_ASKED = re.compile(
    r"(?:^\W*(?:(?:please|and|so|can|could|would|will|you|i|we|know|understand|explain|describe|summari[sz]e|compare|contrast|tell|show|give|me|us|"
    r"what|how|about|of|is|was|are|were|been|has|d|s|want|like|to|need|see|hear|get|do|there)\b[\s'’,]*)*(?:the\s+)?"
    r"|\b(?:from|in|through|under|according\s+to|with)\s+(?:the\s+)?|[:;,–—(-]\s*(?:the\s+)?)$",
    re.IGNORECASE,
)
_OF = re.compile(
    r"\s+(?:of|on|about|regarding|concerning|over|towards?|to)\b|\s+(?:when\s+it\s+comes\s+to)\b", re.IGNORECASE
)


@lru_cache(maxsize=32)
def view_patterns(one: str, join: str) -> tuple[re.Pattern[str], ...]:
    """What names a side by its view, from the pattern of one name: the whole match is the source ("the Chinese view")."""
    many = rf"{one}(?:{join}{one})*"
    before = rf"(?<![\w-])(?:the\s+)?(?:official\s+)?(?P<names>{many})(?:'s|’s|'|’)?{_OFFICIAL}\s+{_NOUNS}\b{_ABOUT}"
    placed = rf"\b(?:the\s+)?(?:official\s+)?{_PLACED}\s+(?:mainland\s+)?(?:the\s+)?(?P<names>{many})\b(?!['’])"
    eyes = rf"(?<![\w-])(?:the\s+)?(?P<names>{many})(?:'s|’s|'|’)?\s+eyes\b"
    return tuple(re.compile(pattern, re.IGNORECASE) for pattern in (before, placed, eyes))


@lru_cache(maxsize=32)
def speech_patterns(one: str, wide: str, join: str) -> tuple[re.Pattern[str], ...]:
    """What names a side as who holds or tells something; only its names are the source, the rest is its frame."""
    many = rf"{one}(?:{join}{one})*"
    return tuple(re.compile(pattern.format(many=many, wide=wide), re.IGNORECASE) for pattern in _SPEAKING)


def view_span(text: str, start: int, end: int) -> tuple[int, int] | None:
    """The view at [start, end) with the words that ask for it; None where it is only talked of ("who shares the US view")."""
    before = _ASKED.search(text[:start])
    after = _OF.match(text[end:])
    return (before.start(), end + (after.end() if after else 0)) if before else None
