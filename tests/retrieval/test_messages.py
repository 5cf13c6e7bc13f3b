"""A sentence of ours is an English string that keeps its key and values, wherever it goes."""

import copy
import json
import pickle
from datetime import date

import pytest

from retrieval.messages import Days, LongDay, Phrase, ShortDay, Value, from_json, pack, to_json, unpack

DAY = date(2026, 1, 6)
REASON = Phrase("{url} refuses connections.", url="https://a.example/{x}")
FAILED = Phrase("{url} failed {count} times in a row: {reason}", url="https://a.example", count=3, reason=REASON)


def test_a_phrase_is_its_english_sentence() -> None:
    assert FAILED == "https://a.example failed 3 times in a row: https://a.example/{x} refuses connections."
    assert type(str(FAILED)) is str


@pytest.mark.parametrize(("number", "said"), [(1, "One article is left out."), (2, "2 articles are left out.")])
def test_the_number_chooses_the_form(number: int, said: str) -> None:
    assert Phrase("One article is left out.", "{n} articles are left out.", n=number) == said


@pytest.mark.parametrize(
    ("value", "said"),
    [
        (DAY, "6 January 2026"),
        (ShortDay(DAY), "6 Jan 2026"),
        (ShortDay(DAY, has_year=False), "6 Jan"),
        (LongDay(DAY), "Tuesday, 6 January"),
        (Days(DAY, DAY), "6 January 2026"),
        (Days(date(2026, 1, 1), DAY), "1 to 6 January 2026"),
        (Days(date(2026, 1, 1), date(2026, 2, 6)), "1 January to 6 February 2026"),
        (Days(date(2025, 12, 30), DAY), "30 December 2025 to 6 January 2026"),
        (("East Post", "Far Wire"), "East Post, Far Wire"),
        (7, "7"),
    ],
)
def test_values_stand_in_english_and_are_stored_as_they_are(value: Value, said: str) -> None:
    phrase = Phrase("{what}", what=value)
    assert phrase == said
    stored = from_json(json.loads(json.dumps(to_json(phrase))))
    assert isinstance(stored, Phrase) and stored.values == {"what": value}


@pytest.mark.parametrize("phrase", [FAILED, Phrase("{n} feed", "{n} feeds", n=2)])
def test_a_phrase_survives_storing_copying_and_another_process(phrase: Phrase) -> None:
    for again in (unpack(pack(phrase)), copy.deepcopy(phrase), pickle.loads(pickle.dumps(phrase))):
        assert isinstance(again, Phrase)
        assert (again, again.key, again.plural, again.values) == (phrase, phrase.key, phrase.plural, phrase.values)


@pytest.mark.parametrize("old", ["", "a.example refuses connections.", '{"title": "not ours"}', "{broken"])
def test_a_text_stored_before_it_had_a_key_is_shown_as_it_is(old: str) -> None:
    assert unpack(pack(old)) == unpack(old) == from_json(old) == old
    assert not isinstance(unpack(old), Phrase)
