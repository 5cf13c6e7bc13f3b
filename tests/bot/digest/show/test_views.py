import json
from dataclasses import replace
from datetime import UTC, date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.console.digest_console import PART_BREAK, render
from bot.delivery.message_parts import telegram_parts
from bot.demo.botapi.formatting.html import parse_html
from bot.digest.model.digest import Bullet, DigestSection, SectionItem, Side, SideStatement
from bot.digest.model.retraction import without_articles
from bot.digest.model.statements import statements
from bot.digest.show.document import BulletItem, Document, Instant, Paragraph, Text, line
from bot.digest.show.html_view import document_html
from bot.digest.show.public_json import digest_json
from bot.digest.show.text_view import document_text
from bot.digest.show.views import differences_document, digest_document, published_inline, sources_document
from retrieval.errors import BadInput
from tests.bot.digest.samples import DAWN, digest, newsletter, source

PHONE = """East and West News - 2026-01-07
• The Lena bridge opened after nine years. [1] [2] West Times, 7 Jan 03:00 UTC; East Post, 7 Jan 02:00 UTC

The West
• West Times counted 300 cars in the first hour. [1] West Times, 7 Jan 03:00 UTC

The East
• East Post put the cost at 4 billion. [2] East Post, 7 Jan 02:00 UTC

Where they differ
Lena bridge

• The West: West Times wrote of 12 injured. [1] West Times, 7 Jan 03:00 UTC
• The East: East Post wrote of 20 injured. [2] East Post, 7 Jan 02:00 UTC

They contradict each other: injured: 12 against 20

Told by one side only
• The West: Only West Times reported the strike. [3] West Times, 7 Jan 01:00 UTC

Developing
• Ferry talks (since 5 Jan): The ferries stopped on Tuesday. [3] West Times, 7 Jan 01:00 UTC

The East had few articles today.

Sources
1. Bridge report 1 - West Times, 7 Jan 03:00 UTC
2. Bridge report 2 - East Post, 7 Jan 02:00 UTC
3. Bridge report 3 - West Times, 7 Jan 01:00 UTC"""


def test_the_digest_on_a_phone() -> None:
    [part] = telegram_parts(digest_document(digest()))
    assert part.plain == PHONE
    assert "<b>The Lena bridge opened after nine years.</b>" in part.html
    assert '<a href="https://westtimes.example/bridge-1">[1]</a>' in part.html
    assert "<blockquote expandable>1. " in part.html


def test_the_newsletter_on_a_phone() -> None:
    text = telegram_parts(digest_document(newsletter()))[0].plain
    assert "Top News\nBridge Opens\nThe Lena bridge opened.\n\nIt took nine years. [1] [2] West Times" in text
    assert text.index("Top News") < text.index("Corporate") < text.index("Sources")


def test_a_side_without_articles_is_said() -> None:
    made = digest(perspectives=(Side("east", "The East", (), ()),))
    assert "Nothing new from outlets of The East." in document_text(digest_document(made))


def test_a_day_without_any_article_is_told_once() -> None:
    """It was said four times: for each side in its section, for each in a note, and of the day."""
    nothing = digest(
        highlights=(),
        perspectives=(Side("west", "The West", (), ()), Side("east", "The East", (), ())),
        differences=(),
        one_sided=(),
        developing=(),
        sources=(),
        notes=("A quiet day.",),
    )
    assert document_text(digest_document(nothing)).splitlines()[2:] == ["A quiet day."]


def test_a_line_under_a_side_does_not_read_as_if_the_side_quoted_the_outlet() -> None:
    made = digest(one_sided=(SideStatement("The strike goes on.", (3,), ("West Times",), perspective="west"),))
    assert "The West · West Times: The strike goes on. [3]" in document_text(digest_document(made))


def test_an_imported_digest_without_citations_says_so() -> None:
    uncited = digest(
        highlights=(Bullet("Rain fell.", ()),), perspectives=(), differences=(), one_sided=(), developing=()
    )
    said = "its sentences do not say which source they rest on"
    assert said in document_text(digest_document(replace(uncited, writer="imported")))
    assert said not in document_text(digest_document(replace(digest(), writer="imported")))
    assert said not in document_text(digest_document(uncited))


def test_a_sentence_of_many_outlets_names_two_and_counts_the_rest() -> None:
    sources = tuple(source(n, outlet=f"Outlet {n}") for n in range(1, 6))
    made = digest(highlights=(Bullet("Rain fell.", (1, 2, 3, 4, 5)),), sources=sources)
    shown = document_text(digest_document(made))
    assert "Rain fell. [1] [2] [3] [4] [5] Outlet 1, 7 Jan 03:00 UTC; Outlet 2, 7 Jan 02:00 UTC and 3 more" in shown


def test_one_outlet_cited_twice_is_named_once() -> None:
    made = digest(highlights=(Bullet("Rain fell.", (1, 3)),))
    assert "Rain fell. [1] [3] West Times, 7 Jan 03:00 UTC\n" in document_text(digest_document(made))


def test_a_time_that_is_only_a_day_is_shown_as_a_day() -> None:
    told = digest().sources[0]
    assert published_inline(replace(told, published=datetime(2026, 1, 6, 12, tzinfo=UTC))) == Text("6 Jan")
    assert published_inline(replace(told, published=datetime(2026, 1, 6, tzinfo=UTC))) == Text("6 Jan")
    assert published_inline(replace(told, published=DAWN)) == Instant(DAWN, "7 Jan 04:00 UTC")
    assert published_inline(replace(told, is_dated=False)) == Text("undated")


def test_every_bullet_that_is_shown_can_be_named() -> None:
    known = statements(digest())
    shown = [block for block in digest_document(digest()).blocks if isinstance(block, BulletItem)]
    assert [block.key for block in shown] == ["h1", "p1.1", "p2.1", "d1.1", "d1.2", "o1", "n1"]
    assert all(known[block.key].text in document_text(Document((block,))) for block in shown)


def test_differences_alone_and_sources_alone() -> None:
    assert "injured: 12 against 20" in document_text(differences_document(digest()))
    assert "no story was told differently" in document_text(differences_document(digest(differences=(), one_sided=())))
    assert document_text(sources_document(digest())).count("https://") == 3


def test_the_public_json_has_the_agreed_fields() -> None:
    made = digest_json(digest())
    assert made["date"] == "2026-01-07"
    assert made["highlights"] == [
        {"text": "The Lena bridge opened after nine years.", "citations": [1, 2], "said_by": "", "said_on": None}
    ]
    assert made["perspectives"][0] == {
        "id": "west",
        "name": "The West",
        "bullets": [
            {
                "text": "West Times counted 300 cars in the first hour.",
                "citations": [1],
                "said_by": "",
                "said_on": None,
            }
        ],
        "articles": [1, 3],
    }
    assert made["differences"][0]["sides"][1] == {
        "perspective": "east",
        "text": "East Post wrote of 20 injured.",
        "citations": [2],
        "said_by": "",
        "said_on": None,
    }
    assert made["one_sided"][0]["perspective"] == "west"
    assert made["developing"][0]["since"] == "2026-01-05"
    assert made["sources"][0] == {
        "n": 1,
        "title": "Bridge report 1",
        "outlet": "West Times",
        "url": "https://westtimes.example/bridge-1",
        "published": "2026-01-07T03:00:00Z",
        "perspective": "west",
        "locale": "en-US",
        "story": "bridge",
    }
    assert made["writer"] == "extractive"
    assert "sections" not in made
    assert digest_json(newsletter())["sections"][0]["items"][1]["headline"] == "Ferries Stop"


def test_the_web_page_is_made_of_safe_markup() -> None:
    hostile = digest(
        title="<script>x</script>",
        highlights=(Bullet('a "b" <i>', (1,)),),
        sources=(source(1, title="</a><img src=x>", outlet="evil.example.org", url="javascript:alert(1)"),),
    )
    page = document_html(digest_document(hostile))
    assert "<h2>&lt;script&gt;x&lt;/script&gt;</h2>" in page
    assert "<script" not in page
    assert "<img" not in page
    assert "javascript:" not in page


def test_the_web_page_lists_bullets_and_folds_sources() -> None:
    page = document_html(digest_document(digest()))
    assert page.count("<ul>") == page.count("</ul>") == 6
    assert "<details><summary>" in page
    assert '<a href="https://westtimes.example/bridge-1" rel="nofollow noopener noreferrer">' in page
    assert '<time datetime="2026-01-07T03:00:00+00:00">' in page


def test_each_format_by_its_name() -> None:
    assert json.loads(render(digest(), "json")) == digest_json(digest())
    assert render(digest(), "text").startswith("East and West News - 2026-01-07\n====")
    assert render(digest(), "html").startswith("<h2>")
    assert render(digest(), "markdown").startswith("---\ntitle:")
    assert render(digest(), "markdown", imported="as it was") == "as it was"
    assert parse_html(render(digest(), "telegram").strip()).text == PHONE
    with pytest.raises(BadInput, match="markdown, html, json, text or telegram"):
        render(digest(), "pdf")


def test_telegram_messages_are_parted_by_a_form_feed() -> None:
    made = digest(highlights=tuple(Bullet("word " * 100, (1,)) for _ in range(20)))
    text = render(made, "telegram")
    assert len(text.split(PART_BREAK)) == len(telegram_parts(digest_document(made))) > 2


def test_a_retracted_article_takes_its_sentences_with_it() -> None:
    made = without_articles(digest(), frozenset({"article-1"}))
    assert [(source.n, source.article_id) for source in made.sources] == [(1, "article-2"), (2, "article-3")]
    assert made.highlights == ()
    assert [bullet.citations for bullet in made.perspectives[1].bullets] == [(1,)]
    assert made.differences == ()
    assert "article-1" not in repr(made)
    assert "one article was retracted" in made.notes[-1]


@given(st.lists(st.text(max_size=200), max_size=5))
def test_text_and_html_never_fail_on_any_words(texts: list[str]) -> None:
    document = Document(tuple(Paragraph(line(text)) for text in texts))
    assert "<script" not in document_html(document)
    document_text(document)


def test_an_outlet_in_front_of_a_sentence_is_linked_there_and_not_named_again() -> None:
    made = digest(
        highlights=(
            Bullet("The Lena bridge opened.", (1, 2), ("West Times",)),
            Bullet("The toll is too high.", (1, 2), ("West Times", "East Post"), is_opinion=True),
            Bullet("A bridge at last", (1,), ("West Times",), manner="heads"),
        )
    )
    shown = document_text(digest_document(made))
    assert "- West Times: The Lena bridge opened. [1] [2] 7 Jan 03:00 UTC; East Post, 7 Jan 02:00 UTC\n" in shown
    assert "- West Times, East Post (opinion): The toll is too high. [1] [2] 7 Jan 03:00 UTC\n" in shown
    assert "- West Times headline: “A bridge at last” [1] 7 Jan 03:00 UTC\n" in shown
    [part] = telegram_parts(digest_document(made))
    assert '<a href="https://westtimes.example/bridge-1">West Times</a>: <b>The Lena bridge opened.</b>' in part.html


def test_who_says_a_sentence_stands_beside_it_in_the_json() -> None:
    said = Bullet("The toll is too high.", (2,), ("East Post",), date(2026, 1, 6), is_opinion=True)
    assert digest_json(digest(highlights=(said,)))["highlights"] == [
        {
            "text": "The toll is too high.",
            "citations": [2],
            "said_by": "East Post",
            "said_on": "2026-01-06",
            "manner": "opinion",
        }
    ]


def test_a_source_does_not_name_its_outlet_twice() -> None:
    made = digest(sources=(replace(source(1), title="Bridge opens - West Times"), source(2), source(3)))
    assert "1. Bridge opens - West Times, 7 Jan 03:00 UTC" in document_text(digest_document(made))


def test_in_sections_no_story_is_told_before_its_item() -> None:
    lead = Bullet("The Lena bridge opened at last.", (1,), ("West Times",))
    again, other = (
        SideStatement(text, (n,), ("West Times",), perspective="west")
        for text, n in (("Cars cross.", 1), ("Seals sing.", 4))
    )
    made = newsletter(highlights=(lead,), one_sided=(again, other), sources=tuple(source(n) for n in range(1, 5)))
    shown = document_text(digest_document(made))
    assert "opened at last" not in shown
    assert "Cars cross" not in shown
    assert "Seals sing" in shown


def test_an_item_of_which_only_the_headline_is_known_takes_one_line() -> None:
    bare = DigestSection("Corporate", (SectionItem("Lena Steel Grows", "", (3,)),))
    assert "Lena Steel Grows [3] West Times" in document_text(digest_document(newsletter(sections=(bare,))))
