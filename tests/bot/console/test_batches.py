import json
from pathlib import Path
from typing import Any

import pytest

from bot.console.batches import answer_lines, each_line
from retrieval.errors import BadInput
from tests.builders import NOON
from tests.retrieval.answering import archive, story


def test_a_line_that_meets_a_defect_is_an_answer_and_the_others_go_on(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "lines.jsonl"
    file.write_text("".join(json.dumps({"id": n}) + "\n" for n in range(5)) + "no json\n")

    def work(line: dict[str, Any]) -> dict[str, Any]:
        if line["id"] == 1:
            raise OverflowError("date value out of range")
        return {"id": line["id"], "ok": True}

    with pytest.raises(BadInput):
        each_line(file, work)
    shapes = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    assert [shape.get("id") for shape in shapes] == [0, 1, 2, 3, 4, None]
    assert ["error" in shape for shape in shapes] == [False, True, False, False, False, True]


def test_earlier_questions_of_the_conversation_are_the_subject_and_a_refusal_is_none(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "asked.jsonl"
    after = ["how many cars does Brandt Motors build in Orvane?", "what did the walrus sing?"]
    file.write_text(json.dumps({"id": 1, "question": "and Lund Motors?", "after": after}) + "\n")
    stories = (
        story("Brandt Motors builds 400,000 cars in Orvane"),
        story("Lund Motors builds 90,000 cars in Orvane", "East Post"),
    )
    with archive(tmp_path / "articles", *stories) as answerer:
        answer_lines(answerer, file, topic="", now=NOON)
    shape = json.loads(capsys.readouterr().out)
    assert [one["title"] for one in shape["citations"]] == ["Lund Motors builds 90,000 cars in Orvane"]
    assert "Lund Motors" in shape["understood"]
    assert shape["verified_by"] == "verbatim"


def test_a_refusal_says_what_is_closest_only_where_it_shares_a_name(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "asked.jsonl"
    questions = ("how many people work at Lund Motors in Orvane?", "capital of France")
    file.write_text("".join(json.dumps({"question": question}) + "\n" for question in questions))
    with archive(tmp_path / "articles", story("Lund Motors in Orvane has a new chief", "East Post")) as answerer:
        answer_lines(answerer, file, topic="", now=NOON)
    near, far = (json.loads(line) for line in capsys.readouterr().out.splitlines())
    assert (near["status"], near["citations"], near["closest"]["outlet"]) == ("no_answer", [], "East Post")
    assert (far["status"], "closest" in far) == ("no_answer", False)
