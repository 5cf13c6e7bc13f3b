"""Every command, button and dialog against every kind of outsider: no effect, no word about what is behind it.

The table is the registry itself: whoever enters a new name must say here what authority it needs.
"""

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import pytest

from bot.talk.frame.authority import Authority
from bot.talk.frame.dialogs import OpenQuestion, ask_for
from bot.talk.frame.registry import COMMANDS, DIALOGS, PRESSES, Command
from bot.talk.frame.utterances import Person, Press, Utterance
from tests.bot.talk.office import ADMIN, NOON, Office, open_office, spoken, utterance


def names(text: str) -> set[str]:
    return set(text.split())


ANYONE = names(
    "start help privacy feedback cancel topics digest ask sources "
    "press:cancel press:digest press:prev press:src press:diff press:wrong press:bad press:about press:sources press:other "
    "press:time press:wide press:near press:more press:example press:meant dialog:feedback dialog:reason dialog:about"
)
CHAT = names(
    "subscribe unsubscribe time settings language pause export forget "
    "press:sub press:unsub press:set press:forget press:doubt dialog:zone dialog:wish"
)
ADMINS = names(
    "addtopic edittopic pausetopic removetopic restoretopic addfeed removefeed feeds opml outlet preview rebuild retract "
    "broadcast stats reports admins press:edittopic press:unedit press:pausetopic press:removetopic press:restoretopic "
    "press:confirm press:preview press:rebuild press:broadcast press:done press:form dialog:addtopic dialog:file"
)
SHELVES = {"": COMMANDS, "press:": PRESSES, "dialog:": DIALOGS}
ENTRIES = {f"{shelf}{name}": entry for shelf, entries in SHELVES.items() for name, entry in entries.items()}

# Arguments that would do something, were they obeyed.
ARGUMENTS = (
    "", "east-west", "east-west 2026-01-07", "yes", "save", "report:1", "east-west https://westtimes.example/rss",
    "east-west; name Taken over", "new-topic; New; search anything", "Far Wire; US",
    "https://westtimes.example/news/west-raises-grain-tariffs-on-the-east-to-15-percent",
)  # fmt: skip

STRANGER, SOMEBODY = Person(2, "Sam", "en"), Person(3, "Mallory", "en")
ROBIN = Person(ADMIN, "Robin", "en")
GROUP: dict[str, Any] = {"chat_id": -100, "kind": "group"}


def outsiders(wanted: Authority) -> Iterator[tuple[str, Utterance]]:
    """Everybody who may not, for this authority."""
    if wanted is Authority.ADMIN:
        yield "a stranger", utterance(chat_id=2, person=STRANGER)
        yield "a stranger with the admin's name", utterance(chat_id=3, person=Person(3, "Robin", "en"))
        yield "the admin in a group", utterance(person=ROBIN, is_chat_admin=True, **GROUP)
        yield "a group's own administrator", utterance(person=SOMEBODY, is_chat_admin=True, **GROUP)
        yield "an anonymous administrator", utterance(person=None, is_chat_admin=True, **GROUP)
        yield "a channel", utterance(chat_id=-200, kind="channel", person=None, is_chat_admin=True)
        yield "the admin's words forwarded by the admin", utterance(chat_id=ADMIN, person=ROBIN, is_forwarded=True)
        yield "the admin's words edited", utterance(chat_id=ADMIN, person=ROBIN, is_edited=True)
    if wanted is not Authority.ANYONE:
        yield "a group member", utterance(person=SOMEBODY, **GROUP)
        yield (
            "forwarded words of a group administrator",
            utterance(person=SOMEBODY, is_chat_admin=True, is_forwarded=True, **GROUP),
        )
        yield (
            "edited words of a group administrator",
            utterance(person=SOMEBODY, is_chat_admin=True, is_edited=True, **GROUP),
        )
        yield "a nobody in a group", utterance(person=None, **GROUP)


GUARDED = [key for key, entry in ENTRIES.items() if entry.authority is not Authority.ANYONE]


@pytest.fixture(scope="module")
def office(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Office]:
    made = open_office(tmp_path_factory.mktemp("office"))
    made.desk.subscriptions.subscribe(-100, "east-west", time=NOON.time(), zone="UTC", now=NOON)
    made.newsroom.editor().build("east-west", NOON.date(), now=NOON)
    yield made
    made.close()


def test_every_entry_of_the_registry_has_its_authority_in_this_table() -> None:
    table = dict.fromkeys(ANYONE, Authority.ANYONE) | dict.fromkeys(CHAT, Authority.CHAT)
    table |= dict.fromkeys(ADMINS, Authority.ADMIN)
    assert {key: entry.authority for key, entry in ENTRIES.items()} == table


@pytest.mark.parametrize("key", GUARDED)
def test_an_outsider_changes_nothing_and_learns_nothing(office: Office, key: str) -> None:
    entry = ENTRIES[key]
    for who, said in outsiders(entry.authority):
        prepare(office, key, said)
        before = dump(office)
        heard = {
            argument: spoken(office.conversation().handle(attempt(key, entry, said, argument)))
            for argument in ARGUMENTS
        }
        assert {argument: words for argument, words in heard.items() if words not in allowed_words(entry)} == {}, who
        assert dump(office) == before, who


def prepare(office: Office, key: str, said: Utterance) -> None:
    """A dialog that somebody else began (or that a restart left behind) is open in the chat."""
    if key.startswith("dialog:"):
        question = OpenQuestion(key.removeprefix("dialog:"), {"step": "name", "topic": {}, "kind": "iw"})
        ask_for(office.desk.memory, said, question, now=NOON)


def attempt(key: str, entry: Command, said: Utterance, argument: str) -> Utterance:
    if key.startswith("press:"):
        return replace(said, press=Press(f"{entry.name}:{argument}", 7))
    if key.startswith("dialog:"):
        return replace(said, text=argument, document=b"<opml/>" if entry.name == "file" else None)
    return replace(said, text=f"/{entry.name} {argument}".strip())


def allowed_words(entry: Command) -> set[str]:
    """What a command that does not exist would say; or that this is for the chat's administrators."""
    if entry.authority is Authority.CHAT:
        return {"Only an administrator of this chat can change what it receives.", ""}
    return {
        "I do not know this command. /help shows what I understand.",
        "This button is no longer in use.",
        "I cannot read files. Write to me instead; /help shows how.",
        "",
    }


def dump(office: Office) -> list[str]:
    """The whole database as text."""
    with office.newsroom.database.read() as connection:
        raw = connection.connection.driver_connection
        assert raw is not None
        return list(raw.iterdump())


def test_a_deep_link_to_an_admin_command_is_only_words(office: Office) -> None:
    for payload in ("addtopic", "removetopic_east-west", "d_east-west_2026-01-07", "q_removetopic_east_west"):
        list(office.conversation().handle(utterance(f"/start {payload}")))
    assert list(office.desk.catalog.topics) == ["east-west"]


def test_the_unknown_and_the_forbidden_look_the_same(office: Office) -> None:
    assert office.talker().say("/stats") == office.talker().say("/nonsense")


def test_help_tells_strangers_of_no_admin_command(office: Office) -> None:
    heard = office.talker().say("/help")
    assert not [name for name in ADMINS if ":" not in name and f"/{name}" in heard]
    assert "/addtopic" in office.admin().say("/help")
