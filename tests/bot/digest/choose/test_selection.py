from collections import Counter
from dataclasses import replace
from datetime import timedelta

from bot.digest.choose.selection import THIN, Told, plan_digest
from bot.digest.choose.usable_articles import Candidate, judge_candidates
from bot.digest.stories.grouping import Story
from retrieval.articles import Article
from tests.builders import NOON, article, topic

HOUR = timedelta(hours=1)


def candidate(identity: str, *, side: str = "west", outlet: str = "West Times", hours_ago: float = 6) -> Candidate:
    told = article(
        f"Event {identity} number {identity} happens", id=identity, outlet=outlet, published=NOON - hours_ago * HOUR
    )
    return Candidate(told, side, "news", 0.5)


def story(*members: Candidate) -> Story:
    ids = tuple(member.article.id for member in members)
    sides = tuple(dict.fromkeys(member.side for member in members))
    published = [member.article.published for member in members]
    return Story(ids[0], ids[0], ids, sides, min(published), max(published), "new", len(ids))


def test_a_story_of_both_sides_goes_before_one_of_a_single_side() -> None:
    west, both = candidate("a"), (candidate("b"), candidate("c", side="east", outlet="East Post"))
    plan = plan_digest([story(west), story(*both)], [west, *both], topic=topic(), told=Told(), now=NOON)
    assert [pick.story.id for pick in plan.picks] == ["b", "a"]


def test_the_fresher_of_two_like_stories_goes_first() -> None:
    old, new = candidate("a", hours_ago=40), candidate("b", hours_ago=2)
    plan = plan_digest([story(old), story(new)], [old, new], topic=topic(), told=Told(), now=NOON)
    assert [pick.story.id for pick in plan.picks] == ["b", "a"]


def test_no_outlet_and_no_side_gets_more_than_its_cap() -> None:
    many = [candidate(f"w{n}") for n in range(9)]
    many += [candidate(f"e{n}", side="east", outlet=f"East {n}") for n in range(9)]
    plan = plan_digest(
        [story(each) for each in many], many, topic=topic(articles_per_perspective=5), told=Told(), now=NOON
    )
    chosen = [each for pick in plan.picks for each in pick.candidates]
    assert Counter(each.side for each in chosen) == {"west": 2, "east": 5}


def test_a_told_story_returns_only_with_articles_that_are_new_since() -> None:
    told = candidate("a", hours_ago=30), candidate("b", hours_ago=25), candidate("c", hours_ago=2, outlet="West Herald")
    memory = Told(frozenset({"a"}), until=NOON - 20 * HOUR, titles={"a": "Event c number c happens"})
    (pick,) = plan_digest([story(*told)], told, topic=topic(), told=memory, now=NOON).picks
    assert pick.is_told
    assert [each.article.id for each in pick.candidates] == ["c"]


def test_a_story_that_no_word_ties_to_what_was_told_is_new() -> None:
    told = candidate("a", hours_ago=30), candidate("c", hours_ago=2, outlet="West Herald")
    memory = Told(frozenset({"a"}), until=NOON - 20 * HOUR, titles={"a": "Budget of Ansel raises doubts"})
    (pick,) = plan_digest([story(*told)], told, topic=topic(), told=memory, now=NOON).picks
    assert not pick.is_told


def test_what_only_a_foreign_press_tells_comes_after_what_the_reader_can_read() -> None:
    plain, foreign = candidate("a"), candidate("b", outlet="Far Wire")
    foreign = replace(foreign, article=replace(foreign.article, language="es"))
    plan = plan_digest([story(foreign), story(plain)], [plain, foreign], topic=topic(), told=Told(), now=NOON)
    assert [pick.story.id for pick in plan.picks] == ["a", "b"]


def test_what_the_last_digest_left_out_is_older_and_makes_no_story_alone() -> None:
    left, fresh, alone = candidate("a", hours_ago=30), candidate("b", hours_ago=2), candidate("c", hours_ago=30)
    memory = Told(until=NOON - 20 * HOUR)
    everything = [left, fresh, alone]
    pick, *_ = plan_digest([story(left, fresh), story(alone)], everything, topic=topic(), told=memory, now=NOON).picks
    assert [each.article.id for each in pick.candidates] == ["b"]
    assert [each.article.id for each in pick.older] == ["a"]
    assert [article.id for article in pick.articles] == ["b"]


def test_what_cannot_be_used_is_counted_with_its_reason() -> None:
    def side_of(told: Article) -> str | None:
        return "west" if told.outlet == "West Times" else None

    plain = article("Harbour bridge of Port Ansel opens")
    told = [plain, replace(plain, id="x", outlet="Far Wire"), article("Watch live: the bridge of Port Ansel", id="y")]
    kept, dropped = judge_candidates(told, side_of=side_of, relevance={})
    assert [(each.article.id, each.side) for each in kept] == [(plain.id, "west"), ("x", "")]
    assert dropped == {"live": 1}


def test_an_act_of_a_state_goes_before_a_notice_that_names_both_sides() -> None:
    notice, act = candidate("a"), candidate("b", hours_ago=20)
    notice = replace(
        notice, relevance=1.0, article=replace(notice.article, title="Choirs of Norway and Chile sing together")
    )
    act = replace(act, relevance=0.7, article=replace(act.article, title="Norway bans Chilean salmon"))
    plan = plan_digest([story(notice), story(act)], [notice, act], topic=topic(), told=Told(), now=NOON)
    assert [pick.story.id for pick in plan.picks] == ["b", "a"]


def test_of_two_like_stories_that_of_which_others_speak_goes_first() -> None:
    lone, echoed = candidate("a", hours_ago=2), candidate("b", hours_ago=8)
    lone = replace(lone, article=replace(lone.article, title="Harbour crane topples in storm"))
    echoed = replace(echoed, article=replace(echoed.article, title="Skerry trawlers sent home"))
    around = [
        Candidate(article(f"Skerry trawlers wait, says pilot {n}", id=f"n{n}", outlet=f"Wire {n}"), "", "news", 0.2)
        for n in range(3)
    ]
    plan = plan_digest([story(lone), story(echoed)], [lone, echoed, *around], topic=topic(), told=Told(), now=NOON)
    assert [pick.story.id for pick in plan.picks] == ["b", "a"]


def test_on_a_thin_day_what_was_never_told_is_left_over_and_comes_last() -> None:
    fresh, left, told = candidate("a", hours_ago=2), candidate("b", hours_ago=30), candidate("c", hours_ago=40)
    again = candidate("d", hours_ago=28)
    memory = Told(frozenset({"c"}), until=NOON - 20 * HOUR)
    everything = [fresh, left, told, again]
    stories = [story(fresh), story(left), story(told, again)]
    picks = plan_digest(stories, everything, topic=topic(), told=memory, now=NOON).picks
    assert [(pick.story.id, pick.is_late) for pick in picks] == [("a", False), ("b", True)]


def test_a_view_is_not_left_over() -> None:
    left = candidate("b", hours_ago=30)
    view = replace(left, article=replace(left.article, title="Why the ferries of Ansel are always late"))
    plan = plan_digest([story(view)], [view], topic=topic(), told=Told(until=NOON - 20 * HOUR), now=NOON)
    assert not plan.picks


def test_on_a_day_with_news_nothing_is_left_over() -> None:
    fresh = [candidate(f"a{n}", outlet=f"West {n}", hours_ago=2) for n in range(THIN)]
    everything = [*fresh, candidate("b", hours_ago=30)]
    memory = Told(until=NOON - 20 * HOUR)
    plan = plan_digest([story(each) for each in everything], everything, topic=topic(), told=memory, now=NOON)
    assert not [pick for pick in plan.picks if pick.is_late]
