"""What a misspelt name may have meant: the stored name that is one or two slips away. No I/O."""

import re
from collections import Counter
from collections.abc import Iterable

from retrieval.language.irregular import BASE

# Verbs nobody misspells into an outlet: "went" is not "West", "write" not "White".
_VERBS = frozenset(BASE) | frozenset(BASE.values())
WORD = re.compile(r"[^\W\d_][\w'’-]*[^\W_]")
_SHORTEST = 4
_LONG = 7
# Only what no article holds is compared with these, so that short ones do no harm.
_ASKING = tuple(
    word
    for line in (
        "what which when where how who why whose did does say said says tell told report reported about news happened happen",
        "many much headlines latest between difference compare coverage articles yesterday today",
    )
    for word in line.split()
)


def slips_allowed(word: str) -> int:
    """How many letters may be wrong; short words are too near to each other for any."""
    return 0 if len(word) < _SHORTEST else 1 if len(word) < _LONG else 2


def names_in(text: str) -> list[str]:
    """The words of a text that may be names: those with a capital."""
    return [word for word in WORD.findall(text) if word[0].isupper()]


def nearest_name(word: str, names: Iterable[str]) -> str:
    """The name with the fewest slips, of several the commonest; empty when none is near enough or it is the word itself."""
    if word in _VERBS:
        return ""
    counts = Counter(names)
    most = slips_allowed(word)
    letters = set(word.casefold())
    # Comparing letter sets first spares nearly all of the counting.
    alike = ((name, count) for name, count in counts.items() if len(letters ^ set(name.casefold())) <= 2 * most)
    near = [(slips(word.casefold(), name.casefold(), most), -count, name) for name, count in alike]
    found = min((one for one in near if one[0] <= most), default=None)
    return found[2] if found and found[0] > 0 else ""


def nearest_asking(word: str) -> str:
    """The word of asking that is one slip away ("wat", "sya", "repotr"); empty when there is none or it is one."""
    folded = word.casefold()
    if len(folded) < 3 or folded in _ASKING:
        return ""
    return next((known for known in _ASKING if slips(folded, known, 1) == 1), "")


def slips(one: str, other: str, most: int) -> int:
    """Letters wrong, missing, too many or changed about; more than `most` is not counted exactly."""
    if abs(len(one) - len(other)) > most or most == 0:
        return 0 if one == other else most + 1
    before: list[int] = []
    row = list(range(len(other) + 1))
    for i, letter in enumerate(one, 1):
        older, before, row = before, row, [i]
        for j, opposite in enumerate(other, 1):
            cost = min(before[j] + 1, row[j - 1] + 1, before[j - 1] + (letter != opposite))
            if i > 1 and j > 1 and letter == other[j - 2] and one[i - 2] == opposite:
                cost = min(cost, older[j - 2] + 1)
            row.append(cost)
        if min(row) > most:
            return most + 1
    return row[-1]
