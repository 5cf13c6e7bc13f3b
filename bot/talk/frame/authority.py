"""Decides who may use a command: no other place does. Menus and command lists only hide; they never authorise."""

from collections.abc import Collection
from enum import Enum

from bot.talk.frame.utterances import Utterance


class Authority(Enum):
    """What a command asks of the one who uses it."""

    ANYONE = "anyone"
    """Reads, or changes only what belongs to the speaker."""

    CHAT = "chat"
    """Changes what a chat receives: in private the person, in a group or channel one of its administrators."""

    ADMIN = "admin"
    """Runs the bot: a person whose numeric id is in COUNTERPOINT_ADMINS, speaking in person in a private chat."""


def is_allowed(needed: Authority, utterance: Utterance, admins: Collection[int]) -> bool:
    """Decide by numeric id and kind of chat alone; names can be copied. Forwarded and edited words have no authority."""
    if needed is Authority.ANYONE:
        return True
    if utterance.is_forwarded or utterance.is_edited:
        return False
    if needed is Authority.CHAT:
        return utterance.is_private or utterance.is_chat_admin
    return is_admin(utterance, admins)


def is_admin(utterance: Utterance, admins: Collection[int]) -> bool:
    """An admin speaking for themselves, where no stranger reads along. The console belongs to who owns the machine."""
    if utterance.is_forwarded or utterance.is_edited or not utterance.is_private:
        return False
    return utterance.kind == "console" or (utterance.person is not None and utterance.person.id in admins)
