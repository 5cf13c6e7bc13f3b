"""The API over the real stores: shapes, what is refused and how, what is asked again, and whatever schemathesis thinks of."""

import json
from collections.abc import Iterator
from datetime import timedelta
from threading import Event
from typing import Any

import pytest
import schemathesis
from hypothesis import HealthCheck, given, settings
from hypothesis.strategies import booleans
from schemathesis import GenerationMode
from starlette.applications import Starlette
from starlette.testclient import TestClient

from bot.programs.access import Access
from bot.talk.frame.memory import Kind
from bot.web.api.api_routes import MAX_BODY, ApiRoutes, Programs
from bot.web.api.operations import OPERATIONS, Operation
from bot.web.hosting import Health
from bot.web.site import create_site
from retrieval.errors import StorageError
from tests.bot.digest.newsroom import BRIDGE_EAST, DAY
from tests.bot.programs.reading_room import ReadingRoom, archive_over, open_reading_room

pytestmark = pytest.mark.slow

TOKEN = "a-token-of-twenty-letters"
OPEN = Access(is_open=True)


def free(caller: str, kind: Kind) -> timedelta:
    return timedelta()


@pytest.fixture(scope="module")
def room(tmp_path_factory: pytest.TempPathFactory) -> Iterator[ReadingRoom]:
    with open_reading_room(tmp_path_factory.mktemp("room")) as made:
        yield made


def application(programs: Programs, *, within: float = 60) -> Starlette:
    return ApiRoutes(programs, on_request=lambda page, status: None, within=within).application()


@pytest.fixture
def api(room: ReadingRoom) -> TestClient:
    return TestClient(application(Programs(room.desk, OPEN, free)))


@pytest.mark.parametrize("mode", [GenerationMode.POSITIVE, GenerationMode.NEGATIVE], ids=["asked well", "asked badly"])
@pytest.mark.parametrize("operation", OPERATIONS, ids=[operation.name for operation in OPERATIONS])
def test_whatever_is_asked_the_answer_is_one_that_the_description_foresees(
    room: ReadingRoom, operation: Operation, mode: GenerationMode
) -> None:
    if mode is GenerationMode.NEGATIVE and not operation.parameters:
        pytest.skip("nothing can be asked badly where nothing is asked")
    routes = ApiRoutes(Programs(room.desk, OPEN, free), on_request=lambda page, status: None)
    mounted = Starlette(routes=[routes.mount()])
    described = schemathesis.openapi.from_asgi("/api/v1/openapi.json", mounted)
    statuses = set()

    @settings(max_examples=12, derandomize=True, deadline=None, database=None, suppress_health_check=list(HealthCheck))
    @given(case=described[operation.path][operation.method].as_strategy(generation_mode=mode), is_known=booleans())
    def ask(case: Any, is_known: bool) -> None:
        if is_known and mode is GenerationMode.POSITIVE:
            name_what_there_is(case)
        statuses.add(case.call_and_validate().status_code)

    ask()
    # Else nothing but refusals would have been looked at.
    assert (200 if mode is GenerationMode.POSITIVE else 422) in statuses


def name_what_there_is(case: Any) -> None:
    """What no generator guesses: a topic, a side and a day of the newsroom."""
    known = {"topic": "east-west", "side": "east-west/west", "day": f"{DAY}"}
    for place in (case.path_parameters, case.query, case.body):
        if isinstance(place, dict):
            place.update({name: value for name, value in known.items() if name in place})


def test_every_address_of_the_description_is_served_and_described_in_a_sentence(api: TestClient) -> None:
    described = api.get("/openapi.json").json()
    assert set(described["paths"]) == {operation.path for operation in OPERATIONS}
    assert all(one["summary"] for path in described["paths"].values() for one in path.values())


def test_a_search_and_a_digest_are_found_at_their_addresses(api: TestClient) -> None:
    found = api.get("/search", params={"q": "Lena bridge", "side": "east", "to": f"{DAY}", "limit": 1}).json()
    assert [hit["url"] for hit in found["hits"]] == [BRIDGE_EAST.url]
    assert api.get(f"/topics/east-west/digests/{DAY}").json()["date"] == f"{DAY}"
    assert api.get(f"/topics/east-west/stories?date={DAY}").json()["stories"]


def test_an_answer_has_its_citations_and_a_refusal_is_no_error(api: TestClient) -> None:
    answer = api.post("/ask", json={"question": "How many people died when the Lena bridge fell?"})
    assert answer.status_code == 200 and answer.json()["citations"]
    refused = api.post("/ask", json={"question": "Who won the penguin race of Xyzzy?", "topic": "east-west"})
    assert (refused.status_code, refused.json()["status"]) == (200, "no_answer")


def test_what_has_not_changed_is_not_sent_again(api: TestClient) -> None:
    first = api.get("/topics")
    tag = first.headers["etag"]
    for known in (tag, f'"x", {tag}', tag.removeprefix("W/"), "*"):
        again = api.get("/topics", headers={"if-none-match": known})
        assert (again.status_code, again.content, again.headers["etag"]) == (304, b"", tag)
    assert api.get("/topics", headers={"if-none-match": 'W/"other"'}).status_code == 200


@pytest.mark.parametrize(
    ("path", "status", "words"),
    [
        ("/topics/nowhere/digests", 404, "east-west"),
        ("/topics/east-west/digests/2020-01-01", 404, "2020-01-01"),
        ("/topics/east-west/stories?date=2031-12-09", 404, "has not begun"),
        ("/nothing/here", 404, "openapi.json"),
        ("/topics/east-west/digests/yesterday", 422, "2026-01-07"),
        ("/topics/east-west/stories?date=0001-01-01", 422, "2026-01-07"),
        ("/search?q=x&limit=5000", 422, "1 to 50"),
        ("/search?q=x&form=2026-01-07", 422, "from"),
        ("/search?q=x&q=y", 422, "twice"),
        ("/search?q=" + "x" * 301, 422, "300"),
        ("/search?q=x&side=north", 404, "TOPIC/SIDE"),
        ("/compare", 422, "compared"),
    ],
)
def test_what_cannot_be_served_is_said_in_one_shape(api: TestClient, path: str, status: int, words: str) -> None:
    answer = api.get(path)
    assert answer.status_code == status
    assert set(answer.json()) == {"error", "sentence"} and words in answer.json()["sentence"]


@pytest.mark.parametrize(
    ("body", "kind", "status"),
    [
        ("{}", "application/json", 422),
        ('{"question": 5}', "application/json", 422),
        ('{"question": "\\ud800\\u0000?"}', "application/json; charset=utf-8", 200),
        ("[" * 10_000, "application/json", 415),
        ("[1]", "application/json", 415),
        ('{"question": "Why?"}', "text/plain", 415),
        (json.dumps({"question": "x" * MAX_BODY}), "application/json", 413),
    ],
)
def test_a_body_is_bounded_and_read_as_data(api: TestClient, body: str, kind: str, status: int) -> None:
    assert api.post("/ask", content=body, headers={"content-type": kind}).status_code == status


def test_a_method_that_an_address_does_not_take_is_named(api: TestClient) -> None:
    answer = api.get("/ask")
    assert (answer.status_code, answer.json()["error"], answer.headers["allow"]) == (405, "method", "POST")


def test_nobody_asks_where_the_api_is_off_or_without_the_token(room: ReadingRoom) -> None:
    off = TestClient(application(Programs(room.desk, Access(), free)))
    assert off.get("/topics").status_code == 403 and "COUNTERPOINT_API" in off.get("/topics").json()["sentence"]
    locked = TestClient(application(Programs(room.desk, Access(tokens=frozenset({TOKEN})), free)))
    refused = locked.get("/topics")
    assert (refused.status_code, refused.headers["www-authenticate"]) == (401, "Bearer")
    assert locked.get("/topics", headers={"authorization": f"Bearer {TOKEN}"}).status_code == 200


def test_who_asks_too_much_is_told_when_to_come_again(room: ReadingRoom) -> None:
    counted: list[tuple[str, Kind]] = []

    def spend(caller: str, kind: Kind) -> timedelta:
        counted.append((caller.partition(":")[0], kind))
        return timedelta(seconds=42)

    for access in (OPEN, Access(tokens=frozenset({TOKEN}))):
        answer = TestClient(application(Programs(room.desk, access, spend))).post("/ask", json={"question": "Why?"})
        assert (answer.status_code, answer.headers["retry-after"]) == (429, "42")
    # A guessed token is counted by its address.
    assert counted == [("address", "question"), ("address", "reading")]


def test_an_answer_that_takes_too_long_is_not_waited_for(room: ReadingRoom) -> None:
    go_on = Event()

    def wait(caller: str, kind: Kind) -> timedelta:
        go_on.wait(20)
        return timedelta()

    slow = TestClient(application(Programs(room.desk, OPEN, wait), within=0.05)).get("/topics")
    go_on.set()
    assert (slow.status_code, slow.json()["error"]) == (503, "slow")


def test_a_fault_of_ours_says_nothing_that_only_the_admin_should_read(room: ReadingRoom) -> None:
    def broken(caller: str, kind: Kind) -> timedelta:
        raise StorageError("postgresql://me:secret@host is down")

    answer = TestClient(application(Programs(room.desk, OPEN, broken))).get("/topics")
    assert answer.status_code == 503 and "secret" not in answer.text


def test_the_api_stands_beside_the_pages_of_the_site(room: ReadingRoom) -> None:
    archive = archive_over(room.newsroom, room.desk)
    site = create_site(
        archive, health=lambda: Health(True), metrics=lambda: b"", programs=Programs(room.desk, OPEN, free)
    )
    answer = TestClient(site).get("/api/v1/topics")
    assert answer.status_code == 200 and answer.headers["x-content-type-options"] == "nosniff"


def test_a_line_break_in_an_address_of_the_api_is_answered_in_its_shape(room: ReadingRoom) -> None:
    routes = ApiRoutes(Programs(room.desk, OPEN, free), on_request=lambda page, status: None)
    answer = TestClient(Starlette(routes=[routes.mount()])).get("/api/v1/topics/east%0Awest/digests")
    assert (answer.status_code, answer.json()["error"]) == (404, "not_found")
