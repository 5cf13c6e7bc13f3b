"""Accounts, chats and messages as the server holds them, and their Bot API form.

These are mutable on purpose: they are the server's memory, touched only under `World.lock`.
"""

from dataclasses import dataclass, field
from typing import Any, Literal

from bot.demo.botapi.formatting.detection import with_detected
from bot.demo.botapi.formatting.entities import NO_TEXT, FormattedText

RoomType = Literal["private", "group", "supergroup", "channel"]
Status = Literal["creator", "administrator", "member", "restricted", "left", "kicked"]

# In Telegram "Deleted Account"s refuse with a text of their own.
_PRESENT = frozenset({"creator", "administrator", "member", "restricted"})


@dataclass(slots=True)
class Account:
    """A person or the bot."""

    id: int
    first_name: str
    last_name: str = ""
    username: str = ""
    language: str = "en"
    is_bot: bool = False
    is_deactivated: bool = False

    def to_api(self) -> dict[str, Any]:
        user: dict[str, Any] = {"id": self.id, "is_bot": self.is_bot, "first_name": self.first_name}
        optional = {"last_name": self.last_name, "username": self.username}
        user.update({name: value for name, value in optional.items() if value})
        if self.language and not self.is_bot:
            user["language_code"] = self.language
        return user


@dataclass(slots=True)
class Member:
    account: Account
    status: Status = "member"
    rights: dict[str, bool] = field(default_factory=dict)
    is_anonymous: bool = False

    @property
    def is_present(self) -> bool:
        return self.status in _PRESENT

    def to_api(self) -> dict[str, Any]:
        member: dict[str, Any] = {"user": self.account.to_api(), "status": self.status}
        if self.status == "creator":
            member["is_anonymous"] = self.is_anonymous
        if self.status == "administrator":
            member |= _ADMIN_RIGHTS | {"is_anonymous": self.is_anonymous} | self.rights
        if self.status == "restricted":
            member |= _MEMBER_RIGHTS | {"is_member": True, "until_date": 0} | self.rights
        if self.status == "kicked":
            member["until_date"] = 0
        return member


_ADMIN_RIGHTS: dict[str, Any] = {
    "can_be_edited": False,
    "can_manage_chat": True,
    "can_delete_messages": False,
    "can_manage_video_chats": False,
    "can_restrict_members": False,
    "can_promote_members": False,
    "can_change_info": False,
    "can_invite_users": True,
    "can_post_stories": False,
    "can_edit_stories": False,
    "can_delete_stories": False,
}
_MEMBER_RIGHTS: dict[str, Any] = dict.fromkeys(
    (
        "can_send_messages", "can_send_audios", "can_send_documents", "can_send_photos", "can_send_videos",
        "can_send_video_notes", "can_send_voice_notes", "can_send_polls", "can_send_other_messages",
        "can_add_web_page_previews", "can_edit_tag", "can_react_to_messages",
        "can_change_info", "can_invite_users", "can_pin_messages", "can_manage_topics",
    ),
    False,
)  # fmt: skip


@dataclass(slots=True)
class Room:
    """A chat. In a private one `owner` is the person."""

    id: int
    type: RoomType
    title: str = ""
    username: str = ""
    owner: Account | None = None
    is_forum: bool = False
    is_started: bool = True
    migrated_to: int | None = None
    members: dict[int, Member] = field(default_factory=dict)
    posts: dict[int, "Post"] = field(default_factory=dict)
    threads: dict[int, str] = field(default_factory=dict)
    closed_threads: set[int] = field(default_factory=set)
    pinned: list[int] = field(default_factory=list)
    last_post_id: int = 0

    def to_api(self) -> dict[str, Any]:
        chat: dict[str, Any] = {"id": self.id, "type": self.type}
        if self.owner is not None:
            person = self.owner.to_api()
            chat |= {name: person[name] for name in ("first_name", "last_name", "username") if name in person}
            return chat
        chat["title"] = self.title
        if self.username:
            chat["username"] = self.username
        if self.is_forum:
            chat["is_forum"] = True
        return chat

    @property
    def full_type(self) -> str:
        """As error texts name it."""
        return {"group": "group chat", "supergroup": "supergroup chat", "channel": "channel chat"}.get(self.type, "")


@dataclass(slots=True)
class Post:
    """One message and everything it has been. `media` and `extra` are ready Bot API fields."""

    id: int
    room: Room
    sender: Account | None
    date: int
    text: FormattedText = NO_TEXT
    media: dict[str, Any] = field(default_factory=dict)
    markup: dict[str, Any] | None = None
    reply_to: "Post | None" = None
    thread_id: int | None = None
    edit_date: int | None = None
    extra: dict[str, Any] = field(default_factory=dict)
    versions: list[FormattedText] = field(default_factory=list)
    reactions: dict[int, list[dict[str, Any]]] = field(default_factory=dict)
    is_deleted: bool = False

    @property
    def is_service(self) -> bool:
        return not self.text.text and not self.media and "rich_message" not in self.extra

    @property
    def buttons(self) -> list[dict[str, Any]]:
        """All inline buttons, row by row in one list."""
        rows = (self.markup or {}).get("inline_keyboard", [])
        return [button for row in rows for button in row]

    def button(self, text: str) -> dict[str, Any]:
        """The inline button of that label. Raises LookupError."""
        for button in self.buttons:
            if button["text"] == text:
                return button
        raise LookupError(f"no button {text!r} under message {self.id}, only {[b['text'] for b in self.buttons]}")

    def to_api(self, *, with_reply: bool = True) -> dict[str, Any]:
        message: dict[str, Any] = {"message_id": self.id, "date": self.date, "chat": self.room.to_api()}
        if self.room.type == "channel":
            message["sender_chat"] = self.room.to_api()
        elif self.sender is not None:
            message["from"] = self.sender.to_api()
        if self.thread_id is not None:
            message |= {"message_thread_id": self.thread_id, "is_topic_message": True}
        if self.edit_date is not None:
            message["edit_date"] = self.edit_date
        message |= self._content_to_api()
        if self.markup and "inline_keyboard" in self.markup:
            message["reply_markup"] = self.markup
        if with_reply and self.reply_to is not None:
            message["reply_to_message"] = self.reply_to.to_api(with_reply=False)
        return message | self.extra

    def _content_to_api(self) -> dict[str, Any]:
        content: dict[str, Any] = dict(self.media)
        if self.text.text:
            shown = with_detected(self.text)
            prefix = "caption" if self.media else "text"
            content[prefix] = shown.text
            if shown.entities:
                content["caption_entities" if self.media else "entities"] = [e.to_api() for e in shown.entities]
        return content
