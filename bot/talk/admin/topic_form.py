"""Asks for a new topic step by step (`/addtopic`): name, sides, who is on each, feeds, time, a preview, and a confirmation.

Each answer is stored before the next question is asked, so that a restart in the middle loses nothing.
"""

import re
import unicodedata
from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace

from bot.delivery.ports import Button
from bot.digest.model.statements import statements
from bot.talk.admin.feed_preview import Trial, read_source, trial_lines, try_feeds
from bot.talk.admin.side_members import read_members
from bot.talk.admin.topic_summary import topic_lines
from bot.talk.frame.authority import Authority
from bot.talk.frame.clock_text import CLOCK, read_clock
from bot.talk.frame.desk import Turn
from bot.talk.frame.dialogs import OpenQuestion, ask_for, close_question, open_question
from bot.talk.frame.localise import Mistake
from bot.talk.frame.registry import dialog, press
from bot.talk.frame.replies import Reply, rows, say
from bot.talk.frame.zones import find_zone_of
from bot.talk.language.reader_voice import told
from bot.talk.language.translator import Translator
from retrieval.sources.catalog_json import topic_from_json, topic_to_json
from retrieval.sources.topics import Perspective, Topic

FORM = "addtopic"
MOST_SIDES = 6
EMPTY = Topic(id="", name="")


def begin_form(turn: Turn) -> Iterable[Reply]:
    _ask(turn, "name", EMPTY)
    yield _question(turn, "name", EMPTY)


@dialog(FORM, authority=Authority.ADMIN)
def take_answer(turn: Turn) -> Iterable[Reply]:
    step, topic = turn.data["step"], topic_from_json(turn.data["topic"])
    if not turn.argument:
        yield _question(turn, step, topic)
        return
    step, topic = STEPS[step](turn, topic)
    yield from _go_to(turn, step, topic)


@press("form", authority=Authority.ADMIN)
def press_form(turn: Turn) -> Iterable[Reply]:
    """`skip` the question, be `done` with feeds, `save` the topic."""
    question = open_question(turn.desk.memory, turn.utterance, now=turn.now)
    if question is None or question.name != FORM:
        raise Mistake("This dialog is over. Begin again with /addtopic.")
    step, topic = question.data["step"], topic_from_json(question.data["topic"])
    if turn.argument == "save" and step == "confirm":
        yield from _save(turn, topic)
    elif turn.argument == "skip":
        yield from _go_to(turn, _after(step, topic), topic)
    else:
        yield _question(turn, step, topic)


def _go_to(turn: Turn, step: str, topic: Topic) -> Iterable[Reply]:
    _ask(turn, step, topic)
    if step == "confirm":
        yield from _try_out(turn, topic)
    else:
        yield _question(turn, step, topic)


def _try_out(turn: Turn, topic: Topic) -> Iterable[Reply]:
    """The first digest as it would be now, then what was found in the feeds and the question."""
    yield Reply(is_draft=True)
    trials = try_feeds(turn, topic.feeds)
    entries = [entry for trial in trials for entry in trial.entries]
    if turn.desk.sketch is not None and entries:
        digest = turn.desk.sketch(topic, entries, turn.now)
        if statements(digest):
            yield Reply(told(digest, turn.words, Translator(turn.desk.model, turn.desk.clock)))
    yield _confirmation(turn, topic, trials)


def _ask(turn: Turn, step: str, topic: Topic) -> None:
    question = OpenQuestion(FORM, {"step": step, "topic": topic_to_json(topic)})
    ask_for(turn.desk.memory, turn.utterance, question, now=turn.now)


def _after(step: str, topic: Topic) -> str:
    """The step that follows; members are asked for as long as a side has none."""
    if step in ("sides", "members"):
        return "members" if _open_side(topic) else "feeds"
    return {"name": "sides", "feeds": "time", "time": "confirm"}.get(step, "confirm")


def _take_name(turn: Turn, topic: Topic) -> tuple[str, Topic]:
    name = turn.argument[:80]
    return "sides", replace(topic, id=_free_id(turn, name), name=name)


def _take_sides(turn: Turn, topic: Topic) -> tuple[str, Topic]:
    names = [name.strip()[:60] for name in re.split(r"[,;\n，、；]|\bvs\.?\b", turn.argument) if name.strip()]
    if not 2 <= len(names) <= MOST_SIDES:
        raise Mistake("Write two to {most} sides, separated by commas, for example: The West, China", most=MOST_SIDES)
    sides = tuple(Perspective(_slug(name) or f"side-{n}", name) for n, name in enumerate(names, 1))
    if len({side.id for side in sides}) < len(sides):
        raise Mistake("Two sides have the same name. Write different ones.")
    return "members", replace(topic, perspectives=sides)


def _take_members(turn: Turn, topic: Topic) -> tuple[str, Topic]:
    asked = _open_side(topic)
    countries, outlets = read_members(turn.argument, turn.desk.catalog.registry)
    filled = tuple(
        replace(side, countries=countries, outlet_names=outlets) if side == asked else side
        for side in topic.perspectives
    )
    topic = replace(topic, perspectives=filled)
    return _after("members", topic), topic


def _take_feeds(turn: Turn, topic: Topic) -> tuple[str, Topic]:
    """One source a line; the step stays until somebody is done."""
    sources = [read_source(turn, said) for said in turn.argument.splitlines() if said.strip()]
    return "feeds", replace(topic, feeds=(*topic.feeds, *(one for one in sources if one not in topic.feeds)))


def _take_time(turn: Turn, topic: Topic) -> tuple[str, Topic]:
    clock, _, place = turn.argument.partition(" ")
    if not CLOCK.fullmatch(clock):
        raise Mistake("Write the time as HH:MM and a city or zone, for example 07:00 Berlin.")
    zone = find_zone_of(place) if place.strip() else topic.timezone
    return "confirm", replace(topic, time=read_clock(clock), timezone=zone)


def _take_confirmation(turn: Turn, topic: Topic) -> tuple[str, Topic]:
    return "confirm", topic


STEPS: dict[str, Callable[[Turn, Topic], tuple[str, Topic]]] = {
    "name": _take_name,
    "sides": _take_sides,
    "members": _take_members,
    "feeds": _take_feeds,
    "time": _take_time,
    "confirm": _take_confirmation,
}


def _question(turn: Turn, step: str, topic: Topic) -> Reply:
    words = turn.words
    cancel, skip = Button(words("Cancel"), "cancel"), Button(words("Skip"), "form:skip")
    if step == "name":
        return say(words("What is the topic called? For example: Taiwan"), buttons=((cancel,),))
    if step == "sides":
        sentence = words(
            "Which sides shall stand side by side? Write their names, separated by commas. Example: The West, China"
        )
        return say(sentence, buttons=rows([skip, cancel]))
    if step == "members":
        side = _open_side(topic)
        sentence = words(
            "Who belongs to “{side}”? Write countries (two letters or the name) and outlets, separated by commas. "
            "Example: US, GB, Reuters",
            side=side.name if side else "",
        )
        return say(sentence, buttons=((cancel,),))
    if step == "feeds":
        return _feeds_question(turn, topic)
    if step == "time":
        sentence = words("When shall the digest be written? Example: 07:00 Berlin")
        return say(sentence, buttons=rows([skip, cancel]))
    return _confirmation(turn, topic, try_feeds(turn, topic.feeds))


def _feeds_question(turn: Turn, topic: Topic) -> Reply:
    words = turn.words
    sentence = words(
        "Where do the articles come from? Write the address of a feed or of a site, or words to search for in Google News; "
        "one a line."
    )
    done = Button(words("That is all"), "form:skip") if topic.feeds else Button(words("Skip"), "form:skip")
    so_far = words.many("{n} feed so far.", "{n} feeds so far.", len(topic.feeds)) if topic.feeds else ""
    return say(so_far, sentence, buttons=rows([done, Button(words("Cancel"), "cancel")]))


def _confirmation(turn: Turn, topic: Topic, trials: Sequence[Trial]) -> Reply:
    words = turn.words
    return say(
        "\n".join(topic_lines(words, topic)),
        "\n".join(trial_lines(turn, topic, trials)) if topic.feeds else _no_feeds(turn, topic),
        words("Shall I add it?"),
        title=f"{topic.name} ({topic.id})",
        buttons=rows([Button(words("Add it"), "form:save"), Button(words("Cancel"), "cancel")]),
    )


def _save(turn: Turn, topic: Topic) -> Iterable[Reply]:
    if topic.id in turn.desk.catalog.topics:
        topic = replace(topic, id=_free_id(turn, topic.name))
    turn.desk.catalog.save_topic(topic, by=turn.person_id, now=turn.now)
    turn.desk.feeds.sync_topics(turn.desk.catalog.topics.values(), now=turn.now)
    close_question(turn.desk.memory, turn.chat_id)
    yield say(
        turn.words("{topic} ({id}) is added.", topic=topic.name, id=topic.id),
        turn.words("Its feeds are fetched within minutes; then /preview {id} shows its first digest.", id=topic.id)
        if topic.feeds
        else _no_feeds(turn, topic),
        turn.words("People get it with /subscribe {id}.", id=topic.id),
        replaces=True,
    )


def _no_feeds(turn: Turn, topic: Topic) -> str:
    return turn.words("It has no feeds yet, so it would have no digest: /addfeed {id} adds one.", id=topic.id)


def _open_side(topic: Topic) -> Perspective | None:
    return next((side for side in topic.perspectives if not side.countries and not side.outlet_names), None)


def _free_id(turn: Turn, name: str) -> str:
    """An id made of the name's Latin letters, or `topic`, with a number where it is taken."""
    base = _slug(name)[:32].strip("-") or "topic"
    taken = turn.desk.catalog.topics.keys()
    return next(made for n in range(1, 10_000) if (made := base if n == 1 else f"{base}-{n}") not in taken)


def _slug(name: str) -> str:
    plain = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode().casefold()
    return re.sub(r"[^a-z0-9]+", "-", plain).strip("-")
