"""`eval`: an operator's own questions measured on their own articles."""

import json
from pathlib import Path
from typing import Any

import pytest

from bot.cli.console_script import run
from bot.console.evaluation_report import evaluation_shape, print_evaluation, read_cases
from retrieval.errors import BadInput
from tests.builders import NOON
from tests.retrieval.answering import archive, story

LINES: tuple[dict[str, Any], ...] = (
    {"id": "1", "question": "what did Reuters say on Lune?", "outlets": ["Reuters"], "answer": "340 million"},
    {"id": "2", "question": "what did Reuters say about penguins?", "unanswerable": True},
    {"id": "3", "question": "what did Xinhua say on Lune?", "answer": ["nine years"]},
)
STORY = story("Lune bridge opens", "Reuters", "The Lune bridge cost 340 million crowns.", at=NOON.replace(hour=1))


def write(path: Path, *lines: str) -> Path:
    path.write_text("\n".join(lines))
    return path


def test_answers_are_counted_and_search_stands_beside_each_engine_alone(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    cases = read_cases(write(tmp_path / "q.jsonl", *map(json.dumps, LINES)))
    with archive(tmp_path / "data", STORY) as answerer:
        shape = evaluation_shape(cases, answerer, answerer._catalog, answerer._store, answerer._index, now=NOON)
    answers = shape["answers"]
    assert (answers["questions"], answers["right"], answers["refused"], answers["forged"]) == (3, 0.5, 1.0, 0)
    assert [one["outcome"] for one in shape["results"]] == ["right", "refused rightly", "refused"]
    assert list(shape["retrieval"]) == ["ours", "BM25 alone", "vectors alone", "plain fusion"]
    assert shape["retrieval"]["ours"]["first"] == 0.5
    print_evaluation(shape, show_all=False)
    shown = capsys.readouterr().out
    assert "refused: what did Xinhua say on Lune?" in shown and "penguins" not in shown
    assert "BM25 alone" in shown and "forged" in shown


@pytest.mark.parametrize(
    ("line", "words"),
    [
        ("{", "Line 2 is not JSON"),
        ('{"id": 1}', 'Line 2: A line needs "question"'),
        ('{"question": "why", "answer": 3}', 'Line 2: "answer" must be'),
        ('{"question": "why", "now": "noonish"}', "Line 2: \"now\" is 'noonish'"),
    ],
)
def test_a_bad_line_is_named_before_anything_is_asked(tmp_path: Path, line: str, words: str) -> None:
    with pytest.raises(BadInput, match=r"Line 2") as complaint:
        read_cases(write(tmp_path / "q.jsonl", '{"question": "why"}', line))
    assert words in str(complaint.value)


def test_a_file_without_questions_says_what_to_write(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["--data", str(tmp_path / "data"), "eval", str(write(tmp_path / "q.jsonl"))]) == 1
    assert "holds no question" in capsys.readouterr().err
    assert not (tmp_path / "data").exists()
