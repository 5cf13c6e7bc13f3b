from dataclasses import replace
from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from retrieval.articles import Entry
from retrieval.intake.identity import Candidate, article_id, candidates
from tests.builders import NOON, entry

LONG = "The old bridge over the harbour opens again"


def made(*entries: Entry) -> list[Candidate]:
    found, _ = candidates(entries, now=NOON)
    return found


def test_the_id_is_short_and_the_same_for_every_spelling_of_the_address() -> None:
    ids = {article_id("https://westtimes.example/a?utm_source=x"), article_id("http://www.westtimes.example/a/")}
    assert len(ids) == 1
    assert all(len(i) == 16 for i in ids)


def test_tracking_variants_are_one_candidate() -> None:
    variants = [entry(url=f"https://westtimes.example/a?utm_source=s{i}", guid=f"guid-{i}") for i in range(12)]
    assert len(made(*variants)) == 1


def test_one_headline_of_one_outlet_is_one_article_within_hours() -> None:
    first = entry(LONG, url="https://news.example/1", guid="guid-1")
    again = entry(LONG, url="https://news.example/2", guid="guid-2", published=NOON)
    assert len(made(first, again)) == 1


def test_one_headline_of_two_outlets_is_two_articles() -> None:
    first = entry(LONG, url="https://news.example/1")
    other = entry(LONG, url="https://news.example/2", outlet="East Post")
    assert len(made(first, other)) == 2


def test_a_daily_column_is_a_new_article_each_day() -> None:
    today = entry("Foreign ministry holds its regular press conference", url="https://westtimes.example/1")
    assert (
        len(made(today, replace(today, url="https://westtimes.example/2", published=NOON - timedelta(hours=30)))) == 2
    )


def test_short_headlines_are_one_only_at_the_very_same_instant() -> None:
    item = entry("Weather", url="https://westtimes.example/1")
    assert len(made(item, replace(item, url="https://westtimes.example/2"))) == 1
    assert len(made(item, replace(item, url="https://westtimes.example/2", published=NOON))) == 2


def test_a_guid_that_several_articles_share_names_none_of_them() -> None:
    assert len(made(entry("One opens", guid="same-guid"), entry("Two closes", guid="same-guid"))) == 2


def test_counters_are_no_guids() -> None:
    assert made(entry("One opens", guid="1"))[0].guids == ()


def test_a_link_to_the_front_page_names_no_article() -> None:
    home = "https://westtimes.example/"
    assert len(made(entry("One opens", url=home, guid="guid-1"), entry("Two closes", url=home, guid="guid-2"))) == 2


def test_an_address_that_several_articles_share_names_none_of_them() -> None:
    live = "https://westtimes.example/live"
    found = made(entry("One opens", url=live, guid="guid-1"), entry("Two closes", url=live, guid="guid-2"))
    assert len({c.id for c in found}) == 2


def test_entries_without_words_are_counted_and_left_out() -> None:
    assert candidates([entry(title="", url="https://x.example/")], now=NOON) == ([], 1)


@pytest.mark.parametrize("address", ["", "javascript:alert(1)", "ftp://westtimes.example/1", "http://"])
def test_an_entry_without_a_web_address_is_an_article_that_nobody_can_click(address: str) -> None:
    (found,) = made(entry(LONG, url=address))
    assert found.entry.url == ""


def test_without_addresses_articles_are_told_apart_by_guid_outlet_and_words() -> None:
    one, two = entry("One opens", url="", guid="guid-1"), entry("Two closes", url="", guid="guid-2")
    bare = entry(LONG, url="", summary="Rain.", published=None)
    different = (one, two, bare, replace(bare, summary="Sun."), replace(bare, outlet="East Post"))
    assert len({c.id for c in made(*different)}) == 5
    assert len(made(*different, *different)) == 5


def test_a_guid_or_an_address_given_to_everything_names_nothing() -> None:
    assert len(made(entry("One opens", url="", guid="all-one"), entry("Two closes", url="", guid="all-one"))) == 2
    live = "https://westtimes.example/live"
    assert len(made(entry("One opens", url=live), entry("Two closes", url=live))) == 2


def test_an_entry_without_title_gets_its_first_words_or_its_slug() -> None:
    words, slug = made(
        entry(title="", url="https://x.example/1", summary="The mayor spoke."),
        entry(title="", url="https://y.example/bridge-opens.html"),
    )
    assert (words.entry.title, slug.entry.title) == ("The mayor spoke.", "Bridge opens")


def test_a_date_in_the_future_is_not_kept() -> None:
    assert made(entry(published=NOON + timedelta(days=9)))[0].published == NOON


ENTRIES = st.builds(
    lambda title, page, guid, hours: entry(
        title, url=f"https://westtimes.example/{page}", guid=guid, published=NOON - timedelta(hours=hours)
    ),
    st.sampled_from([LONG, "Weather", "Prices of fish rise for the third month", "Ferry sinks"]),
    st.sampled_from("abcd"),
    st.sampled_from(["", "guid-1", "guid-2", "guid-3"]),
    st.sampled_from([1, 5, 60]),
)


@given(st.lists(ENTRIES, max_size=8), st.randoms())
def test_the_order_of_entries_does_not_matter(entries: list[Entry], random: object) -> None:
    shuffled = list(entries)
    random.shuffle(shuffled)  # type: ignore[attr-defined]
    key = lambda c: (c.id, c.entry_hash, sorted(c.addresses), sorted(c.guids), sorted(c.credits))  # noqa: E731
    assert sorted(map(key, made(*entries))) == sorted(map(key, made(*shuffled)))


@pytest.mark.parametrize(("hours", "articles"), [(18, 1), (23, 2)])
def test_one_headline_is_one_article_for_less_than_a_day(hours: int, articles: int) -> None:
    first = entry(LONG, url="https://news.example/1", published=NOON - timedelta(hours=hours))
    assert len(made(first, entry(LONG, url="https://news.example/2", published=NOON))) == articles


@pytest.mark.parametrize(("letters", "is_whole"), [(180_000, True), (240_000, False)])
def test_the_longest_speeches_are_stored_whole_and_nothing_longer(letters: int, is_whole: bool) -> None:
    (found,) = made(entry(LONG, text="." * letters, summary="." * letters))
    assert [len(part) == letters for part in (found.entry.text, found.entry.summary)] == [is_whole, is_whole]
