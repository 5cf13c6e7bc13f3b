import codecs

import pytest
from hypothesis import given
from hypothesis import strategies as st

from retrieval.errors import ParseError
from retrieval.feeds.feed_bytes import decode_body, read_feed_text

WORDS = "<rss><title>Größe 中文</title></rss>"


def read(body: bytes, content_type: str = "application/xml") -> str:
    return read_feed_text(body, content_type=content_type, url="https://x.example/rss")


@pytest.mark.parametrize(
    ("body", "content_type"),
    [
        (WORDS.encode(), ""),
        (WORDS.encode(), "text/xml; charset=iso-8859-1"),
        (codecs.BOM_UTF8 + WORDS.encode(), "text/xml; charset=us-ascii"),
        (WORDS.encode("utf-16"), "application/xml; charset=utf-8"),
        (WORDS.encode("utf-16-le"), "application/xml; charset=utf-8"),
        (WORDS.encode("utf-16-be"), ""),
        (f'<?xml version="1.0" encoding="utf-16"?>{WORDS}'.encode(), ""),
        (f'<?xml version="1.0" encoding="gb2312"?>{WORDS}'.encode("gb18030"), ""),
        (WORDS.encode("gb18030"), "text/xml; charset=GBK"),
        (f'<?xml version="1.0" encoding="no-such"?>{WORDS}'.encode(), ""),
        (f'<?xml version="1.0" encoding="zlib"?>{WORDS}'.encode(), "text/xml; charset=rot13"),
    ],
)
def test_the_bytes_decide_when_labels_lie(body: bytes, content_type: str) -> None:
    assert decode_body(body, content_type).endswith(WORDS)


@pytest.mark.parametrize("encoding", ["cp1252", "latin-1"])
def test_text_encoded_twice_is_decoded_twice_when_all_of_it_is(encoding: str) -> None:
    words = "Größe – “café” 中文" if encoding == "latin-1" else "Größe – café’s"
    doubled = words.encode().decode(encoding).encode()
    assert decode_body(doubled, "") == words
    once = doubled + "ß".encode()
    assert decode_body(once, "") == once.decode()


def test_broken_bytes_are_few_when_the_letters_around_them_are_whole() -> None:
    assert decode_body("Größe".encode() + b"<!-- \xff\xfe -->", "").startswith("Größe")


def test_a_few_broken_bytes_do_not_spoil_the_rest() -> None:
    body = "Größe ändern über Öl".encode() + b"\xff" + "ß".encode() * 20
    assert "Größe" in decode_body(body, "")


def test_western_bytes_without_a_label_are_read_as_such() -> None:
    assert decode_body("<a>Größe</a>".encode("cp1252"), "") == "<a>Größe</a>"


@pytest.mark.parametrize(
    ("written", "repaired"),
    [
        ("AT&T & x", "AT&amp;T &amp; x"),
        ("a &amp; b &lt;", "a &amp; b &lt;"),
        ("caf&eacute;&nbsp;&hellip;", "café\xa0…"),
        ("&unknown; &#65; &#0; &#x1F; &#xD800;", "&amp;unknown; &#65;   "),
        ("<![CDATA[AT&T & <b>]]> & y", "<![CDATA[AT&T & <b>]]> &amp; y"),
        ("&#xD83D;&#xDE00; &#55357;&#56832; &#xDE00;&#xD83D;", "\U0001f600 \U0001f600 "),
        ("bell\x07", "bell"),
    ],
)
def test_what_xml_refuses_is_repaired_outside_cdata(written: str, repaired: str) -> None:
    assert read(f"<rss>{written}</rss>".encode()) == f"<rss>{repaired}</rss>"


@pytest.mark.parametrize(
    "declaration",
    [
        '<!ENTITY a "lol"><!ENTITY b "&a;&a;">',
        '<!ENTITY x SYSTEM "file:///etc/passwd">',
        '<!ENTITY % p SYSTEM "http://x.example/x.dtd">',
        '<!entity x PUBLIC "x" "http://x.example/">',
        "".join(f'<!ENTITY a{i} "x">' for i in range(60)),
        f'<!ENTITY a "{"x" * 500}">',
    ],
)
@pytest.mark.parametrize("encoding", ["utf-8", "utf-16"])
def test_entities_of_entities_and_files_are_refused(declaration: str, encoding: str) -> None:
    with pytest.raises(ParseError, match="entities"):
        read(f'<?xml version="1.0"?><!DOCTYPE r [{declaration}]><rss>&b;&x;</rss>'.encode(encoding))


def test_a_harmless_entity_is_resolved() -> None:
    assert "<title>Gazette</title>" in read(
        b'<!DOCTYPE rss [<!ENTITY name "Gazette">]><rss><title>&name;</title></rss>'
    )


@pytest.mark.parametrize(
    ("body", "says"),
    [
        (b"", "empty"),
        (b"\x00\x00", "no feed"),
        (b"just words", "no feed"),
        (b"<!DOCTYPE html><html><body>hi</body></html>", "web page"),
        (b'<?xml version="1.0"?>\n<!-- x --><html lang="en">', "web page"),
    ],
)
def test_what_is_no_feed_is_named(body: bytes, says: str) -> None:
    with pytest.raises(ParseError, match=says):
        read(body)


def test_surplus_items_are_cut_and_the_document_closed() -> None:
    def items_of(count: int) -> int:
        text = read(b"<rss><channel>" + b"<item><title>long enough</title></item>" * count + b"</channel></rss>")
        assert text.endswith("</item></channel></rss>")
        return text.count("<item>")

    assert items_of(9_000) == 9_000
    assert 9_000 < items_of(12_000) < 12_000


@given(
    st.binary(max_size=300),
    st.sampled_from(["", "text/xml; charset=utf-16", "text/xml; charset=punycode", "x; charset=hz"]),
)
def test_any_bytes_are_text_or_a_parse_error(body: bytes, content_type: str) -> None:
    try:
        read(b"<rss>" + body, content_type).encode("utf-8")
    except ParseError as error:
        assert "x.example" in str(error)


def test_many_comments_before_the_document_are_looked_at_once() -> None:
    comments = "".join(f"<!-- line {number} - of the header -->\n" for number in range(100))
    assert read_feed_text(f"{comments}<feed></feed>".encode(), content_type="", url="u").endswith("<feed></feed>")
    with pytest.raises(ParseError, match="web page"):
        read_feed_text(f"{comments}<html></html>".encode(), content_type="", url="u")


@pytest.mark.parametrize(
    ("mark", "encoding"),
    [
        (codecs.BOM_UTF8, "utf-8"),
        (codecs.BOM_UTF16_LE, "utf-16-le"),
        (codecs.BOM_UTF16_BE, "utf-16-be"),
        (codecs.BOM_UTF32_LE, "utf-32-le"),
        (codecs.BOM_UTF32_BE, "utf-32-be"),
    ],
)
def test_a_byte_order_mark_decides_and_is_no_text(mark: bytes, encoding: str) -> None:
    assert decode_body(mark + WORDS.encode(encoding), "text/xml; charset=iso-8859-1") == WORDS


@pytest.mark.parametrize(
    ("encoding", "words"), [("iso-2022-jp", "橋が開通"), ("hz-gb-2312", "大桥通车"), ("utf-7", "Brücke")]
)
def test_encodings_that_look_like_plain_letters_are_believed(encoding: str, words: str) -> None:
    assert decode_body(f"<rss>{words}</rss>".encode(encoding), f"text/xml; charset={encoding}") == f"<rss>{words}</rss>"


@pytest.mark.parametrize("charset", ["unicode_escape", "raw_unicode_escape"])
def test_an_escape_of_a_programming_language_is_words(charset: str) -> None:
    assert decode_body(b"<a>\xe9 \\u0041</a>", f"text/xml; charset={charset}") == "<a>é \\u0041</a>"


def test_a_feed_may_call_itself_a_web_page() -> None:
    assert read(b"<!DOCTYPE html><rss><channel></channel></rss>").endswith("<channel></channel></rss>")


@pytest.mark.parametrize(("count", "is_read"), [(40, True), (60, False)])
def test_a_few_dozen_entities_are_harmless(count: int, is_read: bool) -> None:
    declared = "".join(f'<!ENTITY a{number} "x">' for number in range(count))
    body = f"<!DOCTYPE r [{declared}]><rss>&a1;</rss>".encode()
    if is_read:
        assert read(body).endswith("<rss>x</rss>")
    else:
        with pytest.raises(ParseError, match="entities"):
            read(body)
