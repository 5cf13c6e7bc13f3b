"""Addresses and locales of listed feeds."""

import pytest

from retrieval.feeds.feeds import feed_locale, feed_url
from retrieval.sources.topics import GoogleNewsSearch


@pytest.mark.parametrize(
    ("language", "region", "tail"),
    [
        ("en-US", "US", "hl=en-US&gl=US&ceid=US:en"),
        ("en-GB", "GB", "hl=en-GB&gl=GB&ceid=GB:en"),
        ("zh-CN", "CN", "hl=zh-CN&gl=CN&ceid=CN:zh-Hans"),
        ("zh-TW", "TW", "hl=zh-TW&gl=TW&ceid=TW:zh-Hant"),
        ("pt-BR", "BR", "hl=pt-BR&gl=BR&ceid=BR:pt-419"),
        ("zh-HK", "HK", "hl=zh-HK&gl=HK&ceid=HK:zh-Hant"),
        ("pt-PT", "PT", "hl=pt-PT&gl=PT&ceid=PT:pt-150"),
        ("es", "ES", "hl=es&gl=ES&ceid=ES:es"),
        ("es-419", "MX", "hl=es-419&gl=MX&ceid=MX:es-419"),
        ("de", "DE", "hl=de&gl=DE&ceid=DE:de"),
    ],
)
def test_a_search_becomes_the_address_google_gives_it(language: str, region: str, tail: str) -> None:
    url = feed_url(GoogleNewsSearch("bridge when:1d", language, region))
    assert url == f"https://news.google.com/rss/search?q=bridge+when%3A1d&{tail}"


def test_a_plain_address_stays_as_it_is() -> None:
    assert feed_url(" https://westtimes.example/feed?a=1&b ") == "https://westtimes.example/feed?a=1&b"


def test_a_search_tells_its_locale_and_an_address_does_not() -> None:
    assert feed_locale(GoogleNewsSearch("bridge", "en-US", "US")) == "en-US"
    assert feed_locale(GoogleNewsSearch("brücke", "de", "AT")) == "de-AT"
    assert feed_locale("https://westtimes.example/feed") == ""
