"""Holds the commands. One decorator enters a command and names the authority it needs; nothing runs without an entry.

Three shelves: what is typed (`/name`), what a button does, and what an answer to a question of ours does.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Literal

from bot.talk.frame.authority import Authority
from bot.talk.frame.desk import Turn
from bot.talk.frame.replies import Reply

Handler = Callable[[Turn], Iterable[Reply]]
Menu = Literal["everywhere", "private", "none"]


@dataclass(frozen=True, slots=True)
class Command:
    """`summary` is the line of the command menu, in English; `usage` shows the arguments ("HH:MM [ZONE]").

    `menu` says in which chats the command is offered; it works in all of them.
    """

    name: str
    authority: Authority
    summary: str
    usage: str
    handler: Handler
    menu: Menu = "private"


COMMANDS: dict[str, Command] = {}
PRESSES: dict[str, Command] = {}
DIALOGS: dict[str, Command] = {}


def command(
    name: str, summary: str, *, usage: str = "", authority: Authority = Authority.ANYONE, menu: Menu = "private"
) -> Callable[[Handler], Handler]:
    """Enter a command. Entering a name twice is a mistake of ours and fails at import."""
    return _enter(COMMANDS, name, authority, summary, usage, menu)


def press(name: str, *, authority: Authority = Authority.ANYONE) -> Callable[[Handler], Handler]:
    """Enter what a button does. Button data is `name` or `name:argument`, at most 64 bytes."""
    return _enter(PRESSES, name, authority, "", "", "none")


def dialog(name: str, *, authority: Authority = Authority.ANYONE) -> Callable[[Handler], Handler]:
    """Enter what becomes of the words that answer a question of ours (`bot.talk.frame.dialogs.ask_for`)."""
    return _enter(DIALOGS, name, authority, "", "", "none")


def _enter(
    shelf: dict[str, Command], name: str, authority: Authority, summary: str, usage: str, menu: Menu
) -> Callable[[Handler], Handler]:
    def enter(handler: Handler) -> Handler:
        if name in shelf:
            raise ValueError(f"{name} is entered twice")
        shelf[name] = Command(name, authority, summary, usage, handler, menu)
        return handler

    return enter
