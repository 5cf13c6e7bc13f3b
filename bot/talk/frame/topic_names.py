"""Finds topics by what people call them, and offers them to choose from."""

from collections.abc import Iterable
from datetime import date, datetime
from zoneinfo import ZoneInfo

from bot.delivery.chats import Chat, ChatKind, Subscription
from bot.delivery.ports import Button
from bot.talk.frame.desk import Turn
from bot.talk.frame.localise import Mistake
from bot.talk.frame.replies import Buttons, rows
from retrieval.sources.topics import Topic


def open_topics(turn: Turn) -> list[Topic]:
    return [topic for topic in turn.desk.catalog.topics.values() if not topic.is_paused]


def topic_buttons(turn: Turn, action: str) -> Buttons:
    return rows([Button(topic.name, f"{action}:{topic.id}") for topic in open_topics(turn)])


def topic_name(turn: Turn, topic_id: str) -> str:
    topic = turn.desk.catalog.topics.get(topic_id)
    return topic.name if topic else topic_id


def example_question(turn: Turn) -> str:
    """A question that fits what is here: about a side of the first topic."""
    for topic in open_topics(turn):
        if len(topic.perspectives) > 1:
            return turn.words("What does {side} say today?", side=topic.perspectives[0].name)
    return turn.words("What is new today?")


def require_topic(turn: Turn, name: str, *, with_paused: bool = False) -> Topic:
    """The topic named by id or name. Raises Mistake naming the topics there are."""
    wanted = name.strip().casefold()
    choices = [topic for topic in turn.desk.catalog.topics.values() if with_paused or not topic.is_paused]
    for topic in choices:
        if wanted in (topic.id.casefold(), topic.name.casefold()):
            return topic
    if not choices:
        raise Mistake("There is no topic yet.")
    known = ", ".join(sorted(topic.id for topic in choices))
    raise Mistake("There is no topic “{name}”. There are: {known}.", name=name.strip()[:60], known=known)


def subscribed_topic(turn: Turn, wanted: str, mine: Iterable[Subscription]) -> str:
    """A topic of the chat's own list, even one that was removed from the catalog since."""
    for one in mine:
        if wanted.strip().casefold() in (one.topic.casefold(), topic_name(turn, one.topic).casefold()):
            return one.topic
    raise Mistake("You do not follow “{name}”. /topics shows what you follow.", name=wanted.strip()[:60])


def topic_to_read(turn: Turn, name: str) -> Topic | None:
    """The topic named; with no name the only one there is, or the only one the chat follows."""
    if name.strip():
        return require_topic(turn, name)
    mine = [one.topic for one in turn.desk.subscriptions.list(turn.chat_id)]
    choices = mine or [topic.id for topic in open_topics(turn)]
    return turn.desk.catalog.topics.get(choices[0]) if len(choices) == 1 else None


def today_of(topic: Topic, now: datetime) -> date:
    return now.astimezone(ZoneInfo(topic.timezone)).date()


def meet_chat(turn: Turn) -> Chat:
    """Take note of the chat before something is stored for it."""
    said = turn.utterance
    kind: ChatKind = "private" if said.is_private else "channel" if said.kind == "channel" else "supergroup"
    title = said.chat_title or (said.person.name if said.person else "")
    language = turn.words.language if said.person and said.person.language else ""
    return turn.desk.subscriptions.meet(Chat(turn.chat_id, kind, title, language), now=turn.now)
