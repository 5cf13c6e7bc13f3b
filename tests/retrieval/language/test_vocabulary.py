"""A language is a file: whatever stands in one is read, and nothing else has to know of it."""

import pytest

from bot.talk.frame.localise import LANGUAGES
from retrieval.answer.wanted import what_is_asked
from retrieval.language import calendar, locales
from retrieval.language.terms import ANY_LANGUAGE, STOP_WORDS, term_set, terms
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


@pytest.mark.parametrize(
    ("code", "text", "told"),
    [
        ("en", "After the storm another bridge will not be rebuilt until such a harbour", "storm bridge rebuilt harbour"),
        ("de", "Aber die Brücke am Ufer wurde nach dem Sturm gebaut, weil sie nicht zur Last war", "brücke ufer sturm gebaut last"),
        ("fr", "Ainsi le pont avec ses pierres est ouvert pour tous, on sait comment", "pont pierres ouvert sait"),
        ("es", "Aunque el puente era viejo, fue cerrado, pero también hay barcos sin dueño", "puente viejo cerrado barcos dueño"),
        ("it", "Anche il ponte della città è chiuso, perché questo fiume sale come gli altri", "ponte città chiuso fiume sale altri"),
        ("pt", "A ponte velha foi fechada, mas quando caiu houve barcos sem ser tarde", "ponte velha fechada caiu houve barcos tarde"),
        ("ru", "Без моста город был закрыт, но когда его построили, там уже только этот паром", "моста город закрыт построили паром"),
        ("uk", "Без моста місто було закрите, якщо його не збудують", "моста місто закрите збудують"),
        ("ar", "أين كان الجسر بعد العاصفة لماذا على النهر مع هذا الميناء", "الجسر العاصفة النهر الميناء"),
    ],
)  # fmt: skip
def test_what_carries_no_content_is_left_out_of_a_sentence_in_its_language(code: str, text: str, told: str) -> None:
    assert terms(text, code) == terms(told, code)


def test_chinese_function_words_leave_the_pairs_that_carry_content() -> None:
    assert terms("他们 因为 大桥 我们 这些", "zh") == terms("大桥", "zh")


@pytest.mark.parametrize(
    ("code", "words"),
    [
        ("de", "die man war"),
        ("fr", "comment plus son sur"),
        ("es", "era sea sin son"),
        ("it", "ad come era sei sono sui"),
        ("pt", "era ser"),
    ],
)
def test_a_word_that_means_something_in_another_language_counts_where_the_language_is_unknown(
    code: str, words: str
) -> None:
    assert terms(words, code) == []
    assert len(terms(words)) == len(words.split())


@pytest.mark.parametrize(
    "question",
    [
        "What happened, according to whom, when the bridge fell?",
        "Summarize the latest headlines: what was written about how the bridge fell?",
        "¿Qué pasó, según quién, cuándo y cómo: bridge fell?",
        "Dijo dónde: bridge fell",
    ],
)
def test_the_words_a_question_is_asked_with_look_for_nothing(question: str) -> None:
    assert what_is_asked(question).terms == term_set("bridge fell")
