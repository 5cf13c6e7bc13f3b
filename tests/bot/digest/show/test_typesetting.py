import pytest

from bot.digest.show.typesetting import is_right_to_left, text_width, wrap_text

WIDTH = 200.0
SIZE = 14.0


@pytest.mark.parametrize(
    "title",
    [
        "The Lena bridge opens after nine years of building, two governments and a flood",
        "莱娜大桥历经九年、两届政府和一场洪水之后终于开通，首小时通过三百辆汽车",
        "जल मंत्री ने कहा कि बाँध सुरक्षित है और पुल जल्द खुलेगा",
        "لينا: جسر يفتح بعد تسع سنوات من البناء والفيضان",
        "W" * 90,
    ],
)
def test_a_title_is_wrapped_whole_and_no_line_is_too_wide(title: str) -> None:
    lines = wrap_text(title, WIDTH, size=SIZE, most_lines=9)
    assert "".join(lines).replace(" ", "") == title.replace(" ", "")
    assert len(lines) > 1
    assert all(text_width(line, SIZE) <= WIDTH for line in lines)


def test_only_what_needs_too_many_lines_is_cut() -> None:
    lines = wrap_text("word " * 200, WIDTH, size=SIZE, most_lines=3)
    assert len(lines) == 3
    assert lines[-1].endswith("word…")
    assert text_width(lines[-1], SIZE) <= WIDTH


def test_a_closing_mark_begins_no_line() -> None:
    for room in range(3, 12):
        lines = wrap_text("中国新闻。标题，很长！", room * SIZE, size=SIZE, most_lines=9)
        assert not any(line[0] in "。，！" for line in lines)


def test_nothing_is_one_empty_line() -> None:
    assert wrap_text("", WIDTH, size=SIZE, most_lines=3) == [""]


@pytest.mark.parametrize(
    ("text", "is_right"), [("1 عنوان", True), ("“שלום” today", True), ("1 Title عنوان", False), ("7", False)]
)
def test_the_first_letter_with_a_direction_decides(text: str, is_right: bool) -> None:
    assert is_right_to_left(text) is is_right
