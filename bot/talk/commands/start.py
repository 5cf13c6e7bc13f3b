"""The first things people meet: start and its links, help, privacy, feedback."""

import re
from collections.abc import Iterable
from datetime import date

from bot.delivery.ports import Button
from bot.digest.show.document import BulletItem, Document, Paragraph, line
from bot.talk.commands.allowance import spend_remark
from bot.talk.commands.subscribe import topic_toggles
from bot.talk.frame.authority import Authority, is_allowed
from bot.talk.frame.desk import Turn
from bot.talk.frame.dialogs import OpenQuestion, ask_for, close_question, open_question
from bot.talk.frame.localise import Mistake
from bot.talk.frame.menus import HELP_ORDER
from bot.talk.frame.registry import COMMANDS, command, dialog, press
from bot.talk.frame.replies import Reply, rows, say
from bot.talk.frame.topic_names import example_question, require_topic, topic_buttons

DAY_LINK = re.compile(r"d_([A-Za-z0-9-]+)_(\d{4}-\d\d-\d\d)")
QUESTION_LINK = re.compile(r"q_([A-Za-z0-9_-]+)")
LONGEST_REMARK = 2_000


def digest_payload(topic_id: str, day: date) -> str:
    """What follows `?start=` in a link to a digest. At most 64 characters or empty."""
    payload = f"d_{topic_id}_{day}"
    return payload if len(payload) <= 64 else ""


def question_payload(question: str) -> str:
    """What follows `?start=` in a link that asks a question; words beyond 62 characters are left out, empty if none fit."""
    kept = ""
    for word in re.findall(r"[A-Za-z0-9]+", question):
        if len(kept) + len(word) > 61:
            break
        kept = f"{kept}_{word}".strip("_")
    return f"q_{kept}" if kept else ""


@command("start", "What this bot does")
def start(turn: Turn) -> Iterable[Reply]:
    if turn.argument:
        yield from _follow_link(turn)
        return
    words = turn.words
    yield say(
        words(
            "Each morning I send you how different sides report the same news. "
            "Every sentence names the articles it rests on."
        ),
        words(
            "Choose what to follow, or just ask me something. For example: {example}", example=example_question(turn)
        ),
        title="Counterpoint",
        buttons=(*topic_toggles(turn), (Button(example_question(turn), "example"),)),
    )


@press("example")
def ask_example(turn: Turn) -> Iterable[Reply]:
    """The question that the welcome gives as an example, asked."""
    yield from COMMANDS["ask"].handler(turn.with_argument(example_question(turn)))


def welcome_place(turn: Turn) -> Reply:
    """For a group or channel that has just taken us in."""
    words, name = turn.words, turn.desk.bot_name
    if turn.utterance.kind == "channel":
        sentence = words("Post /subscribe here to choose a topic; its digest then comes to this channel each morning.")
        return say(words("Thank you for adding me."), sentence, buttons=topic_buttons(turn, "sub"))
    return say(
        words("Thank you for adding me. An administrator can choose below which topics come here each morning."),
        words("In a forum, choose in the thread where they shall come: write /subscribe there."),
        words("To ask me something, mention @{name} or reply to one of my messages.", name=name),
        buttons=topic_buttons(turn, "sub"),
    )


def _follow_link(turn: Turn) -> Iterable[Reply]:
    """`?start=TOPIC`, `?start=d_TOPIC_2026-01-07`, `?start=q_words_of_a_question`. A link never does more than show."""
    if found := DAY_LINK.fullmatch(turn.argument):
        yield from COMMANDS["digest"].handler(turn.with_argument(f"{found[1]} {found[2]}"))
    elif found := QUESTION_LINK.fullmatch(turn.argument):
        yield from COMMANDS["ask"].handler(turn.with_argument(found[1].replace("_", " ")))
    else:
        topic = require_topic(turn, turn.argument.replace("_", " "))
        sides = turn.words.together([perspective.name for perspective in topic.perspectives])
        yield say(
            turn.words("Sides: {sides}.", sides=sides) if sides else "",
            turn.words("Do you want it each morning?"),
            title=topic.name,
            buttons=rows(
                [
                    Button(turn.words("Subscribe"), f"sub:{topic.id}"),
                    Button(turn.words("Read the latest now"), f"digest:{topic.id}"),
                ]
            ),
        )


@command("help", "What I understand", menu="everywhere")
def show_help(turn: Turn) -> Iterable[Reply]:
    words = turn.words
    mine = [one for one in COMMANDS.values() if is_allowed(one.authority, turn.utterance, turn.desk.admins)]
    shown = sorted((one for one in mine if one.name in HELP_ORDER), key=lambda one: HELP_ORDER.index(one.name))
    items = [
        BulletItem(line(f"/{one.name} {words(one.usage) if one.usage else ''}".strip(), f": {words(one.summary)}"))
        for one in shown
    ]
    head = Paragraph(line(words("Write a question in your own words, or use:")))
    yield Reply(Document((head, *items), words.language))


@command("privacy", "What I store about you")
def show_privacy(turn: Turn) -> Iterable[Reply]:
    words = turn.words
    yield say(
        words(
            "I store your chat's number, name and language, what you follow and when, and your settings, "
            "as long as you use me."
        ),
        words(
            "Your last questions and answers are kept for at most 30 days, so that you can ask on; "
            "messages on their way to you, for at most 30 days, so that none comes twice."
        ),
        words(
            "So that nobody delays the others, I count how often each person asks, searches, reads and writes to us. These "
            "counts are kept for at most 30 days; after /forget for one more day, under a number that leads back to nobody."
        ),
        words(
            "Of a shared location I keep only the time zone. Nobody else is given anything; logs hold none of your words."
        ),
        words("If the one who runs me has connected a language model, your questions go to it to be answered.")
        if turn.desk.model
        else "",
        words("/export shows all of it. /forget deletes all of it at once. Backups are deleted after 30 days."),
        title=words("Privacy"),
    )


@command("feedback", "Tell the people who run this bot", usage="TEXT")
def give_feedback(turn: Turn) -> Iterable[Reply]:
    if not turn.argument:
        ask_for(turn.desk.memory, turn.utterance, OpenQuestion("feedback"), now=turn.now)
        yield say(turn.words("What would you like to tell us? Write it now, or /cancel."))
        return
    yield from take_feedback(turn)


@dialog("feedback")
def take_feedback(turn: Turn) -> Iterable[Reply]:
    if len(turn.argument) > LONGEST_REMARK:
        raise Mistake("That is too long. Please keep it under {most} characters.", most=LONGEST_REMARK)
    spend_remark(turn)
    close_question(turn.desk.memory, turn.chat_id)
    turn.desk.memory.remark(turn.chat_id, turn.argument, now=turn.now)
    yield say(turn.words("Thank you. The people who run this bot will read it."))


@command("cancel", "Stop what we were doing", menu="none")
def cancel(turn: Turn) -> Iterable[Reply]:
    was_open = open_question(turn.desk.memory, turn.utterance, now=turn.now) is not None
    if was_open:
        close_question(turn.desk.memory, turn.chat_id)
    sentence = "Cancelled. Nothing was changed." if was_open else "There is nothing to cancel."
    yield say(turn.words(sentence))


@press("cancel")
def cancel_by_button(turn: Turn) -> Iterable[Reply]:
    close_question(turn.desk.memory, turn.chat_id)
    yield say(turn.words("Cancelled. Nothing was changed."), replaces=True)


# Entered here, for whoever may not send files.
@dialog("file", authority=Authority.ADMIN)
def take_file(turn: Turn) -> Iterable[Reply]:
    yield from COMMANDS["opml"].handler(turn)
