"""The coverage picture of a digest: its SVG for pages, and a PNG of it for Telegram. The home of resvg_py.

The PNG has its own dark ground, so that light and dark chats show the same. Its fonts come as packages, so that every machine
draws the same: they have the letters of all languages that we speak.
"""

import re
import unicodedata
from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import lru_cache
from importlib.resources import as_file, files
from pathlib import Path

from bot.digest.model.digest import Digest
from bot.digest.show.coverage import WHO, Coverage, coverage_of, coverage_words
from bot.digest.show.coverage_svg import DARK, Captions, coverage_css, coverage_svg
from bot.digest.show.safety import clean
from bot.digest.show.views import days_title
from retrieval.messages import Phrase
from retrieval.once import once

Said = Callable[[str], str]

FONTS = (
    ("fontpkg_noto_sans", "files/NotoSans[wdth,wght].ttf"),
    ("fontpkg_noto_sans_arabic", "files/NotoSansArabic[wdth,wght].ttf"),
    ("fontpkg_noto_sans_devanagari", "files/NotoSansDevanagari[wdth,wght].ttf"),
    ("noto_cjk_sans_jp_regular", "NotoSansCJKjp-Regular.otf"),
)
SCRIPTS = frozenset(
    (
        "LATIN",
        "GREEK",
        "CYRILLIC",
        "ARABIC",
        "DEVANAGARI",
        "CJK",
        "HIRAGANA",
        "KATAKANA",
        "HANGUL",
        "FULLWIDTH",
        "HALFWIDTH",
    )
)
# 360 units wide; Telegram keeps up to 1,280 pixels.
ZOOM = 3
# Digits, marks and signs of those scripts, and of all.
_SIGN = re.compile("[ -\u058f\u0600-\u06ff\u0900-\u097f\u2000-\u25ff\u3000-\u33ff\uff00-\uffee]")
_PICTOGRAPH = re.compile("[\u2600-\u27bf\ue000-\uf8ff\ufe0f\u200d\u20e3\U0001f000-\U0001faff]+")


@dataclass(frozen=True, slots=True)
class Picture:
    """A PNG and what it shows in words."""

    png: bytes
    alt: str


def coverage_picture(digest: Digest, said: Said = str) -> Picture | None:
    """Who told which story of the digest; None where there is nothing to compare.

    `said` puts our own words into the reader's language.
    """
    coverage = _coverage(digest)
    if coverage is None:
        return None
    captions = _captions(digest, coverage, said)
    drawn = replace(coverage, stories=tuple(replace(story, title=_drawable(story.title)) for story in coverage.stories))
    return Picture(render_png(coverage_svg(drawn, captions, said)), captions.alt)


def coverage_figure(digest: Digest, said: Said = str) -> str:
    """The same as an SVG element for a page, or nothing. Its colours are the page's: `coverage_css`."""
    coverage = _coverage(digest)
    return coverage_svg(coverage, _captions(digest, coverage, said), said) if coverage else ""


def _coverage(digest: Digest) -> Coverage | None:
    coverage = coverage_of(digest)
    if not coverage.is_comparison:
        return None
    titled = (replace(story, title=" ".join(clean(story.title).split())) for story in coverage.stories)
    return replace(coverage, sides=tuple(map(_kept, coverage.sides)), stories=tuple(titled))


def _kept(side: str) -> str:
    """A side's name without hidden characters; a Phrase stays one."""
    return side if isinstance(side, Phrase) else clean(side)


def _captions(digest: Digest, coverage: Coverage, said: Said) -> Captions:
    return Captions(said(WHO), clean(said(days_title(digest))), clean(coverage_words(coverage, said)))


def render_png(svg: str) -> bytes:
    """The SVG on its dark ground."""
    # Imported here: who wants no pictures need not load the fonts' reader.
    import resvg_py

    sheet = f".coverage text{{font-family:'Noto Sans'}}{coverage_css(DARK)}"
    fonts = [str(font) for font in _fonts()]
    return bytes(
        resvg_py.svg_to_bytes(svg_string=svg, zoom=ZOOM, style_sheet=sheet, font_files=fonts, skip_system_fonts=True)
    )


@once
def _fonts() -> tuple[Path, ...]:
    return tuple(_path(package, name) for package, name in FONTS)


def _path(package: str, name: str) -> Path:
    with as_file(files(package).joinpath(name)) as path:
        return path


def _drawable(text: str) -> str:
    """The text in letters that the fonts have. One letter that none has would take the fallback from the whole line."""
    return " ".join("".join(letter if _has_glyph(letter) else "□" for letter in _PICTOGRAPH.sub("", text)).split())


@lru_cache(maxsize=4096)
def _has_glyph(letter: str) -> bool:
    if unicodedata.category(letter)[0] not in "LM":
        return bool(_SIGN.match(letter))
    return ord(letter) <= 0xFFFF and unicodedata.name(letter, "").partition(" ")[0] in SCRIPTS
