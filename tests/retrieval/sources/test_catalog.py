from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import time, timedelta
from pathlib import Path

import pytest

from retrieval.database import Database, open_database
from retrieval.errors import BadInput
from retrieval.sources.catalog import Catalog
from retrieval.sources.catalog_json import outlet_from_json, outlet_to_json, topic_from_json, topic_to_json
from retrieval.sources.outlets import Outlet
from retrieval.sources.topics import GoogleNewsSearch, Section
from tests.builders import EAST_POST, NOON, WEST_TIMES, topic

ADMIN = 7


@pytest.fixture
def database(tmp_path: Path) -> Iterator[Database]:
    opened = open_database(f"sqlite:///{tmp_path / 'catalog.db'}")
    opened.create_all()
    yield opened
    opened.close()


@pytest.fixture
def catalog(database: Database) -> Catalog:
    return Catalog(database, [topic()], [EAST_POST, WEST_TIMES])


def test_files_are_what_there_is_at_first(catalog: Catalog) -> None:
    assert catalog.topics == {"east-west": topic()}
    assert catalog.registry.find_name("East Post") == EAST_POST


def test_an_admins_topic_wins_over_the_file_and_is_seen_by_others_at_once(catalog: Catalog, database: Database) -> None:
    other = Catalog(database, [topic()], [])
    assert other.topics["east-west"].name == "East and West"
    catalog.save_topic(topic(name="Renamed"), by=ADMIN, now=NOON)
    assert other.topics["east-west"].name == "Renamed"


def test_a_removed_topic_is_gone_until_it_is_restored_as_it_was(catalog: Catalog) -> None:
    made = topic(id="fish", name="Fish")
    catalog.save_topic(made, by=ADMIN, now=NOON)
    catalog.remove_topic("fish", by=ADMIN, now=NOON)
    assert "fish" not in catalog.topics
    assert catalog.restore_topic("fish", by=ADMIN, now=NOON) == made
    assert catalog.topics["fish"] == made


def test_restoring_a_changed_topic_of_the_files_drops_the_changes(catalog: Catalog) -> None:
    catalog.save_topic(topic(name="Renamed"), by=ADMIN, now=NOON)
    catalog.restore_topic("east-west", by=ADMIN, now=NOON)
    assert catalog.topics["east-west"] == topic()


def test_a_topic_nobody_configured_is_made_on_the_fly_without_sides(catalog: Catalog) -> None:
    made = catalog.ensure_topic("sea-ports", now=NOON)
    assert (made.name, made.perspectives, made.feeds) == ("Sea Ports", (), ())
    assert catalog.topics["sea-ports"] == made
    assert catalog.ensure_topic("east-west", now=NOON) == topic()


@pytest.mark.parametrize("bad", ["", "a/b", "..", "a b", "-", "a--b"])
def test_an_id_that_cannot_be_a_path_is_refused(catalog: Catalog, bad: str) -> None:
    with pytest.raises(BadInput, match="id"):
        catalog.save_topic(topic(id=bad), by=ADMIN, now=NOON)


def test_what_is_not_there_cannot_be_removed_or_restored(catalog: Catalog) -> None:
    with pytest.raises(BadInput, match="no topic"):
        catalog.remove_topic("fish", by=ADMIN, now=NOON)
    with pytest.raises(BadInput, match="restore"):
        catalog.restore_topic("fish", by=ADMIN, now=NOON)


def test_an_admins_outlet_wins_over_the_file(catalog: Catalog) -> None:
    catalog.save_outlet(replace(EAST_POST, country="HK"), by=ADMIN, now=NOON)
    found = catalog.registry.find_name("The East Post")
    assert found is not None and found.country == "HK"
    assert catalog.sides.side_of_name("east-west", "East Post") is None


def test_an_outlet_needs_a_name(catalog: Catalog) -> None:
    with pytest.raises(BadInput, match="name"):
        catalog.save_outlet(Outlet("..."), by=ADMIN, now=NOON)


def test_an_unknown_outlet_is_a_guess_apart_from_the_registry_until_confirmed(catalog: Catalog) -> None:
    for _ in range(2):
        catalog.record_unknown("Harbour Gazette", "https://harbour.de/1", NOON)
    catalog.record_unknown("East Post", "eastpost.example", NOON)
    assert catalog.guesses == {"Harbour Gazette": Outlet("Harbour Gazette", (), ("harbour.de",), "DE", is_guess=True)}
    assert catalog.registry.find_name("Harbour Gazette") is None
    catalog.save_outlet(Outlet("Harbour Gazette", (), ("harbour.de",), "DE", "private"), by=ADMIN, now=NOON)
    assert catalog.guesses == {}
    assert catalog.registry.find_domain("www.harbour.de") is not None


def test_topics_and_outlets_survive_their_row() -> None:
    full = topic(
        window=timedelta(days=2, minutes=5),
        layout="sections",
        time=time(6, 30),
        feeds=("https://x.example/rss", GoogleNewsSearch("fish OR port", "en-US", "US")),
        sections=(Section("Ports", "about ports"),),
        is_paused=True,
    )
    outlet = Outlet("Name", ("Alias",), ("x.example",), "US", "state", is_guess=True, is_aggregator=True)
    assert topic_from_json(topic_to_json(full)) == full
    assert outlet_from_json(outlet_to_json(outlet)) == outlet


def test_steady_work_sees_one_version_and_others_the_newest(tmp_path: Path) -> None:
    database = open_database(f"sqlite:///{tmp_path / 'steady.db'}")
    database.create_all()
    catalog = Catalog(database, [], [])
    with catalog.steady():
        catalog.save_outlet(Outlet("Late Post"), by=1, now=NOON)
        assert catalog.registry.find_name("Late Post") is None
        with ThreadPoolExecutor(1) as other:
            assert other.submit(lambda: catalog.registry.find_name("Late Post")).result() is not None
    assert catalog.registry.find_name("Late Post") is not None
