"""Lets admins change topics, in one line or step by step; pausing and removing can be undone."""

from collections.abc import Iterable
from dataclasses import replace

from bot.delivery.ports import Button
from bot.talk.admin.topic_form import begin_form
from bot.talk.admin.topic_line import change_topic, parse_topic_line
from bot.talk.admin.topic_summary import topic_lines
from bot.talk.frame.authority import Authority
from bot.talk.frame.desk import Turn
from bot.talk.frame.localise import Mistake
from bot.talk.frame.registry import command, press
from bot.talk.frame.replies import Reply, rows, say
from bot.talk.frame.topic_names import require_topic, topic_buttons
from retrieval.sources.catalog_json import topic_from_json, topic_to_json
from retrieval.sources.topics import Topic

EXAMPLE = (
    '/addtopic taiwan; Taiwan; side west "The West": US GB; side china "China": CN HK; '
    "search Taiwan strait; at 06:30 Asia/Taipei"
)


@command(
    "addtopic", "Add a topic", usage="[ID; NAME; side ID: COUNTRIES; search WORDS; ...]", authority=Authority.ADMIN
)
def add_topic(turn: Turn) -> Iterable[Reply]:
    if not turn.argument:
        yield from begin_form(turn)
        return
    topic = parse_topic_line(turn.argument, registry=turn.desk.catalog.registry)
    if topic.id in turn.desk.catalog.topics:
        raise Mistake("There is a topic {id} already. Change it with /edittopic {id}, or use another id.", id=topic.id)
    save_topic(turn, topic)
    yield say(
        turn.words("{topic} ({id}) is added.", topic=topic.name, id=topic.id),
        "\n".join(topic_lines(turn.words, topic)),
        turn.words("People get it with /subscribe {id}.", id=topic.id),
        buttons=rows([Button(turn.words("Preview"), f"preview:{topic.id}"), _remove_button(turn, topic)]),
    )


@command("edittopic", "Change a topic", usage="TOPIC; name NAME; at 07:00; ...", authority=Authority.ADMIN)
def edit_topic(turn: Turn) -> Iterable[Reply]:
    name, _, changes = turn.argument.partition(";")
    if not name.strip():
        yield say(turn.words("Which topic?"), buttons=topic_buttons(turn, "edittopic"))
        return
    topic = require_topic(turn, name, with_paused=True)
    if not changes.strip():
        yield say(
            "\n".join(topic_lines(turn.words, topic)),
            turn.words("To change it, write its id and what is new, each after a semicolon. For example:"),
            f'/edittopic {topic.id}; name {topic.name}; at 07:00 UTC; side west "The West": US; drop side west; '
            "layout sections; window 3; search rare earths; feed https://example.com/rss",
            title=f"{topic.name} ({topic.id})",
            buttons=rows([_pause_button(turn, topic), _remove_button(turn, topic)]),
        )
        return
    changed = change_topic(topic, changes, registry=turn.desk.catalog.registry)
    turn.desk.memory.keep(turn.chat_id, f"before:{topic.id}", topic_to_json(topic), now=turn.now)
    save_topic(turn, changed)
    yield say(
        turn.words("{topic} is changed.", topic=changed.name),
        "\n".join(topic_lines(turn.words, changed)),
        buttons=((Button(turn.words("Undo"), f"unedit:{topic.id}"),),),
    )


@press("unedit", authority=Authority.ADMIN)
def undo_edit(turn: Turn) -> Iterable[Reply]:
    before = turn.desk.memory.recall(turn.chat_id, f"before:{turn.argument}")
    if before is None:
        raise Mistake("There is nothing to undo.")
    topic = topic_from_json(before)
    turn.desk.memory.drop(turn.chat_id, f"before:{turn.argument}")
    save_topic(turn, topic)
    yield say(turn.words("{topic} is as it was before.", topic=topic.name), *topic_lines(turn.words, topic))


@command("pausetopic", "Stop or resume a topic", usage="TOPIC", authority=Authority.ADMIN)
def pause_topic(turn: Turn) -> Iterable[Reply]:
    if not turn.argument:
        yield say(turn.words("Which topic?"), buttons=topic_buttons(turn, "pausetopic"))
        return
    topic = require_topic(turn, turn.argument, with_paused=True)
    changed = replace(topic, is_paused=not topic.is_paused)
    save_topic(turn, changed)
    sentence = (
        "{topic} is paused: no feeds are fetched and no digests written." if changed.is_paused else "{topic} goes on."
    )
    yield say(turn.words(sentence, topic=topic.name), buttons=((_pause_button(turn, changed),),))


@command("removetopic", "Remove a topic", usage="TOPIC", authority=Authority.ADMIN)
def remove_topic(turn: Turn) -> Iterable[Reply]:
    if not turn.argument:
        yield say(turn.words("Which topic?"), buttons=topic_buttons(turn, "removetopic"))
        return
    topic = require_topic(turn, turn.argument, with_paused=True)
    turn.desk.catalog.remove_topic(topic.id, by=turn.person_id, now=turn.now)
    sync_feeds(turn)
    count = len(turn.desk.subscriptions.subscribers(topic.id))
    yield say(
        turn.words("{topic} is removed; its articles and digests stay.", topic=topic.name),
        turn.words.many(
            "{n} subscriber gets nothing until it is back.", "{n} subscribers get nothing until it is back.", count
        )
        if count
        else "",
        buttons=((Button(turn.words("Undo"), f"restoretopic:{topic.id}"),),),
    )


@command("restoretopic", "Bring back a removed topic", usage="TOPIC", authority=Authority.ADMIN, menu="none")
def restore_topic(turn: Turn) -> Iterable[Reply]:
    if not turn.argument:
        raise Mistake("Write the id of the topic, for example /restoretopic taiwan.")
    topic = turn.desk.catalog.restore_topic(turn.argument, by=turn.person_id, now=turn.now)
    sync_feeds(turn)
    yield say(turn.words("{topic} ({id}) is back.", topic=topic.name, id=topic.id))


press("edittopic", authority=Authority.ADMIN)(edit_topic)
press("pausetopic", authority=Authority.ADMIN)(pause_topic)
press("removetopic", authority=Authority.ADMIN)(remove_topic)
press("restoretopic", authority=Authority.ADMIN)(restore_topic)


def save_topic(turn: Turn, topic: Topic) -> None:
    """Store a topic; its feeds are polled from now on."""
    turn.desk.catalog.save_topic(topic, by=turn.person_id, now=turn.now)
    sync_feeds(turn)


def sync_feeds(turn: Turn) -> None:
    turn.desk.feeds.sync_topics(turn.desk.catalog.topics.values(), now=turn.now)


def _pause_button(turn: Turn, topic: Topic) -> Button:
    return Button(turn.words("Resume") if topic.is_paused else turn.words("Pause"), f"pausetopic:{topic.id}")


def _remove_button(turn: Turn, topic: Topic) -> Button:
    return Button(turn.words("Remove"), f"removetopic:{topic.id}")
