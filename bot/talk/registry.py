"""The commands there are. One decorator enters a command and names the authority it needs; nothing runs without an entry."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from bot.talk.authority import Authority
from bot.talk.replies import Reply

if TYPE_CHECKING:
    from bot.talk.conversation import Turn

Handler = Callable[["Turn"], Iterable[Reply]]


@dataclass(frozen=True, slots=True)
class Command:
    """`summary` is the line of the command menu; `usage` shows the arguments ("HH:MM [ZONE]")."""

    name: str
    authority: Authority
    summary: str
    usage: str
    handler: Handler


COMMANDS: dict[str, Command] = {}
PRESSES: dict[str, Command] = {}


def command(
    name: str, summary: str, *, usage: str = "", authority: Authority = Authority.ANYONE
) -> Callable[[Handler], Handler]:
    """Enter a command. Entering a name twice is a mistake of ours and fails at import."""
    return _enter(COMMANDS, name, authority, summary, usage)


def press(name: str, *, authority: Authority = Authority.ANYONE) -> Callable[[Handler], Handler]:
    """Enter what a button does. Button data is `name` or `name:argument`, at most 64 bytes."""
    return _enter(PRESSES, name, authority, "", "")


def _enter(
    shelf: dict[str, Command], name: str, authority: Authority, summary: str, usage: str
) -> Callable[[Handler], Handler]:
    def enter(handler: Handler) -> Handler:
        if name in shelf:
            raise ValueError(f"{name} is entered twice")
        shelf[name] = Command(name, authority, summary, usage, handler)
        return handler

    return enter
