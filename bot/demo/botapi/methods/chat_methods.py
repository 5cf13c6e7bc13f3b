"""Methods about chats: what they are, who is in them, threads, pins, leaving."""

from typing import Any

from bot.demo.botapi.api import BotApi
from bot.demo.botapi.api_errors import bad_request, gone
from bot.demo.botapi.params import Params
from bot.demo.botapi.rooms import Member, Room

MAX_THREAD_NAME = 128


def get_chat(api: BotApi, params: Params) -> dict[str, Any]:
    room = api.room(params)
    if room.type != "private":
        api.world.check_present(room)
    gifts = ("unlimited_gifts", "limited_gifts", "unique_gifts", "premium_subscription", "gifts_from_channels")
    full = {"accent_color_id": 0, "max_reaction_count": 11, "accepted_gift_types": dict.fromkeys(gifts, False)}
    return room.to_api() | full


def get_chat_member(api: BotApi, params: Params) -> dict[str, Any]:
    room = api.room(params)
    api.world.check_present(room)
    user_id = params.integer("user_id")
    if user_id not in api.world.accounts and user_id != api.world.bot.id:
        raise gone("PARTICIPANT_ID_INVALID")
    account = api.world.accounts.get(user_id, api.world.bot)
    _check_list_is_open(api, room)
    return (room.members.get(user_id) or Member(account, "left")).to_api()


def get_chat_administrators(api: BotApi, params: Params) -> list[dict[str, Any]]:
    room = api.room(params)
    if room.type == "private":
        raise bad_request("there are no administrators in the private chat")
    api.world.check_present(room)
    _check_list_is_open(api, room)
    admins = (member for member in room.members.values() if member.status in {"creator", "administrator"})
    return [member.to_api() for member in admins if not member.account.is_bot or member.account is api.world.bot]


def get_chat_member_count(api: BotApi, params: Params) -> int:
    room = api.room(params)
    api.world.check_present(room)
    return sum(1 for member in room.members.values() if member.is_present)


def leave_chat(api: BotApi, params: Params) -> bool:
    room = api.room(params)
    if room.type == "private":
        raise bad_request("chat member status can't be changed in private chats")
    api.world.check_present(room)
    api.world.set_status(room, api.world.bot, "left", by=api.world.bot)
    return True


def create_forum_topic(api: BotApi, params: Params) -> dict[str, Any]:
    room = api.room(params)
    name, color = params.text("name").strip(), params.integer("icon_color", 0x6FB9F0)
    params.text("icon_custom_emoji_id")
    api.world.check_can_post(room)
    if not room.is_forum:
        raise bad_request("the chat is not a forum")
    if not 1 <= len(name) <= MAX_THREAD_NAME:
        raise bad_request("topic name is invalid")
    if room.type != "private" and not room.members[api.world.bot.id].rights.get("can_manage_topics", False):
        raise gone("not enough rights to create a topic")
    topic = {"name": name, "icon_color": color}
    post = api.world.post(room, api.world.bot, extra={"forum_topic_created": topic})
    post.thread_id = post.id
    room.threads[post.id] = name
    return {"message_thread_id": post.id, **topic}


def pin_chat_message(api: BotApi, params: Params) -> bool:
    room = api.room(params)
    params.boolean("disable_notification"), params.text("business_connection_id")
    api.world.check_can_post(room)
    post = api.world.find_post(room, params.integer("message_id"))
    if post is None:
        raise gone("message to pin not found")
    _check_may_pin(api, room)
    room.pinned.append(post.id)
    return True


def unpin_chat_message(api: BotApi, params: Params) -> bool:
    room = api.room(params)
    message_id = params.integer("message_id")
    params.text("business_connection_id")
    api.world.check_can_post(room)
    _check_may_pin(api, room)
    room.pinned = [pinned for pinned in room.pinned if pinned != message_id] if message_id else room.pinned[:-1]
    return True


def _check_may_pin(api: BotApi, room: Room) -> None:
    rights = room.members[api.world.bot.id].rights
    name = "can_edit_messages" if room.type == "channel" else "can_pin_messages"
    if room.type != "private" and not rights.get(name, False):
        raise gone("not enough rights to manage pinned messages in the chat")


def _check_list_is_open(api: BotApi, room: Room) -> None:
    """In channels only administrators see who is there."""
    if room.type == "channel" and room.members[api.world.bot.id].status != "administrator":
        raise gone("member list is inaccessible")


def log_out(api: BotApi, params: Params) -> bool:
    api.is_logged_out = True
    return True


def close(api: BotApi, params: Params) -> bool:
    return True


METHODS = {
    "getChat": get_chat,
    "getChatMember": get_chat_member,
    "getChatAdministrators": get_chat_administrators,
    "getChatMemberCount": get_chat_member_count,
    "leaveChat": leave_chat,
    "createForumTopic": create_forum_topic,
    "pinChatMessage": pin_chat_message,
    "unpinChatMessage": unpin_chat_message,
    "logOut": log_out,
    "close": close,
}
