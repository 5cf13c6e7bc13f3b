"""Defines what somebody said to the bot, on whatever surface. Surfaces make these values; nothing of their library comes along."""

from dataclasses import dataclass
from typing import Literal

ChatKind = Literal["private", "group", "channel", "console"]


@dataclass(frozen=True, slots=True)
class Person:
    """Who speaks. `language` is the code their client reports ("en", "pt-br"), or empty."""

    id: int
    name: str = ""
    language: str = ""


@dataclass(frozen=True, slots=True)
class Press:
    """A press on one of our buttons; `message_id` is the message that carries it."""

    data: str
    message_id: int | None = None


@dataclass(frozen=True, slots=True)
class Utterance:
    """One thing said or pressed.

    `person` is None where the surface does not say who it is (a channel post, an anonymous administrator: then
    `is_chat_admin` may still be True). `reply_to` is our message that this one answers; `shown_text` are its words, or those of
    the message whose button was pressed. Forwarded and edited
    messages never carry authority.
    """

    chat_id: int
    kind: ChatKind
    person: Person | None
    text: str = ""
    press: Press | None = None
    message_id: int | None = None
    thread_id: int | None = None
    reply_to: int | None = None
    chat_title: str = ""
    is_chat_admin: bool = False
    is_forwarded: bool = False
    is_edited: bool = False
    is_addressed: bool = True
    location: tuple[float, float] | None = None
    document: bytes | None = None
    shown_text: str = ""

    @property
    def is_private(self) -> bool:
        return self.kind in ("private", "console")


@dataclass(frozen=True, slots=True)
class Spoken:
    """An utterance cut into the command it names (without slash, lower case, empty for plain text) and the rest."""

    command: str
    argument: str


def cut_command(text: str, *, bot_name: str = "") -> Spoken | None:
    """`/time@our_bot 08:00` -> ("time", "08:00"). None when the command names another bot."""
    text = text.strip()
    if not text.startswith("/"):
        return Spoken("", text)
    head, _, argument = text.partition(" ") if " " in text else text.partition("\n")
    name, _, addressee = head[1:].partition("@")
    if addressee and bot_name and addressee.casefold() != bot_name.casefold():
        return None
    return Spoken(name.casefold(), argument.strip())
