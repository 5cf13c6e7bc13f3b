"""The tables of delivery: chats, subscriptions, frozen editions, the ledger, the inbox, and who leads.

A delivery is one edition on its way to one chat, unique by (chat, subject); its parts are unique by number.
"""

from sqlalchemy import (
    JSON,
    BigInteger,
    Boolean,
    Column,
    Date,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    String,
    Table,
    Text,
    UniqueConstraint,
)

from retrieval.database import UtcDateTime, metadata

# SQLite numbers rows by itself only where the key is exactly INTEGER.
RowId = BigInteger().with_variant(Integer(), "sqlite")

chats = Table(
    "chats",
    metadata,
    Column("chat_id", BigInteger, primary_key=True, autoincrement=False),
    Column("kind", String(16), nullable=False),
    Column("title", String(300), nullable=False, default=""),
    Column("language", String(16), nullable=False, default=""),
    Column("zone", String(64), nullable=False, default=""),
    Column("state", String(16), nullable=False, default="active"),
    Column("state_reason", String(300), nullable=False, default=""),
    Column("state_since", UtcDateTime, nullable=False),
    Column("layout", String(16), nullable=False, default=""),
    Column("quiet_start", String(5), nullable=False, default=""),
    Column("quiet_end", String(5), nullable=False, default=""),
    Column("weekdays", String(7), nullable=False, default="0123456"),
    Column("paused_until", Date),
    Column("thread_id", BigInteger),
    Column("created_at", UtcDateTime, nullable=False),
)

subscriptions = Table(
    "subscriptions",
    metadata,
    Column("chat_id", BigInteger, ForeignKey("chats.chat_id", ondelete="CASCADE"), primary_key=True),
    Column("topic", String(64), primary_key=True),
    Column("local_time", String(5), nullable=False),
    Column("zone", String(64), nullable=False),
    Column("layout", String(16), nullable=False, default=""),
    Column("wishes", JSON, nullable=False),
    Column("has_pictures", Boolean, nullable=False, default=True),
    Column("thread_id", BigInteger),
    Column("next_day", Date),
    Column("next_due", UtcDateTime),
    Column("served_day", Date),
    Column("missed_since", Date),
    Column("told_until", UtcDateTime),
    Column("created_at", UtcDateTime, nullable=False),
    Index("ix_subscriptions_due", "next_due"),
    Index("ix_subscriptions_by_topic", "topic"),
)

editions = Table(
    "editions",
    metadata,
    Column("id", RowId, primary_key=True),
    Column("key", String(64), nullable=False),
    Column("topic", String(64), nullable=False),
    Column("day", Date),
    Column("parts", Integer, nullable=False),
    Column("created_at", UtcDateTime, nullable=False),
    Index("ix_editions_by_key", "key", "created_at"),
)

edition_parts = Table(
    "edition_parts",
    metadata,
    Column("edition_id", RowId, ForeignKey("editions.id", ondelete="CASCADE"), primary_key=True),
    Column("number", Integer, primary_key=True, autoincrement=False),
    Column("html", Text, nullable=False),
    Column("plain", Text, nullable=False),
    Column("buttons", JSON, nullable=False),
    Column("picture", LargeBinary),
    Column("picture_alt", Text, nullable=False, default=""),
)

deliveries = Table(
    "deliveries",
    metadata,
    Column("id", RowId, primary_key=True),
    Column("chat_id", BigInteger, nullable=False),
    Column("thread_id", BigInteger),
    Column("subject", String(160), nullable=False),
    Column("topic", String(64), nullable=False, default=""),
    Column("day", Date),
    Column("first_day", Date),
    Column("edition_id", RowId, ForeignKey("editions.id"), nullable=False),
    Column("state", String(16), nullable=False),
    Column("is_late", Boolean, nullable=False, default=False),
    Column("due_at", UtcDateTime, nullable=False),
    Column("try_at", UtcDateTime, nullable=False),
    Column("opened_at", UtcDateTime, nullable=False),
    Column("finished_at", UtcDateTime),
    UniqueConstraint("chat_id", "subject", name="uq_deliveries_once"),
    Index("ix_deliveries_open", "state", "due_at", "id"),
    Index("ix_deliveries_by_chat", "chat_id", "state"),
)

delivery_parts = Table(
    "delivery_parts",
    metadata,
    Column("delivery_id", RowId, ForeignKey("deliveries.id", ondelete="CASCADE"), primary_key=True),
    Column("number", Integer, primary_key=True, autoincrement=False),
    Column("state", String(16), nullable=False),
    Column("message_id", BigInteger),
    Column("attempts", Integer, nullable=False, default=0),
    Column("is_plain", Boolean, nullable=False, default=False),
    Column("reason", String(300), nullable=False, default=""),
    Column("settled_by", String(16), nullable=False, default=""),
    Column("changed_at", UtcDateTime, nullable=False),
    Index("ix_delivery_parts_by_state", "state"),
)

inbox = Table(
    "inbox",
    metadata,
    Column("update_id", BigInteger, primary_key=True, autoincrement=False),
    Column("chat_id", BigInteger),
    Column("body", Text, nullable=False),
    Column("state", String(16), nullable=False),
    Column("attempts", Integer, nullable=False, default=0),
    # Who began it last, and may be at it still.
    Column("owner", String(64), nullable=False, default="", server_default=""),
    Column("received_at", UtcDateTime, nullable=False),
    Column("finished_at", UtcDateTime),
    Index("ix_inbox_by_state", "state", "update_id"),
)

leases = Table(
    "leases",
    metadata,
    Column("name", String(64), primary_key=True),
    Column("holder", String(64), nullable=False),
    Column("expires_at", UtcDateTime, nullable=False),
)
