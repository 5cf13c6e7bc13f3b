"""What a message may consist of: text and caption after parsing, replies, threads. Shared by sending and editing."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from bot.demo.botapi.api import BotApi
from bot.demo.botapi.api_errors import bad_request, gone
from bot.demo.botapi.formatting.entities import Entity, FormattedText, fix_text, utf16_length
from bot.demo.botapi.formatting.html import parse_html
from bot.demo.botapi.formatting.markdown import parse_markdown
from bot.demo.botapi.params import Params
from bot.demo.botapi.reply_markup import check_markup
from bot.demo.botapi.rooms import Post, Room

MAX_TEXT = 4096
MAX_CAPTION = 1024
MAX_BYTES = 32_768
_MODES: dict[str, Callable[[str], FormattedText] | None] = {
    "": None,
    "none": None,
    "html": parse_html,
    "markdownv2": parse_markdown,
}
_SPARE = ("disable_notification", "protect_content", "message_effect_id", "business_connection_id")


@dataclass(frozen=True, slots=True)
class Target:
    """Where a message goes, and what it answers."""

    room: Room
    thread_id: int | None
    reply_to: Post | None
    markup: dict[str, Any] | None


def read_text(params: Params, *, name: str = "text", entities: str = "entities") -> FormattedText:
    """The parsed text. Raises ApiError in Telegram's order: empty, too many bytes, parse mode, markup."""
    raw = params.text(name)
    mode = params.text("parse_mode").strip().lower()
    listed = params.json(entities)
    if not raw:
        return FormattedText("")
    if len(raw.encode()) > MAX_BYTES:
        raise bad_request("text is too long" if name == "text" else "message caption is too long")
    if mode not in _MODES:
        raise bad_request("unsupported parse_mode")
    fixed = _parsed(raw, mode) if _MODES[mode] else fix_text(FormattedText(raw, _given_entities(listed, raw)))
    if not fixed.text and name == "text":
        raise bad_request("text must be non-empty")
    return fixed


def read_message_text(params: Params) -> FormattedText:
    """The required text of a message. Its length is checked last, by `check_length`."""
    text = read_text(params)
    if not params.text("text"):
        raise bad_request("message text is empty")
    return text


@lru_cache(maxsize=64)
def _parsed(raw: str, mode: str) -> FormattedText:
    """Remembered, since a broadcast says the same to thousands of chats."""
    parser = _MODES[mode]
    return fix_text(parser(raw) if parser else FormattedText(raw))


def check_length(text: FormattedText, *, is_caption: bool = False) -> None:
    """Code points after parsing, as TDLib counts them."""
    if len(text.text) > (MAX_CAPTION if is_caption else MAX_TEXT):
        raise bad_request("message caption is too long" if is_caption else "message is too long")


def read_target(api: BotApi, params: Params, *, is_inline_only: bool = False) -> Target:
    """Chat, thread, reply and buttons. Raises ApiError in Telegram's order: markup shape, chat, rights, reply."""
    for name in _SPARE:
        params.text(name)
    markup = check_markup(params.json("reply_markup"), is_inline_only=is_inline_only)
    reply = params.json("reply_parameters")
    room = api.room(params)
    thread_id = params.integer("message_thread_id") or None
    api.world.check_can_post(room, thread_id=thread_id)
    replied = _replied_post(api, room, reply, params.integer("reply_to_message_id"))
    if replied is not None and thread_id is None:
        thread_id = replied.thread_id
    return Target(room, thread_id, replied, markup)


def _replied_post(api: BotApi, room: Room, reply: Any, old_style_id: int) -> Post | None:
    reply = reply if isinstance(reply, dict) else {"message_id": old_style_id} if old_style_id else None
    if reply is None:
        return None
    where = api.world.find_room(str(reply["chat_id"])) if reply.get("chat_id") else room
    post = api.world.find_post(where, int(reply.get("message_id", 0)))
    if post is None:
        if reply.get("allow_sending_without_reply"):
            return None
        raise gone("message to be replied not found")
    quote = reply.get("quote")
    if quote and str(quote) not in post.text.text:
        raise bad_request("QUOTE_TEXT_INVALID")
    return post


def _given_entities(listed: Any, raw: str) -> tuple[Entity, ...]:
    if not isinstance(listed, list):
        return ()
    end = utf16_length(raw)
    entities = []
    for item in listed:
        known = {"type", "offset", "length"}
        entity = Entity(
            str(item["type"]),
            int(item["offset"]),
            int(item["length"]),
            tuple((name, value) for name, value in item.items() if name not in known),
        )
        if entity.offset < 0 or entity.length <= 0 or entity.end > end:
            raise bad_request("can't parse entities: entity beyond the text")
        entities.append(entity)
    return tuple(entities)
