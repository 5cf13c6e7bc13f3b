"""What admins can do."""

from collections.abc import Iterable

from bot.talk.authority import Authority
from bot.talk.conversation import Turn, require_topic
from bot.talk.registry import command, press
from bot.talk.replies import Reply, say
from bot.talk.topicline import parse_topic_line
from retrieval.topics import Topic

EXAMPLE = (
    '/addtopic taiwan; Taiwan; side west "The West": US GB; side china "China": CN HK; '
    "search Taiwan strait; at 06:30 Asia/Taipei"
)


@command("addtopic", "Add a topic", usage="ID; NAME; side ID: COUNTRIES; search WORDS; ...", authority=Authority.ADMIN)
def add_topic(turn: Turn) -> Iterable[Reply]:
    if not turn.argument:
        yield say("Write the topic in one line, its parts separated by semicolons. For example:", EXAMPLE)
        return
    topic = parse_topic_line(turn.argument, registry=turn.desk.catalog.registry)
    if topic.id in turn.desk.catalog.topics:
        yield say(
            f"There is a topic {topic.id} already. Remove it first with /removetopic {topic.id}, or use another id."
        )
        return
    turn.desk.catalog.save_topic(topic, by=_person(turn), now=turn.now)
    yield say(f"{topic.name} ({topic.id}) is added.", *_described(topic), f"People get it with /subscribe {topic.id}.")


@command("removetopic", "Remove a topic", usage="TOPIC", authority=Authority.ADMIN)
def remove_topic(turn: Turn) -> Iterable[Reply]:
    if not turn.argument:
        yield say("Which topic? Write /removetopic and its id; /topics shows them.")
        return
    topic_id = require_topic(turn, turn.argument)
    turn.desk.catalog.remove_topic(topic_id, by=_person(turn), now=turn.now)
    yield say(f"{topic_id} is removed; its articles and digests stay.", f"/restoretopic {topic_id} brings it back.")


@command("restoretopic", "Bring back a removed topic", usage="TOPIC", authority=Authority.ADMIN)
def restore_topic(turn: Turn) -> Iterable[Reply]:
    topic = turn.desk.catalog.restore_topic(turn.argument.strip(), by=_person(turn), now=turn.now)
    yield say(f"{topic.name} ({topic.id}) is back.")


press("restoretopic", authority=Authority.ADMIN)(restore_topic)


def _person(turn: Turn) -> int:
    return turn.utterance.person.id if turn.utterance.person else 0


def _described(topic: Topic) -> Iterable[str]:
    for perspective in topic.perspectives:
        members = [*sorted(perspective.countries), *sorted(perspective.outlet_names)]
        yield f"{perspective.name}: {', '.join(members)}."
    yield f"{len(topic.feeds)} feeds; digest at {topic.time:%H:%M} ({topic.timezone})."
