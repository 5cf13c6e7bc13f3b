"""Names are found as whole words, the longest first, in every script."""

import pytest

from retrieval.language.mentions import NameIndex

NAMES = NameIndex(["korea", "north korea", "u.s.", "us", "bosnia and herzegovina", "中国", "中国大陆", "पोलैंड", "タイ"])
OWN = NameIndex(["velmora"], most_endings=3)


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("North Korea's papers", ["North Korea"]),
        ("the U.S.-led press, the US", ["U.S.", "US"]),
        ("Bosnia and Herzegovina, Bosnia", ["Bosnia and Herzegovina"]),
        ("Koreas, thus", []),
        ("请问中国大陆媒体", ["中国大陆"]),
        ("पोलैंड की मीडिया", ["पोलैंड"]),
        ("NORTH KOREA", ["NORTH KOREA"]),
        ("", []),
    ],
)
def test_a_name_is_found_where_it_stands_as_words(text: str, found: list[str]) -> None:
    assert [text[start:end] for start, end in NAMES.find(text)] == found


def test_a_word_may_go_on_for_a_few_letters_where_that_is_allowed() -> None:
    text = "Velmora, Velmoran and Velmoranians"
    assert [text[start:end] for start, end in OWN.find(text)] == ["Velmora", "Velmoran"]
