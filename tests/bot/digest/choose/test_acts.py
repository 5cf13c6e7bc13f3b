import pytest

from bot.digest.choose.acts import act_of


@pytest.mark.parametrize(
    "headline",
    [
        "Japan bans seafood from four provinces",
        "Court overturns the ferry tax",
        "Two fishermen killed as Norway's navy fires on boat",
        "Philippine president met by protests in Lisbon",
        "Senate passes budget after long night",
    ],
)
def test_what_a_country_or_somebody_in_office_does_is_a_deed(headline: str) -> None:
    assert act_of(headline) == "deed"


def test_a_deed_is_known_in_spanish() -> None:
    assert act_of("El Gobierno de Chile levanta la veda del atún", "es") == "deed"


@pytest.mark.parametrize(
    "headline", ["Minister says the harbour stays open", "Embassy warns travellers of strikes", "Norway denies talks"]
)
def test_what_somebody_in_office_says_is_a_word(headline: str) -> None:
    assert act_of(headline) == "word"


@pytest.mark.parametrize(
    "headline",
    [
        "Why Norway bans trawlers",
        "Will the court overturn the ferry tax?",
        "Experts say Norway will ban trawlers",
        "Former minister urges calm",
    ],
)
def test_what_onlookers_think_or_explain_is_a_view(headline: str) -> None:
    assert act_of(headline) == "view"


@pytest.mark.parametrize(
    "headline",
    [
        "Harbour choir of Norway and Chile sings for friendship",
        "The ban of Norway on trawlers",
        "Ferry line opens in May",
    ],
)
def test_a_notice_reports_no_act(headline: str) -> None:
    assert act_of(headline) == ""
