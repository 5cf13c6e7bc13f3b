"""`check-claims`: one verdict a line, and one clear sentence for a line that cannot be used."""

import json
from pathlib import Path

import pytest

from bot.console.claim_lines import check_lines
from retrieval.claims import check_claim
from retrieval.errors import BadInput

SOURCE = "Prices rose 12 percent in 2025, the central bank said."


def written(folder: Path, *lines: object) -> Path:
    file = folder / "claims.jsonl"
    file.write_text("\n".join(line if isinstance(line, str) else json.dumps(line) for line in lines), "utf-8")
    return file


def test_each_claim_gets_its_verdict_and_reason_in_order(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = written(
        tmp_path,
        {"id": "a", "claim": "Prices rose 12 percent in 2025.", "sources": [SOURCE]},
        {"id": "b", "claim": "Prices rose 13 percent in 2025.", "sources": [SOURCE]},
        {"id": "c", "claim": "Prices rose.", "sources": []},
    )
    check_lines(file, check_claim)
    verdicts = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    assert [(v["id"], v["supported"]) for v in verdicts] == [("a", True), ("b", False), ("c", False)]
    assert verdicts[1]["reason"] == "says 13 percent, the sources say 12 percent"
    assert verdicts[2]["reason"] == "there is nothing to compare"


@pytest.mark.parametrize(
    ("line", "error"),
    [
        ("{not json", "Line 1 is not JSON: Expecting property name enclosed in double quotes."),
        (["a"], "Line 1 is not a JSON object."),
        ({"id": 7, "claim": "Prices rose."}, 'A line needs "claim" (a text) and "sources" (a list of texts).'),
        ({"id": 7, "claim": 5, "sources": [SOURCE]}, 'A line needs "claim" (a text) and "sources" (a list of texts).'),
        ({"id": 7, "claim": "x", "sources": SOURCE}, 'A line needs "claim" (a text) and "sources" (a list of texts).'),
        ({"id": 7, "claim": "x", "sources": [None]}, 'A line needs "claim" (a text) and "sources" (a list of texts).'),
    ],
)
def test_a_line_that_cannot_be_used_is_named_and_the_others_are_checked(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], line: object, error: str
) -> None:
    file = written(tmp_path, line, {"id": "b", "claim": "Prices rose 12 percent in 2025.", "sources": [SOURCE]})
    with pytest.raises(BadInput, match="Some lines could not be used"):
        check_lines(file, check_claim)
    bad, good = (json.loads(printed) for printed in capsys.readouterr().out.splitlines())
    assert bad["error"] == error
    assert good["supported"] is True
