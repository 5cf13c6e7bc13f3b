import pytest

from bot.digest.write.titles import subject_title
from tests.builders import article


def title(*pairs: tuple[str, str]) -> str:
    return subject_title([article(headline, text=text) for headline, text in pairs])


def test_a_subject_is_what_most_articles_name() -> None:
    found = title(
        (
            "Orla Venn opens harbour bridge after nine years",
            "The minister Orla Venn opened the harbour bridge of Ansel.",
        ),
        ("Harbour bridge: Orla Venn cuts the ribbon", "In Ansel a harbour bridge was opened by Orla Venn."),
        ("Nine years late, a harbour bridge", "Ansel waited for the harbour bridge."),
    )
    assert found == "Harbour bridge · Orla Venn"


@pytest.mark.parametrize(
    ("one", "other", "never"),
    [
        (
            "Former Ansel Gov. Orla Venn Joins Race",
            "Ansel's former Gov. Orla Venn joined the race.",
            "Former Ansel Gov",
        ),
        ("Venn Opens Harbour Bridge In Ansel", "Venn opens a harbour bridge in Ansel.", "Opens"),
        ("Bridge opens in six months in Ansel", "Six months more for Ansel.", "Six months"),
        ("Bridge benefits last week in Ansel", "It benefits last week.", "last week"),
        ("Port pays 40 million crowns for bridge", "It paid 40 million crowns for the bridge.", "Million"),
    ],
    ids=["a name is not cut", "a verb is no subject", "nor is a span", "nor a day", "nor is an amount"],
)
def test_a_subject_is_a_whole_name_or_thing(one: str, other: str, never: str) -> None:
    assert never not in title((one, other), ("Ansel looks on", other))


def test_articles_that_share_one_word_have_no_subject() -> None:
    assert not title(("Ferries sail from Ansel", ""), ("Grain is dear in Ansel", ""))
    assert not title(("安塞尔港大桥周一正式通车", ""), ("安塞尔港大桥通车仪式举行", ""))
