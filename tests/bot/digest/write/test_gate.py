"""What the digest's sentences are checked against."""

from bot.digest.articles.headlines import trim_headline
from bot.digest.write.gate import source_text
from retrieval.claims import check_claim
from tests.builders import article


def test_a_headline_whose_agency_hangs_on_its_last_word_may_be_told_without_it() -> None:
    """The only new article of a day was not told: its last word was taken for "May-Farwire"."""
    told = article(title="Core consumer prices of Ansel up 1.4 pct in May-Farwire", outlet="Farwire", text="")
    headline = trim_headline(told.title, ("Farwire",))
    assert headline.endswith("in May")
    assert check_claim(f"{headline}.", [source_text(told)]).is_supported


def test_a_word_with_a_hyphen_near_the_end_stays_a_word_of_the_source() -> None:
    told = article(title="Panel of Ansel approves the first cell-based therapies", outlet="Far Wire", text="")
    assert check_claim(f"{told.title}.", [source_text(told)]).is_supported
