"""`check-claims`: one verdict a line, and one clear sentence for a line that cannot be used."""

import json
from collections.abc import Sequence
from pathlib import Path

import pytest

from bot.console.claim_lines import check_lines
from retrieval.claims import Draft, Verdict, judge
from retrieval.errors import BadInput

SOURCE = "Prices rose 12 percent in 2025, the bank said."


def written(folder: Path, *lines: object) -> Path:
    file = folder / "claims.jsonl"
    file.write_text("\n".join(line if isinstance(line, str) else json.dumps(line) for line in lines), "utf-8")
    return file


def test_each_claim_gets_its_verdict_and_reason_in_order(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = written(
        tmp_path,
        {"id": "a", "claim": "Prices rose 12 percent in 2025, the bank said.", "sources": [SOURCE]},
        {"id": "b", "claim": "Prices rose 13 percent in 2025.", "sources": [SOURCE]},
        {"id": "c", "claim": "Prices rose.", "sources": []},
    )
    check_lines(file, judge)
    verdicts = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    assert [(v["id"], v["supported"], v["by"]) for v in verdicts] == [
        ("a", True, "verbatim"),
        ("b", False, "rules"),
        ("c", False, "rules"),
    ]
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
    file = written(tmp_path, line, {"id": "b", "claim": SOURCE, "sources": [SOURCE]})
    with pytest.raises(BadInput, match="Some lines could not be used"):
        check_lines(file, judge)
    bad, good = (json.loads(printed) for printed in capsys.readouterr().out.splitlines())
    assert bad["error"] == error
    assert good["supported"] is True


def test_lines_are_judged_ten_at_a_time_and_printed_in_order(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    sizes: list[int] = []

    def refuse(drafts: Sequence[Draft]) -> list[Verdict]:
        sizes.append(len(drafts))
        return [Verdict(False, "no", "model", draft.sentence) for draft in drafts]

    lines = [{"id": n, "claim": f"Claim {n}.", "sources": [SOURCE]} for n in range(12)]
    check_lines(written(tmp_path, *lines), refuse)
    printed = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    assert sizes == [10, 2]
    assert [(line["id"], line["problem"]) for line in printed] == [(n, f"Claim {n}.") for n in range(12)]
