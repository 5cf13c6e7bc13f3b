"""The methods of the Bot API, by name (lower case, as Telegram matches them)."""

from collections.abc import Mapping

from bot.demo.botapi.api import Method
from bot.demo.botapi.methods import answering, chat_methods, editing, incoming, media, profiles, sending


def all_methods() -> Mapping[str, Method]:
    """Every method the server has. getUpdates is here for its parameters; the waiting is done in `server`."""
    modules = (sending, media, editing, answering, incoming, chat_methods, profiles)
    tables: list[Mapping[str, Method]] = [module.METHODS for module in modules]
    return {name.lower(): method for table in tables for name, method in table.items()}
