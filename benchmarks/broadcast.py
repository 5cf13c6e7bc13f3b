"""The morning post to many chats at the default limits: pace, refusals, and answers to questions asked meanwhile.

    python -m benchmarks.broadcast [--chats 1000] [--questions 30]

The deliverer is a real process that talks to the local Bot API server, which refuses like Telegram (30 a second in all,
1 a second to one person). Wall time is about CHATS / 29 seconds: six minutes for 10,000. Exit 1 if a goal is missed.
"""

import argparse
import sys
import tempfile
import time as clock_time
from datetime import time, timedelta
from pathlib import Path
from statistics import median

from benchmarks.deliverer_process import FIRST_MORNING, Task, database_in, deliverer
from bot.delivery.store import Subscriptions
from bot.demo.botapi.control import LocalBotApi
from bot.demo.botapi.limits import Rates

FIRST_CHAT = 1000
ASKER = 10
LIMIT = 30.0


def ask(server: LocalBotApi, number: int) -> float:
    """Seconds from a question to its answer in the chat."""
    person = server.user(ASKER + number % 50, is_started=True)
    began = clock_time.monotonic()
    asked = person.say(f"Question {number}?")
    server.wait_for_message(person.id, f"Question {number}?", after=asked, timeout=60)
    return clock_time.monotonic() - began


def p95(seconds: list[float]) -> float:
    return sorted(seconds)[int(len(seconds) * 0.95)]


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
        idle_for = timedelta(seconds=questions * 0.7 + 10)
        task = Task(folder, server.base_url, server.token, FIRST_MORNING - idle_for, clock_time.time(), parts=1)
        process, ready = deliverer(task)
        process.start()
        ready.poll(30)
        idle = paced_questions(server, questions, 0)
        server.wait_for(lambda: posts(server) > 0, timeout=120)
        busy = paced_questions(server, questions, questions)
        server.wait_for(lambda: posts(server) >= chats, timeout=chats / 20 + 60)
        process.kill()
        process.join()
        database.close()
        moments = sorted(call.at for call in server.calls if is_post(call.values))
        seconds = moments[-1] - moments[0]
        answers = sum(1 for call in server.calls if is_answer(call.values) and moments[0] <= call.at <= moments[-1])
        pace = (len(moments) - 1 + answers) / seconds
        refused = server.api.flood.refused
        slower = p95(busy) / p95(idle)
        print(f"{chats} posts and {answers} answers in {seconds:.1f} s: {pace:.2f} messages a second")
        print(f"share of the limit {pace / LIMIT:.1%}  429 earned {refused}")
        for label, waits in (("idle", idle), ("broadcast", busy)):
            print(f"answer, {label:9} median {median(waits) * 1000:.0f} ms  p95 {p95(waits) * 1000:.0f} ms")
        print(f"p95 during the broadcast is {slower:.2f} times that of an idle bot")
        return 0 if pace / LIMIT >= 0.95 and refused == 0 and slower < 2 else 1


def paced_questions(server: LocalBotApi, count: int, start: int) -> list[float]:
    """Ask `count` questions, about one and a half a second."""
    seconds: list[float] = []
    for number in range(start, start + count):
        began = clock_time.monotonic()
        seconds.append(ask(server, number))
        clock_time.sleep(max(0.0, 0.65 - (clock_time.monotonic() - began)))
    return seconds


def is_post(values: dict[str, object]) -> bool:
    return str(values.get("text", "")).startswith("<b>rivers")


def is_answer(values: dict[str, object]) -> bool:
    return str(values.get("text", "")).startswith("About:")


def posts(server: LocalBotApi) -> int:
    return sum(1 for call in server.api.calls if call.is_applied and is_post(call.values))


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--chats", type=int, default=1000)
    parser.add_argument("--questions", type=int, default=30)
    options = parser.parse_args()
    return run(options.chats, options.questions)


if __name__ == "__main__":
    sys.exit(main())
