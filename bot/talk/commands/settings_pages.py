"""The pages of `/settings`: each stores the value it is given, if any, and shows how things stand."""

from collections.abc import Callable, Iterable
from dataclasses import replace
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from bot.delivery.chats import Chat
from bot.delivery.due import QuietHours
from bot.delivery.ports import Button
from bot.talk.commands.place_invitation import close_invitation
from bot.talk.commands.subscribe import clock_of
from bot.talk.frame.authority import Authority
from bot.talk.frame.clock_text import read_clock
from bot.talk.frame.desk import Turn
from bot.talk.frame.dialogs import OpenQuestion, ask_for, close_question
from bot.talk.frame.localise import LANGUAGES, Mistake, Words
from bot.talk.frame.registry import dialog
from bot.talk.frame.replies import Reply, rows, say
from bot.talk.frame.topic_names import meet_chat, topic_name
from bot.talk.frame.zones import find_zone_of, zone_at
from retrieval.sources.topics import LAYOUTS

HOURS = ("06:00", "07:00", "08:00", "09:00", "12:00", "18:00", "20:00", "22:00")
QUIET = ("22:00-07:00", "23:00-08:00", "20:00-09:00")
PAUSES = (1, 3, 7, 30)
LONGEST_PAUSE = 366
Page = Callable[[Turn, str], Reply]


def home_page(turn: Turn, value: str) -> Reply:
    """Everything at a glance."""
    words, chat = turn.words, _chat(turn)
    mine = turn.desk.subscriptions.list(turn.chat_id)
    post = [f"{topic_name(turn, one.topic)}: {clock_of(turn, one)}" for one in mine]
    days = words.together([words.weekday(day) for day in sorted(chat.weekdays)])
    quiet = f"{words.clock(chat.quiet.start)}–{words.clock(chat.quiet.end)}" if chat.quiet else words("none")
    lines = [
        *(post or [words("You follow no topic yet. Start with /subscribe.")]),
        words("Language: {language}", language=LANGUAGES[words.language]),
        words("Layout: {layout}", layout=_layout_name(words, chat.layout)),
        words("Days with post: {days}", days=days if len(chat.weekdays) < 7 else words("every day")),
        words("Quiet hours: {hours}", hours=quiet),
        _pause_line(words, chat, turn.now),
    ]
    names = [
        Button(words("Time and zone"), "set:time"),
        Button(words("Language"), "set:lang"),
        Button(words("Layout"), "set:lay"),
        Button(words("Pictures"), "set:pic"),
        Button(words("Quiet hours"), "set:quiet"),
        Button(words("Weekdays"), "set:days"),
        Button(words("Words and outlets"), "set:wish"),
        Button(words("Pause"), "set:pause"),
    ]
    return say("\n".join(lines), title=words("Settings"), buttons=rows(names), replaces=True)


def time_page(turn: Turn, value: str) -> Reply:
    words = turn.words
    if value:
        turn.desk.subscriptions.set_time(turn.chat_id, read_clock(value), None, now=turn.now)
    mine = turn.desk.subscriptions.list(turn.chat_id)
    lines = [f"{topic_name(turn, one.topic)}: {clock_of(turn, one)}" for one in mine]
    if not mine:
        lines = [words("You follow no topic yet. Start with /subscribe.")]
    here = turn.now.astimezone(ZoneInfo(turn.zone))
    lines.append(words("It is now {clock} in {zone}.", clock=words.clock(here.time()), zone=turn.zone))
    hours = [Button(words.clock(read_clock(hour)), f"set:time:{hour}") for hour in HOURS] if mine else []
    zone = (Button(words("Another city or zone"), "set:zone"),)
    return say(*lines, title=words("Time and zone"), buttons=(*rows(hours, width=4), zone, _back(words)), replaces=True)


def zone_page(turn: Turn, value: str) -> Reply:
    """Ask where they are; the answer may be words or a location."""
    ask_for(turn.desk.memory, turn.utterance, OpenQuestion("zone"), now=turn.now)
    return say(
        turn.words(
            "Where are you? Write a large city, an offset like UTC+5:30 or a zone like Europe/Berlin, "
            "or send me your location (of which I keep only the zone). /cancel leaves it."
        )
    )


@dialog("zone", authority=Authority.CHAT)
def zone_given(turn: Turn) -> Iterable[Reply]:
    place = turn.utterance.location
    zone = zone_at(*place) if place else find_zone_of(turn.argument)
    meet_chat(turn)
    close_question(turn.desk.memory, turn.chat_id)
    close_invitation(turn)
    turn.desk.subscriptions.set_zone(turn.chat_id, zone, now=turn.now)
    yield replace(time_page(fresh(turn), ""), replaces=False)


def language_page(turn: Turn, value: str) -> Reply:
    if value in LANGUAGES:
        turn.desk.subscriptions.set_language(turn.chat_id, value)
        turn = replace(turn, words=turn.desk.words(value))
    words = turn.words
    buttons = [Button(_ticked(name, code == words.language), f"set:lang:{code}") for code, name in LANGUAGES.items()]
    sentence = "I now speak {language}." if value else "I speak {language}."
    lines = [words(sentence, language=LANGUAGES[words.language])]
    if words.language != "en" and turn.desk.model is None:
        lines.append(words("Digests and answers stay in the words of their sources: no translator is connected."))
    return say(*lines, title=words("Language"), buttons=(*rows(buttons), _back(words)), replaces=True)


def layout_page(turn: Turn, value: str) -> Reply:
    words = turn.words
    if value in LAYOUTS:
        turn.desk.subscriptions.set_layout(turn.chat_id, value)
    chosen = value or _chat(turn).layout
    buttons = [Button(_ticked(_layout_name(words, name), name == chosen), f"set:lay:{name}") for name in LAYOUTS]
    sentence = words("How shall your digest be ordered?")
    return say(sentence, title=words("Layout"), buttons=(*rows(buttons), _back(words)), replaces=True)


def pictures_page(turn: Turn, value: str) -> Reply:
    words = turn.words
    mine = turn.desk.subscriptions.list(turn.chat_id)
    if value in ("on", "off"):
        for one in mine:
            turn.desk.subscriptions.set_pictures(turn.chat_id, one.topic, value == "on")
    is_on = value == "on" if value else any(one.has_pictures for one in mine)
    buttons = [
        Button(_ticked(words("With a picture"), is_on), "set:pic:on"),
        Button(_ticked(words("Without"), not is_on), "set:pic:off"),
    ]
    sentence = words("A picture above each digest can show who covered what.")
    return say(sentence, title=words("Pictures"), buttons=(*rows(buttons), _back(words)), replaces=True)


def quiet_page(turn: Turn, value: str) -> Reply:
    words = turn.words
    if value:
        turn.desk.subscriptions.set_quiet_hours(turn.chat_id, _read_quiet(value), now=turn.now)
        turn = fresh(turn)
    chosen = _chat(turn).quiet
    current = f"{chosen.start:%H:%M}-{chosen.end:%H:%M}" if chosen else "off"
    buttons = [Button(_ticked(span.replace("-", "–"), span == current), f"set:quiet:{span}") for span in QUIET]
    buttons.append(Button(_ticked(words("none"), current == "off"), "set:quiet:off"))
    sentence = words("In quiet hours nothing comes; post that falls into them comes when they end.")
    return say(sentence, title=words("Quiet hours"), buttons=(*rows(buttons), _back(words)), replaces=True)


def weekdays_page(turn: Turn, value: str) -> Reply:
    words, chosen = turn.words, set(_chat(turn).weekdays)
    if value.isdecimal() and int(value) < 7:
        chosen ^= {int(value)}
        if not chosen:
            raise Mistake("At least one weekday must stay. To get nothing for a while, use /pause.")
        turn.desk.subscriptions.set_weekdays(turn.chat_id, chosen, now=turn.now)
    buttons = [Button(_ticked(words.weekday(day), day in chosen), f"set:days:{day}") for day in range(7)]
    sentence = words("On which days shall your post come?")
    return say(sentence, title=words("Weekdays"), buttons=(*rows(buttons, width=4), _back(words)), replaces=True)


def pause_page(turn: Turn, value: str) -> Reply:
    words = turn.words
    if value.isdecimal() and len(value) <= 3 and int(value) <= LONGEST_PAUSE:
        days, today = int(value), turn.now.astimezone(ZoneInfo(turn.zone)).date()
        if days:
            turn.desk.subscriptions.pause(turn.chat_id, today + timedelta(days=days), now=turn.now)
        else:
            turn.desk.subscriptions.resume(turn.chat_id, now=turn.now)
        turn = fresh(turn)
    buttons = [Button(words.many("{n} day", "{n} days", days), f"set:pause:{days}") for days in PAUSES]
    buttons.append(Button(words("No pause"), "set:pause:0"))
    sentence = _pause_line(words, _chat(turn), turn.now)
    return say(sentence, title=words("Pause"), buttons=(*rows(buttons), _back(words)), replaces=True)


def fresh(turn: Turn) -> Turn:
    """The turn with the chat as it is stored now."""
    return replace(turn, chat=turn.desk.subscriptions.chat(turn.chat_id))


def _chat(turn: Turn) -> Chat:
    return turn.chat or Chat(turn.chat_id)


def _back(words: Words) -> tuple[Button, ...]:
    return (Button("‹ " + words("Settings"), "set:home"),)


def _ticked(name: str, is_chosen: bool) -> str:
    return f"✓ {name}" if is_chosen else name


def _layout_name(words: Words, layout: str) -> str:
    names = {"stories": words("by story"), "perspectives": words("by side"), "sections": words("by section")}
    return names.get(layout, words("as the topic has it"))


def _pause_line(words: Words, chat: Chat, now: datetime) -> str:
    until = chat.paused_until
    if until is None or until <= now.date():
        return words("Your post is not paused.")
    if until == date.max:
        return words("Your post is paused.")
    return words("Your post is paused; it comes again from {day}.", day=words.day(until))


def _read_quiet(value: str) -> QuietHours | None:
    if value == "off":
        return None
    start, _, end = value.partition("-")
    return QuietHours(read_clock(start), read_clock(end))


PAGES: dict[str, Page] = {
    "home": home_page,
    "time": time_page,
    "zone": zone_page,
    "lang": language_page,
    "lay": layout_page,
    "pic": pictures_page,
    "quiet": quiet_page,
    "days": weekdays_page,
    "pause": pause_page,
}
