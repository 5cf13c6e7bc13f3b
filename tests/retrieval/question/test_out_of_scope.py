"""What asks for nothing from the news is told from what does."""

import pytest

from retrieval.question.out_of_scope import wish_of


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("alert me when the Lune bridge opens", "alert"),
        ("Could you tell me as soon as they have a date?", "alert"),
        ("please send it as audio", "form"),
        ("weekly please", "schedule"),
        ("make me a summary of the week every friday", "schedule"),
        ("forward this to my sister", "share"),
        ("less crypto", "less"),
        ("could you show fewer football stories from now on", "less"),
        ("thank you, very useful", "courtesy"),
        ("good evening", "courtesy"),
        ("are you a human?", "courtesy"),
        ("2+2", "sum"),
        ("what is 17 percent of 300", "sum"),
        ("what's the weather in Halmere tomorrow?", "weather"),
    ],
)
def test_a_wish_is_known(text: str, name: str) -> None:
    wish = wish_of(text)
    assert wish is not None
    assert wish.name == name


@pytest.mark.parametrize(
    "text",
    [
        "who alerted Halmere when the dam broke",
        "what does the weekly review of the ministry say",
        "How many fewer jobs were there in May?",
        "what did she send to her sister",
        "tell me about the flood",
        "did the weather delay the launch?",
        "no more tariffs for Orvane?",
        "how much is the bridge",
    ],
)
def test_a_question_is_no_wish(text: str) -> None:
    assert wish_of(text) is None
