import struct
import zlib
from dataclasses import replace

import pytest

from bot.digest.model.digest import Digest, StoryBlock, Telling
from bot.digest.show.coverage_svg import WIDTH
from bot.digest.show.picture import ZOOM, coverage_figure, coverage_picture, render_png
from tests.bot.digest.samples import digest

BOTH = (Telling("west", 3, 2), Telling("east", 1, 1))


def of(title: str, told_by: tuple[Telling, ...] = BOTH) -> Digest:
    """A story of that title, and another."""
    ferry = StoryBlock("ferry", "Ferries stop", told_by=BOTH)
    return digest(stories=(StoryBlock("s", title, told_by=told_by), ferry))


def png_of(made: Digest) -> bytes:
    picture = coverage_picture(made)
    assert picture is not None
    return picture.png


def pixels(png: bytes) -> bytes:
    """The scan lines, still filtered: the same drawing has the same."""
    at, data = 8, b""
    while at < len(png):
        (length,) = struct.unpack(">I", png[at : at + 4])
        if png[at + 4 : at + 8] == b"IDAT":
            data += png[at + 8 : at + 8 + length]
        at += 12 + length
    return zlib.decompress(data)


def test_the_picture_is_a_png_for_a_phone_and_the_same_every_time() -> None:
    png = png_of(of("The bridge opens"))
    assert png.startswith(b"\x89PNG")
    assert struct.unpack(">I", png[16:20]) == (WIDTH * ZOOM,)
    assert png_of(of("The bridge opens")) == png


@pytest.mark.parametrize("told_by", [(), (Telling("west", 1, 1),)])
def test_too_little_to_compare_gives_no_picture(told_by: tuple[Telling, ...]) -> None:
    alone = replace(of("The bridge opens", told_by), sources=())
    assert coverage_picture(alone) is None
    assert coverage_figure(alone) == ""


@pytest.mark.parametrize(
    "letters", ["Ж", "Ω", "ع", "ह", "中", "ひ", "カ", "한", "ß", "ễ", "“", "€", "–", "…", "·", "①", "、", "！", "7"]
)
def test_the_letters_of_our_languages_are_drawn(letters: str) -> None:
    figure = coverage_figure(of("letter"))
    no_font_has = "ไ"
    assert render_png(figure.replace("letter", letters)) != render_png(figure.replace("letter", no_font_has))


def test_a_letter_that_no_font_has_does_not_take_the_others_with_it() -> None:
    """A renderer that looks for one font for all the rest of a line would draw no Chinese beside Thai."""
    assert pixels(png_of(of("中 ไ 国"))) == pixels(png_of(of("中 □ 国")))
    assert pixels(png_of(of("中 ไ 国"))) != pixels(png_of(of("□ □ □")))


def test_pictographs_are_left_out() -> None:
    assert png_of(of("Party 🎉 in town")) == png_of(of("Party in town"))


def test_the_page_shows_what_the_fonts_of_the_picture_lack() -> None:
    assert "ไทย 🎉" in coverage_figure(of("ไทย 🎉"))


def test_hidden_characters_are_gone() -> None:
    figure = coverage_figure(of("evil\u202e\x00 title"))
    assert "\u202e" not in figure
    assert "\x00" not in figure


def test_our_own_words_are_in_the_readers_language() -> None:
    picture = coverage_picture(of("The bridge opens"), lambda text: f"«{text}»")
    assert picture is not None
    assert picture.alt.startswith("«Who told what»: 1. The bridge opens – «The West»: «3 outlets, 2 reports»")
    assert "«3 outlets, 2 reports»</text>" in coverage_figure(of("The bridge opens"), lambda text: f"«{text}»")
