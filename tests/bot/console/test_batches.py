import json
from pathlib import Path
from typing import Any

import pytest

from bot.console.batches import each_line
from retrieval.errors import BadInput


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
