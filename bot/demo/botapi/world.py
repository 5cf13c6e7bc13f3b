"""Everything the server knows: people, chats, messages, and the updates that follow from what they do.

One lock guards it all: the server's thread and the test's thread both act here.
"""

import threading
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from bot.demo.botapi.api_errors import bad_request, forbidden, gone, migrated
from bot.demo.botapi.formatting.entities import NO_TEXT, FormattedText
from bot.demo.botapi.rooms import Account, Member, Post, Room, RoomType, Status
from bot.demo.botapi.updates import UpdateQueue

_FIRST_SUPERGROUP = -1_001_000_000_000


@dataclass(frozen=True, slots=True)
class Change:
    """Something a person in the chat can see. `kind`: message, deleted, action, draft, answer, reaction, profile."""

    kind: str
    chat_id: int
    post: Post | None = None
    detail: dict[str, Any] = field(default_factory=dict)


@dataclass(slots=True)
class World:
    """`now` gives aware times; listeners are called under the lock and must be quick."""

    bot: Account
    now: Callable[[], datetime]
    updates: UpdateQueue = field(default_factory=UpdateQueue)
    accounts: dict[int, Account] = field(default_factory=dict)
    rooms: dict[int, Room] = field(default_factory=dict)
    listeners: list[Callable[[Change], None]] = field(default_factory=list)
    on_update: Callable[[], None] | None = None
    lock: threading.Condition = field(default_factory=lambda: threading.Condition(threading.RLock()))
    _last_shared_id: int = 0
    _last_group_id: int = 0

    # People and chats

    def add_account(self, account: Account) -> Account:
        with self.lock:
            self.accounts[account.id] = account
            room = Room(account.id, "private", owner=account, username=account.username, is_started=False)
            room.members = {account.id: Member(account), self.bot.id: Member(self.bot)}
            self.rooms[account.id] = room
            return account

    def add_room(self, kind: RoomType, title: str, *, username: str = "", is_forum: bool = False) -> Room:
        with self.lock:
            self._last_group_id += 1
            at = self._last_group_id
            chat_id = -at if kind == "group" else _FIRST_SUPERGROUP - at
            room = Room(chat_id, kind, title, username, is_forum=is_forum)
            self.rooms[room.id] = room
            return room

    def find_room(self, reference: str) -> Room:
        """The chat of a `chat_id` parameter: a number or @username. Raises ApiError."""
        if not reference:
            raise bad_request("chat_id is empty")
        if reference.startswith("@"):
            name = reference[1:].lower()
            rooms = (r for r in self.rooms.values() if r.type != "private" and r.username.lower() == name)
            found = next(rooms, None) if name else None
        else:
            found = self.rooms.get(int(reference)) if reference.lstrip("-").isdecimal() else None
        if found is None:
            raise gone("chat not found")
        return found

    def member(self, room: Room, user_id: int) -> Member | None:
        return room.members.get(user_id)

    def check_can_post(self, room: Room, *, thread_id: int | None = None) -> None:
        """Raises the ApiError the bot gets when it may not write there."""
        self.check_present(room)
        member = room.members[self.bot.id]
        is_admin = member.status in {"administrator", "creator"}
        if room.type == "channel" and not (is_admin and member.rights.get("can_post_messages", True)):
            raise gone("need administrator rights in the channel chat")
        if member.status == "restricted" and not member.rights.get("can_send_messages", False):
            raise gone("not enough rights to send text messages to the chat")
        if thread_id is not None and thread_id not in room.threads:
            raise gone("message thread not found")
        if thread_id is not None and thread_id in room.closed_threads and not is_admin:
            raise gone("TOPIC_CLOSED")

    def check_present(self, room: Room) -> None:
        if room.migrated_to is not None:
            raise migrated(room.migrated_to)
        member = room.members.get(self.bot.id)
        if room.owner is not None:
            if room.owner.is_deactivated:
                raise forbidden("user is deactivated")
            if member is not None and member.status == "kicked":
                raise forbidden("bot was blocked by the user")
            if not room.is_started:
                raise forbidden("bot can't initiate conversation with a user")
            return
        if member is not None and member.status == "kicked":
            raise forbidden(f"bot was kicked from the {room.full_type}")
        if member is None or not member.is_present:
            raise forbidden(f"bot is not a member of the {room.full_type}")

    # Messages

    def post(self, room: Room, sender: Account | None, text: FormattedText = NO_TEXT, **content: Any) -> Post:
        """Write a message into a chat; `content` are fields of Post."""
        with self.lock:
            post = Post(self._next_post_id(room), room, sender, self.timestamp(), text, **content)
            room.posts[post.id] = post
            self.announce(Change("message", room.id, post))
            return post

    def announce(self, change: Change) -> None:
        """Tell those who watch a chat, and wake whoever waits for something to happen."""
        with self.lock:
            for listener in self.listeners:
                listener(change)
            self.lock.notify_all()

    def find_post(self, room: Room, message_id: int) -> Post | None:
        post = room.posts.get(message_id)
        return None if post is None or post.is_deleted else post

    def timestamp(self) -> int:
        return int(self.now().timestamp())

    def _next_post_id(self, room: Room) -> int:
        # Private chats and basic groups share one sequence, supergroups and channels have their own, as on Telegram.
        if room.type in {"private", "group"}:
            self._last_shared_id += 1
            return self._last_shared_id
        room.last_post_id += 1
        return room.last_post_id

    # Updates for the bot

    def push(self, kind: str, payload: dict[str, Any], *, key: int) -> bool:
        """Queue an update for the bot and wake its poller."""
        with self.lock:
            is_queued = self.updates.push(kind, payload, at=self.now().timestamp(), key=key)
            self.lock.notify_all()
            if is_queued and self.on_update is not None:
                self.on_update()
            return is_queued

    def set_status(self, room: Room, account: Account, status: Status, by: Account, **rights: bool) -> None:
        """Change a membership and tell the bot: `my_chat_member` about itself, else `chat_member`."""
        with self.lock:
            old = room.members.get(account.id) or Member(account, "left")
            new = Member(account, status, rights)
            room.members[account.id] = new
            payload = {
                "chat": room.to_api(),
                "from": by.to_api(),
                "date": self.timestamp(),
                "old_chat_member": old.to_api(),
                "new_chat_member": new.to_api(),
            }
            kind = "my_chat_member" if account.id == self.bot.id else "chat_member"
            self.push(kind, payload, key=room.id)
