"""Which sentence of an article may be said in the place of a model's own about it."""

import pytest

from retrieval.answer.shown_articles import may_stand_for


@pytest.mark.parametrize(
    ("quote", "may"),
    [
        ("The bridge over the Lune fell on Monday.", True),
        ("The ministry of roads will look into the tenders of three other firms.", False),
    ],
)
def test_half_of_its_words_must_be_those_of_the_sentence(quote: str, may: bool) -> None:
    assert may_stand_for(quote, "A bridge over the river Lune fell down on Monday.") is may


@pytest.mark.parametrize(
    ("quote", "may"),
    [
        ("The ministry put the number of dead at 14 on Sunday.", True),
        ("On Sunday evening the Lune Post said that 16 people had died in the flood.", False),
    ],
)
def test_in_another_language_it_must_have_one_of_the_figures(quote: str, may: bool) -> None:
    assert may_stand_for(quote, "Lune Post 11月30日报道，确认的遇难人数为14人。") is may


def test_in_another_language_and_without_figures_nothing_tells() -> None:
    assert may_stand_for("The ferries over the Lune sail again.", "卢恩河上的渡轮恢复航行。")
