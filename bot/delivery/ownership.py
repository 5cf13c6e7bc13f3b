"""Lets one process own a data folder (by a file lock) or a shared database (by a lease). The home of filelock."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from math import inf
from pathlib import Path
from time import monotonic
from uuid import uuid4

from filelock import FileLock, Timeout

from bot.delivery.store import Leases
from bot.delivery.store.leases import LEASE_FOR
from retrieval.errors import StorageError

LOCK_NAME = "counterpoint.lock"
LEADER = "leader"


@contextmanager
def own_folder(folder: Path) -> Iterator[None]:
    """Own a data folder for the length of a `with`; the operating system frees it when the process dies, however.

    Raises StorageError if another process owns it, or if the folder cannot be written.
    """
    lock = FileLock(folder / LOCK_NAME, timeout=0)
    try:
        folder.mkdir(parents=True, exist_ok=True)
        lock.acquire()
    except Timeout as error:
        raise StorageError(
            f"Another Counterpoint is running on {folder}: stop it first, or give this one its own folder with --data."
        ) from error
    except OSError as error:
        raise StorageError(
            f"The data folder {folder} cannot be written: check its permissions, or choose another with --data."
        ) from error
    try:
        yield
    finally:
        lock.release()


def is_owned(folder: Path) -> bool:
    """Whether a running process owns a data folder. Leaves nothing behind."""
    if not (folder / LOCK_NAME).exists():
        return False
    lock = FileLock(folder / LOCK_NAME, timeout=0)
    try:
        lock.acquire()
    except Timeout:
        return True
    except OSError:
        return False
    lock.release()
    return False


def replica_name(folder: Path) -> str:
    """The name of the replica that owns a data folder: the same after a restart, another for every folder."""
    path = folder / "replica"
    try:
        if not path.exists():
            path.write_text(uuid4().hex, encoding="ascii")
        return path.read_text(encoding="ascii")
    except (OSError, ValueError) as error:
        raise StorageError(f"{path} cannot be read or written: check the permissions of the data folder.") from error


class Leadership:
    """Whether this process leads among replicas. `renew` regularly; between two renewals `timer` decides, which counts
    seconds and cannot be set.

    The margin is a third of the lease: a leader stops some seconds before a successor may begin.
    """

    def __init__(self, leases: Leases, holder: str, *, timer: Callable[[], float] = monotonic) -> None:
        self._leases = leases
        self._holder = holder
        self._timer = timer
        self._sure_until = -inf

    def renew(self) -> bool:
        """Take or keep the lead; True only for the one who leads. Raises StorageError if the database is away."""
        asked_at = self._timer()
        leads = self._leases.take(LEADER, self._holder)
        self._sure_until = asked_at + LEASE_FOR.total_seconds() * 2 / 3 if leads else -inf
        return leads

    def is_leader(self) -> bool:
        return self._timer() < self._sure_until

    def resign(self) -> None:
        """Step down at once."""
        self._sure_until = -inf
        self._leases.drop(LEADER, self._holder)
