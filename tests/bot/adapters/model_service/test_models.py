"""Which model does what: the writer, the second reader, and those that people wait for."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from threading import Barrier

import pytest

from bot.adapters.metrics import Meters
from bot.adapters.model_service.models import ANSWERS_AT_ONCE, ModelChoice, Models, Pair
from retrieval.budget import TokenBudget, UseStore
from retrieval.database import Database, open_database
from retrieval.errors import ModelError
from retrieval.ports import Message
from tests.bot.adapters.model_servers import refusal, reply, scripted_server
from tests.builders import NOON
from tests.fakes import FakeClock, ScriptedModel

ASKED = [Message("user", "Which bridge opened?")]


@pytest.fixture
def database(tmp_path: Path) -> Iterator[Database]:
    database = open_database(f"sqlite:///{tmp_path / 'models.db'}")
    database.create_all()
    yield database
    database.close()


def models(choice: ModelChoice, database: Database, given: ScriptedModel | None = None, a_day: int = 10**6) -> Models:
    return Models(
        choice,
        clock=FakeClock(NOON),
        meters=Meters(),
        budget=TokenBudget(database, a_day=a_day),
        uses=UseStore(database),
        folder=Path(str(database.file)).parent,
        given=given,
    )


def test_without_a_model_nobody_has_one(database: Database) -> None:
    none = models(ModelChoice(verifier="gpt-5-nano"), database)
    assert (none.writer, none.verifier, none.servers) == (None, None, ())
    assert none.for_answers == none.for_asked_digests == Pair(None, None)


def test_the_second_reading_is_the_writers_unless_another_model_is_named(database: Database) -> None:
    with scripted_server(reply("yes")) as server:
        one = models(ModelChoice(base_url=server.base_url, writer="gpt-6-luna"), database)
        two = models(ModelChoice(base_url=server.base_url, writer="gpt-6-luna", verifier="gpt-5-nano"), database)
        assert one.verifier is one.writer
        assert two.verifier is not None and two.writer is not None
        assert two.verifier.complete(ASKED) == two.writer.complete(ASKED) == "yes"
        assert [asked["model"] for asked in server.asked] == ["gpt-5-nano", "gpt-6-luna"]


def test_a_writer_that_rests_leaves_the_second_reader_alone(database: Database) -> None:
    with scripted_server(refusal(404, "no such model"), reply("yes")) as server:
        two = models(ModelChoice(base_url=server.base_url, writer="gone", verifier="there"), database)
        assert two.writer is not None and two.verifier is not None
        with pytest.raises(ModelError):
            two.writer.complete(ASKED)
        assert two.verifier.complete(ASKED) == "yes"
        assert ["gone" in trouble for trouble in two.troubles()] == [True]


def test_both_draw_on_one_budget(database: Database) -> None:
    with scripted_server(reply("yes")) as server:
        two = models(ModelChoice(base_url=server.base_url, writer="a", verifier="b"), database, a_day=900)
        assert two.writer is not None and two.verifier is not None
        two.writer.complete(ASKED, max_tokens=100)
        with pytest.raises(ModelError) as failure:
            two.verifier.complete(ASKED, max_tokens=895)
    assert failure.value.cause == "budget"


def test_people_who_wait_are_never_more_than_the_places_there_are(database: Database) -> None:
    given = models(ModelChoice(), database, given=ScriptedModel(*["The Lena bridge."] * 99))
    writer, verifier = given.for_answers.writer, given.for_answers.verifier
    assert writer is not None and verifier is not None and given.writer is not None
    waiting = [writer.stream(ASKED) for _ in range(ANSWERS_AT_ONCE)]
    with ThreadPoolExecutor(ANSWERS_AT_ONCE) as pool:
        barrier = Barrier(ANSWERS_AT_ONCE)
        assert set(pool.map(lambda each: (next(each), barrier.wait())[0], waiting)) == {"The Len"}
    for model in (writer, verifier):
        with pytest.raises(ModelError) as failure:
            model.complete(ASKED)
        assert failure.value.cause == "busy"
    assert given.writer.complete(ASKED) == "The Lena bridge."


def test_what_a_server_refused_is_known_after_a_restart(database: Database) -> None:
    answers = (refusal(400, "Unsupported", param="stream_options"), reply("yes"))
    with scripted_server(*answers) as server:
        for _ in range(3):
            again = models(ModelChoice(base_url=server.base_url, writer="local"), database)
            assert again.writer is not None
            again.writer.complete(ASKED)
        assert ["stream_options" in asked for asked in server.asked] == [True, False, False, False]
