import threading

import pytest
from hypothesis import given
from hypothesis import strategies as st

from retrieval.language.terms import term_set, terms


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("tariffs", "tariff"),
        ("China’s", "CHINA"),
        ("Nicolás", "nicolas"),
        ("U.S.", "US"),
        ("USA", "U.S."),
        ("1,250", "1250"),
        ("ставка", "ставки"),
        ("café", "cafe\u0301"),
        ("F-35", "F 35"),
    ],
)
def test_two_spellings_of_a_word_give_the_same_terms(one: str, other: str) -> None:
    assert terms(one) == terms(other) != []


def test_function_words_are_left_out_but_names_in_capitals_stay() -> None:
    assert terms("who told us that the WHO and the US agree") == ["who", "us", "agre"]
    assert terms("¿Qué dijo de la guerra?") == ["guerra"]


def test_a_name_gives_the_same_term_whatever_the_language_around_it() -> None:
    assert set(terms("El canciller Maduro habló en Caracas")) & set(terms("Maduro speaks in Caracas")) == {
        "maduro",
        "caraca",
    }


def test_a_language_that_is_asked_for_has_its_own_stemmer() -> None:
    assert terms("negociaciones", "es") == terms("negociación", "es")


def test_text_without_spaces_gives_pairs_of_characters() -> None:
    assert terms("中国央行") == ["中国", "国央", "央行"]
    assert set(terms("央行")) <= set(terms("中国央行宣布"))
    assert terms("水") == ["水"]


def test_repetitions_and_order_are_kept() -> None:
    assert terms("ship dock ship") == ["ship", "dock", "ship"]
    assert term_set("ship dock ship") == {"ship", "dock"}


@given(st.text(max_size=60))
def test_any_text_gives_terms_without_spaces(text: str) -> None:
    assert all(term and not any(character.isspace() for character in term) for term in terms(text))


def test_many_threads_get_the_same_terms() -> None:
    text = " ".join(f"running{n} houses{n} negotiated{n}" for n in range(300))
    expected = terms(text)
    found: list[bool] = []
    # A text of its own for each thread, so that none is answered from the cache of whole texts.
    threads = [threading.Thread(target=lambda n=n: found.append(terms(text + " " * n) == expected)) for n in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert found == [True] * 8
