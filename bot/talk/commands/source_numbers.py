"""Questions that point at a source by its number: "what did [14] say?", "tell me more about source 2". Pure."""

import re

_WORDS = (
    r"(?:what(?:['’]s)?|who|which|where|when|and|so|ok|please|can|could|would|you|i|we|it|tell|show|give|open|read|quote|cite|explain|"
    r"summari[sz]e|see|me|us|more|about|on|of|did|does|do|is|was|in|the|from|say|says|said|saying|write|writes|wrote|written|"
    r"report|reports|reported|tells|told|mean|means|full|whole|text|passage|link|for|to|at|article|number|no|source)"
)
_MARK = re.compile(r"[\[【](?P<n>\d{1,3})[\]】]")
_NAMED = r"\b(?:source|citation|reference|footnote)\s+(?:number\s+|no\.?\s+|#)?(?P<m>\d{1,3})\b"
_POINTS = re.compile(
    rf"^(?:\W{{0,4}}{_WORDS}\b)*?\W{{0,4}}?(?:{_MARK.pattern}|{_NAMED})(?:\W{{0,4}}{_WORDS}\b)*\W*", re.IGNORECASE
)


def number_pointed_at(question: str) -> int | None:
    """The number of the source, when the question asks for nothing but what that one says."""
    found = _POINTS.fullmatch(question.strip())
    return int(found["n"] or found["m"]) if found else None


def number_within(question: str) -> int | None:
    """The number of a source that a longer question names: "what did [2] say about the tariffs?"."""
    found = _MARK.search(question)
    return int(found["n"]) if found else None


def with_outlet(question: str, outlet: str) -> str:
    """The question with the source's outlet in place of its number."""
    return _MARK.sub(lambda _: outlet, question, count=1)
