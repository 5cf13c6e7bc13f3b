"""Keeps, in a file beside a part of the index, how far that part has followed the articles."""

import json
import os
from dataclasses import asdict, dataclass
from pathlib import Path

from retrieval.errors import StorageError
from retrieval.messages import Phrase


@dataclass(frozen=True, slots=True)
class Bookmark:
    """`folder` holds the part; it was made as `made_of` says and has followed the changes up to `seq`."""

    folder: str
    made_of: str
    seq: int = 0


def read_bookmark(path: Path) -> Bookmark | None:
    """None when there is none, or none that can be read: then the part is made anew."""
    try:
        known = json.loads(path.read_text("utf-8"))
        return Bookmark(str(known["folder"]), str(known["made_of"]), int(known["seq"]))
    except (OSError, ValueError, KeyError, TypeError):
        return None


def write_bookmark(path: Path, bookmark: Bookmark) -> None:
    """In one step: a reader, or the next start after a crash, sees the old one or the new one."""
    mine = path.with_name(f"{path.name}.{os.getpid()}.part")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with mine.open("w", encoding="utf-8") as file:
            json.dump(asdict(bookmark), file)
            file.flush()
            os.fsync(file.fileno())
        mine.replace(path)
    except OSError as error:
        sentence = "The search index cannot be written to {folder}: check that it is writable and the disk not full."
        raise StorageError(Phrase(sentence, folder=f"{path.parent}")) from error
