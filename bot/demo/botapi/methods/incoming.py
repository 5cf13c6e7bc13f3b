"""How updates reach the bot: polling and webhook settings. The waiting and posting is done in `server`."""

import re
from typing import Any

from bot.demo.botapi.api import BotApi
from bot.demo.botapi.api_errors import bad_request, conflict
from bot.demo.botapi.params import Params

_SECRET = re.compile(r"[A-Za-z0-9_-]{1,256}")


def get_updates(api: BotApi, params: Params) -> list[dict[str, Any]]:
    """What is there now; `server` calls it again while the poller waits."""
    if api.webhook.url:
        raise conflict(
            "can't use getUpdates method while webhook is active; use deleteWebhook to delete the webhook first"
        )
    limit = params.integer("limit", 100)
    params.integer("timeout")
    api.world.updates.allow(_kinds(params))
    api.world.updates.confirm(params.integer("offset"))
    waiting = api.world.updates.take(min(max(limit, 1), 100), now=api.now().timestamp())
    return [update.to_api() for update in waiting]


def set_webhook(api: BotApi, params: Params) -> bool:
    """Any http(s) address: Telegram wants HTTPS on 443, 80, 88 or 8443, here the bot lives on loopback."""
    url, secret = params.text("url").strip(), params.text("secret_token")
    kinds = _kinds(params)
    connections = params.integer("max_connections", 40)
    params.text("ip_address"), params.upload("certificate")
    if url and not re.match(r"https?://[^/\s]+", url):
        raise bad_request("bad webhook: invalid HTTPS URL")
    if secret and not _SECRET.fullmatch(secret):
        raise bad_request("secret token contains unallowed characters")
    if not 1 <= connections <= 100:
        raise bad_request("max_connections must be between 1 and 100")
    _drop_pending(api, params)
    api.world.updates.allow(kinds)
    api.webhook.url, api.webhook.secret, api.webhook.max_connections = url, secret, connections
    _wake(api)
    return True


def delete_webhook(api: BotApi, params: Params) -> bool:
    _drop_pending(api, params)
    api.webhook.url = api.webhook.secret = ""
    return True


def get_webhook_info(api: BotApi, params: Params) -> dict[str, Any]:
    hook = api.webhook
    info: dict[str, Any] = {
        "url": hook.url,
        "has_custom_certificate": False,
        "pending_update_count": len(api.world.updates.waiting),
    }
    if hook.url:
        info["max_connections"] = hook.max_connections
    if hook.last_error:
        info |= {"last_error_date": hook.last_error_at, "last_error_message": hook.last_error}
    if api.world.updates.allowed is not None:
        info["allowed_updates"] = sorted(api.world.updates.allowed)
    return info


def _kinds(params: Params) -> list[str] | None:
    kinds = params.json("allowed_updates")
    return [str(kind) for kind in kinds] if isinstance(kinds, list) else None


def _drop_pending(api: BotApi, params: Params) -> None:
    if params.boolean("drop_pending_updates"):
        api.world.updates.waiting.clear()


def _wake(api: BotApi) -> None:
    if api.world.on_update is not None:
        api.world.on_update()


METHODS = {
    "getUpdates": get_updates,
    "setWebhook": set_webhook,
    "deleteWebhook": delete_webhook,
    "getWebhookInfo": get_webhook_info,
}
