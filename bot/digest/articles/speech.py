"""Whether a sentence is somebody's word: speech, blame, a demand or a denial. Knows nothing of articles."""

import re

_ROOTS = """
    accuse admit allege announce argue assert blame blast caution claim complain condemn confirm criticise criticize declare
    defend demand denounce deny describe dismiss dispute insist lambast oppose pledge promise protest refute reject reiterate
    respond slam stress threaten urge vow warn
"""
_IRREGULAR = "say says said tell tells told calls called"
_SPANISH = """
    acusa advierte afirma anuncia asegura condena critica defiende denuncia desmiente dice dijo exige insiste niega pide promete
    rechaza reitera responde señala
"""


def _forms(root: str) -> str:
    if root.endswith("e"):
        return f"{root}[sd]?"
    return f"{root[:-1]}(?:y|ies|ied)" if root.endswith("y") else f"{root}(?:e?s|(?:{root[-1]})?ed)?"


_SAYS = re.compile(
    rf"\b(?:{'|'.join([*map(_forms, _ROOTS.split()), *_IRREGULAR.split(), *_SPANISH.split()])})\b|^[^:]{{3,40}}: (?=[‘“\"'])",
    re.IGNORECASE,
)
_QUOTE = re.compile(r"[“\"«‘](?=\w)[^”\"»’]{8,}?[”\"»’]")


def speech_share(sentence: str) -> float:
    """How much a sentence is somebody's word: 1 for words quoted of a speaker, half for either, 0 for neither."""
    return (bool(_SAYS.search(sentence)) + bool(_QUOTE.search(sentence))) / 2
