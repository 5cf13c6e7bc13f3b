"""`run` as a process of its own, looked at from outside: its pages, its memory, threads and open files."""

import json
import os
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from bot.demo.botapi.control import LocalBotApi
from bot.demo.botapi.world import Change
from tests.servers import free_port

ROOT = Path(__file__).parents[1]
PATIENCE = 600.0
MEGABYTE = 1024


@dataclass
class BotProcess:
    """One process on a data folder of its own; its log is `log` beside it."""

    folder: Path
    environ: dict[str, str]
    config: Path | None = None
    port: int = field(default_factory=free_port)
    process: "subprocess.Popen[bytes] | None" = None

    def start(self) -> None:
        command = [sys.executable, "-m", "bot", "--data", str(self.folder / "data")]
        if self.config is not None:
            command += ["--config", str(self.config)]
        environ = {**os.environ, **self.environ, "COUNTERPOINT_HTTP_PORT": str(self.port)}
        with (self.folder / "log").open("ab") as log:
            self.process = subprocess.Popen([*command, "run"], cwd=ROOT, env=environ, stderr=log)

    def page(self, path: str) -> str:
        """What a page says; empty where nobody answers."""
        try:
            with urllib.request.urlopen(f"http://127.0.0.1:{self.port}{path}", timeout=5) as page:
                text: str = page.read().decode()
        except urllib.error.HTTPError as refused:
            text = refused.read().decode()
        except OSError:
            return ""
        return text

    @property
    def leads(self) -> bool:
        return "counterpoint_leads 1.0" in self.page("/metrics")

    @property
    def has_started(self) -> bool:
        """Whether everything is up, whatever it thinks of feeds."""
        said = self.page("/readyz")
        problems: list[Any] = json.loads(said)["problems"] if said.startswith("{") else ["The bot is still starting."]
        return "The bot is still starting." not in problems

    @property
    def peak_megabytes(self) -> int:
        return self._status("VmHWM") // MEGABYTE

    @property
    def megabytes(self) -> int:
        return self._status("VmRSS") // MEGABYTE

    @property
    def threads(self) -> int:
        return self._status("Threads")

    @property
    def files(self) -> int:
        return len(list(Path(f"/proc/{self.pid}/fd").iterdir()))

    @property
    def pid(self) -> int:
        assert self.process is not None
        return self.process.pid

    def end(self, *, is_kill: bool = False) -> int:
        assert self.process is not None
        self.process.kill() if is_kill else self.process.terminate()
        return self.process.wait(60)

    def _status(self, name: str) -> int:
        lines = Path(f"/proc/{self.pid}/status").read_text().splitlines()
        return next((int(line.split()[1]) for line in lines if line.startswith(f"{name}:")), 0)


def wait_for(claim: Callable[[], bool], *, patience: float = PATIENCE) -> None:
    """Until a claim is true. Raises TimeoutError."""
    end = time.monotonic() + patience
    while not claim():
        if time.monotonic() > end:
            raise TimeoutError("it did not come true")
        time.sleep(0.1)


class Askers:
    """People who each ask once in a chat of their own, and note when the bot answers."""

    def __init__(self, server: LocalBotApi, *, first_chat: int = 1000) -> None:
        self._server = server
        self._next = first_chat
        self.asked: dict[int, float] = {}
        self.answers: dict[int, list[float]] = defaultdict(list)
        server.world.listeners.append(self._notice)

    def ask(self, words: str) -> None:
        chat, self._next = self._next, self._next + 1
        user = self._server.user(chat, f"Asker {chat}")
        self.asked[chat] = time.monotonic()
        user.say(words)

    @property
    def waiting(self) -> list[int]:
        return [chat for chat in self.asked if not self.answers.get(chat)]

    @property
    def waits(self) -> list[float]:
        """Seconds from each question to its first answer, in the order asked."""
        return [self.answers[chat][0] - at for chat, at in self.asked.items() if self.answers.get(chat)]

    @property
    def doubles(self) -> int:
        return sum(len(self.answers.get(chat, ())) > 1 for chat in self.asked)

    @property
    def longest_silence(self) -> float:
        """The longest time in which somebody waited and nobody was answered."""
        longest, last = 0.0, 0.0
        for at in sorted(at for one in self.answers.values() for at in one):
            waiting = [asked for chat, asked in self.asked.items() if asked < at and self._answered_at(chat) >= at]
            longest, last = max(longest, at - max(last, min(waiting, default=at))), at
        return longest

    def _answered_at(self, chat: int) -> float:
        return self.answers[chat][0] if self.answers.get(chat) else float("inf")

    def _notice(self, change: Change) -> None:
        if change.kind == "message" and change.post is not None and change.post.sender is self._server.world.bot:
            self.answers[change.chat_id].append(time.monotonic())
