"""What is no question."""

import pytest

from bot.talk.frame.courtesies import courtesy_of


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("thanks", "thanks"),
        ("Thank you so much!", "thanks"),
        ("ok, thanks 🙏", "thanks"),
        ("谢谢！", "thanks"),
        ("धन्यवाद", "thanks"),
        ("Hi there!", "greeting"),
        ("👍", "greeting"),
        ("😀😀", "greeting"),
        ("why?", ""),
        ("?", ""),
        ("thanks to whom did the bridge open?", ""),
        ("Good Morning America ratings", ""),
        ("OK Corral", ""),
        ("和路透社呢？", ""),
    ],
)
def test_courtesies_are_told_from_questions(text: str, kind: str) -> None:
    assert courtesy_of(text) == kind
