from bot.digest.model.digest import Digest, Silence, StoryBlock, Telling
from bot.digest.show.coverage import MAX_ALT, Coverage, SideCount, StoryCoverage, coverage_of, coverage_words
from tests.bot.digest.samples import digest, source

BRIDGE = StoryBlock(
    "bridge", "The bridge opens", told_by=(Telling("west", 5, 3), Telling("east", 1, 1), Telling("", 2, 1))
)
FERRY = StoryBlock("ferry", "Ferries stop", told_by=(Telling("west", 2, 2),), not_told_by=(Silence("east", 8),))


def of(*stories: StoryBlock) -> Digest:
    return digest(stories=stories, layout="stories")


def test_outlets_and_origins_are_counted_by_side_in_the_order_of_the_digest() -> None:
    assert coverage_of(of(BRIDGE, FERRY)) == Coverage(
        ("The West", "The East", "Others"),
        (
            StoryCoverage("The bridge opens", (SideCount(5, 3), SideCount(1, 1), SideCount(2, 1))),
            StoryCoverage("Ferries stop", (SideCount(2, 2), SideCount(compared=8), SideCount())),
        ),
    )


def test_outlets_of_no_side_have_no_place_where_none_tells_anything() -> None:
    assert coverage_of(of(FERRY)).sides == ("The West", "The East")


def test_a_digest_stored_before_sides_were_counted_is_counted_by_its_sources() -> None:
    old = digest(
        stories=(StoryBlock("bridge", "The bridge opens"),),
        sources=(source(1), source(3), source(2), source(5, story="ferry")),
    )
    (story,) = coverage_of(old).stories
    assert story.counts == (SideCount(1, 1), SideCount(1, 1))


def test_single_outlets_and_outlets_of_no_side_are_no_comparison() -> None:
    alone = StoryBlock("mill", "The mill burns", told_by=(Telling("west", 1, 1),))
    far = StoryBlock("fair", "A fair opens", told_by=(Telling("", 3, 3),))
    assert coverage_of(of(BRIDGE, FERRY)).is_comparison
    assert not coverage_of(of(BRIDGE, alone)).is_comparison
    assert not coverage_of(of(far, far)).is_comparison
    assert coverage_of(of(far, FERRY)).is_comparison


def test_the_picture_is_said_in_words() -> None:
    assert coverage_words(coverage_of(of(BRIDGE, FERRY))) == (
        "Who told what: 1. The bridge opens – The West: 5 outlets, 3 reports, The East: 1 outlet, "
        "Others: 2 outlets, one report. 2. Ferries stop – The West: 2 outlets, "
        "The East: not told (8 articles compared)."
    )


def test_the_words_are_no_longer_than_a_caption_and_end_between_two_stories() -> None:
    stories = tuple(StoryBlock(f"s{n}", "word " * 50, told_by=(Telling("west", 2, 2),)) for n in range(9))
    words = coverage_words(coverage_of(of(*stories)))
    assert len(words) <= MAX_ALT
    assert words.endswith("The West: 2 outlets.")
