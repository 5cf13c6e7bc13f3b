"""Questions that name what they compare at two ends, said again with both side by side, where the frames look for them. No I/O.

"How does Reuters' coverage of chips differ from Xinhua's?" is "How do Reuters and Xinhua differ on chips?".
"""

import re

_NOUN = r"(?:coverage|reports?|reporting|version|views?|accounts?|take|position|line|stance|framing|story|stories|articles?)"
_OWN = r"(?:'s|’s|'|’)?"
_WHO = r"(?:the\s+)?(?P<{name}>[^,.?!]{{2,60}}?)"
_ABOUT = r"(?:on|of|about|regarding|over|to)"
_THAT_OF = (
    r"(?:(?:that|those|the\s+one|what|the\s+(?:coverage|version|view|account|reporting))\s+(?:of|by|in|from)\s+)?"
)
_PATTERNS = tuple(
    re.compile(pattern.format(one=_WHO.format(name="one"), other=_WHO.format(name="other")), re.IGNORECASE)
    for pattern in (
        # how does X's coverage of Y differ from Z's
        rf"^\W*(?:how|where|in what way)\s+(?:does|do|did|is|was|has)\s+{{one}}{_OWN}\s+{_NOUN}\s+{_ABOUT}\s+(?P<on>.+?)\s+"
        rf"(?:differ|compare|diverge|different)\w*\s+(?:from|with|to)\s+{_THAT_OF}{{other}}{_OWN}(?:\s+{_NOUN})?\W*$",
        # how does X differ from Z on Y
        rf"^\W*(?:how|where|in what way)\s+(?:does|do|did)\s+{{one}}{_OWN}(?:\s+{_NOUN})?\s+(?:differ|compare|diverge)\s+"
        rf"(?:from|with|to)\s+{_THAT_OF}{{other}}{_OWN}(?:\s+{_NOUN})?\s+{_ABOUT}\s+(?P<on>.+?)\W*$",
        # what does X say about Y that Z does not; what does X say that Z does not about Y
        rf"^\W*what\s+(?:does|do|did|has)\s+{{one}}\s+(?:say|report|tell|write|mention|said|reported)\s+{_ABOUT}\s+(?P<on>.+?)\s+that\s+"
        rf"{{other}}\s+(?:does|do|did|has)(?:\s*n[o']?t|n’t)\w*\W*$",
        rf"^\W*what\s+(?:does|do|did|has)\s+{{one}}\s+(?:say|report|tell|write|mention|said|reported)\s+that\s+"
        rf"{{other}}\s+(?:does|do|did|has)(?:\s*n[o']?t|n’t)(?:\s+\w+)?\s+{_ABOUT}\s+(?P<on>.+?)\W*$",
        # the difference between X's and Z's coverage of Y
        rf"^\W*(?:what(?:'s|’s|\s+is|\s+are)?\s+)?(?:the\s+)?(?:main\s+)?differences?\s+(?:is\s+there\s+)?between\s+{{one}}{_OWN}(?:\s+{_NOUN})?\s+and\s+"
        rf"{_THAT_OF}{{other}}{_OWN}\s+{_NOUN}\s+{_ABOUT}\s+(?P<on>.+?)\W*$",
        # did X and Z report Y differently; do X and Z agree on Y
        rf"^\W*(?:do|does|did|have)\s+{{one}}\s+and\s+{{other}}\s+(?:(?:dis)?agree|differ)\s+{_ABOUT}\s+(?P<on>.+?)\W*$",
        r"^\W*(?:do|does|did|have)\s+{one}\s+and\s+{other}\s+(?:report|cover|tell|see|treat|describe)(?:ed)?\s+(?:on\s+)?(?P<on>.+?)\s+"
        r"differently\W*$",
    )
)


def side_by_side(question: str) -> str:
    """The question as "How do X and Z differ on Y?", or empty when it is none of these."""
    for pattern in _PATTERNS:
        if found := pattern.match(question):
            return f"How do {found['one']} and {found['other']} differ on {found['on']}?"
    return ""
