"""What the site shows, as files: every digest as Hugo Markdown and as JSON, and the Atom feeds."""

from pathlib import Path

from bot.digest.files.exporter import ExportReport, export_digests, file_name, write_whole
from bot.digest.files.import_entries import is_topic_id
from bot.digest.model.digest_store import DigestStore
from bot.digest.show.public_json import digest_json_text
from bot.web.archive_feeds import archive_feed
from bot.web.page_values import Archive


def publish_site(archive: Archive, digests: DigestStore, folder: Path, *, public_url: str = "") -> ExportReport:
    """Write what has changed: `TOPIC/DAY.md`, `TOPIC/DAY.json`, `TOPIC/feed.atom` and `feed.atom`.

    Each file is there whole or not at all. Raises StorageError if the folder refuses.
    """
    files = 0
    # The archive takes out what was retracted; the Markdown then is of what is left.
    for key in digests.stored():
        digest = archive.digest(key.topic, key.day) if key.day == key.last_day else None
        digest = digest or digests.get(key.topic, key.day, key.last_day)
        if digest is not None and is_topic_id(key.topic):
            write_whole(folder / key.topic / f"{file_name(key)}.json", f"{digest_json_text(digest)}\n".encode())
            files += 1
    report = export_digests(digests, folder)
    topics = [topic.id for topic in archive.topics() if topic.days and is_topic_id(topic.id)]
    for topic_id in (None, *topics):
        feed = archive_feed(archive, topic_id, public_url=public_url)
        if feed is not None:
            write_whole(folder / (topic_id or "") / "feed.atom", feed)
            files += 1
    return ExportReport(files + report.files, report.skipped)
