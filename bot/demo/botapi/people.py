"""People and chats as a test or the chat page moves them. Each act makes the update Telegram would send."""

import secrets
from dataclasses import dataclass
from typing import Any

from bot.demo.botapi.api import BotApi, InlineQuery, Press
from bot.demo.botapi.formatting.entities import FormattedText
from bot.demo.botapi.methods.media import document, new_file
from bot.demo.botapi.reply_markup import button_with_data
from bot.demo.botapi.rooms import Account, Member, Post, Room, Status
from bot.demo.botapi.world import Change

_ANONYMOUS = Account(1_087_968_824, "Group", username="GroupAnonymousBot", is_bot=True)


@dataclass(frozen=True, slots=True)
class Place:
    """A group, forum or channel."""

    api: BotApi
    room: Room

    @property
    def id(self) -> int:
        return self.room.id

    def add(self, person: "Person", status: Status = "member", *, is_anonymous: bool = False) -> None:
        """Put a person in, without an update (bots hear of others only as administrators who opted in)."""
        with self.api.world.lock:
            self.room.members[person.id] = Member(person.account, status, is_anonymous=is_anonymous)

    def add_bot(self, by: "Person", status: Status = "member", **rights: bool) -> None:
        self.api.world.set_status(self.room, self.api.world.bot, status, by.account, **rights)

    def remove_bot(self, by: "Person", status: Status = "kicked") -> None:
        self.api.world.set_status(self.room, self.api.world.bot, status, by.account)

    def thread(self, name: str) -> int:
        """A new forum topic made by a person; its thread id."""
        with self.api.world.lock:
            topic = {"name": name, "icon_color": 0x6FB9F0}
            post = self.api.world.post(self.room, None, extra={"forum_topic_created": topic})
            post.thread_id = post.id
            self.room.threads[post.id] = name
            return post.id

    def close_thread(self, thread_id: int) -> None:
        self.room.closed_threads.add(thread_id)

    def publish(self, text: str) -> Post:
        """A channel post by the channel's people, commands to the bot among them."""
        with self.api.world.lock:
            post = self.api.world.post(self.room, None, FormattedText(text))
            if self.room.members.get(self.api.world.bot.id, Member(self.api.world.bot, "left")).is_present:
                self.api.world.push("channel_post", post.to_api(), key=self.room.id)
            return post

    def migrate(self, by: "Person") -> "Place":
        """Turn a basic group into a supergroup with a new id; both service messages come."""
        world = self.api.world
        with world.lock:
            new = world.add_room("supergroup", self.room.title)
            new.members = dict(self.room.members)
            self.room.migrated_to = new.id
            old_post = world.post(self.room, by.account, extra={"migrate_to_chat_id": new.id})
            new_post = world.post(new, by.account, extra={"migrate_from_chat_id": self.room.id})
            world.push("message", old_post.to_api(), key=self.room.id)
            world.push("message", new_post.to_api(), key=new.id)
            return Place(self.api, new)


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody with a Telegram account."""

    api: BotApi
    account: Account

    @property
    def id(self) -> int:
        return self.account.id

    @property
    def room(self) -> Room:
        """Their private chat with the bot."""
        return self.api.world.rooms[self.id]

    def say(
        self,
        text: str,
        *,
        place: Place | None = None,
        reply_to: Post | None = None,
        thread_id: int | None = None,
        is_anonymous: bool = False,
        **extra: Any,
    ) -> Post:
        """Write something; in private this also starts (and unblocks) the bot. `extra` are ready Message fields."""
        content = FormattedText(text)
        return self._send(place, content, reply_to, thread_id, extra, is_anonymous=is_anonymous)

    def send_document(self, name: str, content: bytes, *, caption: str = "") -> Post:
        """Send the bot a file."""
        with self.api.world.lock:
            file = new_file(name, content)
            self.api.files[file.id] = file
            media = {"document": document(file)}
            return self._send(None, FormattedText(caption), None, None, {}, media=media)

    def send_location(self, latitude: float, longitude: float) -> Post:
        return self.say("", location={"latitude": latitude, "longitude": longitude})

    def edit(self, post: Post, text: str) -> Post:
        """Change an own message; the bot gets `edited_message`."""
        world = self.api.world
        with world.lock:
            post.versions.append(post.text)
            post.text, post.edit_date = FormattedText(text), world.timestamp()
            world.announce(Change("message", post.room.id, post))
            world.push("edited_message", post.to_api(), key=post.room.id)
            return post

    def press(self, post: Post, button: str) -> Press:
        """Press an inline button, named by its label or its data. Raises LookupError when there is none."""
        world = self.api.world
        with world.lock:
            data = button if button_with_data(post.markup, button) else str(post.button(button).get("callback_data"))
            press = Press(str(secrets.randbits(60)), self.account, post, data, world.now().timestamp())
            self.api.presses[press.id] = press
            payload = {
                "id": press.id,
                "from": self.account.to_api(),
                "message": post.to_api(),
                "chat_instance": str(post.room.id),
                "data": data,
            }
            world.push("callback_query", payload, key=self.id)
            return press

    def search(self, query: str, *, offset: str = "") -> InlineQuery:
        """Type `@bot query` somewhere."""
        world = self.api.world
        with world.lock:
            asked = InlineQuery(str(secrets.randbits(60)), self.account, query, world.now().timestamp())
            self.api.inline_queries[asked.id] = asked
            payload = {"id": asked.id, "from": self.account.to_api(), "query": query, "offset": offset}
            world.push("inline_query", payload, key=self.id)
            return asked

    def react(self, post: Post, emoji: str) -> None:
        """Needs the bot to have asked for `message_reaction`."""
        world = self.api.world
        with world.lock:
            old = post.reactions.get(self.id, [])
            new = [{"type": "emoji", "emoji": emoji}] if emoji else []
            post.reactions[self.id] = new
            payload = {
                "chat": post.room.to_api(),
                "message_id": post.id,
                "user": self.account.to_api(),
                "date": world.timestamp(),
                "old_reaction": old,
                "new_reaction": new,
            }
            world.push("message_reaction", payload, key=post.room.id)

    def block(self) -> None:
        self.api.world.set_status(self.room, self.api.world.bot, "kicked", self.account)

    def unblock(self) -> None:
        self.api.world.set_status(self.room, self.api.world.bot, "member", self.account)

    def deactivate(self) -> None:
        self.account.is_deactivated = True

    def _send(
        self,
        place: Place | None,
        text: FormattedText,
        reply_to: Post | None,
        thread_id: int | None,
        extra: dict[str, Any],
        *,
        media: dict[str, Any] | None = None,
        is_anonymous: bool = False,
    ) -> Post:
        world = self.api.world
        with world.lock:
            room = place.room if place else self.room
            if place is None:
                self._open_private(room)
            if is_anonymous:
                extra = {**extra, "sender_chat": room.to_api()}
            post = world.post(
                room,
                _ANONYMOUS if is_anonymous else self.account,
                text,
                media=media or {},
                reply_to=reply_to,
                thread_id=thread_id,
                extra=extra,
            )
            if self._is_heard(post):
                world.push("message", post.to_api(), key=room.id)
            return post

    def _open_private(self, room: Room) -> None:
        room.is_started = True
        if room.members[self.api.world.bot.id].status == "kicked":
            self.unblock()

    def _is_heard(self, post: Post) -> bool:
        """Privacy mode: in groups a bot that is no administrator hears commands, replies to it and mentions only."""
        bot = self.api.world.bot
        member = post.room.members.get(bot.id)
        if post.room.type == "private":
            return True
        if member is None or not member.is_present:
            return False
        if member.status == "administrator":
            return True
        words = post.text.text
        addressee = words.split()[0].partition("@")[2] if words.startswith("/") else ""
        is_command = words.startswith("/") and addressee.lower() in {"", bot.username.lower()}
        is_reply = post.reply_to is not None and post.reply_to.sender is bot
        return is_command or is_reply or f"@{bot.username}".lower() in words.lower()
