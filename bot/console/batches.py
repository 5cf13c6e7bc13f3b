"""Answers batches: reads one question a line as JSON and writes one answer a line, in order. A bad line gets an error line."""

import json
import logging
import sys
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from typing import Any

from bot.programs.json_shapes import answer_json, dump, search_json
from bot.programs.typed_filters import require_topic
from retrieval.answer.answerer import Answerer
from retrieval.answers import MAX_QUESTION, Query
from retrieval.articles import Filters
from retrieval.errors import BadInput, CounterpointError
from retrieval.index import Index
from retrieval.instants import as_utc
from retrieval.sources.catalog import Catalog

log = logging.getLogger(__name__)


def answer_lines(answerer: Answerer, file: Path, *, topic: str, now: datetime) -> None:
    """Answer `{"id","question","now"?,"topic"?,"after"?}` lines; `after` are the earlier questions of the conversation."""

    def answer(line: dict[str, Any]) -> dict[str, Any]:
        moment = _instant(line["now"]) if line.get("now") else now
        about = str(line.get("topic") or topic)
        require_topic(answerer.catalog, about)
        ask = partial(answerer.answer, now=moment, topic=about)
        previous: Query | None = None
        for earlier in _earlier(line):
            said = ask(require_question(earlier), previous=previous)
            # A refusal is no subject.
            previous = said.query if said.status == "answered" else previous
        return answer_json(ask(require_question(_text(line, "question")), previous=previous), id=line.get("id"))

    each_line(file, answer)


def require_question(words: str) -> str:
    """The words, if they are no more than a question has. Raises BadInput."""
    if len(words) > MAX_QUESTION:
        raise BadInput(f"A question has at most {MAX_QUESTION:,} characters, this one has {len(words):,}.")
    return words


def search_lines(index: Index, catalog: Catalog, file: Path, *, filters: Filters, count: int) -> None:
    """Search for `{"id"?,"query","k"?,"since"?,"until"?}` lines; the filters of the command line hold for all."""

    def search(line: dict[str, Any]) -> dict[str, Any]:
        since, until = (_instant(line[name]) if line.get(name) else None for name in ("since", "until"))
        mine = replace(filters, since=since or filters.since, until=until or filters.until)
        query = _text(line, "query") if "query" in line else _text(line, "question")
        hits = index.search(query, mine, k=int(line.get("k", count)))
        shape = {} if line.get("id") is None else {"id": line["id"]}
        return shape | search_json(query, hits, catalog.sides)

    each_line(file, search)


def read_lines(file: Path) -> Iterator[tuple[int, str]]:
    """The lines that are not empty, with their numbers. Raises BadInput if the file cannot be read."""
    try:
        with file.open(encoding="utf-8-sig") as lines:
            for number, line in enumerate(lines, 1):
                if line.strip():
                    yield number, line
    except (OSError, UnicodeError) as error:
        raise BadInput(f"{file} cannot be read: give a UTF-8 file with one JSON object a line.") from error


def read_object(number: int, line: str) -> dict[str, Any]:
    try:
        value = json.loads(line)
    except json.JSONDecodeError as error:
        raise BadInput(f"Line {number} is not JSON: {error.msg}.") from error
    if not isinstance(value, dict):
        raise BadInput(f"Line {number} is not a JSON object.")
    return value


def each_line(file: Path, work: Callable[[dict[str, Any]], dict[str, Any]]) -> None:
    """Print what `work` makes of each line; a line that it cannot use, or at which a defect shows, gets an `error`.

    BadInput is raised at the end. The other lines are worked on whatever happens.
    """
    failed = False
    for number, line in read_lines(file):
        value: dict[str, Any] = {}
        try:
            value = read_object(number, line)
            shape = work(value)
        except CounterpointError as error:
            failed = True
            shape = _failed(value, str(error))
        except Exception as error:
            failed = True
            log.exception("line failed", extra={"line": number})
            shape = _failed(value, f"Line {number} met a defect of ours ({type(error).__name__}): please report it.")
        sys.stdout.write(dump(shape) + "\n")
        sys.stdout.flush()
    if failed:
        raise BadInput("Some lines could not be used; their output lines say why.")


def _failed(line: dict[str, Any], sentence: str) -> dict[str, Any]:
    return ({} if line.get("id") is None else {"id": line["id"]}) | {"error": sentence}


def _text(line: dict[str, Any], name: str) -> str:
    value = line.get(name)
    if not isinstance(value, str) or not value.strip():
        raise BadInput(f'A line needs "{name}" with some words.')
    return value


def _earlier(line: dict[str, Any]) -> list[str]:
    earlier = line.get("after") or []
    if not isinstance(earlier, list) or not all(isinstance(one, str) for one in earlier):
        raise BadInput('"after" holds the earlier questions of the conversation, a list of texts.')
    return [one for one in earlier if one.strip()]


def _instant(value: object) -> datetime:
    try:
        moment = datetime.fromisoformat(str(value))
    except ValueError as error:
        raise BadInput(f"{value!r} is no time: write it as 2026-01-07T12:00:00Z.") from error
    return as_utc(moment if moment.tzinfo else moment.replace(tzinfo=UTC))
