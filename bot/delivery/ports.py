"""Says what delivery needs of a chat service, without knowing which one it is."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from typing import Protocol

from retrieval.errors import CounterpointError


@dataclass(frozen=True, slots=True)
class Button:
    """Either `data` (comes back as a press, at most 64 bytes) or `url`."""

    text: str
    data: str = ""
    url: str = ""


@dataclass(frozen=True, slots=True)
class Part:
    """One message: ready markup in the chat's dialect, the same as plain words, buttons by row, and perhaps a picture.

    With a picture `html` is its caption (at most 1,024 characters). Empty `html` means: send `plain`, without markup.
    """

    html: str
    plain: str
    buttons: tuple[tuple[Button, ...], ...] = ()
    picture: bytes | None = None
    picture_alt: str = ""


@dataclass(frozen=True, slots=True)
class Place:
    """Where messages go: a chat, and in a forum one of its threads; perhaps as the reply to a message."""

    chat_id: int
    thread_id: int | None = None
    reply_to: int | None = None


class SendError(CounterpointError):
    """A message was not (or perhaps) delivered. The subclasses say which."""


class NotSent(SendError):
    """Surely not delivered, worth another try (no connection, 5xx refused before it was applied)."""


class RateLimited(SendError):
    """Surely not delivered; come back after the pause."""

    def __init__(self, message: str, *, retry_after: timedelta) -> None:
        super().__init__(message)
        self.retry_after = retry_after


class Unsure(SendError):
    """Perhaps delivered (the answer was lost). Never repeat by yourself: the call has no idempotency key."""


class Unreachable(SendError):
    """The chat is gone for us: blocked, kicked, deleted, not found, no right to post. Stop delivering to it."""


class Migrated(SendError):
    """The group has a new id; deliver there from now on."""

    def __init__(self, message: str, *, new_chat_id: int) -> None:
        super().__init__(message)
        self.new_chat_id = new_chat_id


class Rejected(SendError):
    """The service refuses this content (bad markup, too long). Repeating the same is pointless."""


class Messenger(Protocol):
    """Sends one part, blocking until its fate is known. `is_broadcast` marks work that yields to people waiting for an answer."""

    def send(
        self,
        place: Place,
        part: Part,
        *,
        is_broadcast: bool = False,
        on_departure: Callable[[], None] | None = None,
    ) -> int:
        """The message id. Raises the SendErrors above and nothing else.

        `on_departure` is called once, after any waiting for the service's pace and right before the request leaves.
        What it raises is passed on, and nothing is sent then.
        """
        ...

    def edit(self, place: Place, message_id: int, part: Part) -> None: ...

    def shows(self, place: Place, message_id: int, part: Part) -> bool:
        """Whether a message of ours with this id is there and says this: an edit to what it should say is accepted, or
        refused because it changes nothing. Only for ids that can be nobody else's. Raises the SendErrors above."""
        ...
