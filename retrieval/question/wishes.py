"""What asks for nothing that articles tell: wishes about the bot, courtesies, sums, the weather. Decided before any search. Pure.

Each kind has the sentence that says what can be done instead. Only what begins as a wish is one: "who wants alerts" is a question.
"""

import re
from dataclasses import dataclass

from retrieval.messages import Phrase

_PLEASE = (
    r"^\W*(?:(?:please|hey|hi|hello|ok|okay|so|and|bot)\b[\s,]*)*(?:(?:can|could|would|will)\s+(?:you|i|we)\s+(?:please\s+)?|"
    r"i(?:['’]d|\s+would)?\s+(?:like|want|love|need|prefer)\s+(?:you\s+)?(?:to\s+)?|(?:let|get|make)\s+me\s+|)"
)
_FORM = r"(?:audio|voice|speech|podcasts?|pdf|e-?mail|spoken)"
_OFTEN = (
    r"(?:(?:every|each|on)\s+\w+(?:day|week|month|morning|evening)s?|every\s+(?:day|week|month|morning|evening)|"
    r"daily|weekly|monthly|hourly)"
)
_POST = r"(?:digests?|reviews?|summar(?:y|ies)|posts?|news|updates?|roundups?|reports?|newsletters?|it|them|this)"


@dataclass(frozen=True, slots=True)
class Wish:
    """`name` is for tests and logs; `reply` is what to say."""

    name: str
    reply: Phrase


_WISHES = (
    (
        "alert",
        rf"{_PLEASE}(?:alert|notify|warn|ping|wake|inform|message|remind|tell|text)\s+me\s+(?:(?:as\s+soon\s+as|when(?:ever)?|if|once|the\s+moment|"
        rf"about\s+new|of\s+new|on\s+new|every\s+time|before)\b)|{_PLEASE}(?:set|create|make|have)?\s*(?:up\s+)?(?:an?\s+)?alerts?\s+(?:for|on|about|when)\b",
    ),
    (
        "form",
        rf"{_PLEASE}(?:\w+\s+){{0,5}}(?:as|in|by|via|into|an?)\s+(?:an?\s+)?{_FORM}\b",
    ),
    (
        "schedule",
        rf"{_PLEASE}(?:(?:send|give|make|write|bring|deliver|do|post|have)\s+)?(?:me\s+)?(?:the\s+|an?\s+|my\s+)*(?:\w+\s+)?{_POST}\s+(?:of\s+\w+\s+\w+\s+)?"
        rf"(?:for\s+\w+\s+)?{_OFTEN}\W*(?:please)?\W*$|^\W*{_OFTEN}\s*,?\s*please\W*$|{_PLEASE}(?:an?\s+|the\s+)?(?:daily|weekly|monthly)\s+(?:digest|review|summary)\b",
    ),
    (
        "share",
        rf"{_PLEASE}(?:send|forward|share|mail|e-?mail|post)\s+(?:this|that|it|them)\s+(?:to|with|on)\b",
    ),
    (
        "less",
        rf"{_PLEASE}(?:(?:show|send|give|have|see|get|want)\s+)?(?:me\s+)?(?:no\s+more|no|less|fewer|more)\s+\w+(?:\s+\w+){{0,3}}?"
        r"(?:\s+(?:please|from\s+now\s+on|in\s+(?:my|the)\s+(?:digest|post|news))|\s+(?:stories|news|articles|posts))\b.{0,25}$"
        r"|^\W*(?:less|fewer)\s+\w+(?:\s+\w+)?\W*$",
    ),
    (
        "courtesy",
        r"^\W*(?:thanks|thank\s+you|thx|gracias|merci|danke|obrigad[oa]|спасибо|谢谢|ありがとう)\b[^?]{0,40}$|^\W*(?:hi|hello|hey|hola|good\s+(?:morning|afternoon|"
        r"evening|night))(?:\s+(?:there|bot|all|everyone))?\W*$|^\W*how\s+are\s+you\b.{0,12}$|"
        r"^\W*(?:who|what)\s+(?:are|made|built)\s+you\W*$|^\W*are\s+you\s+(?:an?\s+)?(?:\w+\s+)?(?:person|human|bot|robot|ai|machine|real|biased)\b.{0,12}$",
    ),
    (
        "sum",
        r"^\W*(?:(?:what(?:['’]s|\s+is)|how\s+much\s+is|calculate|compute)\s+)?\d[\d.,]*\s*(?:[-+*/x×÷^]|plus|minus|times|divided\s+by|percent\s+of|%\s*of)\s*\d[\d.,]*\W*$"
        r"|\b(?:convert)\s+\d",
    ),
    (
        "weather",
        r"^\W*(?:(?:what(?:['’]s|\s+is|\s+will)|how(?:['’]s|\s+is))\s+)?(?:the\s+)?(?:weather|temperature)(?:\s+be)?(?:\s+(?:like|forecast))?(?:\s+(?:in|for|at)\s+[\w\s]+|"
        r"\s+(?:today|tomorrow|now))*\W*$|^\W*(?:will|is)\s+it\s+(?:going\s+to\s+)?(?:rain|snow)(?:ing)?\b.{0,25}$",
    ),
)
_WISH_SENTENCES = {
    "alert": "I cannot watch for news and tell you when they come. /subscribe brings a topic's digest at your time.",
    "form": "I answer in writing here. /settings shows what else I can do.",
    "schedule": "I send a digest each day at the time you choose: /subscribe, then /time.",
    "share": "I cannot send messages to others. You can forward this one yourself.",
    "less": "I cannot weigh subjects against each other. /topics and /settings choose what comes, /pause stops it for a while.",
    "courtesy": "I am a program that answers from the news it has stored. Ask me what was reported.",
    "sum": "I do no sums. Ask me what was reported.",
    "weather": "I know no weather. Ask me what was reported.",
}
_PATTERNS = tuple((name, re.compile(pattern, re.IGNORECASE)) for name, pattern in _WISHES)


def wish_of(text: str) -> Wish | None:
    """The wish that a text is, None for a question about the news."""
    plain = " ".join(text.split())
    name = next((name for name, pattern in _PATTERNS if pattern.search(plain)), "")
    return Wish(name, Phrase(_WISH_SENTENCES[name])) if name else None
