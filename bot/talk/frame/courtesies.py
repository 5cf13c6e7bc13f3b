"""Recognises what people say without asking anything: thanks, greetings, a smile. No I/O."""

import re
from typing import Literal

_THANKS = (
    "thanks|thank you|thank u|thx|ty|cheers|great|perfect|nice|cool|good|awesome|"
    "wow|ok|okay|got it|i see|gracias|muchas gracias|vale|merci|danke|"
    "obrigado|obrigada|valeu|спасибо|ок|хорошо|谢谢|謝謝|多谢|好的|ありがとう|ありがとうございます|धन्यवाद|शुक्रिया|شکریہ|شكرا"
)
_GREETINGS = (
    "hi|hello|hey|hi there|hello there|good morning|good afternoon|good evening|good night|"
    "bye|goodbye|yo|hola|buenos días|buenas|bonjour|salut|"
    "hallo|olá|oi|bom dia|привет|здравствуйте|добрый день|你好|您好|嗨|こんにちは|おはよう|नमस्ते|नमस्कार|سلام|السلام علیکم|مرحبا|test"
)
_AFTER = (
    r"(?:\s+(?:a lot|so much|very much|again|bot|you|everyone|all|friend|mate|for that|for the (?:answer|help|news)))*"
)
_PATTERNS: tuple[tuple[re.Pattern[str], Literal["thanks", "greeting"]], ...] = (
    (re.compile(rf"(?:(?:{_THANKS}){_AFTER}\s*)+", re.IGNORECASE), "thanks"),
    (re.compile(rf"(?:(?:{_GREETINGS}){_AFTER}\s*)+", re.IGNORECASE), "greeting"),
)


def courtesy_of(text: str) -> Literal["", "thanks", "greeting"]:
    """Which courtesy a text is, if it is nothing else; signs and emoji alone are a greeting."""
    words = " ".join(re.findall(r"[\w\u0900-\u097f']+", text))
    if not any(letter.isalnum() for letter in words):
        return "greeting" if text.strip(" ?？!！.…") else ""
    return next((kind for pattern, kind in _PATTERNS if pattern.fullmatch(words)), "")
