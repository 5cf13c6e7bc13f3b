"""Datelines: what is one, and what only looks like one."""

import pytest

from retrieval.language.datelines import without_dateline


@pytest.mark.parametrize(
    ("sentence", "told"),
    [
        ("ORVANE - The river rose by two metres.", "The river rose by two metres."),
        ("PORT ANSEL, Jan 6 (Far Wire) - The bridge opened.", "The bridge opened."),
        ("Ansel (Reuters) - The bridge opened.", "The bridge opened."),
        ("ORVANE - The bridge is called 大桥 there.", "The bridge is called 大桥 there."),
        ("新华社北京1月7日电 外交部发言人表示关切。", "外交部发言人表示关切。"),
    ],
)
def test_what_stands_in_front_of_a_report_is_left_out(sentence: str, told: str) -> None:
    assert without_dateline(sentence) == told


@pytest.mark.parametrize(
    "sentence",
    [
        "The river - the longest of the west - rose by two metres.",
        "AI-made pictures of the flood were shared widely.",
        "The bridge (the old one) - opened in 1904 - is closed.",
        "外交部发言人7日表示关切。",
        "",
    ],
)
def test_a_dash_or_a_bracket_alone_is_no_dateline(sentence: str) -> None:
    assert without_dateline(sentence) == sentence


def test_a_long_text_is_left_as_it_is_behind_the_dateline() -> None:
    assert without_dateline("ORVANE - " + "The river rose. " * 1000) == "The river rose. " * 1000
