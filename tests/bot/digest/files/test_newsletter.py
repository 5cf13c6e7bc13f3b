from datetime import date

import pytest

from bot.digest.files.newsletter import named_outlet, read_article, read_newsletter
from retrieval.sources.outlets import Outlet
from tests.builders import EAST_POST, FAR_WIRE, WEST_TIMES, registry

LETTER = """Lena Daily: 7 January 2026
Top News
Bridge Opens After Nine Years
The Lena bridge opened on Tuesday, the East Post reported. It cost 4 billion.
Is the Ferry Over?
The ferries stopped. No date was given.
The captain said he would wait.

River & Harbour
Harbour Hires 40
The harbour hired 40 people.
In Case You Missed It...

"""


def test_a_newsletter_is_read_by_sections_headlines_and_paragraphs() -> None:
    letter = read_newsletter(LETTER)
    assert letter is not None
    assert (letter.name, letter.day) == ("Lena Daily", date(2026, 1, 7))
    assert [(item.section, item.headline, len(item.paragraphs)) for item in letter.items] == [
        ("Top News", "Bridge Opens After Nine Years", 1),
        ("Top News", "Is the Ferry Over?", 2),
        ("River & Harbour", "Harbour Hires 40", 1),
    ]
    assert letter.items[1].text == "The ferries stopped. No date was given.\n\nThe captain said he would wait."


@pytest.mark.parametrize(
    "masthead",
    ["Lena Daily - January 7, 2026", "\ufeffLena Daily | 2026-01-07", "Lena Daily, Wednesday, 7 January 2026"],
)
def test_the_first_line_may_write_its_day_in_several_ways(masthead: str) -> None:
    letter = read_newsletter(LETTER.replace("Lena Daily: 7 January 2026", masthead))
    assert letter is not None
    assert (letter.name, letter.day) == ("Lena Daily", date(2026, 1, 7))


@pytest.mark.parametrize(
    "text", ["", "\n\n", "The bridge opened on 7 January 2026.\nIt rained.", "Lena: 7 January 2026"]
)
def test_other_texts_are_no_newsletter(text: str) -> None:
    assert read_newsletter(text) is None


def test_an_article_is_titled_by_its_first_sentence() -> None:
    article = read_article("The bridge opened on Tuesday. It cost 4 billion.\n\nThe mayor spoke.\n")
    assert article is not None
    assert article.title == "The bridge opened on Tuesday."
    assert article.text == "The bridge opened on Tuesday. It cost 4 billion.\n\nThe mayor spoke."
    assert article.day is None


def test_an_article_under_a_headline_is_titled_by_it_and_dated_by_its_first_words() -> None:
    article = read_article("Bridge opens\nLENA, 6 January 2026 - The bridge opened. It cost 4 billion.")
    assert article is not None
    assert (article.title, article.day) == ("Bridge opens", date(2026, 1, 6))
    assert article.text.startswith("LENA")


def test_a_text_without_words_is_no_article() -> None:
    assert read_article(" \n---\n") is None


BLUE = Outlet("Blue River of Lena")


@pytest.mark.parametrize(
    ("text", "outlet"),
    [
        ("It opened, the East Post reported.", EAST_POST),
        ("The East Post has reported that it opened.", EAST_POST),
        ("Beijing's East Post reported it. The West Times stated little.", EAST_POST),
        ("He told West Times. East Post reported it.", EAST_POST),
        ("He told West Times that it opened.", WEST_TIMES),
        ("According to Far Wire, it opened.", None),
        ("It opened, according to Far Wire.", FAR_WIRE),
        ("West Times wrote. East Post wrote. East Post wrote again.", EAST_POST),
        ("It opened, Blue River of Lena reported.", BLUE),
        ("The ministry reported a loss. The Post reported too.", None),
        ("West Times is sold here.", None),
    ],
)
def test_the_outlet_a_text_names_as_its_source(text: str, outlet: Outlet | None) -> None:
    assert named_outlet(text, registry(EAST_POST, WEST_TIMES, FAR_WIRE, BLUE)) == outlet
