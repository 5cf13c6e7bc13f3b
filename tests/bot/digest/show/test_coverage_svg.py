from xml.etree import ElementTree

from bot.digest.show.coverage import Coverage, SideCount, StoryCoverage
from bot.digest.show.coverage_svg import DARK, LIGHT, MAX_HEIGHT, WIDTH, Captions, coverage_css, coverage_svg

SVG = "{http://www.w3.org/2000/svg}"
SIDES = ("The West", "The East")
CAPTIONS = Captions("Who told what", "East and West · Wednesday, 7 January", "The bridge: 5 and 1")


def drawn(
    *stories: StoryCoverage, captions: Captions = CAPTIONS, sides: tuple[str, ...] = SIDES
) -> ElementTree.Element:
    return ElementTree.fromstring(coverage_svg(Coverage(sides, stories), captions))


def story(title: str, west: SideCount = SideCount(5, 3), east: SideCount = SideCount(1, 1)) -> StoryCoverage:  # noqa: B008
    return StoryCoverage(title, (west, east))


def texts(svg: ElementTree.Element) -> list[str]:
    return [each.text or "" for each in svg.iter(f"{SVG}text")]


def bars(svg: ElementTree.Element) -> list[tuple[str, float]]:
    """The bars under the legend, which has a square a side."""
    found = [(each.get("class", ""), float(each.get("width", 0))) for each in svg.iter(f"{SVG}rect")]
    return [bar for bar in found if bar[0] != "ground"][len(SIDES) :]


def test_a_bar_is_as_long_as_its_outlets_and_pale_from_where_others_wrote_the_text() -> None:
    (west, reprints, east) = bars(drawn(story("The bridge opens")))
    assert [west[0], reprints[0], east[0]] == ["side1", "side1 reprint", "side2"]
    assert [west[1] / east[1], reprints[1] / east[1]] == [3, 2]


def test_a_silent_side_has_its_words_and_a_mark() -> None:
    svg = drawn(story("The bridge opens", east=SideCount(compared=8)))
    assert "not told (8 articles compared)" in texts(svg)
    assert bars(svg)[-1] == ("side2", 2)


def test_what_the_pale_ends_mean_is_said_where_there_are_any() -> None:
    sentence = "Pale: outlets that print what another wrote."
    assert sentence in texts(drawn(story("The bridge opens")))
    assert sentence not in texts(drawn(story("The bridge opens", west=SideCount(5, 5))))


def test_markup_in_a_title_is_text() -> None:
    title = "<script>x</script> & ]]> “quotes”"
    svg = drawn(story(title), captions=Captions(title, title, title))
    assert {each.tag for each in svg.iter()} == {f"{SVG}{name}" for name in ("svg", "title", "desc", "rect", "text")}
    assert f"1\u2002{title}" in texts(svg)


def test_a_title_from_right_to_left_stands_at_the_right() -> None:
    svg = drawn(story("جسر لينا مفتوح"))
    (title,) = (each for each in svg.iter(f"{SVG}text") if "لينا" in (each.text or ""))
    assert title.get("text-anchor") == "end"
    assert float(title.get("x", 0)) > WIDTH / 2


def test_it_has_as_many_stories_as_fit_and_always_one() -> None:
    many = drawn(*(story(f"Story {n} of many that were told on one day") for n in range(30)))
    assert 300 < float(many.get("height", 0)) <= MAX_HEIGHT
    assert not any("Story 29" in text for text in texts(many))
    assert any("word" in text for text in texts(drawn(story("word " * 200, SideCount(1, 1)))))


def test_it_says_in_words_what_it_shows() -> None:
    svg = drawn(story("The bridge opens"))
    assert svg.get("role") == "img"
    named = {each.get("id"): each.text for each in svg}
    assert [named[name] for name in svg.get("aria-labelledby", "").split()] == ["Who told what", "The bridge: 5 and 1"]


def test_a_topic_without_sides_needs_no_legend() -> None:
    svg = drawn(StoryCoverage("The bridge opens", (SideCount(3, 3),)), sides=("Others",))
    assert "Others" not in texts(svg)


def contrast(one: str, other: str) -> float:
    """As WCAG 2 counts it."""

    def light(colour: str) -> float:
        parts = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
        linear = [part / 12.92 if part <= 0.03928 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]
        return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]

    low, high = sorted((light(one), light(other)))
    return (high + 0.05) / (low + 0.05)


def test_every_colour_can_be_told_from_its_ground() -> None:
    for palette in (DARK, LIGHT):
        for name, colour in palette.items():
            least = 4.5 if name in ("ink", "faint") else 3.0
            assert name == "ground" or contrast(colour, palette["ground"]) >= least, name


def test_every_class_has_a_colour_in_both_palettes() -> None:
    svg = drawn(story("The bridge opens"))
    used = {name for each in svg.iter() for name in each.get("class", "").split()} - {"coverage", "reprint"}
    for palette in (DARK, LIGHT):
        assert used <= palette.keys()
        assert all(f".coverage .{name}{{" in coverage_css(palette) for name in used)
