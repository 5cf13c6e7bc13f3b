"""Commands that read: digest, ask, search, stories, articles, check-claims, extract."""

from functools import partial
from pathlib import Path
from typing import Annotated

import typer

from bot.cli.command_options import (
    Json,
    Since,
    TopicOption,
    Until,
    cli,
    note_if_empty,
    opened,
    progress_bar,
    read_settings,
    require_one,
    span,
    sync_index,
    wrong_if_bad,
)
from bot.console import batches as batch
from bot.console import claim_lines as checking
from bot.console import evaluation_report as evaluating
from bot.console import terminal_output as printing
from bot.console.digest_console import check_form, digest_text, read_days, stories_shape
from bot.programs.json_shapes import answer_json, article_json, dump, extract_json, search_json
from bot.programs.typed_filters import make_filters, require_topic
from retrieval.articles import Filters
from retrieval.claims import judge
from retrieval.pages.page_reader import read_page

TopicArgument = Annotated[str, typer.Argument(help="The topic's id.")]


@cli.command()
def digest(
    context: typer.Context,
    topic: TopicArgument,
    day: Annotated[str, typer.Option("--date", help="YYYY-MM-DD, or FIRST..LAST for a span.")] = "",
    layout: Annotated[str, typer.Option("--layout", help="stories, perspectives or sections.")] = "",
    form: Annotated[str, typer.Option("--format", help="markdown, telegram, html, json or text.")] = "text",
    rebuild: Annotated[bool, typer.Option("--rebuild", help="Build it anew from the articles.")] = False,
) -> None:
    """Build (or show) one digest."""
    with wrong_if_bad():
        check_form(form, layout)
        days = read_days(day)
    with opened(context) as app:
        sync_index(app)
        printing.out(digest_text(app.desk, topic, days, layout=layout, form=form, rebuild=rebuild))


@cli.command()
def ask(
    context: typer.Context,
    question: Annotated[str, typer.Argument(help="A question in your own words.")] = "",
    topic: TopicOption = "",
    batch_file: Annotated[Path | None, typer.Option("--batch", help="Questions, one JSON object a line.")] = None,
    as_json: Json = False,
) -> None:
    """Answer a question from the stored articles."""
    require_one(question, batch_file, "Give a question, or a file of them with --batch.")
    with wrong_if_bad():
        batch.require_question(question)
    with opened(context) as app:
        with wrong_if_bad():
            require_topic(app.catalog, topic)
        sync_index(app)
        note_if_empty(app)
        if batch_file:
            batch.answer_lines(app.answerer, batch_file, topic=topic, now=app.clock.now())
            return
        answer = app.answerer.answer(question, now=app.clock.now(), topic=topic)
        if as_json:
            printing.out(dump(answer_json(answer)))
        else:
            printing.print_answer(answer)


@cli.command("eval")
def evaluate(
    context: typer.Context,
    file: Annotated[
        Path, typer.Argument(help='Lines of {"id","question","answer"?,"outlets"?,"urls"?,"unanswerable"?,"now"?}.')
    ],
    topic: TopicOption = "",
    show_all: Annotated[bool, typer.Option("--all", help="Show every answer, not only what went wrong.")] = False,
    as_json: Json = False,
) -> None:
    """Measure answers on your own articles: right, refused, forged, and search beside BM25, vectors and plain fusion."""
    cases = evaluating.read_cases(file)
    with opened(context) as app:
        sync_index(app)
        with progress_bar("Asking") as show:
            shape = evaluating.evaluation_shape(
                cases,
                app.answerer,
                app.catalog,
                app.articles,
                app.index,
                now=app.clock.now(),
                topic=topic,
                on_progress=show,
            )
    if as_json:
        printing.out(dump(shape))
    else:
        evaluating.print_evaluation(shape, show_all=show_all)


@cli.command()
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
        note_if_empty(app)
        filters = make_filters(app.catalog, outlet, perspective, topic, span(since, until), now=app.clock.now())
        if batch_file:
            batch.search_lines(app.index, app.catalog, batch_file, filters=filters, count=count)
            return
        hits = app.index.search(query, filters, k=count)
        if as_json:
            printing.out(dump(search_json(query, hits, app.catalog.sides)))
        else:
            printing.print_hits(hits, app.catalog.sides)


@cli.command()
def stories(
    context: typer.Context,
    topic: TopicArgument,
    day: Annotated[str, typer.Option("--date", help="The day (YYYY-MM-DD).")] = "",
    since: Annotated[str, typer.Option("--since", help="The first day of a span.")] = "",
    until: Annotated[str, typer.Option("--until", help="The last day of a span.")] = "",
    as_json: Json = False,
) -> None:
    """The story groups of a day or span: articles, sides, which side is missing."""
    with wrong_if_bad():
        days = read_days(day or (f"{since or until}..{until or since}" if since or until else ""))
    with opened(context) as app:
        sync_index(app)
        note_if_empty(app)
        shape = stories_shape(app.desk, topic, days)
        if as_json:
            printing.out(dump(shape))
        else:
            printing.print_stories(shape)


@cli.command()
def articles(
    context: typer.Context, topic: TopicOption = "", since: Since = "", until: Until = "", as_json: Json = False
) -> None:
    """The stored articles."""
    with opened(context) as app:
        first, last = span(since, until)
        topics = frozenset({topic}) if topic else frozenset[str]()
        found = app.articles.find(Filters(topics=topics, since=first, until=last))
        sides = app.catalog.sides
        if as_json:
            printing.out(dump([article_json(article, sides) for article in found]))
        else:
            printing.print_articles(found)


@cli.command("check-claims")
def check_claims(
    context: typer.Context,
    file: Annotated[Path, typer.Argument(help='Lines of {"id","claim","sources"}.')],
    no_model: Annotated[bool, typer.Option("--no-model", help="Judge as without a model.")] = False,
) -> None:
    """Say for each claim whether it would be published on its sources, by which reading, and why not."""
    if no_model or not read_settings(context).has_model:
        checking.check_lines(file, judge)
        return
    with opened(context) as app:
        checking.check_lines(file, partial(judge, verifier=app.verifier))


@cli.command()
def extract(
    context: typer.Context, url: Annotated[str, typer.Argument(help="An article page.")], as_json: Json = False
) -> None:
    """The text and facts of one article page."""
    with opened(context) as app:
        page = read_page(url, app.pages, app.workers.extract, may_fetch=lambda _: True, now=app.clock.now())
    if as_json:
        printing.out(dump(extract_json(page)))
    else:
        printing.print_extract(page)
    if page.error:
        raise typer.Exit(1)
