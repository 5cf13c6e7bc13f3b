from warnings import catch_warnings, simplefilter

from bot.digest.show.coverage import Coverage, SideCoverage, StoryCoverage, coverage_of, coverage_words
from bot.digest.show.picture import coverage_picture
from tests.bot.digest.samples import digest, source


def test_articles_and_outlets_are_counted_by_side_and_story() -> None:
    made = digest(
        sources=(
            source(1, story="a"),
            source(2, story="a"),
            source(3, story="b"),
            source(4, story="a", outlet="Lena Post"),
            source(5, story="c", perspective=""),
        )
    )
    assert coverage_of(made) == Coverage(
        (SideCoverage("The West", 2, 1), SideCoverage("The East", 2, 2), SideCoverage("Other outlets", 1, 1)),
        (StoryCoverage("Bridge report 1", (1, 2, 0)),),
    )


def test_the_picture_is_said_in_words() -> None:
    coverage = Coverage(
        (SideCoverage("The West", 2, 1), SideCoverage("The East", 1, 1)), (StoryCoverage("Lena bridge", (2, 0)),)
    )
    assert coverage_words(coverage) == (
        "Bar chart of the articles by side. The West 2 articles of 1 outlet; The East 1 article of 1 outlet. "
        "Stories told most: Lena bridge: The West 2."
    )


def test_long_titles_do_not_make_the_words_longer_than_a_caption() -> None:
    stories = tuple(StoryCoverage("word " * 60, (1, 1)) for _ in range(6))
    coverage = Coverage((SideCoverage("The West", 6, 1), SideCoverage("The East", 6, 1)), stories)
    assert len(coverage_words(coverage)) <= 1000


def test_the_picture_is_a_png_and_the_same_every_time() -> None:
    picture = coverage_picture(digest())
    assert picture is not None
    assert picture.png.startswith(b"\x89PNG")
    again = coverage_picture(digest())
    assert again is not None
    assert again.png == picture.png


def test_nothing_to_compare_gives_no_picture() -> None:
    assert coverage_picture(digest(sources=(source(1),))) is None


def test_titles_in_any_script_and_with_formula_signs_are_drawn_without_a_warning() -> None:
    titles = ("中国新闻标题很长", "$x^2$ costs $5", "हिन्दी शीर्षक", "عنوان", "\ue000\U0001f600 odd")
    sources = tuple(source(n, title=title, story="one") for n, title in enumerate(titles, 1))
    for first in sources:
        made = digest(sources=(first, *(each for each in sources if each != first)))
        with catch_warnings():
            simplefilter("error")
            assert coverage_picture(made) is not None
