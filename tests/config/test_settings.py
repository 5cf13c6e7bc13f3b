"""Settings: what may be written, and what is said when something else is."""

from pathlib import Path

import pytest

from config.settings import SECRETS, Settings, load_settings
from retrieval.errors import BadInput


def mistakes(environ: dict[str, str]) -> list[str]:
    with pytest.raises(BadInput) as raised:
        load_settings(environ)
    return str(raised.value).splitlines()[1:]


def test_nothing_set_is_enough() -> None:
    settings = load_settings({})
    assert settings.telegram_bot_token is None
    assert settings.database_address == "sqlite:///data/counterpoint.db"
    assert (settings.embedder, settings.has_model, settings.admins) == ("multilingual", False, frozenset())


def test_an_empty_variable_counts_as_not_set() -> None:
    assert load_settings({"TELEGRAM_BOT_TOKEN": " ", "COUNTERPOINT_HTTP_PORT": ""}).http_port == 8080


def test_the_command_line_wins_over_the_environment() -> None:
    settings = load_settings({"COUNTERPOINT_DATA": "/from/environ"}, data=Path("/from/option"))
    assert settings.data == Path("/from/option")


def test_other_variables_of_the_machine_are_not_our_business() -> None:
    assert load_settings({"PATH": "/bin", "DATA": "x", "data": "y"}).data == Path("data")


def test_a_settings_value_does_not_read_the_environment_by_itself(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("OPENAI_MODEL", "from-the-environment")
    assert load_settings({}).openai_model != "from-the-environment"


def test_settings_cannot_be_changed() -> None:
    with pytest.raises(ValueError, match="frozen"):
        load_settings({}).http_port = 1


@pytest.mark.parametrize("words", ["11, 22", "11 22", "11,22,", " 11\n22 "])
def test_admins_are_ids_between_commas_or_spaces(words: str) -> None:
    assert load_settings({"COUNTERPOINT_ADMINS": words}).admins == {11, 22}


@pytest.mark.parametrize("scheme", ["postgres", "postgresql", "postgresql+psycopg"])
def test_postgres_addresses_get_the_driver_we_ship(scheme: str) -> None:
    address = load_settings({"DATABASE_URL": f"{scheme}://u:p@db:5432/news"}).database_address
    assert address == "postgresql+psycopg://u:p@db:5432/news"


def test_private_hosts_are_exact_pairs_in_small_letters() -> None:
    settings = load_settings({"COUNTERPOINT_ALLOW_PRIVATE_HOSTS": "127.0.0.1:8099, Feeds.LAN:80 [::1]:81"})
    assert settings.allow_private_hosts == {"127.0.0.1:8099", "feeds.lan:80", "[::1]:81"}


@pytest.mark.parametrize(
    ("name", "value", "hint"),
    [
        ("TELEGRAM_BOT_TOKEN", "no token", "@BotFather"),
        ("TELEGRAM_API_BASE_URL", "localhost:8081", "http://host:port"),
        ("TELEGRAM_API_BASE_URL", "http://u:p@host", "without a user name"),
        ("TELEGRAM_WEBHOOK_SECRET", "short", "16 to 256"),
        ("COUNTERPOINT_ADMINS", "@bob", "numeric"),
        ("COUNTERPOINT_ADMINS", "-5", "numeric"),
        ("DATABASE_URL", "mysql://u:p@h/db", "postgresql://"),
        ("CHROMA_URL", "chroma", "http://host:port"),
        ("CHROMA_URL", "http://host:99999", "http://host:port"),
        ("COUNTERPOINT_HTTP_PORT", "http", "port number"),
        ("COUNTERPOINT_HTTP_PORT", "65536", "0 to 65535"),
        ("COUNTERPOINT_HTTP_PORT", "9" * 5000, "0 to 65535"),
        ("COUNTERPOINT_ALLOW_PRIVATE_HOSTS", "127.0.0.1", "host:port"),
        ("COUNTERPOINT_ALLOW_PRIVATE_HOSTS", "10.0.0.0/8:80", "host:port"),
        ("COUNTERPOINT_EMBEDDER", "big", "multilingual, english or openai"),
        ("COUNTERPOINT_LOG", "xml", "json or console"),
    ],
)
def test_a_wrong_value_is_answered_with_what_to_write(name: str, value: str, hint: str) -> None:
    [mistake] = mistakes({name: value})
    assert mistake.startswith(f"- {name}: write ")
    assert hint in mistake


def test_all_mistakes_are_told_together() -> None:
    found = mistakes(
        {
            "COUNTERPOINT_ADMINS": "bob",
            "COUNTERPOINT_HTTP_PORT": "x",
            "OPENAI_API_KEY": "k",
            "OPENAI_API_KEY_FILE": "/k",
            "TELEGRAM_WEBHOOK_URL": "https://bot.example",
            "COUNTERPOINT_EMBEDDER": "openai-large",
        }
    )
    assert sorted(mistake.split()[1].strip(":") for mistake in found) == [
        "COUNTERPOINT_ADMINS",
        "COUNTERPOINT_EMBEDDER",
        "COUNTERPOINT_HTTP_PORT",
        "OPENAI_API_KEY",
        "TELEGRAM_WEBHOOK_SECRET",
    ]


def test_a_webhook_of_telegram_is_https_and_a_local_server_may_use_http() -> None:
    secret = {"TELEGRAM_WEBHOOK_SECRET": "s" * 16, "TELEGRAM_WEBHOOK_URL": "http://bot.example"}
    assert "https" in mistakes(secret)[0]
    assert load_settings({**secret, "TELEGRAM_API_BASE_URL": "http://127.0.0.1:8081"}).telegram_webhook_url


def test_the_embeddings_endpoint_needs_a_key_or_an_address() -> None:
    assert "OPENAI_API_KEY" in mistakes({"COUNTERPOINT_EMBEDDER": "openai"})[0]
    assert load_settings({"COUNTERPOINT_EMBEDDER": "openai", "OPENAI_BASE_URL": "http://h:1/v1"}).has_model


def test_a_secret_may_come_from_a_file_without_its_last_newline(tmp_path: Path) -> None:
    file = tmp_path / "token"
    file.write_text("123:abc\n", encoding="utf-8")
    token = load_settings({"TELEGRAM_BOT_TOKEN_FILE": str(file)}).telegram_bot_token
    assert token is not None
    assert token.get_secret_value() == "123:abc"


@pytest.mark.parametrize("content", [None, b"", b"\n", b"\xff\xfe\x00"])
def test_a_secret_file_that_holds_no_secret_is_a_mistake(tmp_path: Path, content: bytes | None) -> None:
    file = tmp_path / "token"
    if content is not None:
        file.write_bytes(content)
    [mistake] = mistakes({"OPENAI_API_KEY_FILE": str(file)})
    assert mistake.startswith("- OPENAI_API_KEY_FILE: ")


def test_no_secret_is_ever_shown(tmp_path: Path) -> None:
    """Neither in an error, nor in a printed value; also not when the secret was put where its file should be named."""
    hidden = "hush!hush!hush"
    environ = {str(Settings.model_fields[name].validation_alias): hidden for name in SECRETS}
    files = {f"{name}_FILE": hidden for name in environ}
    for given in (environ, files, {**environ, **files}):
        assert hidden not in "\n".join(mistakes({**given, "COUNTERPOINT_HTTP_PORT": "x"}))
    good = {"TELEGRAM_BOT_TOKEN": "1:hidden", "OPENAI_API_KEY": "hidden", "DATABASE_URL": "postgres://u:hidden@h/d"}
    assert "hidden" not in repr(load_settings(good)) + str(load_settings(good))


def test_a_misspelt_setting_is_told_with_the_one_that_was_meant_and_a_strangers_is_left_alone() -> None:
    with pytest.raises(BadInput, match=r"COUNTERPOINT_ADMIN: .* did you mean COUNTERPOINT_ADMINS"):
        load_settings({"COUNTERPOINT_ADMIN": "1"})
    load_settings({"COUNTERPOINT_SERVICE_HOST": "10.0.0.1", "COUNTERPOINT_PORT_8080_TCP": "tcp://10.0.0.1:8080"})


def test_whatever_is_kept_hidden_is_a_secret() -> None:
    hidden = {name for name, field in Settings.model_fields.items() if "SecretStr" in str(field.annotation)}
    assert hidden == SECRETS


def test_who_gives_the_model_twice_the_usual_time_gives_it_for_everything() -> None:
    assert load_settings({"COUNTERPOINT_MODEL_TIMEOUT_SECONDS": "30"}).model_pace == 2


@pytest.mark.parametrize("effort", ["none", "low", "high", "max"])
def test_an_effort_is_one_that_providers_know(effort: str) -> None:
    assert load_settings({"OPENAI_REASONING_EFFORT": effort}).openai_reasoning_effort == effort
    assert mistakes({"OPENAI_REASONING_EFFORT": "huge"})


@pytest.mark.parametrize(
    ("said", "is_open", "tokens"),
    [
        ({}, False, frozenset()),
        ({"COUNTERPOINT_API": "off"}, False, frozenset()),
        ({"COUNTERPOINT_API": "Open"}, True, frozenset()),
        ({"COUNTERPOINT_API": f"{'a' * 20}, {'b' * 20}"}, False, frozenset({"a" * 20, "b" * 20})),
    ],
)
def test_the_api_is_off_open_or_for_who_has_a_token(
    said: dict[str, str], is_open: bool, tokens: frozenset[str]
) -> None:
    settings = load_settings(said)
    assert (settings.api_is_open, settings.api_tokens) == (is_open, tokens)


@pytest.mark.parametrize("said", ["short", "yes", f"open {'a' * 20}", "a" * 19, "ö" * 20, ","])
def test_a_token_that_could_be_guessed_is_refused_and_not_shown(said: str) -> None:
    with pytest.raises(BadInput, match="COUNTERPOINT_API: write off, open, or tokens") as refused:
        load_settings({"COUNTERPOINT_API": said})
    assert f" {said}." not in f"{refused.value}"
