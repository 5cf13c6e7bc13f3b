from bot.digest.articles.headlines import Manner
from bot.digest.stories.grouping import Story
from bot.digest.write.draft import Line
from bot.digest.write.placing import Sizes, arrange_lines, choose_highlights
from tests.builders import NOON, article


def line(
    identity: str, side: str, *, sides: tuple[str, ...] = (), story: str = "", voices: int = 1, manner: Manner = "says"
) -> Line:
    told = article(identity, id=identity)
    about = Story(story or identity, identity, (identity,), sides or (side,), NOON, NOON, "new", voices)
    return Line(identity, side, about, (told,), manner=manner)


def lines(side: str, number: int) -> list[Line]:
    return [line(f"{side}{n}", side) for n in range(number)]


def test_highlights_take_the_sides_in_turn_and_lead_with_a_story_both_tell() -> None:
    both = line("both", "west", sides=("west", "east"))
    found = choose_highlights({"west": [*lines("west", 5), both], "east": lines("east", 6)}, 4)
    assert found[0] == both
    assert [each.side for each in found].count("west") == 2


def test_a_side_with_one_line_still_stands_in_the_highlights_and_no_side_drowns_it() -> None:
    found = choose_highlights({"west": lines("west", 9), "east": lines("east", 1)}, 5)
    assert sorted(each.side for each in found) == ["east", "west", "west"]


def test_a_story_is_highlighted_once_and_the_other_side_keeps_its_own_angle() -> None:
    west = line("w", "west", sides=("west", "east"), story="same")
    east = line("e", "east", sides=("west", "east"), story="same")
    placed = arrange_lines({"west": [west], "east": [east, *lines("east", 2)]}, Sizes())
    assert sum(each.story.id == "same" for each in placed.highlights) == 1
    assert east in dict(placed.bullets)["east"]


def test_every_line_is_placed_at_most_once() -> None:
    by_side = {"west": lines("west", 10), "east": lines("east", 10)}
    placed = arrange_lines(by_side, Sizes())
    shown = [*placed.highlights, *placed.one_sided, *(each for _, told in placed.bullets for each in told)]
    assert len(shown) == len({each.text for each in shown}) >= 16


def test_what_one_side_alone_tells_is_the_story_of_most_voices_and_only_from_what_the_side_can_spare() -> None:
    loud = line("loud", "west", voices=4)
    plenty = arrange_lines({"west": [*lines("west", 7), loud], "east": lines("east", 8)}, Sizes())
    assert loud in plenty.one_sided
    few = arrange_lines({"west": lines("west", 3), "east": lines("east", 3)}, Sizes())
    assert few.one_sided == ()


def test_a_bare_headline_is_never_a_highlight() -> None:
    asked = line("Why the bridge?", "west", manner="asks")
    assert choose_highlights({"west": [asked], "east": lines("east", 2)}, 5) == lines("east", 1)


def test_a_topic_without_sides_has_highlights_only() -> None:
    placed = arrange_lines({"": lines("", 12)}, Sizes())
    assert len(placed.highlights) == 10
    assert (placed.bullets, placed.one_sided) == ((), ())
