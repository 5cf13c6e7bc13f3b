"""A digest for a Spanish reader through a real, bad model: what it cannot translate faithfully stays in the original."""

from datetime import timedelta
from pathlib import Path

import pytest

from bot.adapters.clock import SystemClock
from bot.adapters.model_service.openai_model import OpenAiModel
from bot.digest.show.document import BulletItem, Document, Italic, Paragraph, plain_line
from bot.talk.frame.localise import Words
from bot.talk.language.reader_voice import told
from bot.talk.language.translation_check import Translated, is_faithful
from bot.talk.language.translator import Translator
from tests.bot.digest.newsroom import DAY, DUE
from tests.bot.talk.office import open_office
from tests.model_server import missing_reason, running_model_server

pytestmark = pytest.mark.slow

needs_model = pytest.mark.skipif(bool(missing_reason()), reason=missing_reason())


@needs_model
def test_a_bad_model_changes_no_number_name_or_citation(tmp_path: Path) -> None:
    office = open_office(tmp_path)
    digest = office.newsroom.editor().build("east-west", DAY, now=DUE)
    with running_model_server() as url:
        model = OpenAiModel(api_key="unused", base_url=url, model="smollm2", clock=SystemClock())
        translator = Translator(model, SystemClock(), office.desk.memory)
        original = told(digest, Words("es"), Translator(None, SystemClock()))
        spoken = told(digest, Words("es"), translator, patience=timedelta(seconds=12))
    office.close()
    check_pieces(original, spoken)
    # What stands in the original is owned up to.
    assert "Con las palabras de las fuentes" in str(spoken) or "en el original" in str(spoken)


def check_pieces(original: Document, spoken: Document) -> None:
    for before, after in zip(original.blocks, spoken.blocks, strict=True):
        if not isinstance(before, Paragraph | BulletItem) or isinstance(before.line[0], Italic):
            continue
        for one, other in zip(before.line, getattr(after, "line", ()), strict=True):
            if one != other:
                assert is_faithful(plain_line([one]), Translated(plain_line([other])), "es")
