from collections.abc import Sequence
from dataclasses import replace

from bot.digest.articles.voices import Origin
from bot.digest.choose.nearness import Nearness
from bot.digest.choose.selection import Pick
from bot.digest.choose.silence import LEAST_COMPARED, Window
from bot.digest.choose.usable_articles import Candidate
from bot.digest.stories.grouping import Story
from retrieval.articles import Article
from tests.builders import NOON, article

HEADLINES = (
    "Tower crane topples in storm",
    "Library lends its first violin",
    "Orchard owners count frozen blossoms",
    "Railway cuts fares for students",
    "Stadium roof passes safety test",
    "Brewery hires forty drivers",
    "Museum finds lost map",
)
STORY = [
    article("Ansel court bans trawlers", id="w1", outlet="West Times"),
    article("Trawlers have to leave after Ansel verdict", id="w2", outlet="West Herald"),
    article("Ansel verdict empties harbours of trawlers", id="w3", outlet="West Post"),
]


def east(count: int) -> list[Article]:
    return [article(title, id=f"e{n}", outlet="East Post") for n, title in enumerate(HEADLINES[:count])]


def pick_of(told: Sequence[Article], *, origins: int = 3, relevance: float = 1.0) -> Pick:
    ids = tuple(each.id for each in told)
    found = tuple(Origin("", (identity,)) for identity in ids) if origins > 1 else (Origin("", ids),)
    story = Story("w1", "", ids, ("west",), NOON, NOON, "new", 1, found)
    return Pick(story, (Candidate(told[0], "west", "news", relevance),), 1.0, articles=tuple(told))


def silent(others: Sequence[Article], *, is_known: bool = True, pick: Pick | None = None) -> dict[str, int]:
    articles = [*STORY, *others]
    window = Window(
        articles, lambda told: "east" if told.outlet == "East Post" else "west", ["west", "east"], Nearness(articles)
    )
    return dict(window.silent_sides(pick or pick_of(STORY), is_known=lambda _: is_known))


def test_nobody_is_silent_of_a_story_that_could_not_be_expected_of_him() -> None:
    others = east(LEAST_COMPARED)
    assert silent(others, pick=pick_of(STORY[:1])) == {}
    assert silent(others, pick=pick_of(STORY, origins=1)) == {}


def test_a_side_with_enough_to_tell_that_does_not_tell_a_story_is_silent() -> None:
    assert silent(east(LEAST_COMPARED)) == {"east": LEAST_COMPARED}


def test_nobody_is_silent_of_what_no_side_tells() -> None:
    pick = pick_of(STORY)
    assert silent(east(6), pick=replace(pick, story=replace(pick.story, perspectives=()))) == {}


def test_what_somebody_in_office_did_may_be_missed_though_one_outlet_alone_tells_it() -> None:
    deed = replace(pick_of(STORY[:1], origins=1), act="deed")
    assert silent(east(LEAST_COMPARED), pick=deed) == {"east": LEAST_COMPARED}


def test_what_many_wrote_of_may_be_missed_whoever_is_named_in_it() -> None:
    assert silent(east(LEAST_COMPARED), pick=pick_of(STORY, relevance=0.6)) == {"east": LEAST_COMPARED}
    assert silent(east(LEAST_COMPARED), pick=pick_of(STORY[:2], origins=2, relevance=0.6)) == {}


def test_of_a_side_with_fewer_articles_nothing_follows() -> None:
    assert silent(east(LEAST_COMPARED - 1)) == {}


def test_the_same_headline_printed_again_is_not_compared_twice() -> None:
    again = [article(HEADLINES[0], id=f"x{n}", outlet="East Post") for n in range(3)]
    assert silent([*east(LEAST_COMPARED - 1), *again]) == {}


def test_a_side_that_names_the_matter_is_not_silent() -> None:
    aside = article("Fishermen shrug at the trawlers ruling", id="e9", outlet="East Post")
    assert silent([*east(6), aside]) == {}


def test_where_an_outlet_of_unknown_country_tells_it_nobody_is_silent_for_sure() -> None:
    assert silent(east(6), is_known=False) == {}


def test_headlines_of_another_language_are_not_compared() -> None:
    spanish = [replace(told, language="es") for told in east(7)]
    assert silent(spanish) == {}
