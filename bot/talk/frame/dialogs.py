"""Keeps the question of ours that a chat has open, in SQL, so that a restart in the middle loses nothing."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from bot.talk.frame.memory import Memory
from bot.talk.frame.utterances import Utterance

SLOT = "dialog"
OPEN_FOR = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class OpenQuestion:
    """`name` is an entry of the registry's DIALOGS, `data` what its handler needs (JSON)."""

    name: str
    data: Mapping[str, Any] = field(default_factory=dict)


def ask_for(memory: Memory, said: Utterance, question: OpenQuestion, *, now: datetime) -> None:
    """The next plain words of this person in this chat answer the question."""
    person = said.person.id if said.person else None
    memory.keep(said.chat_id, SLOT, {"name": question.name, "data": dict(question.data), "person": person}, now=now)


def open_question(memory: Memory, said: Utterance, *, now: datetime) -> OpenQuestion | None:
    """What these words answer, if anything: in a group only the person who was asked answers."""
    kept = memory.recall(said.chat_id, SLOT, since=now - OPEN_FOR)
    person = said.person.id if said.person else None
    if not kept or kept["person"] != person:
        return None
    return OpenQuestion(kept["name"], kept["data"])


def close_question(memory: Memory, chat_id: int) -> None:
    memory.drop(chat_id, SLOT)
