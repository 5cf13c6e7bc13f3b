"""Enters every command when it is imported; the registry then holds the whole conversation."""

from bot.talk.admin import feed_admin as feeds_admin
from bot.talk.admin import outlet_admin as outlets_admin
from bot.talk.admin import publishing, reports
from bot.talk.admin import topic_admin as topics_admin
from bot.talk.admin import topic_form as topicform
from bot.talk.commands import ask as asking
from bot.talk.commands import delivery_doubt as doubts
from bot.talk.commands import preferences as wishing
from bot.talk.commands import privacy as leaving
from bot.talk.commands import read as reading
from bot.talk.commands import settings_menu as settings
from bot.talk.commands import start as welcome
from bot.talk.commands import subscribe as subscribing

__all__ = [
    "asking",
    "doubts",
    "feeds_admin",
    "leaving",
    "outlets_admin",
    "publishing",
    "reading",
    "reports",
    "settings",
    "subscribing",
    "topicform",
    "topics_admin",
    "welcome",
    "wishing",
]
