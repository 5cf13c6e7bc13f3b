"""What can go wrong, said so that the caller knows what to do.

Results that are not errors ("not modified", "nothing found", "not enough evidence") are values elsewhere.
"""

from datetime import datetime
from typing import Literal


class CounterpointError(Exception):
    """Root of the tree. `str(error)` is one clear sentence for the person who can act on it.

    Made of a `Phrase` where a reader may see it, so that it can be said in their language.
    """

    @property
    def said(self) -> str:
        """The sentence as it was made: a Phrase, or a plain string of what only the console shows."""
        return self.args[0] if self.args and isinstance(self.args[0], str) else str(self)


class BadInput(CounterpointError):
    """What somebody typed, configured or handed in cannot be used; the sentence says what to write instead."""


class FetchError(CounterpointError):
    """One address could not be fetched.

    `kind` is a short constant for counting (`timeout`, `too_large`, `refused_address`, `dns`, `tls`, `http_404` ...);
    `permanent` says that trying the same again is pointless; `retry_at` is when to try again, if the server said so.
    """

    def __init__(
        self,
        message: str,
        *,
        url: str,
        kind: str,
        status: int | None = None,
        permanent: bool = False,
        retry_at: datetime | None = None,
    ) -> None:
        super().__init__(message)
        self.url = url
        self.kind = kind
        self.status = status
        self.permanent = permanent
        self.retry_at = retry_at


class ParseError(CounterpointError):
    """Bytes that are not what they should be (a feed that is a web page, a file that is no digest)."""


ModelCause = Literal[
    "refusal", "filter", "length", "empty", "unreadable", "quota", "rate_limit", "gone_model", "bad_key", "overload",
    "broken_stream", "timeout", "too_much", "unreachable", "refused_request", "no_api", "budget", "busy", "unrecorded", "down",
]  # fmt: skip
"""Why a model gave nothing: constants for counting, for records and for the log. `docs/models.md` says what to do about each."""


class ModelError(CounterpointError):
    """The language model or embedding server gave nothing usable.

    `permanent` says that trying the same again is pointless until somebody changes something; `retry_at` is when to come
    back, if that is known. `server_said` is the server's own message: for the operator who asked for it (`doctor`), never
    for a log or a chat, for servers repeat what they were sent.
    """

    def __init__(
        self,
        message: str,
        *,
        cause: ModelCause = "down",
        permanent: bool = False,
        retry_at: datetime | None = None,
        server_said: str = "",
    ) -> None:
        super().__init__(message)
        self.cause: ModelCause = cause
        self.permanent = permanent
        self.retry_at = retry_at
        self.server_said = server_said


class StorageError(CounterpointError):
    """The database, the index or the disk refuses: full, read-only, locked, newer than this program."""


class DataRefused(CounterpointError):
    """The database works and refuses what it was asked: a defect of ours. Trying the same again is pointless."""


class IndexDamaged(StorageError):
    """A part of the search index does not work. Nothing is lost: the next sync mends it from the articles."""
