"""Importing this enters every command; the registry then holds the whole conversation."""

from bot.talk import admins, readers

__all__ = ["admins", "readers"]
