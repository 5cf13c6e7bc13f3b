"""What a model may not do to a line: change a number or a name, open a quotation, add an address."""

import pytest

from bot.talk.language.translation_check import Translated, is_faithful


@pytest.mark.parametrize(
    ("original", "said", "names", "language", "is_kept"),
    [
        ("It cost 1,200 crowns.", "Costó 1.200 coronas.", {}, "es", True),
        ("It cost 1,200 crowns.", "Costó 12.000 coronas.", {}, "es", False),
        ("He met Mayor Ito there.", "彼はそこで伊藤市長に会った。", {"Mayor Ito": "伊藤市長"}, "ja", True),
        ("He met Mayor Ito there.", "彼はそこで市長に会った。", {"Mayor Ito": "伊藤市長"}, "ja", False),
        ("In 2025 it fell by 3.", "۲۰۲۵ میں یہ ۳ گرا۔", {}, "ur", True),
        ("It fell.", "  ", {}, "es", False),
    ],
)
def test_numbers_and_names_decide(
    original: str, said: str, names: dict[str, str], language: str, *, is_kept: bool
) -> None:
    assert is_faithful(original, Translated(said, names), language) is is_kept


def test_a_name_at_the_beginning_counts_too() -> None:
    assert not is_faithful("Orlo said the bridge fell.", Translated("Marco dijo que el puente cayó."), "es")
    assert is_faithful("Orlo said the bridge fell.", Translated("Orlo dijo que el puente cayó."), "es")


def test_days_of_the_week_are_words_and_no_names() -> None:
    assert is_faithful("The bridge fell on Tuesday.", Translated("El puente cayó el martes."), "es")


def test_a_model_cannot_declare_another_name_to_be_the_same() -> None:
    swapped = Translated("El alcalde Marco habló allí.", {"Mayor Orlo": "Marco"})
    assert not is_faithful("There Mayor Orlo spoke.", swapped, "es")


def test_a_country_has_its_own_name_in_every_language() -> None:
    assert is_faithful("Ships of Germany came.", Translated("Llegaron barcos de Alemania."), "es")
    assert is_faithful("Ships of China came.", Translated("Пришли корабли из Китай."), "ru")


def test_what_stands_in_quotation_marks_stays_word_for_word() -> None:
    original = "He said: “We shall not stop.”"
    assert is_faithful(original, Translated("Dijo: “We shall not stop.”"), "es")
    assert not is_faithful(original, Translated("Dijo: “No pararemos.”"), "es")


@pytest.mark.parametrize("matter", ["https://evil.example", "@evil", "<b>", "\n", "t.me/x"])
def test_nothing_comes_in_from_elsewhere(matter: str) -> None:
    assert not is_faithful("The bridge over the river fell.", Translated(f"El puente {matter} cayó."), "es")


def test_a_line_in_the_wrong_language_is_no_translation() -> None:
    original = "The old bridge over the wide river fell into the water late in the evening."
    assert not is_faithful(original, Translated(original), "es")


def test_a_line_grown_or_shrunk_out_of_proportion_is_no_translation() -> None:
    assert not is_faithful("The bridge fell.", Translated("El puente cayó " + "y cayó " * 20), "es")


@pytest.mark.parametrize(("form", "is_kept"), [("Welmory", True), ("Corsel", False)])
def test_a_form_of_a_name_looks_like_the_name(form: str, is_kept: bool) -> None:
    name = "Velmora" if form == "Welmory" else "Karsul"
    said = Translated(f"El puente de {form} se abrió.", {name: form})
    assert is_faithful(f"The bridge of {name} was opened.", said, "es") == is_kept


def test_a_form_that_is_half_the_name_is_another_name() -> None:
    said = Translated("El puente de Irlen se abrió.", {"Orlan": "Irlen"})
    assert not is_faithful("The bridge of Orlan was opened.", said, "es")


@pytest.mark.parametrize(("name", "is_kept"), [("Moss", True), ("Ito", False)])
def test_what_somebody_is_may_be_translated_where_their_name_tells_enough(name: str, is_kept: bool) -> None:
    said = Translated(f"Allí habló el alcalde {name}.")
    assert is_faithful(f"There Mayor {name} spoke.", said, "es") == is_kept


@pytest.mark.parametrize(
    ("untranslated", "is_kept"),
    [
        ("the old bridge was opened again by the town", True),
        ("the old bridge over the river was opened again by the town", False),
    ],
)
def test_only_a_line_long_enough_tells_its_language(untranslated: str, is_kept: bool) -> None:
    assert is_faithful(untranslated, Translated(untranslated), "es") == is_kept
