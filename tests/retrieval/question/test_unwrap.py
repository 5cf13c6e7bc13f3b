"""What is decoration around a question and what is not."""

import pytest

from retrieval.question.unwrap import undecorated


@pytest.mark.parametrize(
    ("text", "plain"),
    [
        ("<b>Who won?</b>", "Who won?"),
        ("<a href='https://x.example'>Who</a> won?", "Who won?"),
        ("**Who** _won_?", "Who won?"),
        ("`Who won?`", "Who won?"),
        ("• Who won?", "Who won?"),
        ("(2) Who won?", "Who won?"),
        ("Q: Who won?", "Who won?"),
        ("3️⃣ Who won? 🏆", "Who won?"),
        ("“Who won?”", "Who won?"),
        ("'What's new?'", "What's new?"),
        ("«Who won»?", "Who won?"),
        ("- “**Who won?**” 👀", "Who won?"),
    ],
)
def test_decoration_is_taken_off(text: str, plain: str) -> None:
    assert undecorated(text) == plain


@pytest.mark.parametrize(
    "text",
    [
        "Is it 5°C in Halmere?",
        "What does “rare” mean in “rare earths”?",
        '"Rare earths" or "chips"?',
        "What happened to file_name_2?",
        "Is x < 3 and y > 2?",
        "24.12.2025: what happened?",
        "What did AT&T say?",
        "What's the workers' view?",
        "What did [2] say?",
        "-5 % or more?",
    ],
)
def test_what_belongs_to_the_question_stays(text: str) -> None:
    assert undecorated(text) == text


def test_a_text_of_nothing_else_stays_as_it_is() -> None:
    assert undecorated("👍👍") == "👍👍"
