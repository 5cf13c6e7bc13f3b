"""The coverage picture of a digest. The home of matplotlib, used without pyplot and without any global setting.

The picture brings its own dark ground, so that it reads alike in light and dark chats; the sides are told apart by colour
and by order and number, so that no one depends on colours.
"""

import io
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from threading import Lock
from typing import TYPE_CHECKING, Any
from unicodedata import bidirectional, category

from bot.digest.model.digest import Digest
from bot.digest.show.coverage import Coverage, articles_counted, coverage_of, coverage_words, outlets_counted
from bot.digest.show.safety import clean
from bot.digest.show.views import title_of
from retrieval.once import once

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

Said = Callable[[str], str]

WIDTH_INCHES, DPI = 7.2, 150
GROUND, INK, FAINT = "#17212b", "#f2f4f5", "#8a99a8"
COLOURS = ("#56b4e9", "#e69f00", "#2bc48a", "#cc79a7", "#f0e442", "#b8c4cf")
MAX_LABEL = 44
_FAMILIES = (
    "DejaVu Sans",
    "Noto Sans CJK SC",
    "Noto Sans SC",
    "Source Han Sans SC",
    "PingFang SC",
    "Microsoft YaHei",
    "WenQuanYi Zen Hei",
    "Noto Sans Devanagari",
    "Noto Sans Arabic",
)
_drawing = Lock()  # FreeType faces are shared and are not safe to use from two threads


@dataclass(frozen=True, slots=True)
class Picture:
    """A PNG and what it shows in words."""

    png: bytes
    alt: str


def coverage_picture(digest: Digest, said: Said = str) -> Picture | None:
    """How many articles and outlets each side has, and who told the main stories; None when there is nothing to compare.

    `said` puts our own words into the reader's language; in the picture only where its letters can be drawn.
    """
    coverage = coverage_of(digest)
    if sum(side.articles for side in coverage.sides) < 2:
        return None
    with _drawing:
        png = _drawn(coverage, clean(said(title_of(digest))), said)
    return Picture(png, clean(coverage_words(coverage, said)))


def _drawn(coverage: Coverage, title: str, said: Said) -> bytes:
    # Imported here: matplotlib takes a second to load, and only who wants pictures should wait for it.
    from matplotlib.backends.backend_agg import FigureCanvasAgg
    from matplotlib.figure import Figure

    rows = [len(coverage.sides), len(coverage.stories)] if coverage.stories else [len(coverage.sides)]
    heights = [count + 0.6 for count in rows]
    figure = Figure((WIDTH_INCHES, 1.0 + 0.62 * sum(heights)), dpi=DPI, facecolor=GROUND)
    FigureCanvasAgg(figure)
    figure.set_layout_engine("constrained", w_pad=0.2, h_pad=0.12)
    figure.suptitle(_label(title, 60), color=INK, fontsize=15, fontfamily=list(_families()), x=0.02, ha="left")
    panels = figure.subplots(len(rows), 1, squeeze=False, height_ratios=heights)[:, 0]
    _draw_sides(panels[0], coverage, said)
    if coverage.stories:
        _draw_stories(panels[1], coverage)
    return _png(figure)


def _draw_sides(panel: "Axes", coverage: Coverage, said: Said) -> None:
    counts = [side.articles for side in coverage.sides]
    bars = panel.barh(range(len(counts)), counts, color=_colours(len(counts)), height=0.62)
    words = [
        f"{_drawable(articles_counted(side.articles), said)}, {_drawable(outlets_counted(side.outlets), said)}"
        for side in coverage.sides
    ]
    panel.bar_label(bars, words, padding=6, color=INK, fontsize=12, fontfamily=list(_families()))
    _dress(panel, [_drawable(side.name, said) for side in coverage.sides], room=max(counts) * 1.75)


def _draw_stories(panel: "Axes", coverage: Coverage) -> None:
    places = range(len(coverage.stories))
    left = [0] * len(coverage.stories)
    for number, colour in enumerate(_colours(len(coverage.sides))):
        counts = [story.articles[number] for story in coverage.stories]
        bars = panel.barh(places, counts, left=left, color=colour, height=0.5)
        panel.bar_label(bars, [f"{n}" if n else "" for n in counts], label_type="center", color=GROUND, fontsize=12)
        left = [start + n for start, n in zip(left, counts, strict=True)]
    _dress(panel, [""] * len(coverage.stories), room=max(left))
    for place, story in enumerate(coverage.stories):
        panel.text(
            0, place - 0.33, _label(story.title), color=INK, fontsize=11.5, va="bottom", fontfamily=list(_families())
        )


def _dress(panel: "Axes", names: Sequence[str], *, room: float) -> None:
    panel.set_facecolor(GROUND)
    panel.set_yticks(range(len(names)), [_label(name, 18) for name in names])
    panel.set_xlim(0, room)
    panel.set_ylim(len(names) - 0.4, -0.75)
    panel.xaxis.set_visible(False)
    panel.tick_params(axis="y", length=0, colors=INK, labelsize=13)
    for tick in panel.get_yticklabels():
        tick.set_fontfamily(list(_families()))
    for side, spine in panel.spines.items():
        spine.set_visible(side == "left")
        spine.set_color(FAINT)


def _png(figure: "Figure") -> bytes:
    file = io.BytesIO()
    # Without the program's name and version in it, the same digest gives the same bytes.
    figure.savefig(file, format="png", facecolor=GROUND, metadata={"Software": None})
    return file.getvalue()


def _colours(count: int) -> list[str]:
    return [COLOURS[min(place, len(COLOURS) - 1)] for place in range(count)]


def _label(text: str, limit: int = MAX_LABEL) -> str:
    """The text on one line, as long as it may be, in letters this machine has; `$` would begin a formula."""
    flat = " ".join(text.split())
    short = flat if len(flat) <= limit else flat[: limit - 1].rstrip() + "…"
    return "".join(letter if _is_drawable(letter) else "□" for letter in short).replace("$", r"\$")


def _drawable(text: str, said: Said) -> str:
    """The words in the reader's language, in English where this machine lacks its letters or they would have to be joined:
    nobody here shapes Arabic or Devanagari.
    """
    words = said(text)
    is_plain = all(
        bidirectional(letter) not in ("R", "AL") and not category(letter).startswith("M") for letter in words
    )
    return words if is_plain and all(map(_is_drawable, words)) else str(text)


@once
def _families() -> tuple[str, ...]:
    from matplotlib.font_manager import get_font_names

    known = set(get_font_names())
    return tuple(family for family in _FAMILIES if family in known)


@once
def _faces() -> tuple[Any, ...]:
    from matplotlib.font_manager import FontProperties, findfont, get_font

    return tuple(get_font(findfont(FontProperties(family=[family]))) for family in _families())


@lru_cache(maxsize=4096)
def _is_drawable(letter: str) -> bool:
    return any(face.get_char_index(ord(letter)) for face in _faces())
