"""What a subscriber wants to see of a topic, and what not: words and outlets. A page of `/settings`."""

from collections.abc import Iterable
from dataclasses import replace

from bot.delivery.chats import Subscription, Wishes
from bot.delivery.ports import Button
from bot.talk.commands.settings_pages import PAGES
from bot.talk.frame.authority import Authority
from bot.talk.frame.desk import Turn
from bot.talk.frame.dialogs import OpenQuestion, ask_for, close_question
from bot.talk.frame.localise import Mistake, Words
from bot.talk.frame.registry import dialog
from bot.talk.frame.replies import Reply, rows, say
from bot.talk.frame.topic_names import topic_name

KINDS = {"iw": "include_words", "xw": "exclude_words", "io": "include_outlets", "xo": "exclude_outlets"}
MOST, LONGEST = 20, 60


def wishes_page(turn: Turn, value: str) -> Reply:
    """`` lists the topics, `<topic>` shows one, `<kind>:<topic>` asks for words, `no:<topic>` clears."""
    words = turn.words
    mine = {one.topic: one for one in turn.desk.subscriptions.list(turn.chat_id)}
    kind, _, topic_id = value.rpartition(":")
    if topic_id not in mine:
        if not mine:
            return say(words("You follow no topic yet. Start with /subscribe."), replaces=True)
        if len(mine) > 1:
            buttons = [Button(topic_name(turn, one), f"set:wish:{one}") for one in mine]
            home = (Button("‹ " + words("Settings"), "set:home"),)
            return say(words("For which topic?"), buttons=(*rows(buttons), home), replaces=True)
        topic_id = next(iter(mine))
    if kind in KINDS:
        question = OpenQuestion("wish", {"kind": kind, "topic": topic_id})
        ask_for(turn.desk.memory, turn.utterance, question, now=turn.now)
        return say(words("Write them now, separated by commas. /cancel leaves everything as it is."))
    if kind == "no":
        turn.desk.subscriptions.set_wishes(turn.chat_id, topic_id, Wishes())
    return _shown(turn, replace(mine[topic_id], wishes=Wishes()) if kind == "no" else mine[topic_id])


@dialog("wish", authority=Authority.CHAT)
def wish_given(turn: Turn) -> Iterable[Reply]:
    topic_id, name = turn.data["topic"], KINDS[turn.data["kind"]]
    one = turn.desk.subscriptions.find(turn.chat_id, topic_id)
    close_question(turn.desk.memory, turn.chat_id)
    if one is None:
        raise Mistake("You do not follow “{name}”. /topics shows what you follow.", name=topic_id)
    given = [piece.strip()[:LONGEST] for piece in turn.argument.replace("，", ",").replace("、", ",").split(",")]
    given = [_outlet_name(turn, piece) if name.endswith("outlets") else piece for piece in given if piece][:MOST]
    wishes = replace(one.wishes, **{name: tuple(dict.fromkeys(given))})
    turn.desk.subscriptions.set_wishes(turn.chat_id, topic_id, wishes)
    yield replace(_shown(turn, replace(one, wishes=wishes)), replaces=False)


def _outlet_name(turn: Turn, name: str) -> str:
    """As the registry writes it. Raises Mistake for an outlet that neither it nor any article knows."""
    outlet = turn.desk.catalog.registry.find_name(name)
    if outlet is not None:
        return outlet.name
    stored = {known.casefold(): known for known, _ in turn.desk.articles.outlets()}
    if name.casefold() not in stored:
        raise Mistake("I know no outlet “{name}”. Write it as its articles name it.", name=name)
    return stored[name.casefold()]


def _shown(turn: Turn, one: Subscription) -> Reply:
    words, topic = turn.words, one.topic
    buttons = [
        Button(words("Only with words…"), f"set:wish:iw:{topic}"),
        Button(words("Without words…"), f"set:wish:xw:{topic}"),
        Button(words("Only outlets…"), f"set:wish:io:{topic}"),
        Button(words("Without outlets…"), f"set:wish:xo:{topic}"),
        Button(words("Show everything"), f"set:wish:no:{topic}"),
        Button("‹ " + words("Settings"), "set:home"),
    ]
    lines = _wish_lines(words, one.wishes) or [words("You see everything.")]
    return say(*lines, title=topic_name(turn, topic), buttons=rows(buttons), replaces=True)


def _wish_lines(words: Words, wishes: Wishes) -> list[str]:
    lines = []
    if wishes.include_words:
        lines.append(words("Only with: {list}", list=", ".join(wishes.include_words)))
    if wishes.exclude_words:
        lines.append(words("Without: {list}", list=", ".join(wishes.exclude_words)))
    if wishes.include_outlets:
        lines.append(words("Only from: {list}", list=", ".join(wishes.include_outlets)))
    if wishes.exclude_outlets:
        lines.append(words("Not from: {list}", list=", ".join(wishes.exclude_outlets)))
    return lines


PAGES["wish"] = wishes_page
