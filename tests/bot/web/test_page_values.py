import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.web.page_values import Piece, mark_words


def test_a_word_is_found_where_it_begins_another() -> None:
    assert mark_words("A Bridge, two bridges", "bridge") == [
        Piece("A ", False),
        Piece("Bridge", True),
        Piece(", two ", False),
        Piece("bridges", True),
    ]


def test_a_word_inside_another_and_short_words_are_not_marked() -> None:
    assert mark_words("Cambridge is a town", "bridge is a") == [Piece("Cambridge is a town", False)]


def test_chinese_words_are_found_in_running_text() -> None:
    assert Piece("大桥星期一通车", True) in mark_words("勒拿大桥星期一通车", "大桥")


@given(st.text(), st.text())
def test_the_pieces_are_the_text(text: str, words: str) -> None:
    assert "".join(piece.text for piece in mark_words(text, words)) == text


@pytest.mark.parametrize(("words", "are_all_marked"), [(10, True), (14, False)])
def test_the_first_words_looked_for_are_marked(words: int, are_all_marked: bool) -> None:
    text = " ".join(f"bridge{number:02}" for number in range(words))
    assert (sum(piece.is_found for piece in mark_words(text, text)) == words) == are_all_marked
