"""Questions as a model understands them: what of it is checked, and when no model is asked."""

import json
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from retrieval.answers import Query, Source
from retrieval.articles import Filters
from retrieval.errors import ModelError
from retrieval.question.model_reader import ModelReader, ModelReading, Setting
from retrieval.question.parse import understand
from tests.builders import NOON
from tests.fakes import ScriptedModel
from tests.retrieval.answering import archive, catalog, story

SAID = {
    "question": "When did the Lune bridge open?",
    "kind": "time",
    "wordings": [{"language": "es", "words": "puente Lune"}],
}


def setting(folder: Path) -> Setting:
    return Setting(
        catalog(folder).snapshot(), NOON, "UTC", more_outlets=frozenset({"Vado Diario"}), languages=("en", "es")
    )


def read(
    folder: Path,
    said: dict[str, Any] | str | ModelError,
    question: str = "when did it open",
    previous: Query | None = None,
) -> tuple[ModelReading | None, ScriptedModel]:
    model = ScriptedModel(json.dumps(said) if isinstance(said, dict) else said)
    plain = understand(question, catalog=catalog(folder), now=NOON)
    return ModelReader(model).read(plain, setting(folder), previous, lambda tokens: True), model


def query(folder: Path, **said: Any) -> Query:
    found, _ = read(folder, SAID | said)
    assert found is not None
    return found.query


def test_the_question_the_kind_and_the_wordings_are_taken(tmp_path: Path) -> None:
    found = query(tmp_path)
    assert (found.content, found.answer_kind, found.wordings) == (
        "When did the Lune bridge open?",
        "time",
        ("puente Lune",),
    )
    assert found.question == "when did it open"


def test_an_outlet_that_nobody_knows_is_dropped(tmp_path: Path) -> None:
    assert query(tmp_path, outlets=["Evening Comet"]).sources == ()
    assert query(tmp_path, outlets=["Reuters", "Vado Diario"]).filters.outlets == {"Reuters", "Vado Diario"}


def test_the_beginning_of_one_outlets_name_is_enough(tmp_path: Path) -> None:
    assert query(tmp_path, outlets=["Vado"]).filters.outlets == {"Vado Diario"}


def test_a_side_must_be_one_of_a_topic(tmp_path: Path) -> None:
    assert query(tmp_path, perspectives=["north"]).sources == ()
    assert query(tmp_path, perspectives=["west"]).sources == (
        Source("The West", Filters(perspectives=frozenset({("east-west", "west")}))),
    )


@pytest.mark.parametrize(
    "days", [{"since": "soon"}, {"since": "2031-01-01"}, {"since": "2026-01-05", "until": "2026-01-02"}]
)
def test_days_that_cannot_be_are_dropped(tmp_path: Path, days: dict[str, str]) -> None:
    assert (query(tmp_path, **days).filters.since, query(tmp_path, **days).filters.until) == (None, None)


def test_the_last_day_counts_whole(tmp_path: Path) -> None:
    filters = query(tmp_path, since="2026-01-05", until="2026-01-05").filters
    assert (filters.since, filters.until) == (datetime(2026, 1, 5, tzinfo=UTC), datetime(2026, 1, 6, tzinfo=UTC))


def test_two_sources_are_compared(tmp_path: Path) -> None:
    assert query(tmp_path, outlets=["Reuters", "Xinhua"]).intent == "compare"


def test_thanks_ask_for_nothing(tmp_path: Path) -> None:
    found, _ = read(tmp_path, SAID | {"kind": "courtesy"})
    assert found is not None
    assert found.asks_nothing


@pytest.mark.parametrize("broken", ["", "{}", ModelError("down")])
def test_what_cannot_be_used_is_nothing(tmp_path: Path, broken: str | ModelError) -> None:
    assert read(tmp_path, broken)[0] is None


def test_the_request_said_again_is_no_question(tmp_path: Path) -> None:
    request = json.dumps({"task": "understand", "question": "when did it open", "earlier": []})
    assert read(tmp_path, SAID | {"question": request})[0] is None


@pytest.mark.parametrize("question", ["what's new", "what does Reuters say today"])
def test_where_nothing_is_looked_for_no_model_is_asked(tmp_path: Path, question: str) -> None:
    found, model = read(tmp_path, SAID, question)
    assert (found, model.history) == (None, [])


def test_only_what_may_lean_on_the_question_before_is_asked_with_it(tmp_path: Path) -> None:
    before = Query("Who opened the Lune bridge?", "Lune bridge", understood="Lune bridge")
    sent = []
    for question in ("and when?", "How many crowns did the tunnel under the Orne cost the taxpayers?"):
        _, model = read(tmp_path, SAID, question, replace(before))
        sent.append(json.loads(model.history[0][-1].content)["earlier"])
    assert sent == [[{"question": "Who opened the Lune bridge?", "understood": "Lune bridge"}], []]


def test_an_answer_is_searched_as_the_model_understands_the_question(tmp_path: Path) -> None:
    bridge = story("New bridge opens over the Lune", text="The bridge over the Lune opened on Monday.")
    reader = ModelReader(ScriptedModel(json.dumps(SAID)))
    with archive(tmp_path, bridge, reader=reader) as answerer:
        answer = answerer.answer("lo del puente, cuándo fue", now=NOON)
    assert answer.query.content == "When did the Lune bridge open?"
    assert answer.citations


@pytest.mark.parametrize("zone", ["UTC", "Pacific/Kiritimati", "America/Los_Angeles"])
def test_days_at_the_edge_of_the_calendar_are_days_too(tmp_path: Path, zone: str) -> None:
    said = json.dumps(SAID | {"since": "0001-01-01", "until": "9999-12-31"})
    plain = understand("when did it open", catalog=catalog(tmp_path), now=NOON)
    here = replace(setting(tmp_path), zone=zone)
    found = ModelReader(ScriptedModel(said)).read(plain, here, None, lambda tokens: True)
    assert found is not None
    filters = found.query.filters
    assert filters.since is None or filters.since.year == 1
    assert filters.until is None or filters.until.year == 9999
