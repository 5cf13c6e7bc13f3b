"""What a page says of its article in JSON-LD."""

import json

import pytest
from lxml.html import fromstring  # type: ignore[import-untyped]

from retrieval.pages.page_metadata import read_meta


def headline(*, letters: int = 0, depth: int = 0) -> str:
    """What is read of a description with so much in it, so many levels deep."""
    data: dict[str, object] = {"@type": "NewsArticle", "headline": "Bridge opens", "articleBody": "." * letters}
    for _ in range(depth):
        data = {"@graph": data}
    html = f'<html><head><script type="application/ld+json">{json.dumps(data)}</script></head></html>'
    return read_meta(fromstring(html)).headline


@pytest.mark.parametrize(("letters", "is_read"), [(400_000, True), (600_000, False)])
def test_what_describes_an_article_is_no_book(letters: int, is_read: bool) -> None:
    assert bool(headline(letters=letters)) == is_read


@pytest.mark.parametrize(("depth", "is_read"), [(5, True), (6, False)])
def test_a_description_stands_a_few_levels_deep(depth: int, is_read: bool) -> None:
    assert bool(headline(depth=depth)) == is_read
