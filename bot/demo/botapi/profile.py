"""What people see of the bot besides its messages: commands, descriptions, menu button; by scope and language."""

from dataclasses import dataclass, field
from typing import Any

from bot.demo.botapi.rooms import Account, Room


@dataclass(frozen=True, slots=True)
class Scope:
    """A BotCommandScope."""

    type: str = "default"
    chat_id: int = 0
    user_id: int = 0


@dataclass(slots=True)
class Profile:
    commands: dict[tuple[Scope, str], list[dict[str, Any]]] = field(default_factory=dict)
    texts: dict[tuple[str, str], str] = field(default_factory=dict)
    menu_buttons: dict[int, dict[str, Any]] = field(default_factory=dict)

    def text(self, kind: str, language: str) -> str:
        """`kind` is name, description or short_description; falls back to the text without a language."""
        return self.texts.get((kind, language)) or self.texts.get((kind, ""), "")

    def commands_for(self, room: Room, user: Account) -> list[dict[str, Any]]:
        """The list a person sees in a chat: the narrowest scope that has one, in their language if there is one."""
        for scope in _scopes_of(room, user):
            for language in (user.language.partition("-")[0], ""):
                commands = self.commands.get((scope, language))
                if commands is not None:
                    return commands
        return []


def _scopes_of(room: Room, user: Account) -> list[Scope]:
    member = room.members.get(user.id)
    is_admin = member is not None and member.status in {"creator", "administrator"}
    if room.type == "private":
        return [Scope("chat", room.id), Scope("all_private_chats"), Scope()]
    narrow = [Scope("chat_member", room.id, user.id)]
    if is_admin:
        narrow.append(Scope("chat_administrators", room.id))
    narrow.append(Scope("chat", room.id))
    if is_admin:
        narrow.append(Scope("all_chat_administrators"))
    return [*narrow, Scope("all_group_chats"), Scope()]
