"""Whether a sentence can only be understood after another one."""

from collections.abc import Sequence

from retrieval.claims.tokens import read, word_set

_POINTING = word_set("""he she it they this that these those his her its their such both them former latter also another
    otherwise therefore thus consequently""")
_LOOKED_AT = 4  # words of the opening, in which what "the" points to is named


def leans_on(sentence: str, dropped: str, earlier: Sequence[str]) -> bool:
    """Whether a sentence opens with a pronoun, or with a thing that of all before it only the dropped one named.

    "It may raise tariffs" and "The deal may raise tariffs" lean on "Norland struck a deal with Estmark".
    """
    opening = read(sentence).words[:_LOOKED_AT]
    if not opening or opening[0].form != "the":
        return bool(opening) and opening[0].form in _POINTING
    named = next((word for word in opening[1:] if word.stem), None)
    if named is None or not named.text[0].islower():
        return False
    return named.stem in read(dropped).stems and not any(named.stem in read(text).stems for text in earlier)
