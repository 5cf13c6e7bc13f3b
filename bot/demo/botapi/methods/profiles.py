"""Methods about the bot itself: getMe, commands by scope and language, names and descriptions, the menu button."""

import re
from collections.abc import Callable
from typing import Any

from bot.demo.botapi.api import BotApi
from bot.demo.botapi.api_errors import bad_request
from bot.demo.botapi.params import Params
from bot.demo.botapi.profile import Scope
from bot.demo.botapi.world import Change

_COMMAND = re.compile(r"[a-z0-9_]{1,32}")
_LANGUAGE = re.compile(r"([a-z]{2})?")
_SCOPES = frozenset(
    [
        "default",
        "all_private_chats",
        "all_group_chats",
        "all_chat_administrators",
        "chat",
        "chat_administrators",
        "chat_member",
    ]
)
_LIMITS = {"name": 64, "description": 512, "short_description": 120}


def get_me(api: BotApi, params: Params) -> dict[str, Any]:
    flags = ("supports_inline_queries", "can_read_all_group_messages", "has_main_web_app", "can_connect_to_business")
    on = {"can_join_groups": True, "supports_inline_queries": True}
    return api.world.bot.to_api() | dict.fromkeys(flags, False) | on


def set_my_commands(api: BotApi, params: Params) -> bool:
    commands = params.json("commands")
    key = _scope(api, params), _language(params)
    if not isinstance(commands, list):
        raise bad_request("can't parse commands: Expected an Array")
    if len(commands) > 100:
        raise bad_request("BOT_COMMANDS_TOO_MUCH")
    for command in commands:
        if not _COMMAND.fullmatch(str(command.get("command", ""))):
            raise bad_request("BOT_COMMAND_INVALID")
        if not 1 <= len(str(command.get("description", ""))) <= 256:
            raise bad_request("BOT_COMMAND_DESCRIPTION_INVALID")
    api.profile.commands[key] = commands
    api.world.announce(Change("profile", 0))
    return True


def get_my_commands(api: BotApi, params: Params) -> list[dict[str, Any]]:
    return api.profile.commands.get((_scope(api, params), _language(params)), [])


def delete_my_commands(api: BotApi, params: Params) -> bool:
    api.profile.commands.pop((_scope(api, params), _language(params)), None)
    api.world.announce(Change("profile", 0))
    return True


def _setter(kind: str) -> Callable[[BotApi, Params], bool]:
    def set_text(api: BotApi, params: Params) -> bool:
        text, language = params.text(kind), _language(params)
        if len(text) > _LIMITS[kind]:
            raise bad_request(f"BOT_{kind.upper()}_TOO_LONG")
        api.profile.texts[kind, language] = text
        if kind == "name" and text and not language:
            api.world.bot.first_name = text
        api.world.announce(Change("profile", 0))
        return True

    return set_text


def _getter(kind: str) -> Callable[[BotApi, Params], dict[str, str]]:
    def get_text(api: BotApi, params: Params) -> dict[str, str]:
        text = api.profile.text(kind, _language(params))
        return {kind: text or (api.world.bot.first_name if kind == "name" else "")}

    return get_text


def set_chat_menu_button(api: BotApi, params: Params) -> bool:
    chat_id = params.integer("chat_id")
    button = params.json("menu_button") or {"type": "default"}
    if button.get("type") not in {"default", "commands", "web_app"}:
        raise bad_request("BUTTON_INVALID")
    if button["type"] == "web_app" and not str(button.get("web_app", {}).get("url", "")).startswith("https://"):
        raise bad_request("menu button Web App URL is invalid: Only HTTPS links are allowed")
    api.profile.menu_buttons[chat_id] = button
    return True


def get_chat_menu_button(api: BotApi, params: Params) -> dict[str, Any]:
    return api.profile.menu_buttons.get(params.integer("chat_id"), {"type": "default"})


def _language(params: Params) -> str:
    language = params.text("language_code")
    if not _LANGUAGE.fullmatch(language):
        raise bad_request("invalid language code specified")
    return language


def _scope(api: BotApi, params: Params) -> Scope:
    given = params.json("scope") or {"type": "default"}
    kind = given.get("type")
    if kind not in _SCOPES:
        raise bad_request("can't parse BotCommandScope: Unsupported type specified")
    if kind not in {"chat", "chat_administrators", "chat_member"}:
        return Scope(kind)
    room = api.world.find_room(str(given.get("chat_id", "")))
    api.world.check_present(room)
    return Scope(kind, room.id, int(given.get("user_id", 0)))


METHODS = {
    "getMe": get_me,
    "setMyCommands": set_my_commands,
    "getMyCommands": get_my_commands,
    "deleteMyCommands": delete_my_commands,
    "setMyName": _setter("name"),
    "getMyName": _getter("name"),
    "setMyDescription": _setter("description"),
    "getMyDescription": _getter("description"),
    "setMyShortDescription": _setter("short_description"),
    "getMyShortDescription": _getter("short_description"),
    "setChatMenuButton": set_chat_menu_button,
    "getChatMenuButton": get_chat_menu_button,
}
