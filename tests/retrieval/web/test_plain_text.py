import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from retrieval.web.plain_text import clean_title, fold_text, plain_text


@pytest.mark.parametrize(
    ("markup", "text"),
    [
        ("<script>alert(1)</script>hello", "hello"),
        ("hello <script>alert(1)", "hello"),
        ('<img src=x onerror="a>b">cat', "cat"),
        ("x &lt;script&gt;alert(1)&lt;/script&gt; z", "x z"),
        ("<scr<b>ipt>alert(1)</script>late", ""),
        ("&amp;lt;b&amp;gt;bold&amp;lt;/b&amp;gt;", "bold"),
        ("AT&T & friends", "AT&T & friends"),
        ("AT&amp;amp;T", "AT&T"),
        ("5 < 6 and x<y, 7 > 3", "5 < 6 and x<y, 7 > 3"),
        ("use <y> for yes", "use <y> for yes"),
        ("<mrow><mi>a</mi></mrow> is a", "a is a"),
        ("<!-- hidden --><b>seen</b>", "seen"),
        ("half a tag <a href='x", "half a tag"),
        ("<table><tr><td>One</td><td>two</td></tr></table>", "One two"),
        ("much   white\t space", "much white space"),
        ("One.\rTwo.\u2028Three.", "One.\n\nTwo.\n\nThree."),
        ("safe<object data=x> words", "safe words"),
    ],
)
def test_markup_goes_and_words_stay(markup: str, text: str) -> None:
    assert plain_text(markup) == text


def test_paragraphs_are_parted_by_one_blank_line() -> None:
    assert plain_text("<p>One\nline.</p><ul><li>Two</li><li>Three</li></ul>") == "One line.\n\nTwo\n\nThree"


def test_hard_wrapped_lines_are_joined_and_finished_lines_are_paragraphs() -> None:
    assert plain_text("The bridge\nopened today.\nThe mayor spoke.") == "The bridge opened today.\n\nThe mayor spoke."


@pytest.mark.parametrize(
    "unseen", ["\u202e", "\u200b", "\u2066", "\ufeff", "\U000e0041", "\x00", "\x1b", "\xad", "\ud800", "\u3164"]
)
def test_characters_nobody_sees_are_removed(unseen: str) -> None:
    assert plain_text(f"in{unseen}visible &#8238;ink") == "invisible ink"


def test_a_joiner_stays_inside_an_emoji_and_goes_elsewhere() -> None:
    assert plain_text("👩\u200d🚀 lands, ha\u200drd") == "👩\u200d🚀 lands, hard"


def test_accents_become_one_character_and_floods_of_them_end() -> None:
    assert plain_text("cafe\u0301") == "café"
    assert len(plain_text("z" + "\u0334" * 200)) <= 4


def test_a_long_title_is_cut_between_words_with_an_ellipsis() -> None:
    title = clean_title("word " * 200)
    assert len(title) <= 300
    assert title.endswith("word…")


def test_a_title_is_one_line() -> None:
    assert clean_title("<b>Bridge</b>\n<br> opens ") == "Bridge opens"


def test_folding_ignores_case_width_and_punctuation() -> None:
    assert fold_text("Ｂridge — “OPENS”!") == "bridge opens"


@given(st.text(alphabet=st.sampled_from("<>/&;#x1abp!-'\"= \n\t\u200d\u202e👩scrit")))
def test_cleaning_twice_is_cleaning_once(markup: str) -> None:
    once = plain_text(markup)
    assert plain_text(once) == once


@given(st.text())
def test_nothing_unseen_and_no_known_tag_survives(markup: str) -> None:
    text = plain_text(f"<b>{markup}</b>")
    assert unicodedata.is_normalized("NFC", text)
    assert not [c for c in text if unicodedata.category(c) in ("Cc", "Cs") and c != "\n"]
    assert "<b>" not in text.lower()


@pytest.mark.parametrize(
    "wrapped", ["&lt;" * 3, "&" + "amp;" * 200 + "lt;b&gt;x", "<" + "<b>" * 500 + "b>x", "&<a " * 500 + "&"]
)
def test_markup_wrapped_more_often_than_anybody_would_leaves_nothing_to_unwrap(wrapped: str) -> None:
    once = plain_text(wrapped)
    assert plain_text(once) == once
    assert "<b" not in once


@pytest.mark.parametrize(("times", "is_undone"), [(25, True), (35, False)])
def test_escaping_is_undone_as_often_as_any_program_could_have_done_it(times: int, is_undone: bool) -> None:
    assert (plain_text("&" + "amp;" * times + "lt;b&gt;bold") == "bold") == is_undone


@pytest.mark.parametrize(("words", "is_whole"), [(900_000, True), (1_200_000, False)])
def test_a_page_of_a_million_words_is_read_to_its_first_million(words: int, is_whole: bool) -> None:
    assert (len(plain_text("a " * words)) == 2 * words - 1) == is_whole
