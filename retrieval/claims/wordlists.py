"""Lists of words written as running text. Nothing else."""


def word_set(listed: str) -> frozenset[str]:
    """The words between white space."""
    return frozenset(listed.split())


def numbered(listed: str, first: int = 0) -> dict[str, int]:
    """The words in order, counted from `first`."""
    return {word: number for number, word in enumerate(listed.split(), first)}
