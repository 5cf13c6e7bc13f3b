"""`check-claims` at the console: it works without a data folder, and as without a model when told so."""

import json
from pathlib import Path

import pytest

from bot.cli.console_script import run


def test_with_no_model_a_configured_model_is_not_asked_and_nothing_is_stored(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("OPENAI_API_KEY", "unused")
    file = tmp_path / "claims.jsonl"
    source = "West Times\nThe Lena bridge opened on Friday."
    lines = [{"id": 1, "claim": "The Lena bridge opened on Friday, West Times reports.", "sources": [source]},
             {"id": 2, "claim": "Friday saw the opening of the Lena bridge.", "sources": [source]}]  # fmt: skip
    file.write_text("\n".join(map(json.dumps, lines)), "utf-8")
    assert run(["--data", str(tmp_path / "data"), "check-claims", "--no-model", str(file)]) == 0
    printed = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    assert [(line["id"], line["supported"], line["by"]) for line in printed] == [
        (1, True, "verbatim"),
        (2, False, "verbatim"),
    ]
    assert not (tmp_path / "data").exists()
