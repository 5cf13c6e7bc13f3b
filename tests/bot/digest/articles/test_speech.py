import pytest

from bot.digest.articles.speech import is_own_word, speech_share, takes_stand


@pytest.mark.parametrize(
    ("sentence", "share"),
    [
        ("Minister Orla Venn denied that the bridge was “built of bad steel”.", 1.0),
        ("Ansel: “No ferry will sail tomorrow”", 1.0),
        ("Eastern ministry slammed the new tariffs.", 0.5),
        ("Ansel rejects the claim.", 0.5),
        ("El puerto de Ansel exige la apertura del puente.", 0.5),
        ("The harbour bridge opens after nine years.", 0.0),
        ("Its 'new' lanes stay shut.", 0.0),
    ],
)
def test_somebodys_word_is_told_from_a_report(sentence: str, share: float) -> None:
    assert speech_share(sentence) == share


@pytest.mark.parametrize(
    ("sentence", "stands"),
    [
        ("Ansel rejects the claim.", True),
        ("El puerto de Ansel exige la apertura del puente.", True),
        ("The bridge “will never carry a lorry”, Venn said.", True),
        ("Ansel announced the opening of the bridge.", False),
        ("The harbour bridge opens after nine years.", False),
    ],
)
def test_a_stand_is_more_than_an_announcement(sentence: str, stands: bool) -> None:
    assert takes_stand(sentence) == stands


def test_an_announcement_is_nobodys_own_word_and_what_somebody_says_is() -> None:
    assert not is_own_word("Ansel announced the opening of the bridge.")
    assert is_own_word("The bridge opens too late, Minister Orla Venn said.")
