"""A language is a file: whatever stands in one is read, and nothing else has to know of it."""

import pytest

from bot.talk.frame.localise import LANGUAGES
from retrieval.language import calendar, locales
from retrieval.language.terms import ANY_LANGUAGE, STOP_WORDS, terms
from retrieval.language.vocabulary import asked_languages, read_table, vocabularies

KEYS = {
    "asked", "calendar", "countries", "countries_short", "days", "locales", "numbers", "only_here", "question_words",
    "stemmer", "stop_words", "units",
}  # fmt: skip


@pytest.mark.parametrize("code", vocabularies())
def test_a_file_has_only_what_is_read(code: str) -> None:
    assert read_table(f"languages/{code}.toml").keys() <= KEYS


@pytest.mark.parametrize("code", vocabularies())
def test_every_language_has_its_months_and_its_own_name(code: str) -> None:
    assert set(calendar.months(code).values()) == set(range(1, 13))
    assert all(locales.language_name(code, locale) for locale in vocabularies()[code].locales)
    terms("word", code)  # raises for a stemmer that nobody knows


def test_questions_are_read_in_every_language_of_the_interface() -> None:
    assert {known.code for known in asked_languages()} == LANGUAGES.keys()
    assert next(iter(vocabularies())) == "en"


def test_a_stop_word_that_carries_content_elsewhere_is_one_only_in_its_own_language() -> None:
    assert "die" in STOP_WORDS["de"] and "die" not in ANY_LANGUAGE
    assert {"the", "de", "und", "это"} <= ANY_LANGUAGE
