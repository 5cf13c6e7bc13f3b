"""Says when little room is left where the data is kept."""

from collections.abc import Callable
from pathlib import Path

from retrieval.messages import Phrase
from retrieval.store.backup import free_bytes

LOW_DISK = 200 * 1024 * 1024
# After a warning so much must be free again before the next: a disk at the mark must not ring every minute.
FINE_DISK = 2 * LOW_DISK


def disk_problem(folder: Path, *, free: Callable[[Path], int] = free_bytes, below: int = LOW_DISK) -> str:
    """A sentence when little room is left, else an empty string."""
    left = free(folder)
    if left >= below:
        return ""
    sentence = "Only {size} MB are free where the data is kept: free some space, or no more news can be stored."
    return Phrase(sentence, size=f"{left // 1024**2:,}")
