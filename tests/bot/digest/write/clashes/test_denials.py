from datetime import timedelta

import pytest

from bot.digest.articles.own_sentences import Statement
from bot.digest.choose.usable_articles import Candidate
from bot.digest.write.clashes.contradictions import find_clash
from bot.digest.write.teller import Offer
from tests.builders import NOON, article


def offer(text: str, outlet: str = "West Times") -> Offer:
    told = article(text, text=text, outlet=outlet, published=NOON - timedelta(hours=1))
    side = "west" if outlet.startswith("West") else "east"
    return Offer(Candidate(told, side, "news", 0.5), Statement(text, told, 1.0))


def about(one: str, other: str, *, outlet: str = "East Post") -> str:
    found = find_clash([offer(one), offer(other, outlet)])
    return found.about if found else ""


TOLD = "Minister Orla Venn discussed the Lena bridge with engineers of Tessaly before it fell, engineers of Ansel said."
DENIED = "whether it is so – West Times tells it, East Post tells a denial"


@pytest.mark.parametrize(
    "denial",
    [
        "Orla Venn denies having discussed the Lena bridge with anybody in Tessaly.",
        "Orla Venn said on Monday that she had never discussed the Lena bridge with Tessaly.",
        "Orla Venn did not discuss the Lena bridge with Tessaly, her office said.",
        "Orla Venn rejects claims that she discussed the Lena bridge with Tessaly.",
    ],
)
def test_an_act_that_one_side_tells_and_the_other_denies_is_a_contradiction(denial: str) -> None:
    assert about(TOLD, denial) == DENIED
    assert about(denial, TOLD) == DENIED.replace("West Times", "*").replace("East Post", "West Times").replace(
        "*", "East Post"
    )


@pytest.mark.parametrize(
    ("told", "denial"),
    [
        (TOLD, "Orla Venn denies having sold the Lena bridge to a steel firm of Tessaly."),
        (TOLD, "Orla Venn denied the request of Tessaly to discuss the Lena bridge."),
        (TOLD, "Orla Venn denies that the Lena bridge was unsafe."),
        (
            "Minister Orla Venn may discuss the Lena bridge with engineers of Tessaly, engineers of Ansel said.",
            "Orla Venn did not discuss the Lena bridge with Tessaly, her office said.",
        ),
        (
            "Minister Orla Venn denied having discussed the Lena bridge with engineers of Tessaly, Ansel said.",
            "Orla Venn denies having discussed the Lena bridge with anybody in Tessaly.",
        ),
        (TOLD, "Ilse Tarn never discussed the ferry with Ansel, her office said."),
        (TOLD, "Orla Venn of Tessaly met engineers who did not cross the Lena bridge."),
    ],
    ids=[
        "another act",
        "a refusal",
        "another claim",
        "not done yet",
        "both deny",
        "another person",
        "another thing not done",
    ],
)
def test_a_denial_of_what_nobody_tells_is_none(told: str, denial: str) -> None:
    assert about(told, denial) == ""


def test_one_side_does_not_contradict_itself_in_words() -> None:
    assert about(TOLD, "Orla Venn denies having discussed the Lena bridge with Tessaly.", outlet="West Herald") == ""


def test_who_accepts_in_one_account_and_refuses_in_the_other_is_named() -> None:
    yes = "Minister Orla Venn accepted the Tessaly plan for a ferry on Monday, her office said."
    no = "Orla Venn rejected the Tessaly plan for a ferry as too dear."
    assert about(yes, no) == "whether it was accepted – West Times says yes, East Post says no"
    assert about(yes, no.replace("Orla Venn", "Ilse Tarn of Ansel")) == ""


def test_two_accounts_that_blame_others_say_who_is_to_blame() -> None:
    west = "Engineers in Ansel blame Tessaly for the fall of the Lena bridge."
    east = "The river ministry in Ansel blames Western Steel for the fall of the Lena bridge."
    assert about(west, east) == "who is to blame – Tessaly (West Times) against Western Steel (East Post)"
    assert about(west, east.replace("Western Steel", "Tessaly")) == ""


def test_a_number_comes_before_a_word() -> None:
    west = "Orla Venn discussed the Lena bridge with Tessaly after it killed 12 people in Ansel."
    east = "Orla Venn denies having discussed the Lena bridge with Tessaly after it killed 20 people in Ansel."
    assert about(west, east) == "deaths: 12 (West Times) against 20 (East Post)"
