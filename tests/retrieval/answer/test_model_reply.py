"""A model's reply becomes plain sentences or nothing, whatever it is."""

import json
import random
from collections.abc import Iterator

import pytest

from retrieval.answer.model_reply import LONGEST, Told, clean_sentence, read_reply

GOOD = json.dumps(
    {"sentences": [{"text": "The bridge opened.", "sources": [1, 2]}, {"text": "It is long.", "sources": [2]}]}
)


def test_sentences_come_as_soon_as_they_are_complete() -> None:
    seen: list[int] = []

    def pieces() -> Iterator[str]:
        for at in range(0, len(GOOD), 5):
            seen.append(at)
            yield GOOD[at : at + 5]

    first = next(read_reply(pieces()))
    assert first == Told("The bridge opened.", (1, 2))
    assert seen[-1] < len(GOOD) / 2 + 10


@pytest.mark.parametrize("size", [1, 3, 7, 1000])
def test_how_a_reply_is_cut_does_not_matter(size: int) -> None:
    pieces = [GOOD[at : at + size] for at in range(0, len(GOOD), size)]
    assert list(read_reply(pieces)) == [Told("The bridge opened.", (1, 2)), Told("It is long.", (2,))]


def test_braces_and_quotes_inside_words_are_words() -> None:
    reply = json.dumps({"sentences": [{"text": 'He said "no } way" \\ twice.', "sources": [1]}]})
    assert [told.text for told in read_reply([reply])] == ['He said "no way" twice.']


@pytest.mark.parametrize(
    "reply",
    [
        "",
        "I cannot help.",
        "{}",
        "[]",
        '{"sentences":[]}',
        '{"text":"x","sources":"1"}',
        '{"text":1,"sources":[1]}',
        '{"text":"x","sources":[true]}',
        "{" * 5000,
    ],
)
def test_what_is_no_sentence_is_nothing(reply: str) -> None:
    assert list(read_reply([reply])) == []


def test_prose_around_the_json_is_left_out() -> None:
    assert len(list(read_reply([f"Sure! Here it is:\n```json\n{GOOD}\n```"]))) == 2


def test_no_more_than_a_dozen_sentences_are_taken() -> None:
    reply = json.dumps({"sentences": [{"text": f"Sentence {n}.", "sources": [1]} for n in range(50)]})
    assert len(list(read_reply([reply]))) == 12


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
        ("x" * (LONGEST + 1), ""),
    ],
)
def test_only_the_words_are_left(text: str, clean: str) -> None:
    assert clean_sentence(text) == clean


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
