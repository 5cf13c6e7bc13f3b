"""The conversation in the terminal."""

from io import StringIO
from pathlib import Path

from bot.console.terminal_chat import chat_in_terminal
from tests.bot.talk.office import open_office


def talk(folder: Path, *lines: str) -> str:
    office = open_office(folder)
    screen = StringIO()
    chat_in_terminal(office.conversation(), StringIO("".join(f"{line}\n" for line in lines)), screen)
    office.close()
    return screen.getvalue()


def test_a_question_is_answered_with_its_sources(tmp_path: Path) -> None:
    assert "[1] West Times" in talk(tmp_path, "how many died at the Lena bridge?")


def test_a_number_presses_the_button_of_that_number(tmp_path: Path) -> None:
    heard = talk(tmp_path, "/start", "1")
    assert "1) + East and West" in heard
    assert "East and West now comes at 04:00 (UTC)." in heard


def test_whoever_owns_the_machine_is_an_admin(tmp_path: Path) -> None:
    assert "4 articles stored." in talk(tmp_path, "/stats")


def test_a_file_is_shown(tmp_path: Path) -> None:
    assert "<opml" in talk(tmp_path, "/opml")


def test_quit_ends_it(tmp_path: Path) -> None:
    assert "no topic" not in talk(tmp_path, "/quit", "/digest nothing")
