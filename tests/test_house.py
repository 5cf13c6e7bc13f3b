"""The rules of the house about folders and names (docs/decisions/0197): a stranger finds a rule by its module's name alone."""

from collections import Counter
from pathlib import Path

from tests.program import modules

MOST_IN_A_FOLDER = 15
# Conventions: what a package needs of the outside, and what it stores.
REPEATED = {"ports", "tables"}


def rooms() -> list[Path]:
    return [path for path in map(Path, modules()) if path.stem != "__init__"]


def test_a_folder_holds_few_modules() -> None:
    counts = Counter(path.parent.as_posix() for path in rooms())
    assert {folder: count for folder, count in counts.items() if count > MOST_IN_A_FOLDER} == {}


def test_the_name_of_a_module_stands_once() -> None:
    names = Counter(path.stem for path in rooms())
    assert {name: count for name, count in names.items() if count > 1 and name not in REPEATED} == {}
