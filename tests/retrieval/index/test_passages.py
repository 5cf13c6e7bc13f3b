import itertools

import pytest
from hypothesis import given
from hypothesis import strategies as st

from retrieval.index.passages import (
    PassageId,
    count_words,
    embedded_text,
    full_text,
    passage_text,
    split_passages,
    text_version,
)
from tests.builders import article

SENTENCE = "The council of the little town met again on Monday to speak about the old bridge."


def test_an_article_without_body_is_one_passage_its_title() -> None:
    bare = article("Bridge opens", text="", summary="")
    (only,) = split_passages(bare)
    assert passage_text(bare, only) == "Bridge opens"


def test_the_first_passage_begins_with_the_title_and_sizes_stay_near_the_target() -> None:
    long = article("Bridge opens", text="\n\n".join(f"{SENTENCE} {SENTENCE} {SENTENCE}" for _ in range(20)))
    passages = split_passages(long, target=100, longest=160)
    sizes = [count_words(passage_text(long, passage)) for passage in passages]
    assert passage_text(long, passages[0]).startswith("Bridge opens\n\nThe council")
    assert len(passages) > 5
    assert all(60 <= size <= 160 for size in sizes)


def test_passages_end_where_sentences_end() -> None:
    long = article(text=" ".join([SENTENCE] * 40))
    assert all(passage_text(long, passage).endswith("bridge.") for passage in split_passages(long, target=90))


def test_chinese_is_counted_by_characters() -> None:
    long = article("桥梁", text="市议会周一再次开会讨论旧桥的未来。" * 60)
    sizes = [len(passage_text(long, passage)) for passage in split_passages(long, target=100, longest=150)]
    assert len(sizes) > 3
    assert max(sizes) <= 310


def test_a_sentence_without_end_is_cut_at_white_space() -> None:
    endless = article(text="word " * 2000)
    pieces = [passage_text(endless, passage) for passage in split_passages(endless, target=100, longest=150)]
    assert all(count_words(piece) <= 260 for piece in pieces)
    assert all(set(piece.split()) <= {"word", "Bridge", "opens"} for piece in pieces)


def test_later_passages_are_embedded_under_their_title() -> None:
    long = article("Bridge opens", text=" ".join([SENTENCE] * 40))
    first, second, *_ = split_passages(long, target=90)
    assert embedded_text(long, first) == passage_text(long, first)
    assert embedded_text(long, second) == f"Bridge opens\n\n{passage_text(long, second)}"


@given(st.text(alphabet="ab. \n。中", max_size=400), st.integers(3, 40))
def test_passages_are_ordered_and_together_hold_the_whole_text(body: str, target: int) -> None:
    made = article("Title here", text=body)
    passages = split_passages(made, target=target, longest=2 * target)
    assert all(one.end <= other.start for one, other in itertools.pairwise(passages))
    assert [passage.number for passage in passages] == list(range(len(passages)))
    joined = "".join(passage_text(made, passage) for passage in passages)
    assert "".join(joined.split()) == "".join(full_text(made).split())


def test_the_version_follows_the_text_and_nothing_else() -> None:
    assert text_version(article(text="One.")) == text_version(article(text="One.", outlet="East Post", topics=()))
    assert text_version(article(text="One.")) != text_version(article(text="Two."))


def test_a_passage_id_is_read_as_it_was_written() -> None:
    made = PassageId("a:b", 3, 77, "0f0f0f0f")
    assert PassageId.parse(str(made)) == made


def test_a_passage_is_some_six_sentences_long() -> None:
    long = article("Bridge opens", text=" ".join(["The " + "word " * 8 + "end."] * 90))
    *sizes, _ = (count_words(passage_text(long, passage)) for passage in split_passages(long))
    assert sizes and all(110 <= size <= 150 for size in sizes)


@pytest.mark.parametrize(("word", "words", "is_whole"), [("word ", 190, True), ("bridge ", 260, False)])
def test_only_a_sentence_longer_than_anybody_speaks_is_cut(word: str, words: int, is_whole: bool) -> None:
    long = article("Bridge opens", text=word * words + "end.")
    assert any(count_words(passage_text(long, each)) > words for each in split_passages(long)) == is_whole
