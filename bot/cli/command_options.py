"""Holds what all commands share: the global options, opening the app, times and spans as they are typed, the progress bar."""

import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn

from bot.adapters.clock import FixedClock
from bot.app import App, Overrides
from config.env_file import with_env_file
from config.settings import Settings, load_settings
from retrieval.errors import BadInput
from retrieval.instants import as_utc, shifted

cli = typer.Typer(
    name="counterpoint",
    help="How different sides report the same news: digests, answers, and the bot that delivers them.",
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
)
stderr = Console(stderr=True, highlight=False)

Json = Annotated[bool, typer.Option("--json", help="Print JSON.")]
TopicOption = Annotated[str, typer.Option("--topic", help="Only this topic.")]
Since = Annotated[str, typer.Option("--since", help="From this day on (YYYY-MM-DD), or an instant.")]
Until = Annotated[str, typer.Option("--until", help="Up to and including this day, or before an instant.")]
Show = Callable[[int, int], None]


class WrongUsage(BadInput):
    """A mistake in the command line, the settings or the configuration files: exit code 2."""


@dataclass(frozen=True)
class Options:
    """The global options. They may stand before or after the command."""

    data: Path | None
    config: Path | None
    now: datetime | None


def say_version(is_wanted: bool) -> None:
    if is_wanted:
        typer.echo(f"counterpoint {program_version()}")
        raise typer.Exit


def program_version() -> str:
    """As `pyproject.toml` has it, the one place where it stands."""
    try:
        return version("counterpoint")
    except PackageNotFoundError:
        return "of a checkout that is not installed"


@cli.callback()
def set_options(
    context: typer.Context,
    data: Annotated[Path | None, typer.Option("--data", help="Where everything is kept (default ./data).")] = None,
    config: Annotated[Path | None, typer.Option("--config", help="Topics and outlets (default ./config).")] = None,
    now: Annotated[str, typer.Option("--now", help="The time to work at, as in 2026-01-07T12:00:00Z.")] = "",
    wants_version: Annotated[
        bool, typer.Option("--version", help="Print the version and end.", is_eager=True, callback=say_version)
    ] = False,
) -> None:
    context.obj = Options(data, config, parse_instant(now) if now else None)


def read_settings(context: typer.Context) -> Settings:
    """The settings. Raises WrongUsage with every mistake."""
    options: Options = context.obj
    with wrong_if_bad():
        return load_settings(with_env_file(os.environ), data=options.data, config=options.config)


@contextmanager
def wrong_if_bad() -> Iterator[None]:
    """What cannot be used within is a mistake in the command line or the settings: exit code 2."""
    try:
        yield
    except BadInput as error:
        raise WrongUsage(str(error)) from error


@contextmanager
def opened(context: typer.Context, *, is_guest: bool = False) -> Iterator[App]:
    """The app for one command. Configuration files are read before anything is made on disk.

    A guest only looks, at the folder of a bot that runs.
    """
    options: Options = context.obj
    overrides = Overrides(clock=FixedClock(options.now)) if options.now else Overrides()
    app = App(read_settings(context), overrides, is_guest=is_guest)
    with wrong_if_bad():
        _ = app.file_topics
    with app:
        yield app


def sync_index(app: App) -> None:
    """Bring the index up to the articles, with a bar when somebody watches."""
    with progress_bar("Indexing") as show:
        app.index.sync(on_progress=show)


def note_if_empty(app: App) -> None:
    """Say on stderr that nothing is stored in this data folder, and where articles come from: no answer has another cause then."""
    if not app.articles.count():
        folder = app.settings.data
        stderr.print(
            f"No article is stored in {folder} yet: run `counterpoint fetch`, or `counterpoint import` what you have. "
            f"The demo's articles are in {folder / 'demo'}.",
            soft_wrap=True,
        )


@contextmanager
def progress_bar(title: str) -> Iterator[Show]:
    """A bar on stderr that appears with the first step, and only on a terminal."""
    columns = (TextColumn(title), BarColumn(), MofNCompleteColumn())
    with Progress(*columns, console=stderr, transient=True, disable=not stderr.is_terminal) as bar:
        task = bar.add_task(title, total=None, visible=False)
        yield lambda done, total: bar.update(task, completed=done, total=total, visible=True)


def require_one(words: str, file: Path | None, sentence: str) -> None:
    if bool(words.strip()) == bool(file):
        raise WrongUsage(sentence)


def parse_instant(text: str) -> datetime:
    """An ISO instant; without a zone it is UTC, a bare date is its midnight. Raises WrongUsage."""
    try:
        moment = datetime.fromisoformat(text.strip())
    except ValueError as error:
        raise WrongUsage(f"“{text}” is no time: write it as 2026-01-07T12:00:00Z.") from error
    return as_utc(moment if moment.tzinfo else moment.replace(tzinfo=UTC))


def span(since: str, until: str) -> tuple[datetime | None, datetime | None]:
    """`--since` and `--until` as instants, the end exclusive: a day given as `until` is included whole."""
    first = parse_instant(since) if since else None
    last = parse_instant(until) if until else None
    if last and len(until.strip()) == len("2026-01-07"):
        last = shifted(last, timedelta(days=1))
    return first, last
