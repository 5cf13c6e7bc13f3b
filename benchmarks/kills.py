"""Kill the deliverer at random moments while it serves many chats through the local Bot API server, and count.

    python -m benchmarks.kills [--kills 200] [--chats 500] [--parts 3] [--faults 0.05] [--seed N] [--seconds 400]

The deliverer is a real process (python-telegram-bot over HTTP, SQLite on disk) ended by SIGKILL. Faults: 429, 500, 502,
applied and the connection cut, cut before it was applied, applied and answered too late. Readers look at their own chat:
asked about a doubtful part they answer truthfully, and some reply to a post of their own accord.
After --seconds nobody is killed any more and what is open is served, so that the whole takes less than eight minutes.
Prints what was lost, what came twice, and how each doubtful part was settled. Exit 1 if anything was lost or double.
"""

import argparse
import random
import sys
import tempfile
import time as clock_time
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, time, timedelta
from pathlib import Path

from benchmarks.deliverer_process import FIRST_MORNING, Task, database_in, deliverer
from bot.delivery.doubt import PRESS
from bot.delivery.store import Ledger, Subscriptions
from bot.demo.botapi.control import LocalBotApi
from bot.demo.botapi.faults import Fault, Faults
from bot.demo.botapi.flood_control import Rates
from bot.demo.botapi.people import Person
from bot.demo.botapi.rooms import Post
from bot.demo.botapi.world import Change

TOPIC = "rivers"
FIRST_CHAT = 1000


@dataclass(frozen=True)
class Setting:
    kills: int = 200
    chats: int = 500
    parts: int = 3
    faults: float = 0.05
    seed: int = 1
    deadline: float = 400.0


@dataclass
class Report:
    """Counts at the end. `doubtful` parts are those whose fate was unknown at some time."""

    kills: int = 0
    days: int = 0
    expected: int = 0
    lost: int = 0
    double: int = 0
    doubtful: int = 0
    settled: dict[str, int] = field(default_factory=dict)
    readers_said: dict[str, int] = field(default_factory=dict)
    still_unknown: int = 0
    earned_429: int = 0
    faults: dict[str, int] = field(default_factory=dict)
    seconds: float = 0.0


# -- the readers


class Readers:
    """People who look at their chat, answer the question whether a post arrived, and now and then reply to one."""

    def __init__(self, server: LocalBotApi, dice: random.Random) -> None:
        self._server = server
        self._dice = dice
        self._todo: list[tuple[float, int, Post]] = []
        self.words: Counter[str] = Counter()
        server.world.listeners.append(self._notice)

    def _notice(self, change: Change) -> None:
        if change.kind == "message" and change.post is not None and change.post.sender is self._server.world.bot:
            self._todo.append((clock_time.monotonic() + self._dice.random() * 0.5, change.chat_id, change.post))

    def look(self) -> None:
        """Let everybody act whose moment has come."""
        now = clock_time.monotonic()
        with self._server.world.lock:
            due = [one for one in self._todo if one[0] <= now]
            self._todo = [one for one in self._todo if one[0] > now]
        for _, chat_id, post in due:
            person = self._server.user(chat_id)
            if "arrived" in post.text.text:
                self._answer(person, post)
            elif self._dice.random() < 0.05:
                person.say("Thank you", reply_to=post)

    def _answer(self, person: Person, question: Post) -> None:
        """Truthfully: the question stands below the post it asks about, so the reader looks above it."""
        data = question.button("It is there")["callback_data"]
        delivery, number = (int(text) for text in data.removeprefix(f"{PRESS}:").split(":")[:2])
        text = self.texts_of.get((delivery, number))
        if text is None:
            return
        word = "It is there" if text in self._server.texts(person.id) else "Send it again"
        self.words[word] += 1
        person.press(question, word)

    texts_of: dict[tuple[int, int], str]


def run(setting: Setting) -> Report:
    """Run the whole experiment; the report."""
    dice = random.Random(setting.seed)
    kinds: tuple[Fault, ...] = ("lost_answer", "lost_request", "too_many", "server_error", "bad_gateway", "hang")
    faults = Faults(
        setting.seed, dict.fromkeys(kinds, setting.faults / len(kinds)), frozenset({"sendmessage"}), hang_seconds=4.0
    )
    report = Report()
    began = clock_time.monotonic()
    with tempfile.TemporaryDirectory() as name, LocalBotApi(rates=Rates(), faults=faults) as server:
        folder = Path(name)
        database = database_in(folder)
        ledger = Ledger(database)
        chats = range(FIRST_CHAT, FIRST_CHAT + setting.chats)
        subscriptions = Subscriptions(database)
        for chat_id in chats:
            server.user(chat_id, is_started=True)
            subscriptions.subscribe(chat_id, TOPIC, time=time(7, 0), zone="UTC", now=FIRST_MORNING - timedelta(hours=1))
        readers = Readers(server, dice)
        morning = FIRST_MORNING
        while report.kills < setting.kills and clock_time.monotonic() - began < setting.deadline:
            report.days += 1
            serve_day(folder, server, readers, ledger, setting, report, dice, morning, began + setting.deadline)
            print(f"day {report.days}: {report.kills} kills, {clock_time.monotonic() - began:.0f} s", flush=True)
            morning += timedelta(days=1)
        count(report, server, ledger, setting, chats)
        report.readers_said = dict(readers.words)
        report.seconds = clock_time.monotonic() - began
        database.close()
    return report


def serve_day(
    folder: Path,
    server: LocalBotApi,
    readers: Readers,
    ledger: Ledger,
    setting: Setting,
    report: Report,
    dice: random.Random,
    morning: datetime,
    ends_at: float,
) -> None:
    """Start the deliverer again and again until the day is served; kill it while kills (and time) are left."""
    task = Task(folder, server.base_url, server.token, morning, clock_time.time(), setting.parts)
    is_served = False
    while not is_served:
        process, ready = deliverer(task)
        process.start()
        # One life in ten ends before it is ready to send.
        if dice.random() > 0.1:
            ready.poll(30)
        is_last = report.kills >= setting.kills or clock_time.monotonic() > ends_at
        until = clock_time.monotonic() + (120.0 if is_last else dice.uniform(0.0, 0.6))
        while clock_time.monotonic() < until and not is_served:
            clock_time.sleep(0.02)
            readers.texts_of = texts_of(ledger)
            readers.look()
            is_served = is_day_served(ledger, morning, setting)
        process.kill()
        process.join()
        report.kills += not is_served
        if is_last and not is_served:
            return


def texts_of(ledger: Ledger) -> dict[tuple[int, int], str]:
    return {(part.delivery_id, part.number): part.plain for part in ledger.doubts.all()}


def is_day_served(ledger: Ledger, morning: datetime, setting: Setting) -> bool:
    """Whether every part of the days so far was sent or given up, and no question is open."""
    days = (morning - FIRST_MORNING).days + 1
    counts = ledger.counts()
    open_parts = sum(counts.get(state, 0) for state in ("queued", "sending"))
    unknown = ledger.doubts.all()
    return sum(counts.values()) >= days * setting.chats * setting.parts and open_parts == 0 and not unknown


def count(report: Report, server: LocalBotApi, ledger: Ledger, setting: Setting, chats: Sequence[int]) -> None:
    """Compare what every chat shows with what it should show."""
    days = [FIRST_MORNING.date() + timedelta(days=n) for n in range(report.days)]
    wanted = [f"{TOPIC} {day} part {n}" for day in days for n in range(1, setting.parts + 1)]
    for chat_id in chats:
        seen = Counter(server.texts(chat_id))
        report.expected += len(wanted)
        report.lost += sum(1 for text in wanted if seen[text] == 0)
        report.double += sum(seen[text] - 1 for text in wanted if seen[text] > 1)
    unknown = ledger.doubts.all()
    report.settled = ledger.settled()
    report.still_unknown = len(unknown)
    report.doubtful = sum(report.settled.values()) + len(unknown)
    report.earned_429 = server.api.flood.refused
    report.faults = server.faults.counts()


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--kills", type=int, default=200)
    parser.add_argument("--chats", type=int, default=500)
    parser.add_argument("--parts", type=int, default=3)
    parser.add_argument("--faults", type=float, default=0.05)
    parser.add_argument("--seed", type=int, default=random.SystemRandom().randrange(10**6))
    parser.add_argument("--seconds", type=float, default=400, help="nobody is killed any more after so long")
    options = parser.parse_args()
    setting = Setting(options.kills, options.chats, options.parts, options.faults, options.seed, options.seconds)
    print(f"seed {setting.seed}", flush=True)
    report = run(setting)
    for name, value in vars(report).items():
        print(f"{name:14} {value}")
    if report.kills < setting.kills:
        print(f"only {report.kills} of {setting.kills} kills in {setting.deadline:.0f} s: the machine is busy")
    return 0 if report.lost == report.double == 0 else 1


if __name__ == "__main__":
    sys.exit(main())
