from datetime import timedelta

from bot.digest.articles.voices import find_origins
from bot.digest.choose.review_plan import Affair, plan_review
from bot.digest.choose.usable_articles import Candidate
from bot.digest.stories.grouping import Story
from retrieval.articles import Article
from tests.builders import NOON, article, topic


def told(title: str, outlet: str = "West Times", *, days_ago: int = 0, language: str = "en") -> Article:
    published = NOON - timedelta(days=days_ago)
    return article(title, id=f"{outlet}: {title}", outlet=outlet, published=published, language=language)


def story(*articles: Article, links: tuple[str, ...] = ()) -> tuple[Story, tuple[Article, ...]]:
    ids = tuple(each.id for each in articles)
    first, last = min(each.published for each in articles), max(each.published for each in articles)
    return Story(
        ids[0], articles[0].title, ids, (), first, last, "new", len(ids), find_origins(articles), links
    ), articles


def planned(*stories: tuple[Story, tuple[Article, ...]], relevance: float = 0.8) -> list[Affair]:
    candidates = [
        Candidate(each, "east" if each.outlet.startswith("East") else "west", "news", relevance)
        for _, articles in stories
        for each in articles
    ]
    return plan_review([one for one, _ in stories], candidates, topic=topic())


BRIDGE = story(
    told("Span of the Lena bridge falls, 12 die", "West Times", days_ago=6),
    told("Lena bridge falls into the river", "East Post", days_ago=6),
    told("Rescuers dig under the Lena bridge", "East Daily", days_ago=5),
)
DIVERS = story(told("Divers find the black box of the Lena bridge", "West Herald", days_ago=2))
GRAIN = story(told("Grain tariffs rise to 15 percent"), told("Farmers fear the rise of grain tariffs", "West Herald"))
OTHERS = tuple(
    story(told(f"{name} opens a museum of {thing}")) for name, thing in zip("ABCDEFGH", "ijklmnop", strict=True)
)


def test_what_more_wrote_of_comes_first_however_old_it_is() -> None:
    titles = [affair.main.story.title for affair in planned(GRAIN, BRIDGE)]
    assert titles == ["Span of the Lena bridge falls, 12 die", "Grain tariffs rise to 15 percent"]


def test_a_later_event_that_shares_what_names_the_first_is_of_its_affair() -> None:
    bridge, *rest = planned(BRIDGE, DIVERS, GRAIN, *OTHERS)
    assert [candidate.article.title for candidate in bridge.candidates] == [DIVERS[0].title]
    assert (bridge.origins, bridge.outlets) == (4, 4)
    assert DIVERS[0].title not in [affair.main.story.title for affair in rest]


def test_what_is_named_in_many_other_headlines_ties_nothing() -> None:
    lena = tuple(story(told(f"Lena bridge {name}")) for name in ("in winter", "by night", "on stamps", "as a toy"))
    assert planned(BRIDGE, DIVERS, *lena)[0].candidates == ()


def test_names_of_the_sides_tie_nothing() -> None:
    talks = story(
        told("The West and The East talk of fish", "West Times"), told("Fish talks: The West, The East", "East Post")
    )
    visit = story(told("The East invites The West to dance"))
    assert all(affair.candidates == () for affair in planned(talks, visit, *OTHERS))


def test_a_linked_story_is_of_the_affair_in_whatever_words() -> None:
    trial = story(told("Builder before the court"), links=(BRIDGE[0].id,))
    assert planned(BRIDGE, trial, GRAIN)[0].candidates[0].article.title == "Builder before the court"


def test_an_affair_is_dated_from_its_first_to_its_last_article() -> None:
    bridge = planned(BRIDGE, DIVERS, *OTHERS)[0].main.story
    assert (bridge.last_seen - bridge.first_seen).days == 4


def test_what_is_not_the_topics_stays_out_while_anything_is() -> None:
    candidates = [Candidate(each, "west", "news", 0.8 if each in GRAIN[1] else 0.4) for each in (*BRIDGE[1], *GRAIN[1])]
    affairs = plan_review([BRIDGE[0], GRAIN[0]], candidates, topic=topic())
    assert [affair.main.story.id for affair in affairs] == [GRAIN[0].id]
    assert len(planned(BRIDGE, GRAIN, relevance=0.4)) == 2


def test_what_can_be_read_comes_before_the_same_in_another_language() -> None:
    spanish = story(
        told("Suben los aranceles", language="es"), told("Los aranceles suben al 15", "West Herald", language="es")
    )
    assert planned(spanish, GRAIN)[0].main.story.id == GRAIN[0].id


def test_nothing_gives_nothing() -> None:
    assert planned() == []
