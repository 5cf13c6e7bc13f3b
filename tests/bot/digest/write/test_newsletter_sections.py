import pytest

from bot.digest.write.newsletter_sections import USUAL_SECTIONS, choose_section
from tests.builders import article


@pytest.mark.parametrize(
    ("headline", "section"),
    [
        ("Rebels and troops of Tessaly agree on a truce", "Top News"),
        ("Ansel prohibits exports of rare metals to Tessaly", "Top News"),
        ("Carmakers of the region miss their sales targets", "Top Business"),
        ("Central bank of Ansel raises its key interest rate", "Economy & Markets"),
        ("Bakery chain soars in stock market debut", "Economy & Markets"),
        ("Lena Motors acquires rival and opens a plant", "Corporate"),
        ("Archaeologists find songs of the first ferrymen", "In Case You Missed It"),
    ],
)
def test_words_alone_choose_a_section_also_where_the_description_uses_others(headline: str, section: str) -> None:
    assert choose_section(article(headline, text="", section=""), None, USUAL_SECTIONS, {}) == section


def test_the_section_an_article_carries_is_kept() -> None:
    carried = article("Rebels and troops agree on a truce", section="corporate")
    assert choose_section(carried, None, USUAL_SECTIONS, {}) == "Corporate"
