"""Whether a sentence is somebody's word: speech, blame, a demand or a denial. Knows nothing of articles."""

import re

# Where somebody stands: blame, demands, denials, warnings; and what merely tells.
_STANDS = """
    accuse allege argue assert blame blast caution claim complain condemn criticise criticize defend demand denounce deny
    dismiss dispute insist lambast oppose pledge protest refute reject slam stress threaten urge vow warn
"""
_TELLS = "admit announce confirm declare describe promise reiterate respond"
_IRREGULAR = "say says said tell tells told calls called"
_SPANISH_STANDS = "acusa advierte condena critica defiende denuncia desmiente exige insiste niega rechaza"
_SPANISH = f"{_SPANISH_STANDS} afirma anuncia asegura dice dijo pide promete reitera responde señala"


def _forms(root: str) -> str:
    if root.endswith("e"):
        return f"{root}[sd]?"
    return f"{root[:-1]}(?:y|ies|ied)" if root.endswith("y") else f"{root}(?:e?s|(?:{root[-1]})?ed)?"


def _any(roots: str, whole: str) -> str:
    return rf"\b(?:{'|'.join([*map(_forms, roots.split()), *whole.split()])})\b"


_SAYS = re.compile(rf"{_any(_STANDS + _TELLS, f'{_IRREGULAR} {_SPANISH}')}|^[^:]{{3,40}}: (?=[‘“\"'])", re.IGNORECASE)
_TAKES_STAND = re.compile(_any(_STANDS, _SPANISH_STANDS), re.IGNORECASE)
_SPEAKS = re.compile(_any(_STANDS, f"{_IRREGULAR} {_SPANISH_STANDS} dice dijo"), re.IGNORECASE)
_QUOTE = re.compile(r"[“\"«‘](?=\w)[^”\"»’]{8,}?[”\"»’]")


def speech_share(sentence: str) -> float:
    """How much a sentence is somebody's word: 1 for words quoted of a speaker, half for either, 0 for neither."""
    return (bool(_SAYS.search(sentence)) + bool(_QUOTE.search(sentence))) / 2


def is_own_word(sentence: str) -> bool:
    """Whether somebody speaks in it, or stands somewhere: an announcement only tells what happened."""
    return bool(_SPEAKS.search(sentence) or _QUOTE.search(sentence))


def takes_stand(sentence: str) -> bool:
    """Whether somebody blames, demands, denies, warns or is quoted in it: more than that something happened."""
    return bool(_TAKES_STAND.search(sentence) or _QUOTE.search(sentence))
