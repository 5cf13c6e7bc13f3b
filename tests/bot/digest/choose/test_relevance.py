from bot.digest.choose.relevance import rate_relevance, share_relevance
from bot.digest.stories.grouping import Story
from tests.builders import NOON, article, topic

BOTH = article("China answers American tariffs", id="both")
ONE = article("Beijing opens a park", id="one")
NONE = article("A frog is found", id="none")


def test_an_article_that_names_every_side_is_more_of_the_topic_than_one_that_names_none() -> None:
    rated = rate_relevance(topic(), [BOTH, ONE, NONE], {})
    assert rated["both"] > rated["one"] > rated["none"]


def test_where_few_articles_name_the_sides_names_say_nothing() -> None:
    strangers = [article("A frog is found", id=f"n{n}") for n in range(5)]
    rated = rate_relevance(topic(), [BOTH, *strangers], {})
    assert rated["both"] == rated["n0"]


def test_an_article_is_of_the_topic_when_its_story_is() -> None:
    story = Story("both", "", ("both", "none"), (), NOON, NOON, "new", 1)
    rated = rate_relevance(topic(), [BOTH, ONE, NONE], {})
    shared = share_relevance(rated, [story])
    assert shared["none"] > rated["none"]
    assert shared["both"] == rated["both"]
    assert shared["one"] == rated["one"]


def test_the_name_of_an_outlet_names_no_side() -> None:
    signed = article("Denmark turns a ship away - China Daily", id="signed", outlet="China Daily")
    rated = rate_relevance(topic(), [BOTH, signed, NONE], {})
    assert rated["signed"] == rated["none"]


def test_a_match_is_no_politics_of_those_who_play_it_unless_the_topic_is_about_matches() -> None:
    match = article("China beats America in volleyball final", id="match")
    assert rate_relevance(topic(), [BOTH, ONE, match], {})["match"] < rate_relevance(topic(), [BOTH, ONE], {})["one"]
    assert rate_relevance(topic(), [match], {})["match"] == rate_relevance(topic(), [BOTH], {})["both"]
