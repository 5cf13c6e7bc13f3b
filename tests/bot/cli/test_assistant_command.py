"""`counterpoint mcp` as an assistant starts it: a process that speaks the protocol on its standard output and nothing else."""

import asyncio
import os
import sys
from pathlib import Path
from typing import Any

import pytest
from mcp import Client
from mcp.client.stdio import StdioServerParameters, stdio_client

from bot.cli.console_script import run
from bot.delivery.ownership import own_folder
from tests.bot.rig import write_config

pytestmark = pytest.mark.slow

ROOT = Path(__file__).parents[3]


def test_an_assistant_starts_it_asks_and_leaves(tmp_path: Path) -> None:
    config = write_config(tmp_path / "config")
    command = ["-m", "bot", "mcp", "--data", f"{tmp_path / 'data'}", "--config", f"{config}"]
    process = StdioServerParameters(command=sys.executable, args=command, cwd=ROOT, env={**os.environ})

    async def ask() -> tuple[Any, Any]:
        async with Client(stdio_client(process)) as client:
            return (
                await client.call_tool("outlets", {"topic": "east-west"}),
                await client.call_tool("ask", {"question": "What does West Times say on the bridge?"}),
            )

    outlets, answer = asyncio.run(ask())
    assert {one["name"] for one in outlets.structured_content["outlets"]} == {"West Times", "East Post"}
    assert answer.structured_content["status"] == "no_answer"


def test_beside_a_running_bot_it_says_where_that_one_is_asked(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    with own_folder(tmp_path):
        assert run(["mcp", "--data", f"{tmp_path}"]) == 1
    said = capsys.readouterr()
    assert "/mcp" in said.err and "COUNTERPOINT_API" in said.err and said.out == ""
