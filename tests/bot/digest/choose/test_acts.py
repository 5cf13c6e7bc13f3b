import pytest

from bot.digest.choose.acts import act_of


@pytest.mark.parametrize(
    "headline",
    [
        "Norway bans trawlers from its northern waters",
        "Peru, Chile to meet on border crossings",
        "Court orders release of Lima harbour pilots",
        "Ferry fire in Oslo kills three",
        "Perú levanta sanciones a la flota pesquera",
    ],
)
def test_what_somebody_in_office_does_and_a_toll_are_deeds(headline: str) -> None:
    assert act_of(headline) == "deed"


def test_what_an_office_says_is_a_word() -> None:
    assert act_of("Norway says trawlers crossed the line at night") == "word"


@pytest.mark.parametrize(
    "headline",
    [
        "Why Norway bans trawlers from its waters",
        "Norway bans trawlers too late, analysts say",
        "Will Norway ban trawlers from its waters?",
    ],
)
def test_what_onlookers_think_and_explain_is_a_view(headline: str) -> None:
    assert act_of(headline) == "view"


@pytest.mark.parametrize(
    "headline",
    [
        "Norwegian consulate hosts evening of sea songs",
        "Norway's Fjordbank opens the year with a record",
        "Farmers sign up for the harvest fair",
        "Norway mourns the end of a strike",
    ],
)
def test_a_notice_a_firm_and_a_noun_are_no_act(headline: str) -> None:
    assert act_of(headline) == ""
