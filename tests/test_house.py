"""The rules of the house about folders and names (docs/decisions/0197): a stranger finds a rule by its module's name alone."""

from collections import Counter
from pathlib import Path

ROOT = Path(__file__).parents[1]
MOST_IN_A_FOLDER = 15
# Conventions: what a package needs of the outside, and what it stores.
REPEATED = {"ports", "tables"}


def modules() -> list[Path]:
    found = (path for package in ("bot", "retrieval", "config") for path in (ROOT / package).rglob("*.py"))
    return [path.relative_to(ROOT) for path in found if path.stem != "__init__"]


def test_a_folder_holds_few_modules() -> None:
    counts = Counter(path.parent.as_posix() for path in modules())
    assert {folder: count for folder, count in counts.items() if count > MOST_IN_A_FOLDER} == {}


def test_the_name_of_a_module_stands_once() -> None:
    names = Counter(path.stem for path in modules())
    assert {name: count for name, count in names.items() if count > 1 and name not in REPEATED} == {}
