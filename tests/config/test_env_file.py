"""Settings from a `.env` file: what it may hold, what wins, and what is said when it cannot be read."""

import re
from pathlib import Path

import pytest

from config.env_file import NAMED_BY, with_env_file
from config.settings import Settings, load_settings
from retrieval.errors import BadInput
from tests.program import ROOT


def written(folder: Path, text: str) -> dict[str, str]:
    """An environment that names a file of this text."""
    path = folder / "settings.env"
    path.write_text(text, "utf-8")
    return {NAMED_BY: str(path)}


def test_the_file_fills_what_the_environment_leaves_unset(tmp_path: Path) -> None:
    environ = written(tmp_path, 'COUNTERPOINT_ADMINS=1\nOPENAI_MODEL="a model" # why\nexport COUNTERPOINT_LOG=json\n')
    settings = load_settings(with_env_file({**environ, "COUNTERPOINT_ADMINS": "2", "COUNTERPOINT_LOG": " "}))
    assert (set(settings.admins), settings.openai_model) == ({2}, "a model")
    assert settings.log == "json"


def test_a_secret_of_the_environment_wins_over_the_file_in_either_form(tmp_path: Path) -> None:
    (tmp_path / "token").write_text("1:file")
    environ = written(tmp_path, f"TELEGRAM_BOT_TOKEN_FILE={tmp_path / 'token'}\nOPENAI_API_KEY=old\n")
    (tmp_path / "key").write_text("new")
    more = {"TELEGRAM_BOT_TOKEN": "2:environment", "OPENAI_API_KEY_FILE": str(tmp_path / "key")}
    settings = load_settings(with_env_file(environ | more))
    assert settings.telegram_bot_token is not None
    assert settings.openai_api_key is not None
    assert settings.telegram_bot_token.get_secret_value() == "2:environment"
    assert settings.openai_api_key.get_secret_value() == "new"


def test_nothing_is_put_together_from_other_variables(tmp_path: Path) -> None:
    environ = written(tmp_path, "OPENAI_API_KEY=pa$HOME${HOME}\n")
    assert with_env_file({**environ, "HOME": "/root"})["OPENAI_API_KEY"] == "pa$HOME${HOME}"


def test_a_misspelt_setting_in_the_file_is_told_as_in_the_environment(tmp_path: Path) -> None:
    with pytest.raises(BadInput, match="did you mean COUNTERPOINT_ADMINS"):
        load_settings(with_env_file(written(tmp_path, "COUNTERPOINT_ADMIN=1\n")))


def test_every_line_that_is_no_setting_is_told_and_its_text_is_not(tmp_path: Path) -> None:
    text = "# fine\n\n\n123:hush hush\nCOUNTERPOINT_LOG=json\nCOUNTERPOINT_LOG=console\nOPENAI_API_KEY\n"
    with pytest.raises(BadInput) as raised:
        with_env_file(written(tmp_path, text))
    said = str(raised.value)
    assert "line 4: write NAME=value" in said
    assert "line 6: COUNTERPOINT_LOG stands there twice" in said
    assert "line 7: write NAME=value" in said
    assert "hush" not in said


def test_a_folder_without_the_file_is_fine_and_a_named_file_must_be_there(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    assert with_env_file({"OPENAI_MODEL": "m"}) == {"OPENAI_MODEL": "m"}
    (tmp_path / ".env").write_text("OPENAI_MODEL=from the file\n")
    assert with_env_file({}) == {"OPENAI_MODEL": "from the file"}
    with pytest.raises(BadInput, match=r"no\.env cannot be read"):
        with_env_file({NAMED_BY: str(tmp_path / "no.env")})


def test_a_file_that_is_no_text_is_told(tmp_path: Path) -> None:
    environ = written(tmp_path, "")
    Path(environ[NAMED_BY]).write_bytes(b"\xff\xfe\x00")
    with pytest.raises(BadInput, match="UTF-8"):
        with_env_file(environ)


def test_the_example_names_every_setting_and_is_fine_as_it_stands(tmp_path: Path) -> None:
    text = (ROOT / ".env.example").read_text("utf-8")
    named = re.findall(r"^(?:# )?([A-Z_]+)=", text, re.MULTILINE)
    assert sorted(named) == sorted(str(field.validation_alias) for field in Settings.model_fields.values())
    assert load_settings(with_env_file(written(tmp_path, text))).telegram_bot_token is None
    everything = re.sub(r"^# (?=[A-Z_]+=\S)", "", text, flags=re.MULTILINE)
    assert load_settings(with_env_file(written(tmp_path, everything))).http_port == 8080
