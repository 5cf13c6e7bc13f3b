"""Reads settings from a `.env` file: NAME=value lines, as python-dotenv and pydantic-settings know them. The home of dotenv.

What the environment says wins over the file. Nothing is put into the environment: the file is for our settings alone.
"""

from collections.abc import Mapping
from io import StringIO
from pathlib import Path

from dotenv.parser import Binding, parse_stream

from retrieval.errors import BadInput

NAMED_BY = "COUNTERPOINT_ENV_FILE"
"""The variable that names another file than `.env` in the working folder."""
DEFAULT = Path(".env")


def env_file(environ: Mapping[str, str]) -> Path:
    """The file that `with_env_file` reads; it need not exist unless it was named."""
    return Path(environ.get(NAMED_BY, "").strip() or DEFAULT)


def with_env_file(environ: Mapping[str, str]) -> dict[str, str]:
    """The environment, and what it leaves unset from the file.

    A secret may stand in one as NAME and in the other as NAME_FILE: the environment's form wins. Raises BadInput that names
    every line that cannot be read, never its text; or the file, if it cannot be read or was named and is missing.
    """
    given = {name: value for name, value in environ.items() if value.strip()}
    path = env_file(environ)
    if NAMED_BY not in given and not path.is_file():
        return given
    taken = {name.removesuffix("_FILE") for name in given}
    return {
        name: value for name, value in read_env_file(path).items() if name.removesuffix("_FILE") not in taken
    } | given


def read_env_file(path: Path) -> dict[str, str]:
    """The names and values of a file. Raises BadInput."""
    try:
        text = path.read_text(encoding="utf-8-sig")
    except UnicodeError:
        raise BadInput(f"{path}: save it as UTF-8 text.") from None
    except OSError as error:
        raise BadInput(f"{path} cannot be read ({error.strerror}): settings are read from it.") from error
    values: dict[str, str] = {}
    mistakes = []
    for binding in parse_stream(StringIO(text)):
        if binding.error or (binding.key is not None and binding.value is None):
            mistakes.append(
                f"line {_line(binding)}: write NAME=value, with quotes around a value with spaces at its ends"
            )
        elif binding.key in values:
            mistakes.append(f"line {_line(binding)}: {binding.key} stands there twice: keep one of them")
        elif binding.key is not None:
            values[binding.key] = binding.value or ""
    if mistakes:
        raise BadInput("\n".join([f"{path} cannot be used:", *(f"- {mistake}." for mistake in mistakes)]))
    return values


def _line(binding: Binding) -> int:
    """A binding begins with the empty lines before it."""
    text = binding.original.string
    return int(binding.original.line) + text[: len(text) - len(text.lstrip())].count("\n")
