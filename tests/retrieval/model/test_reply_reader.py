"""A reply becomes a value of the asked type or nothing, whatever it is."""

import json
from collections.abc import Iterator
from typing import Annotated

import pytest

from retrieval.model import read_items, read_reply
from retrieval.model.fields import Id, Line, Most, Number, Reply, Truth
from retrieval.model.prompts import ANSWER
from retrieval.model.prompts.sentence import Sentence


class Entry(Reply):
    text: Line
    sources: Annotated[tuple[Number, ...], Most(3)]


class Entries(Reply):
    entries: Annotated[tuple[Entry, ...], Most(4)]


class Judged(Reply):
    id: Id
    supported: Truth


FIRST, SECOND = {"text": "The bridge opened.", "sources": [1, 2]}, {"text": "It is long.", "sources": [2]}
GOOD = json.dumps({"entries": [FIRST, SECOND]})
TEXTS = ["The bridge opened.", "It is long."]


def texts(reply: str) -> list[str] | None:
    found = read_reply(reply, Entries)
    return None if found is None else [entry.text for entry in found.entries]


@pytest.mark.parametrize(
    "reply",
    [
        GOOD,
        f"Sure! Here it is:\n```json\n{GOOD}\n```\nAnything else?",
        f'<think>The user wants {{entries}}, so {{"entries": []}} may do.</think>\n{GOOD}',
        f'The form {{"text"}} was asked for, {{so}} be it: {GOOD}',
        f"{GOOD}{GOOD}",
        json.dumps({"entries": [FIRST, SECOND], "note": {"mood": "fine"}}),
    ],
)
def test_the_json_is_found_wherever_it_stands(reply: str) -> None:
    assert texts(reply) == TEXTS


@pytest.mark.parametrize("cut", range(30, len(GOOD) - 1, 7))
def test_of_a_reply_that_was_cut_off_only_whole_entries_count(cut: int) -> None:
    assert texts(GOOD[:cut]) in ([], TEXTS[:1], TEXTS)


@pytest.mark.parametrize(
    "reply",
    [
        "",
        "I cannot help.",
        "{}",
        "[]",
        "null",
        '{"entries": 1e999}',
        '{"entries": Infinity}',
        '{"entries": NaN}',
        '{"entries": {"text": "an object for a list"}}',
        '{"entries": "a string for a list"}',
        "[" * 59_000,
        '{"entries":' * 59_000,
        '{"entries":[' * 5_000 + "]}" * 5_000,
        '{"entries": ' + "9" * 100_000 + "}",
        "\x00\ufffe\ud800",
        "{" * 5_000,
    ],
)
def test_what_is_no_reply_is_nothing_and_raises_nothing(reply: str) -> None:
    assert read_reply(reply, Entries) is None
    assert list(read_items([reply], Entry, most=9)) == []


@pytest.mark.parametrize(
    "wrong",
    [
        {"text": 1, "sources": [1]},
        {"text": {"of": "an object"}, "sources": [1]},
        {"text": "x", "sources": "1"},
        {"text": "x"},
        {"text": "x" * 501, "sources": [1]},
        "a string",
        None,
        [["deep"]],
    ],
)
def test_an_entry_that_does_not_fit_costs_itself_only(wrong: object) -> None:
    assert texts(json.dumps({"entries": [FIRST, wrong, SECOND]})) == TEXTS


def test_numbers_that_are_none_are_left_out_of_a_list() -> None:
    reply = '{"entries": [{"text": "x", "sources": [1, true, 2.0, "3", 1e999, null, 4]}]}'
    found = read_reply(reply.replace("1e999, ", ""), Entries)
    assert found is not None and found.entries[0].sources == (1,)


def test_no_more_entries_are_taken_than_asked_for() -> None:
    assert texts(json.dumps({"entries": [FIRST] * 50})) == TEXTS[:1] * 4
    assert len(list(read_items([json.dumps([FIRST] * 50)], Entry, most=12))) == 12


def test_of_equal_keys_the_last_counts() -> None:
    found = read_reply('{"id": "a", "supported": true, "supported": false}', Judged)
    assert found == Judged(id="a", supported=False)


@pytest.mark.parametrize(("said", "meant"), [("7", "7"), ("b", '"b"'), ("7", '"7"')])
def test_an_id_may_come_back_as_text_or_number(said: str, meant: str) -> None:
    found = read_reply(f'{{"id": {meant}, "supported": true}}', Judged)
    assert found is not None and found.id == said


@pytest.mark.parametrize("value", ['"true"', "1", "null", '"yes"', "[true]"])
def test_only_true_is_true(value: str) -> None:
    assert read_reply(f'{{"id": "a", "supported": {value}}}', Judged) is None


def test_entries_come_as_soon_as_they_are_complete() -> None:
    seen: list[int] = []

    def pieces() -> Iterator[str]:
        for at in range(0, len(GOOD), 5):
            seen.append(at)
            yield GOOD[at : at + 5]

    assert next(read_items(pieces(), Entry, most=9)).text == TEXTS[0]
    assert seen[-1] < len(GOOD) / 2 + 10


@pytest.mark.parametrize("size", [1, 3, 7, 1000])
def test_how_a_reply_is_cut_into_pieces_does_not_matter(size: int) -> None:
    pieces = [GOOD[at : at + size] for at in range(0, len(GOOD), size)]
    assert [entry.text for entry in read_items(pieces, Entry, most=9)] == TEXTS


def test_braces_and_quotes_inside_words_are_words() -> None:
    reply = json.dumps({"entries": [{"text": 'He said "no } way" \\ twice.', "sources": [1]}]})
    assert [entry.text for entry in read_items([reply], Entry, most=9)] == ['He said "no } way" \\ twice.']


@pytest.mark.parametrize(("letters", "fits"), [(450, True), (501, False)])
def test_a_sentence_is_no_page(letters: int, fits: bool) -> None:
    assert bool(texts(json.dumps({"entries": [{"text": "x" * letters, "sources": [1]}]}))) == fits


@pytest.mark.parametrize(("letters", "fits"), [(110, True), (150, False)])
def test_a_name_is_no_sentence(letters: int, fits: bool) -> None:
    said = {"text": "The bridge opened.", "citations": [1], "said_by": "n" * letters}
    assert (read_reply(json.dumps(said), Sentence) is not None) == fits


@pytest.mark.parametrize(("cited", "is_whole"), [(4, True), (5, False)])
def test_a_sentence_rests_on_a_few_articles(cited: int, is_whole: bool) -> None:
    found = read_reply(json.dumps({"text": "The bridge opened.", "citations": list(range(1, cited + 1))}), Sentence)
    assert found is not None and (len(found.citations) == cited) == is_whole


@pytest.mark.parametrize(("sentences", "is_whole"), [(6, True), (7, False)])
def test_an_answer_is_a_few_sentences_long(sentences: int, is_whole: bool) -> None:
    found = read_reply(
        json.dumps({"sentences": [{"text": "The bridge opened.", "sources": [1]}] * sentences}), ANSWER.reply
    )
    assert found is not None and (len(found.sentences) == sentences) == is_whole


@pytest.mark.parametrize(("letters", "is_read"), [(180_000, True), (240_000, False)])
def test_the_json_is_looked_for_in_what_a_reply_can_be(letters: int, is_read: bool) -> None:
    assert bool(texts("x" * letters + json.dumps({"entries": [FIRST]}))) == is_read


@pytest.mark.parametrize(("braces", "is_read"), [(15, True), (25, False)])
def test_prose_before_the_json_has_few_braces(braces: int, is_read: bool) -> None:
    assert bool(texts("{so} " * braces + json.dumps({"entries": [FIRST]}))) == is_read
