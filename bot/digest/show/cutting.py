"""Where a text may be cut: at the end of a sentence, else between words, else between whole characters as seen."""

import re
import unicodedata

_SENTENCE_END = re.compile(r"[.!?…][\"'”’)\]]*\s+|[。！？][”’」』）]*|\n+")
_JOINER = "\u200d"


def utf16_length(text: str) -> int:
    return len(text) if text.isascii() else len(text.encode("utf-16-le", "surrogatepass")) // 2


def cut_text(text: str, budget: int) -> int:
    """How much of a longer text to take so that at most `budget` UTF-16 units are used; 0 only if nothing fits.

    A border in the later half is preferred over filling the budget.
    """
    most = _longest_prefix(text, budget)
    if most == len(text):
        return most
    ends = [match.end() for match in _SENTENCE_END.finditer(text, 0, most) if is_border(text, match.end())]
    if ends and ends[-1] > most // 2:
        return ends[-1]
    for position in range(most, most // 2, -1):
        if (text[position - 1].isspace() or text[position].isspace()) and is_border(text, position):
            return position
    for position in range(most, 0, -1):
        if is_border(text, position):
            return position
    return most


def is_border(text: str, position: int) -> bool:
    """Whether no character as seen (letter with marks, emoji sequence, flag, Hangul syllable) is cut at `position`."""
    if not 0 < position < len(text):
        return True
    before, after = text[position - 1], text[position]
    if before == _JOINER or after == _JOINER or _is_attached(after):
        return False
    if _is_flag_letter(before) and _is_flag_letter(after):
        run = 0
        while position - run > 0 and _is_flag_letter(text[position - run - 1]):
            run += 1
        return run % 2 == 0
    return not (_is_jamo(before) and _is_jamo(after)) and (before, after) != ("\r", "\n")


def _longest_prefix(text: str, budget: int) -> int:
    if utf16_length(text) <= budget:
        return len(text)
    used = 0
    for position, letter in enumerate(text):
        used += 2 if ord(letter) > 0xFFFF else 1
        if used > budget:
            return position
    return len(text)


def _is_attached(letter: str) -> bool:
    is_skin_tone = "\U0001f3fb" <= letter <= "\U0001f3ff"
    return unicodedata.category(letter) in ("Mn", "Me", "Mc") or is_skin_tone or "\U000e0020" <= letter <= "\U000e007f"


def _is_flag_letter(letter: str) -> bool:
    return "\U0001f1e6" <= letter <= "\U0001f1ff"


def _is_jamo(letter: str) -> bool:
    return "\u1100" <= letter <= "\u11ff" or "\ua960" <= letter <= "\ua97f" or "\ud7b0" <= letter <= "\ud7ff"
