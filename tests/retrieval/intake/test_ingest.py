from datetime import timedelta

import pytest

from retrieval.articles import Entry
from retrieval.intake.identity import Candidate, candidates
from retrieval.intake.ingest import Known, is_reused_guid, judge_entry, merged_columns
from tests.builders import NOON, entry

WEEK = timedelta(days=7)


def candidate(item: Entry) -> Candidate:
    return candidates([item], now=NOON)[0][0]


def row(**changes: object) -> dict[str, object]:
    plain = {
        "title": "Bridge opens",
        "summary": "Short.",
        "text": "",
        "author": "",
        "section": "",
        "is_dated": True,
        "published": NOON,
    }
    return plain | changes


def test_an_unknown_entry_is_added() -> None:
    assert judge_entry(candidate(entry()), None, now=NOON, horizon=WEEK).action == "add"


def test_an_unknown_entry_older_than_the_horizon_is_skipped() -> None:
    old = candidate(entry(published=NOON - timedelta(days=8)))
    assert judge_entry(old, None, now=NOON, horizon=WEEK).reason == "older than horizon"
    assert judge_entry(old, None, now=NOON).action == "add"


def test_an_edit_that_only_changes_the_date_is_skipped() -> None:
    known = Known("id", entry_hash=candidate(entry()).entry_hash)
    again = candidate(entry(published=NOON, guid="another-guid"))
    assert judge_entry(again, known, now=NOON).reason == "unchanged"


def test_an_edit_of_the_words_replaces() -> None:
    known = Known("id", entry_hash=candidate(entry()).entry_hash)
    assert judge_entry(candidate(entry(summary="New words.")), known, now=NOON).action == "replace"


def test_a_retracted_article_stays_out() -> None:
    assert judge_entry(candidate(entry()), Known("id", is_retracted=True), now=NOON).reason == "retracted"


def test_an_edit_replaces_words_but_never_a_full_text_by_a_teaser() -> None:
    item = candidate(entry("Bridge opens late", summary="New.", text="Teaser."))
    changed = merged_columns(item, row(text="Long text. " * 50), is_edit=True, now=NOON)
    assert changed["title"] == "Bridge opens late"
    assert changed["summary"] == "New."
    assert "text" not in changed


def test_another_feed_only_adds_what_is_missing_or_shorter() -> None:
    item = candidate(entry("Other title", summary="A longer summary.", author="Jo"))
    changed = merged_columns(item, row(), is_edit=False, now=NOON)
    assert "title" not in changed
    assert (changed["summary"], changed["author"]) == ("A longer summary.", "Jo")


def test_two_feeds_cannot_rewrite_each_other_for_ever() -> None:
    first, second = candidate(entry(summary="Aaaa.")), candidate(entry(summary="Bbbb."))
    after_second = row(summary="Aaaa.") | merged_columns(second, row(summary="Aaaa."), is_edit=False, now=NOON)
    assert merged_columns(first, after_second, is_edit=False, now=NOON) == {}


def test_a_feed_that_knows_the_date_gives_it_to_an_undated_article() -> None:
    dated = candidate(entry(published=NOON - WEEK))
    assert merged_columns(dated, row(is_dated=False), is_edit=False, now=NOON)["published"] == NOON - WEEK


@pytest.mark.parametrize(
    ("title", "hours", "is_reused"),
    [
        ("Ferry timetable changes for winter", 30, True),
        ("Ferry timetable changes for winter", 20, False),
        ("Mayor says the bridge opens late", 30, False),
        ("Bridge of Oslo is no longer open", 30, True),
    ],
)
def test_a_guid_names_another_article_when_headline_and_day_are_others(title: str, hours: int, is_reused: bool) -> None:
    known = Known("id", title="The bridge opens late, mayor says", published=NOON - timedelta(hours=hours))
    assert is_reused_guid(candidate(entry(title, published=NOON)), known) == is_reused
