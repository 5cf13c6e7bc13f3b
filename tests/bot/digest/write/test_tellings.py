from datetime import timedelta

from bot.digest.articles.voices import find_origins
from bot.digest.choose.selection import Pick
from bot.digest.stories.grouping import Story
from bot.digest.write.tellings import count_tellings
from retrieval.articles import Article
from tests.builders import NOON, article

SIDES = {"East Post": "east", "East Daily": "east", "West Times": "west"}


def of(outlet: str, title: str, **changes: object) -> Article:
    return article(title, id=f"{outlet}: {title}", outlet=outlet, **changes)


def counted(*articles: Article) -> dict[str, tuple[int, int]]:
    """Outlets and those of them that wrote it themselves, by side."""
    ids = tuple(each.id for each in articles)
    story = Story("s", "Bridge", ids, (), NOON, NOON, "new", 1, find_origins(articles))
    found = count_tellings(Pick(story, (), 1.0, articles=articles), lambda each: SIDES.get(each.outlet, ""))
    return {each.perspective: (each.outlets, each.origins) for each in found}


def test_outlets_are_counted_by_side_and_those_of_none_too() -> None:
    assert counted(
        of("West Times", "The Lena bridge opens"),
        of("East Post", "Nine years of work end at the river"),
        of("Far Wire", "Cars roll over the new crossing"),
    ) == {"west": (1, 1), "east": (1, 1), "": (1, 1)}


def test_an_outlet_that_prints_anothers_text_wrote_nothing() -> None:
    later = NOON - timedelta(hours=1)
    assert counted(
        of("East Post", "The Lena bridge opens"), of("East Daily", "The Lena bridge opens", published=later)
    ) == {"east": (2, 1)}


def test_two_texts_of_one_outlet_are_one_outlet() -> None:
    assert counted(
        of("East Post", "The Lena bridge opens"), of("East Post", "Nine years of work end at the river")
    ) == {"east": (1, 1)}
