"""Methods that put words into a chat: sendMessage, drafts, rich messages, forwards and copies, chat actions."""

import re
from typing import Any

from bot.demo.botapi.api import BotApi
from bot.demo.botapi.api_errors import bad_request, gone
from bot.demo.botapi.formatting.entities import FormattedText, fix_text
from bot.demo.botapi.methods.contents import check_length, read_message_text, read_target, read_text
from bot.demo.botapi.params import Params
from bot.demo.botapi.rooms import Post, Room
from bot.demo.botapi.world import Change

_ACTIONS = frozenset(
    {
        "typing",
        "upload_photo",
        "record_video",
        "upload_video",
        "record_voice",
        "upload_voice",
        "upload_document",
        "choose_sticker",
        "find_location",
        "record_video_note",
        "upload_video_note",
    }
)
MAX_RICH = 32_768
_RICH_KINDS = ("html", "markdown", "blocks")


def send_message(api: BotApi, params: Params) -> dict[str, Any]:
    text = read_message_text(params)
    target = read_target(api, params)
    options = params.json("link_preview_options")
    params.boolean("disable_web_page_preview")
    check_length(text)
    api.spend(target.room, params)
    post = api.world.post(
        target.room,
        api.world.bot,
        text,
        markup=target.markup,
        reply_to=target.reply_to,
        thread_id=target.thread_id,
        extra={"link_preview_options": options} if isinstance(options, dict) else {},
    )
    return post.to_api()


def send_message_draft(api: BotApi, params: Params) -> bool:
    """A streamed preview in a private chat; not a message, gone when the real one comes."""
    draft_id = params.integer("draft_id")
    text = read_text(params)
    params.boolean("can_stop"), params.boolean("keep_on_stop"), params.integer("message_thread_id")
    room = api.room(params)
    if not draft_id:
        raise bad_request("RANDOM_ID_INVALID")
    if room.type != "private":
        raise bad_request("TEXTDRAFT_PEER_INVALID")
    api.world.check_can_post(room)
    check_length(text)
    return _show_draft(api, room, draft_id, text)


def _show_draft(api: BotApi, room: Room, draft_id: int, text: FormattedText) -> bool:
    detail = {
        "draft_id": draft_id,
        "text": text.text,
        "entities": [entity.to_api() for entity in text.entities],
    }
    api.drafts.append({"chat_id": room.id, **detail})
    api.world.announce(Change("draft", room.id, detail=detail))
    return True


def send_rich_message(api: BotApi, params: Params) -> dict[str, Any]:
    """Bot API 10.1, which PTB 22.8 reaches by do_api_request. The content is checked for shape and size only."""
    rich = _read_rich(params)
    target = read_target(api, params)
    api.spend(target.room, params)
    post = api.world.post(
        target.room,
        api.world.bot,
        markup=target.markup,
        reply_to=target.reply_to,
        thread_id=target.thread_id,
        extra={"rich_message": rich},
    )
    return post.to_api()


def send_rich_message_draft(api: BotApi, params: Params) -> bool:
    rich = _read_rich(params)
    draft_id = params.integer("draft_id")
    room = api.room(params)
    if not draft_id or room.type != "private":
        raise bad_request("TEXTDRAFT_PEER_INVALID")
    api.world.check_can_post(room)
    return _show_draft(api, room, draft_id, FormattedText(rich_words(rich)))


def _read_rich(params: Params) -> dict[str, Any]:
    rich = params.json("rich_message")
    if not isinstance(rich, dict):
        raise bad_request("rich message must be non-empty")
    kinds = [kind for kind in _RICH_KINDS if rich.get(kind)]
    if len(kinds) != 1:
        raise bad_request("exactly one of html, markdown and blocks must be specified in the rich message")
    if len(str(rich[kinds[0]])) > MAX_RICH:
        raise bad_request("rich message is too long")
    return rich


def rich_words(rich: dict[str, Any]) -> str:
    """The words of a rich message, for drafts and the chat page."""
    source = str(rich.get("html") or rich.get("markdown") or "")
    return re.sub(r"<[^>]*>", "", source).strip()


def send_chat_action(api: BotApi, params: Params) -> bool:
    action = params.text("action")
    params.text("business_connection_id")
    if action not in _ACTIONS:
        raise bad_request("wrong parameter action in request")
    room = api.room(params)
    api.world.check_can_post(room, thread_id=params.integer("message_thread_id") or None)
    api.actions.append((room.id, action))
    api.world.announce(Change("action", room.id, detail={"action": action}))
    return True


def forward_message(api: BotApi, params: Params) -> dict[str, Any]:
    original = _original(api, params)
    target = read_target(api, params)
    api.spend(target.room, params)
    origin: dict[str, Any] = {"date": original.date}
    if original.room.type == "channel":
        origin |= {"type": "channel", "chat": original.room.to_api(), "message_id": original.id}
    elif original.sender is not None:
        origin |= {"type": "user", "sender_user": original.sender.to_api()}
    return _repeat(api, original, target.room, target.thread_id, {"forward_origin": origin}).to_api()


def copy_message(api: BotApi, params: Params) -> dict[str, int]:
    original = _original(api, params)
    caption = read_text(params, name="caption", entities="caption_entities")
    target = read_target(api, params)
    check_length(caption, is_caption=True)
    api.spend(target.room, params)
    post = _repeat(api, original, target.room, target.thread_id, {})
    if params.has("caption") and original.media:
        post.text = caption
    post.markup = target.markup
    return {"message_id": post.id}


def _original(api: BotApi, params: Params) -> Post:
    source = api.room(params, "from_chat_id")
    post = api.world.find_post(source, params.integer("message_id"))
    if post is None:
        raise gone("message to forward not found")
    return post


def _repeat(api: BotApi, post: Post, room: Room, thread_id: int | None, extra: dict[str, Any]) -> Post:
    text = fix_text(post.text)
    return api.world.post(room, api.world.bot, text, media=dict(post.media), thread_id=thread_id, extra=extra)


METHODS = {
    "sendMessage": send_message,
    "sendMessageDraft": send_message_draft,
    "sendRichMessage": send_rich_message,
    "sendRichMessageDraft": send_rich_message_draft,
    "sendChatAction": send_chat_action,
    "forwardMessage": forward_message,
    "copyMessage": copy_message,
}
