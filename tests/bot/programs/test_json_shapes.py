"""When something was written, as the console's JSON says it: an instant, a day, or nothing; never the time of our finding it."""

from dataclasses import replace
from datetime import UTC, date, datetime

import pytest

from bot.digest.write.gate import dated_text
from bot.programs.json_shapes import answer_json, article_json, search_json
from retrieval.answers import Answer, Citation, Query
from retrieval.articles import Article, Hit
from retrieval.instants import day_alone
from retrieval.sources.outlets import Registry
from retrieval.sources.sides import Sides
from tests.builders import NOON, article

SIDES = Sides(Registry(()), {})
HOURLESS = article(published=day_alone(date(2026, 1, 6)))
UNDATED = replace(article(published=NOON), is_dated=False)
MIDNIGHT = article(published=datetime(2026, 1, 6, tzinfo=UTC))


@pytest.mark.parametrize(
    ("stored", "written"), [(HOURLESS, "2026-01-06"), (UNDATED, None), (MIDNIGHT, "2026-01-06T00:00:00Z")]
)
def test_articles_and_hits_say_what_their_source_said_of_the_time(stored: Article, written: str | None) -> None:
    assert article_json(stored, SIDES)["published"] == written
    [hit] = search_json("ferry", [Hit(stored, "The ferry.", 0, 10, 1.0)], SIDES)["hits"]
    assert hit["published"] == written


def test_the_closest_article_under_a_refusal_is_undated_too() -> None:
    closest = Citation(1, UNDATED, "The ferry stopped.")
    refused = Answer("Why?", "no_answer", "I found nothing.", Query("Why?", "why"), closest=closest)
    assert answer_json(refused)["closest"]["published"] is None


def test_the_day_of_an_import_is_no_evidence_for_a_date() -> None:
    assert "January" not in dated_text(UNDATED).partition("\n")[0]
    assert "6 January 2026" in dated_text(HOURLESS)
