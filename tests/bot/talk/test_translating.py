"""A model may translate; what it gets wrong stays in the original."""

import json

import pytest

from bot.digest.document import Document, Heading, Link, Paragraph, Quotation, Text, line
from bot.talk.translating import Translated, is_faithful, translate_document
from retrieval.errors import ModelError
from tests.fakes import ScriptedModel

BRIDGE = "At least 12 people died when the Lena bridge fell."
GRAIN = "The tariffs on grain rose to 15 percent, said Minister Orlo."
DOCUMENT = Document((Paragraph((Text(BRIDGE), *line(" ", Link("[1]", "https://a.example")))), Paragraph(line(GRAIN))))


def reply(*lines: tuple[str, dict[str, str]]) -> str:
    return json.dumps({"lines": [{"text": text, "names": names} for text, names in lines]})


def test_lines_are_replaced_and_links_are_not() -> None:
    model = ScriptedModel(
        reply(
            ("Al menos 12 personas murieron al caer el puente de Lena.", {"Lena": "Lena"}),
            ("Los aranceles subieron al 15 por ciento, dijo el ministro Orlo.", {"Minister Orlo": "el ministro Orlo"}),
        )
    )
    translated = translate_document(DOCUMENT, "es", model)
    first = translated.blocks[0]
    assert isinstance(first, Paragraph)
    assert first.line[0] == Text("Al menos 12 personas murieron al caer el puente de Lena.")
    assert first.line[-1] == Link("[1]", "https://a.example")


def test_a_line_whose_number_changed_stays_as_it_was() -> None:
    model = ScriptedModel(reply(("Murieron 20 personas en Lena.", {"Lena": "Lena"}), ("Nada", {})))
    assert translate_document(DOCUMENT, "es", model).blocks == DOCUMENT.blocks


@pytest.mark.parametrize("answer", [ModelError("down"), "no json", "{}", '{"lines": [{"text": 3}]}', '{"lines": "x"}'])
def test_a_model_that_fails_changes_nothing(answer: str | Exception) -> None:
    assert translate_document(DOCUMENT, "es", ScriptedModel(answer)) == DOCUMENT


def test_quotations_are_never_translated() -> None:
    quoted = Document((Quotation((line(BRIDGE),)),))
    assert translate_document(quoted, "es", ScriptedModel()) == quoted


@pytest.mark.parametrize(
    ("original", "translated", "names", "is_kept"),
    [
        ("It cost 1,200 crowns.", "Costó 1.200 coronas.", {}, True),
        ("It cost 1,200 crowns.", "Costó 12.000 coronas.", {}, False),
        ("He met Mayor Ito there.", "彼はそこで伊藤市長に会った。", {"Mayor Ito": "伊藤市長"}, True),
        ("He met Mayor Ito there.", "彼はそこで市長に会った。", {"Mayor Ito": "伊藤市長"}, False),
        ("In 2025 it fell by 3.", "۲۰۲۵ میں یہ ۳ گرا۔", {}, True),
        ("It fell.", "  ", {}, False),
    ],
)
def test_numbers_and_names_decide(original: str, translated: str, names: dict[str, str], is_kept: bool) -> None:
    assert is_faithful(original, Translated(translated, names)) is is_kept


def test_headings_are_translated_too() -> None:
    document = Document((Heading("Where the sides differ today"),))
    model = ScriptedModel(reply(("En qué difieren hoy los lados", {})))
    assert translate_document(document, "es", model).blocks == (Heading("En qué difieren hoy los lados"),)
