"""What everybody can do: subscribe, read, ask."""

import re
from collections.abc import Iterable
from datetime import date, datetime, time
from zoneinfo import ZoneInfo

from bot.delivery.chats import Chat, ChatKind, Subscription
from bot.delivery.due import find_zone
from bot.delivery.ports import Button
from bot.digest.document import BulletItem, Document, Paragraph, line
from bot.digest.views import digest_document
from bot.talk.answerview import answer_reply, sources_reply
from bot.talk.authority import Authority, is_allowed
from bot.talk.conversation import MAX_QUESTION, Turn, require_topic
from bot.talk.registry import COMMANDS, command, press
from bot.talk.replies import Reply, rows, say
from retrieval.errors import BadInput
from retrieval.topics import Topic

CLOCK = re.compile(r"([01]?\d|2[0-3])[:.]([0-5]\d)")


@command("start", "What this bot does")
def start(turn: Turn) -> Iterable[Reply]:
    if turn.argument:
        yield from subscribe(turn)
        return
    yield say(
        "Each morning I send you how different sides report the same news. Every sentence names the articles it rests on.",
        "Choose what to follow, or just ask me something, for example: what did Global Times say on Maduro?",
        title="Counterpoint",
        buttons=_topic_buttons(turn, "sub"),
    )


@command("help", "What I understand")
def show_help(turn: Turn) -> Iterable[Reply]:
    mine = [entry for entry in COMMANDS.values() if is_allowed(entry.authority, turn.utterance, turn.desk.admins)]
    items = [BulletItem(line(f"/{entry.name} {entry.usage}".strip(), f": {entry.summary}")) for entry in mine]
    yield Reply(Document((Paragraph(line("Write a question in your own words, or use:")), *items)))


@command("topics", "Topics you can follow")
def show_topics(turn: Turn) -> Iterable[Reply]:
    topics = _open_topics(turn)
    if not topics:
        yield say("There is no topic yet.")
        return
    mine = {one.topic for one in turn.desk.subscriptions.list(turn.chat_id)}
    items = [_topic_item(topic, topic.id in mine) for topic in topics]
    yield Reply(Document(tuple(items)), _topic_buttons(turn, "sub"))


@command("subscribe", "Get a topic every morning", usage="TOPIC", authority=Authority.CHAT)
def subscribe(turn: Turn) -> Iterable[Reply]:
    if not turn.argument:
        yield say("Which topic do you want each morning?", buttons=_topic_buttons(turn, "sub"))
        return
    topic = turn.desk.catalog.topics[require_topic(turn, turn.argument)]
    chat = _meet(turn)
    one = turn.desk.subscriptions.subscribe(
        turn.chat_id,
        topic.id,
        time=topic.time,
        zone=chat.zone or topic.timezone,
        now=turn.now,
        thread_id=turn.utterance.thread_id,
    )
    yield say(
        f"You get {topic.name} every day at {_clock(one)}.",
        "Change it with /time HH:MM and your zone, for example /time 07:30 Europe/Berlin.",
        buttons=((Button("Read the latest now", f"digest:{topic.id}"),),),
    )


@command("unsubscribe", "Stop getting a topic", usage="TOPIC", authority=Authority.CHAT)
def unsubscribe(turn: Turn) -> Iterable[Reply]:
    mine = turn.desk.subscriptions.list(turn.chat_id)
    if not mine:
        yield say("You follow no topic. /topics shows what there is.")
        return
    wanted = turn.argument.strip() or (mine[0].topic if len(mine) == 1 else "")
    if not wanted:
        buttons = [Button(_topic_name(turn, one.topic), f"unsub:{one.topic}") for one in mine]
        yield say("Which topic shall I stop?", buttons=rows(buttons))
        return
    topic_id = _subscribed_topic(turn, wanted, mine)
    turn.desk.subscriptions.unsubscribe(turn.chat_id, topic_id)
    yield say(f"You no longer get {_topic_name(turn, topic_id)}. /subscribe {topic_id} brings it back.")


@command("time", "When your post comes", usage="HH:MM [ZONE]", authority=Authority.CHAT)
def set_time(turn: Turn) -> Iterable[Reply]:
    mine = turn.desk.subscriptions.list(turn.chat_id)
    if not mine:
        yield say("You follow no topic yet. Start with /subscribe.")
        return
    if not turn.argument:
        lines = [f"{_topic_name(turn, one.topic)}: {_clock(one)}." for one in mine]
        yield say(*lines, "To change it, write for example /time 07:30 Europe/Berlin.")
        return
    topic_id, clock, zone = _parse_time(turn, mine)
    if zone:
        find_zone(zone)
    moved = turn.desk.subscriptions.set_time(turn.chat_id, clock, zone, now=turn.now, topic=topic_id)
    yield say(*(f"{_topic_name(turn, one.topic)} comes every day at {_clock(one)}." for one in moved))


@command("digest", "Read a digest now", usage="[TOPIC] [YYYY-MM-DD]")
def show_digest(turn: Turn) -> Iterable[Reply]:
    words = turn.argument.split()
    day = _take_day(words)
    topic = _topic_to_read(turn, " ".join(words))
    if topic is None:
        yield say("Which topic?", buttons=_topic_buttons(turn, "digest"))
        return
    day = day or turn.now.astimezone(ZoneInfo(topic.timezone)).date()
    if day > turn.now.astimezone(ZoneInfo(topic.timezone)).date():
        raise BadInput(f"{day} is still to come. Ask for today or an earlier day.")
    digest = turn.desk.editor.build(topic.id, day, now=turn.now)
    yield Reply(digest_document(digest), key=f"digest:{digest.id}")


@command("ask", "Ask about the news", usage="QUESTION")
def ask(turn: Turn) -> Iterable[Reply]:
    question = turn.argument.strip()
    if not question:
        yield say("What would you like to know? For example: /ask what did Reuters say about rare earths?")
        return
    if len(question) > MAX_QUESTION:
        raise BadInput(f"That is too long for a question. Please keep it under {MAX_QUESTION} characters.")
    answer = turn.desk.answerer.answer(question, now=turn.now, zone=_zone(turn))
    yield answer_reply(turn, answer)


@command("sources", "The articles behind the last answer")
def show_sources(turn: Turn) -> Iterable[Reply]:
    yield sources_reply(turn)


press("sub", authority=Authority.CHAT)(subscribe)
press("unsub", authority=Authority.CHAT)(unsubscribe)
press("digest")(show_digest)
press("sources")(show_sources)


def _open_topics(turn: Turn) -> list[Topic]:
    return [topic for topic in turn.desk.catalog.topics.values() if not topic.is_paused]


def _topic_buttons(turn: Turn, action: str) -> tuple[tuple[Button, ...], ...]:
    return rows([Button(topic.name, f"{action}:{topic.id}") for topic in _open_topics(turn)])


def _topic_item(topic: Topic, is_mine: bool) -> BulletItem:
    sides = " and ".join(perspective.name for perspective in topic.perspectives)
    about = f" ({topic.id}): {sides}" if sides else f" ({topic.id})"
    return BulletItem(line(topic.name, about, ". You follow it." if is_mine else "."))


def _topic_name(turn: Turn, topic_id: str) -> str:
    topic = turn.desk.catalog.topics.get(topic_id)
    return topic.name if topic else topic_id


def _clock(one: Subscription) -> str:
    return f"{one.time:%H:%M} ({one.zone})"


def _zone(turn: Turn) -> str:
    chat = turn.desk.subscriptions.chat(turn.chat_id)
    mine = turn.desk.subscriptions.list(turn.chat_id)
    return (chat.zone if chat else "") or (mine[0].zone if mine else "UTC")


def _meet(turn: Turn) -> Chat:
    said = turn.utterance
    kind: ChatKind = "private" if said.is_private else "channel" if said.kind == "channel" else "group"
    title = said.chat_title or (said.person.name if said.person else "")
    language = said.person.language if said.person else ""
    return turn.desk.subscriptions.meet(Chat(turn.chat_id, kind, title, language), now=turn.now)


def _subscribed_topic(turn: Turn, wanted: str, mine: Iterable[Subscription]) -> str:
    """A topic of the chat's own list, even one that was removed from the catalog since."""
    for one in mine:
        if wanted.casefold() in (one.topic.casefold(), _topic_name(turn, one.topic).casefold()):
            return one.topic
    raise BadInput(f"You do not follow “{wanted[:60]}”. /topics shows what you follow.")


def _parse_time(turn: Turn, mine: Iterable[Subscription]) -> tuple[str | None, time, str | None]:
    """`[TOPIC] HH:MM [ZONE]` as (topic id or None, time, zone or None). Raises BadInput saying what to write."""
    words = turn.argument.split()
    position = next((n for n, word in enumerate(words) if CLOCK.fullmatch(word)), None)
    if position is None:
        raise BadInput("Write the time as HH:MM, for example /time 07:30 or /time 07:30 Asia/Tokyo.")
    hours, minutes = words[position].replace(".", ":").split(":")
    topic = " ".join(words[:position])
    zone = "_".join(words[position + 1 :])
    return (_subscribed_topic(turn, topic, mine) if topic else None), time(int(hours), int(minutes)), zone or None


def _take_day(words: list[str]) -> date | None:
    """Take the last word off if it is a date. Raises BadInput if it only looks like one."""
    if not words or not re.fullmatch(r"\d{4}-\d{1,2}-\d{1,2}", words[-1]):
        return None
    try:
        return datetime.strptime(words.pop(), "%Y-%m-%d").date()  # noqa: DTZ007 (a calendar day has no zone)
    except ValueError as error:
        raise BadInput("This day does not exist. Write it as YYYY-MM-DD, for example 2026-01-07.") from error


def _topic_to_read(turn: Turn, name: str) -> Topic | None:
    """The topic named; with no name the only one there is, or the only one the chat follows."""
    if name:
        return turn.desk.catalog.topics[require_topic(turn, name)]
    mine = [one.topic for one in turn.desk.subscriptions.list(turn.chat_id)]
    choices = mine or [topic.id for topic in _open_topics(turn)]
    return turn.desk.catalog.topics.get(choices[0]) if len(choices) == 1 else None
