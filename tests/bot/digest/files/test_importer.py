import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest

from bot.digest.files.exporter import export_digests
from bot.digest.files.hugo import render_hugo
from bot.digest.files.hugo_digest import hugo_of
from bot.digest.files.import_entries import read_entry
from bot.digest.files.importer import ImportReport, Progress, Skipped, import_paths
from bot.digest.model.digest_store import DigestStore
from retrieval.articles import Filters
from retrieval.database import Database, open_database
from retrieval.errors import ParseError, StorageError
from retrieval.feeds.opml import ListedFeed
from retrieval.instants import day_alone
from retrieval.sources.catalog import Catalog
from retrieval.store import ArticleStore
from tests.bot.digest.files.test_newsletter import LETTER
from tests.bot.digest.samples import DAWN, DAY, digest
from tests.builders import EAST_POST, FAR_WIRE, NOON, WEST_TIMES, topic

pytestmark = pytest.mark.slow

SHARED = Path(__file__).parents[5] / "shared"
DIGEST = render_hugo(hugo_of(digest()))
FEEDS = (
    '<opml version="2.0"><body><outline text="A" xmlUrl="https://a.example/feed"/>'
    '<outline text="B" xmlUrl="https://b.example/feed"/></body></opml>'
)


@dataclass
class House:
    """An empty installation with a folder to import from."""

    folder: Path
    store: ArticleStore
    digests: DigestStore
    catalog: Catalog

    def put(self, name: str, text: str | bytes) -> Path:
        path = self.folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(text if isinstance(text, bytes) else text.encode())
        return path

    def take(self, *paths: Path, now: datetime = NOON) -> ImportReport:
        return import_paths(
            paths or (self.folder,), store=self.store, digests=self.digests, catalog=self.catalog, now=now
        )


@pytest.fixture
def database() -> Iterator[Database]:
    database = open_database("sqlite://")
    database.create_all()
    yield database
    database.close()


@pytest.fixture
def house(tmp_path: Path, database: Database) -> House:
    catalog = Catalog(database, [topic()], [EAST_POST, WEST_TIMES, FAR_WIRE])
    (tmp_path / "in").mkdir()
    return House(tmp_path / "in", ArticleStore(database, catalog), DigestStore(database), catalog)


def test_a_digest_brings_its_articles_with_the_sides_of_their_outlets(house: House) -> None:
    swapped = DIGEST.replace("- East Post (", "- SWAP (").replace("- West Times (", "- East Post (")
    house.put("a.md", swapped.replace("- SWAP (", "- West Times ("))
    report = house.take()
    stored = house.digests.get("east-west", DAY)
    assert (report.digests, report.articles_new, report.skipped) == (1, 3, [])
    assert stored is not None
    assert [source.perspective for source in stored.sources] == ["east", "west", "east"]
    assert [(side.id, side.articles) for side in stored.perspectives] == [("west", (2,)), ("east", (1, 3))]
    article = house.store.get(stored.sources[0].article_id)
    assert article is not None
    assert (article.outlet, article.locale, article.topics) == ("East Post", "en-US", ("east-west",))
    assert (article.published, article.first_seen) == (day_alone(DAY), DAWN)


def test_importing_twice_changes_nothing(house: House) -> None:
    house.put("a.md", DIGEST)
    house.put("letter.txt", LETTER)
    house.put("text.txt", "The bridge opened on Tuesday. It cost 4 billion.")
    house.put("more.jsonl", json.dumps({"url": "https://westtimes.example/x", "title": "Rain", "outlet": "West Times"}))
    first = house.take()
    before = (house.store.changes(), house.digests.stored(), house.digests.get("east-west", DAY))
    again = house.take(now=NOON + timedelta(days=1))
    assert first.articles_new == 3 + 3 + 1 + 1
    assert (again.articles_new, again.articles_updated, again.files) == (0, 0, 4)
    assert (house.store.changes(), house.digests.stored(), house.digests.get("east-west", DAY)) == before


def test_a_digest_in_a_txt_file_is_known_by_its_content(house: House) -> None:
    house.put("000_seed.txt", DIGEST)
    assert house.take().digests == 1


def test_what_was_imported_is_exported_to_the_byte_also_after_a_rebuild(house: House, tmp_path: Path) -> None:
    text = DIGEST.replace("\n", "\r\n") + "odd  \t\n"
    house.put("a.md", text)
    house.take()
    house.digests.save(digest())
    house.digests.save(digest(day=date(2026, 1, 8)))
    house.digests.save(digest(day=date(2026, 1, 5), last_day=date(2026, 1, 11)))
    report = export_digests(house.digests, tmp_path / "out")
    files = sorted(path.relative_to(tmp_path / "out").as_posix() for path in (tmp_path / "out").rglob("*.md"))
    assert report.files == 3
    assert files == ["east-west/2026-01-05..2026-01-11.md", "east-west/2026-01-07.md", "east-west/2026-01-08.md"]
    assert (tmp_path / "out/east-west/2026-01-07.md").read_bytes() == text.encode()
    assert not list((tmp_path / "out").rglob("*.part"))


def test_a_topic_that_is_no_name_is_not_written_outside_the_folder(house: House, tmp_path: Path) -> None:
    house.digests.save(digest(topic="../up"))
    report = export_digests(house.digests, tmp_path / "out")
    assert (report.files, len(report.skipped)) == (0, 1)
    assert not (tmp_path / "up").exists()


def test_a_folder_that_cannot_be_written_is_one_clear_sentence(house: House, tmp_path: Path) -> None:
    house.digests.save(digest())
    (tmp_path / "out").write_text("a file")
    with pytest.raises(StorageError, match="cannot be written"):
        export_digests(house.digests, tmp_path / "out")


def test_each_item_of_a_newsletter_is_an_article_with_its_section(house: House) -> None:
    house.put("letter.txt", LETTER)
    house.take()
    found = house.store.find(Filters(topics=frozenset({"lena-daily"})))
    assert {(article.title, article.outlet, article.section) for article in found} == {
        ("Bridge Opens After Nine Years", "East Post", "Top News"),
        ("Is the Ferry Over?", "Lena Daily", "Top News"),
        ("Harbour Hires 40", "Lena Daily", "River & Harbour"),
    }
    assert {article.url for article in found} == {""}
    assert {article.published for article in found} == {day_alone(date(2026, 1, 7))}


def test_a_plain_article_is_from_the_outlet_it_names_else_from_its_file(house: House) -> None:
    house.put("one.txt", "The bridge opened on Tuesday, the East Post reported. It cost 4 billion.")
    house.put("two.txt", "The bridge closed on Friday after 6 January 2026. Nobody said why.")
    house.take()
    found = {article.outlet: article for article in house.store.find(Filters())}
    assert found["East Post"].title == "The bridge opened on Tuesday, the East Post reported."
    assert found["two.txt"].published == day_alone(date(2026, 1, 6))


def lines(*values: object) -> str:
    return "\n".join(value if isinstance(value, str) else json.dumps(value) for value in values)


def test_articles_come_line_by_line_and_bad_lines_are_named(house: House) -> None:
    good = {
        "url": "https://eastpost.example/1",
        "title": "Bridge &amp; <b>ferry</b>",
        "outlet": "East Post",
        "published": "2026-01-06T08:00:00+08:00",
        "text": "One.\u2028Two.",
        "language": "en",
        "topic": "lena",
        "perspective": "river",
    }
    file = house.put(
        "list.jsonl",
        lines(
            good,
            "{broken",
            "[1]",
            {"url": "https://a.example/x"},
            {"url": "ftp://a.example/x", "title": "Rain"},
            {"url": "https://a.example/y", "title": "Rain", "published": "soon"},
            {"url": "https://a.example/y", "title": 3},
            {"url": "https://a.example/y", "title": "Rain", "topic": "../x"},
            "",
            good | {"url": "https://eastpost.example/2", "title": "Undated news here", "published": None},
        ),
    )
    report = house.take(file)
    assert report.articles_new == 2
    assert [Path(skipped.path).name for skipped in report.skipped] == [f"list.jsonl:{n}" for n in range(2, 9)]
    article = house.store.find(Filters(until=NOON))[0]
    assert (article.title, article.published) == ("Bridge & ferry", datetime(2026, 1, 6, tzinfo=UTC))
    assert (article.topics, article.stated_perspectives) == (("lena",), (("lena", "river"),))
    assert house.catalog.topics["lena"].perspectives == ()


def test_articles_newer_than_the_clock_of_a_replay_keep_their_dates(house: House) -> None:
    house.put("list.jsonl", lines({"url": "https://a.example/x", "title": "Rain", "published": "2026-03-01T00:00:00Z"}))
    house.take(now=NOON)
    [article] = house.store.find(Filters())
    assert article.published == datetime(2026, 3, 1, tzinfo=UTC)


def test_feed_lists_are_handed_on(house: House) -> None:
    file = house.put("feeds.opml", FEEDS)
    taken: list[ListedFeed] = []

    def take(feeds: object) -> int:
        assert isinstance(feeds, list)
        taken.extend(feeds)
        return 1

    report = import_paths([file], store=house.store, digests=house.digests, catalog=house.catalog, now=NOON, feeds=take)
    assert [feed.url for feed in taken] == ["https://a.example/feed", "https://b.example/feed"]
    assert (report.feeds, report.files) == (1, 1)
    assert house.take(file).skipped[0].reason == "Feed lists cannot be taken here."


@pytest.mark.parametrize(
    ("name", "content", "reason"),
    [
        ("a.md", b"# Notes\n", "no digest"),
        ("a.md", b"---\ntitle: x\n---\n", "no topic"),
        ("a.md", b"---\ntopic: x\ndate: soon\n---\n", "no readable date"),
        ("a.md", b"---\ntopic: ../../etc\ndate: 2026-01-07T04:00:00Z\n---\n", "topic"),
        ("a.md", b"---\ntopic: x\n", "front matter"),
        ("a.txt", b"\xff\xfe\x00", "UTF-8"),
        ("a.txt", b"words\x00words", "not a text file"),
        ("a.txt", b"", "no words"),
        ("a.opml", b"<rss/>", "not a feed list"),
    ],
)
def test_a_bad_file_is_named_and_the_others_go_on(house: House, name: str, content: bytes, reason: str) -> None:
    bad = house.put(name, content)
    house.put("z.md", DIGEST)
    report = house.take()
    assert [skipped.path for skipped in report.skipped] == [str(bad)]
    assert reason in report.skipped[0].reason
    assert (report.digests, report.files) == (1, 1)
    assert house.store.count() == 3


def test_a_path_that_is_not_there_is_named(house: House) -> None:
    path = house.folder / "none.md"
    assert house.take(path).skipped == [Skipped(str(path), "There is no such file.")]


def test_two_different_digests_of_one_day_do_not_overwrite_each_other(house: House) -> None:
    house.put("a.md", DIGEST)
    second = house.put("b.md", DIGEST + "\n")
    house.put("c.md", DIGEST)
    report = house.take()
    assert [skipped.path for skipped in report.skipped] == [str(second)]
    assert house.digests.markdown("east-west", DAY) == DIGEST


def test_a_corrected_file_replaces_the_one_imported_before(house: House) -> None:
    file = house.put("a.md", DIGEST)
    house.take()
    file.write_text(DIGEST.replace("nine years", "ten years"))
    house.take()
    stored = house.digests.get("east-west", DAY)
    assert stored is not None
    assert "ten years" in stored.highlights[0].text


def test_hidden_and_unknown_files_of_a_folder_are_passed_over_and_progress_is_told(house: House) -> None:
    house.put(".git/a.md", DIGEST)
    house.put("picture.png", b"\x89PNG")
    house.put("deep/er/a.md", DIGEST)
    house.put("b.md", DIGEST)
    seen: list[Progress] = []
    import_paths(
        [house.folder],
        store=house.store,
        digests=house.digests,
        catalog=house.catalog,
        now=NOON,
        on_progress=seen.append,
    )
    assert [(step.done, step.total, step.path.name) for step in seen] == [(1, 2, "b.md"), (2, 2, "a.md")]


@pytest.mark.skipif(not (SHARED / "archive").is_dir(), reason="the shared archive is not beside the checkout")
def test_the_seeds_and_the_archive_come_in_and_go_out_byte_for_byte(house: House, tmp_path: Path) -> None:
    report = house.take(SHARED / "seeds", SHARED / "archive")
    export_digests(house.digests, tmp_path / "out")
    assert (report.files, report.digests, report.skipped) == (129, 127, [])
    for file in (SHARED / "archive").glob("*.md"):
        written = tmp_path / "out/us-china" / file.name.removeprefix("us-china-")
        assert written.read_bytes() == file.read_bytes(), file.name
    assert len(house.store.find(Filters(topics=frozenset({"daily-buzz"})))) == 17
    sources = [
        source
        for key in house.digests.stored("us-china")
        if (stored := house.digests.get("us-china", key.day))
        for source in stored.sources
    ]
    assert len(sources) == 2520
    assert all(source.article_id for source in sources)


def test_an_article_without_a_title_has_its_first_sentence_as_one() -> None:
    line = {"url": "https://a.example/1", "outlet": "A", "text": "The dam holds. Rain is expected until Friday."}
    assert read_entry(json.dumps(line), now=NOON).title == "The dam holds."
    with pytest.raises(ParseError, match="no text to take one from"):
        read_entry(json.dumps({"url": "https://a.example/1", "outlet": "A"}), now=NOON)
