"""`/settings`: one message, edited in place. Pages are shown by buttons `set:<page>[:<value>]`; a value is stored, then shown."""

from collections.abc import Iterable
from dataclasses import replace

from bot.talk.commands.settings_pages import LONGEST_PAUSE, PAGES, fresh, home_page, language_page, pause_page
from bot.talk.frame.authority import Authority
from bot.talk.frame.desk import Turn
from bot.talk.frame.localise import LANGUAGES, Mistake, language_named
from bot.talk.frame.registry import command, press
from bot.talk.frame.replies import Reply
from bot.talk.frame.topic_names import meet_chat


@command("settings", "Time, zone, language, layout and more", authority=Authority.CHAT, menu="everywhere")
def show_settings(turn: Turn) -> Iterable[Reply]:
    meet_chat(turn)
    yield replace(home_page(fresh(turn), ""), replaces=False)


@press("set", authority=Authority.CHAT)
def turn_page(turn: Turn) -> Iterable[Reply]:
    name, _, value = turn.argument.partition(":")
    page = PAGES.get(name)
    if page is None:
        yield Reply(notice=turn.words("This button is no longer in use."))
        return
    meet_chat(turn)
    yield page(fresh(turn), value)


@command("language", "The language I speak", usage="[CODE]", authority=Authority.CHAT)
def set_language(turn: Turn) -> Iterable[Reply]:
    meet_chat(turn)
    if not turn.argument:
        yield replace(language_page(fresh(turn), ""), replaces=False)
        return
    code = language_named(turn.argument)
    if not code:
        known = ", ".join(f"{name} ({code})" for code, name in LANGUAGES.items())
        raise Mistake("I do not speak that yet. I speak: {known}.", known=known)
    yield replace(language_page(turn, code), replaces=False)


@command("pause", "No post for some days", usage="[DAYS|off]", authority=Authority.CHAT)
def pause(turn: Turn) -> Iterable[Reply]:
    meet_chat(turn)
    wanted = turn.argument.casefold()
    if (
        wanted
        and wanted != "off"
        and not (wanted.isdecimal() and len(wanted) <= 3 and 0 < int(wanted) <= LONGEST_PAUSE)
    ):
        raise Mistake("Write how many days, for example /pause 7, or /pause off.")
    yield replace(pause_page(fresh(turn), "0" if wanted == "off" else wanted), replaces=False)
