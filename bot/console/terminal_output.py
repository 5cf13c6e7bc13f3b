"""Prints what a person at a terminal reads. JSON is made in `json_shapes.py`."""

import sys
from collections.abc import Sequence
from typing import Any, Protocol

from rich.console import Console
from rich.table import Table

from bot.digest.files.importer import ImportReport
from bot.programs.json_shapes import any_side
from retrieval.answers import Answer
from retrieval.articles import Article, Hit, is_hourless
from retrieval.feeds.feeds import FeedResult
from retrieval.instants import iso_instant, iso_written
from retrieval.intake.extract import Extract
from retrieval.sources.outlets import Outlet
from retrieval.sources.sides import Sides

console = Console(highlight=False, markup=False, emoji=False)


def out(text: str) -> None:
    """Print text as it is, with one newline at its end."""
    sys.stdout.write(text if text.endswith("\n") else f"{text}\n")
    sys.stdout.flush()


def feed_json(result: FeedResult) -> dict[str, Any]:
    """One feed of `fetch --json`."""
    return {
        "url": result.url,
        "status": result.status,
        "new": result.new,
        "updated": result.updated,
        "error": result.error or None,
        "next_check": iso_instant(result.next_check),
    }


def print_feeds(results: Sequence[FeedResult]) -> None:
    table = Table("Feed", "Status", "New", "Updated", "Why")
    for result in results:
        table.add_row(result.url, result.status, str(result.new), str(result.updated), result.error)
    console.print(table if results else "No feed is listed. Add feeds to a topic, or give an address with --url.")


def print_import(report: ImportReport) -> None:
    for skipped in report.skipped:
        sys.stderr.write(f"{skipped.path} was skipped: {skipped.reason}\n")
    out(
        f"{report.files} files: {report.digests} digests, {report.articles_new} new articles, "
        f"{report.articles_updated} updated, {report.feeds} new feeds, {len(report.skipped)} skipped."
    )


def print_answer(answer: Answer) -> None:
    """The answer with its marks, then the sources they name."""
    for sentence in answer.sentences:
        out(f"{sentence.text} {''.join(f'[{n}]' for n in sentence.citations)}")
    if answer.status == "no_answer":
        out(answer.text)
        return
    out("")
    for citation in answer.citations:
        article = citation.article
        out(f"[{citation.n}] {article.outlet}, {_day(article)}: {article.title} {article.url}".rstrip())


def _day(article: Article) -> str:
    day = article.day_written()
    return f"{day:%-d %b %Y}" if day else "undated"


def _when(article: Article) -> str:
    if not article.is_dated:
        return "undated"
    return f"{article.published:%Y-%m-%d}" if is_hourless(article.published) else f"{article.published:%Y-%m-%d %H:%M}"


def print_hits(hits: Sequence[Hit], sides: Sides) -> None:
    if not hits:
        out("Nothing stored matches.")
    for hit in hits:
        article = hit.article
        side = any_side(article, sides)
        out(f"{hit.score:.3f}  {article.outlet}{f' ({side})' if side else ''}, {_day(article)}: {article.title}")


def print_articles(articles: Sequence[Article]) -> None:
    for article in articles:
        out(f"{_when(article):16}  {article.outlet}: {article.title}")
    out(f"{len(articles)} articles.")


def print_stories(shape: dict[str, Any]) -> None:
    """What `stories --json` holds, as lines."""
    for story in shape["stories"]:
        sides = ", ".join(story["perspectives"]) or "no side"
        out(f"{story['title']} ({len(story['articles'])} articles; {sides}; since {story['first_seen']})")
    out(f"{len(shape['stories'])} stories.")


def print_extract(page: Extract) -> None:
    if page.error:
        sys.stderr.write(f"{page.error}\n")
        return
    published = iso_written(page.published) or "no date"
    out(f"{page.title}\n{page.outlet}, {published}, {page.url}\n\n{page.text}")


def print_outlets(unknown: Sequence[tuple[Outlet, int]]) -> None:
    table = Table("Outlet", "Articles", "Domains", "Country (guess)")
    for outlet, count in unknown:
        table.add_row(outlet.name, str(count), ", ".join(outlet.domains), outlet.country)
    console.print(table if unknown else "Every outlet of the stored articles is known.")


class Found(Protocol):
    """A finding of `doctor`."""

    @property
    def name(self) -> str: ...
    @property
    def status(self) -> str: ...
    @property
    def detail(self) -> str: ...
    @property
    def advice(self) -> str: ...


def print_findings(findings: Sequence[Found]) -> None:
    for finding in findings:
        out(f"{finding.status:5} {finding.name:9} {finding.detail}{f'  {finding.advice}' if finding.advice else ''}")
