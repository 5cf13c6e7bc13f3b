"""Which commands are offered, and in which order."""

import bot.talk.catalogue  # noqa: F401  (enters the commands)
from bot.talk.frame.authority import Authority
from bot.talk.frame.localise import LANGUAGES, Words
from bot.talk.frame.menus import menu_for
from bot.talk.frame.registry import COMMANDS


def names(place: str) -> list[str]:
    return [line.name for line in menu_for(place, Words())]


def test_every_command_for_admins_is_in_their_menu() -> None:
    for_admins = {name for name, command in COMMANDS.items() if command.authority is Authority.ADMIN}
    assert for_admins <= set(names("admin"))
    assert not for_admins & set(names("private"))


def test_what_a_newcomer_needs_stands_first_and_help_last() -> None:
    offered = names("private")
    assert offered[:2] == ["topics", "subscribe"] and offered[-1] == "help"


def test_a_list_of_names_has_the_comma_of_its_language() -> None:
    commas = {code: Words(code).names(["a", "b"])[1:-1] for code in LANGUAGES}
    assert {code: comma for code, comma in commas.items() if comma != ", "} == {"ja": "、", "zh": "、", "ur": "، "}
