"""The archive as an assistant sees it, asked by the protocol's own client: over HTTP with a token, in memory, and as a process."""

import asyncio
import json
from collections.abc import Awaitable, Callable, Iterator
from datetime import timedelta
from typing import Any

import pytest
from httpx2 import AsyncClient
from mcp import Client
from mcp.client.streamable_http import streamable_http_client

from bot.programs.access import Access
from bot.programs.assistant_tools import HITS, MOST, NOTE, bounded, make_server
from bot.talk.frame.memory import Kind
from bot.web.api.api_routes import Programs
from bot.web.hosting import Health
from bot.web.site import create_site
from bot.web.site_server import WebServer
from tests.bot.digest.newsroom import BRIDGE_EAST, DAY
from tests.bot.programs.reading_room import ReadingRoom, archive_over, open_reading_room

pytestmark = pytest.mark.slow

TOKEN = "a-token-of-twenty-letters"
TOOLS = {"search", "ask", "digest", "stories", "compare", "outlets"}


@pytest.fixture(scope="module")
def room(tmp_path_factory: pytest.TempPathFactory) -> Iterator[ReadingRoom]:
    with open_reading_room(tmp_path_factory.mktemp("room")) as made:
        yield made


def call(room: ReadingRoom, tool: str, **arguments: object) -> Any:
    """What a tool gives an assistant."""

    async def ask() -> Any:
        async with Client(make_server(room.desk)) as client:
            return await client.call_tool(tool, arguments)

    return asyncio.run(ask())


def test_every_tool_says_what_it_is_for_and_that_it_only_reads(room: ReadingRoom) -> None:
    async def look() -> Any:
        async with Client(make_server(room.desk)) as client:
            return (await client.list_tools()).tools

    tools = asyncio.run(look())
    assert {tool.name for tool in tools} == TOOLS
    assert all(len(tool.description or "") > 40 and tool.annotations.read_only_hint for tool in tools)
    assert not any("context" in json.dumps(tool.input_schema) for tool in tools)


def test_an_answer_comes_with_outlet_day_and_link(room: ReadingRoom) -> None:
    answer = call(room, "ask", question="How many people died when the Lena bridge fell, says East Post?")
    told = answer.structured_content
    assert told["status"] == "answered" and told["note"] == NOTE
    [cited] = [one for one in told["citations"] if one["url"] == BRIDGE_EAST.url]
    assert cited["outlet"] == BRIDGE_EAST.outlet and cited["published"] and cited["quote"] in BRIDGE_EAST.text
    assert not answer.is_error


def test_a_refusal_stays_one(room: ReadingRoom) -> None:
    refused = call(room, "ask", question="Who won the penguin race of Xyzzy?")
    assert (refused.structured_content["status"], refused.structured_content["citations"]) == ("no_answer", [])
    assert not refused.is_error
    assert call(room, "search", words="penguin xyzzy").structured_content["hits"] == []


def test_the_other_tools_answer_in_the_desks_shapes(room: ReadingRoom) -> None:
    assert call(room, "compare", about="Lena bridge").structured_content["silent"] == []
    assert call(room, "stories", topic="east-west", day=f"{DAY}").structured_content["stories"]
    assert call(room, "outlets").structured_content["topics"][0]["id"] == "east-west"
    assert call(room, "outlets", side="west").structured_content["outlets"]
    whole = room.desk.digest("east-west")
    told = call(room, "digest", topic="east-west").structured_content
    assert told["sources"] == whole["sources"] and told["stories"] == whole["stories"]
    assert "highlights" not in told


@pytest.mark.parametrize(
    ("tool", "arguments", "words"),
    [
        ("digest", {"topic": "nowhere"}, "east-west"),
        ("digest", {"topic": "east-west", "day": "yesterday"}, "2026-01-07"),
        ("search", {"words": "x", "side": "north"}, "TOPIC/SIDE"),
        ("search", {"words": "x", "first": "7 Jan"}, "2026-01-07"),
        ("ask", {"question": " "}, "1,000"),
    ],
)
def test_a_mistake_is_answered_with_what_to_do(
    room: ReadingRoom, tool: str, arguments: dict[str, str], words: str
) -> None:
    answer = call(room, tool, **arguments)
    assert answer.is_error
    assert words in answer.content[0].text


def test_an_answer_never_fills_the_window_and_keeps_its_sources() -> None:
    long = {"stories": [{"text": "x" * 1000}] * 200, "citations": [{"n": 1}] * 9, "notes": ["y"]}
    cut = bounded(long)
    assert len(json.dumps(cut)) <= MOST + 200
    assert cut["citations"] == long["citations"] and cut["notes"] == ["y"]
    assert cut["left_out"] == {"stories": 200 - len(cut["stories"])}
    assert bounded({"hits": [1]}) == {"hits": [1]}
    assert HITS * 2 * 1500 < MOST


class Served:
    """The site with its door for assistants, on loopback."""

    def __init__(self, room: ReadingRoom, wait: Callable[[Kind], timedelta] = lambda kind: timedelta()) -> None:
        archive = archive_over(room.newsroom, room.desk)
        programs = Programs(room.desk, Access(tokens=frozenset({TOKEN})), lambda caller, kind: wait(kind))
        site = create_site(archive, health=lambda: Health(True), metrics=lambda: b"", programs=programs)
        self._server = WebServer(site, host="127.0.0.1", port=0)

    def __enter__(self) -> str:
        self._server.start()
        return f"http://127.0.0.1:{self._server.port}/mcp"

    def __exit__(self, *exc: object) -> None:
        self._server.stop()


def over_http(url: str, use: Callable[[Client], Awaitable[Any]], *, token: str = TOKEN) -> Any:
    async def connect() -> Any:
        async with (
            AsyncClient(headers={"authorization": f"Bearer {token}"}, trust_env=False) as http,
            Client(streamable_http_client(url, http_client=http)) as client,
        ):
            return await use(client)

    return asyncio.run(connect())


def test_over_http_an_assistant_with_the_token_is_answered(room: ReadingRoom) -> None:
    with Served(room) as url:
        answer = over_http(url, lambda client: client.call_tool("search", {"words": "Lena bridge", "side": "east"}))
    assert [hit["url"] for hit in answer.structured_content["hits"]] == [BRIDGE_EAST.url]


def test_over_http_nobody_comes_in_without_the_token_or_with_a_letter_too_long(room: ReadingRoom) -> None:
    async def knock(url: str) -> list[int]:
        async with AsyncClient(trust_env=False) as http:
            mine = {"authorization": f"Bearer {TOKEN}"}
            answers = [
                await http.post(url, json={}),
                await http.post(url, json={}, headers={"authorization": "Bearer wrong"}),
                await http.post(url, json={"x": "y" * 20_000}, headers=mine),
                await http.get(url, headers=mine),
            ]
            return [answer.status_code for answer in answers]

    with Served(room) as url:
        assert asyncio.run(knock(url)) == [401, 401, 413, 405]


def test_over_http_a_tool_counts_as_what_it_costs(room: ReadingRoom) -> None:
    with Served(room, lambda kind: timedelta(seconds=42 if kind == "question" else 0)) as url:
        answer = over_http(url, lambda client: client.call_tool("ask", {"question": "Why did the bridge fall?"}))
    assert answer.is_error and "42 seconds" in answer.content[0].text
