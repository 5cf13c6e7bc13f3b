"""The import contract of pyproject.toml refuses what it is there to refuse: forbidden lines are planted in a copy and seen."""

import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]

# (module, line): each breaks another rule of the contract.
FORBIDDEN = (
    ("retrieval/index/fusion.py", "from bot.migrations.migrate import migrate"),
    ("bot/delivery/planner.py", "from bot.chat.service import ChatService"),
    ("retrieval/web/timestamps.py", "from retrieval.question.parse import understand"),
    ("bot/digest/articles/headlines.py", "from bot.digest.write.composer import compose"),
    ("bot/talk/frame/desk.py", "from bot.talk.commands.ask import ask"),
    ("bot/web/site.py", "from bot.console.batches import run_batch"),
    ("bot/delivery/due.py", "from config.settings import Settings"),
    ("bot/digest/show/views.py", "from bot.delivery.message_parts import cut"),
)


@pytest.fixture(scope="module")
def report(tmp_path_factory: pytest.TempPathFactory) -> str:
    """What import-linter prints of a copy in which every forbidden line stands, hidden from the running program."""
    folder = tmp_path_factory.mktemp("planted")
    for package in ("bot", "retrieval", "config"):
        shutil.copytree(ROOT / package, folder / package, ignore=shutil.ignore_patterns("__pycache__", "*.po"))
    shutil.copy(ROOT / "pyproject.toml", folder)
    for module, line in FORBIDDEN:
        with (folder / module).open("a", encoding="utf-8") as file:
            file.write(f"\nfrom typing import TYPE_CHECKING\nif TYPE_CHECKING:\n    {line}\n")
    (folder / "retrieval" / "homeless.py").write_text('"""A module without a room."""\n', encoding="utf-8")
    command = [sys.executable, "-c", "from importlinter.cli import lint_imports_command as run; run()", "--no-cache"]
    result = subprocess.run(command, cwd=folder, capture_output=True, text=True, timeout=120, check=False)
    assert result.returncode != 0
    return result.stdout


@pytest.mark.parametrize(("module", "line"), FORBIDDEN)
def test_a_forbidden_import_is_refused_even_for_types_alone(module: str, line: str, report: str) -> None:
    importer = module.removesuffix(".py").replace("/", ".")
    imported = line.split()[1]
    assert f"{importer} -> {imported} (" in report


def test_a_module_without_a_room_is_refused(report: str) -> None:
    assert "homeless" in report
