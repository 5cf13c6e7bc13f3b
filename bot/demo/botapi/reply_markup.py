"""Buttons under messages: Telegram's shape and limits for `reply_markup`."""

from typing import Any

from bot.demo.botapi.api_errors import bad_request
from bot.demo.botapi.formatting.links import check_link

MAX_BUTTONS = 100
MAX_DATA_BYTES = 64
_ACTIONS = (
    "url", "callback_data", "web_app", "login_url", "switch_inline_query", "switch_inline_query_current_chat",
    "switch_inline_query_chosen_chat", "copy_text", "callback_game", "pay", "disabled",
)  # fmt: skip
_KINDS = ("inline_keyboard", "keyboard", "remove_keyboard", "force_reply")


def check_markup(markup: Any, *, is_inline_only: bool = False) -> dict[str, Any] | None:
    """The markup as stored, or None for none. Raises ApiError with Telegram's words."""
    if markup is None:
        return None
    if not isinstance(markup, dict):
        raise bad_request("object expected as reply markup")
    kind = next((kind for kind in _KINDS if kind in markup), None)
    if kind is None:
        return None
    if kind == "inline_keyboard":
        return _inline_keyboard(markup["inline_keyboard"])
    if is_inline_only:
        raise bad_request("inline keyboard expected")
    if kind == "keyboard":
        _rows(markup["keyboard"], "keyboard")
    return markup


def _rows(rows: Any, field: str) -> list[list[Any]]:
    if not isinstance(rows, list):
        raise bad_request(f'field "{field}" of the ReplyMarkup must be of type Array')
    for row in rows:
        if not isinstance(row, list):
            raise bad_request(f'field "{field}" of the ReplyMarkup must be an Array of Arrays')
    return rows


def _inline_keyboard(rows: Any) -> dict[str, Any] | None:
    checked = [[_inline_button(button) for button in row] for row in _rows(rows, "inline_keyboard")]
    checked = [row for row in checked if row]
    if sum(map(len, checked)) > MAX_BUTTONS:
        raise bad_request("reply markup is too long")
    return {"inline_keyboard": checked} if checked else None


def _inline_button(button: Any) -> dict[str, Any]:
    if not isinstance(button, dict):
        raise bad_request("can't parse inline keyboard button: InlineKeyboardButton must be an Object")
    text = button.get("text")
    if not isinstance(text, str) or not text.strip():
        raise bad_request('can\'t parse inline keyboard button: Field "text" must be non-empty')
    actions = [name for name in _ACTIONS if name in button]
    if not actions:
        raise bad_request("can't parse inline keyboard button: Text buttons are unallowed in the inline keyboard")
    if len(actions) > 1:
        raise bad_request("can't parse inline keyboard button: exactly one action expected")
    _check_action(text, actions[0], button[actions[0]])
    return {**button, **({"url": check_link(button["url"])} if "url" in button else {})}


def _check_action(text: str, action: str, value: Any) -> None:
    if action == "callback_data":
        size = len(value.encode()) if isinstance(value, str) else 0
        if not 1 <= size <= MAX_DATA_BYTES:
            raise bad_request("BUTTON_DATA_INVALID")
    if action == "url" and not check_link(str(value)):
        raise bad_request(f"inline keyboard button URL '{value}' is invalid: Wrong HTTP URL")
    if action == "copy_text":
        copied = value.get("text") if isinstance(value, dict) else None
        if not isinstance(copied, str) or not 1 <= len(copied) <= 256:
            raise bad_request("BUTTON_COPY_TEXT_INVALID")
    if action == "web_app" and not str((value or {}).get("url", "")).startswith("https://"):
        raise bad_request(f"inline keyboard button Web App URL '{value}' is invalid: Only HTTPS links are allowed")
    if len(text) > 4096:
        raise bad_request("reply markup is too long")


def button_with_data(markup: dict[str, Any] | None, data: str) -> bool:
    """Is there a button of that data under the message?"""
    rows = (markup or {}).get("inline_keyboard", [])
    return any(button.get("callback_data") == data for row in rows for button in row)
