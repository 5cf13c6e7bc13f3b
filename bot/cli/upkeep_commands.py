"""Commands that keep house: doctor, export, export-opml, outlets, reindex, backup, restore, forget."""

import sys
from pathlib import Path
from typing import Annotated

import typer

from bot.cli.command_options import Json, WrongUsage, cli, opened, progress_bar, read_settings
from bot.console import terminal_output as printing
from bot.delivery.ownership import is_owned, own_folder
from bot.digest.files.exporter import export_digests, write_whole
from bot.programs.json_shapes import dump
from bot.run.doctor import diagnose
from bot.run.site_files import publish_site
from config.settings import Settings
from retrieval.feeds.opml import ListedFeed, render_opml
from retrieval.store import backup as backups


@cli.command()
def doctor(context: typer.Context, as_json: Json = False) -> None:
    """What works, what does not, what to do."""
    report_health(context, as_json=as_json)


def report_health(context: typer.Context, *, as_json: bool = False) -> None:
    """Print what `doctor` finds; exit code 1 if something fails."""
    with opened(context, is_guest=is_owned(read_settings(context).data)) as app:
        findings = diagnose(app)
    if as_json:
        printing.out(dump({"checks": [finding.shape for finding in findings]}))
    else:
        printing.print_findings(findings)
    if any(finding.status == "fail" for finding in findings):
        raise typer.Exit(1)


@cli.command()
def export(context: typer.Context, folder: Annotated[Path, typer.Argument(help="Where the files go.")]) -> None:
    """Write every stored digest as a Hugo Markdown file."""
    with opened(context) as app:
        report = export_digests(app.digests, folder)
    for sentence in report.skipped:
        sys.stderr.write(f"{sentence}\n")
    printing.out(f"{report.files} digests are in {folder}.")


@cli.command()
def publish(context: typer.Context, folder: Annotated[Path, typer.Argument(help="Where the files go.")]) -> None:
    """Write what the site shows as files: every digest as Hugo Markdown and JSON, and the Atom feeds."""
    with opened(context) as app:
        report = publish_site(app.archive, app.digests, folder, public_url=app.settings.public_url)
    for sentence in report.skipped:
        sys.stderr.write(f"{sentence}\n")
    printing.out(f"{report.files} files are in {folder}.")


@cli.command("export-opml")
def export_opml(
    context: typer.Context, file: Annotated[Path | None, typer.Argument(help="The file; default is to print.")] = None
) -> None:
    """The feeds as an OPML list, for other feed readers."""
    with opened(context) as app:
        app.feeds.sync_topics(app.catalog.topics.values(), now=app.clock.now())
        feeds = [
            ListedFeed(url=feed.url, title=feed.title or feed.url, group=next(iter(feed.topics), ""))
            for feed in app.feeds.listed()
        ]
    document = render_opml(feeds, title="Counterpoint")
    if file is None:
        printing.out(document.decode())
    else:
        write_whole(file, document)
        printing.out(f"{len(feeds)} feeds are in {file}.")


@cli.command()
def outlets(context: typer.Context, as_json: Json = False) -> None:
    """Outlets that occur in articles and that nobody confirmed, the most frequent first, with our guess."""
    with opened(context) as app:
        unknown = app.articles.unknown_outlets()
    rows = [
        {"name": outlet.name, "articles": count, "domains": list(outlet.domains), "guess": outlet.country or None}
        for outlet, count in unknown
    ]
    printing.out(dump({"outlets": rows})) if as_json else printing.print_outlets(unknown)


@cli.command()
def reindex(context: typer.Context) -> None:
    """Build the index anew from the stored articles."""
    with opened(context) as app, progress_bar("Indexing") as show:
        report = app.index.rebuild(on_progress=show)
    printing.out(f"The index is rebuilt from {report.taken:,} articles.")


@cli.command()
def backup(context: typer.Context, file: Annotated[Path, typer.Argument(help="The backup to write.")]) -> None:
    """Write a verified copy of the database. May be done while the bot runs."""
    settings = require_sqlite(read_settings(context))
    snapshot = backups.back_up(sqlite_file(settings), file)
    printing.out(f"{file} holds {sum(snapshot.rows.values())} rows and was checked.")


@cli.command()
def restore(context: typer.Context, file: Annotated[Path, typer.Argument(help="A backup.")]) -> None:
    """Put a backup in the place of the database; the one before is kept beside it."""
    settings = require_sqlite(read_settings(context))
    with own_folder(settings.data):
        snapshot = backups.restore(file, sqlite_file(settings), caches=(settings.data / "index",))
    printing.out(f"{sum(snapshot.rows.values())} rows are restored; the index follows with the next command.")


@cli.command()
def forget(context: typer.Context, chat: Annotated[int, typer.Argument(help="The chat's id.")]) -> None:
    """Delete everything stored about a chat."""
    with opened(context) as app:
        app.forget(chat)
    printing.out(f"Nothing about chat {chat} is stored any more.")


def require_sqlite(settings: Settings) -> Settings:
    """Backups are files of SQLite; PostgreSQL brings its own tools."""
    if settings.database_url is not None and not settings.database_address.startswith("sqlite"):
        raise WrongUsage("DATABASE_URL names a server: use pg_dump and pg_restore for its backups.")
    return settings


def sqlite_file(settings: Settings) -> Path:
    """The database's file: in the data folder, or where DATABASE_URL puts it."""
    return Path(settings.database_address.removeprefix("sqlite:///"))
