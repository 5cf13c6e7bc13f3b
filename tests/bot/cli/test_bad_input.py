"""Bad input at the console: one clear sentence, the right exit code, and nothing half-written."""

from pathlib import Path

import pytest

from bot.cli.console_script import hoist, run
from bot.delivery.ownership import own_folder

pytestmark = pytest.mark.slow

BROKEN_TOPIC = (
    "id: river\nname: River\nwindow: soon\nperspectives: [{id: up, name: Up, outlets: {countries: [Utopia]}}]\n"
)


def complaint(capsys: pytest.CaptureFixture[str]) -> str:
    said = capsys.readouterr()
    assert said.out == ""
    assert "Traceback" not in said.err
    return said.err.strip()


def test_a_broken_topic_file_is_named_with_all_its_mistakes_and_no_data_is_made(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "config" / "topics").mkdir(parents=True)
    (tmp_path / "config" / "topics" / "river.yaml").write_text(BROKEN_TOPIC)
    code = run(["--data", str(tmp_path / "data"), "--config", str(tmp_path / "config"), "digest", "river"])
    said = complaint(capsys)
    assert code == 2
    assert "river.yaml" in said
    assert "window" in said
    assert "perspectives[0]" in said
    assert not (tmp_path / "data").exists()


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["ask", "why", "--loud"], "No such option: --loud"),
        (["shout"], "No such command"),
        (["ask"], "Give a question"),
        (["ask", "why", "--topic", "nope"], "There is no topic 'nope'"),
        (["ask", "why " * 300], "at most 1,000 characters"),
        (["run"], "TELEGRAM_BOT_TOKEN is not set"),
        (["ask", "why", "--now", "noonish"], "2026-01-07T12:00:00Z"),
        (["import", "/no/such/file"], "cannot be found"),
        (["fetch", "--topic", "nowhere"], "There is no topic 'nowhere'"),
        (["digest", "us-china", "--format", "foo"], "There is no format 'foo'"),
        (["digest", "us-china", "--layout", "foo"], "perspectives, sections"),
        (["digest", "us-china", "--date", "tomorrow"], "write 2026-01-07"),
        (["stories", "us-china", "--since", "May"], "write 2026-01-07"),
    ],
)
def test_wrong_usage_is_one_sentence_and_exit_code_2(
    arguments: list[str], words: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(["--data", str(tmp_path), *arguments]) == 2
    said = complaint(capsys)
    assert words in said
    assert len(said.splitlines()) == 1


def test_all_mistakes_in_settings_are_told_together(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("COUNTERPOINT_ADMINS", "robin")
    monkeypatch.setenv("COUNTERPOINT_HTTP_PORT", "eighty")
    assert run(["--data", str(tmp_path / "data"), "articles"]) == 2
    said = complaint(capsys)
    assert "COUNTERPOINT_ADMINS" in said
    assert "COUNTERPOINT_HTTP_PORT" in said
    assert not (tmp_path / "data").exists()


def test_the_bot_without_a_token_says_where_to_get_one(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("TELEGRAM_BOT_TOKEN", raising=False)
    monkeypatch.setenv("COUNTERPOINT_HTTP_PORT", "0")
    assert run(["--data", str(tmp_path), "run"]) in (1, 2)
    assert "@BotFather" in capsys.readouterr().err


def test_a_data_folder_that_cannot_be_written_is_named(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "file").write_text("not a folder")
    assert run(["--data", str(tmp_path / "file" / "data"), "articles"]) == 1
    assert str(tmp_path / "file" / "data") in complaint(capsys)


def test_a_second_process_on_the_same_folder_is_refused(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    with own_folder(tmp_path):
        assert run(["--data", str(tmp_path), "articles"]) == 1
    assert "Another Counterpoint is running" in complaint(capsys)


def test_an_import_names_the_bad_file_and_takes_the_good_one(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "good.jsonl").write_text(
        '{"url": "https://westtimes.example/a", "title": "Bridge opens", "outlet": "West Times"}\n'
    )
    (tmp_path / "bad.md").write_text("no front matter here")
    assert (
        run(["--data", str(tmp_path / "data"), "import", str(tmp_path / "good.jsonl"), str(tmp_path / "bad.md")]) == 0
    )
    said = capsys.readouterr()
    assert "bad.md was skipped" in said.err
    assert "1 new articles" in said.out or "1 new article" in said.out


def test_global_options_may_stand_anywhere_but_after_two_dashes() -> None:
    assert hoist(["ask", "why", "--now", "T", "--data=D"]) == ["--now", "T", "--data=D", "ask", "why"]
    assert hoist(["ask", "--", "--now"]) == ["ask", "--", "--now"]


def test_an_empty_archive_says_so_beside_the_refusal(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["--data", str(tmp_path), "search", "dam"]) == 0
    said = capsys.readouterr()
    assert "Nothing stored matches." in said.out
    assert "counterpoint fetch" in said.err
    assert str(tmp_path / "demo") in said.err


def test_the_list_of_feeds_is_whole_before_the_first_poll(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["--data", str(tmp_path), "export-opml", str(tmp_path / "feeds.opml")]) == 0
    assert "0 feeds" not in capsys.readouterr().out
    assert (tmp_path / "feeds.opml").read_text().count("xmlUrl=") > 20


def test_a_rebuilt_index_is_told_in_words(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["--data", str(tmp_path), "reindex"]) == 0
    assert capsys.readouterr().out == "The index is rebuilt from 0 articles.\n"


def test_a_day_of_which_nothing_is_stored_leaves_no_digest_behind(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(["--data", str(tmp_path), "digest", "us-china", "--date", "2019-01-01"]) == 0
    assert run(["--data", str(tmp_path), "export", str(tmp_path / "site")]) == 0
    assert "0 digests are in" in capsys.readouterr().out


def test_doctor_looks_at_the_folder_of_a_running_bot_and_changes_nothing(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(["--data", str(tmp_path), "export-opml", str(tmp_path / "feeds.opml")]) == 0
    with own_folder(tmp_path):
        run(["--data", str(tmp_path), "doctor"])
    said = capsys.readouterr().out
    assert "Another Counterpoint is running" not in said
    assert "in use by the running bot" in said
    assert "articles" in said
