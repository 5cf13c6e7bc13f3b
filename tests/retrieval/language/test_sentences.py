import itertools
from time import process_time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from retrieval.language.sentences import split_sentences


def sentences(text: str) -> list[str]:
    return [text[span.start : span.end] for span in split_sentences(text)]


@pytest.mark.parametrize(
    "text",
    [
        "The U.S. envoy met Mr. Lee of Harbour Inc. on Jan. 6.",
        "Gen. J. P. Moss spoke at 5 p.m. Tuesday.",
        "Prices rose 3.5 percent to 1,250.75 crowns, see example.com for the table.",
        "It was No. 4 on the list, i.e. near the top.",
        "Voters approved Prop. 50 on Tuesday.",
        "“Why?” he asked.",
        "They waited ... and nothing came.",
        "It stands in vol. 3, on pp. 12 to 14, and in fig. 2, some 9 ft. 3 high.",
        "Lena Bros. Sells its ferries, Ansel Ltd. Keeps its own.",
        "The E.U. Council and the U.N. Envoy met.",
    ],
)
def test_abbreviations_numbers_and_questions_inside_do_not_end_a_sentence(text: str) -> None:
    assert sentences(text) == [text]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("It rained. It stopped.", ["It rained.", "It stopped."]),
        ("He left the U.S. The door closed.", ["He left the U.S.", "The door closed."]),
        ("“No.” She turned.", ["“No.”", "She turned."]),
        ("He left the U.S. After that it rained.", ["He left the U.S.", "After that it rained."]),
        ("He left the U.S. Yet it rained.", ["He left the U.S.", "Yet it rained."]),
        ("She said: “Go!” Then silence.", ["She said: “Go!”", "Then silence."]),
        ("央行宣布降息。市场上涨！真的吗？", ["央行宣布降息。", "市场上涨！", "真的吗？"]),
        ("他说：“不会。”然后离开。", ["他说：“不会。”", "然后离开。"]),
        ("A headline\n\nThe text begins", ["A headline", "The text begins"]),
        ("one line\ngoes on here", ["one line\ngoes on here"]),
        ("First item\nSecond item", ["First item", "Second item"]),
        ("", []),
    ],
)
def test_sentences_end_where_a_reader_ends_them(text: str, expected: list[str]) -> None:
    assert sentences(text) == expected


@given(st.text(alphabet="ab .!?\n。“”'U1", max_size=80))
def test_spans_are_ordered_trimmed_and_hold_everything_but_white_space(text: str) -> None:
    spans = split_sentences(text)
    assert all(one.end <= other.start for one, other in itertools.pairwise(spans))
    assert all(text[span.start : span.end] == text[span.start : span.end].strip() != "" for span in spans)
    assert "".join("".join(text[s.start : s.end] for s in spans).split()) == "".join(text.split())


def test_a_run_of_full_stops_takes_no_longer_than_as_many_letters() -> None:
    def seconds(text: str) -> float:
        began = process_time()
        split_sentences(text)
        return process_time() - began

    for marks in (".", "…", "。", "؟", "!?", ".)", "\n", ". "):
        assert seconds(marks * 60_000) < 1, marks
