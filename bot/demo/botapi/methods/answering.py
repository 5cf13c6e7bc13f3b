"""Answers to presses and inline queries, and reactions."""

from typing import Any

from bot.demo.botapi.api import BotApi
from bot.demo.botapi.api_errors import bad_request, gone
from bot.demo.botapi.formatting.entities import fix_text
from bot.demo.botapi.methods.contents import check_length, read_text
from bot.demo.botapi.params import Params
from bot.demo.botapi.reply_markup import check_markup
from bot.demo.botapi.world import Change

_TOO_OLD = "query is too old and response timeout expired or query ID is invalid"
_PRESS_LIFETIME = 150.0
_INLINE_LIFETIME = 30.0
# A single code point each; the reactions people allow themselves are a few more.
_EMOJI = frozenset(
    (
        "👍 👎 ❤ 🔥 🥰 👏 😁 🤔 🤯 😱 🤬 😢 🎉 🤩 🤮 💩 🙏 👌 🕊 🤡 🥱 🥴 😍 🐳 🌚 🌭 💯 🤣 ⚡ 🏆 💔"
        " 🤨 😐 👀 🎃 🤓 👻 ✍ 🤝 🫡 🆒 🤷"
    ).replace(" ", "")
)


def answer_callback_query(api: BotApi, params: Params) -> bool:
    press = api.presses.get(params.text("callback_query_id"))
    answer = {
        "text": params.text("text"),
        "show_alert": params.boolean("show_alert"),
        "url": params.text("url"),
    }
    params.integer("cache_time")
    if press is None or api.now().timestamp() - press.at > _PRESS_LIFETIME:
        raise gone(_TOO_OLD)
    if len(str(answer["text"])) > 200:
        raise bad_request("MESSAGE_TOO_LONG")
    if answer["url"]:
        raise bad_request("URL_INVALID")
    press.answer = answer
    detail = {"press": press.id, "user": press.user.id, **answer}
    api.world.announce(Change("answer", press.post.room.id, press.post, detail))
    return True


def answer_inline_query(api: BotApi, params: Params) -> bool:
    query = api.inline_queries.get(params.text("inline_query_id"))
    results = params.json("results")
    next_offset = params.text("next_offset")
    button = params.json("button")
    params.integer("cache_time"), params.boolean("is_personal")
    if not isinstance(results, list):
        raise bad_request("can't parse inline query results: Expected an Array")
    if len(results) > 50:
        raise bad_request("too many inline query results specified")
    if len(next_offset.encode()) > 64:
        raise bad_request("NEXT_OFFSET_INVALID")
    for result in results:
        _check_result(result)
    if len({result["id"] for result in results}) != len(results):
        raise bad_request("RESULT_ID_DUPLICATE")
    if query is None or api.now().timestamp() - query.at > _INLINE_LIFETIME:
        raise gone(_TOO_OLD)
    query.answer = {"results": results, "next_offset": next_offset, "button": button}
    api.world.announce(Change("inline", query.user.id, detail={"query": query.id}))
    return True


def _check_result(result: Any) -> None:
    if not isinstance(result, dict) or not 1 <= len(str(result.get("id", "")).encode()) <= 64:
        raise bad_request("RESULT_ID_INVALID")
    if result.get("type") == "article":
        if not result.get("title"):
            raise bad_request("ARTICLE_TITLE_EMPTY")
        content = result.get("input_message_content")
        if not isinstance(content, dict):
            raise bad_request("can't parse inline query result: input_message_content must be specified")
        if "message_text" in content:
            fields = {"text": content["message_text"], "parse_mode": content.get("parse_mode", "")}
            text = fix_text(read_text(Params(fields)))
            if not text.text:
                raise bad_request("message text is empty")
            check_length(text)
    check_markup(result.get("reply_markup"), is_inline_only=True)


def set_message_reaction(api: BotApi, params: Params) -> bool:
    reactions = params.json("reaction") or []
    params.boolean("is_big")
    room = api.room(params)
    api.world.check_present(room)
    post = api.world.find_post(room, params.integer("message_id"))
    if post is None:
        raise gone("message to react not found")
    if len(reactions) > 1:
        raise bad_request("REACTIONS_TOO_MANY")
    for reaction in reactions:
        if reaction.get("type") != "emoji" or str(reaction.get("emoji", "")).rstrip("\ufe0f") not in _EMOJI:
            raise bad_request("REACTION_INVALID")
    post.reactions[api.world.bot.id] = reactions
    api.world.announce(Change("reaction", room.id, post))
    return True


METHODS = {
    "answerCallbackQuery": answer_callback_query,
    "answerInlineQuery": answer_inline_query,
    "setMessageReaction": set_message_reaction,
}
