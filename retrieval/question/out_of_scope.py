"""What asks for nothing that articles tell: wishes about the bot, courtesies, sums, the weather. Decided before any search. No I/O.

Each kind has the sentence that says what can be done instead. Only what begins as a wish is one: "who wants alerts" is a question.
"""

import re
from dataclasses import dataclass

from retrieval.messages import Phrase

# Tried on texts with single blanks only.
_PLEASE = (
    r"^\W*(?:(?:please|hey|hi|hello|ok|okay|so|and|bot)\b[ ,]*)*(?:(?:can|could|would|will) (?:you|i|we) (?:please )?|"
    r"i(?:['’]d| would)? (?:like|want|love|need|prefer) (?:you )?(?:to )?|(?:let|get|make) me |)"
)
_FORM = r"(?:audio|voice|speech|podcasts?|pdf|e-?mail|spoken)"
_OFTEN = (
    r"(?:(?:every|each|on) \w+(?:day|week|month|morning|evening)s?|every (?:day|week|month|morning|evening)|"
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
        rf"{_PLEASE}(?:alert|notify|warn|ping|wake|inform|message|remind|tell|text) me (?:(?:as soon as|when(?:ever)?|if|"
        rf"once|the moment|"
        rf"about new|of new|on new|every time|before)\b)|{_PLEASE}(?:set|create|make|"
        rf"have)? ?(?:up )?(?:an? )?alerts? (?:for|on|about|when)\b",
    ),
    (
        "form",
        rf"{_PLEASE}(?:\w+ ){{0,5}}(?:as|in|by|via|into|an?) (?:an? )?{_FORM}\b",
    ),
    (
        "schedule",
        rf"{_PLEASE}(?:(?:send|give|make|write|bring|deliver|do|post|have) )?(?:me )?(?:the |an? |"
        rf"my )*(?:\w+ )?{_POST} (?:of \w+ \w+ )?"
        rf"(?:for \w+ )?{_OFTEN}\W*(?:please)?\W*$|^\W*{_OFTEN} ?,? ?please\W*$|{_PLEASE}(?:an? |the )?(?:daily|weekly|"
        rf"monthly) (?:digest|review|summary)\b",
    ),
    (
        "share",
        rf"{_PLEASE}(?:send|forward|share|mail|e-?mail|post) (?:this|that|it|them) (?:to|with|on)\b",
    ),
    (
        "less",
        rf"{_PLEASE}(?:(?:show|send|give|have|see|get|want) )?(?:me )?(?:no more|no|less|fewer|more) \w+(?: \w+){{0,3}}?"
        r"(?: (?:please|from now on|in (?:my|the) (?:digest|post|news))| (?:stories|news|articles|posts))\b.{0,25}$"
        r"|^\W*(?:less|fewer) \w+(?: \w+)?\W*$",
    ),
    (
        "courtesy",
        r"^\W*(?:thanks|thank you|thx|gracias|merci|danke|obrigad[oa]|спасибо|谢谢|ありがとう)\b[^?]{0,40}$|^\W*(?:hi|"
        r"hello|hey|hola|good (?:morning|afternoon|"
        r"evening|night))(?: (?:there|bot|all|everyone))?\W*$|^\W*how are you\b.{0,12}$|"
        r"^\W*(?:who|what) (?:are|made|built) you\W*$|^\W*are you (?:an? )?(?:\w+ )?(?:person|human|bot|robot|ai|machine|"
        r"real|biased)\b.{0,12}$|^\W*(?:you (?:are|were)|you['’]re|do you (?:like|love|want|feel|believe|sleep|eat)|"
        r"what(?:['’]s| is| are) your|sing|(?:tell|sing|write) me an? (?:joke|song|story|poem)|i am \w+)\b[^?]{0,30}\W*$",
    ),
    (
        "sum",
        r"^\W*(?:(?:what(?:['’]s| is)|how much is|calculate|compute) )?\d[\d.,]* ?(?:[-+*/x×÷^]|plus|minus|times|"
        r"divided by|percent of|% ?of) ?\d[\d.,]*\W*$"
        r"|\b(?:convert) \d",
    ),
    (
        "weather",
        r"^\W*(?:(?:what(?:['’]s| is| will)|how(?:['’]s| is)) )?(?:the )?(?:weather|temperature)(?: be)?(?: (?:like|"
        r"forecast))?(?: (?:in|for|at) [\w ]+|"
        r" (?:today|tomorrow|now|outside))*\W*$|^\W*(?:will|is) it (?:going to )?(?:rain|snow)(?:ing)?\b.{0,25}$",
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
OFF_THE_NEWS = Phrase(_WISH_SENTENCES["courtesy"])
"""What to say to anything that asks for nothing from the news."""
_PATTERNS = tuple((name, re.compile(pattern, re.IGNORECASE)) for name, pattern in _WISHES)


def wish_of(text: str) -> Wish | None:
    """The wish that a text is, None for a question about the news."""
    plain = " ".join(text.split())
    name = next((name for name, pattern in _PATTERNS if pattern.search(plain)), "")
    return Wish(name, Phrase(_WISH_SENTENCES[name])) if name else None
