from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.delivery.message_parts import document_plain, telegram_parts
from bot.delivery.ports import Button
from bot.demo.botapi.formatting.entities import fix_text
from bot.demo.botapi.formatting.html import parse_html
from bot.digest.show.cutting import cut_text, is_border, utf16_length
from bot.digest.show.document import (
    Block,
    Bold,
    BulletItem,
    Code,
    Document,
    Heading,
    Inline,
    Instant,
    Italic,
    Link,
    Paragraph,
    Quotation,
    Text,
    line,
)

NOON = datetime(2026, 1, 7, 12, tzinfo=UTC)


def document(*blocks: Block) -> Document:
    return Document(blocks)


def test_blocks_become_telegrams_html() -> None:
    [part] = telegram_parts(
        document(
            Heading("East & West"),
            BulletItem(line("Cost <4 billion>. ", Link("East Post", "https://eastpost.example/a?b=1&c='2'"))),
            BulletItem(line(Bold("Why"), " ", Italic("so"), " ", Code("x"), " ", Instant(NOON, "7 Jan"))),
            Quotation((line("first"), line("second")), is_folded=True),
        )
    )
    assert part.html == (
        "<b>East &amp; West</b>\n"
        '• Cost &lt;4 billion&gt;. <a href="https://eastpost.example/a?b=1&amp;c=&#x27;2&#x27;">East Post</a>\n'
        '• <b>Why</b> <i>so</i> <code>x</code> <tg-time unix="1767787200" format="dt">7 Jan</tg-time>\n\n'
        "<blockquote expandable>first\nsecond</blockquote>"
    )
    assert part.plain == "East & West\n• Cost <4 billion>. East Post\n• Why so x 7 Jan\n\nfirst\nsecond"


@pytest.mark.parametrize(
    "href",
    [
        "javascript:alert(1)",
        "tg://user?id=1",
        "http://localhost/x",
        "https://user:pass@eastpost.example/",
        "https://eastpost.example:0/",
        "https://eastpost.example:99999/",
        "https://east\npost.example/",
        "https://east\u202epost.example/",
        "https://[::1",
        "https:\\\\eastpost.example",
        "https://eastpost.example/" + "x" * 3000,
        "",
    ],
)
def test_an_address_that_is_none_leaves_the_words(href: str) -> None:
    [part] = telegram_parts(document(Paragraph(line(Link("East Post", href)))))
    assert part.html == "East Post"


@pytest.mark.parametrize(
    ("text", "href", "shown"),
    [
        ("paypal.example.com", "https://evil.example.org/x", "paypal.example.com (evil.example.org)"),
        ("https://bank.com/login", "https://evil.org", "https://bank.com/login (evil.org)"),
        ("bank\u200b.com", "https://evil.org", "bank.com (evil.org)"),
        ("bank．com", "https://evil.org", "bank．com (evil.org)"),
        ("bank。com", "https://evil.org", "bank。com (evil.org)"),
        ("pay at bank.com@evil.net now", "https://evil.org", "pay at bank.com@evil.net now (evil.org)"),
        ("bank.com", "https://bank.com.evil.org/", "bank.com (bank.com.evil.org)"),
    ],
)
def test_a_link_that_names_another_host_shows_where_it_leads(text: str, href: str, shown: str) -> None:
    [part] = telegram_parts(document(Paragraph(line(Link(text, href)))))
    assert part.plain == shown
    parsed = parse_html(part.html)
    [linked] = [entity for entity in parsed.entities if entity.type == "text_link"]
    assert parsed.covered(linked) == shown.rsplit("(", 1)[1].rstrip(")")


@pytest.mark.parametrize(
    ("text", "href"),
    [
        ("East Post", "https://news.example/x"),
        ("eastpost.com", "https://www.eastpost.com/x"),
        ("news.eastpost.com", "https://eastpost.com/x"),
        ("U.S.-China talks at 4.5 percent, e.g. No. 2", "https://news.example/x"),
    ],
)
def test_an_honest_link_keeps_its_words(text: str, href: str) -> None:
    [part] = telegram_parts(document(Paragraph(line(Link(text, href)))))
    assert part.html == f'<a href="{href}">{text}</a>'


def test_hidden_and_control_characters_are_gone() -> None:
    [part] = telegram_parts(document(Paragraph(line("a\u202eb\u2066c\x00d\ud800e\u200bf"))))
    assert part.plain == "abc def"


def test_a_document_that_shows_nothing_gives_no_message() -> None:
    assert telegram_parts(document(Paragraph(line(" \u200b\n")), Quotation(()), Heading("\u3164"))) == []


def test_a_heading_is_not_left_alone_at_the_end_of_a_message() -> None:
    parts = telegram_parts(document(Paragraph(line("x" * 4000)), Heading("Next"), Paragraph(line("y" * 200))))
    assert [part.plain[:4] for part in parts] == ["xxxx", "Next"]


def test_a_story_is_not_cut_between_its_title_and_its_lines() -> None:
    story = (
        Paragraph(line("Title")),
        BulletItem(line("first"), is_close=True),
        BulletItem(line("y" * 300), is_close=True),
    )
    first, second = telegram_parts(document(Paragraph(line("x" * 3900)), *story))
    assert first.plain == "x" * 3900
    assert second.plain.startswith("Title\n• first\n• yyy")
    caption, rest = telegram_parts(document(Heading("Day"), Paragraph(line("z" * 800)), *story), picture=b"png")
    assert caption.plain.endswith("zzz")
    assert rest.plain.startswith("Title\n• first")


def test_a_story_longer_than_a_message_is_cut_between_its_lines() -> None:
    lines = [BulletItem(line("y" * 1500), is_close=True) for _ in range(4)]
    parts = telegram_parts(document(Paragraph(line("Title")), *lines))
    assert parts[0].plain.startswith("Title\n• yyy")
    assert sum(part.plain.count("•") for part in parts) == 4


def test_a_long_list_is_cut_between_its_bullets() -> None:
    bullets = [BulletItem(line(f"{n} " + "word " * 60)) for n in range(40)]
    parts = telegram_parts(document(*bullets))
    assert len(parts) > 2
    assert all(part.plain.startswith("• ") for part in parts)


def test_a_long_quotation_is_folded_in_every_message() -> None:
    parts = telegram_parts(document(Quotation(tuple(line(f"{n} " + "word " * 60) for n in range(40)), is_folded=True)))
    assert len(parts) > 2
    assert all(part.html.startswith("<blockquote expandable>") for part in parts)


def test_a_long_paragraph_is_cut_after_a_sentence() -> None:
    parts = telegram_parts(document(Paragraph(line("This sentence has six words. " * 300))))
    assert len(parts) == 3
    assert all(part.plain.endswith("words.") for part in parts)


def test_a_long_link_leads_there_from_both_messages() -> None:
    parts = telegram_parts(document(Paragraph(line(Link("word " * 1000, "https://news.example/x")))))
    assert [part.html.count('<a href="https://news.example/x">') for part in parts] == [1, 1]


@pytest.mark.parametrize(("links", "messages"), [(98, 1), (102, 2), (150, 2)])
def test_more_links_than_telegram_keeps_go_to_another_message(links: int, messages: int) -> None:
    parts = telegram_parts(document(*(BulletItem(line(Link(f"{n}", "https://news.example/x"))) for n in range(links))))
    assert len(parts) == messages


@pytest.mark.parametrize(("addresses", "messages"), [(15, 1), (20, 2)])
def test_what_telegram_takes_in_one_request_is_one_message(addresses: int, messages: int) -> None:
    links = (BulletItem(line(Link(f"{n}", "https://news.example/" + "a" * 1900))) for n in range(addresses))
    assert len(telegram_parts(document(*links))) == messages


@pytest.mark.parametrize(("letters", "messages"), [(980, 1), (1100, 2)])
def test_a_caption_is_shorter_than_a_message(letters: int, messages: int) -> None:
    assert len(telegram_parts(document(Paragraph(line("x" * letters))), picture=b"png", picture_alt="bars")) == messages


@pytest.mark.parametrize(("letters", "messages"), [(4000, 1), (4200, 2)])
def test_a_message_is_as_long_as_telegram_allows(letters: int, messages: int) -> None:
    assert len(telegram_parts(document(Paragraph(line("x" * letters))))) == messages


def test_long_addresses_do_not_make_a_message_too_large() -> None:
    links = [line(Link(f"{n}", "https://news.example/" + "&" * 1900)) for n in range(12)]
    parts = telegram_parts(document(Quotation(tuple(links))))
    assert len(parts) > 1
    assert all(len(part.html.encode()) <= 32_000 for part in parts)


def test_buttons_stand_under_the_last_message() -> None:
    rows = ((Button("Sources", "s"),),)
    parts = telegram_parts(document(Paragraph(line("x " * 3000))), buttons=rows)
    assert [part.buttons for part in parts] == [(), rows]


def test_a_picture_comes_first_with_the_first_blocks_as_its_caption() -> None:
    blocks = document(Heading("Title"), Paragraph(line("lead")), Heading("Next"), Paragraph(line("x" * 1200)))
    first, second = telegram_parts(blocks, picture=b"png", picture_alt="bars")
    assert (first.plain, first.picture, first.picture_alt) == ("Title\nlead", b"png", "bars")
    assert second.plain.startswith("Next\nx")


def test_a_picture_whose_caption_would_be_too_long_is_captioned_by_its_description() -> None:
    first, second = telegram_parts(document(Paragraph(line("x " * 900))), picture=b"png", picture_alt="<bars>")
    assert (first.html, first.plain) == ("&lt;bars&gt;", "<bars>")
    assert len(second.plain) > 1024


ODD = [
    "<b>",
    "</a>",
    "&amp;",
    "&lt",
    "🇩🇪🇫🇷",
    "👩‍👩‍👧",
    "e\u0301" * 5,
    "نص عربي",
    "长的文字。" * 30,
    "a" * 500,
    "\n\n\n",
    "\u202e",
]
hostile = st.one_of(
    st.text(max_size=80),
    st.sampled_from(ODD),
    st.integers(1, 900).map(lambda n: "word " * n),
    st.integers(1, 3000).map(lambda n: "👩‍👩‍👧" * n),
)
pieces: st.SearchStrategy[Inline] = st.one_of(
    hostile.map(Text),
    hostile.map(Bold),
    hostile.map(Italic),
    hostile.map(Code),
    st.builds(
        Link, hostile, st.sampled_from(["https://a.example/x?y=1&z", "javascript:x", "https://b.example/" + "q" * 1500])
    ),
    st.builds(Instant, st.just(NOON), st.sampled_from(["7 Jan", "<7>"])),
)
lines = st.lists(pieces, max_size=4).map(tuple)
blocks: st.SearchStrategy[Block] = st.one_of(
    st.builds(Heading, hostile, st.integers(1, 4)),
    st.builds(Paragraph, lines),
    st.builds(BulletItem, lines),
    st.builds(Quotation, st.lists(lines, max_size=4).map(tuple), st.booleans()),
)
documents = st.lists(blocks, max_size=8).map(lambda found: Document(tuple(found)))


def words(text: str) -> str:
    return "".join(text.split())


@given(documents)
def test_every_part_is_accepted_by_a_strict_parser_and_nothing_is_lost(made: Document) -> None:
    parts = telegram_parts(made)
    for part in parts:
        seen = fix_text(parse_html(part.html))
        assert words(seen.text) == words(part.plain)
        assert seen.text.strip()
        assert max(len(part.plain), utf16_length(part.plain)) <= 4096
        assert len(part.html.encode()) <= 32_000
        assert len(seen.entities) <= 100
    shown = words("".join(part.plain for part in parts)).replace("\u200d", "")
    assert shown == words(document_plain(made)).replace("\u200d", "")


@given(st.text(alphabet="ab .👩\u200d👧e\u0301🇩🇪🏽\u1112\u1161", max_size=60), st.integers(2, 40))
def test_no_character_as_seen_is_cut(text: str, budget: int) -> None:
    cut = cut_text(text, budget)
    assert utf16_length(text[:cut]) <= budget
    assert is_border(text, cut) or not any(is_border(text, n) for n in range(1, cut))


def test_flags_and_families_stay_whole() -> None:
    assert cut_text("🇩🇪🇫🇷🇮🇹", 6) == 2
    assert cut_text("👩‍👩‍👧👩‍👩‍👧", 9) == 5
    assert cut_text("aae\u0301", 3) == 2
