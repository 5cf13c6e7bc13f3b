from datetime import timedelta
from typing import Any

import pytest

from retrieval.intake.enrichment import enriched_columns
from retrieval.intake.extract import Extract
from tests.builders import NOON

LINK = "https://gazette.example/1"


def row(**changes: Any) -> dict[str, Any]:
    plain = {
        "url": LINK, "title": "Bridge opens", "text": "", "author": "", "language": "en", "published": NOON,
        "is_dated": True, "first_seen": NOON,
    }  # fmt: skip
    return plain | changes


def test_the_longer_text_and_what_is_missing_are_taken() -> None:
    page = Extract(LINK, title="Another title", text="Long.", author="Jo", language="de")
    assert enriched_columns(row(), page, now=NOON) == {"text": "Long.", "author": "Jo", "updated": NOON}


def test_a_shorter_text_and_a_wall_change_nothing() -> None:
    assert enriched_columns(row(text="A longer text."), Extract(LINK, text="Short."), now=NOON) == {}
    assert (
        enriched_columns(row(), Extract("https://other.example/", author="Jo", error="paywall: paid"), now=NOON) == {}
    )


def test_a_title_cut_by_the_feed_is_completed() -> None:
    cut = row(title="The old bridge over the har…")
    page = Extract(LINK, title="The old bridge over the harbour opens")
    assert enriched_columns(cut, page, now=NOON)["title"] == page.title
    assert "title" not in enriched_columns(cut, Extract(LINK, title="Something else altogether"), now=NOON)


def test_the_pages_date_is_taken_where_the_feed_gave_none_or_only_a_day() -> None:
    earlier = NOON - timedelta(days=2)
    assert enriched_columns(row(is_dated=False), Extract(LINK, published=earlier), now=NOON) == {
        "published": earlier,
        "is_dated": True,
    }
    midnight = NOON.replace(hour=0)
    assert enriched_columns(row(published=midnight), Extract(LINK, published=NOON), now=NOON) == {"published": NOON}
    assert enriched_columns(row(), Extract(LINK, published=earlier), now=NOON) == {}
    assert enriched_columns(row(is_dated=False), Extract(LINK, published=NOON + timedelta(days=3)), now=NOON) == {}


def test_the_front_page_is_no_articles_address() -> None:
    assert enriched_columns(row(), Extract("https://gazette.example/"), now=NOON) == {}
    assert enriched_columns(row(), Extract("https://gazette.example/2"), now=NOON) == {
        "url": "https://gazette.example/2"
    }


@pytest.mark.parametrize(("hours", "is_taken"), [(20, True), (30, False)])
def test_the_hour_of_a_page_is_taken_only_within_the_day_of_the_feed(hours: int, is_taken: bool) -> None:
    midnight = NOON.replace(hour=0)
    found = enriched_columns(
        row(published=midnight), Extract(LINK, published=midnight + timedelta(hours=hours)), now=NOON
    )
    assert ("published" in found) == is_taken
