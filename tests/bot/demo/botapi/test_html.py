"""Telegram's HTML rules, one line per rule (facts 4e), and what the parser may never do."""

from html import escape

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.demo.botapi.api_errors import ApiError
from bot.demo.botapi.formatting.entities import FormattedText, fix_entities, fix_text, utf16_length
from bot.demo.botapi.formatting.html import parse_html

ACCEPTED = [
    ("<b>bold</b> and <strong>strong</strong>", "bold and strong", "bold@0+4, bold@9+6"),
    ("<i>a</i><em>b</em>", "ab", "italic@0+2"),
    (
        "<u>u</u> <ins>i</ins> <s>s</s> <strike>t</strike> <del>d</del>",
        "u i s t d",
        "underline@0+1, underline@2+1, strikethrough@4+1, strikethrough@6+1, strikethrough@8+1",
    ),
    (
        '<tg-spoiler>x</tg-spoiler> <span class="tg-spoiler">y</span>',
        "x y",
        "spoiler@0+1, spoiler@2+1",
    ),
    ('<a href="https://example.com/a?b=1&amp;c=2">link</a>', "link", "text_link@0+4"),
    ("<a href='http://example.com'>single quotes</a>", "single quotes", "text_link@0+13"),
    ("<a>example.com</a>", "example.com", "text_link@0+11"),
    ('<a href="tg://user?id=123456789">me</a>', "me", "text_mention@0+2"),
    ('<a href="ftp://example.com">f</a>', "f", ""),
    ('<a href="javascript:alert(1)">j</a>', "j", ""),
    ('<a href="http://localhost">l</a>', "l", ""),
    ("<code>c</code> <pre>p</pre>", "c p", "code@0+1, pre@2+1"),
    ('<pre><code class="language-python">x=1</code></pre>', "x=1", "pre@0+3"),
    ('<code class="language-python">x</code>', "x", "code@0+1"),
    ("<blockquote>q</blockquote>", "q", "blockquote@0+1"),
    ("<blockquote expandable>q</blockquote>", "q", "expandable_blockquote@0+1"),
    ("<B>x</b>", "x", "bold@0+1"),
    ("<b>x</>", "x", "bold@0+1"),
    ("<b >x</b >", "x", "bold@0+1"),
    ('<b id="1" hidden>x</b>', "x", "bold@0+1"),
    ("<b></b>x", "x", ""),
    ("1 &lt; 2 &amp;&amp; 3 &gt; 2 &quot;q&quot;", '1 < 2 && 3 > 2 "q"', ""),
    ("&#39; &#x27; &#128512;", "' ' 😀", ""),
    ("a & b", "a & b", ""),
    ("&nbsp;&apos;&copy;x", "&nbsp;&apos;&copy;x", ""),
    ("&amp x", "& x", ""),
    ("&#0;&#X27;&#1114111;", "&#0;&#X27;&#1114111;", ""),
    ("&#00000039;", "&#00000039;", ""),
    ("2 > 1", "2 > 1", ""),
    ("<b>a<i>b</i></b>", "ab", "bold@0+2, italic@1+1"),
    ("<b>😀x</b>y", "😀xy", "bold@0+3"),
    ("<b>a <code>x</code> b</b>", "a x b", "bold@0+2, code@2+1, bold@3+2"),
    ("<code>a <b>x</b></code>", "a x", "code@0+3"),
    ("<blockquote>a<blockquote>b</blockquote></blockquote>", "ab", "blockquote@0+2"),
    ('<a href="https://x.com"><code>y</code></a>', "y", "code@0+1"),
    ('<tg-emoji emoji-id="5368324170671202286">👍</tg-emoji>', "👍", "custom_emoji@0+2"),
    ('<tg-time unix="1647531900" format="wDT">soon</tg-time>', "soon", "date_time@0+4"),
    ('<tg-time unix="0">never</tg-time>', "never", ""),
    ("  \n <b>x</b> \n ", "x", "bold@0+1"),
    ("a\tb\rc", "a bc", ""),
    ("<b>\r\r😀x</b>\u2028", "😀x", "bold@0+3"),
]

_PREFIX = "Bad Request: can't parse entities: "
REJECTED = [
    ("a<br>b", 'Unsupported start tag "br" at byte offset 1'),
    ("a<br/>b", 'Unsupported start tag "br/" at byte offset 1'),
    ("<p>x</p>", 'Unsupported start tag "p" at byte offset 0'),
    ("<h1>x</h1>", 'Unsupported start tag "h1" at byte offset 0'),
    ("<ul><li>x</li></ul>", 'Unsupported start tag "ul" at byte offset 0'),
    ('<img src="x">', 'Unsupported start tag "img" at byte offset 0'),
    ("<!-- c -->x", 'Unsupported start tag "!--" at byte offset 0'),
    ("I <3 you", 'Unsupported start tag "3" at byte offset 2'),
    ("1 < 2", 'Unsupported start tag "" at byte offset 2'),
    ("café <br>", 'Unsupported start tag "br" at byte offset 6'),
    ("x <b", "Unclosed start tag at byte offset 2"),
    ("x <", "Unclosed start tag at byte offset 2"),
    ("<b>x", 'Can\'t find end tag corresponding to start tag "b"'),
    ("<b><i>x</b></i>", 'Unmatched end tag at byte offset 7, expected "</i>", found "</b>"'),
    ("x</b>", "Unexpected end tag at byte offset 1"),
    ("<b>x</b", "Unclosed end tag at byte offset 4"),
    ("<b>x</strong>", 'Unmatched end tag at byte offset 4, expected "</b>", found "</strong>"'),
    ("<span>x</span>", 'Tag "span" must have class "tg-spoiler" at byte offset 0'),
    ('<span class="red">x</span>', 'Tag "span" must have class "tg-spoiler" at byte offset 0'),
    ("<a href=https://x.com>x</a>", "Unexpected end of name token at byte offset 8"),
    ('<a href="https://x.com>x</a>', "Unclosed start tag at byte offset 0"),
    ('<a href="x.com"/>x</a>', 'Empty attribute name in the tag "a" at byte offset 0'),
    ("<b/>", 'Unsupported start tag "b/" at byte offset 0'),
    ('<tg-emoji emoji-id="abc">x</tg-emoji>', "Invalid custom emoji identifier specified"),
    ('<tg-time unix="1647531900" format="q">x</tg-time>', "Invalid date format used"),
]


def described(parsed: FormattedText) -> str:
    return ", ".join(f"{e.type}@{e.offset}+{e.length}" for e in parsed.entities)


@pytest.mark.parametrize(("source", "text", "entities"), ACCEPTED)
def test_what_telegram_accepts_is_accepted_with_the_same_entities(source: str, text: str, entities: str) -> None:
    parsed = fix_text(parse_html(source))
    assert (parsed.text, described(parsed)) == (text, entities)


@pytest.mark.parametrize(("source", "error"), REJECTED)
def test_what_telegram_refuses_is_refused_with_the_same_words(source: str, error: str) -> None:
    with pytest.raises(ApiError) as caught:
        parse_html(source)
    assert caught.value.text == _PREFIX + error


@pytest.mark.parametrize("source", ["   ", "<b></b>", "<b> </b>", "\n\n"])
def test_blank_markup_leaves_no_text(source: str) -> None:
    assert fix_text(parse_html(source)).text == ""


def test_a_link_keeps_its_address_and_a_pre_its_language() -> None:
    link = parse_html('<a href="https://Example.com/a?b=1&amp;c=2">x</a>').entities[0]
    assert dict(link.extra)["url"] == "https://example.com/a?b=1&c=2"
    block = parse_html('<pre><code class="language-python">x</code></pre>').entities[0]
    assert block.to_api() == {"type": "pre", "offset": 0, "length": 1, "language": "python"}
    lone = parse_html('<code class="language-python">x</code>').entities[0]
    assert lone.to_api() == {"type": "code", "offset": 0, "length": 1}


_MARKUP = st.lists(
    st.sampled_from(
        ["<b>", "</b>", "<i>", "</i>", "<code>", "</code>", "</>", "😀", "a", " ", "&lt;", "<a href='x.io'>", "</a>"]
    )
).map("".join)


@given(_MARKUP)
def test_entities_stay_inside_the_text_and_fixing_twice_changes_nothing(source: str) -> None:
    try:
        fixed = fix_text(parse_html(source))
    except ApiError:
        return
    assert all(0 <= e.offset < e.end <= utf16_length(fixed.text) for e in fixed.entities)
    assert fix_entities(fixed.entities) == fixed.entities


@given(st.text(st.characters(codec="utf-8", exclude_categories=["Cc", "Cs"]), max_size=60))
def test_any_text_survives_when_it_is_escaped(text: str) -> None:

    shown = fix_text(parse_html(escape(text)))
    assert shown == fix_text(FormattedText(text))
