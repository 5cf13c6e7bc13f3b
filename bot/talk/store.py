"""The conversation's memory in SQL: small JSON values by chat and slot, so that a restart forgets nothing."""

import json
from datetime import datetime
from typing import Any

from sqlalchemy import delete, select

from bot.talk.tables import memory
from retrieval.database import Database, upsert


class Memory:
    """Slots of a chat: `answer` (the last answer), `dialog`, `message:<id>` (what one of our messages was about)."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def keep(self, chat_id: int, slot: str, value: object, *, now: datetime) -> None:
        """Store a JSON value in a slot, over what was there."""
        row = {"chat_id": chat_id, "slot": slot, "value": json.dumps(value, ensure_ascii=False), "at": now}
        with self._database.write() as connection:
            upsert(connection, memory, row, keys=("chat_id", "slot"))

    def recall(self, chat_id: int, slot: str) -> Any:
        """The value of a slot, or None."""
        with self._database.read() as connection:
            text = connection.scalar(select(memory.c.value).where(memory.c.chat_id == chat_id, memory.c.slot == slot))
        return None if text is None else json.loads(text)

    def drop(self, chat_id: int, slot: str) -> None:
        with self._database.write() as connection:
            connection.execute(delete(memory).where(memory.c.chat_id == chat_id, memory.c.slot == slot))

    def forget(self, chat_id: int) -> None:
        """Everything of a chat."""
        with self._database.write() as connection:
            connection.execute(delete(memory).where(memory.c.chat_id == chat_id))

    def expire(self, before: datetime) -> int:
        """Delete what is older than an instant; how much it was."""
        with self._database.write() as connection:
            return connection.execute(delete(memory).where(memory.c.at < before)).rowcount
