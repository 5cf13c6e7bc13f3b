"""Commands that bring articles in: fetch, import."""

from collections.abc import Sequence
from pathlib import Path
from typing import Annotated

import typer

from bot.app import App
from bot.cli.command_options import Json, TopicOption, WrongUsage, cli, opened, progress_bar, sync_index
from bot.console import terminal_output as printing
from bot.digest.files.importer import import_paths
from bot.programs.json_shapes import dump
from retrieval.feeds.opml import ListedFeed


@cli.command()
def fetch(
    context: typer.Context,
    topic: TopicOption = "",
    url: Annotated[list[str] | None, typer.Option("--url", help="Just this address; may be repeated.")] = None,
    as_json: Json = False,
) -> None:
    """Poll the feeds that are due, once."""
    with opened(context) as app:
        if topic and topic not in app.catalog.topics:
            raise WrongUsage(f"There is no topic {topic!r}. There are: {', '.join(sorted(app.catalog.topics))}.")
        app.feeds.sync_topics(app.catalog.topics.values(), now=app.clock.now())
        results = app.poller.poll_feeds(now=app.clock.now(), topic=topic, urls=url or ())
        if as_json:
            printing.out(dump({"feeds": [printing.feed_json(result) for result in results]}))
        else:
            printing.print_feeds(results)
        sync_index(app)
    if results and all(result.status == "error" for result in results):
        raise typer.Exit(1)


@cli.command("import")
def import_files(
    context: typer.Context, paths: Annotated[list[Path], typer.Argument(help="Files or folders.")]
) -> None:
    """Import digests, newsletters, articles and feed lists. Doing it twice changes nothing."""
    missing = [str(path) for path in paths if not path.exists()]
    if missing:
        raise WrongUsage(f"{', '.join(missing)} cannot be found: give files or folders that exist.")
    with opened(context) as app:
        with progress_bar("Reading") as show:
            report = import_paths(
                paths,
                store=app.articles,
                digests=app.digests,
                catalog=app.catalog,
                now=app.clock.now(),
                feeds=lambda listed: add_feeds(app, listed),
                on_progress=lambda step: show(step.done, step.total),
            )
        sync_index(app)
    printing.print_import(report)
    if report.skipped and not report.files:
        raise typer.Exit(1)


def add_feeds(app: App, listed: Sequence[ListedFeed]) -> int:
    """Keep the feeds of a list; how many were new."""
    known = {feed.url for feed in app.feeds.listed()}
    fresh = [feed for feed in listed if feed.url not in known]
    for feed in fresh:
        app.feeds.add(feed.url, title=feed.title, now=app.clock.now())
    return len(fresh)
