"""The file of request forms: kept for a week, and never a reason to fail."""

from datetime import timedelta
from pathlib import Path

import pytest

from bot.adapters.model_service.form_memory import FormFile
from bot.adapters.model_service.request_form import RequestForm
from tests.builders import NOON
from tests.fakes import FakeClock

FORM = RequestForm(cap="max_tokens", structure="json_object", temperature=0.0, refused_caps=("max_completion_tokens",))


def test_what_was_learned_is_known_after_a_restart_for_a_week(tmp_path: Path) -> None:
    clock = FakeClock(NOON)
    FormFile(tmp_path / "forms.json", clock).keep("here m", FORM)
    again = FormFile(tmp_path / "forms.json", clock)
    assert again.recall("here m") == FORM
    assert again.recall("there m") is None
    clock.advance(timedelta(days=6))
    assert again.recall("here m") == FORM
    clock.advance(timedelta(days=2))
    assert again.recall("here m") is None


@pytest.mark.parametrize(
    "content", ["", "no json", "[]", '{"here m": 1}', '{"here m": {"at": "x", "form": {}}}', '{"here m": {"at": null}}']
)
def test_a_damaged_file_is_no_fault_and_is_mended(tmp_path: Path, content: str) -> None:
    path = tmp_path / "forms.json"
    path.write_text(content)
    memory = FormFile(path, FakeClock(NOON))
    assert memory.recall("here m") is None
    memory.keep("here m", FORM)
    assert memory.recall("here m") == FORM


def test_a_folder_that_is_not_there_is_no_fault(tmp_path: Path) -> None:
    memory = FormFile(tmp_path / "nowhere" / "forms.json", FakeClock(NOON))
    memory.keep("here m", FORM)
    assert memory.recall("here m") is None
