import pytest

from bot.digest.headlines import headline_fault, trim_headline


@pytest.mark.parametrize(
    ("title", "trimmed"),
    [
        ("UPDATE 1-Port Ansel opens its harbour bridge", "Port Ansel opens its harbour bridge"),
        ("Exclusive | Port Ansel opens its bridge", "Port Ansel opens its bridge"),
        ("Port Ansel opens its bridge - West Times", "Port Ansel opens its bridge"),
        ("Port Ansel opens its bridge - at last", "Port Ansel opens its bridge - at last"),
        ("Bridge says much about us: West Times editorial", "Bridge says much about us"),
    ],
)
def test_labels_and_the_outlets_name_are_trimmed(title: str, trimmed: str) -> None:
    assert trim_headline(title, ["West Times"]) == trimmed


@pytest.mark.parametrize(
    ("headline", "fault"),
    [
        ("Port Ansel opens its harbour bridge after nine years", ""),
        ("Mayor ‘would do it again’ as bridge opens", ""),
        ("安塞尔港大桥历时九年终于通车", ""),
        ("Why Port Ansel waited nine years for its bridge", "question"),
        ("Will the bridge of Port Ansel ever open?", "question"),
        ("The long road to the bridge of Port Ansel", "fragment"),
        ("Bridge opens: all you need to", "cut off"),
        ("Bridge opens and everything you need is a ticket", "speaks to the reader"),
        ("Bridge opens", "fragment"),
    ],
)
def test_a_headline_is_a_sentence_or_has_a_fault(headline: str, fault: str) -> None:
    assert headline_fault(headline) == fault
