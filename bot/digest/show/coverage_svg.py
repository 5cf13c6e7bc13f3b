"""The coverage of a digest as one SVG for a phone: a row a story, a bar a side. Text is escaped once, here.

Colours are classes: a page brings `coverage_css(...)` in its style sheet, and so does the picture. The pale end of a bar are
outlets that print what another wrote. Sides are told apart by order and number too, so that no one depends on colours.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from html import escape

from bot.digest.show.coverage import OTHERS, Coverage, SideCount, StoryCoverage
from bot.digest.show.typesetting import is_right_to_left, text_width, wrap_text
from retrieval.messages import Phrase

WIDTH = 360
MARGIN = 14
# Telegram shrinks a picture that is much taller than wide, and its letters with it.
MAX_HEIGHT = 540
TITLE_SIZE, TITLE_LINE, MOST_LINES = 14.0, 18.0, 6
WORDS_SIZE, BAR_LINE, BAR_HEIGHT = 12.0, 16.0, 10.0
GAP = 13.0
# A page's own font may be so much wider than ours.
SLACK = 1.08
LINE = (WIDTH - 2 * MARGIN) / SLACK
# One outlet is at most so wide, and the longest bar leaves room for its words.
WIDEST_OUTLET, ROOM_FOR_WORDS = 18.0, 160.0

Said = Callable[[str], str]
Palette = Mapping[str, str]

# The sides' colours are Okabe and Ito's, told apart with any eyes; darker on white.
DARK: Palette = {
    "ground": "#17212b", "ink": "#f2f4f5", "faint": "#9fb0bf",
    "side1": "#56b4e9", "side2": "#e69f00", "side3": "#2bc48a", "side4": "#cc79a7", "side5": "#f0e442", "side6": "#b8c4cf",
}  # fmt: skip
LIGHT: Palette = {
    "ground": "#ffffff", "ink": "#1c1e21", "faint": "#5b626b",
    "side1": "#0072b2", "side2": "#c26100", "side3": "#00805f", "side4": "#a3497c", "side5": "#8a7d00", "side6": "#66707a",
}  # fmt: skip
SIDES = 6


@dataclass(frozen=True, slots=True)
class Captions:
    """What stands over the rows; `alt` says the whole in words."""

    title: str
    subtitle: str
    alt: str


def coverage_svg(coverage: Coverage, captions: Captions, said: Said = str) -> str:
    """The SVG element; our own words in the reader's language by `said`. As many stories as fit, at least one."""
    drawing = _Drawing(coverage, said)
    drawing.head(captions)
    for number, story in enumerate(coverage.stories, 1):
        if number > 1 and drawing.bottom + drawing.row_height(number, story) > MAX_HEIGHT:
            break
        drawing.row(number, story)
    height = f"{drawing.bottom:g}"
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" class="coverage" viewBox="0 0 {WIDTH} {height}" '
        f'width="{WIDTH}" height="{height}" role="img" aria-labelledby="coverage-title coverage-alt">'
        f'<title id="coverage-title">{escape(captions.title)}</title>'
        f'<desc id="coverage-alt">{escape(captions.alt)}</desc>'
        f'<rect class="ground" width="{WIDTH}" height="{height}"/>{"".join(drawing.marks)}</svg>'
    )


def coverage_css(palette: Palette) -> str:
    """The colours of the SVG's classes."""
    fills = "".join(f".coverage .{name}{{fill:{colour}}}" for name, colour in palette.items())
    return f"{fills}.coverage .reprint{{opacity:.4}}"


class _Drawing:
    """Marks from the top down; `bottom` is where the next one goes."""

    def __init__(self, coverage: Coverage, said: Said) -> None:
        self._sides = coverage.sides
        self._said = said
        self._has_reprints = coverage.has_reprints
        self._unit = min(WIDEST_OUTLET, (WIDTH - 2 * MARGIN - ROOM_FOR_WORDS) / max(coverage.most_outlets, 1))
        self.marks: list[str] = []
        self.bottom = float(MARGIN)

    def head(self, captions: Captions) -> None:
        self._lines(captions.title, 18.0, 23.0, "ink")
        self._lines(captions.subtitle, WORDS_SIZE, 17.0, "faint")
        self.bottom += 6
        self._legend()
        if self._has_reprints:
            words = self._said(Phrase("Pale: outlets that print what another wrote."))
            self._lines(words, WORDS_SIZE, 16.0, "faint")
        self.bottom += GAP

    def row_height(self, number: int, story: StoryCoverage) -> float:
        return TITLE_LINE * len(_title_lines(number, story)) + BAR_LINE * len(self._bars(story)) + GAP

    def row(self, number: int, story: StoryCoverage) -> None:
        for words in _title_lines(number, story):
            self._line(words, TITLE_SIZE, TITLE_LINE, "ink", is_mirrored=is_right_to_left(story.title))
        for colour, count in self._bars(story):
            self._bar(colour, count)
        self.bottom += GAP

    def _bars(self, story: StoryCoverage) -> list[tuple[str, SideCount]]:
        """The counts with their colours. Of outlets of no side nothing is said where none tells it."""
        return [
            (_colour(place), count)
            for place, (side, count) in enumerate(zip(self._sides, story.counts, strict=True), 1)
            if count.outlets or side != OTHERS
        ]

    def _bar(self, colour: str, count: SideCount) -> None:
        top = self.bottom + (BAR_LINE - BAR_HEIGHT) / 2
        own, whole = self._unit * min(count.origins, count.outlets), self._unit * count.outlets
        self._rect(MARGIN, top, own or 2, colour)
        self._rect(MARGIN + own, top, whole - own, f"{colour} reprint")
        words = self._said(count.words) if count.words else "0"
        self._text(words, MARGIN + max(whole, 2) + 6, self.bottom + 13, WORDS_SIZE, "ink" if count.outlets else "faint")
        self.bottom += BAR_LINE

    def _legend(self) -> None:
        """The sides with their colours, in as many lines as they need."""
        if len(self._sides) < 2:
            return
        left = float(MARGIN)
        for place, side in enumerate(self._sides, 1):
            (name,) = wrap_text(self._said(side), LINE - 16, size=WORDS_SIZE, most_lines=1)
            room = 18 + SLACK * text_width(name, WORDS_SIZE)
            if left > MARGIN and left + room > WIDTH - MARGIN:
                left = float(MARGIN)
                self.bottom += 17
            self._rect(left, self.bottom + 4, BAR_HEIGHT, _colour(place))
            self._text(name, left + 16, self.bottom + 13, WORDS_SIZE, "ink")
            left += room + 12
        self.bottom += 18

    def _lines(self, words: str, size: float, line: float, colour: str) -> None:
        for each in wrap_text(words, LINE, size=size, most_lines=3):
            self._line(each, size, line, colour, is_mirrored=is_right_to_left(words))

    def _line(self, words: str, size: float, line: float, colour: str, *, is_mirrored: bool) -> None:
        self._text(words, MARGIN, self.bottom + 0.77 * line, size, colour, is_mirrored=is_mirrored)
        self.bottom += line

    def _text(
        self, words: str, left: float, base: float, size: float, colour: str, *, is_mirrored: bool = False
    ) -> None:
        """What is written from the right stands at the right: isolated, since not every renderer knows `direction`."""
        if is_mirrored or is_right_to_left(words):
            words = f"\u2067{words}\u2069"
        place = f'x="{WIDTH - MARGIN}" text-anchor="end"' if is_mirrored else f'x="{left:g}"'
        self.marks.append(f'<text class="{colour}" {place} y="{base:g}" font-size="{size:g}">{escape(words)}</text>')

    def _rect(self, left: float, top: float, width: float, colour: str) -> None:
        if width > 0:
            self.marks.append(
                f'<rect class="{colour}" x="{left:g}" y="{top:g}" width="{width:g}" height="{BAR_HEIGHT:g}"/>'
            )


def _title_lines(number: int, story: StoryCoverage) -> Sequence[str]:
    return wrap_text(f"{number}\u2002{story.title}", LINE, size=TITLE_SIZE, most_lines=MOST_LINES)


def _colour(place: int) -> str:
    """More sides than colours share the last."""
    return f"side{min(place, SIDES)}"
