"""Digests in the reader's language, delivered or asked for: the frame by the catalogue, the sentences by a model."""

import json
import re
from collections.abc import Mapping, Sequence
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from bot.delivery.chats import Order
from bot.delivery.editions import EditionMaker
from bot.digest.model.digest import Hour
from bot.talk.frame.memory import Memory
from bot.talk.frame.utterances import Person, Press
from bot.talk.language.reader_voice import ReaderVoice
from bot.talk.language.translator import Translator
from retrieval.errors import ModelError
from retrieval.ports import Message
from tests.bot.digest.newsroom import DAY, DUE, entry
from tests.bot.talk.office import Office, open_office, spoken, utterance
from tests.fakes import ScriptedModel

pytestmark = pytest.mark.slow


class Interpreter:
    """A model that translates every line into one Spanish pattern that keeps its names, numbers and quoted words."""

    name = "interpreter"

    def __init__(self) -> None:
        self.calls = 0

    def complete(self, messages: Sequence[Message], **more: Any) -> str:
        self.calls += 1
        lines = json.loads(messages[-1].content)["lines"]
        said = [{"n": line["n"], "text": self._spanish(line["text"]), "names": []} for line in lines]
        return json.dumps({"lines": said})

    def stream(self, messages: Sequence[Message], **more: Any) -> Any:
        raise ModelError("only translates")

    def _spanish(self, line: str) -> str:
        kept = " ".join(re.findall(r"[A-Z][\w-]*|\d+(?:[.,]\d+)*", line))
        return f"Según los periódicos de la región, esto es lo que se dijo ayer: {kept}."


def order(**changes: Any) -> Order:
    plain: Mapping[str, Any] = {"topic": "east-west", "day": DAY, "first_day": DAY, "language": "es"}
    return Order(**{**plain, **changes})


def delivered(office: Office, model: Any, **changes: Any) -> str:
    voice = ReaderVoice(Translator(model, office.clock, office.desk.memory))
    maker = EditionMaker(office.newsroom.editor(), voice)
    return "\n".join(part.plain for part in maker(order(**changes), DUE))


def test_a_delivered_digest_speaks_the_readers_language_and_keeps_its_citations(office: Office) -> None:
    english = delivered(office, None, language="en")
    spanish = delivered(office, Interpreter())
    assert "Según los periódicos" in spanish and "Se contradicen" in spanish
    assert re.findall(r"\[\d+\]", spanish) == re.findall(r"\[\d+\]", english)
    # The sources keep their headlines.
    assert "Western engineers fear for Lena bridge after 12 die" in spanish


def test_the_buttons_under_a_post_of_the_readers_own_hour_mean_that_post(office: Office) -> None:
    """The topic's own digest of the day has other sources under the same numbers."""
    late = entry("West orders six ferries for the Lena after the bridge falls", hours_ago=-9)
    office.newsroom.publish(late, now=DUE + timedelta(hours=9))
    office.newsroom.editor().build("east-west", DAY, now=DUE)
    maker = EditionMaker(office.newsroom.editor(), ReaderVoice(Translator(None, office.clock)))
    hour = Hour(DUE + timedelta(hours=9, minutes=30))
    parts = maker(order(language="en", hour=hour), hour.until)
    presses = [button.data for part in parts for rank in part.buttons for button in rank]
    sources = next(data for data in presses if data.startswith("src:"))
    heard = office.conversation().handle(utterance(press=Press(sources, 99)))
    assert "six ferries" in spoken(heard)


def test_a_digest_is_translated_once_for_all_wishes_and_for_reading_on_demand(office: Office) -> None:
    model = Interpreter()
    delivered(office, model)
    asked = model.calls
    delivered(office, model, has_pictures=True)
    delivered(office, model, is_late=True)
    assert model.calls == asked > 0


def test_reading_on_demand_uses_what_delivery_had_translated(tmp_path: Path) -> None:
    model = Interpreter()
    office = open_office(tmp_path, model=model)
    sam = office.talker(person=Person(2, "Sam", "es"))
    first = sam.say(f"/digest east-west {DAY}")
    asked = model.calls
    assert "Según los periódicos" in first
    assert sam.say(f"/digest east-west {DAY}") == first
    assert model.calls == asked
    office.close()


def test_a_model_that_is_down_sends_the_original_and_says_so(office: Office) -> None:
    said = delivered(office, ScriptedModel(ModelError("down")))
    assert "In all 12 people were killed" in said
    assert said.count("Con las palabras de las fuentes: el traductor no respondió") == 1


def test_without_a_model_the_original_is_sent_and_that_is_said(office: Office) -> None:
    said = delivered(office, None)
    assert "In all 12 people were killed" in said
    assert "Con las palabras de las fuentes: no hay traductor conectado." in said
    assert "Se contradicen" in said


def test_an_english_reader_is_told_nothing_of_translators(office: Office) -> None:
    assert "translator" not in delivered(office, None, language="en")


def test_a_late_digest_says_so_in_the_language(office: Office) -> None:
    assert "Esto llega tarde" in delivered(office, None, is_late=True)
    merged = delivered(office, None, first_day=DAY - timedelta(days=2))
    assert "todos los días desde el 5 de enero de 2026" in merged


def test_the_buttons_of_a_delivered_digest_are_in_the_language(office: Office) -> None:
    maker = EditionMaker(office.newsroom.editor(), ReaderVoice(Translator(None, office.clock)))
    labels = [button.text for rank in maker(order(), DUE)[-1].buttons for button in rank]
    assert "Preguntar sobre esto" in labels and "Fuentes" in labels


def test_translations_of_answers_are_not_remembered(tmp_path: Path) -> None:
    office = open_office(tmp_path, model=Interpreter())
    office.talker(person=Person(2, "Sam", "es")).say("/ask what happened at the Lena bridge?")
    kept = office.desk.memory.slots(0)
    assert not [slot for slot in kept if slot.startswith("line:")]
    office.close()


def test_an_answer_without_a_translator_says_whose_words_it_has(office: Office) -> None:
    said = office.talker(person=Person(2, "Sam", "es")).say("/ask what happened at the Lena bridge?")
    assert "Con las palabras de las fuentes: no hay traductor conectado." in said


def test_translated_lines_grow_old_like_everything_remembered(office: Office) -> None:
    delivered(office, Interpreter())
    memory: Memory = office.desk.memory
    assert any(slot.startswith("line:es:") for slot in memory.slots(0))
    memory.expire(office.clock.now() + timedelta(days=1), now=office.clock.now())
    assert not any(slot.startswith("line:") for slot in memory.slots(0))
