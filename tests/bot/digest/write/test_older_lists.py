from datetime import date

from bot.digest.model.digest import Bullet, Contradiction, SideLines, Silence, StoryBlock
from bot.digest.write.older_lists import OlderLists, list_by_side
from tests.bot.digest.samples import source
from tests.builders import topic

SOURCES = (source(1), source(2), source(3), source(4))


def bullet(text: str, n: int) -> Bullet:
    return Bullet(text, (n,), ("West Times" if n % 2 else "East Post",))


def listed(*stories: StoryBlock, also: tuple[Bullet, ...] = ()) -> OlderLists:
    return list_by_side(stories, (), also, sides=topic().perspectives, sources=SOURCES)


def test_the_head_of_a_story_is_a_highlight_and_each_sides_lines_stand_under_it() -> None:
    story = StoryBlock("a", "A", (bullet("A.", 1), bullet("More.", 1)), (SideLines("east", (bullet("Ours.", 2),)),))
    found = listed(story, also=(bullet("Else.", 4),))
    assert [each.text for each in found.highlights] == ["A."]
    assert [[each.text for each in side.bullets] for side in found.perspectives] == [["More."], ["Ours.", "Else."]]
    assert [side.articles for side in found.perspectives] == [(1, 3), (2, 4)]


def test_what_is_new_in_a_told_story_is_developing_under_the_name_it_had() -> None:
    story = StoryBlock("a", "B.", (bullet("B.", 1),), since=date(2026, 1, 5), known_as="Known", is_new=False)
    (new,) = listed(story).developing
    assert (new.story, new.text, new.since) == ("Known", "B.", date(2026, 1, 5))
    assert listed(story).highlights == ()


def test_a_story_that_one_side_alone_tells_and_a_contradiction_have_their_lists() -> None:
    alone = StoryBlock("a", "A", (bullet("A.", 1),), not_told_by=(Silence("east", 8),))
    clash = Contradiction("x", (bullet("One.", 1), bullet("Two.", 2)))
    found = listed(alone, StoryBlock("b", "B", (bullet("B.", 3),), contradictions=(clash,)))
    assert [(each.perspective, each.text) for each in found.one_sided] == [("west", "A.")]
    (difference,) = found.differences
    assert [(each.perspective, each.text) for each in difference.sides] == [("west", "One."), ("east", "Two.")]
    assert difference.story == "B"
    assert found.highlights == ()
