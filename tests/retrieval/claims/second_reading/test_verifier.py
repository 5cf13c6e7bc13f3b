"""The second reading: what is asked, how often, and what counts as a yes."""

import json
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest

from retrieval.claims import Item, MemoryCache, Reply, Source, VerdictCache, Verifier
from retrieval.claims.second_reading.verdict_store import VerdictStore
from retrieval.claims.second_reading.verifier import BATCH, NO_ANSWER
from retrieval.claims.second_reading.verify_task import ask_of, excerpt, verifier_of
from retrieval.database import open_database
from retrieval.errors import ModelError
from tests.fakes import FakeClock, ScriptedModel
from tests.retrieval.claims.readers import Reader


class TickingClock(FakeClock):
    """A second later each time it is asked."""

    def now(self) -> datetime:
        self.advance(timedelta(seconds=1))
        return self.time


WEST = Source("West Times", date(2026, 1, 7), "Bridge opens", "The Lena bridge opened, Ann Lund said.")


def item(sentence: str = "The bridge was opened.", *sources: Source) -> Item:
    return Item("", sentence, "", sources or (WEST,))


def test_sentences_are_asked_in_batches_and_a_sentence_that_stands_twice_once() -> None:
    reader = Reader(True)
    items = [item(f"Lund spoke {n} times.") for n in range(BATCH + 2)]
    assert all(reply.supported for reply in Verifier(reader, name="a").read([*items, items[0]]))
    assert [len(batch) for batch in reader.asked] == [BATCH, 2]


def test_no_answer_is_a_no_and_is_asked_again() -> None:
    asked: list[int] = []

    def silent(items: object) -> dict[str, Reply]:
        asked.append(1)
        return {"77": Reply(True)}

    verifier = Verifier(silent, name="silent")
    assert [verifier.read([item()]) for _ in range(2)] == [[Reply(False, NO_ANSWER)]] * 2
    assert len(asked) == 2


@pytest.fixture(params=["memory", "database"])
def cache(request: pytest.FixtureRequest, tmp_path: Path) -> VerdictCache:
    if request.param == "memory":
        return MemoryCache(most=3)
    database = open_database(f"sqlite:///{tmp_path}/verdicts.db")
    database.create_all()
    return VerdictStore(database, TickingClock(datetime(2026, 1, 7, tzinfo=UTC)), most=3)


def test_a_reply_is_remembered_by_its_content_and_by_who_read(cache: VerdictCache) -> None:
    reader = Reader(False, "Lund")
    one = Verifier(reader, name="one", cache=cache)
    assert one.read([item()]) == one.read([item()]) == [Reply(False, "Lund")]
    assert len(reader.asked) == 1
    one.read([item("Another.")])
    one.read([item("The bridge was opened.", Source("West Times", date(2026, 1, 7), "Bridge opens", "Changed."))])
    Verifier(reader, name="two", cache=cache).read([item()])
    assert len(reader.asked) == 4


def test_a_cache_forgets_the_oldest(cache: VerdictCache) -> None:
    for key in "abcd":
        cache.put({key: Reply(True)})
    assert set(cache.get(["a", "b", "c", "d"])) == {"b", "c", "d"}
    cache.put({})
    assert cache.get([]) == {}


def test_the_request_is_the_task_as_it_is_fixed() -> None:
    model = ScriptedModel(json.dumps({"verdicts": [{"id": "1", "supported": True, "problem": ""}]}))
    assert verifier_of(model).read([item()]) == [Reply(True)]
    system, user = model.history[0]
    assert '"verdicts"' in system.content
    assert json.loads(user.content) == {
        "task": "verify",
        "items": [
            {
                "id": "1",
                "sentence": "The bridge was opened.",
                "speaker": "",
                "sources": [{"n": 1, "outlet": "West Times", "published": "2026-01-07", "text": WEST.said}],
            }
        ],
    }


def test_a_model_that_fails_has_not_answered() -> None:
    assert ask_of(ScriptedModel(ModelError("down")))([item()]) == {}


@pytest.mark.parametrize(
    ("reply", "verdicts"),
    [
        ('{"verdicts":[{"id":"1","supported":true,"problem":""}]}', {"1": Reply(True)}),
        (
            'Sure!\n```json\n{"verdicts":[{"id":1,"supported":false,"problem":"Lund"}]}\n```',
            {"1": Reply(False, "Lund")},
        ),
        ('{"verdicts":[{"id":"1","supported":"true","problem":""}]}', {}),
        ('{"verdicts":[{"id":"1","supported":1}]}', {}),
        ('{"verdicts":[{"id":"9","supported":true}]}', {}),
        (
            '{"verdicts":[{"id":"1","supported":true},{"id":"1","supported":false,"problem":"it"}]}',
            {"1": Reply(False, "it")},
        ),
        ('{"verdicts":[7,{"id":"2","supported":true}]}', {"2": Reply(True)}),
        ('{"verdicts":{"1":true}}', {}),
        ('{"verdicts":1e999}', {}),
        ("[" * 60_000 + "{}", {}),
        ('{"a":' * 60_000 + "}", {}),
        ("yes to all", {}),
        ("", {}),
    ],
)
def test_only_a_verdict_of_the_schema_counts(reply: str, verdicts: dict[str, Reply]) -> None:
    items = [Item("1", "The bridge was opened.", "", (WEST,)), Item("2", "Ann Lund opened it.", "", (WEST,))]
    assert ask_of(ScriptedModel(reply))(items) == verdicts


def test_of_a_long_text_the_opening_and_what_is_near_the_sentence_is_shown() -> None:
    filler = " ".join(f"Nothing of note happened in the quiet village number {n}." for n in range(300))
    text = f"The council met on Monday. {filler} The Lena bridge was closed by storms. It stays shut. {filler}"
    shown = excerpt(text, "Storms closed the Lena bridge.", most=1_000)
    assert len(shown) <= 1_000
    assert shown.startswith("The council met on Monday.")
    assert "The Lena bridge was closed by storms. It stays shut." in shown
