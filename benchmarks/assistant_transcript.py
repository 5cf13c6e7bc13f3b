"""Plays an assistant: five questions over the Model Context Protocol to the demo's articles, written to docs/assistants.md.

    python -m benchmarks.assistant_transcript

The archive is the demo's at the noon that its recordings were made for, without a model; `counterpoint mcp` is a process of its
own, as an assistant starts it. What is shown of an answer is cut; nothing is reworded.
"""

import asyncio
import json
import os
import sys
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from mcp import Client
from mcp.client.stdio import StdioServerParameters, stdio_client

from bot.adapters.clock import FixedClock
from bot.app import App, Overrides
from bot.demo.recordings import RECORDED_AT
from bot.demo.services import DemoServices, start_demo_services
from bot.run.demo_run import demo_settings, write_days_before
from config.settings import load_settings

PAGE = Path(__file__).parents[1] / "docs" / "assistants.md"
QUESTIONS: tuple[tuple[str, str, Mapping[str, str]], ...] = (
    ("What happened between Velmora and Tasrik today?", "digest", {"topic": "velmora-tasrik"}),
    ("How many people died in the Karsul flood?", "ask", {"question": "How many people died in the Karsul flood?"}),
    ("What does each side say on the warning line?", "compare", {"about": "warning line"}),
    ("Did the outlets of Tasrik write about the night train?", "search", {"words": "night train", "side": "tasrik"}),
    (
        "What did the president of Brazil say on the flood?",
        "ask",
        {"question": "What did the president of Brazil say on the Karsul flood?"},
    ),
)
INTRODUCTION = """# Asking from an assistant

Any assistant that speaks the [Model Context Protocol](https://modelcontextprotocol.io) can ask the archive. It has six tools, which
only read:

| tool | gives |
|---|---|
| `search` | articles that match some words, by topic, side, outlet and days, each with its matching sentence |
| `ask` | an answer in checked sentences with outlet, day and link; a refusal where nothing stored says it |
| `digest` | the digest of a topic on a day: what happened, what each side says, what contradicts what |
| `stories` | the stories of a day: their articles, the sides that tell them, which side is missing |
| `compare` | what each side says on something, in its own outlets' sentences |
| `outlets` | the topics with their sides, and the outlets on them |

**On this machine** the assistant starts the archive itself (no bot may be running on the same data folder):

```json
{"mcpServers": {"counterpoint": {"command": "/path/to/.venv/bin/counterpoint", "args": ["mcp", "--data", "/path/to/data"]}}}
```

**A bot that runs** is asked at `/mcp` of its site, with one of the tokens that `COUNTERPOINT_API` names:

```json
{"mcpServers": {"counterpoint": {"url": "https://bot.example.org/mcp", "headers": {"Authorization": "Bearer TOKEN"}}}}
```

Limits are those of the chat, a token counting as one person. What articles say is marked as quoted: an assistant should take it
for data, never for an instruction. An answer holds at most 80,000 characters; `left_out` says what did not fit.

## Five questions

Written by `python -m benchmarks.assistant_transcript`: the demo's invented articles, no language model, the library's own client.
Answers are cut at "…", not reworded.
"""


@contextmanager
def demo_archive(folder: Path) -> Iterator[tuple[Path, DemoServices]]:
    """The demo's articles and three days of digests, stored and closed."""
    clock = FixedClock(RECORDED_AT)
    services = start_demo_services(0, clock.now)
    try:
        settings = demo_settings(load_settings({"COUNTERPOINT_LOG_LEVEL": "warning"}, data=folder), services)
        with App(settings, Overrides(clock=clock)) as app:
            topic = write_days_before(app, services, lambda words: None)
            app.editor.build(topic.id, RECORDED_AT.date(), now=RECORDED_AT)
        yield settings.data, services
    finally:
        services.stop()


async def transcript(data: Path, config: Path) -> str:
    command = ["-m", "bot", "mcp", "--data", f"{data}", "--config", f"{config}", "--now", RECORDED_AT.isoformat()]
    process = StdioServerParameters(command=sys.executable, args=command, cwd=PAGE.parents[1], env={**os.environ})
    async with Client(stdio_client(process)) as client:
        parts = []
        for question, tool, arguments in QUESTIONS:
            answer = await client.call_tool(tool, dict(arguments))
            asked = json.dumps(arguments, ensure_ascii=False)
            parts.append(f"### {question}\n\n`{tool}` {asked}\n\n```json\n{shown(answer.structured_content)}\n```\n")
    return "\n".join(parts)


def shown(answer: Mapping[str, Any]) -> str:
    """The answer without what says how it was made, its long lists ended early."""
    kept = {name: value for name, value in answer.items() if name not in ("elapsed_ms", "filters", "note", "feeds")}
    return json.dumps(brief(kept), ensure_ascii=False, indent=1)


def brief(value: Any, *, most: int = 2) -> Any:
    """A value with its first items and the beginnings of its texts; addresses of the samples as they are written elsewhere."""
    if isinstance(value, dict):
        return {name: brief(one) for name, one in value.items() if one not in ("", [], None)}
    if isinstance(value, list):
        return [brief(one) for one in value[:most]] + (["…"] if len(value) > most else [])
    return f"{value[:240]}…" if isinstance(value, str) and len(value) > 240 else value


def main() -> None:
    with (
        tempfile.TemporaryDirectory(prefix="counterpoint-assistant-") as folder,
        demo_archive(Path(folder)) as (data, services),
    ):
        told = asyncio.run(transcript(data, services.config_folder))
        told = told.replace(f"http://{services.samples.authority}", "http://SAMPLES")
    PAGE.write_text(f"{INTRODUCTION}\n{told}", encoding="utf-8")


if __name__ == "__main__":
    main()
