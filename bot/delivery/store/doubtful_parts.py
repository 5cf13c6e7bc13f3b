"""Keeps the parts of which nobody knows whether they arrived: finds them after a kill, says where to look, settles them."""

from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Connection, func, select, update

from bot.delivery.ledger_entries import QUESTION, Clues, Evidence, UnknownPart, likely_ids
from bot.delivery.ports import Place
from bot.delivery.store.edition_store import Contents
from bot.delivery.store.ledger_rows import change_part, go_on
from bot.delivery.tables import deliveries, delivery_parts, edition_parts, inbox
from retrieval.database import Database

# Telegram numbers the messages of supergroups and channels (ids below this) each for itself; private chats and small
# groups share one sequence, the bot's own.
OWN_BOX = -1_000_000_000_000
# Messages get their ids in the order in which they are accepted, so a part in doubt has one of the ids after the last that is
# known from shortly before it left, less those of other messages (docs/decisions/0170).
AROUND = timedelta(seconds=60)
NEIGHBOURS = 500


class DoubtfulParts:
    """The parts of the ledger whose state is `unknown`. Every method is one transaction."""

    def __init__(self, database: Database, contents: Contents) -> None:
        self._database = database
        self._contents = contents

    def begin(self, subject: str, place: Place, *, now: datetime) -> UnknownPart:
        """The one part of a delivery that was sent outside the ledger: from now on in doubt."""
        with self._database.write() as connection:
            mine = select(deliveries.c.id).where(deliveries.c.chat_id == place.chat_id, deliveries.c.subject == subject)
            delivery_id = connection.execute(mine).scalar_one()
            connection.execute(change_part(delivery_id, 1).values(state="unknown", reason="the answer to it was lost"))
            go_on(connection, delivery_id, now, now)
            return _unknown(connection, deliveries.c.id == delivery_id)[0]

    def recover(self, now: datetime) -> tuple[UnknownPart, ...]:
        """At the start, with no sender running: what was being sent when the program died is now unknown. Returns those."""
        with self._database.write() as connection:
            caught = (
                select(deliveries.c.id, deliveries.c.subject, delivery_parts.c.number)
                .join(delivery_parts, delivery_parts.c.delivery_id == deliveries.c.id)
                .where(delivery_parts.c.state == "sending")
            )
            rows = connection.execute(caught).all()
            for row in rows:
                state = "queued" if row.subject.startswith(QUESTION) else "unknown"
                reason = "the program ended while it was being sent"
                # `changed_at` stays: the instant of departure tells where to look for it.
                connection.execute(change_part(row.id, row.number).values(state=state, reason=reason))
            delivery_ids = sorted({row.id for row in rows})
            for delivery_id in delivery_ids:
                go_on(connection, delivery_id, now, now)
            return _unknown(connection, deliveries.c.id.in_(delivery_ids))

    def all(self, chat_id: int | None = None) -> tuple[UnknownPart, ...]:
        """All parts whose fate is unknown, or those of one chat."""
        with self._database.read() as connection:
            return _unknown(connection, True if chat_id is None else deliveries.c.chat_id == chat_id)

    def clues(self, part: UnknownPart) -> Clues | None:
        """Where an unknown part may be looked for; None where a look could hit somebody else's words.

        That is: the chat spoke to us since (our answers are not in the ledger), or has other parts in doubt or under way.
        """
        chat_id, since = part.place.chat_id, part.since - AROUND
        mine = select(deliveries.c.id).where(deliveries.c.chat_id == chat_id)
        open_states = delivery_parts.c.state.in_(("unknown", "sending"))
        with self._database.read() as connection:
            doubtful = connection.execute(
                select(func.count()).where(delivery_parts.c.delivery_id.in_(mine), open_states)
            ).scalar_one()
            spoke = connection.execute(
                select(func.count()).where(inbox.c.chat_id == chat_id, inbox.c.received_at >= since)
            ).scalar_one()
            box = deliveries.c.chat_id == chat_id if is_own_box(chat_id) else deliveries.c.chat_id > OWN_BOX
            known = (
                select(delivery_parts.c.message_id)
                .join(deliveries, deliveries.c.id == delivery_parts.c.delivery_id)
                .where(box, delivery_parts.c.message_id.is_not(None))
            )
            earlier = known.where(delivery_parts.c.changed_at <= part.since, delivery_parts.c.changed_at >= since)
            before = connection.execute(earlier.order_by(delivery_parts.c.message_id.desc()).limit(1)).scalar()
            if doubtful != 1 or spoke or before is None:
                return None
            later = known.where(delivery_parts.c.message_id > before).order_by(delivery_parts.c.message_id)
            taken = set(connection.execute(later.limit(NEIGHBOURS)).scalars())
            edition, is_plain = connection.execute(
                select(deliveries.c.edition_id, delivery_parts.c.is_plain)
                .join(delivery_parts, delivery_parts.c.delivery_id == deliveries.c.id)
                .where(deliveries.c.id == part.delivery_id, delivery_parts.c.number == part.number)
            ).one()
        content = self._contents.part(edition, part.number)
        if content.picture is not None:
            return None
        return Clues(replace(content, html="") if is_plain else content, likely_ids(before, taken))

    def settle(
        self,
        delivery_id: int,
        number: int,
        *,
        has_arrived: bool,
        by: Evidence,
        now: datetime,
        message_id: int | None = None,
    ) -> bool:
        """Settle an unknown part by evidence: it arrived, or it did not and is sent again. False if it was not unknown."""
        with self._database.write() as connection:
            changed = connection.execute(
                change_part(delivery_id, number)
                .where(delivery_parts.c.state == "unknown")
                .values(
                    state="sent" if has_arrived else "queued",
                    message_id=message_id,
                    settled_by=by,
                    attempts=0,
                    changed_at=now,
                )
            )
            if changed.rowcount == 1 and not has_arrived:
                connection.execute(
                    update(deliveries)
                    .where(deliveries.c.id == delivery_id)
                    .values(state="open", try_at=now, opened_at=now, finished_at=None)
                )
            return changed.rowcount == 1


def is_own_box(chat_id: int) -> bool:
    """Whether a chat numbers its messages for itself."""
    return chat_id <= OWN_BOX


def _unknown(connection: Connection, condition: Any) -> tuple[UnknownPart, ...]:
    rows = connection.execute(
        select(
            deliveries,
            delivery_parts.c.number,
            delivery_parts.c.changed_at,
            edition_parts.c.html,
            edition_parts.c.plain,
        )
        .join(delivery_parts, delivery_parts.c.delivery_id == deliveries.c.id)
        .join(
            edition_parts,
            (edition_parts.c.edition_id == deliveries.c.edition_id)
            & (edition_parts.c.number == delivery_parts.c.number),
        )
        .where(delivery_parts.c.state == "unknown", condition)
        .order_by(deliveries.c.id, delivery_parts.c.number)
    )
    return tuple(
        UnknownPart(
            delivery_id=row.id,
            number=row.number,
            place=Place(row.chat_id, row.thread_id),
            subject=row.subject,
            day=row.day,
            html=row.html,
            plain=row.plain,
            since=row.changed_at,
        )
        for row in rows
    )
