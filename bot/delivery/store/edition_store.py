"""Keeps editions in SQL: the parts of a digest, frozen as they were planned, shared by all chats with equal orders."""

import hashlib
import json
from collections import OrderedDict
from collections.abc import Sequence
from dataclasses import asdict
from datetime import datetime
from threading import Lock
from typing import Any

from sqlalchemy import Connection, insert, select

from bot.delivery.chats import Order
from bot.delivery.ports import Button, Part
from bot.delivery.tables import edition_parts, editions
from retrieval.database import Database
from retrieval.errors import StorageError

KEPT_IN_MEMORY = 64


def find_edition(connection: Connection, order: Order) -> int | None:
    """The id of the newest edition for an order."""
    query = select(editions.c.id).where(editions.c.key == order_key(order)).order_by(editions.c.id.desc()).limit(1)
    return connection.execute(query).scalar()


def freeze_edition(connection: Connection, order: Order | None, parts: Sequence[Part], now: datetime) -> int:
    """Store parts for good; the edition's id. `order` is None for what no subscription asked for."""
    if not parts:
        raise ValueError("an edition has at least one part")
    row = {
        "key": order_key(order) if order else "",
        "topic": order.topic if order else "",
        "day": order.day if order else None,
        "parts": len(parts),
        "created_at": now,
    }
    edition: int = connection.execute(insert(editions).returning(editions.c.id), row).scalar_one()
    connection.execute(
        insert(edition_parts), [_part_row(edition, number, part) for number, part in enumerate(parts, start=1)]
    )
    return edition


def order_key(order: Order) -> str:
    """Equal orders, equal keys, on every machine."""
    return hashlib.sha256(json.dumps(asdict(order), default=str, sort_keys=True).encode()).hexdigest()


class Contents:
    """The frozen parts, the last few kept in memory: a broadcast asks for the same ones thousands of times."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._kept: OrderedDict[tuple[int, int], Part] = OrderedDict()
        self._lock = Lock()

    def part(self, edition: int, number: int) -> Part:
        with self._lock:
            if (edition, number) in self._kept:
                self._kept.move_to_end((edition, number))
                return self._kept[edition, number]
        part = self._read(edition, number)
        with self._lock:
            self._kept[edition, number] = part
            while len(self._kept) > KEPT_IN_MEMORY:
                self._kept.popitem(last=False)
        return part

    def _read(self, edition: int, number: int) -> Part:
        query = select(edition_parts).where(edition_parts.c.edition_id == edition, edition_parts.c.number == number)
        with self._database.read() as connection:
            row = connection.execute(query).first()
        if row is None:
            raise StorageError(f"Part {number} of edition {edition} is missing: restore a backup.")
        buttons = tuple(tuple(Button(**button) for button in rank) for rank in row.buttons)
        return Part(row.html, row.plain, buttons, row.picture, row.picture_alt)


def _part_row(edition: int, number: int, part: Part) -> dict[str, Any]:
    return {
        "edition_id": edition,
        "number": number,
        "html": part.html,
        "plain": part.plain,
        "buttons": [[asdict(button) for button in rank] for rank in part.buttons],
        "picture": part.picture,
        "picture_alt": part.picture_alt,
    }
