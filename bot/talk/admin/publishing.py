"""Lets admins publish: look at a digest before others do, write it anew, take an article back, speak to everybody."""

from collections.abc import Iterable
from datetime import date
from urllib.parse import urlsplit

from bot.delivery.message_parts import telegram_parts
from bot.delivery.ports import Button, Place
from bot.digest.model.digest import Digest
from bot.digest.show.document import Document
from bot.talk.frame.authority import Authority
from bot.talk.frame.desk import Turn
from bot.talk.frame.localise import Mistake
from bot.talk.frame.registry import command, press
from bot.talk.frame.replies import Reply, rows, say
from bot.talk.frame.topic_names import require_topic, today_of, topic_buttons
from bot.talk.language.reader_voice import digest_buttons, told
from bot.talk.language.translator import Translator
from retrieval.intake.identity import article_id
from retrieval.sources.topics import Topic
from retrieval.web.urls import canonical_url

LONGEST_BROADCAST = 3_500
BROADCAST = "broadcast"


@command("preview", "See a topic's next digest", usage="TOPIC [YYYY-MM-DD]", authority=Authority.ADMIN)
def preview(turn: Turn) -> Iterable[Reply]:
    """The digest as it would be written now, kept only by /rebuild."""
    if not turn.argument:
        yield say(turn.words("Which topic?"), buttons=topic_buttons(turn, "preview"))
        return
    topic, day = _topic_and_day(turn)
    yield Reply(is_draft=True)
    digest = turn.desk.editor.edit(topic.id, day, now=turn.now).digest
    yield Reply(_shown(turn, digest), rows([Button(turn.words("Keep this"), f"rebuild:{topic.id} {day}")]))


@command("rebuild", "Write a digest anew", usage="TOPIC [YYYY-MM-DD]", authority=Authority.ADMIN)
def rebuild(turn: Turn) -> Iterable[Reply]:
    if not turn.argument:
        yield say(turn.words("Which topic?"), buttons=topic_buttons(turn, "rebuild"))
        return
    topic, day = _topic_and_day(turn)
    yield Reply(is_draft=True)
    digest = turn.desk.editor.build(topic.id, day, now=turn.now, rebuild=True)
    yield Reply(_shown(turn, digest), digest_buttons(digest, turn.words), key=f"digest:{digest.id}")


@command("retract", "Take an article out of everything", usage="ADDRESS", authority=Authority.ADMIN)
def retract(turn: Turn) -> Iterable[Reply]:
    """The article is gone from search and answers at once, from digests when they are next shown."""
    url = canonical_url(turn.argument)
    if not url or not urlsplit(url).hostname:
        raise Mistake("Write the address of the article, for example: /retract https://example.com/article")
    article = turn.desk.articles.get(article_id(url))
    if article is None or not turn.desk.articles.retract(article.id, now=turn.now):
        raise Mistake("I have no article of that address.")
    yield say(turn.words("“{title}” is retracted: no search, answer or digest shows it any more.", title=article.title))


@command("broadcast", "Write to all chats", usage="TEXT", authority=Authority.ADMIN)
def broadcast(turn: Turn) -> Iterable[Reply]:
    """Shown first, sent only when confirmed."""
    if not turn.argument:
        raise Mistake("Write the text after the command: /broadcast Tomorrow the digest comes an hour later.")
    if len(turn.argument) > LONGEST_BROADCAST:
        raise Mistake("That is too long. Please keep it under {most} characters.", most=LONGEST_BROADCAST)
    turn.desk.memory.keep(turn.chat_id, BROADCAST, turn.argument, now=turn.now)
    count = len(turn.desk.subscriptions.active_chats())
    send = Button(turn.words.many("Send to {n} chat", "Send to {n} chats", count), "broadcast:yes")
    yield say(*_paragraphs(turn.argument), buttons=rows([send, Button(turn.words("Cancel"), "broadcast:no")]))


@press("broadcast", authority=Authority.ADMIN)
def confirm_broadcast(turn: Turn) -> Iterable[Reply]:
    text = turn.desk.memory.recall(turn.chat_id, BROADCAST)
    turn.desk.memory.drop(turn.chat_id, BROADCAST)
    if text is None or turn.argument != "yes":
        yield say(turn.words("Nothing was sent."), replaces=True)
        return
    document = say(*_paragraphs(text)).document
    parts = telegram_parts(document) if document else []
    places = [Place(chat.id, chat.thread_id) for chat in turn.desk.subscriptions.active_chats()]
    subject = f"broadcast/{turn.now:%Y%m%dT%H%M%S}"
    count = turn.desk.ledger.enqueue(subject, parts, places, now=turn.now)
    sentence = turn.words.many("On its way to {n} chat.", "On its way to {n} chats.", count)
    yield say(sentence, turn.words("/stats shows how far it is."), replaces=True)


press("preview", authority=Authority.ADMIN)(preview)
press("rebuild", authority=Authority.ADMIN)(rebuild)


def _shown(turn: Turn, digest: Digest) -> Document:
    return told(digest, turn.words, Translator(turn.desk.model, turn.desk.clock))


def _paragraphs(text: str) -> list[str]:
    return [paragraph for paragraph in text.split("\n\n") if paragraph.strip()]


def _topic_and_day(turn: Turn) -> tuple[Topic, date]:
    pieces = turn.argument.split()
    try:
        day = date.fromisoformat(pieces[-1]) if len(pieces) > 1 else None
    except ValueError:
        day = None
    topic = require_topic(turn, " ".join(pieces[:-1] if day else pieces), with_paused=True)
    return topic, day or today_of(topic, turn.now)
