from dataclasses import replace

from bot.digest.choose.selection import Plan, Told, plan_digest
from bot.digest.write.notes import quiet_notes, reach_notes, side_notes
from retrieval.feeds.feeds import Reach
from tests.bot.digest.choose.test_selection import candidate, story
from tests.builders import NOON, topic


def test_a_side_on_one_outlet_is_said_to_rest_on_it_and_a_side_without_articles_is_named() -> None:
    notes = side_notes(topic(), [candidate(f"w{n}") for n in range(4)])
    assert any("one outlet only (West Times)" in note for note in notes)
    assert any(note.startswith("No article") and "The East" in note for note in notes)


def test_a_side_with_few_articles_is_said_to_rest_on_them() -> None:
    notes = side_notes(topic(), [candidate("w1")])
    assert notes[0] == "The side “The West” rests on one article only (West Times)."


def test_where_no_side_has_an_article_the_sides_are_not_listed_one_by_one() -> None:
    assert side_notes(topic(), []) == ()


def test_a_short_digest_says_why_and_a_usual_one_does_not() -> None:
    own = [candidate("a")]
    plan = plan_digest([story(*own)], own, topic=topic(), told=Told(), now=NOON)
    articles = [each.article for each in own]
    assert quiet_notes([], Plan(()), 0) == ("No article of this topic came in for this digest.",)
    assert "told in earlier ones" in quiet_notes(articles, Plan(()), 0)[0]
    assert "A thin day" in quiet_notes(articles, plan, 2)[0]
    assert quiet_notes(articles, plan, 9) == ()


def test_where_no_feed_answered_no_day_is_called_quiet() -> None:
    cut_off = Reach(NOON, (), ("https://a.example/rss", "https://b.example/rss"))
    assert quiet_notes([], Plan(()), 0, cut_off) == ()
    assert reach_notes(cut_off) == ("None of the 2 feeds could be reached since 07 Jan 12:00 UTC.",)
    partly = Reach(NOON, ("https://a.example/rss",), ("https://b.example/rss",))
    assert "No article" in quiet_notes([], Plan(()), 0, partly)[0]
    assert reach_notes(partly) == ("1 of 2 feeds could not be reached since 07 Jan 12:00 UTC (b.example).",)
    assert reach_notes(Reach(NOON, ("https://a.example/rss",))) == reach_notes(None) == ()


def test_a_thin_day_says_how_much_is_new() -> None:
    own = [candidate(f"a{n}") for n in range(20)]
    plan = plan_digest([story(*own)], own, topic=topic(), told=Told(), now=NOON)
    [note] = quiet_notes([each.article for each in own], plan, 2)
    assert note == "A thin day. New articles since the last digest: 20."


def test_what_is_left_over_of_earlier_days_is_not_new_however_much_it_is() -> None:
    own = [candidate("a")]
    left = [
        replace(pick, is_late=True)
        for pick in plan_digest([story(*own)], own, topic=topic(), told=Told(), now=NOON).picks
    ]
    assert "told in earlier ones" in quiet_notes([own[0].article], Plan(tuple(left)), 9)[0]
