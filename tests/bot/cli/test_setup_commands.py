"""`init`: what it asks, what it refuses, and that it writes everything or nothing."""

import stat
from collections.abc import Iterator
from pathlib import Path

import pytest

from bot.cli.console_script import run
from bot.cli.first_settings import Question, collect, env_lines, write_first_files
from config.env_file import read_env_file
from retrieval.errors import BadInput, StorageError

KNOWN = ("north-south", "us-china")
TOKEN = "123456:ABC-def_1"


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty working folder, its `.env` the one that is read."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("COUNTERPOINT_ENV_FILE")
    return tmp_path


class Person:
    """Answers in turn, and remembers the questions."""

    def __init__(self, *answers: str) -> None:
        self._answers: Iterator[str] = iter(answers)
        self.asked: list[Question] = []

    def __call__(self, question: Question) -> str:
        self.asked.append(question)
        return next(self._answers)


def test_what_is_not_given_is_asked_for_and_secrets_are_hidden() -> None:
    person = Person("11 22", "key", "", "a-model", "us-china")
    answers = collect({"TELEGRAM_BOT_TOKEN": TOKEN}, person, known_topics=KNOWN)
    assert answers == {
        "TELEGRAM_BOT_TOKEN": TOKEN,
        "COUNTERPOINT_ADMINS": "11,22",
        "OPENAI_API_KEY": "key",
        "OPENAI_BASE_URL": "",
        "OPENAI_MODEL": "a-model",
        "topics": "us-china",
    }
    assert [question.variable for question in person.asked if question.is_secret] == ["OPENAI_API_KEY"]


def test_without_a_model_its_name_is_not_asked_for() -> None:
    person = Person("", "", "", "", "")
    collect({}, person, known_topics=KNOWN)
    assert "OPENAI_MODEL" not in {question.variable for question in person.asked}


def test_a_wrong_answer_is_told_in_one_sentence_and_asked_for_again() -> None:
    person = Person("my bot", TOKEN, "bob", "11", "", "ftp://x", "http://127.0.0.1:1/v1", "", "nowhere", "")
    answers = collect({}, person, known_topics=KNOWN)
    assert answers["TELEGRAM_BOT_TOKEN"] == TOKEN
    again = [question.words.splitlines()[0] for question in person.asked if "\n" in question.words]
    assert [words.split(":")[0] for words in again[:3]] == [
        "TELEGRAM_BOT_TOKEN",
        "COUNTERPOINT_ADMINS",
        "OPENAI_BASE_URL",
    ]
    assert again[3].startswith("There is no topic 'nowhere'")


def test_everything_wrong_that_was_given_is_told_before_anything_is_asked() -> None:
    person = Person()
    with pytest.raises(BadInput) as raised:
        collect({"TELEGRAM_BOT_TOKEN": "x", "OPENAI_API_KEY": "two words", "topics": "x"}, person, known_topics=KNOWN)
    assert len(str(raised.value).splitlines()) == 3
    assert "two words" not in str(raised.value)
    assert person.asked == []


def test_what_is_written_is_read_back_the_same(tmp_path: Path) -> None:
    values = {"OPENAI_API_KEY": "sk-#a\\b$HOME=1", "OPENAI_BASE_URL": "http://h:1/v1", "OPENAI_MODEL": ""}
    write_first_files(tmp_path / ".env", env_lines(values), {})
    assert read_env_file(tmp_path / ".env") == {name: value for name, value in values.items() if value}
    assert stat.S_IMODE((tmp_path / ".env").stat().st_mode) == 0o600


def test_where_one_file_cannot_be_written_none_is_left(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("no folder")
    with pytest.raises(StorageError):
        write_first_files(tmp_path / "file" / ".env", "A=1\n", {tmp_path / "topics" / "a.yaml": b"id: a"})
    assert [path.name for path in tmp_path.iterdir()] == ["file"]


def test_the_command_writes_settings_and_topics_and_says_so(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (folder / "config" / "topics").mkdir(parents=True)
    mine = folder / "config" / "topics" / "venezuela.yaml"
    mine.write_text("id: venezuela\nname: Mine\nperspectives: []\nfeeds: []\n")
    assert run(["init", "--token", TOKEN, "--topics", "us-china,venezuela", "--no-input", "--no-check"]) == 0
    said = capsys.readouterr().out
    assert "Wrote config/topics/us-china.yaml" in said
    assert "Kept config/topics/venezuela.yaml" in said
    assert "Mine" in mine.read_text()
    assert read_env_file(folder / ".env") == {"TELEGRAM_BOT_TOKEN": TOKEN}


def test_settings_that_are_there_are_not_touched(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (folder / ".env").write_text("OPENAI_MODEL=mine\n")
    assert run(["init", "--no-input"]) == 2
    assert ".env exists already" in capsys.readouterr().err
    assert [path.name for path in folder.iterdir()] == [".env"]


def test_a_refused_answer_leaves_nothing_behind(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["init", "--admins", "bob", "--no-input"]) == 2
    assert "COUNTERPOINT_ADMINS" in capsys.readouterr().err
    assert list(folder.iterdir()) == []


@pytest.mark.slow
def test_doctor_looks_at_what_was_written(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    data, config = folder / "kept", folder / "mine"
    assert run(["init", "--data", str(data), "--config", str(config), "--topics", "us-china", "--no-input"]) == 0
    assert f"outlets in {config}" in capsys.readouterr().out
    assert read_env_file(folder / ".env") == {"COUNTERPOINT_DATA": str(data), "COUNTERPOINT_CONFIG": str(config)}
    assert (data / "counterpoint.db").exists()


def test_the_version_is_the_projects(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["--version"]) == 0
    assert capsys.readouterr().out.startswith("counterpoint ")
