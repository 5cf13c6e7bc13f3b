"""What is stored about a chat: shown whole, and deleted whole."""

import json
from collections.abc import Iterable
from dataclasses import asdict
from datetime import date, datetime, time

from bot.delivery.ports import Button
from bot.delivery.store import Subscriptions
from bot.digest.model.feedback import FeedbackStore
from bot.talk.frame.authority import Authority
from bot.talk.frame.desk import Turn
from bot.talk.frame.memory import Memory
from bot.talk.frame.registry import command, press
from bot.talk.frame.replies import Attachment, Reply, rows, say


@command("export", "Everything I store about you", authority=Authority.CHAT)
def export(turn: Turn) -> Iterable[Reply]:
    """One JSON file: chat, subscriptions, memory, remarks, reports."""
    desk = turn.desk
    mine = [
        report
        for report in desk.feedback.reports(only_open=False, limit=10_000)
        if report.reporter == str(turn.chat_id)
    ]
    stored = {
        "exported_at": turn.now,
        "chat": asdict(turn.chat) if turn.chat else None,
        "subscriptions": [asdict(one) for one in desk.subscriptions.list(turn.chat_id)],
        "deliveries": [asdict(one) for one in desk.ledger.history(turn.chat_id)],
        "remembered": desk.memory.slots(turn.chat_id),
        "questions_asked_at": desk.memory.question_times(turn.chat_id),
        "remarks": [asdict(one) for one in desk.memory.remarks(chat_id=turn.chat_id, limit=10_000)],
        "reports": [asdict(one) for one in mine],
    }
    content = json.dumps(stored, default=_plain, ensure_ascii=False, indent=2).encode()
    caption = turn.words("This is all I store about this chat.")
    yield Reply(attachment=Attachment("counterpoint.json", content, caption))


@command("forget", "Delete everything about you", authority=Authority.CHAT)
def forget(turn: Turn) -> Iterable[Reply]:
    words = turn.words
    yield say(
        words(
            "This deletes your subscriptions, settings, questions and answers, here and at once. It cannot be undone."
        ),
        words("The messages in this chat stay; delete the chat in Telegram to remove them."),
        buttons=rows([Button(words("Delete everything"), "forget:yes"), Button(words("Cancel"), "cancel")]),
    )


@press("forget", authority=Authority.CHAT)
def forget_now(turn: Turn) -> Iterable[Reply]:
    desk = turn.desk
    forget_chat(turn.chat_id, subscriptions=desk.subscriptions, memory=desk.memory, feedback=desk.feedback)
    yield say(turn.words("Done. I store nothing about you any more. /start begins anew."), replaces=True)


def forget_chat(chat_id: int, *, subscriptions: Subscriptions, memory: Memory, feedback: FeedbackStore) -> None:
    """Nothing that names the chat remains; a report on a sentence stays without its reporter."""
    feedback.forget(str(chat_id))
    memory.forget(chat_id)
    subscriptions.forget(chat_id)


def _plain(value: object) -> object:
    if isinstance(value, datetime | date | time):
        return value.isoformat()
    if isinstance(value, frozenset | set):
        return sorted(value)
    return str(value)
