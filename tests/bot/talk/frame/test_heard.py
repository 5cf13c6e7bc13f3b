"""What other layers say in English is recognised by its form; the layers themselves are asked, so that no form rots."""

import re
from collections.abc import Iterable

import pytest

from bot.delivery.chats import Wishes
from bot.delivery.wishes import fulfil
from bot.digest.choose.selection import Plan
from bot.digest.model.retraction import without_articles
from bot.digest.write.notes import quiet_notes, side_notes
from bot.talk.frame.heard import FORMS, heard, with_days
from bot.talk.frame.localise import Words
from bot.talk.frame.utterances import Person
from retrieval.errors import BadInput, FetchError
from tests.bot.digest.choose.test_selection import candidate
from tests.bot.digest.samples import digest
from tests.bot.talk.office import Office
from tests.builders import topic

SPANISH = Words("es")


def is_known(said: str) -> bool:
    return heard(SPANISH, said) != said


def notes() -> Iterable[str]:
    yield from side_notes(topic(), [candidate("w1")])
    yield from quiet_notes([], Plan(()), 0)


def test_notes_of_a_digest_are_recognised() -> None:
    said = [*notes(), *fulfil(digest(), Wishes(exclude_outlets=("West Times",))).notes[-1:]]
    said += without_articles(digest(), frozenset({digest().sources[0].article_id})).notes[-1:]
    assert len(said) == 5
    assert [one for one in said if not is_known(one)] == []


@pytest.mark.parametrize(
    "question", ["what about penguins?", "what did West Times say about penguins?", "what did Far Wire say yesterday?"]
)
def test_refusals_are_recognised_whole(office: Office, question: str) -> None:
    said = office.talker(person=Person(2, "Sam", "es")).say(f"/ask {question}")
    assert said.startswith("No he encontrado nada guardado")
    assert not re.search(r"\b(?:searched|articles|published|nearest|none|stored)\b", said), said


def test_a_sentence_nobody_knows_stays_as_it_is() -> None:
    assert heard(SPANISH, "Something entirely new.") == "Something entirely new."
    assert heard(SPANISH, "{broken} braces {") == "{broken} braces {"


def test_english_is_not_touched() -> None:
    assert all(heard(Words("en"), form) == form for form in FORMS)


def test_an_error_of_the_web_is_said_in_the_language() -> None:
    error = FetchError("https://a.example/feed refuses connections.", url="https://a.example/feed", kind="connect")
    assert heard(Words("ru"), str(error)) == "https://a.example/feed отклоняет соединения."
    assert is_known(str(BadInput("There is no changed or removed topic 'x' to restore.")))


def test_days_are_written_as_the_language_writes_them() -> None:
    assert with_days(Words("zh"), "Global Times, 6 January 2026: Maduro") == "Global Times, 2026年1月6日: Maduro"
    assert heard(SPANISH, "since 6 January 2026") == "desde el 6 de enero de 2026"


def test_values_may_hold_braces_and_line_breaks() -> None:
    said = heard(SPANISH, "{side}: nothing stored.")
    assert said == "{side}: nada guardado."
