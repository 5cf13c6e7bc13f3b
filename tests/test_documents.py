"""The documents keep step with the tree: the index of decisions is complete, and paths that documents name exist."""

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
DECISIONS = ROOT / "docs" / "decisions"
PAGES = sorted(
    [ROOT / "README.md", ROOT / "CONTRIBUTING.md", *(ROOT / "docs").rglob("*.md"), ROOT / "benchmarks" / "README.md"]
)
NAMED = re.compile(r"`((?:bot|retrieval|config|tests|benchmarks|docs)/[\w./-]+)`")
# Made by the program when it is needed.
MADE = {"benchmarks/out"}


def test_every_decision_stands_in_the_index_once() -> None:
    index = (DECISIONS / "README.md").read_text("utf-8")
    named = re.findall(r"\]\((\d{4}-[\w-]+\.md)\)", index)
    assert sorted(named) == sorted(path.name for path in DECISIONS.glob("0*.md"))


def test_a_superseded_decision_says_so_in_both_places() -> None:
    rows = re.findall(r"^\| \[(\d{4})\].*\| (in force|superseded) \| (\d{4})? ?\|$", _index(), re.MULTILINE)
    for number, status, follower in rows:
        page = next(DECISIONS.glob(f"{number}-*.md")).read_text("utf-8")
        found = re.search(r"^Superseded by (\d{4})", page, re.MULTILINE)
        assert (status == "superseded") == (found is not None)
        assert (found[1] if found else "") == follower


@pytest.mark.parametrize("page", PAGES, ids=lambda path: path.relative_to(ROOT).as_posix())
def test_a_path_that_a_document_names_exists(page: Path) -> None:
    missing = [name for name in NAMED.findall(page.read_text("utf-8")) if not (ROOT / name).exists()]
    assert sorted(set(missing) - MADE) == []


def _index() -> str:
    return (DECISIONS / "README.md").read_text("utf-8")
