"""Sets the bot's face on Telegram: command menus by place and language, and the texts of its profile. Sets only what changed."""

import hashlib
import json
import logging
from collections.abc import Awaitable, Callable, Collection, Iterator

from telegram import BotCommand, BotCommandScopeAllGroupChats, BotCommandScopeAllPrivateChats, BotCommandScopeChat
from telegram.error import TelegramError
from telegram.ext import ExtBot

from bot.chat.rate_limiter import PaceArgs
from bot.talk.frame.localise import LANGUAGES, Words
from bot.talk.frame.menus import menu_for, profile_texts

log = logging.getLogger(__name__)

Step = tuple[str, Callable[[], Awaitable[object]]]


ADVICE = "Admins must have written to the bot once; the rest is tried again at the next start."


def profile_mark(admins: Collection[int]) -> str:
    """Changes whenever something of the face would."""
    faces = []
    for words in map(Words, LANGUAGES):
        lines = (line for place in ("private", "group", "admin") for line in menu_for(place, words))
        faces.append([*profile_texts(words), *(f"{line.name} {line.summary}" for line in lines)])
    return hashlib.sha256(json.dumps([faces, sorted(admins)]).encode()).hexdigest()


async def dress_bot(bot: ExtBot[PaceArgs], admins: Collection[int]) -> bool:
    """Set menus and texts in every language; False if something was refused (then it is tried at the next start)."""
    refused: list[str] = []
    for name, step in _steps(bot, admins):
        try:
            await step()
        except TelegramError as error:
            refused.append(f"{name} ({type(error).__name__})")
    if refused:
        steps = ", ".join(sorted(set(refused)))
        log.info("profile not set", extra={"steps": steps, "refused": len(refused), "advice": ADVICE})
    return not refused


def _steps(bot: ExtBot[PaceArgs], admins: Collection[int]) -> Iterator[Step]:
    for language in LANGUAGES:
        words = Words(language)
        # English is what everybody gets whose language we do not speak.
        code = None if language == "en" else language
        yield from _language_steps(bot, words, code)
        for admin in sorted(admins):
            yield f"admin {admin}", _admin_step(bot, admin, words, code)


def _admin_step(bot: ExtBot[PaceArgs], admin: int, words: Words, code: str | None) -> Callable[[], Awaitable[object]]:
    scope = BotCommandScopeChat(admin)
    return lambda: bot.set_my_commands(_commands("admin", words), scope=scope, language_code=code)


def _language_steps(bot: ExtBot[PaceArgs], words: Words, code: str | None) -> Iterator[Step]:
    private, group = BotCommandScopeAllPrivateChats(), BotCommandScopeAllGroupChats()
    about, short = profile_texts(words)
    yield "private", lambda: bot.set_my_commands(_commands("private", words), scope=private, language_code=code)
    yield "group", lambda: bot.set_my_commands(_commands("group", words), scope=group, language_code=code)
    yield "description", lambda: bot.set_my_description(about[:512], language_code=code)
    yield "short description", lambda: bot.set_my_short_description(short[:120], language_code=code)


def _commands(place: str, words: Words) -> list[BotCommand]:
    return [BotCommand(one.name, one.summary) for one in menu_for(place, words)]
