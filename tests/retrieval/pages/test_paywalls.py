"""When a page holds too little, or breaks off, to be the article."""

import pytest

from retrieval.pages.paywalls import Page, find_wall

URL = "https://westtimes.example/bridge"


def kind(text: str, *, around: str = "", is_paid: bool = False) -> str:
    page = Page(URL, URL, "Bridge opens", text, f"{text}\n{around}", is_paid=is_paid)
    return find_wall(page).partition(":")[0]


@pytest.mark.parametrize(("words", "found"), [(35, "stub"), (48, "")])
def test_a_page_of_two_sentences_is_no_article(words: int, found: str) -> None:
    assert kind("bridge " * words) == found


@pytest.mark.parametrize(("words", "found"), [(70, "paywall"), (95, "")])
def test_a_short_text_before_an_offer_to_subscribe_is_what_everybody_may_read(words: int, found: str) -> None:
    assert kind("bridge " * words, around="Subscribe to continue reading.") == found


@pytest.mark.parametrize(("words", "found"), [(110, "stub"), (140, "")])
def test_a_teaser_ends_with_read_more(words: int, found: str) -> None:
    assert kind("bridge " * words + "Read more") == found


@pytest.mark.parametrize(("letters", "found"), [(2300, "paywall"), (2800, "")])
def test_of_a_paid_article_a_long_text_is_the_whole(letters: int, found: str) -> None:
    assert kind("bridges " * (letters // 8), is_paid=True) == found
