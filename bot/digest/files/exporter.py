"""Digests written out as Hugo files, `<topic>/<day>.md`; an imported one byte for byte as it came."""

import os
from dataclasses import dataclass
from pathlib import Path
from tempfile import NamedTemporaryFile

from bot.digest.files.hugo import render_hugo
from bot.digest.files.hugo_digest import hugo_of
from bot.digest.files.import_entries import is_topic_id
from bot.digest.model.digest_store import DigestStore, StoredKey
from retrieval.errors import StorageError


@dataclass(frozen=True, slots=True)
class ExportReport:
    files: int
    skipped: tuple[str, ...] = ()


def export_digests(digests: DigestStore, folder: Path) -> ExportReport:
    """Write every stored digest. Each file is there whole or not at all. Raises StorageError if the folder refuses.

    A day with both an imported and a rebuilt digest gives the imported one: it is the one that cannot be made again.
    """
    files, skipped = 0, list[str]()
    for key in digests.stored():
        if not is_topic_id(key.topic):
            skipped.append(f"{key.topic!r} cannot be the name of a folder.")
            continue
        write_whole(folder / key.topic / f"{file_name(key)}.md", _file_text(digests, key).encode())
        files += 1
    return ExportReport(files, tuple(skipped))


def write_whole(path: Path, data: bytes, *, mode: int = 0o644) -> None:
    """Write beside the target, then move it into place; nothing where it stands there already. Raises StorageError."""
    part: Path | None = None
    try:
        if path.is_file() and path.read_bytes() == data:
            return
        path.parent.mkdir(parents=True, exist_ok=True)
        with NamedTemporaryFile(dir=path.parent, prefix=".", suffix=".part", delete=False) as file:
            part = Path(file.name)
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        part.chmod(mode)
        part.replace(path)
    except OSError as error:
        if part is not None:
            part.unlink(missing_ok=True)
        raise StorageError(f"{path} cannot be written: {error.strerror or error}.") from error


def file_name(key: StoredKey) -> str:
    """The name of a digest's file, without its ending."""
    return f"{key.day}" if key.day == key.last_day else f"{key.day}..{key.last_day}"


def _file_text(digests: DigestStore, key: StoredKey) -> str:
    imported = digests.markdown(key.topic, key.day, key.last_day)
    if imported is not None:
        return imported
    digest = digests.get(key.topic, key.day, key.last_day)
    return render_hugo(hugo_of(digest)) if digest else ""
