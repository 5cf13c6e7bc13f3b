"""The settings of one process, read once from its environment: every variable, what it may be, and what to write if it is wrong.

Knows nothing of what the settings are used for; `bot/app.py` hands them on as values.
"""

from collections.abc import Mapping
from difflib import get_close_matches
from pathlib import Path
from typing import Annotated, Literal

from pydantic import AfterValidator, BeforeValidator, Field, SecretStr, ValidationError
from pydantic_settings import BaseSettings, PydanticBaseSettingsSource, SettingsConfigDict

from config import env_file
from config.checks import (
    OFF,
    OPEN,
    Url,
    check_api,
    check_database,
    one_of,
    read_admins,
    read_hosts,
    read_number,
    read_price,
    says,
)
from retrieval.errors import BadInput

DEFAULT_DATA = Path("data")
DEFAULT_CONFIG = Path("config")
USUAL_MODEL_SECONDS = 15
EFFORTS = ("none", "minimal", "low", "medium", "high", "xhigh", "max")


def load_settings(environ: Mapping[str, str], *, data: Path | None = None, config: Path | None = None) -> "Settings":
    """The settings that `environ` holds; `data` and `config` (from the command line) win over it.

    Each secret may come as NAME or as NAME_FILE, the path of a file that holds it. An empty variable counts as
    not set. Raises BadInput that names every mistake, one a line; it never shows the value of a secret.
    """
    values, mistakes = _collect(environ)
    if data is not None:
        values["COUNTERPOINT_DATA"] = str(data)
    if config is not None:
        values["COUNTERPOINT_CONFIG"] = str(config)
    mistakes += _misspelt(environ)
    mistakes += _contradictions(values, {name for name, value in environ.items() if value.strip()})
    try:
        settings = Settings.model_validate(values)
    except ValidationError as error:
        mistakes += [_mistake(str(problem["loc"][0]), problem["msg"]) for problem in error.errors(include_input=False)]
    if mistakes:
        raise BadInput("\n".join(["The settings cannot be used:", *(f"- {mistake}" for mistake in mistakes)]))
    return settings


def _collect(environ: Mapping[str, str]) -> tuple[dict[str, str], list[str]]:
    values: dict[str, str] = {}
    mistakes = []
    for name, is_secret in _variables().items():
        value, path = environ.get(name, "").strip(), environ.get(f"{name}_FILE", "").strip() if is_secret else ""
        if value and path:
            mistakes.append(f"{name} and {name}_FILE are both set: keep one of them.")
        elif value:
            values[name] = value
        elif path:
            try:
                values[name] = _read_secret(path)
            except ValueError as error:
                # The path stays unsaid: somebody may have put the secret itself there.
                mistakes.append(f"{name}_FILE: {error}: give the path of a readable text file that holds the value.")
    return values, mistakes


def _read_secret(path: str) -> str:
    try:
        value = Path(path).read_text(encoding="utf-8").strip()
    except UnicodeError:
        raise ValueError("the file it names is not UTF-8 text") from None
    except OSError as error:
        raise ValueError(f"the file it names cannot be read ({error.strerror})") from None
    if not value:
        raise ValueError("the file it names is empty")
    return value


def _mistake(name: str, message: str) -> str:
    return f"{name}: {message.removeprefix('Value error, ').rstrip('.')}."


def _misspelt(environ: Mapping[str, str]) -> list[str]:
    """Names that look like one of ours and are not; others may be of whatever runs us (`COUNTERPOINT_SERVICE_HOST`)."""
    known = {name for name, is_secret in _variables().items()} | {
        f"{name}_FILE" for name, is_secret in _variables().items() if is_secret
    }
    known.add(env_file.NAMED_BY)
    strange = sorted(name for name in environ if name.startswith("COUNTERPOINT_") and name not in known)
    near = {name: get_close_matches(name, known, n=1, cutoff=0.85) for name in strange}
    return [f"{name}: there is no such setting, did you mean {found[0]}?" for name, found in near.items() if found]


def _contradictions(values: Mapping[str, str], given: set[str]) -> list[str]:
    """What is fine one by one and not together."""
    mistakes = []
    webhook = values.get("TELEGRAM_WEBHOOK_URL", "")
    if webhook and not given & {"TELEGRAM_WEBHOOK_SECRET", "TELEGRAM_WEBHOOK_SECRET_FILE"}:
        mistakes.append("TELEGRAM_WEBHOOK_SECRET: write one too, else anybody could post updates to the webhook.")
    if webhook.startswith("http:") and "TELEGRAM_API_BASE_URL" not in values:
        mistakes.append("TELEGRAM_WEBHOOK_URL: write an https:// address, Telegram accepts no other.")
    if values.get("COUNTERPOINT_EMBEDDER", "").casefold() == "openai" and not given & {
        "OPENAI_API_KEY",
        "OPENAI_API_KEY_FILE",
        "OPENAI_BASE_URL",
    }:
        mistakes.append(
            "COUNTERPOINT_EMBEDDER: set OPENAI_API_KEY or OPENAI_BASE_URL for openai, or write multilingual."
        )
    return mistakes


class Settings(BaseSettings):
    """Everything this process was told. An empty string or None means "not set"."""

    model_config = SettingsConfigDict(
        frozen=True,
        validate_default=False,
        extra="forbid",
        hide_input_in_errors=True,
        validate_by_name=True,
        validate_by_alias=True,
    )

    telegram_bot_token: Annotated[
        SecretStr | None,
        says(r"\d+:[A-Za-z0-9_-]+", "write the token as @BotFather gave it, like 123456:ABC-DEF"),
    ] = Field(None, validation_alias="TELEGRAM_BOT_TOKEN")
    telegram_api_base_url: Url = Field("", validation_alias="TELEGRAM_API_BASE_URL")
    telegram_webhook_url: Url = Field("", validation_alias="TELEGRAM_WEBHOOK_URL")
    telegram_webhook_secret: Annotated[
        SecretStr | None, says(r"[A-Za-z0-9_-]{16,256}", "write 16 to 256 letters, digits, _ or -")
    ] = Field(None, validation_alias="TELEGRAM_WEBHOOK_SECRET")
    admins: Annotated[frozenset[int], BeforeValidator(read_admins)] = Field(
        frozenset(), validation_alias="COUNTERPOINT_ADMINS"
    )

    openai_api_key: SecretStr | None = Field(None, validation_alias="OPENAI_API_KEY")
    openai_base_url: Url = Field("", validation_alias="OPENAI_BASE_URL")
    openai_model: str = Field("gpt-6-luna", validation_alias="OPENAI_MODEL")
    openai_verify_model: str = Field("", validation_alias="OPENAI_VERIFY_MODEL")
    openai_reasoning_effort: Annotated[str, one_of(*EFFORTS)] = Field("", validation_alias="OPENAI_REASONING_EFFORT")
    openai_embedding_model: str = Field("text-embedding-3-small", validation_alias="OPENAI_EMBEDDING_MODEL")
    model_tokens_per_day: Annotated[int, read_number(0, 10**12, "the tokens a day")] = Field(
        2_000_000, validation_alias="COUNTERPOINT_MODEL_TOKENS_PER_DAY"
    )
    model_timeout_seconds: Annotated[int, read_number(1, 600, "seconds")] = Field(
        USUAL_MODEL_SECONDS, validation_alias="COUNTERPOINT_MODEL_TIMEOUT_SECONDS"
    )
    model_price_sent: Annotated[float, read_price] = Field(0.0, validation_alias="COUNTERPOINT_MODEL_PRICE_SENT")
    model_price_received: Annotated[float, read_price] = Field(
        0.0, validation_alias="COUNTERPOINT_MODEL_PRICE_RECEIVED"
    )

    database_url: Annotated[SecretStr | None, AfterValidator(check_database)] = Field(
        None, validation_alias="DATABASE_URL"
    )
    chroma_url: Url = Field("", validation_alias="CHROMA_URL")
    embedder: Annotated[Literal["multilingual", "english", "openai"], one_of("multilingual", "english", "openai")] = (
        Field("multilingual", validation_alias="COUNTERPOINT_EMBEDDER")
    )

    http_host: str = Field("127.0.0.1", validation_alias="COUNTERPOINT_HTTP_HOST")
    http_port: Annotated[int, read_number(0, 65535, "a port number")] = Field(
        8080, validation_alias="COUNTERPOINT_HTTP_PORT"
    )
    public_url: Url = Field("", validation_alias="COUNTERPOINT_PUBLIC_URL")
    api: Annotated[SecretStr | None, AfterValidator(check_api)] = Field(None, validation_alias="COUNTERPOINT_API")
    publish: Path | None = Field(None, validation_alias="COUNTERPOINT_PUBLISH")
    allow_private_hosts: Annotated[frozenset[str], BeforeValidator(read_hosts)] = Field(
        frozenset(), validation_alias="COUNTERPOINT_ALLOW_PRIVATE_HOSTS"
    )

    data: Path = Field(DEFAULT_DATA, validation_alias="COUNTERPOINT_DATA")
    config: Path = Field(DEFAULT_CONFIG, validation_alias="COUNTERPOINT_CONFIG")
    log: Annotated[Literal["json", "console"], one_of("json", "console")] = Field(
        "console", validation_alias="COUNTERPOINT_LOG"
    )
    log_level: Annotated[Literal["debug", "info", "warning", "error"], one_of("debug", "info", "warning", "error")] = (
        Field("info", validation_alias="COUNTERPOINT_LOG_LEVEL")
    )

    @classmethod
    def settings_customise_sources(
        cls,
        settings_cls: type[BaseSettings],
        init_settings: PydanticBaseSettingsSource,
        env_settings: PydanticBaseSettingsSource,
        dotenv_settings: PydanticBaseSettingsSource,
        file_secret_settings: PydanticBaseSettingsSource,
    ) -> tuple[PydanticBaseSettingsSource, ...]:
        """Only what `load_settings` hands in: building a value must not read the environment behind our back."""
        return (init_settings,)

    @property
    def database_address(self) -> str:
        """The SQLAlchemy URL, with its password: DATABASE_URL, else a SQLite file in the data folder."""
        if self.database_url is not None:
            return self.database_url.get_secret_value()
        return f"sqlite:///{self.data / 'counterpoint.db'}"

    @property
    def api_is_open(self) -> bool:
        """Everybody may ask over HTTP."""
        return self.api is not None and self.api.get_secret_value() == OPEN

    @property
    def api_tokens(self) -> frozenset[str]:
        """Who knows one of these may ask over HTTP."""
        said = self.api.get_secret_value() if self.api else ""
        return frozenset() if said in (OPEN, OFF) else frozenset(said.split())

    @property
    def has_model(self) -> bool:
        """A key or an address of our own is given, so a language model may write."""
        return self.openai_api_key is not None or bool(self.openai_base_url)

    @property
    def model_pace(self) -> float:
        """How much longer than usual the model may take, for everything that it does."""
        return self.model_timeout_seconds / USUAL_MODEL_SECONDS


SECRETS = frozenset({"telegram_bot_token", "telegram_webhook_secret", "openai_api_key", "database_url", "api"})


def mistake_in(name: str, value: str) -> str:
    """What is wrong with one variable alone, as one sentence; an empty string if nothing is."""
    try:
        load_settings({name: value})
    except BadInput as error:
        return str(error).partition("\n- ")[2]
    return ""


def _variables() -> dict[str, bool]:
    """Every variable's name, and whether it is a secret."""
    return {str(field.validation_alias): name in SECRETS for name, field in Settings.model_fields.items()}
