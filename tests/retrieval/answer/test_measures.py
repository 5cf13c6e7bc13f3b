"""Numbers of what is counted, and numbers of something else."""

import pytest

from retrieval.answer.measures import counted, has_measure


@pytest.mark.parametrize(
    ("question", "sentence", "holds"),
    [
        ("How many pounds of rice were sold?", "Shops sold 40 pounds of rice", True),
        ("How many pounds of rice were sold?", "Rice in tins: $1.09", False),
        ("How many planes did the airline order?", "Airline signs a 101-plane order", True),
        ("How many missiles were fired?", "Missiles fly at a base 4,000km away, officials said", False),
        ("How many people died?", "Bridge collapse kills 12", True),
        ("How many weapons were sold?", "Velmora approves 11 million arms sale", True),
        ("How much did the fund raise?", "Relief fund reaches HK$1.2 billion", True),
        ("How much did the fund raise?", "Relief fund enters its 3rd year", False),
        ("How much rice was lost?", "Flood destroys 300 tonnes of rice", True),
        ("How long was the fire?", "30-hour fire exposes strain", True),
        ("How long was the fire?", "Fire hurts 12", False),
        ("How far is the base?", "Missiles fired at base 4,000km away", True),
        ("How far is the base?", "Base opens in 2025", False),
        ("How old is the mayor?", "Mayor Ada Brandt, 61, cut the ribbon", True),
        ("What percentage voted?", "Some 61 percent voted", True),
        ("What percentage voted?", "Some 61,000 voted", False),
        ("What is the estimated value of the jewels?", "Thieves take eight crown jewels in daytime", False),
        ("What is the estimated value of the jewels?", "Jewels worth €88 million are gone", True),
        ("How high is the toll?", "The toll is 14", True),
    ],
)
def test_only_a_number_of_what_is_counted_answers(question: str, sentence: str, holds: bool) -> None:
    assert has_measure(sentence, counted(question)) is holds
