from collections.abc import Iterator
from dataclasses import replace
from datetime import date

import pytest

from bot.digest.model.digest_json import pack_digest, unpack_digest
from bot.digest.model.digest_store import DigestStore
from retrieval.database import Database, open_database
from retrieval.messages import Phrase
from tests.bot.digest.samples import DAY, digest, newsletter


@pytest.fixture
def database() -> Iterator[Database]:
    database = open_database("sqlite://")
    database.create_all()
    yield database
    database.close()


@pytest.fixture
def store(database: Database) -> DigestStore:
    return DigestStore(database)


def test_a_digest_comes_back_as_it_was_saved(store: DigestStore) -> None:
    store.save(digest())
    assert store.get("east-west", DAY) == digest()


def test_a_newsletter_survives_packing() -> None:
    assert unpack_digest(pack_digest(newsletter())) == newsletter()


def test_notes_and_contradictions_keep_their_keys() -> None:
    note = Phrase("The side “{side}” rests on one outlet only ({outlet}).", side="The West", outlet="West Times")
    told = Phrase("{what}: {one} against {other}", what=Phrase("deaths"), one="12", other="20")
    differences = tuple(replace(each, contradiction=told) for each in digest().differences)
    again = unpack_digest(pack_digest(replace(digest(), notes=(note, "As it was written."), differences=differences)))
    kept = [again.notes[0], again.differences[0].contradiction]
    assert [one.key for one in kept if isinstance(one, Phrase)] == [note.key, told.key]
    assert again.notes == (note, "As it was written.")


def test_a_field_of_a_later_version_does_not_stop_an_older_reader() -> None:
    packed = pack_digest(digest())[:-1] + ',"mood":"sunny"}'
    assert unpack_digest(packed) == digest()


def test_a_built_digest_is_read_before_an_imported_one_and_keeps_its_file(store: DigestStore) -> None:
    store.save(digest(title="old"), origin="imported", markdown="---\r\nold é\n")
    store.save(digest(title="new"))
    found = store.get("east-west", DAY)
    assert found is not None
    assert found.title == "new"
    assert store.markdown("east-west", DAY) == "---\r\nold é\n"
    assert store.origins("east-west", DAY) == {"built", "imported"}


def test_saving_twice_keeps_one(store: DigestStore) -> None:
    store.save(digest(title="first"))
    store.save(digest(title="second"))
    assert len(store.stored()) == 1
    found = store.get("east-west", DAY)
    assert found is not None
    assert found.title == "second"


def test_days_are_newest_first_and_without_spans(store: DigestStore) -> None:
    for day in (5, 7, 6):
        store.save(digest(day=date(2026, 1, day)))
    store.save(digest(day=date(2026, 1, 1), last_day=date(2026, 1, 7)))
    assert store.days("east-west") == [date(2026, 1, 7), date(2026, 1, 6), date(2026, 1, 5)]
    assert store.get("east-west", date(2026, 1, 1)) is None
    assert store.get("east-west", date(2026, 1, 1), date(2026, 1, 7)) is not None


def test_previous_is_the_newest_before_a_day_and_latest_not_after_one(store: DigestStore) -> None:
    for day in (3, 5, 7):
        store.save(digest(day=date(2026, 1, day)))
    previous, latest = store.previous("east-west", date(2026, 1, 7)), store.latest("east-west", until=date(2026, 1, 6))
    assert previous is not None
    assert latest is not None
    assert (previous.day.day, latest.day.day) == (5, 5)
    assert store.previous("east-west", date(2026, 1, 3)) is None


def test_a_removed_digest_is_gone_and_the_imported_one_shows_again(store: DigestStore) -> None:
    store.save(digest(title="old"), origin="imported", markdown="x")
    store.save(digest(title="new"))
    store.remove("east-west", DAY)
    found = store.get("east-west", DAY)
    assert found is not None
    assert found.title == "old"


def test_a_span_lists_its_days_oldest_first(store: DigestStore) -> None:
    for day in (3, 5, 7):
        store.save(digest(day=date(2026, 1, day)))
    found = list(store.since("east-west", date(2026, 1, 4), date(2026, 1, 7)))
    assert [each.day.day for each in found] == [5, 7]
