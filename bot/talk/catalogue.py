"""Importing this enters every command; the registry then holds the whole conversation."""

from bot.talk import (
    asking,
    doubts,
    feeds_admin,
    leaving,
    outlets_admin,
    publishing,
    reading,
    reports,
    settings,
    subscribing,
    topicform,
    topics_admin,
    welcome,
    wishing,
)

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
