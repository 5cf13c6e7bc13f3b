import pytest

from bot.digest.articles.article_kind import Kind, judge_piece
from tests.builders import article


@pytest.mark.parametrize(
    ("title", "kind"),
    [
        ("Port Ansel opens its harbour bridge", "news"),
        ("Opinion | A bridge too late", "opinion"),
        ("The bridge nobody asked for: West Times editorial", "opinion"),
        ("社评：大桥晚了九年才通车", "opinion"),
        ("Sponsored: how to cross a bridge in style", "sponsored"),
        ("Watch live: the bridge of Port Ansel opens", "live"),
        ("Storm over Tessaly – as it happened", "live"),
        ("Your weekly horoscope for bridge builders", "service"),
        ("Ansel Economy", "index"),
        ("Bridge opens, ferry sinks: West Times daily highlights", "service"),
        ("Ferry feud, bridge toll, a lost seal: 7 harbour reads", "service"),
        ("Word cloud: what visitors say of the bridge", "service"),
        ("Harbour Board Commentary: A bridge of peace", "opinion"),
        ("Port Ansel should lower the toll of its bridge", "opinion"),
        ("Tessaly must learn from the collapse of its bridge", "opinion"),
        ("Port Ansel should lower its toll, says engineer", "news"),
        ("Engineers on how the port should run its ferries", "news"),
        ("Drivers must pay the toll in cash from Monday", "news"),
        ("Port Ansel news, photos, videos and analysis", "index"),
        ("Collection of columns for and against the Ansel bridge", "service"),
        ("Letters: the bridge of Port Ansel divides its readers", "service"),
        ("Readers respond to the toll of the Ansel bridge", "service"),
        ("The bridge of Port Ansel opens at last – in pictures", "service"),
        ("Quiz: how much do you know of the Ansel bridge?", "service"),
        ("The Harbour Newsletter: a bridge opens in Ansel", "service"),
        ("Minister explains the toll of the bridge (podcast)", "service"),
        ("El puente de Ansel en vivo: abre la ministra", "live"),
        ("Ansel vs Tessaly: dónde ver la final de remo", "service"),
        ("Ferry feast and other top photos of the Lena", "service"),
        ("Port Ansel collects letters of the bridge builders", "news"),
        ("Readers of the Ansel library cross the bridge free", "news"),
        ("Pictures of the bridge sold for 40 million crowns", "news"),
    ],
)
def test_a_title_says_what_sort_of_piece_it_is(title: str, kind: Kind) -> None:
    assert judge_piece(article(title, url="https://westtimes.example/x-1")).kind == kind


@pytest.mark.parametrize(
    ("url", "kind"),
    [
        ("https://westtimes.example/opinion/bridge-late", "opinion"),
        ("https://westtimes.example/tag/bridges/", "index"),
        ("https://westtimes.example/live/bridge-opening", "live"),
        ("https://westtimes.example/world/bridge-opening", "news"),
    ],
)
def test_an_address_says_it_too(url: str, kind: Kind) -> None:
    assert judge_piece(article("Port Ansel opens its harbour bridge", url=url)).kind == kind


def test_what_a_paid_wire_carries_is_sponsored_and_cannot_be_used() -> None:
    judgement = judge_piece(article("Ansel Corp. announces record bridge sales", outlet="PR Newswire"))
    assert (judgement.kind, judgement.is_usable) == ("sponsored", False)


@pytest.mark.parametrize(
    "opening",
    [
        "Got a view on the bridge? You’re not alone. Here’s a range of op-eds from both banks of the river.",
        "Follow along with our coverage as the bridge of Port Ansel opens to traffic on Monday.",
        "This is the Monday edition of the Harbour Letter, a newsletter on bridges and ferries.",
        "In this week's episode two engineers talk about the bridge of Port Ansel.",
        "The span opened on Monday. Take our quiz on the bridges of the Lena.",
        "To the Editor: The bridge of Port Ansel is too narrow for two lanes.",
    ],
)
def test_a_page_that_speaks_of_itself_reports_nothing(opening: str) -> None:
    title = "The bridge of Port Ansel and what it means"
    assert not judge_piece(article(title, text=opening)).is_usable
    assert judge_piece(article(title, text="The bridge of Port Ansel opened on Monday, its builders said.")).is_usable
