"""Methods that change or remove what was sent. An edit counts like a send."""

from typing import Any

from bot.demo.botapi.api import BotApi
from bot.demo.botapi.api_errors import bad_request, gone
from bot.demo.botapi.formatting.entities import FormattedText
from bot.demo.botapi.methods.contents import check_length, read_message_text, read_text
from bot.demo.botapi.params import Params
from bot.demo.botapi.reply_markup import check_markup
from bot.demo.botapi.rooms import Post, Room
from bot.demo.botapi.world import Change

_NOT_MODIFIED = (
    "message is not modified: specified new message content and reply markup are exactly the same as a current "
    "content and reply markup of the message"
)
_TWO_DAYS = 48 * 3600


def edit_message_text(api: BotApi, params: Params) -> dict[str, Any]:
    rich = params.json("rich_message")
    text = FormattedText("") if rich else read_message_text(params)
    options = params.json("link_preview_options")
    params.boolean("disable_web_page_preview")
    markup = check_markup(params.json("reply_markup"), is_inline_only=True)
    post = _editable(api, params)
    if post.media:
        raise bad_request("there is no text in the message to edit")
    check_length(text)
    extra = {"rich_message": rich} if rich else {}
    if isinstance(options, dict):
        extra["link_preview_options"] = options
    return _edit(api, params, post, text, markup, extra).to_api()


def edit_message_caption(api: BotApi, params: Params) -> dict[str, Any]:
    text = read_text(params, name="caption", entities="caption_entities")
    params.boolean("show_caption_above_media")
    markup = check_markup(params.json("reply_markup"), is_inline_only=True)
    post = _editable(api, params)
    if not post.media:
        raise bad_request("there is no caption in the message to edit")
    check_length(text, is_caption=True)
    return _edit(api, params, post, text, markup, {}).to_api()


def edit_message_reply_markup(api: BotApi, params: Params) -> dict[str, Any]:
    markup = check_markup(params.json("reply_markup"), is_inline_only=True)
    post = _editable(api, params)
    return _edit(api, params, post, post.text, markup, {}).to_api()


def delete_message(api: BotApi, params: Params) -> bool:
    room = api.room(params)
    post = api.world.find_post(room, params.integer("message_id"))
    api.world.check_present(room)
    if post is None:
        raise gone("message to delete not found")
    _delete(api, room, post)
    return True


def delete_messages(api: BotApi, params: Params) -> bool:
    """Those that are not there are skipped."""
    room = api.room(params)
    ids = params.json("message_ids")
    if not isinstance(ids, list) or not 1 <= len(ids) <= 100:
        raise bad_request("message identifiers are not specified")
    api.world.check_present(room)
    for message_id in ids:
        post = api.world.find_post(room, int(message_id))
        if post is not None:
            _delete(api, room, post)
    return True


def _delete(api: BotApi, room: Room, post: Post) -> None:
    is_own = post.sender is api.world.bot
    member = room.members[api.world.bot.id]
    may_delete_any = room.type == "private" or member.rights.get("can_delete_messages", False)
    is_too_old = api.world.timestamp() - post.date > _TWO_DAYS and not (may_delete_any and room.type != "private")
    if is_too_old or not (is_own or may_delete_any):
        raise gone("message can't be deleted")
    post.is_deleted = True
    api.world.announce(Change("deleted", room.id, post))


def _editable(api: BotApi, params: Params) -> Post:
    params.text("business_connection_id")
    if params.has("inline_message_id"):
        raise gone("MESSAGE_ID_INVALID")
    room = api.room(params)
    api.world.check_present(room)
    post = api.world.find_post(room, params.integer("message_id"))
    if post is None:
        raise gone("message to edit not found")
    if post.sender is not api.world.bot or post.is_service:
        raise bad_request("message can't be edited")
    return post


def _edit(
    api: BotApi,
    params: Params,
    post: Post,
    text: FormattedText,
    markup: dict[str, Any] | None,
    extra: dict[str, Any],
) -> Post:
    is_same_extra = all(post.extra.get(name) == value for name, value in extra.items())
    if (text, markup) == (post.text, post.markup) and is_same_extra:
        raise gone(_NOT_MODIFIED)
    api.spend(post.room, params)
    post.versions.append(post.text)
    post.text, post.markup = text, markup
    post.extra |= extra
    post.edit_date = api.world.timestamp()
    api.world.announce(Change("message", post.room.id, post))
    return post


METHODS = {
    "editMessageText": edit_message_text,
    "editMessageCaption": edit_message_caption,
    "editMessageReplyMarkup": edit_message_reply_markup,
    "deleteMessage": delete_message,
    "deleteMessages": delete_messages,
}
