"""A sentence of a model becomes plain words or nothing, whatever it holds."""

import random

import pytest

from retrieval.model.reply_reader import LONGEST_SENTENCE, clean_sentence


@pytest.mark.parametrize(
    ("text", "clean"),
    [
        ("The **bridge** opened [1][2].", "The bridge opened."),
        ("The bridge [opened](http://evil.example/x) on Monday.", "The bridge opened on Monday."),
        ("See https://evil.example/x?y=1 for more", "See for more"),
        ("<b onclick='x'>The bridge</b> opened", "The bridge opened"),
        ("&lt;script&gt;alert(1)&lt;/script&gt;The bridge", "The bridge"),
        ("The^bridge^opened", "The bridge opened"),
        ("Line one\n\nline two", "Line one line two"),
        ("The bridge opened (source 3).", "The bridge opened."),
        ("\u202eevil\u202c text", "evil text"),
        ("...", ""),
        ("x" * (LONGEST_SENTENCE + 1), ""),
    ],
)
def test_only_the_words_are_left(text: str, clean: str) -> None:
    assert clean_sentence(text) == clean


@pytest.mark.slow
def test_ten_thousand_fuzzed_sentences_hold_no_mark_link_or_markup() -> None:
    dice = random.Random(20260107)
    bits = [
        "[1]",
        "[99]",
        "http://a.b/c",
        "javascript:x",
        "<a",
        "</a>",
        "**",
        "`",
        "](",
        "![",
        "&lt;",
        "&#60;",
        "\u202e",
        "\u200b",
    ]
    bits += ["【2】", "(3)", "[n]", "www.x.y", "//z", "{", "}", '"', "\\"]
    bits += ["\n", "The bridge", "opened", "42", "大桥", *"<>[]()#|"]
    for _ in range(10_000):
        clean = clean_sentence("".join(dice.choice(bits) + dice.choice(["", " "]) for _ in range(dice.randint(1, 14))))
        assert not set(clean) & set("<>[]{}*_`#|\\~^【】\n\u202e\u200b"), clean
        assert "//" not in clean, clean
        assert "www." not in clean, clean
        assert "javascript:" not in clean.casefold(), clean


@pytest.mark.parametrize(("letters", "is_whole"), [(380, True), (450, False)])
def test_a_sentence_as_long_as_a_paragraph_is_none(letters: int, is_whole: bool) -> None:
    assert bool(clean_sentence("x" * letters)) == is_whole
