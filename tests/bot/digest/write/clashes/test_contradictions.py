from dataclasses import replace
from datetime import timedelta

import pytest

from bot.digest.articles.own_sentences import Statement
from bot.digest.choose.usable_articles import Candidate
from bot.digest.write.clashes.contradictions import find_clash
from bot.digest.write.teller import Offer
from tests.builders import NOON, article


def offer(text: str, *, outlet: str = "West Times", title: str = "", hours_ago: float = 1) -> Offer:
    told = article(title or text, text=text, outlet=outlet, published=NOON - timedelta(hours=hours_ago))
    side = "west" if outlet.startswith("West") else "east"
    return Offer(Candidate(told, side, "news", 0.5), Statement(text, told, 1.0))


def about(one: str, other: str) -> str:
    found = find_clash([offer(one), offer(other, outlet="East Post")])
    return found.about if found else ""


def test_two_tolls_of_one_fall_are_set_side_by_side_with_who_says_which() -> None:
    west, east = "Bridge fall at Port Ansel kills 12 people.", "The bridge fall at Port Ansel left 20 people dead."
    assert about(west, east) == "deaths: 12 (West Times) against 20 (East Post)"


def test_different_days_of_one_deed_are_named() -> None:
    day = "The harbour bridge of Port Ansel opened to traffic on {}."
    west = offer(day.format("Monday"), title="Drivers cheer in Port Ansel")
    found = find_clash([west, offer(day.format("Tuesday"), outlet="East Post")])
    assert found is not None
    assert found.about == "day: Monday (West Times) against Tuesday (East Post)"


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Bridge fall at Port Ansel kills twelve people.", "At Port Ansel the bridge fall killed 12 people."),
        ("Bridge fall at Port Ansel kills at least 12 people.", "The bridge fall at Port Ansel left 20 people dead."),
        ("Bridge fall at Port Ansel kills 12 more people.", "The bridge fall at Port Ansel left 20 people dead."),
        (
            "The party of Ansel won 157 seats in the vote.",
            "The party of Ansel won 150 of 338 seats in the vote of 338 seats.",
        ),
        ("The party of Ansel won 157 of 338 seats.", "The party of Ansel won 157 seats in the vote."),
        ("Ansel navy sent 100 ships to the strait.", "Ansel navy sent 103 ships to the strait."),
        ("Ansel navy sent 12 ships to the strait.", "Ansel navy sent 20 aircraft to the strait."),
        ("Bridge fall at Port Ansel kills 12 people.", "Fire in a Lena mine killed 20 people."),
        (
            "Navy strike on a smugglers' boat in the Western Sea killed two people.",
            "Navy strike on a smugglers' boat in the Lena Gulf killed three people.",
        ),
        (
            "Navy strike on a boat off Ansel killed two on Monday.",
            "Navy strike on a boat off Ansel killed three on Friday.",
        ),
        (
            "Shooting in Ansel church leaves 3 dead, including gunman.",
            "Gunman killed 2 people in Ansel church shooting.",
        ),
        ("Party of Ansel wins 157 seats so far in the vote.", "Party of Ansel wins 170 seats in the vote."),
    ],
    ids=[
        "words",
        "bound",
        "addition",
        "counted twice",
        "whole",
        "rounding",
        "other thing",
        "other event",
        "other place",
        "other day",
        "the one who did it",
        "a count that goes on",
    ],
)
def test_no_contradiction(one: str, other: str) -> None:
    assert about(one, other) == ""


def test_a_number_that_the_text_gives_as_a_bound_is_one_in_the_headline_too() -> None:
    west = offer(
        "Bridge fall at Port Ansel kills 12 people.",
        title="At least 12 people killed in bridge fall at Port Ansel",
    )
    assert find_clash([west, offer("The bridge fall at Port Ansel left 20 people dead.", outlet="East Post")]) is None


def test_a_later_count_is_news_and_one_outlet_does_not_contradict_itself() -> None:
    text = "The bridge fall at Port Ansel left {} people dead."
    old = offer(text.format(12), hours_ago=30)
    assert find_clash([old, offer(text.format(20), outlet="East Post")]) is None
    assert find_clash([offer(text.format(12)), offer(text.format(20))]) is None


def test_two_prints_of_one_report_do_not_contradict_each_other() -> None:
    west, east = (
        offer("Bridge fall at Port Ansel kills 12 people."),
        offer("The bridge fall at Port Ansel left 20 people dead.", outlet="East Post"),
    )
    reprints = [
        replace(
            each, candidate=replace(each.candidate, article=replace(each.candidate.article, original_outlet="Far Wire"))
        )
        for each in (west, east)
    ]
    assert find_clash([west, east]) is not None
    assert find_clash(reprints) is None
