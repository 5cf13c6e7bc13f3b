from bot.digest.choose.candidates import Candidate
from bot.digest.choose.nearness import Nearness
from bot.digest.choose.one_event import part_story
from bot.digest.stories.grouping import Story
from tests.builders import NOON, article


def told(identity: str, title: str, side: str) -> Candidate:
    return Candidate(article(title, id=identity, outlet=f"{side} {identity}"), side, "news", 0.5)


FLEET = told("a", "Ansel raises its fleet budget for the Karsul strait", "")
MORE = told("b", "Fleet budget of Ansel grows by a tenth", "")
THIRD = told("f", "Ansel fleet budget passes the council", "")
REPLY = told("c", "Karsul strait is no lake of Ansel's fleet, says envoy", "east")
ASIDE = told("d", "Ansel wants balanced harbour fees", "east")


def parts(*members: Candidate) -> list[tuple[str, tuple[str, ...], list[str]]]:
    ids = tuple(member.article.id for member in members)
    sides = tuple(dict.fromkeys(member.side for member in members if member.side))
    story = Story("a", "", ids, sides, NOON, NOON, "new", 1)
    near = Nearness([member.article for member in members])
    return [
        (each.id, each.perspectives, [one.article.id for one in own]) for each, own in part_story(story, members, near)
    ]


def test_a_side_that_tells_of_something_else_has_a_story_of_its_own() -> None:
    assert parts(FLEET, MORE, THIRD, REPLY, ASIDE) == [("a", ("east",), ["a", "b", "f", "c"]), ("d", ("east",), ["d"])]


def test_a_side_whose_only_article_is_of_something_else_does_not_tell_the_story() -> None:
    assert parts(FLEET, MORE, ASIDE) == [("a", (), ["a", "b"]), ("d", ("east",), ["d"])]


def test_who_is_tied_to_a_third_article_belongs_to_the_story() -> None:
    denial = told("e", "Envoy denies lake plans for strait", "east")
    assert parts(FLEET, MORE, THIRD, REPLY, denial) == [("a", ("east",), ["a", "b", "f", "c", "e"])]


def test_what_one_side_tells_stays_whole() -> None:
    assert parts(REPLY, ASIDE) == [("a", ("east",), ["c", "d"])]
