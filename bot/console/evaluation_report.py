"""Reports how well questions are answered on the stored articles, beside each engine alone, as a table or JSON (`eval`)."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, fields
from datetime import datetime
from pathlib import Path
from typing import Any

from rich.table import Table

from bot.console.batches import read_lines, read_object
from bot.console.terminal_output import console, out
from retrieval.answer.answerer import Answerer
from retrieval.errors import BadInput
from retrieval.evaluation.comparison import Standing, compare, ways
from retrieval.evaluation.evaluation import Case, Result, Summary, evaluate, read_case, summarise
from retrieval.index import Index
from retrieval.sources.catalog import Catalog
from retrieval.store import ArticleStore

Told = Callable[[int, int], None]


def read_cases(file: Path) -> list[Case]:
    """The questions of a file. Raises BadInput naming the first line that is none."""
    cases = []
    for number, line in read_lines(file):
        try:
            cases.append(read_case(read_object(number, line)))
        except BadInput as error:
            raise BadInput(str(error) if str(error).startswith("Line") else f"Line {number}: {error}") from error
    if not cases:
        raise BadInput(
            f'{file} holds no question: write one JSON object a line, {{"id","question","answer"?,"outlets"?}}.'
        )
    return cases


def evaluation_shape(
    cases: Sequence[Case],
    answerer: Answerer,
    catalog: Catalog,
    store: ArticleStore,
    index: Index,
    *,
    now: datetime,
    topic: str = "",
    on_progress: Told | None = None,
) -> dict[str, Any]:
    """Every figure of a run, as JSON: answers, the standing of the right article, and what became of each question."""
    done = 0

    def ask(case: Case) -> Any:
        nonlocal done
        done += 1
        if on_progress:
            on_progress(done, len(cases))
        return answerer.answer(case.question, now=case.now or now, topic=topic)

    results = evaluate(cases, ask, store.get)
    standings = compare(cases, ways(index, catalog, store.outlet_names()), store.get_many, now)
    return {
        "answers": _rounded(asdict(summarise(results))),
        "retrieval": {name: _rounded(asdict(standing)) for name, standing in standings.items()},
        "results": [_result_shape(result) for result in results],
    }


def print_evaluation(shape: Mapping[str, Any], *, show_all: bool) -> None:
    """The figures as two tables, under what went wrong."""
    for result in shape["results"]:
        if show_all or result["outcome"] not in ("right", "refused rightly"):
            out(f"{result['outcome']}: {result['question']}\n    {result['answer'].replace(chr(10), ' / ')[:300]}")
    figures = Table("answers", "")
    for field in fields(Summary):
        figures.add_row(field.name.replace("_", " "), _shown(shape["answers"][field.name]))
    console.print(figures)
    if shape["retrieval"]:
        console.print(_table("the right article", shape["retrieval"], [field.name for field in fields(Standing)]))


def _table(title: str, rows: Mapping[str, Mapping[str, Any]], names: Sequence[str]) -> Table:
    table = Table(title, *(name.replace("_", " ") for name in names))
    for name, row in rows.items():
        table.add_row(name, *(_shown(row[column]) for column in names))
    return table


def _shown(value: object) -> str:
    return "-" if value is None else str(value)


def _result_shape(result: Result) -> dict[str, Any]:
    return {
        "id": result.case.id,
        "question": result.case.question,
        "outcome": result.outcome,
        "forged": result.forged,
        "answer": result.answer.text,
        "elapsed_ms": round(result.answer.elapsed_ms, 1),
    }


def _rounded(values: Mapping[str, Any]) -> dict[str, Any]:
    return {name: round(value, 3) if isinstance(value, float) else value for name, value in values.items()}
