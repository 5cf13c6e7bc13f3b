from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from retrieval.articles import Article
from retrieval.intake.reprints import voices
from tests.builders import NOON, article

WORDS = [f"word{i}" for i in range(400)]


def copy(name: str, text: str, hours: int = 0, **changes: object) -> Article:
    return article(name, text=text, published=NOON + timedelta(hours=hours), **changes)


def test_one_text_is_one_voice_the_originals_first() -> None:
    text = " ".join(WORDS)
    carried = copy("carried", text, hours=-2, original_outlet="Far Wire")
    own = copy("own", text + " with a line of its own at the end")
    cut = copy("cut", " ".join(WORDS[:150]), hours=3)
    other = copy("other", " ".join(reversed(WORDS)))
    assert voices([carried, cut, other, own]) == {"own": "own", "carried": "own", "cut": "own", "other": "other"}


def test_texts_without_spaces_are_compared_by_characters() -> None:
    text = "".join(chr(0x4E00 + i * 7 % 900) for i in range(300))
    assert len(set(voices([copy("a", text), copy("b", text + "。記者"), copy("c", text[::-1])]).values())) == 2


def test_short_texts_are_a_voice_each() -> None:
    assert voices([copy("a", "The same few words."), copy("b", "The same few words.")]) == {"a": "a", "b": "b"}


@given(st.permutations(range(6)))
def test_the_order_of_articles_does_not_matter(order: list[int]) -> None:
    texts = [" ".join(WORDS[start : start + 200]) for start in (0, 0, 5, 200, 200, 100)]
    made = [copy(f"a{i}", text) for i, text in enumerate(texts)]
    assert voices([made[i] for i in order]) == voices(made)


def edited(every: int) -> str:
    """The words with one of so many changed."""
    return " ".join("new" if number % every == 0 else word for number, word in enumerate(WORDS))


@pytest.mark.parametrize(("every", "voices_heard"), [(15, 1), (10, 2)])
def test_a_word_changed_here_and_there_makes_no_other_voice_and_a_word_a_line_does(
    every: int, voices_heard: int
) -> None:
    made = voices([copy("a", " ".join(WORDS)), copy("b", edited(every))])
    assert len(set(made.values())) == voices_heard


@pytest.mark.parametrize(("words", "voices_heard"), [(28, 1), (20, 2)])
def test_two_sentences_are_too_short_to_be_a_copy(words: int, voices_heard: int) -> None:
    text = " ".join(WORDS[:words])
    assert len(set(voices([copy("a", text), copy("b", text)]).values())) == voices_heard


@pytest.mark.parametrize(("shared", "voices_heard"), [(5500, 1), (4300, 2)])
def test_long_texts_are_compared_by_their_first_pages(shared: int, voices_heard: int) -> None:
    one, other = (" ".join(f"{name}{number}" for number in range(4000)) for name in ("w", "v"))
    assert len(set(voices([copy("a", one), copy("b", one[:shared] + other)]).values())) == voices_heard
