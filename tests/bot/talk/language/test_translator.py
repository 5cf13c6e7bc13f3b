"""A model may translate; what it gets wrong stays in the original, and the reader is told."""

import json
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest

from bot.digest.model.digest import Bullet
from bot.digest.show.document import BulletItem, Document, Heading, Link, Paragraph, Quotation, Text, line, plain_line
from bot.digest.show.views import digest_document
from bot.talk.frame.localise import Words
from bot.talk.frame.memory import Memory
from bot.talk.language.translator import Translator
from retrieval.database import open_database
from retrieval.errors import ModelError
from tests.bot.digest.samples import digest
from tests.builders import NOON
from tests.fakes import FakeClock, ScriptedModel

BRIDGE = "At least 12 people died when the Lena bridge fell."
BRIDGE_ES = "Al menos 12 personas murieron al caer el puente de Lena."
GRAIN = "The tariffs on grain rose to 15 percent, said Minister Orlo."
GRAIN_ES = "Los aranceles sobre el grano subieron al 15 por ciento, dijo el ministro Orlo."
DOCUMENT = Document((Paragraph((Text(BRIDGE), *line(" ", Link("[1]", "https://a.example")))), Paragraph(line(GRAIN))))


def reply(*lines: tuple[str, dict[str, str]]) -> str:
    given = [
        {"n": n, "text": t, "names": [{"name": k, "form": v} for k, v in names.items()]}
        for n, (t, names) in enumerate(lines, 1)
    ]
    return json.dumps({"lines": given})


def translator(*replies: str | Exception, memory: Memory | None = None) -> Translator:
    return Translator(ScriptedModel(*replies), FakeClock(NOON), memory)


@pytest.fixture
def memory(tmp_path: Path) -> Iterator[Memory]:
    database = open_database(f"sqlite:///{tmp_path}/talk.db")
    database.create_all()
    yield Memory(database)
    database.close()


def test_lines_are_replaced_and_links_are_not() -> None:
    given = reply((BRIDGE_ES, {"Lena": "Lena"}), (GRAIN_ES, {"Minister Orlo": "el ministro Orlo"}))
    rendition = translator(given).translate(DOCUMENT, "es")
    first = rendition.document.blocks[0]
    assert isinstance(first, Paragraph)
    assert first.line[0] == Text(BRIDGE_ES)
    assert first.line[-1] == Link("[1]", "https://a.example")
    assert (rendition.lines, rendition.kept) == (2, 0)


def test_who_says_a_sentence_is_not_translated() -> None:
    """The outlet stood in the same line as its sentence, and a model made "El Correo del Este" of it."""
    said = Bullet(BRIDGE, (9,), ("East Post", "West Times"))
    shown = digest_document(digest(highlights=(said,)), has_sources=False).blocks[1]
    model = ScriptedModel(reply((BRIDGE_ES, {"Lena": "Lena"})))
    read = Translator(model, FakeClock(NOON)).translate(Document((shown,)), "es").document.blocks[0]
    assert json.loads(model.history[0][-1].content)["lines"] == [{"n": 1, "text": BRIDGE}]
    assert isinstance(read, BulletItem)
    assert plain_line(read.line) == f"East Post, West Times: {BRIDGE_ES}"


def test_a_line_whose_number_changed_stays_as_it_was_and_is_counted() -> None:
    rendition = translator(reply(("Murieron 20 personas en Lena.", {}), (GRAIN_ES, {}))).translate(DOCUMENT, "es")
    assert rendition.document.blocks[0] == DOCUMENT.blocks[0]
    assert rendition.kept == 1


@pytest.mark.parametrize("answer", [ModelError("down"), "no json", "{}", '{"lines": [{"text": 3}]}', '{"lines": "x"}'])
def test_a_model_that_fails_changes_nothing(answer: str | Exception) -> None:
    rendition = translator(answer).translate(DOCUMENT, "es")
    assert rendition.document == DOCUMENT
    assert rendition.kept == rendition.lines == 2


def test_a_model_that_is_down_is_not_asked_again_for_every_line_and_edition() -> None:
    model, clock = ScriptedModel(ModelError("down")), FakeClock(NOON)
    many = Document(tuple(Paragraph(line(f"The river rose by {n} metres in the night.")) for n in range(40)))
    one = Translator(model, clock)
    one.translate(many, "es")
    one.translate(DOCUMENT, "es")
    clock.advance(timedelta(minutes=8))
    one.translate(DOCUMENT, "es")
    assert len(model.history) == 1
    clock.advance(timedelta(minutes=4))
    one.translate(DOCUMENT, "es")
    assert len(model.history) == 2


def test_a_line_that_the_model_leaves_out_does_not_shift_the_others() -> None:
    names = [{"name": "Minister Orlo", "form": "el ministro Orlo"}]
    given = json.dumps({"lines": [{"n": 2, "text": GRAIN_ES, "names": names}]})
    rendition = translator(given).translate(DOCUMENT, "es")
    assert rendition.document.blocks == (DOCUMENT.blocks[0], Paragraph((Text(GRAIN_ES),)))


def test_quotations_are_never_translated() -> None:
    quoted = Document((Quotation((line(BRIDGE),)),))
    assert translator().translate(quoted, "es").document == quoted


def test_headings_are_translated_too() -> None:
    document = Document((Heading("Where the bridges differ today"),))
    rendition = translator(reply(("En qué difieren hoy los puentes", {}))).translate(document, "es")
    assert rendition.document.blocks == (Heading("En qué difieren hoy los puentes"),)


def test_what_is_ours_is_not_sent_to_the_model() -> None:
    model = ScriptedModel()
    document = Document((Heading("Where they differ"),))
    Translator(model, FakeClock(NOON)).translate(document, "es", leave={"Where they differ"})
    assert model.history == []


def test_a_line_is_asked_for_once_also_after_a_restart(memory: Memory) -> None:
    translator(reply((BRIDGE_ES, {}), ("No", {})), memory=memory).translate(DOCUMENT, "es")
    again = translator(memory=memory).translate(DOCUMENT, "es")
    assert again.document.blocks[0] == Paragraph((Text(BRIDGE_ES), *line(" ", Link("[1]", "https://a.example"))))
    assert again.kept == 1


def test_what_the_reader_is_told_says_why() -> None:
    words = Words("en")
    without = Translator(None, FakeClock(NOON))
    assert "no translator is connected" in without.note(without.translate(DOCUMENT, "es"), words)
    failing = translator(ModelError("down"))
    assert "did not answer" in failing.note(failing.translate(DOCUMENT, "es"), words)
    partly = translator(reply((BRIDGE_ES, {}), ("No", {})))
    assert partly.note(partly.translate(DOCUMENT, "es"), words).startswith("1 sentence stands in the original")
    whole = translator(reply((BRIDGE_ES, {}), (GRAIN_ES, {})))
    assert whole.note(whole.translate(DOCUMENT, "es"), words) == ""


def test_a_document_in_the_readers_language_needs_nobody() -> None:
    assert Translator(None, FakeClock(NOON)).translate(DOCUMENT, "en").lines == 0


def test_what_joins_a_sentence_to_its_outlet_stays() -> None:
    document = Document((Paragraph(line(Link("West Times", "https://a.example"), f": {BRIDGE} ")),))
    rendition = translator(reply((BRIDGE_ES, {}))).translate(document, "es")
    assert rendition.document.blocks[0] == Paragraph(line(Link("West Times", "https://a.example"), f": {BRIDGE_ES} "))
