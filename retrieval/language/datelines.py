"""Finds the dateline before a report's first sentence ("OSLO, 3 March (Far Wire) - "), which says where it was filed. No I/O."""

import re

_AGENCIES = "Reuters|AP|AFP|Xinhua|ANI|PTI|UPI|EFE|TASS|Kyodo|CNN|BBC"
_DATELINE = re.compile(
    r"^(?:(?:[A-Z][A-Z.'’/ -]{2,40}(?:, [A-Z][\w. ]{1,30})?)(?:,? [A-Z][a-z]{2,8}\.? \d{1,2}(?:, \d{4})?)?\s*"
    r"(?:\([^)]{2,40}\))?|\([^)]{2,40}\)|"
    rf"(?:[A-Z][\w .'-]{{2,40}}) \((?:{_AGENCIES})\))\s*[-–—]{{1,2}}\s+(?=\S)"
)
_DATELINE_WIDE = re.compile(
    r"^(?:【[^】]{2,30}】)?(?:新华社|中新社|人民网|央视网|本报)?[^。，]{0,20}?(?:\d{1,2}月)?\d{1,2}日(?:电|讯)[\s，：]*"
)


def without_dateline(sentence: str) -> str:
    """The sentence from behind its dateline on: always an end of it, word for word."""
    match = _DATELINE.match(sentence) or _DATELINE_WIDE.match(sentence)
    return sentence[match.end() :] if match else sentence
