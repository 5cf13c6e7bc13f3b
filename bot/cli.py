"""The console script. Each command opens the app, asks one part of it, prints, and ends with the right exit code.

0 fine, 1 the thing asked failed, 2 wrong usage or settings. A mistake is one sentence on stderr.
"""

import os
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated

import click
import typer
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn

from bot.app import App, Overrides
from bot.clock import FixedClock
from bot.console import batch, checking, printing
from bot.console.digests import digest_text, stories_shape
from bot.console.searching import make_filters
from bot.console.shapes import answer_json, article_json, dump, extract_json, search_json
from bot.demonstration import run_demo
from bot.running import Runner
from config.settings import load_settings
from retrieval.articles import Filters
from retrieval.claims import check_claim
from retrieval.errors import BadInput, CounterpointError
from retrieval.opml import ListedFeed
from retrieval.reading import read_page

cli = typer.Typer(
    name="counterpoint",
    help="How different sides report the same news: digests, answers, and the bot that delivers them.",
    no_args_is_help=True,
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
    add_completion=False,
)
stderr = Console(stderr=True)
Json = Annotated[bool, typer.Option("--json", help="Print JSON.")]
TopicOption = Annotated[str, typer.Option("--topic", help="Only this topic.")]
Since = Annotated[str, typer.Option("--since", help="From this day on (YYYY-MM-DD), or an instant.")]
Until = Annotated[str, typer.Option("--until", help="Up to and including this day, or before an instant.")]


@dataclass
class Options:
    """The global options."""

    data: Path | None
    config: Path | None
    now: datetime | None


@cli.callback()
def set_options(
    context: typer.Context,
    data: Annotated[Path | None, typer.Option("--data", help="Where everything is kept (default ./data).")] = None,
    config: Annotated[Path | None, typer.Option("--config", help="Topics and outlets (default ./config).")] = None,
    now: Annotated[str, typer.Option("--now", help="The time to work at, as in 2026-01-07T12:00:00Z.")] = "",
) -> None:
    context.obj = Options(data, config, parse_instant(now) if now else None)


@cli.command("fetch")
def fetch(
    context: typer.Context,
    topic: TopicOption = "",
    url: Annotated[
        list[str] | None, typer.Option("--url", help="Just this address; may be given several times.")
    ] = None,
    as_json: Json = False,
) -> None:
    """Poll the feeds that are due, once."""
    with opened(context) as app:
        app.feeds.sync_topics(app.catalog.topics.values(), now=app.clock.now())
        results = app.poller.poll_feeds(now=app.clock.now(), topic=topic, urls=url or ())
        if not as_json:
            printing.print_feeds(results)
        else:
            printing.out(dump({"feeds": [printing.feed_json(result) for result in results]}))
        app.index.sync()
    if results and all(result.status == "error" for result in results):
        raise typer.Exit(1)


@cli.command("import")
def import_files(
    context: typer.Context, paths: Annotated[list[Path], typer.Argument(help="Files or folders.")]
) -> None:
    """Import digests, newsletters, articles and feed lists. Doing it twice changes nothing."""
    from bot.digest.importing import import_paths

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


@cli.command("digest")
def digest(
    context: typer.Context,
    topic: Annotated[str, typer.Argument(help="The topic's id.")],
    day: Annotated[str, typer.Option("--date", help="YYYY-MM-DD, or FIRST..LAST for a span.")] = "",
    layout: Annotated[str, typer.Option("--layout", help="perspectives or sections.")] = "",
    form: Annotated[str, typer.Option("--format", help="markdown, telegram, html, json or text.")] = "text",
    rebuild: Annotated[bool, typer.Option("--rebuild", help="Build it anew from the articles.")] = False,
) -> None:
    """Build (or show) one digest."""
    with opened(context) as app:
        sync_index(app)
        printing.out(digest_text(app.desk, topic, day, layout=layout, form=form, rebuild=rebuild))


@cli.command("ask")
def ask(
    context: typer.Context,
    question: Annotated[str, typer.Argument(help="A question in your own words.")] = "",
    topic: TopicOption = "",
    batch_file: Annotated[Path | None, typer.Option("--batch", help="Questions, one JSON object a line.")] = None,
    as_json: Json = False,
) -> None:
    """Answer a question from the stored articles."""
    require_one(question, batch_file, "Give a question, or a file of them with --batch.")
    with opened(context) as app:
        sync_index(app)
        if batch_file:
            batch.answer_lines(app.answerer, batch_file, topic=topic, now=app.clock.now())
            return
        answer = app.answerer.answer(question, now=app.clock.now(), topic=topic)
        printing.out(dump(answer_json(answer))) if as_json else printing.print_answer(answer)


@cli.command("search")
def search(
    context: typer.Context,
    query: Annotated[str, typer.Argument(help="What to look for.")] = "",
    count: Annotated[int, typer.Option("-k", min=1, max=1000, help="How many articles.")] = 10,
    outlet: Annotated[str, typer.Option("--outlet", help="Only this outlet.")] = "",
    perspective: Annotated[str, typer.Option("--perspective", help="Only this side, as SIDE or TOPIC/SIDE.")] = "",
    topic: TopicOption = "",
    since: Since = "",
    until: Until = "",
    batch_file: Annotated[Path | None, typer.Option("--batch", help="Queries, one JSON object a line.")] = None,
    as_json: Json = False,
) -> None:
    """Ranked articles for some words."""
    require_one(query, batch_file, "Give words to search for, or a file of queries with --batch.")
    with opened(context) as app:
        sync_index(app)
        filters = make_filters(app.catalog, outlet, perspective, topic, span(since, until))
        if batch_file:
            batch.search_lines(app.index, app.catalog, batch_file, filters=filters, count=count)
            return
        hits = app.index.search(query, filters, k=count)
        if as_json:
            printing.out(dump(search_json(query, hits, app.catalog.sides)))
        else:
            printing.print_hits(hits, app.catalog.sides)


@cli.command("stories")
def stories(
    context: typer.Context,
    topic: Annotated[str, typer.Argument(help="The topic's id.")],
    day: Annotated[str, typer.Option("--date", help="The day (YYYY-MM-DD).")] = "",
    since: Annotated[str, typer.Option("--since", help="The first day of a span.")] = "",
    until: Annotated[str, typer.Option("--until", help="The last day of a span.")] = "",
    as_json: Json = False,
) -> None:
    """The story groups of a day or span: articles, sides, which side is missing."""
    with opened(context) as app:
        sync_index(app)
        days = day or (f"{since or until}..{until or since}" if since or until else "")
        groups = stories_shape(app.desk, topic, days)
        printing.out(dump(groups)) if as_json else printing.print_stories(groups)


@cli.command("articles")
def articles(
    context: typer.Context, topic: TopicOption = "", since: Since = "", until: Until = "", as_json: Json = False
) -> None:
    """The stored articles."""
    with opened(context) as app:
        first, last = span(since, until)
        topics = frozenset({topic}) if topic else frozenset()
        found = app.articles.find(Filters(topics=topics, since=first, until=last))
        sides = app.catalog.sides
        if as_json:
            printing.out(dump([article_json(article, sides) for article in found]))
        else:
            printing.print_articles(found)


@cli.command("check-claims")
def check_claims(
    context: typer.Context, file: Annotated[Path, typer.Argument(help='Lines of {"id","claim","sources"}.')]
) -> None:
    """Say for each claim whether its sources support it, and why."""
    checking.check_lines(file, check_claim)


@cli.command("extract")
def extract(
    context: typer.Context, url: Annotated[str, typer.Argument(help="An article page.")], as_json: Json = False
) -> None:
    """The text and facts of one article page."""
    with opened(context) as app:
        page = read_page(url, app.pages, app.workers.extract, may_fetch=lambda _: True, now=app.clock.now())
        found = extract_json(page)
        printing.out(dump(found)) if as_json else printing.print_extract(found)
    if found["error"]:
        raise typer.Exit(1)


@cli.command("export")
def export(context: typer.Context, folder: Annotated[Path, typer.Argument(help="Where the files go.")]) -> None:
    """Write every stored digest as a Hugo Markdown file."""
    from bot.digest.exporting import export_digests

    with opened(context) as app:
        report = export_digests(app.digests, folder)
        for sentence in report.skipped:
            sys.stderr.write(f"{sentence}\n")
        printing.out(f"{report.files} digests are in {folder}.")


@cli.command("reindex")
def reindex(context: typer.Context) -> None:
    """Build the index anew from the stored articles."""
    with opened(context) as app, progress_bar("Indexing") as show:
        app.index.rebuild(on_progress=show)


@cli.command("run")
def run_bot(context: typer.Context) -> None:
    """The bot: Telegram, schedule, delivery and web archive, until SIGTERM."""
    with opened(context) as app:
        runner = Runner(app)
        try:
            runner.start()
            stderr.print("Running. Stop with SIGTERM or Ctrl-C.", highlight=False)
            runner.wait()
        finally:
            runner.stop()


@cli.command("demo")
def demo(
    context: typer.Context,
    port: Annotated[int, typer.Option("--port", min=0, max=65535, help="Where the chat page is shown.")] = 8000,
    no_browser: Annotated[bool, typer.Option("--no-browser", help="Do not open a browser.")] = False,
) -> None:
    """Try it: sample feeds, a morning post and a chat page, all on this machine."""
    options: Options = context.obj
    settings = load_settings({}, data=options.data or default_data(), config=None)
    run_demo(settings, port=port, has_browser=not no_browser, say=lambda line: printing.out(line))


def default_data() -> Path:
    return Path(os.environ.get("COUNTERPOINT_DATA", "") or "data")


def main() -> None:
    """The console script's entry: run, and turn every mistake into one sentence and an exit code."""
    sys.exit(run(sys.argv[1:]))


def run(arguments: list[str]) -> int:
    """The exit code. What goes wrong is told on stderr in one sentence."""
    try:
        outcome = typer.main.get_command(cli).main(args=arguments, prog_name="counterpoint", standalone_mode=False)
        return outcome if isinstance(outcome, int) else 0
    except (click.ClickException, CounterpointError) as error:
        return complain(error)
    except (click.Abort, KeyboardInterrupt):
        return 130
    except BrokenPipeError:
        # The reader of our output has gone (`| head`): not an error of ours.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 0


def complain(error: click.ClickException | CounterpointError) -> int:
    """Say what is wrong; 2 for wrong usage and settings, 1 for the rest."""
    sentence, code = str(error), 2 if isinstance(error, SettingsMistake) else 1
    if isinstance(error, click.ClickException):
        sentence, code = error.format_message(), 2
    if isinstance(error, click.UsageError):
        sentence += f" See `{error.ctx.command_path if error.ctx else 'counterpoint'} --help`."
    sys.stderr.write(f"{sentence}\n")
    return code


class SettingsMistake(BadInput):
    """Settings or configuration that cannot be used: exit code 2."""


@contextmanager
def opened(context: typer.Context) -> Iterator[App]:
    """The app for one command. Mistakes in settings and configuration files are told apart from failures."""
    options: Options = context.obj
    overrides = Overrides(clock=FixedClock(options.now)) if options.now else Overrides()
    try:
        settings = load_settings(os.environ, data=options.data, config=options.config)
        app = App(settings, overrides)
        _ = app.file_topics
    except BadInput as error:
        raise SettingsMistake(str(error)) from error
    with app:
        yield app


def add_feeds(app: App, listed: Sequence[ListedFeed]) -> int:
    """Keep the feeds of a list; how many were new."""
    known = {feed.url for feed in app.feeds.listed()}
    fresh = [feed for feed in listed if feed.url not in known]
    for feed in fresh:
        app.feeds.add(feed.url, title=feed.title, now=app.clock.now())
    return len(fresh)


def sync_index(app: App) -> None:
    """Bring the index up to the articles, with a bar when somebody watches."""
    with progress_bar("Indexing") as show:
        app.index.sync(on_progress=show)


@contextmanager
def progress_bar(title: str) -> Iterator[printing.Show]:
    """A bar on stderr that appears with the first step."""
    columns = (TextColumn(title), BarColumn(), MofNCompleteColumn())
    with Progress(*columns, console=stderr, transient=True, disable=not stderr.is_terminal) as bar:
        task = bar.add_task(title, total=None, visible=False)
        yield lambda done, total: bar.update(task, completed=done, total=total, visible=True)


def require_one(words: str, file: Path | None, sentence: str) -> None:
    if bool(words.strip()) == bool(file):
        raise click.UsageError(sentence)


def parse_instant(text: str) -> datetime:
    """An ISO instant; without a zone it is UTC, a bare date is its midnight."""
    try:
        moment = datetime.fromisoformat(text)
    except ValueError as error:
        raise click.UsageError(f"“{text}” is no time. Write it as 2026-01-07T12:00:00Z.") from error
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)


def span(since: str, until: str) -> tuple[datetime | None, datetime | None]:
    """`--since` and `--until` as instants, the end exclusive: a day given as `until` is included whole."""
    first = parse_instant(since) if since else None
    last = parse_instant(until) if until else None
    if last and len(until.strip()) == len("2026-01-07"):
        last = datetime.fromtimestamp(last.timestamp() + 86_400, UTC)
    return first, last
