"""Keeps what the conversation remembers in SQL: small JSON values, when people asked, remarks. A restart forgets nothing."""

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from hashlib import blake2b
from secrets import token_hex
from typing import Any, Literal

from sqlalchemy import Connection, delete, func, insert, select, update

from bot.talk.frame.tables import asked, memory, remarks
from retrieval.database import Database, upsert

Kind = Literal["question", "search", "remark", "reading"]
"""What is counted, each for itself."""
A_MINUTE, A_DAY = timedelta(minutes=1), timedelta(days=1)
OURSELVES = 0
"""The chat that nobody has: where we remember things about ourselves."""
_KEY = "veil"


@dataclass(frozen=True, slots=True)
class Remark:
    """What somebody wrote to the admins."""

    id: int
    chat_id: int
    text: str
    at: datetime


class Memory:
    """Slots of a chat: `answer` (the last answer), `dialog`, `message:<id>` (what one of our messages was about)."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def keep(self, chat_id: int, slot: str, value: object, *, now: datetime) -> None:
        """Store a JSON value in a slot, over what was there."""
        self.keep_all(chat_id, {slot: value}, now=now)

    def keep_all(self, chat_id: int, values: Mapping[str, object], *, now: datetime) -> None:
        """Store values by their slots, at once."""
        with self._database.write() as connection:
            for slot, value in values.items():
                row = {"chat_id": chat_id, "slot": slot, "value": json.dumps(value, ensure_ascii=False), "at": now}
                upsert(connection, memory, row, keys=("chat_id", "slot"))

    def recall_all(self, chat_id: int, slots: Iterable[str]) -> dict[str, Any]:
        """The values of those slots that hold one."""
        query = select(memory.c.slot, memory.c.value).where(memory.c.chat_id == chat_id, memory.c.slot.in_(list(slots)))
        with self._database.read() as connection:
            return {row.slot: json.loads(row.value) for row in connection.execute(query)}

    def recall(self, chat_id: int, slot: str, *, since: datetime | None = None) -> Any:
        """The value of a slot, or None; with `since` only if it was stored then or later."""
        query = select(memory.c.value).where(memory.c.chat_id == chat_id, memory.c.slot == slot)
        with self._database.read() as connection:
            text = connection.scalar(query if since is None else query.where(memory.c.at >= since))
        return None if text is None else json.loads(text)

    def slots(self, chat_id: int) -> dict[str, Any]:
        """Everything remembered of a chat."""
        with self._database.read() as connection:
            rows = connection.execute(select(memory.c.slot, memory.c.value).where(memory.c.chat_id == chat_id))
            return {row.slot: json.loads(row.value) for row in rows}

    def drop(self, chat_id: int, slot: str) -> None:
        with self._database.write() as connection:
            connection.execute(delete(memory).where(memory.c.chat_id == chat_id, memory.c.slot == slot))

    def move(self, old: int, new: int) -> None:
        """A group has a new id. What the new one has already is kept."""
        with self._database.write() as connection:
            taken = select(memory.c.slot).where(memory.c.chat_id == new)
            moved = update(memory).where(memory.c.chat_id == old, memory.c.slot.not_in(taken.scalar_subquery()))
            connection.execute(moved.values(chat_id=new))
            connection.execute(delete(memory).where(memory.c.chat_id == old))

    def forget(self, chat_id: int) -> None:
        """Everything of a chat, and of the person whose private chat it is."""
        with self._database.write() as connection:
            connection.execute(delete(memory).where(memory.c.chat_id == chat_id))
            self._veil_asked(connection, chat_id)
            connection.execute(delete(remarks).where(remarks.c.chat_id == chat_id))

    def expire(self, before: datetime, *, now: datetime) -> int:
        """Delete what is older than an instant; how much it was. Remarks nobody dealt with stay."""
        with self._database.write() as connection:
            connection.execute(delete(asked).where(asked.c.at < before))
            connection.execute(delete(asked).where(asked.c.chat_id == OURSELVES, asked.c.at < now - A_DAY))
            connection.execute(delete(remarks).where(remarks.c.resolved_at < before))
            return connection.execute(delete(memory).where(memory.c.at < before)).rowcount

    # -- how often somebody asks

    def note_asked(
        self, kind: Kind, chat_id: int, person_id: int, *, now: datetime, a_minute: int, a_day: int, cost: int = 1
    ) -> timedelta:
        """Count a question (or what costs as much as several); zero if it may be answered, else how long to wait (then it
        is not counted)."""
        with self._database.write() as connection:
            mine = asked.c.person_id.in_((person_id, self._veiled(connection, person_id, now))), asked.c.kind == kind
            for span, most in ((A_MINUTE, a_minute), (A_DAY, a_day)):
                recent = select(asked.c.at).where(*mine, asked.c.at > now - span).order_by(asked.c.at)
                times = list(connection.scalars(recent))
                if len(times) + cost > most and times:
                    # When so many of them are old enough that this one finds room.
                    wait: timedelta = times[min(len(times), max(1, len(times) + cost - most)) - 1] + span - now
                    return max(timedelta(seconds=1), wait)
            row = {"chat_id": chat_id, "person_id": person_id, "kind": kind, "at": now}
            connection.execute(insert(asked), [row] * cost)
            return timedelta()

    def number_of(self, caller: str, *, now: datetime) -> int:
        """A number to count somebody by who is no person of a chat. It leads back to nobody."""
        with self._database.write() as connection:
            return self._veiled(connection, caller, now)

    def _veil_asked(self, connection: Connection, chat_id: int) -> None:
        """Let what was asked in a chat, or by the person whose private chat it is, name neither of them any more."""
        named = (asked.c.chat_id == chat_id) | (asked.c.person_id == chat_id)
        for person_id, last in list(
            connection.execute(select(asked.c.person_id, func.max(asked.c.at)).where(named).group_by(asked.c.person_id))
        ):
            veiled = self._veiled(connection, person_id, last)
            connection.execute(
                update(asked).where(named, asked.c.person_id == person_id).values(chat_id=OURSELVES, person_id=veiled)
            )

    def _veiled(self, connection: Connection, person_id: int | str, now: datetime) -> int:
        """Another number for a person, or for whoever is known by a name: always the same, it leads back to nobody.

        Below all numbers of chats.
        """
        slot = memory.c.chat_id == OURSELVES, memory.c.slot == _KEY
        key = connection.scalar(select(memory.c.value).where(*slot))
        if key is None:
            # `expire` may drop it with what is old: no veiled row is as old as that.
            row = {"chat_id": OURSELVES, "slot": _KEY, "value": json.dumps(token_hex()), "at": now}
            upsert(connection, memory, row, keys=("chat_id", "slot"))
            key = row["value"]
        digest = blake2b(str(person_id).encode(), key=str(key).encode()[:64], digest_size=7).digest()
        return -(2**62) - int.from_bytes(digest)

    def question_times(self, chat_id: int) -> list[datetime]:
        """When questions were asked in a chat, or elsewhere by the person whose private chat it is."""
        mine = (asked.c.chat_id == chat_id) | (asked.c.person_id == chat_id)
        with self._database.read() as connection:
            return list(
                connection.scalars(select(asked.c.at).where(mine, asked.c.kind == "question").order_by(asked.c.at))
            )

    def count_questions(self, since: datetime) -> int:
        query = select(func.count()).select_from(asked).where(asked.c.at >= since, asked.c.kind == "question")
        with self._database.read() as connection:
            return connection.scalar(query) or 0

    # -- what people write to the admins

    def remark(self, chat_id: int, text: str, *, now: datetime) -> int:
        with self._database.write() as connection:
            row = insert(remarks).values(chat_id=chat_id, text=text, at=now).returning(remarks.c.id)
            return int(connection.execute(row).scalar_one())

    def remarks(self, *, chat_id: int | None = None, limit: int = 20) -> list[Remark]:
        """The newest remarks nobody dealt with, or all of one chat."""
        query = select(remarks).order_by(remarks.c.id.desc()).limit(limit)
        query = query.where(remarks.c.resolved_at.is_(None) if chat_id is None else remarks.c.chat_id == chat_id)
        with self._database.read() as connection:
            return [Remark(row.id, row.chat_id, row.text, row.at) for row in connection.execute(query)]

    def resolve_remark(self, remark_id: int, *, now: datetime) -> bool:
        with self._database.write() as connection:
            done = update(remarks).where(remarks.c.id == remark_id, remarks.c.resolved_at.is_(None))
            return connection.execute(done.values(resolved_at=now)).rowcount == 1
