"""Makes a pattern of the words of a table. Knows nothing of what they mean."""

import re
from collections.abc import Iterable


def either(words: Iterable[str]) -> str:
    """A pattern for any of some words or phrases, the longest first; one blank of a phrase is any white space."""
    ordered = sorted(set(words), key=lambda word: (-len(word), word))
    return "|".join(re.escape(word).replace(r"\ ", r"\s+") for word in ordered)
