import pytest

from bot.digest.articles.openings import leans_on_a_person, leans_on_a_thing, leans_on_others
from retrieval.language.terms import term_set

NOTHING: frozenset[str] = frozenset()
BEFORE = "Orla Venn opened the harbour bridge on Monday. Mr. Ilse Tarn paid for it."


@pytest.mark.parametrize(
    ("sentence", "leans"),
    [
        ("The mandate runs out in May, the port of Ansel said.", True),
        ("The document published Friday says that Ansel paid for the bridge.", True),
        ("The Democrat, who served two terms, vowed to mend the Ansel bridge.", True),
        ("The centrist Democrat announced a bridge for Ansel.", True),
        ("The Democrats of Ansel voted for the bridge.", False),
        ("The Ansel council voted for the bridge.", False),
        ("The gunman who entered the ferry of Ansel wore a mask.", False),
        ("The consequences of the flood in Ansel may be great.", False),
        ("The surging toll in Ansel worries the East.", False),
        ("Engineers of Ansel fear for the bridge.", False),
    ],
)
def test_a_thing_called_the_one_was_spoken_of_before(sentence: str, leans: bool) -> None:
    assert leans_on_a_thing(sentence, NOTHING) == leans


def test_a_thing_that_the_reader_knows_may_be_called_so() -> None:
    assert not leans_on_a_thing("The mandate runs out in May.", term_set("Port of Ansel keeps its mandate"))


@pytest.mark.parametrize(
    ("sentence", "leans"),
    [
        ("Venn opened the harbour bridge of Ansel.", True),
        ("Mr. Tarn paid forty million crowns for the bridge.", True),
        ("The bridge of Ansel is safe for lorries, Venn said.", True),
        ("“No lorry will cross,” Venn said in Ansel.", True),
        ("Minister Orla Venn opened the bridge, and Venn said it was safe.", False),
        ("Ansel opened the bridge on Monday.", False),
        ("Engineers said the bridge was safe.", False),
    ],
)
def test_a_last_name_alone_was_named_in_full_before(sentence: str, leans: bool) -> None:
    """ "Paul said when asked": which Paul stood in a sentence that the reader never saw."""
    assert leans_on_a_person(sentence, BEFORE, NOTHING) == leans


def test_somebody_whom_the_title_names_is_known() -> None:
    sentence = "Venn opened the harbour bridge of Ansel."
    assert not leans_on_others(sentence, BEFORE, term_set("Venn opens bridge"))
