"""The morning post to many chats at the default limits: pace, refusals, and answers to questions asked meanwhile.

    python -m benchmarks.broadcast [--chats 1000] [--questions 150]

The deliverer is a real process that talks to the local Bot API server, which refuses like Telegram (30 a second in all,
1 a second to one person); questions go through the real chat service to a conversation that answers at once. Wall time
is about CHATS / 29 seconds plus .7 s a question: eight minutes for 10,000. Fewer than a hundred questions make a p95 of
what happened to one or two of them. Goals: 95 % of the limit or more,
no 429, p95 of an answer below twice that of an idle bot. Exit 1 if one is missed. CPU time is printed beside wall time:
on a machine that does other work too, it is the figure that can be compared.
"""

import argparse
import os
import sys
import tempfile
import time as clock_time
from dataclasses import dataclass, field
from datetime import time, timedelta
from pathlib import Path
from statistics import median

from benchmarks.deliverer_process import FIRST_MORNING, Task, database_in, deliverer
from bot.delivery.store import Subscriptions
from bot.demo.botapi.control import LocalBotApi
from bot.demo.botapi.flood_control import Rates
from bot.demo.botapi.world import Change

FIRST_CHAT = 1000
ASKER = 10
LIMIT = 30.0
GOAL_SHARE, GOAL_SLOWER = 0.95, 2.0
ASK_EVERY = 0.65


@dataclass
class Watch:
    """Counts what arrives as it arrives: looking through all messages again and again would slow the server down."""

    server: LocalBotApi
    posts: list[float] = field(default_factory=list)
    answers: list[float] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.server.world.listeners.append(self._notice)

    def _notice(self, change: Change) -> None:
        if change.kind != "message" or change.post is None or change.post.sender is not self.server.world.bot:
            return
        kept = self.answers if change.post.text.text.startswith("About:") else self.posts
        kept.append(clock_time.monotonic())


def ask(server: LocalBotApi, number: int) -> float:
    """Seconds from a question to its answer in the chat."""
    person = server.user(ASKER + number % 50, is_started=True)
    began = clock_time.monotonic()
    asked = person.say(f"Question {number}?")
    server.wait_for_message(person.id, f"Question {number}?", after=asked, timeout=60)
    return clock_time.monotonic() - began


def p95(seconds: list[float]) -> float:
    return sorted(seconds)[int(len(seconds) * 0.95)]


def cpu_seconds(pid: int) -> float:
    """CPU time a process has used so far; 0 where the system does not tell."""
    try:
        fields = Path(f"/proc/{pid}/stat").read_text("ascii").rpartition(")")[2].split()
    except OSError:
        return 0.0
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def run(chats: int, questions: int) -> int:
    """Print the figures; 0 if all goals are met."""
    with tempfile.TemporaryDirectory() as name, LocalBotApi(rates=Rates()) as server:
        folder = Path(name)
        database = database_in(folder)
        subscriptions = Subscriptions(database)
        for chat_id in range(FIRST_CHAT, FIRST_CHAT + chats):
            server.user(chat_id, is_started=True)
            subscriptions.subscribe(
                chat_id, "rivers", time=time(7, 0), zone="UTC", now=FIRST_MORNING - timedelta(hours=1)
            )
        watch = Watch(server)
        idle_for = timedelta(seconds=questions * 0.7 + 10)
        task = Task(folder, server.base_url, server.token, FIRST_MORNING - idle_for, clock_time.time(), parts=1)
        process, ready = deliverer(task)
        process.start()
        ready.poll(30)
        idle = paced_questions(server, questions, 0)
        server.wait_for(lambda: watch.posts, timeout=120)
        cpu, answered = (cpu_seconds(process.pid or 0), cpu_seconds(os.getpid())), len(watch.answers)
        busy = paced_questions(server, questions, questions)
        server.wait_for(lambda: len(watch.posts) >= chats, timeout=chats / 15 + 60)
        ours, servers = cpu_seconds(process.pid or 0) - cpu[0], cpu_seconds(os.getpid()) - cpu[1]
        process.kill()
        process.join()
        database.close()
    seconds = watch.posts[-1] - watch.posts[0]
    answers = len(watch.answers) - answered
    pace = (chats - 1 + answers) / seconds
    refused = server.api.flood.refused
    slower = p95(busy) / p95(idle)
    print(f"{chats} posts and {answers} answers in {seconds:.1f} s: {pace:.2f} messages a second")
    print(f"share of the limit {pace / LIMIT:.1%} (goal {GOAL_SHARE:.0%})  429 earned {refused} (goal 0)")
    print(f"CPU a message: bot {ours / chats * 1000:.1f} ms, local server {servers / chats * 1000:.1f} ms (of 33)")
    for label, waits in (("idle", idle), ("broadcast", busy)):
        print(f"answer, {label:9} median {median(waits) * 1000:.0f} ms  p95 {p95(waits) * 1000:.0f} ms")
    print(f"p95 during the broadcast is {slower:.2f} times that of an idle bot (goal below {GOAL_SLOWER:g})")
    return 0 if pace / LIMIT >= GOAL_SHARE and refused == 0 and slower < GOAL_SLOWER else 1


def paced_questions(server: LocalBotApi, count: int, start: int) -> list[float]:
    """Ask `count` questions, about one and a half a second."""
    seconds: list[float] = []
    for number in range(start, start + count):
        began = clock_time.monotonic()
        seconds.append(ask(server, number))
        clock_time.sleep(max(0.0, ASK_EVERY - (clock_time.monotonic() - began)))
    return seconds


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--chats", type=int, default=1000)
    parser.add_argument("--questions", type=int, default=150)
    options = parser.parse_args()
    return run(options.chats, options.questions)


if __name__ == "__main__":
    sys.exit(main())
